"""What came of a comparison: the findings, and the way to an exhibit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sidebyside.records import (
    AnyFinding,
    BackgroundText,
    Counts,
    Finding,
    MethodCard,
    Note,
    Output,
    Work,
    Worth,
)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Case:
    """A finished comparison.

    Attributes
    ----------
    folder
        Where it is kept; a temporary folder, gone when Python ends, where none was named.
    findings
        Every finding: pairs that matched, works and outputs with nothing found, unscorable items.
    counts
        The attempts.
    cards
        The cards of the methods that took part, with the settings in force.
    works, outputs
        Everything that was read, with its text.
    notes
        What the user should know of items that were read all the same.
    searched
        The texts that matched passages were looked up in, besides the works; also those that could not be
        read.
    worth
        What the whole case comes to: attempts by stratum, works tested, calibrations, detection limits.
    """

    folder: Path
    findings: tuple[AnyFinding, ...]
    counts: Counts
    cards: tuple[MethodCard, ...]
    works: tuple[Work, ...] = field(default=(), repr=False)
    outputs: tuple[Output, ...] = field(default=(), repr=False)
    notes: tuple[Note, ...] = ()
    searched: tuple[BackgroundText, ...] = ()
    worth: Worth = field(default_factory=Worth, repr=False)

    @property
    def matches(self) -> tuple[Finding, ...]:
        """The pairs in which something was found."""
        return tuple(finding for finding in self.findings if isinstance(finding, Finding))

    def exhibit(
        self, out: str | Path | None = None, *, languages: Sequence[str] = ("en", "zh-Hant"), title: str = ""
    ) -> Path:
        """Write the exhibit; see `sidebyside.exhibit`."""
        from sidebyside.workflows.exhibit import exhibit

        return exhibit(self.folder, out, languages=languages, title=title)
