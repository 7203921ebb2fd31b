"""What a notebook shows of a finding and of a case: its two sides beside each other, small, and its figures.

Nothing is computed: every figure is one of the finding.
"""

from collections.abc import Sequence
from html import escape

from sidebyside.primitives.text.excerpt import VisibleText
from sidebyside.records import (
    Artefact,
    Counts,
    Finding,
    ImageQuantum,
    Match,
    PairFigures,
    Quantum,
    Region,
    Span,
)

N_SHOWN = 3
"""So many matches of a finding are shown."""
N_ROWS = 20
"""So many findings are listed."""
MOST_CHARACTERS = 400
"""A longer passage is shortened."""

_CELL = "vertical-align:top;text-align:left;padding:4px 8px;max-width:36em"


def pair_html(finding: Finding, sides: tuple[Artefact, Artefact] | None) -> str:
    """Return a finding as a small table: work and output, the first matches, and how much it comes to."""
    rows = [_row("th", escape(finding.work.path), escape(finding.output.path))]
    for match in finding.matches[:N_SHOWN]:
        rows.append(_row("td", *_sides(match, sides)))
    n_more = len(finding.matches) - N_SHOWN
    if n_more > 0:
        rows.append(f'<tr><td colspan="2">and {n_more} more</td></tr>')
    rows.append(f'<tr><td colspan="2" style="{_CELL}">{escape(figures(finding))}</td></tr>')
    return f"<table>{''.join(rows)}</table>"


def table_html(findings: Sequence[Finding]) -> str:
    """Return findings as a table, a row each."""
    rows = [_row("th", "work", "output", "how much")]
    rows += [
        _row("td", escape(one.work.path), escape(one.output.path), escape(figures(one)))
        for one in findings[:N_ROWS]
    ]
    if len(findings) > N_ROWS:
        rows.append(f'<tr><td colspan="3">and {len(findings) - N_ROWS} more</td></tr>')
    return f"<table>{''.join(rows)}</table>"


def case_html(counts: Counts, findings: Sequence[Finding]) -> str:
    """Return the attempts of a case, and its findings as a table."""
    return f"<p>{escape(attempts(counts))}</p>{table_html(findings)}"


def attempts(counts: Counts) -> str:
    """Return the attempts in one line."""
    filtered_out = f"{counts.n_filtered_out} filtered out, " if counts.n_filtered_out else ""
    return (
        f"{counts.n_works} works, {counts.n_outputs} attempts: {counts.n_matched} matched, "
        f"{counts.n_not_distinguishable} not distinguishable from chance, {filtered_out}"
        f"{counts.n_null} nothing found (of these {counts.n_refused} refused), {counts.n_missing} missing, "
        f"{counts.n_unscorable} unscorable"
    )


def figures(finding: Finding) -> str:
    """Return the figures of a finding in one line."""
    before = _figures(finding, finding.before, finding.quantum)
    if finding.after is None:
        return before
    after = _figures(finding, finding.after, finding.quantum_in_force)
    return f"after filtration: {after}. Before filtration: {before}"


def _figures(finding: Finding, figures: PairFigures, quantum: Quantum) -> str:
    said = [amount(quantum)]
    if figures.expected_by_chance is not None:
        said.append(f"expected by chance {figures.expected_by_chance:.2g}")
    one = finding.quoted_of(figures)
    bound = (
        "at least " if one and one.is_at_upper_bound else "at most " if one and one.is_at_lower_bound else ""
    )
    said.append("uncalibrated score" if figures.llr is None else f"log10 LR {bound}{figures.llr:.2f}")
    return "; ".join(said)


def amount(quantum: Quantum) -> str:
    """Return how much matched."""
    if isinstance(quantum, ImageQuantum):
        points = "" if quantum.n_inliers is None else f", {quantum.n_inliers} corresponding points"
        return f"{quantum.share_of_work:.1%} of the work, {quantum.share_of_output:.1%} of the output{points}"
    run = quantum.longest_run
    return f"longest run {run.tokens} tokens, {quantum.share_of_work:.1%} of the work"


def _row(tag: str, *cells: str) -> str:
    return "<tr>" + "".join(f'<{tag} style="{_CELL}">{cell}</{tag}>' for cell in cells) + "</tr>"


def _sides(match: Match, sides: tuple[Artefact, Artefact] | None) -> tuple[str, str]:
    work = sides[0] if sides else None
    output = sides[1] if sides else None
    return (
        _side(match.work_span, match.work_region, work),
        _side(match.output_span, match.output_region, output),
    )


def _side(span: Span | None, region: Region | None, artefact: Artefact | None) -> str:
    if region is not None:
        return f"row {region.row}, column {region.column}, {region.height} x {region.width} pixels"
    if span is None:
        return ""
    place = f"[{span.start}, {span.end})"
    if artefact is None or artefact.text is None:
        return place
    passage = " ".join(VisibleText(artefact.text).passage(span).split())
    if len(passage) > MOST_CHARACTERS:
        passage = f"{passage[: MOST_CHARACTERS - 1]}…"
    return f"<mark>{escape(passage)}</mark><br><small>{place}</small>"
