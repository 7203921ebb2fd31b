"""What an exhibit is made of: everything it shows is handed to it here."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sidebyside.errors import InputError
from sidebyside.records import AnyFinding, Counts, MethodCard, Note, Output, Work, Worth


@dataclass(frozen=True, slots=True)
class Material:
    """The findings of one case and the records they rest on.

    Attributes
    ----------
    title
        Title of the comparison, as the user gave it.
    findings
        Every finding, in the order of the lines of `findings_jsonl`.
    counts
        The attempts; the sums must hold.
    works, outputs
        Every item that was read, matched or not.
    cards
        The card of each method that took part, with the settings in force.
    notes
        What the user should know of items that were read all the same.
    findings_jsonl
        The bytes of ``findings.jsonl``, written beside the pages unchanged.
    ledger
        The bytes of the ledger, written beside the pages unchanged.
    ledger_head
        Digest of the last record of the ledger.
    n_records
        Number of records of the ledger.
    facts
        Name and value of what else was fixed: version of the tool, of Python, seed.
    open_bytes
        From the SHA-256 of an input to its bytes, as the case keeps them.
    worth
        What the whole case comes to: attempts by stratum, works tested, calibrations, detection limits.
    """

    title: str
    findings: tuple[AnyFinding, ...]
    counts: Counts
    works: tuple[Work, ...]
    outputs: tuple[Output, ...]
    cards: tuple[MethodCard, ...]
    notes: tuple[Note, ...]
    findings_jsonl: bytes
    ledger: bytes
    ledger_head: str
    n_records: int
    facts: tuple[tuple[str, str], ...]
    open_bytes: Callable[[str], bytes]
    worth: Worth = field(default_factory=Worth)

    def __post_init__(self) -> None:
        counts = self.counts
        works = counts.n_works_matched + counts.n_works_null + counts.n_works_unscorable
        if counts.n_works != works:
            raise InputError(f"the works do not add up: {counts.n_works} named, {works} accounted for")
        outputs = counts.n_matched + counts.n_null + counts.n_missing + counts.n_unscorable
        if counts.n_outputs != outputs:
            raise InputError(f"the attempts do not add up: {counts.n_outputs} tried, {outputs} accounted for")
        if counts.n_refused > counts.n_null:
            raise InputError(f"{counts.n_refused} refusals among {counts.n_null} null attempts")
