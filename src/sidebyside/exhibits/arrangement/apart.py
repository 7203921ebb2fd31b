"""What is shown of a pair and never counted: the story of two texts, two pictures of one subject.

A story stands beside a finding or alone; nothing is lined up here. Two pictures of one subject are alike as
wholes, and no part of the one was found in the other.
"""

from collections.abc import Sequence

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.items import Items, generation_facts
from sidebyside.exhibits.arrangement.picture import picture_pair, standing_rows, style_views
from sidebyside.exhibits.locale import Locale, language_of
from sidebyside.exhibits.picture_view import SameSubjectView
from sidebyside.exhibits.text_view import EventRow, LabelledValue, NamedRow, ParallelView, StoryView
from sidebyside.primitives.text.excerpt import VisibleText
from sidebyside.records import (
    AnyFinding,
    Apart,
    EventPair,
    NamedThing,
    Span,
    StoryTable,
    UncountedKind,
    UncountedPair,
)

EVENT_CHARACTERS = 700
ALONE_CHARACTERS = 240
"""A longer event is shortened, one without another beside it sooner; its span stands below it."""


def parallels(findings: Sequence[AnyFinding], items: Items, locale: Locale) -> tuple[ParallelView, ...]:
    """Return every pair of texts set apart because they tell alike, by work, then output."""
    pairs = _set_apart(findings, "parallels")
    return tuple(_parallel(pair, number, items, locale) for number, pair in enumerate(pairs, start=1))


def same_subjects(
    findings: Sequence[AnyFinding], items: Items, locale: Locale
) -> tuple[SameSubjectView, ...]:
    """Return every pair set apart as the same subject in another picture, by work, then output."""
    pairs = _set_apart(findings, "same_subject")
    return tuple(_same_subject(pair, number, items, locale) for number, pair in enumerate(pairs, start=1))


def _set_apart(findings: Sequence[AnyFinding], kind: UncountedKind) -> list[UncountedPair]:
    pairs = (item for item in findings if isinstance(item, UncountedPair) and item.kind == kind)
    return sorted(pairs, key=lambda item: (item.work.path, item.output.path))


def _parallel(pair: UncountedPair, number: int, items: Items, locale: Locale) -> ParallelView:
    work, output = items.pair(pair)
    anchor = f"a{number}"
    readings = items.reading("work", work), items.reading("output", output)
    return ParallelView(
        anchor=anchor,
        number=number,
        id=pair.id,
        work_path=work.path,
        output_path=output.path,
        stories=story_views(pair.apart, *readings, anchor, locale),
        generation=generation_facts(pair.generation, locale),
    )


def _same_subject(pair: UncountedPair, number: int, items: Items, locale: Locale) -> SameSubjectView:
    work, output = items.pair(pair)
    anchor = f"s{number}"
    return SameSubjectView(
        anchor=anchor,
        number=number,
        id=pair.id,
        work_path=work.path,
        output_path=output.path,
        pictures=picture_pair((), work, output, anchor, locale),
        scores=tuple(
            LabelledValue(score.method, notation.decimal(score.similarity)) for score in pair.scores
        ),
        standings=standing_rows(pair.standings, locale),
        styles=style_views(pair.apart, locale),
        generation=generation_facts(pair.generation, locale),
    )


def story_views(
    apart: Sequence[Apart], work: VisibleText, output: VisibleText, anchor: str, locale: Locale
) -> tuple[StoryView, ...]:
    """Return a view of each story table of a pair."""
    tables = [table for table in apart if isinstance(table, StoryTable)]
    return tuple(
        _story(table, work, output, f"{anchor}-t{number}", locale)
        for number, table in enumerate(tables, start=1)
    )


def _story(
    table: StoryTable, work: VisibleText, output: VisibleText, anchor: str, locale: Locale
) -> StoryView:
    events = [_event(n, item, work, output, locale) for n, item in enumerate(table.events, start=1)]
    return StoryView(
        anchor=anchor,
        method=table.method,
        counts=_counts(table.events, locale),
        events=tuple(events),
        characters=tuple(_named(item, locale) for item in table.characters),
        setting=tuple(_named(item, locale) for item in table.setting),
    )


def _counts(events: Sequence[EventPair], locale: Locale) -> tuple[LabelledValue, ...]:
    both = [item for item in events if item.work_span and item.output_span]
    rows = (
        ("story.n_both", len(both)),
        ("story.n_in_order", sum(item.is_in_order is True for item in both)),
        ("story.n_only_in_work", sum(item.output_span is None for item in events)),
        ("story.n_only_in_output", sum(item.work_span is None for item in events)),
    )
    return tuple(LabelledValue(locale.say(key), notation.count(n)) for key, n in rows)


def _event(number: int, item: EventPair, work: VisibleText, output: VisibleText, locale: Locale) -> EventRow:
    is_alone = item.work_span is None or item.output_span is None
    ours = _excerpt(work, item.work_span, is_alone)
    theirs = _excerpt(output, item.output_span, is_alone)
    order = {True: "story.order_kept", False: "story.order_changed"}.get(bool(item.is_in_order), "")
    return EventRow(
        number=number,
        work_lang=language_of(ours),
        work_span=notation.span(item.work_span),
        work_text=ours,
        output_lang=language_of(theirs),
        output_span=notation.span(item.output_span),
        output_text=theirs,
        order="" if is_alone else locale.say(order),
        similarity="" if is_alone else notation.decimal(item.similarity),
    )


def _excerpt(reading: VisibleText, span: Span | None, is_alone: bool) -> str:
    if span is None:
        return ""
    most = ALONE_CHARACTERS if is_alone else EVENT_CHARACTERS
    text = reading.passage(span)
    return " ".join(text.split()) if len(text) <= most else f"{' '.join(text[:most].split())} …"


def _named(item: NamedThing, locale: Locale) -> NamedRow:
    return NamedRow(
        kind=locale.say(f"named_kind.{item.kind}"),
        work=item.work_name or notation.ABSENT,
        work_lang=language_of(item.work_name),
        n_in_work=notation.count(item.n_in_work),
        output=item.output_name or notation.ABSENT,
        output_lang=language_of(item.output_name),
        n_in_output=notation.count(item.n_in_output),
        relation=locale.say(f"story_relation.{item.relation}"),
        basis=locale.say_or(f"story_basis.{item.basis.replace(' ', '_')}", item.basis) if item.basis else "",
    )
