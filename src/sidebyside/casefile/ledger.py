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
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from sidebyside.errors import InputError, VerificationError
from sidebyside.primitives.atomic import unwritable, write_whole
from sidebyside.primitives.digest import canonical_json, sha256_of_bytes

SCHEMA = "sidebyside/ledger/1"
FIRST_PREVIOUS = "0" * 64
SYNC_SECONDS = 1.0

Kind = Literal["opened", "ingested", "searched", "compared", "concluded", "exported", "decided"]
KINDS: tuple[str, ...] = get_args(Kind)
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

    Attributes
    ----------
    length, head
        Number of records read so far and digest of the last one.
    n_bytes
        Size of the whole records read so far.
    torn
        Bytes of the unfinished last line; empty where there is none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.length = 0
        self.head = FIRST_PREVIOUS
        self.n_bytes = 0
        self.torn = b""

    def __iter__(self) -> Iterator[tuple[int, LedgerRecord]]:
        """Yield each record with the place of its first byte.

        Raises
        ------
        VerificationError
            At the first line that does not continue the chain.
        """
        with self.path.open("rb") as stream:
            for line in stream:
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
            return read_line(line, self.length, self.head, self.path.name)
        except (ValueError, RecursionError) as error:
            place = f"{self.path.name} line {self.length + 1}"
            raise broken(place, "JSON", str(error), "one record") from error


class LedgerWriter:
    """Appends records to a ledger that has been read to its end; one ``write`` a record.

    What `append` has returned survives the end of the process at any moment. It is on the disk, safe from
    a power cut, after at most about `SYNC_SECONDS` of further appending, and after `close`.

    Parameters
    ----------
    reader
        A reader that has reached the end; an unfinished last line is cut off.
    clock
        Gives the claimed time.
    """

    def __init__(self, reader: LedgerReader, clock: Callable[[], str] = claimed_time) -> None:
        self.path = reader.path
        self.length = reader.length
        self.head = reader.head
        self.n_bytes = reader.n_bytes
        self._clock = clock
        self._synced_at = time.monotonic()
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        try:
            self._descriptor = os.open(self.path, flags, 0o666)
        except OSError as error:
            raise unwritable(self.path, error) from error
        self._cut()

    def append(self, kind: Kind, body: Mapping[str, Any]) -> LedgerRecord:
        """Append one record.

        Parameters
        ----------
        kind
            One of `KINDS`.
        body
            Plain values, as JSON can hold them.

        Raises
        ------
        InputError
            If the record cannot be written, such as on a full disk. The ledger then ends with the record
            before, and appending may be tried again.
        """
        if kind not in KINDS:
            raise InputError(f"no such kind of record: {kind!r}", hint=f"one of {', '.join(KINDS)}")
        at = self._clock()
        line, digest = record_line(self.length, at, kind, body, self.head)
        record = LedgerRecord(self.length, at, kind, body, self.head, digest)
        try:
            self._cut()
            write_whole(self._descriptor, line)
            self._sync_now_and_then()
        except OSError as error:
            self._cut_if_possible()
            raise unwritable(self.path, error) from error
        self.length, self.head, self.n_bytes = self.length + 1, digest, self.n_bytes + len(line)
        return record

    def close(self) -> None:
        """Wait until everything is on the disk, and let go of the file."""
        try:
            self._cut()
            os.fsync(self._descriptor)
        except OSError as error:
            raise unwritable(self.path, error) from error
        finally:
            os.close(self._descriptor)

    def _cut(self) -> None:
        """Cut off what lies behind the last record: a torn line, or a record that was interrupted."""
        size = os.fstat(self._descriptor).st_size
        if size > self.n_bytes:
            os.ftruncate(self._descriptor, self.n_bytes)
        elif size < self.n_bytes:
            raise broken(self.path.name, "size", f"{size} bytes", f"{self.n_bytes} bytes")

    def _cut_if_possible(self) -> None:
        try:
            self._cut()
        except OSError:
            # The next opening finds the unfinished line and cuts it off.
            return

    def _sync_now_and_then(self) -> None:
        now = time.monotonic()
        if now - self._synced_at >= SYNC_SECONDS:
            os.fsync(self._descriptor)
            self._synced_at = now
