"""What was computed of an input and may be needed again: vectors by digest, in one file of the case.

It is a cache: losing it costs time and changes nothing, so it is no part of the record.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from sidebyside.errors import InputError

VECTORS_NAME = "vectors.sqlite"
_PUTS_A_COMMIT = 512


class VectorFile:
    """A table of values by key; a context, within which it is open.

    Raises
    ------
    InputError
        If the file cannot be read or written; the way out is to remove it.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / VECTORS_NAME
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
