"""One case: opened, read, added to, decided on, exported, opened again.

A case is what its ledger says. What is written here survives the end of the process at any moment.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import sidebyside
from sidebyside.case import entry
from sidebyside.case.contract import finding_to_line
from sidebyside.case.disk import DiskStore, locked_store
from sidebyside.case.findings import Findings
from sidebyside.case.ledger import LedgerRecord, LedgerWriter, claimed_time
from sidebyside.case.notebook import attempts, case_html
from sidebyside.case.reading import CaseReader
from sidebyside.case.store import MemoryStore
from sidebyside.errors import InputError
from sidebyside.primitives.digest import canonical_json, sha256_of_bytes
from sidebyside.records import (
    AnyFinding,
    BackgroundText,
    CaseStatistics,
    Counts,
    MethodCard,
    Note,
    Output,
    Work,
)

_CONCLUDED = ("findings", "counts", "cards", "statistics", "works", "outputs", "notes", "searched", "_items")


class Case(CaseReader):
    """Works, outputs, what was compared and what came of it, in the order in which it happened.

    `compare` gives one, `open_case` opens one again. Everything of the last conclusion can be read off it:
    `findings`, `matches`, `counts`, `works`, `outputs`, `cards`, `notes`, `statistics`, `runs`; what is read
    from the ledger is read when it is asked for.
    """

    def append(self, kind: str, body: Mapping[str, Any]) -> LedgerRecord:
        """Append one record to the ledger; what this has returned survives the end of the process.

        Parameters
        ----------
        kind
            What happened.
        body
            What `sidebyside.case.entry` makes for this kind.

        Raises
        ------
        InputError
            If the case is not open for writing, or the record cannot be written, such as on a full disk.
        """
        if self._writer is None:
            raise InputError(f"{self.folder or 'this case'} is not open for writing")
        if (opened := self._opened) is not None:
            # A case that is only read, such as one whose exhibit is refused, is left as it was.
            self._opened = None
            self.append("opened", opened)
        place = self._writer.n_bytes
        record = self._writer.append(kind, body)
        self._history.take(place, record)
        return record

    def start(
        self, verb: str, *, settings: Mapping[str, Any], seed: int, versions: Mapping[str, str]
    ) -> None:
        """Begin a run; raises as `append`."""
        self.append("started", entry.started(verb, settings=settings, seed=seed, versions=versions))

    def keep(self, data: bytes, sha256: str) -> None:
        """Keep the bytes of an input by their digest; what is there already is not written again.

        Raises
        ------
        InputError
            If `sha256` is not the digest of `data`, or the file cannot be written.
        """
        if (got := sha256_of_bytes(data)) != sha256:
            raise InputError(f"bytes with the SHA-256 {got} were to be kept as {sha256}")
        self.store.keep(data, sha256)

    def conclude(
        self,
        findings: Sequence[AnyFinding],
        counts: Counts,
        cards: Sequence[MethodCard],
        statistics: CaseStatistics,
    ) -> None:
        """Come to a conclusion: keep the findings, note it in the ledger, then show them.

        In this order a process that is ended anywhere leaves the conclusion before, whole, or this one.

        Raises
        ------
        InputError
            If something cannot be written.
        """
        data = b"".join(canonical_json(finding_to_line(finding)) + b"\n" for finding in findings)
        digest = sha256_of_bytes(data)
        self.store.keep_findings(data, digest)
        self.append("concluded", entry.concluded(digest, counts, cards, statistics))
        self.store.show_findings(digest)
        for name in _CONCLUDED:
            self.__dict__.pop(name, None)
        self.__dict__["findings"] = Findings(data, self._texts, findings)
        self.__dict__.update(counts=counts, cards=tuple(cards), statistics=statistics)

    def hold(
        self,
        works: Sequence[Work],
        outputs: Sequence[Output],
        notes: Sequence[Note],
        searched: Sequence[BackgroundText],
    ) -> None:
        """Hold what a run has read, so that it need not be read from the ledger again."""
        self.__dict__.update(
            works=tuple(works), outputs=tuple(outputs), notes=tuple(notes), searched=tuple(searched)
        )

    def __repr__(self) -> str:
        place = "in memory" if self.folder is None else str(self.folder)
        said = attempts(self.counts) if self.concluded else "no conclusion yet"
        return f"<Case {place}: {said}>"

    def _repr_html_(self) -> str:
        return case_html(self.counts, self.matches) if self.concluded else escape(repr(self))

    def exhibit(self, out: str | Path | None = None, **how: Any) -> Path:
        """Write the exhibit; see `sidebyside.exhibit` for what can be said."""
        return sidebyside.exhibit(self, out, **how)

    def to_frame(self, library: Any = None) -> Any:
        """Return the findings as a data frame of pandas or polars; see `sidebyside.to_frame`."""
        return sidebyside.to_frame(self, library)

    def decide(self) -> "Case":
        """Conclude anew with what decisions.toml says, and return the case as it is then.

        See `sidebyside.decide`.
        """
        sidebyside.decide(self)
        return open_case(self.folder or "")

    def compare(self, works: Any, outputs: Any, **how: Any) -> "Case":
        """Compare in this case, as another run; see `sidebyside.compare`.

        Raises
        ------
        InputError
            As `sidebyside.compare`, and for a case in memory, which has come to its end.
        """
        if self.folder is None:
            raise InputError("a case in memory takes no other run", hint="compare with out=FOLDER")
        return sidebyside.compare(works, outputs, self.folder, **how)

    @contextmanager
    def _written(self, versions: Mapping[str, str], clock: Callable[[], str]) -> Iterator["Case"]:
        torn = self._reader.torn
        self._writer = LedgerWriter(self._reader, self.store.sink(), self.store.place, clock)
        opened = entry.opened(versions=versions, torn_bytes=len(torn), torn_sha256=sha256_of_bytes(torn))
        try:
            if self._reader.length and not torn:
                self._opened = opened
            else:
                self.append("opened", opened)
            yield self
        finally:
            self._opened = None
            self._close()

    def _close(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            self._reader.head, self._reader.length = writer.head, writer.length
            self._reader.n_bytes = writer.n_bytes
            writer.close()


def open_case(folder: str | Path) -> Case:
    """Open a case for reading, without its lock, and check the chain of its ledger.

    Parameters
    ----------
    folder
        The folder given as ``--out``.

    Raises
    ------
    InputError
        If the folder is no case.
    VerificationError
        If the ledger does not hold together: names the line, got and expected.

    Examples
    --------
    >>> import sidebyside as sbs
    >>> case = sbs.open_case("CASE")  # doctest: +SKIP
    >>> [finding.id for finding in case.findings.where(status="match")]  # doctest: +SKIP
    """
    return Case(DiskStore(Path(folder)))


@contextmanager
def write_case(
    folder: Path | None, *, versions: Mapping[str, str], clock: Callable[[], str] = claimed_time
) -> Iterator[Case]:
    """Make a case, or go on with one; nobody else can write it meanwhile.

    Parameters
    ----------
    folder
        The case folder, made where it does not exist; None keeps the case in memory.
    versions
        Name and version of the tool and of what it stands on, as noted in the ledger.
    clock
        Gives the claimed time of a record.

    Raises
    ------
    InputError
        If the folder is something else, is being written by another process, or cannot be written.
    VerificationError
        If the ledger does not hold together.
    """
    if folder is None:
        with Case(MemoryStore())._written(versions, clock) as case:
            yield case
        return
    with locked_store(folder) as store, Case(store)._written(versions, clock) as case:
        yield case
