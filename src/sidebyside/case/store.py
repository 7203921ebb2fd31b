"""Where is a case kept? What every store can do, and the one that keeps a case in memory.

A store keeps bytes and judges nothing: the lines of a ledger that only grows, inputs by their digest, the
lines of each conclusion. What they mean is for `sidebyside.case.case` to say.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from io import SEEK_END
from pathlib import Path
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO, Protocol
from weakref import finalize

from sidebyside.case.ledger import LEDGER_NAME, Sink
from sidebyside.contracts import VectorCache
from sidebyside.errors import VerificationError

MOST_BYTES = 1 << 28
"""Inputs beyond this (256 MiB) are put into a file without a name."""

MOST_LEDGER_BYTES = 1 << 20
"""A ledger beyond this (1 MiB) is put into a file without a name."""


class Store(Protocol):
    """A place where a case is kept."""

    @property
    def folder(self) -> Path | None:
        """The folder of the case; None where it is in none."""
        ...

    @property
    def place(self) -> Path:
        """How the ledger is called in a message."""
        ...

    def ledger(self) -> Iterator[bytes]:
        """Yield the lines of the ledger, each with its line end; the last one may be torn."""
        ...

    def line_at(self, place: int) -> bytes:
        """Return the line of the ledger that begins at a byte."""
        ...

    def sink(self) -> Sink:
        """Open the ledger for appending.

        Raises
        ------
        InputError
            If the store is not open for writing, or the ledger cannot be written.
        """
        ...

    def holds_anything(self) -> bool:
        """Say whether inputs or findings are kept here."""
        ...

    def keep(self, data: bytes, sha256: str) -> None:
        """Keep the bytes of an input by their digest; what is there already is not written again.

        Raises
        ------
        InputError
            If they cannot be written.
        """
        ...

    def source_of(self, sha256: str) -> Path | bytes:
        """Return the file an input is kept in, or its bytes where it is in none.

        Raises
        ------
        VerificationError
            If it is not kept here.
        """
        ...

    def keep_findings(self, data: bytes, sha256: str) -> None:
        """Keep the lines of a conclusion by their digest, before the ledger says so."""
        ...

    def show_findings(self, sha256: str) -> None:
        """Put the lines of the last conclusion where a reader looks for them."""
        ...

    def findings(self, sha256: str, earlier: frozenset[str]) -> bytes:
        """Return the lines of a conclusion by their digest.

        Parameters
        ----------
        sha256
            Their digest.
        earlier
            Those of other conclusions, which may stand in the place of the last one after a run was ended.

        Raises
        ------
        VerificationError
            If they are not kept here, or were changed.
        """
        ...

    def vectors(self) -> AbstractContextManager[VectorCache]:
        """Open the cache of what was computed of inputs."""
        ...


class _UnnamedSink:
    """A ledger in a file without a name."""

    def __init__(self, lines: IO[bytes]) -> None:
        self._lines = lines

    def write(self, line: bytes) -> None:
        self._lines.seek(0, SEEK_END)
        self._lines.write(line)

    def cut(self, n_bytes: int) -> None:
        self._lines.truncate(n_bytes)

    def sync(self) -> None:
        """Nothing here survives the process."""

    def close(self) -> None:
        """There is nothing to let go of."""


class _Vectors:
    """Vectors in memory."""

    def __init__(self) -> None:
        self._values: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self._values.get(key)

    def put(self, key: str, value: bytes) -> None:
        self._values[key] = value


class MemoryStore:
    """A case that is kept nowhere: for nulls, validation, notebooks and tests.

    Inputs beyond `most_bytes`, and a ledger beyond 1 MiB, go to a temporary file that has no name, so that
    the system gives its space back however the process ends, and nothing confidential is left behind.
    """

    folder = None
    place = Path(LEDGER_NAME)

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        self._ledger: IO[bytes] = SpooledTemporaryFile(MOST_LEDGER_BYTES)  # noqa: SIM115 - open as long as this
        finalize(self, self._ledger.close)
        self._inputs: dict[str, bytes] = {}
        self._n_bytes, self._most_bytes = 0, most_bytes
        self._file: IO[bytes] | None = None
        self._places: dict[str, tuple[int, int]] = {}
        self._findings: dict[str, bytes] = {}
        self._vectors = _Vectors()

    def ledger(self) -> Iterator[bytes]:
        """Yield the lines of the ledger."""
        self._ledger.seek(0)
        yield from self._ledger

    def line_at(self, place: int) -> bytes:
        """Return the line that begins at a byte."""
        self._ledger.seek(place)
        return self._ledger.readline()

    def sink(self) -> Sink:
        """Open the ledger for appending."""
        return _UnnamedSink(self._ledger)

    def holds_anything(self) -> bool:
        """Say whether inputs or findings are kept here."""
        return bool(self._inputs or self._places or self._findings)

    def keep(self, data: bytes, sha256: str) -> None:
        """Keep the bytes of an input."""
        if sha256 in self._inputs or sha256 in self._places:
            return
        if self._n_bytes + len(data) <= self._most_bytes:
            self._inputs[sha256] = data
            self._n_bytes += len(data)
            return
        if self._file is None:
            self._file = TemporaryFile(prefix="sidebyside-")  # noqa: SIM115 - open as long as this is
            finalize(self, self._file.close)
        self._places[sha256] = self._file.seek(0, 2), len(data)
        self._file.write(data)

    def source_of(self, sha256: str) -> bytes:
        """Return the bytes of an input."""
        if sha256 in self._inputs:
            return self._inputs[sha256]
        if sha256 not in self._places or self._file is None:
            raise VerificationError(f"no input with the SHA-256 {sha256} is kept in this case")
        first, size = self._places[sha256]
        self._file.seek(first)
        return self._file.read(size)

    def keep_findings(self, data: bytes, sha256: str) -> None:
        """Keep the lines of a conclusion."""
        self._findings[sha256] = data

    def show_findings(self, sha256: str) -> None:
        """There is no other place to put them."""

    def findings(self, sha256: str, earlier: frozenset[str]) -> bytes:  # noqa: ARG002 - of the contract
        """Return the lines of a conclusion."""
        if sha256 not in self._findings:
            raise VerificationError(f"no findings with the SHA-256 {sha256} are kept in this case")
        return self._findings[sha256]

    def vectors(self) -> AbstractContextManager[VectorCache]:
        """Open the cache; it lasts as long as the store."""
        return nullcontext(self._vectors)


Clock = Callable[[], str]
