"""A finding to its view: the pair, how much lines up, how the output was obtained, the two files."""

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement import before_and_after, passage, picture
from sidebyside.exhibits.arrangement.amounts import amount, area, picture_extents, text_extents
from sidebyside.exhibits.arrangement.apart import story_views
from sidebyside.exhibits.arrangement.items import Items, file_view, generation_facts
from sidebyside.exhibits.arrangement.statistics import missed_facts
from sidebyside.exhibits.arrangement.strength import expected, ratio_facts, strength_view
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.text_view import ExtentRow, FiltrationRow, LabelledValue
from sidebyside.exhibits.view import FindingView
from sidebyside.primitives.quantum import PictureMeasure, picture_measure
from sidebyside.primitives.text.extent import union_of_spans
from sidebyside.records import Finding, ImageQuantum, PairFigures, Quantum, SearchedRatio, Span, TextQuantum


def finding_view(finding: Finding, number: int, items: Items, locale: Locale) -> FindingView:
    """Return the view of a finding; `number` is its place in the exhibit, from 1."""
    work, output = items.pair(finding)
    anchor = f"f{number}"
    is_text = finding.medium == "text"
    readings = (items.reading("work", work), items.reading("output", output)) if is_text else None
    pair = passage.TextPair(*readings, given_spans(finding)) if readings else None
    quantum = finding.quantum
    counts_mark, counts_note = before_and_after.counts_as(finding, locale)
    measure = picture_measure(finding.matches)
    return FindingView(
        anchor=anchor,
        number=number,
        id=finding.id,
        medium=finding.medium,
        medium_label=locale.say(f"medium.{finding.medium}"),
        work=file_view(work, locale),
        output=file_view(output, locale),
        scores=tuple(
            LabelledValue(score.method, notation.decimal(score.similarity)) for score in finding.scores
        ),
        strength=_strength(finding, items, locale),
        extents=_extents(finding.quantum, finding, locale),
        tokenizer=quantum.tokenizer if isinstance(quantum, TextQuantum) else "",
        passages=passage.passages(finding.matches, pair, anchor, locale) if pair else (),
        pictures=None if is_text else picture.picture_pair(finding.matches, work, output, anchor, locale),
        generation=generation_facts(finding.generation, locale),
        reason=locale.word("reason", finding.reason) if finding.reason else "",
        longest=before_and_after.amount(finding, lambda one: _longest(one, locale), locale),
        share_of_work=before_and_after.amount(
            finding, lambda one: _share(one, one.share_of_work, measure), locale
        ),
        share_of_output=before_and_after.amount(
            finding, lambda one: _share(one, one.share_of_output, measure), locale
        ),
        measure_mark="" if is_text else locale.say(f"area.{measure}"),
        refused=_refused(finding, items),
        counts_mark=counts_mark,
        counts_note=counts_note,
        other_works=before_and_after.other_works(finding, items, locale),
        filtrations=_filtrations(finding, pair, locale),
        extents_after=_extents(finding.quantum_after, finding, locale) if finding.quantum_after else (),
        aligned_note=_aligned_note(finding, locale),
        aligned_mark=locale.say("aligned.mark") if is_aligned(finding) else "",
        standings=picture.standing_rows(finding.standings, locale),
        styles=picture.style_views(finding.apart, locale),
        stories=story_views(finding.apart, pair.work, pair.output, anchor, locale) if pair else (),
        ratio=strength_view(finding, items.calibrations, items.searched.get(finding.id), locale),
    )


def is_aligned(finding: Finding) -> bool:
    """Whether a finding rests on lined-up sentences alone: then its amounts are of those."""
    return bool(finding.matches) and all(match.pairs for match in finding.matches)


def _aligned_note(finding: Finding, locale: Locale) -> str:
    if is_aligned(finding):
        return locale.say("aligned.only")
    return locale.say("aligned.beside") if any(match.pairs for match in finding.matches) else ""


def given_spans(finding: Finding) -> tuple[Span, ...]:
    """Return what the prompt gave of the output: left out of the comparison, or proposed to be left out.

    Of sentences lined up by meaning the prompt gave those of the work; their output is not among these.
    """
    lined_up = [pair.output_span for match in finding.matches for pair in match.pairs]
    proposed = [
        one.output_span
        for one in finding.filtrations
        if one.code == "prompt_supplied"
        and not any(
            span.start <= one.output_span.start and one.output_span.end <= span.end for span in lined_up
        )
    ]
    return union_of_spans([*finding.prompt_spans, *proposed])


def _share(quantum: Quantum, share: float, measure: PictureMeasure) -> str:
    return area(share, measure) if isinstance(quantum, ImageQuantum) else notation.share(share)


def _extents(quantum: Quantum, finding: Finding, locale: Locale) -> tuple[ExtentRow, ...]:
    if isinstance(quantum, ImageQuantum):
        return picture_extents(quantum, picture_measure(finding.matches), locale)
    return text_extents(quantum, locale, is_aligned=is_aligned(finding))


def _refused(finding: Finding, items: Items) -> str:
    """Return where on the page the calibration stands that missed a demand; empty where none did."""
    return next((at for at, one in items.refused if one.id == finding.refused_calibration), "")


def _filtrations(
    finding: Finding, pair: passage.TextPair | None, locale: Locale
) -> tuple[FiltrationRow, ...]:
    if pair is None:
        return ()
    rows = (passage.filtration_row(item, pair.work, pair.output, locale) for item in finding.filtrations)
    return tuple(rows)


def _longest(quantum: Quantum, locale: Locale) -> str:
    return amount(quantum.longest_run, locale) if isinstance(quantum, TextQuantum) else notation.ABSENT


def _strength(finding: Finding, items: Items, locale: Locale) -> tuple[LabelledValue, ...]:
    """Return what a pair weighs in short: after filtration, then before."""
    rows = []
    for number, (side, figures) in enumerate(before_and_after.sides(finding)):
        # The search was paid for with the figures in force, which go first.
        searched = None if number else items.searched.get(finding.id)
        rows += [
            before_and_after.named(row, side, locale)
            for row in _figures(finding, figures, searched, items, locale)
        ]
    missed = [one for _, one in items.refused if one.id == finding.refused_calibration]
    return (*rows, *_common_source_facts(finding, locale), *missed_facts(missed, locale))


def _figures(
    finding: Finding, figures: PairFigures, searched: SearchedRatio | None, items: Items, locale: Locale
) -> tuple[LabelledValue, ...]:
    chance = locale.say("filtered.nothing_left")
    if figures.expected_by_chance is not None or figures.uncalibrated_because != "filtered_out":
        chance = expected(
            figures.expected_by_chance,
            figures.expected_by_chance_interval,
            figures.is_distinguishable,
            locale,
            is_text=finding.medium == "text",
        )
    strength = locale.say(f"strength.{figures.strength.replace(' ', '_')}")
    return (
        LabelledValue(locale.say("strength.name"), strength),
        LabelledValue(locale.say("strength.expected_by_chance"), chance),
        *ratio_facts(finding, figures, searched, items.calibrations, locale),
    )


def _common_source_facts(finding: Finding, locale: Locale) -> tuple[LabelledValue, ...]:
    """Return who excluded a common source, and how; nothing where nobody did."""
    excluded = finding.source_excluded
    if excluded is None:
        return ()
    said = locale.say("common_source.excluded", by=excluded.by, why=excluded.why)
    return (LabelledValue(locale.say("common_source.name"), said),)
