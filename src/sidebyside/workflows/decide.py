"""What do the decisions of the user change?"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sidebyside.calibration.concluding import decided
from sidebyside.case import DECISIONS_NAME, Case, entry, open_case, write_case, write_proposals
from sidebyside.engine import TextPreparation
from sidebyside.errors import InputError
from sidebyside.primitives.quantum import Measure, quantum_after
from sidebyside.records import AnyFinding, Artefact, Decided, Finding, Output
from sidebyside.workflows.options import versions


@dataclass(frozen=True, slots=True)
class Decisions:
    """What came of it: the findings, how many proposals by decision, and the file to edit."""

    folder: Path
    path: Path
    findings: tuple[AnyFinding, ...]
    n_by_decision: Mapping[str, int]


def decide(case: str | Path | Case) -> Decisions:
    """Read ``CASE/decisions.toml`` and conclude the case anew with what it says.

    Nothing is compared or searched again: the findings are those of the last conclusion, with the decisions
    on their filtrations, and the figures after filtration. Each new decision is noted in the ledger.

    Parameters
    ----------
    case
        Folder of a finished comparison, or the case.

    Raises
    ------
    InputError
        If the folder is no case, the case is in memory or has come to no conclusion, or decisions.toml cannot
        be used: names the line.
    VerificationError
        If the ledger, the findings or an input of the case were changed.
    """
    folder = _folder(case)
    path = folder / DECISIONS_NAME
    if not path.exists() and not _filtrations(open_case(folder).findings):
        raise InputError(
            f"{folder}: no rule proposed anything, so there is nothing to decide",
            hint="name texts to search with --background, --public-domain or --licensed",
        )
    with write_case(folder, versions=versions()) as opened:
        after = _decided(opened, opened.decisions())
        propose(opened, after, opened.outputs)
        note_decisions(opened, after)
        opened.conclude(after, opened.counts, opened.cards, opened.statistics)
    return Decisions(folder, path, after, Counter(_filtrations(after)))


def _folder(case: str | Path | Case) -> Path:
    if not isinstance(case, Case):
        return Path(case)
    if case.folder is None:
        raise InputError("a case in memory has no decisions.toml", hint="compare with out=FOLDER")
    return case.folder


def _decided(case: Case, decisions: Mapping[str, Decided]) -> tuple[AnyFinding, ...]:
    """Return the findings of a case with what was decided, and the figures after filtration.

    Cost: linear in the equal text of the findings of which something was accepted.
    """
    works = {work.artefact.path: work.artefact for work in case.works}
    outputs = {output.artefact.path: output.artefact for output in case.outputs}
    texts = TextPreparation()

    def after(finding: AnyFinding) -> AnyFinding:
        if not isinstance(finding, Finding) or not finding.filtrations:
            return finding
        sides = works[finding.work.path], outputs[finding.output.path]
        return with_decisions(finding, decisions, sides, texts.measure)

    return tuple(after(finding) for finding in case.findings)


def with_decisions(
    finding: Finding,
    decisions: Mapping[str, Decided],
    sides: tuple[Artefact, Artefact],
    measure: Measure,
) -> Finding:
    """Return a finding with what was decided of its proposals, and the figures after filtration."""
    filtrations = decided(finding.filtrations, decisions)
    accepted = [one for one in filtrations if one.decision == "accepted"]
    left = quantum_after(finding.matches, accepted, *map(measure, sides)) if accepted else None
    return replace(finding, filtrations=filtrations, quantum_after=left)


def propose(case: Case, findings: Iterable[AnyFinding], outputs: Sequence[Output]) -> None:
    """Step: write new proposals beside the case, for a person to decide on.

    Raises
    ------
    InputError
        If decisions.toml cannot be read, or holds something else than decisions: names the line.
    """
    texts = {
        output.artefact.path: output.artefact.text.original
        for output in outputs
        if output.artefact.text is not None
    }
    if case.decisions_path is not None:
        write_proposals(case.decisions_path, findings, texts)


def note_decisions(case: Case, findings: Iterable[AnyFinding]) -> None:
    """Step: append one record for each decision that is not the last one noted."""
    pairs = (finding for finding in findings if isinstance(finding, Finding))
    for finding in pairs:
        for one in finding.filtrations:
            before = case.decided.get(one.id)
            if one.decision == "proposed" and before is None:
                continue
            what = f"{one.decision}: {one.code} by the rule {one.rule}"
            body = entry.decided(one.by, what, finding.id, one.why, one.id)
            if body != before:
                case.append("decided", body)


def _filtrations(findings: Iterable[AnyFinding]) -> list[str]:
    """Return the decision on every proposal."""
    pairs = [finding for finding in findings if isinstance(finding, Finding)]
    return [filtration.decision for pair in pairs for filtration in pair.filtrations]
