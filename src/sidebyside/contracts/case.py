"""What a case tells whoever shows it: what `exhibits` needs of a case without knowing where it is kept."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sidebyside.records import AnyFinding, CaseStatistics, Counts, MethodCard, Note, Output, Work


class ReadableCase(Protocol):
    """A concluded case, read and not changed. `sidebyside.case.Case` is one."""

    @property
    def findings(self) -> Sequence[AnyFinding]:
        """Every finding, in the order of their lines; parsed once, however often it is asked for."""
        ...

    @property
    def findings_jsonl(self) -> bytes:
        """The lines of the findings, as they were concluded."""
        ...

    @property
    def counts(self) -> Counts:
        """The attempts; the sums hold."""
        ...

    @property
    def works(self) -> Sequence[Work]:
        """Every work that was read, matched or not."""
        ...

    @property
    def outputs(self) -> Sequence[Output]:
        """Every output that was read, matched or not."""
        ...

    @property
    def cards(self) -> Sequence[MethodCard]:
        """The card of each method that took part, with the settings in force."""
        ...

    @property
    def notes(self) -> Sequence[Note]:
        """What the user should know of items that were read all the same."""
        ...

    @property
    def statistics(self) -> CaseStatistics:
        """What the whole case comes to: attempts by stratum, works tested, calibrations, detection limits."""
        ...

    @property
    def settings(self) -> Mapping[str, Any]:
        """The settings of the run that came to the conclusion."""
        ...

    @property
    def seed(self) -> int:
        """The seed of that run."""
        ...

    @property
    def versions(self) -> Mapping[str, str]:
        """The versions of the tool, and of what its results rest on, that computed the conclusion."""
        ...

    @property
    def ledger(self) -> bytes:
        """The lines of the ledger, up to the record `ledger_head`."""
        ...

    @property
    def ledger_head(self) -> str:
        """Digest of the last record of the ledger."""
        ...

    @property
    def ledger_length(self) -> int:
        """Number of records of the ledger."""
        ...

    def read(self, sha256: str) -> bytes:
        """Return the bytes of an input by their digest."""
        ...
