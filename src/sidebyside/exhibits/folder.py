"""The folder of an exhibit: written, sealed, and put in the place of an older one."""

import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sidebyside.contracts import ReadableCase
from sidebyside.errors import InputError, MethodError
from sidebyside.exhibits import verify
from sidebyside.exhibits.arrangement import build
from sidebyside.exhibits.arrangement.tables import coverage_table, findings_table, stories_table
from sidebyside.exhibits.assets.gallery import Gallery
from sidebyside.exhibits.formats import MOST_BYTES, RENDERERS, Exhibit, LocalisedView, Renderer
from sidebyside.exhibits.locale import load
from sidebyside.primitives.atomic import unwritable, write_atomically
from sidebyside.primitives.digest import sha256_of_bytes, sha256_of_file, sha256_of_value

ALWAYS = ("csv", "jsonl")
"""The formats that no exhibit is without: the manifest and the verifier rest on what they write."""

VERIFIER_NAME = "verify.py"
SYSTEM_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
"""What file browsers put into a folder they show, in lower case. It holds no one's work."""

_NEEDED = ("counts", "ledger", "versions")


def write(
    case: ReadableCase,
    folder: Path,
    languages: Sequence[str],
    *,
    title: str = "",
    exported_with: Mapping[str, str] | None = None,
    formats: Sequence[str] = ("html",),
    most_bytes: int = MOST_BYTES,
) -> None:
    """Write the files of an exhibit, all but the seal.

    Those of the formats named, and always ``findings.csv``, ``findings.jsonl`` and ``ledger.jsonl``, with
    ``stories.csv`` where a pair has a story table. The same case always gives the same bytes. The folder is
    made where it is missing; files of these names are replaced, no other is touched.

    Parameters
    ----------
    case
        The findings and the records they rest on.
    folder
        Where to write.
    languages
        Names of the locales.
    title, exported_with
        As `build` takes them.
    formats
        Members of `RENDERERS`.
    most_bytes
        Where a format has volumes, how large one may be.

    Raises
    ------
    InputError
        For a language or a format that is not there, or findings that do not fit the items given.
    MethodError
        If a format gives a file that the exhibit has already, or that is no plain name.
    MissingDependencyError
        Where a package or a program that a format needs is not installed.
    """
    chosen = _renderers(formats)
    made = arrange(case, languages, title=title, exported_with=exported_with, most_bytes=most_bytes)
    folder.mkdir(parents=True, exist_ok=True)
    taken = {verify.MANIFEST, VERIFIER_NAME}
    stems = tuple(f"exhibit.{tag}." for tag in languages)
    for name, renderer in chosen.items():
        for file, data in renderer.files(made):
            is_well_named = file.startswith(stems) == renderer.is_by_language and Path(file).name == file
            if file.lower() in taken or not is_well_named:
                raise MethodError(f"the format {name} gives a file {file!r}, which it may not write")
            taken.add(file.lower())
            (folder / file).write_bytes(data)


def arrange(
    case: ReadableCase,
    languages: Sequence[str],
    *,
    title: str = "",
    exported_with: Mapping[str, str] | None = None,
    most_bytes: int = MOST_BYTES,
) -> Exhibit:
    """Return what a renderer is given; the arguments and what is raised are those of `write`."""
    locales = [load(tag) for tag in languages]
    made = (build(case, locale, title=title, exported_with=exported_with) for locale in locales)
    others = (coverage_table(case), stories_table(case))
    findings = findings_table(case.findings, case.findings_jsonl, dict(case.statistics.searched))
    return Exhibit(
        views=tuple(LocalisedView(view, locale) for view, locale in zip(made, locales, strict=True)),
        tables=(findings, *(table for table in others if table.rows)),
        findings_jsonl=case.findings_jsonl,
        ledger=case.ledger,
        gallery=Gallery(case.read),
        most_bytes=most_bytes,
    )


def _renderers(formats: Sequence[str]) -> dict[str, Renderer]:
    there = RENDERERS.names()
    for name in formats:
        if name not in there:
            known = "; ".join(f"{each}, {member.label}" for each, member in RENDERERS.members().items())
            raise InputError(f"no format is called {name!r}", hint=f"there are {known}")
    return {name: RENDERERS.member(name) for name in dict.fromkeys((*formats, *ALWAYS))}


def seal(folder: Path, *, facts: Mapping[str, Any]) -> str:
    """Put the verifier and the manifest into a finished exhibit.

    Nothing may be changed in the folder afterwards. The same files and facts give the same manifest, byte
    for byte. The manifest holds its own digest, so that a damaged one is told from a damaged file; what
    guards against a manifest that was written anew is the digest returned here, handed over on another way.

    Parameters
    ----------
    folder
        The exhibit, with ``ledger.jsonl``, ``findings.jsonl`` and ``findings.csv`` in it.
    facts
        Plain values, published in the manifest: `counts` (those of the ``concluded`` record), `ledger`
        (`head`, the digest of the last record of the ledger beside it, and `length`), `versions`, and what
        else is to be fixed.

    Returns
    -------
    str
        SHA-256 of ``manifest.json``.

    Raises
    ------
    InputError
        If a fact or a file is missing, if the folder holds a link or a device, or if the manifest cannot be
        written.

    Notes
    -----
    Cost: every file is read once.
    """
    if missing := [name for name in _NEEDED if name not in facts]:
        raise InputError(f"an exhibit cannot be sealed without {', '.join(missing)}")
    write_atomically(folder / VERIFIER_NAME, [Path(verify.__file__).read_bytes()])
    files = [
        {"path": name, "bytes": path.stat().st_size, "sha256": sha256_of_file(path)}
        for name, path in sorted(_files(folder))
        if name != verify.MANIFEST
    ]
    digests = {item["path"]: item["sha256"] for item in files}
    for name in (verify.LEDGER, verify.FINDINGS, verify.TABLE):
        if name not in digests:
            raise InputError(f"{folder} is no finished exhibit: it has no {name}")
    manifest = {
        **facts,
        "schema": verify.MANIFEST_SCHEMA,
        "files": files,
        "findings_sha256": digests[verify.FINDINGS],
    }
    manifest["digest"] = sha256_of_value(manifest)
    data = verify.manifest_bytes(manifest)
    write_atomically(folder / verify.MANIFEST, [data])
    return sha256_of_bytes(data)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the path below the folder, with ``/`` between its parts, and the path of every file."""
    for parent, folders, names in os.walk(folder):
        for name in [*folders, *names]:
            path = Path(parent, name)
            mode = path.lstat().st_mode
            if stat.S_ISREG(mode):
                yield path.relative_to(folder).as_posix(), path
            elif not stat.S_ISDIR(mode):
                raise InputError(f"{path} is a link or a device", hint="an exhibit holds plain files only")


def check_target(target: Path, *, case_file: str) -> list[str]:
    """Refuse a place where an exhibit would take something else away; return the paths that may be removed.

    Only an exhibit may be replaced, and of it only what its manifest lists. System files (`SYSTEM_FILES`)
    hinder nothing.

    Parameters
    ----------
    target
        Where an exhibit is to stand; new, empty, or an exhibit.
    case_file
        Name of the file by which a case folder is known; a folder that holds one is never replaced.

    Raises
    ------
    InputError
        If `target` is a link, a file, a case or holds one, or holds a file that its manifest does not list:
        names the first of these.
    """
    if target.is_symlink():
        raise InputError(f"{target} is a link", hint="name the folder itself, or a new one, with --out")
    if not target.exists():
        return []
    if not target.is_dir():
        raise InputError(f"{target} is a file, not a folder", hint="name a new folder with --out")
    if (target / case_file).exists():
        raise InputError(f"{target} is a case, and no exhibit", hint="name a new folder with --out")
    if not (target / verify.MANIFEST).is_file():
        there = sorted(target.iterdir())
        if foreign := [path.name for path in there if not (_is_of_system(path.name) and path.is_file())]:
            raise _no_exhibit(target, f"it holds {foreign[0]!r} and no {verify.MANIFEST}")
        return [path.name for path in there]
    return _listed(target, case_file)


def _listed(target: Path, case_file: str) -> list[str]:
    seen = verify.Folder(os.fspath(target))
    if seen.problems:
        raise InputError(f"cannot look into {target / seen.problems[0].file}: {seen.problems[0].got}")
    manifest, _ = verify.check_manifest(seen)
    if not manifest:
        raise _no_exhibit(target, f"its {verify.MANIFEST} is that of something else, or damaged")
    listed = {item["path"] for item in manifest["files"]} | {verify.MANIFEST}
    foreign = [path for path in seen.there if path not in listed and not _is_of_system(path)]
    for path in sorted(foreign + seen.others + [path for path in seen.there if Path(path).name == case_file]):
        what = "a case" if Path(path).name == case_file else "a file that its manifest does not list"
        raise InputError(
            f"{target} holds {what}: {path}",
            hint="nothing was replaced: take it out, or name a new folder with --out",
        )
    return sorted(seen.there)


def _no_exhibit(target: Path, why: str) -> InputError:
    return InputError(f"{target} is not empty and is no exhibit: {why}", hint="name a new folder with --out")


def _is_of_system(path: str) -> bool:
    return path.rpartition("/")[2].lower() in SYSTEM_FILES


@contextmanager
def in_place_of(target: Path, *, case_file: str, tell: Callable[[str], None]) -> Iterator[Path]:
    """Give a new folder, and put it in the place of `target` once it is filled and nothing was raised.

    Of an exhibit that stands there, what `check_target` returns is removed, and no other file. System files
    are among it, for the verifier would name them in the new exhibit; `tell` is called with a sentence for
    each. Whatever is raised, `target` is as it was.

    Parameters
    ----------
    target, case_file
        As `check_target` takes them.
    tell
        Called with a sentence on what was done besides.

    Raises
    ------
    InputError
        As `check_target`, and if the folder cannot be put in its place.
    """
    removable = check_target(target, case_file=case_file)
    staging = _beside(target, "partial")
    try:
        staging.mkdir(parents=True)
    except OSError as error:
        raise unwritable(target, error) from error
    try:
        yield staging
        _swap(staging, target, removable, tell)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _beside(target: Path, what: str) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}.{what}")


def _swap(staging: Path, target: Path, removable: Sequence[str], tell: Callable[[str], None]) -> None:
    """Put the new folder in its place, and remove of the old one what may be removed."""
    old = _beside(target, "replaced")
    try:
        if target.exists():
            target.rename(old)
        try:
            staging.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
        for path in removable:
            (old / path).unlink(missing_ok=True)
            if _is_of_system(path):
                tell(f"removed {target / path}, which a file browser had put there")
        for folder, _, _ in os.walk(old, topdown=False):
            if not any(Path(folder).iterdir()):
                Path(folder).rmdir()
    except OSError as error:
        raise unwritable(target, error) from error
    if old.exists():
        tell(f"{old} holds what came into the old exhibit meanwhile")
