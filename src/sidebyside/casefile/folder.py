"""Making a case, and going on with one: one writer at a time, nothing half written."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from sidebyside.casefile import entry
from sidebyside.casefile.contract import finding_to_line
from sidebyside.casefile.ledger import Kind, LedgerRecord, LedgerWriter, claimed_time
from sidebyside.casefile.view import FACTS_NAME, SCHEMA, CaseView, read_facts
from sidebyside.errors import InputError
from sidebyside.primitives.atomic import unwritable, write_atomically
from sidebyside.primitives.digest import canonical_json, sha256_of_bytes
from sidebyside.records import AnyFinding

_LOCK_NAME = ".lock"
_STAGING_NAME = ".staging"


class CaseFolder(CaseView):
    """A case opened for writing; made by `open_case`, which holds its lock."""

    def __init__(self, folder: Path, versions: Mapping[str, str], clock: Callable[[], str]) -> None:
        super().__init__(folder)
        self._empty_staging()
        self._writer = LedgerWriter(self._reader, clock)
        torn = self._reader.torn
        self.append(
            "opened",
            entry.opened(
                settings=self.settings,
                seed=self.seed,
                versions=versions,
                torn_bytes=len(torn),
                torn_sha256=sha256_of_bytes(torn),
            ),
        )

    @property
    def ledger_head(self) -> str:
        """Digest of the last record."""
        return self._writer.head

    @property
    def ledger_length(self) -> int:
        """Number of records."""
        return self._writer.length

    def append(self, kind: Kind, body: Mapping[str, Any]) -> LedgerRecord:
        """Append one record to the ledger; what this has returned survives the end of the process.

        Parameters
        ----------
        kind
            What happened.
        body
            What `sidebyside.casefile.entry` makes for this kind.

        Raises
        ------
        InputError
            If it cannot be written, such as on a full disk: names the file and the way out.
        """
        place = self._writer.n_bytes
        record = self._writer.append(kind, body)
        self._take(place, record)
        return record

    def keep(self, data: bytes, sha256: str) -> Path:
        """Keep the bytes of an input by their digest; what is there already is not written again.

        Returns
        -------
        Path
            Where they are kept.

        Raises
        ------
        InputError
            If `sha256` is not the digest of `data`, or the file cannot be written.
        """
        path = self.path_of(sha256)
        if (got := sha256_of_bytes(data)) != sha256:
            raise InputError(f"bytes with the SHA-256 {got} were to be kept as {sha256}")
        try:
            if path.exists() and path.stat().st_size == len(data):
                return path
            path.parent.mkdir(parents=True, exist_ok=True)
            self._staging.mkdir(exist_ok=True)
        except OSError as error:
            raise unwritable(path, error) from error
        write_atomically(path, [data], staging=self._staging, is_durable=False)
        return path

    def write_findings(self, findings: Iterable[AnyFinding]) -> str:
        """Write findings.jsonl in one step, one canonical line a finding in the order given.

        Returns
        -------
        str
            SHA-256 of the file, for the ``concluded`` record.
        """
        data = b"".join(canonical_json(finding_to_line(finding)) + b"\n" for finding in findings)
        write_atomically(self.findings_path, [data])
        return sha256_of_bytes(data)

    def close(self) -> None:
        """Wait until the ledger is on the disk."""
        self._writer.close()

    @property
    def _staging(self) -> Path:
        return self.folder / _STAGING_NAME

    def _empty_staging(self) -> None:
        try:
            for path in self._staging.iterdir() if self._staging.is_dir() else ():
                path.unlink()
        except OSError as error:
            raise unwritable(self._staging, error) from error


@contextmanager
def open_case(
    folder: Path,
    *,
    settings: Mapping[str, Any],
    seed: int,
    versions: Mapping[str, str],
    clock: Callable[[], str] = claimed_time,
) -> Iterator[CaseFolder]:
    """Make a case, or go on with one; nobody else can write it meanwhile.

    Parameters
    ----------
    folder
        The case folder; made where it does not exist.
    settings
        Plain values: everything the findings depend on besides inputs, versions and seed. They are published
        with the case, so they hold no secret and no absolute path.
    seed
        From which every random choice of the case is made.
    versions
        Name and version of the tool and of what it stands on, as noted in the ledger.
    clock
        Gives the claimed time of a record.

    Raises
    ------
    InputError
        If the folder is something else, is being written by another process, belongs to a case with other
        settings (names each difference), or cannot be written.
    VerificationError
        If the ledger does not hold together.
    """
    wanted = json.loads(canonical_json({"schema": SCHEMA, "settings": dict(settings), "seed": seed}))
    _check_is_case_or_empty(folder)
    with _locked(folder):
        _check_is_case_or_empty(folder)
        if not (folder / FACTS_NAME).exists():
            write_atomically(folder / FACTS_NAME, [canonical_json(wanted) + b"\n"])
        _check_same(folder, read_facts(folder / FACTS_NAME), wanted)
        case = CaseFolder(folder, versions, clock)
        try:
            yield case
        finally:
            case.close()


def _check_is_case_or_empty(folder: Path) -> None:
    try:
        names = {path.name for path in folder.iterdir()} if folder.exists() else set()
    except NotADirectoryError as error:
        raise InputError(
            f"{folder} is a file, not a folder", hint="name a new folder for the case"
        ) from error
    except OSError as error:
        raise InputError(f"cannot look into {folder}: {error.strerror or error}") from error
    # A process ended while it made the case leaves its lock and an unfinished case.json.
    others = sorted(
        name for name in names - {_LOCK_NAME, _STAGING_NAME} if not name.startswith(f".{FACTS_NAME}.")
    )
    if others and FACTS_NAME not in names:
        raise InputError(
            f"{folder} is not empty and is no case: it holds {others[0]!r}",
            hint="name a new folder for the case",
        )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / _LOCK_NAME, timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise InputError(
            f"{folder} is being written by another process",
            hint="wait until it has finished, or name another folder",
        ) from error
    except NotImplementedError as error:
        raise InputError(
            f"{folder} is on a file system without locks", hint="name a folder on a local disk"
        ) from error
    except OSError as error:
        raise unwritable(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def _check_same(folder: Path, there: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    differences = [*_differences("seed", there["seed"], wanted["seed"])]
    differences += _differences("settings", there["settings"], wanted["settings"])
    if differences:
        raise InputError(
            f"{folder} is a case with other settings: {'; '.join(differences)}",
            hint="use the settings of the case, or name a new folder",
        )


def _differences(name: str, there: object, wanted: object) -> Iterator[str]:
    if isinstance(there, dict) and isinstance(wanted, dict):
        for key in sorted(there.keys() | wanted.keys()):
            yield from _differences(f"{name}.{key}", there.get(key), wanted.get(key))
    elif there != wanted:
        yield f"{name} is {there!r} in the case, {wanted!r} was asked for"
