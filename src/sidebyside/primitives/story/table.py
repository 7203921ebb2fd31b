"""The story of a pair of texts as a table: events in the order of the output, characters, setting."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sidebyside.primitives.sentence_encoder import Vectors
from sidebyside.primitives.story.cast import bearers, related
from sidebyside.primitives.story.events import Cell, cosine, gaps, in_order, windows
from sidebyside.primitives.story.setting import SettingMention
from sidebyside.primitives.story.telling import Telling, inside
from sidebyside.records import EventPair, NamedThing, Span, StoryTable

LONG_TOKENS = 1000
LEAST_ALONE = 2
"""In a text longer than this a name that stands in it alone is listed where it stands there this often."""

MOST_NAMES = 60
"""So many names of one text alone are listed, the most frequent ones."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was lined up: events ``[first, stop)`` of the output, the stretch of the work, and the pairs."""

    cells: tuple[Cell, ...]
    stretch: tuple[int, int]
    events: tuple[int, int]


def story_table(
    method: str, work: Telling, output: Telling, found: Found, work_vectors: Vectors, output_vectors: Vectors
) -> StoryTable:
    """Return the table of a pair.

    The events stand in the order of the output. What of the work's stretch answers to no event stands as one
    row for each gap, after the event before it.
    """
    pairs = [(_place(work, cell.first, cell.stop), output.sentences[cell.event].span) for cell in found.cells]
    return StoryTable(
        method,
        tuple(_events(work, output, found, work_vectors, output_vectors)),
        tuple(_characters(work, output, found, pairs)),
        tuple(_setting(work, output, found)),
    )


def _place(text: Telling, first: int, stop: int) -> Span:
    return Span(text.sentences[first].span.start, text.sentences[stop - 1].span.end)


def _events(
    work: Telling, output: Telling, found: Found, work_vectors: Vectors, output_vectors: Vectors
) -> list[EventPair]:
    by_event = {cell.event: cell for cell in found.cells}
    kept = dict(zip(by_event, in_order(found.cells), strict=True))
    left = gaps(found.cells, found.stretch)
    rows: list[EventPair] = []
    for event in range(*found.events):
        cell = by_event.get(event)
        span = output.sentences[event].span
        if cell is None:
            rows.append(EventPair(None, span))
            continue
        if kept[event]:
            while left and left[0][1] <= cell.first:
                rows.append(EventPair(_place(work, *left.pop(0)), None))
        # windows of several sentences are compared by the sum of these, as they were found
        vectors = work_vectors[cell.first : cell.stop]
        near = cosine(windows(vectors, sizes=(len(vectors),)).vectors, output_vectors[event])
        rows.append(EventPair(_place(work, cell.first, cell.stop), span, near, kept[event]))
    return rows + [EventPair(_place(work, *gap), None) for gap in left]


def _characters(
    work: Telling, output: Telling, found: Found, pairs: Sequence[tuple[Span, Span]]
) -> list[NamedThing]:
    ours, theirs = bearers(work.names(output.capitals.capitals), output.names(work.capitals.capitals))
    stretch = _place(work, *found.stretch)
    shown = _place(output, *found.events)
    known = {one.form for one in theirs}
    ours = [one for one in ours if inside(one.spans, stretch) or one.form in known]
    rows = related(ours, theirs, pairs, work.original, output.original)
    counted = {"only_in_work": 0, "only_in_output": 0}
    kept = []
    for row in rows:
        if row.relation in counted:
            text, span, n = (
                (work, row.work_span, row.n_in_work)
                if row.relation == "only_in_work"
                else (output, row.output_span, row.n_in_output)
            )
            is_long = text.tokens.n_tokens > LONG_TOKENS
            if (is_long and n < LEAST_ALONE) or counted[row.relation] == MOST_NAMES:
                continue
            if text is output and is_long and not _meets(span, shown):
                continue
            counted[row.relation] += 1
        kept.append(row)
    return kept


def _meets(span: Span | None, place: Span) -> bool:
    return span is not None and place.start <= span.start < place.end


@dataclass(slots=True)
class _Thing:
    work: list[SettingMention] = field(default_factory=list)
    output: list[SettingMention] = field(default_factory=list)


def _setting(work: Telling, output: Telling, found: Found) -> list[NamedThing]:
    """Return places, times and numbers: those of both texts, then those of the stretches of one alone."""
    things: dict[tuple[str, str], _Thing] = {}
    stretch, shown = _place(work, *found.stretch), _place(output, *found.events)
    for one in work.setting:
        if _meets(one.span, stretch):
            things.setdefault((one.kind, one.key), _Thing()).work.append(one)
    for one in output.setting:
        if _meets(one.span, shown):
            things.setdefault((one.kind, one.key), _Thing()).output.append(one)
    rows = [_setting_row(thing) for thing in things.values()]
    # A number of one text alone says little, and there are many.
    rows = [row for row in rows if row.kind != "number" or (row.n_in_work and row.n_in_output)]
    kinds = ("place", "time", "number")
    order = ("same", "translated", "only_in_work", "only_in_output")
    return sorted(rows, key=lambda row: (kinds.index(row.kind), order.index(row.relation)))


def _setting_row(thing: _Thing) -> NamedThing:
    ours, theirs = thing.work, thing.output
    either = (ours or theirs)[0]
    if ours and theirs:
        is_same = ours[0].text.isascii() == theirs[0].text.isascii() or ours[0].text in theirs[0].text
        relation, basis = ("same", "list") if is_same else ("translated", "list")
    else:
        relation, basis = ("only_in_work", "") if ours else ("only_in_output", "")
    return NamedThing(
        kind=either.kind,
        relation=relation,  # type: ignore[arg-type]
        work_name=ours[0].text if ours else "",
        output_name=theirs[0].text if theirs else "",
        n_in_work=len(ours),
        n_in_output=len(theirs),
        work_span=ours[0].span if ours else None,
        output_span=theirs[0].span if theirs else None,
        basis=basis,
    )
