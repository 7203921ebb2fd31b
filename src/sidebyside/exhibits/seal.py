"""Sealing an exhibit: a manifest of every file, and the verifier that checks it."""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sidebyside.errors import InputError
from sidebyside.exhibits import verify
from sidebyside.primitives.atomic import write_atomically
from sidebyside.primitives.digest import sha256_of_bytes, sha256_of_file, sha256_of_value

VERIFIER_NAME = "verify.py"
_NEEDED = ("counts", "ledger", "versions")


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
