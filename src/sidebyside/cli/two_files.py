"""The answer to ``compare`` for two files, on one screen."""

import textwrap
from collections.abc import Iterator, Sequence

from sidebyside.case import Case
from sidebyside.cli.answer import COUNTED, WORDS, compared_with, how_much
from sidebyside.cli.talk import printable, show, width
from sidebyside.exhibits.arrangement.scale import words_of
from sidebyside.exhibits.arrangement.searched import after_search, with_interval
from sidebyside.exhibits.arrangement.strength import expected_of
from sidebyside.exhibits.locale import load
from sidebyside.primitives.text.excerpt import VisibleText
from sidebyside.records import (
    AnyFinding,
    Apart,
    Finding,
    Match,
    NothingFound,
    PairFigures,
    StoryTable,
    Text,
    UncountedPair,
)

N_SHOWN = 5


def show_pair(case: Case) -> None:
    """Print the answer for two files on one screen."""
    if case.matches:
        for line in (*_pair(case, case.matches[0]), *of_pair(case.findings)):
            show(line)
        return
    nothing = [finding for finding in case.findings if isinstance(finding, NothingFound)]
    apart = list(of_pair(case.findings))
    looked = f"; {compared_with(nothing[-1])}" if nothing else ""
    show(("no match" if apart else "nothing found") + looked)
    for line in apart:
        show(line)
    for near in nothing[0].nearest if nothing else ():
        show(f"  {near.method}: similarity {near.similarity:.3f}, below its floor")
    found = {table.method for one in case.findings if isinstance(one, UncountedPair) for table in one.apart}
    limits = nothing[0].detection_limit if nothing else ()
    for method, limit in ((method, limit) for method, limit in limits if method not in found):
        for line in textwrap.wrap(f"{method} would have reported {limit}", width() - 2):
            show(f"  {line}")
    if nothing and nothing[0].reason:
        show(f"  reason: {load('en').word('reason', nothing[0].reason)}")


def _pair(case: Case, finding: Finding) -> Iterator[str]:
    mark = "" if finding.counts_as == "matched" else f" ({COUNTED[finding.counts_as]})"
    yield f"match{mark}: {how_much(finding)}"
    for score in finding.scores:
        yield f"  {score.method}: similarity {score.similarity:.3f} (uncalibrated score)"
    if finding.after:
        yield "  after filtration:"
        yield from _weight(finding, finding.after)
        yield "  before filtration:"
    yield from _weight(finding, finding.before)
    one, locale = finding.quoted_of(finding.in_force), load("en")
    if one is not None:
        yield f"  in words: {words_of(one.llr, (one.low, one.high), locale)}"
    for row in after_search(dict(case.statistics.searched).get(finding.id), locale):
        yield f"  {row.name}: {row.value}"
    works = [work.artefact.text for work in case.works]
    outputs = [output.artefact.text for output in case.outputs]
    outer = _outer(finding.matches)
    for match in outer[:N_SHOWN]:
        yield ""
        yield from _match(match, works[0], outputs[0])
    if len(finding.matches) > len(outer[:N_SHOWN]):
        yield ""
        n_more = len(finding.matches) - len(outer[:N_SHOWN])
        yield f"  and {n_more} more, inside these or elsewhere; --json lists them all"


def _weight(finding: Finding, figures: PairFigures) -> Iterator[str]:
    locale = load("en")
    for ratio in figures.likelihood_ratios:
        quoted = ", quoted" if ratio == finding.quoted_of(figures) else ""
        bound = "upper" if ratio.is_at_upper_bound else "lower" if ratio.is_at_lower_bound else ""
        said = with_interval(ratio.llr, (ratio.low, ratio.high), bound, locale)
        yield f"  log10 LR against {ratio.null}{quoted}: {said}"
    if because := figures.uncalibrated_because:
        yield f"  no likelihood ratio: {locale.word('uncalibrated', because)}"


def _outer(matches: Sequence[Match]) -> list[Match]:
    """Return the matches that do not lie inside another one on both sides; of equal ones the first."""
    outer: list[Match] = []
    for match in sorted(matches, key=lambda one: -len(one.work_span or ())):
        if not any(_is_inside(match, other) for other in outer):
            outer.append(match)
    return sorted(outer, key=matches.index)


def _is_inside(match: Match, other: Match) -> bool:
    if not (match.work_span and match.output_span and other.work_span and other.output_span):
        return False
    sides = ((match.work_span, other.work_span), (match.output_span, other.output_span))
    return all(outer.start <= inner.start and inner.end <= outer.end for inner, outer in sides)


def _match(match: Match, work: Text | None, output: Text | None) -> Iterator[str]:
    yield f"  {match.method}, similarity {match.similarity:.3f}"
    if match.chance:
        yield f"    expected by chance {expected_of(match.chance, load('en'))}"
    if match.work_span and match.output_span and work and output:
        for label, text, span in (("work", work, match.work_span), ("output", output, match.output_span)):
            passage = " ".join(VisibleText(text).passage(span).split())
            room = max(20, width() - 30)
            shown = passage if len(passage) <= room else f"{passage[: room - 1]}…"
            yield f"    {label:6} [{span.start}, {span.end})  {printable(shown)}"
        return
    for label, region in (("work", match.work_region), ("output", match.output_region)):
        if region:
            place = f"row {region.row}, column {region.column}, {region.height} x {region.width} pixels"
            yield f"    {label:6} {place}"
    if match.transform and match.transform.is_mirrored:
        yield "    mirrored"


def of_pair(findings: Sequence[AnyFinding]) -> Iterator[str]:
    """Yield what is set apart of two files."""
    for finding in findings:
        if isinstance(finding, UncountedPair):
            yield f"set apart, not counted: {WORDS[finding.kind]}"
        yield from stories(getattr(finding, "apart", ()))


def stories(apart: Sequence[Apart]) -> Iterator[str]:
    """Yield the counts of each story table."""
    for table in apart:
        if isinstance(table, StoryTable):
            both = [row for row in table.events if row.work_span and row.output_span]
            n_in_order = sum(row.is_in_order is True for row in both)
            yield (
                f"  {table.method}: {len(both)} events in both, {n_in_order} of them in one order, "
                f"{len(table.characters)} names, {len(table.setting)} places, times and numbers; "
                "the exhibit has the table, and --json"
            )
