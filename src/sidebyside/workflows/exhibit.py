"""How is a finished comparison handed over?"""

from collections.abc import Callable, Sequence
from pathlib import Path

from sidebyside import exhibits
from sidebyside.case import FACTS_NAME, Case, entry, open_case, write_case
from sidebyside.errors import InputError
from sidebyside.records import to_plain
from sidebyside.workflows.options import versions


def say_nothing(sentence: str) -> None:
    """Say nothing."""
    del sentence


def exhibit(
    case: str | Path | Case,
    out: str | Path | None = None,
    *,
    languages: Sequence[str] = ("en", "zh-Hant"),
    title: str = "",
    formats: Sequence[str] = ("html",),
    most_bytes: int = exhibits.MOST_BYTES,
    tell: Callable[[str], None] = say_nothing,
) -> Path:
    """Write the exhibit of a case: pages, tables, ledger, manifest and verifier.

    Parameters
    ----------
    case
        Folder of a finished comparison, or the case. That of a case in a folder is noted in its ledger.
    out
        Folder of the exhibit, by default ``exhibit`` in the case; a case in memory needs one. An exhibit that
        stands there is replaced; nothing else is, and no file that its manifest does not list.
    languages
        Names of the locales, one page each.
    title
        Title of the comparison, shown on the first page.
    formats
        In which formats it is written, besides the tables and the lines that every exhibit has.
    most_bytes
        Largest page of findings in full; where they take more, they are bound in volumes.
    tell
        Called with a sentence on what was done besides, such as that a file browser's own file was removed.

    Returns
    -------
    Path
        The folder. The SHA-256 of its manifest is printed by ``verify``; hand it over on another way.

    Raises
    ------
    InputError
        If the folder is no case, has come to no conclusion, or `out` is something else than an exhibit, or
        holds what its manifest does not list.
    VerificationError
        If the ledger, the findings or an input of the case were changed.
    """
    if most_bytes < 1:
        raise InputError(f"a volume must hold at least 1 byte, got {most_bytes}")
    folder = case.folder if isinstance(case, Case) else Path(case)
    target = _target(folder, out)
    # What cannot be shown is refused before anything is noted; an opened case reads its ledger once.
    if folder is not None and not (folder / FACTS_NAME).is_file():
        open_case(folder)
    exhibits.check_target(target, case_file=FACTS_NAME)

    def written(concluded: Case) -> str:
        with exhibits.in_place_of(target, case_file=FACTS_NAME, tell=tell) as staging:
            exhibits.write(
                concluded,
                staging,
                languages,
                title=title,
                exported_with=versions(),
                formats=formats,
                most_bytes=most_bytes,
            )
            return exhibits.seal(staging, facts=_manifest_facts(concluded, title))

    if folder is None and isinstance(case, Case):
        written(case)
    elif folder is not None:
        with write_case(folder, versions=versions()) as opened:
            opened.append("exported", entry.exported(languages, written(opened)))
    return target


def _target(folder: Path | None, out: str | Path | None) -> Path:
    if out is not None:
        return Path(out)
    if folder is None:
        raise InputError("a case in memory has no folder for its exhibit", hint="name one")
    return folder / "exhibit"


def _manifest_facts(case: Case, title: str) -> dict[str, object]:
    return {
        "title": title,
        "counts": to_plain(case.counts),
        "ledger": {"head": case.ledger_head, "length": case.ledger_length},
        "versions": dict(case.versions),
        "exported_with": versions(),
    }
