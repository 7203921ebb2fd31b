"""Step: what was decided of the filtrations proposed? Read, noted with who decided, put into the findings."""

from collections.abc import Iterable, Sequence

from sidebyside.casefile import (
    DECISIONS_NAME,
    CaseFolder,
    entry,
    read_decisions,
    with_decisions,
    write_proposals,
)
from sidebyside.casefile.decisions import Decided
from sidebyside.records import AnyFinding, Finding, Output, Work
from sidebyside.workflows.preparing import TextPreparation


def decided(
    case: CaseFolder, findings: Sequence[AnyFinding], items: Iterable[Work | Output], texts: TextPreparation
) -> tuple[AnyFinding, ...]:
    """Write new proposals beside the case, note new decisions in the ledger, and apply all decisions.

    Raises
    ------
    InputError
        If decisions.toml cannot be read, or holds something else than decisions: names the line.
    """
    path = case.folder / DECISIONS_NAME
    decisions = read_decisions(path)
    artefacts = {
        ("work" if isinstance(item, Work) else "output", item.artefact.path): item.artefact for item in items
    }
    originals = {
        path: artefact.text.original
        for (role, path), artefact in artefacts.items()
        if role == "output" and artefact.text is not None
    }
    write_proposals(path, findings, originals)
    _note(case, findings, decisions)
    return with_decisions(findings, decisions, artefacts=artefacts, measure=texts.measure)


def _note(case: CaseFolder, findings: Sequence[AnyFinding], decisions: dict[str, Decided]) -> None:
    """Append one record for each decision that is not the last one noted."""
    for finding in findings:
        if not isinstance(finding, Finding):
            continue
        for filtration in finding.filtrations:
            said = decisions.get(filtration.id)
            before = case.decided.get(filtration.id)
            if said is None or (said.decision == "proposed" and before is None):
                continue
            what = f"{said.decision}: {filtration.code} by the rule {filtration.rule}"
            body = entry.decided(said.by, what, finding.id, said.why, filtration.id)
            if body != before:
                case.append("decided", body)
