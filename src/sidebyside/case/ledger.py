"""The ledger: one line a record, each chained to the line before.

A line is the canonical JSON of ``{at, body, digest, kind, n, previous, schema}``. `digest` is the SHA-256 of
the canonical JSON of the record without `digest`; `previous` is the `digest` of the line before, 64 zeros
in the first. The order is that of `n`: `at` is what the clock of the machine claimed, and is not relied on.

The chain shows that a line was changed, taken out or put in. It does not show that lines are missing at
the end, nor that the whole was written anew: for that the last digest must be known from elsewhere, such as
the manifest of an exhibit that was handed over.
"""

import json
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from sidebyside.errors import InputError, VerificationError
from sidebyside.primitives.atomic import unwritable, write_whole
from sidebyside.primitives.digest import canonical_json, sha256_of_bytes

SCHEMA = "sidebyside/ledger/1"
LEDGER_NAME = "ledger.jsonl"
FIRST_PREVIOUS = "0" * 64
SYNC_SECONDS = 1.0

KIND = re.compile("[a-z]+(_[a-z]+)*")
"""What happened, in a word; `sidebyside.case.entry` makes the body of each. A reader passes over a word that
it does not know, so that what happens may be noted by others too."""
_KEYS = {"at", "body", "digest", "kind", "n", "previous", "schema"}
_TYPES = {"at": str, "body": dict, "digest": str, "kind": str, "n": int, "previous": str, "schema": str}


@dataclass(frozen=True, slots=True)
class LedgerRecord:
    """One record: number from 0, claimed time in UTC, kind of event, and its place in the chain."""

    n: int
    at: str
    kind: str
    body: Mapping[str, Any]
    previous: str
    digest: str


def claimed_time() -> str:
    """Return what the clock of the machine claims, in UTC to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def record_line(n: int, at: str, kind: str, body: Mapping[str, Any], previous: str) -> tuple[bytes, str]:
    """Return the line of a record, with its line end, and its digest.

    The body is turned into JSON once: the keys around it are in canonical order here, with the digest
    between `body` and `kind`.
    """
    try:
        head = b'{"at":' + canonical_json(at) + b',"body":' + canonical_json(body)
    except UnicodeEncodeError as error:
        raise InputError(
            f"a {kind!r} record holds half a character: {error.object[error.start]!r}"
        ) from error
    tail = f'"kind":{json.dumps(kind)},"n":{n},"previous":"{previous}","schema":"{SCHEMA}"}}'.encode()
    digest = sha256_of_bytes(head + b"," + tail)
    return head + b',"digest":"' + digest.encode() + b'",' + tail + b"\n", digest


def read_line(line: bytes, n: int, previous: str, name: str) -> LedgerRecord:
    """Return the record of a line, if it is the record `n` that follows the digest `previous`.

    Parameters
    ----------
    line
        One line with its line end.
    n, previous
        What the line must continue.
    name
        Name of the ledger, for the message.

    Raises
    ------
    ValueError
        If the line is no JSON at all, or none that could have been written.
    VerificationError
        If it does not continue the chain: names the line, got and expected.
    """
    where = f"{name} line {n + 1}"
    fields = json.loads(line)
    if not isinstance(fields, dict) or set(fields) != _KEYS:
        got = sorted(fields) if isinstance(fields, dict) else type(fields).__name__
        raise broken(where, "fields", got, sorted(_KEYS))
    for key, kind in _TYPES.items():
        if type(fields[key]) is not kind:
            raise broken(where, key, repr(fields[key])[:80], f"a value of type {kind.__name__}")
    for key, expected in (("schema", SCHEMA), ("n", n), ("previous", previous)):
        if fields[key] != expected:
            raise broken(where, key, fields[key], expected)
    as_written, digest = record_line(n, fields["at"], fields["kind"], fields["body"], previous)
    if fields["digest"] != digest:
        raise broken(where, "digest", fields["digest"], digest)
    if as_written != line:
        raise broken(where, "form", "other bytes for the same values", "canonical JSON")
    return LedgerRecord(n, fields["at"], fields["kind"], fields["body"], previous, digest)


def broken(where: str, what: str, got: object, expected: object) -> VerificationError:
    """Make the error for a place where the chain does not hold."""
    return VerificationError(
        f"{where}: {what} does not fit: got {got}, expected {expected}",
        hint="the ledger was changed after it was written; go back to an unchanged copy of the case",
    )


class LedgerReader:
    """Reads a ledger from its first line and checks every link; iterate once.

    A last line without a line end was being written when the process was ended: a record is one write, and
    its line end comes last. It is no record: iteration stops before it, and `torn` holds its bytes. A line
    that has its end and makes no sense was damaged later, and is refused.

    Parameters
    ----------
    lines
        Each with its line end.
    name
        Of the ledger, for messages.

    Attributes
    ----------
    length, head
        Number of records read so far and digest of the last one.
    n_bytes
        Size of the whole records read so far.
    torn
        Bytes of the unfinished last line; empty where there is none.
    """

    def __init__(self, lines: Iterable[bytes], name: str) -> None:
        self.name = name
        self.length = 0
        self.head = FIRST_PREVIOUS
        self.n_bytes = 0
        self.torn = b""
        self._lines = lines

    def __iter__(self) -> Iterator[tuple[int, LedgerRecord]]:
        """Yield each record with the place of its first byte.

        Raises
        ------
        VerificationError
            At the first line that does not continue the chain.
        """
        for line in self._lines:
            record = self._read(line)
            if record is None:
                return
            place = self.n_bytes
            self.length, self.head, self.n_bytes = self.length + 1, record.digest, place + len(line)
            yield place, record

    def _read(self, line: bytes) -> LedgerRecord | None:
        if not line.endswith(b"\n"):
            self.torn = line
            return None
        try:
            return read_line(line, self.length, self.head, self.name)
        except (ValueError, RecursionError) as error:
            place = f"{self.name} line {self.length + 1}"
            raise broken(place, "JSON", str(error), "one record") from error


class Sink(Protocol):
    """Where a ledger goes, at its end."""

    def write(self, line: bytes) -> None:
        """Take one line, whole; an `OSError` where that is not possible."""
        ...

    def cut(self, n_bytes: int) -> None:
        """Cut off what lies behind the last record: a torn line, or a record that was interrupted.

        Raises
        ------
        VerificationError
            If there is less than the records.
        """
        ...

    def sync(self) -> None:
        """Wait until everything is safe from a power cut, as far as this place can be."""
        ...

    def close(self) -> None:
        """Let go."""
        ...


class FileSink:
    """A ledger as a file.

    Raises
    ------
    InputError
        If it cannot be opened for writing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        try:
            self._descriptor = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)
        except OSError as error:
            raise unwritable(path, error) from error

    def write(self, line: bytes) -> None:
        """Append one line in one write, where the system takes it whole."""
        write_whole(self._descriptor, line)

    def cut(self, n_bytes: int) -> None:
        """Cut the file off behind its records."""
        size = os.fstat(self._descriptor).st_size
        if size > n_bytes:
            os.ftruncate(self._descriptor, n_bytes)
        elif size < n_bytes:
            raise broken(self._path.name, "size", f"{size} bytes", f"{n_bytes} bytes")

    def sync(self) -> None:
        """Wait until the file is on the disk."""
        os.fsync(self._descriptor)

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)


class LedgerWriter:
    """Appends records to a ledger that has been read to its end; one ``write`` a record.

    What `append` has returned survives the end of the process at any moment. It is on the disk, safe from
    a power cut, after at most about `SYNC_SECONDS` of further appending, and after `close`.

    Parameters
    ----------
    reader
        A reader that has reached the end; an unfinished last line is cut off.
    sink
        Where the lines go.
    place
        How the ledger is called in a message of what could not be written.
    clock
        Gives the claimed time.
    """

    def __init__(
        self, reader: LedgerReader, sink: Sink, place: Path, clock: Callable[[], str] = claimed_time
    ) -> None:
        self.length, self.head, self.n_bytes = reader.length, reader.head, reader.n_bytes
        self._sink, self._place, self._clock = sink, place, clock
        self._synced_at = time.monotonic()
        self._sink.cut(self.n_bytes)

    def append(self, kind: str, body: Mapping[str, Any]) -> LedgerRecord:
        """Append one record.

        Parameters
        ----------
        kind
            What happened, in a word.
        body
            Plain values, as JSON can hold them.

        Raises
        ------
        InputError
            If the record cannot be written, such as on a full disk. The ledger then ends with the record
            before, and appending may be tried again.
        """
        if not KIND.fullmatch(kind):
            raise InputError(f"no kind of record: {kind!r}", hint="a kind is a word in lower case")
        at = self._clock()
        line, digest = record_line(self.length, at, kind, body, self.head)
        record = LedgerRecord(self.length, at, kind, body, self.head, digest)
        try:
            self._sink.cut(self.n_bytes)
            self._sink.write(line)
            self._sync_now_and_then()
        except OSError as error:
            self._cut_if_possible()
            raise unwritable(self._place, error) from error
        self.length, self.head, self.n_bytes = self.length + 1, digest, self.n_bytes + len(line)
        return record

    def close(self) -> None:
        """Wait until everything is on the disk, and let go of the ledger."""
        try:
            self._sink.cut(self.n_bytes)
            self._sink.sync()
        except OSError as error:
            raise unwritable(self._place, error) from error
        finally:
            self._sink.close()

    def _cut_if_possible(self) -> None:
        try:
            self._sink.cut(self.n_bytes)
        except OSError:
            # The next opening finds the unfinished line and cuts it off.
            return

    def _sync_now_and_then(self) -> None:
        now = time.monotonic()
        if now - self._synced_at >= SYNC_SECONDS:
            self._sink.sync()
            self._synced_at = now
