"""What do the decisions of the user change?"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sidebyside.calibration.concluding import Remainder, with_source_excluded
from sidebyside.calibration.search import Search, Shares
from sidebyside.calibration.strength import statistics_after
from sidebyside.case import (
    DECISIONS_NAME,
    EXCLUDED,
    WITHDRAWN,
    Case,
    SourceDecisions,
    counts_of,
    entry,
    open_case,
    withdrawn,
    write_case,
    write_proposals,
)
from sidebyside.engine import TextPreparation, is_comparable
from sidebyside.errors import InputError
from sidebyside.records import AnyFinding, CaseStatistics, Counts, Decided, Finding, Output
from sidebyside.workflows.options import Options, versions


@dataclass(frozen=True, slots=True)
class Decisions:
    """What came of it: the findings, how many proposals by decision, the counts, and the file to edit.

    `n_source_excluded` findings have a common source excluded by somebody.
    """

    folder: Path
    path: Path
    findings: tuple[AnyFinding, ...]
    n_by_decision: Mapping[str, int]
    counts: Counts
    n_source_excluded: int = 0


def decide(case: str | Path | Case) -> Decisions:
    """Read ``CASE/decisions.toml`` and conclude the case anew with what it says.

    Nothing is compared or searched again: the findings are those of the last conclusion, with the decisions
    on their filtrations. What is left of each is weighed again, and counts, rates and tests go by that; where
    somebody has excluded a common source, the ratio against it is not quoted, and what the case comes to
    follows. Each new decision is noted in the ledger, and so is one that was taken back.

    Parameters
    ----------
    case
        Folder of a finished comparison, or the case.

    Raises
    ------
    InputError
        If the folder is no case, the case is in memory or has come to no conclusion, or decisions.toml cannot
        be used, or names a finding that is not there: names the line.
    VerificationError
        If the ledger, the findings or an input of the case were changed.
    """
    folder = _folder(case)
    path = folder / DECISIONS_NAME
    if not path.exists() and not _filtrations(open_case(folder).findings):
        raise InputError(
            f"{folder}: no rule proposed anything, so there is nothing to decide",
            hint="name texts to search with --background, --public-domain or --licensed, or write "
            f"{DECISIONS_NAME} with a table [common_source]",
        )
    with write_case(folder, versions=versions()) as opened:
        sources = opened.source_decisions()
        sources.check_known(finding.id for finding in opened.findings if isinstance(finding, Finding))
        after, counts, statistics = _decided(opened, opened.decisions(), sources)
        propose(opened, after, opened.outputs)
        note_decisions(opened, after, sources)
        opened.conclude(after, counts, opened.cards, statistics)
    n_excluded = sum(isinstance(one, Finding) and one.source_excluded is not None for one in after)
    return Decisions(folder, path, after, Counter(_filtrations(after)), counts, n_excluded)


def _folder(case: str | Path | Case) -> Path:
    if not isinstance(case, Case):
        return Path(case)
    if case.folder is None:
        raise InputError("a case in memory has no decisions.toml", hint="compare with out=FOLDER")
    return case.folder


def _decided(
    case: Case, decisions: Mapping[str, Decided], sources: SourceDecisions
) -> tuple[tuple[AnyFinding, ...], Counts, CaseStatistics]:
    """Step: weigh what the decisions leave of every finding, and count anew.

    The search is the one of the comparison: its works, its outputs and its limit. Cost: that of cutting all
    texts into tokens; then linear in the equal text of the findings of which something was accepted.
    """
    limit = float(case.settings.get("max_expected", Options().max_expected))
    outputs = [output for output in case.outputs if is_comparable(output)]
    search = Search(case.works, outputs, case.cards, TextPreparation(), limit)
    shares = Shares(search)
    remainder = Remainder(search, shares, case.statistics.calibrations)
    calibrations = {one.id: one for one in case.statistics.calibrations}

    def after(finding: AnyFinding) -> AnyFinding:
        if not isinstance(finding, Finding):
            return finding
        left = remainder.of(with_source_excluded(finding, None, calibrations), decisions)
        return with_source_excluded(left, sources.of(finding.id), calibrations)

    findings = tuple(after(one) for one in case.findings)
    before = case.counts
    counts = counts_of(findings, n_works=before.n_works, n_outputs=before.n_outputs, n_pairs=before.n_pairs)
    statistics = statistics_after(
        case.statistics, findings, case.works, case.outputs, shares, search.texts.measure
    )
    return findings, counts, statistics


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


def note_decisions(case: Case, findings: Iterable[AnyFinding], sources: SourceDecisions) -> None:
    """Step: append one record for each decision that is not the last one noted, and each taken back."""
    for about in list(withdrawn(case.decided, sources)):
        case.append("decided", entry.decided("", WITHDRAWN, about))
    for about, said in sources.by_finding():
        body = entry.decided(said.by, EXCLUDED, about, said.why)
        if body != case.decided.get(f"about {about}"):
            case.append("decided", body)
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
