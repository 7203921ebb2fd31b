"""What do the decisions of the user change?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sidebyside.casefile import DECISIONS_NAME, entry, open_case, read_case
from sidebyside.errors import InputError
from sidebyside.records import AnyFinding, Counts, Finding, MethodCard, Output, Work, from_plain
from sidebyside.workflows.deciding import decided
from sidebyside.workflows.options import versions
from sidebyside.workflows.preparing import TextPreparation


@dataclass(frozen=True, slots=True)
class Decisions:
    """What came of it: the findings, how many proposals by decision, and the file to edit."""

    folder: Path
    path: Path
    findings: tuple[AnyFinding, ...]
    n_by_decision: Mapping[str, int]


def decide(case: str | Path) -> Decisions:
    """Read ``CASE/decisions.toml`` and conclude the case anew with what it says.

    Nothing is compared or searched again: the findings are those of the last conclusion, with the decisions
    on their filtrations, and the figures after filtration. Each new decision is noted in the ledger.

    Parameters
    ----------
    case
        Folder of a finished comparison.

    Raises
    ------
    InputError
        If the folder is no case, has come to no conclusion, or decisions.toml cannot be used: names the line.
    VerificationError
        If the ledger, the findings or an input of the case were changed.
    """
    folder = Path(case)
    seen = read_case(folder)
    findings = seen.findings()
    concluded = seen.concluded or {}
    items = [item for item in seen.items() if isinstance(item, Work | Output)]
    path = folder / DECISIONS_NAME
    if not path.exists() and not _filtrations(findings):
        raise InputError(
            f"{folder}: no rule proposed anything, so there is nothing to decide",
            hint="name texts to search with --background, --public-domain or --licensed",
        )
    with open_case(folder, settings=seen.settings, seed=seen.seed, versions=versions()) as opened:
        after = decided(opened, findings, items, TextPreparation())
        digest = opened.write_findings(after)
        counts = from_plain(Counts, concluded["counts"])
        cards = tuple(from_plain(MethodCard, card) for card in concluded["cards"])
        opened.append("concluded", entry.concluded(digest, counts, cards, entry.worth_of(concluded)))
    return Decisions(folder, path, after, Counter(_filtrations(after)))


def _filtrations(findings: tuple[AnyFinding, ...]) -> list[str]:
    """Return the decision on every proposal."""
    pairs = [finding for finding in findings if isinstance(finding, Finding)]
    return [filtration.decision for pair in pairs for filtration in pair.filtrations]
