"""A story table to its view: events side by side, who is who, the setting. Nothing is lined up here."""

from collections.abc import Sequence

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.script import language_of
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.story_view import EventRow, NamedRow, StoryView
from sidebyside.exhibits.text_view import Fact
from sidebyside.primitives.text.excerpt import Reading
from sidebyside.records import Apart, EventPair, NamedThing, Span, StoryTable

EVENT_CHARACTERS = 700
ALONE_CHARACTERS = 240
"""A longer event is shortened, one without another beside it sooner; its span stands below it."""


def story_views(
    apart: Sequence[Apart], work: Reading, output: Reading, anchor: str, locale: Locale
) -> tuple[StoryView, ...]:
    """Return a view of each story table of a pair."""
    tables = [table for table in apart if isinstance(table, StoryTable)]
    return tuple(
        _view(table, work, output, f"{anchor}-t{number}", locale)
        for number, table in enumerate(tables, start=1)
    )


def _view(table: StoryTable, work: Reading, output: Reading, anchor: str, locale: Locale) -> StoryView:
    events = [_event(n, item, work, output, locale) for n, item in enumerate(table.events, start=1)]
    return StoryView(
        anchor=anchor,
        method=table.method,
        counts=_counts(table.events, locale),
        events=tuple(events),
        characters=tuple(_named(item, locale) for item in table.characters),
        setting=tuple(_named(item, locale) for item in table.setting),
    )


def _counts(events: Sequence[EventPair], locale: Locale) -> tuple[Fact, ...]:
    both = [item for item in events if item.work_span and item.output_span]
    rows = (
        ("story.n_both", len(both)),
        ("story.n_in_order", sum(item.is_in_order is True for item in both)),
        ("story.n_only_in_work", sum(item.output_span is None for item in events)),
        ("story.n_only_in_output", sum(item.work_span is None for item in events)),
    )
    return tuple(Fact(locale.say(key), notation.count(n)) for key, n in rows)


def _event(number: int, item: EventPair, work: Reading, output: Reading, locale: Locale) -> EventRow:
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


def _excerpt(reading: Reading, span: Span | None, is_alone: bool) -> str:
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
