"""The story of a pair of texts as a table: events in the order of the output, characters, setting."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sidebyside.methods.sentence_alignment.encoder import QuantizedVectors, cosine
from sidebyside.methods.text.story.cast import bearers, related
from sidebyside.methods.text.story.events import EventCandidate, gaps, in_order, windows
from sidebyside.methods.text.story.han_names import han_names, parts_of
from sidebyside.methods.text.story.names import Capitals, CapitalText, Mention, mentions, read_capitals
from sidebyside.methods.text.story.setting import SettingMention, is_listed_setting, setting_of
from sidebyside.primitives.text.sentences import Sentence, sentences
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import EventPair, NamedThing, Span, StoryTable

LONG_TOKENS = 1000
LEAST_ALONE = 2
"""In a text longer than this a name that stands in it alone is listed where it stands there this often."""

MOST_NAMES = 60
"""So many names of one text alone are listed, the most frequent ones."""


class Telling:
    """One text of a comparison, made ready for its story: each thing is read when it is first asked for.

    Cost: linear, some ten microseconds a word, once, for what is asked for.
    """

    def __init__(self, tokens: TokenizedText) -> None:
        self.tokens = tokens
        self.sentences: tuple[Sentence, ...] = sentences(tokens)

    @property
    def original(self) -> str:
        """The decoded original."""
        return self.tokens.original

    @cached_property
    def setting(self) -> list[SettingMention]:
        """Places, times and numbers, in their order."""
        return setting_of(self.original)

    @cached_property
    def capitals(self) -> CapitalText:
        """The text read for its capitals."""
        return read_capitals(self.tokens, self.sentences)

    @cached_property
    def _of_han(self) -> list[Mention]:
        if not bool(self.tokens.is_han.any()):
            return []
        original = self.original
        return [
            Mention(parts_of(original[at : at + len(name)]), Span(at, at + len(name)), "han")
            for name, places in han_names(self.original).items()
            for at in places
        ]

    def names(self, beside: Capitals | None = None) -> list[Mention]:
        """Return the names of the text that are no places or times of the list.

        Parameters
        ----------
        beside
            What the other text of the pair says of its words.
        """
        known = self.capitals.capitals if beside is None else self.capitals.capitals + beside
        return [
            one
            for one in (*mentions(self.capitals, known), *self._of_han)
            if not (is_listed_setting(" ".join(one.words)) or self._is_hidden(one.span))
        ]

    def _is_hidden(self, span: Span) -> bool:
        return any(one.start <= span.start < one.end for one in self.tokens.text.hidden)


def inside(spans: Sequence[Span], place: Span) -> bool:
    """Whether one of some spans begins inside a place."""
    return any(place.start <= span.start < place.end for span in spans)


@dataclass(frozen=True, slots=True)
class StoryAlignment:
    """What was lined up: events ``[first, stop)`` of the output, the stretch of the work, and the pairs."""

    candidates: tuple[EventCandidate, ...]
    stretch: tuple[int, int]
    events: tuple[int, int]


def story_table(
    method: str,
    work: Telling,
    output: Telling,
    found: StoryAlignment,
    work_vectors: QuantizedVectors,
    output_vectors: QuantizedVectors,
) -> StoryTable:
    """Return the table of a pair.

    The events stand in the order of the output. What of the work's stretch answers to no event stands as one
    row for each gap, after the event before it.
    """
    pairs = [
        (_place(work, one.first, one.stop), output.sentences[one.event].span) for one in found.candidates
    ]
    return StoryTable(
        method,
        tuple(_events(work, output, found, work_vectors, output_vectors)),
        tuple(_characters(work, output, found, pairs)),
        tuple(_setting(work, output, found)),
    )


def _place(text: Telling, first: int, stop: int) -> Span:
    return Span(text.sentences[first].span.start, text.sentences[stop - 1].span.end)


def _events(
    work: Telling,
    output: Telling,
    found: StoryAlignment,
    work_vectors: QuantizedVectors,
    output_vectors: QuantizedVectors,
) -> list[EventPair]:
    by_event = {one.event: one for one in found.candidates}
    kept = dict(zip(by_event, in_order(found.candidates), strict=True))
    left = gaps(found.candidates, found.stretch)
    rows: list[EventPair] = []
    for event in range(*found.events):
        one = by_event.get(event)
        span = output.sentences[event].span
        if one is None:
            rows.append(EventPair(None, span))
            continue
        if kept[event]:
            while left and left[0][1] <= one.first:
                rows.append(EventPair(_place(work, *left.pop(0)), None))
        # windows of several sentences are compared by the sum of these, as they were found
        vectors = work_vectors[one.first : one.stop]
        near = cosine(windows(vectors, sizes=(len(vectors),)).vectors[0], output_vectors[event])
        rows.append(EventPair(_place(work, one.first, one.stop), span, min(max(near, 0.0), 1.0), kept[event]))
    return rows + [EventPair(_place(work, *gap), None) for gap in left]


def _characters(
    work: Telling, output: Telling, found: StoryAlignment, pairs: Sequence[tuple[Span, Span]]
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


def _setting(work: Telling, output: Telling, found: StoryAlignment) -> list[NamedThing]:
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
