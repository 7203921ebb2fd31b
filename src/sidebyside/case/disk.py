"""A case in a folder: one writer at a time, nothing half written.

::

    CASE/case.json        schema; written once
    CASE/ledger.jsonl     what happened, in order; everything else follows from it
    CASE/inputs/ab/ab...  the bytes of every input, by their SHA-256
    CASE/findings.jsonl   the last conclusion; the same for the same inputs, settings and decisions
    CASE/concluded/ab...  every conclusion, by the SHA-256 of its lines
    CASE/decisions.toml   what the user decided of the filtrations proposed; edited by hand
    CASE/vectors.sqlite   what was computed and may be needed again; losing it costs time and changes nothing
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from filelock import FileLock, Timeout

from sidebyside.case.ledger import LEDGER_NAME, FileSink, Sink
from sidebyside.contracts import VectorCache
from sidebyside.errors import InputError, VerificationError
from sidebyside.primitives.atomic import unwritable, write_atomically
from sidebyside.primitives.digest import canonical_json, sha256_of_bytes

SCHEMA, FIRST_SCHEMA = "sidebyside/case/2", "sidebyside/case/1"
FACTS_NAME = "case.json"
FINDINGS_NAME = "findings.jsonl"
CONCLUDED_NAME = "concluded"
INPUTS_NAME = "inputs"
VECTORS_NAME = "vectors.sqlite"
_LOCK_NAME, _STAGING_NAME = ".lock", ".staging"
_PUTS_A_COMMIT = 512
_HEX = frozenset("0123456789abcdef")


class DiskStore:
    """A case in a folder.

    Parameters
    ----------
    folder
        The folder; it holds a case.json.
    is_writable
        Whether the lock of the folder is held.

    Raises
    ------
    InputError
        If the folder is no case.
    VerificationError
        If its case.json is not of a schema this reads.
    """

    def __init__(self, folder: Path, *, is_writable: bool = False) -> None:
        if not (folder / FACTS_NAME).is_file():
            raise InputError(
                f"{folder} is no case: it has no {FACTS_NAME}", hint="name the folder given as --out"
            )
        self.folder, self.place = folder, folder / LEDGER_NAME
        self.facts = read_facts(folder / FACTS_NAME)
        self._is_writable = is_writable
        if is_writable:
            self._empty_staging()

    @property
    def findings_path(self) -> Path:
        """Where the findings of the last conclusion stand."""
        return self.folder / FINDINGS_NAME

    def ledger(self) -> Iterator[bytes]:
        """Yield the lines of the ledger; none where there is no file."""
        if self.place.exists():
            with self.place.open("rb") as stream:
                yield from stream

    def line_at(self, place: int) -> bytes:
        """Return the line that begins at a byte."""
        with self.place.open("rb") as stream:
            stream.seek(place)
            return stream.readline()

    def sink(self) -> Sink:
        """Open the ledger for appending."""
        if not self._is_writable:
            raise InputError(f"{self.folder} is open for reading only", hint="use write_case")
        return FileSink(self.place)

    def holds_anything(self) -> bool:
        """Say whether inputs or findings are kept here."""
        return (self.folder / INPUTS_NAME).exists() or self.findings_path.exists()

    def path_of(self, sha256: str) -> Path:
        """Return where the bytes of a digest are kept, whether they are or not.

        Raises
        ------
        InputError
            If `sha256` is not 64 lower-case hexadecimal digits.
        """
        if len(sha256) != 64 or not _HEX.issuperset(sha256):
            raise InputError(
                f"not a SHA-256: {sha256[:80]!r}", hint="64 lower-case hexadecimal digits are needed"
            )
        return self.folder / INPUTS_NAME / sha256[:2] / sha256

    def source_of(self, sha256: str) -> Path:
        """Return the file an input is kept in."""
        return self.path_of(sha256)

    def keep(self, data: bytes, sha256: str) -> None:
        """Keep the bytes of an input by their digest."""
        path = self.path_of(sha256)
        try:
            if path.exists() and path.stat().st_size == len(data):
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            self._staging.mkdir(exist_ok=True)
        except OSError as error:
            raise unwritable(path, error) from error
        write_atomically(path, [data], staging=self._staging, is_durable=False)

    def keep_findings(self, data: bytes, sha256: str) -> None:
        """Keep the lines of a conclusion by their digest, before the ledger says so."""
        path = self._concluded(sha256)
        try:
            path.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise unwritable(path, error) from error
        write_atomically(path, [data])

    def show_findings(self, sha256: str) -> None:
        """Put the lines of the last conclusion into findings.jsonl: one file of two names, if it can be."""
        kept, shown = self._concluded(sha256), self.folder / f".{FINDINGS_NAME}.tmp"
        try:
            shown.unlink(missing_ok=True)
            try:
                os.link(kept, shown)
            except OSError:
                shutil.copyfile(kept, shown)
            shown.replace(self.findings_path)
        except OSError as error:
            raise unwritable(self.findings_path, error) from error

    def findings(self, sha256: str, earlier: frozenset[str]) -> bytes:
        """Return the lines of a conclusion by their digest."""
        path = self.findings_path
        data = _bytes_of(path)
        got = None if data is None else sha256_of_bytes(data)
        if data is not None and got == sha256:
            return data
        kept = _bytes_of(self._concluded(sha256))
        is_left_over = got is None or got in earlier
        if is_left_over and kept is not None and sha256_of_bytes(kept) == sha256:
            return kept
        seen = "no file" if got is None else f"SHA-256 {got}"
        raise VerificationError(
            f"{path}: got {seen}, expected {sha256}",
            hint="run the comparison again to write it anew",
        )

    def vectors(self) -> AbstractContextManager[VectorCache]:
        """Open the file of what was computed of inputs."""
        return VectorFile(self.folder / VECTORS_NAME)

    def _concluded(self, sha256: str) -> Path:
        return self.folder / CONCLUDED_NAME / f"{self.path_of(sha256).name}.jsonl"

    @property
    def _staging(self) -> Path:
        return self.folder / _STAGING_NAME

    def _empty_staging(self) -> None:
        try:
            for path in self._staging.iterdir() if self._staging.is_dir() else ():
                path.unlink()
        except OSError as error:
            raise unwritable(self._staging, error) from error


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise VerificationError(f"{path}: got {error.strerror or error}, expected the findings") from error


class VectorFile:
    """A table of values by key; a context, within which it is open.

    Raises
    ------
    InputError
        If the file cannot be read or written; the way out is to remove it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._n_puts = 0

    def __enter__(self) -> "VectorFile":
        with self._checked():
            self._table = sqlite3.connect(self._path)
            self._table.execute("PRAGMA synchronous=OFF")
            self._table.execute(
                "CREATE TABLE IF NOT EXISTS vector (key TEXT PRIMARY KEY, value BLOB NOT NULL)"
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with self._checked():
                self._table.commit()
        finally:
            self._table.close()

    def get(self, key: str) -> bytes | None:
        """Return what was kept under a key."""
        with self._checked():
            row = self._table.execute("SELECT value FROM vector WHERE key = ?", (key,)).fetchone()
        return bytes(row[0]) if row else None

    def put(self, key: str, value: bytes) -> None:
        """Keep a value under a key."""
        with self._checked():
            self._table.execute("INSERT OR REPLACE INTO vector VALUES (?, ?)", (key, value))
            self._n_puts += 1
            if self._n_puts % _PUTS_A_COMMIT == 0:
                self._table.commit()

    @contextmanager
    def _checked(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise InputError(
                f"{self._path} cannot be used: {error}",
                hint="remove that file; it only saves time, nothing is lost",
            ) from error


def read_facts(path: Path) -> dict[str, Any]:
    """Return what case.json holds: its schema; in the first schema settings and seed too.

    Raises
    ------
    InputError
        If it cannot be read.
    VerificationError
        If it is not a case.json of a schema this reads.
    """
    try:
        facts = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise VerificationError(f"{path}: got {error}, expected JSON") from error
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
    schema = facts.get("schema") if isinstance(facts, dict) else type(facts).__name__
    if not isinstance(facts, dict) or schema not in (SCHEMA, FIRST_SCHEMA):
        raise VerificationError(f"{path}: got the schema {schema!r}, expected {SCHEMA!r}")
    if schema == FIRST_SCHEMA and not (
        isinstance(facts.get("settings"), dict) and type(facts.get("seed")) is int
    ):
        raise VerificationError(f"{path}: got {sorted(facts)}, expected settings and a seed")
    return facts


@contextmanager
def locked_store(folder: Path) -> Iterator[DiskStore]:
    """Make a case folder, or open one, for writing; nobody else can write it meanwhile.

    Raises
    ------
    InputError
        If the folder is something else, is being written by another process, or cannot be written.
    VerificationError
        If its case.json is not of a schema this reads.
    """
    _check_is_case_or_empty(folder)
    with _locked(folder):
        _check_is_case_or_empty(folder)
        if not (folder / FACTS_NAME).exists():
            write_atomically(folder / FACTS_NAME, [canonical_json({"schema": SCHEMA}) + b"\n"])
        yield DiskStore(folder, is_writable=True)


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
