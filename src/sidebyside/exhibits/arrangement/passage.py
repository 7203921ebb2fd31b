"""A text match to a pair of passages: the clean pair, the marked pair, the differences, the third column.

Nothing is aligned or searched anew here. The segments of a marked passage are the edit operations of the
match; what stands between two operations (white space, marks) stays unmarked. What stands elsewhere, and what
was filtered, is as the record has it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count as numbers_from
from typing import Literal

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.amounts import amount, text_extents
from sidebyside.exhibits.arrangement.strength import chance_facts, expected_of, mark
from sidebyside.exhibits.locale import Locale, language_of
from sidebyside.exhibits.text_view import (
    AlignedRow,
    DifferenceView,
    ElsewhereView,
    FiltrationRow,
    InnerView,
    LabelledValue,
    NearestView,
    PassageView,
    SideView,
    TextSegment,
)
from sidebyside.primitives.text.excerpt import VisibleText
from sidebyside.records import (
    AlignedPair,
    BackgroundPassage,
    CommonKind,
    Commonness,
    CommonPart,
    EditOperation,
    Filtration,
    Match,
    OperationKind,
    Role,
    Span,
    TextQuantum,
)

CONTEXT_CHARACTERS = 160
"""How much of the text around a passage is shown, in grey, on each side."""

EXCERPT_CHARACTERS = 400
"""A filtered passage longer than this is shortened; its span stands beside it."""

DIFFERENCES: tuple[OperationKind, ...] = ("changed", "dropped", "added", "moved")


@dataclass(frozen=True, slots=True)
class TextPair:
    """The two texts of a finding, ready for taking passages out of them.

    `given` is what of the output stood in its prompt, sorted and disjoint.
    """

    work: VisibleText
    output: VisibleText
    given: tuple[Span, ...] = ()


def nest(matches: Iterable[Match]) -> list[tuple[Match, list[Match]]]:
    """Arrange text matches: those without differences of their own under one that holds them on both sides.

    Every match given comes back exactly once, in the order of its place in the work.
    """
    ordered = sorted(matches, key=_reading_order)
    outer = [match for match in ordered if not any(_holds(other, match) for other in ordered)]
    inner: dict[int, list[Match]] = {i: [] for i in range(len(outer))}
    for match in ordered:
        if not any(match is other for other in outer):
            holder = next(i for i, other in enumerate(outer) if _holds(other, match))
            inner[holder].append(match)
    return [(match, inner[i]) for i, match in enumerate(outer)]


def _reading_order(match: Match) -> tuple[object, ...]:
    return (match.work_span, match.output_span, match.method)


def _holds(outer: Match, inner: Match) -> bool:
    if outer.pairs or inner.pairs:
        return False  # Sentences lined up by meaning are no run of equal words, and hold none.
    if not _has_differences(outer):
        # A passage without differences found by two methods stands under the one that finds nothing else.
        same = (outer.work_span, outer.output_span) == (inner.work_span, inner.output_span)
        return same and not outer.operations and bool(inner.operations) and not _has_differences(inner)
    if _has_differences(inner):
        return False
    pairs = ((outer.work_span, inner.work_span), (outer.output_span, inner.output_span))
    return all(a is not None and b is not None and a.start <= b.start and b.end <= a.end for a, b in pairs)


def _has_differences(match: Match) -> bool:
    return any(operation.kind != "kept" for operation in match.operations)


def passages(
    matches: Sequence[Match], pair: TextPair, anchor: str, locale: Locale
) -> tuple[PassageView, ...]:
    """Return a view of each text match of a finding; see `nest` for those shown as rows under another."""
    views = []
    for number, (match, inner) in enumerate(nest(matches), start=1):
        views.append(_passage(match, inner, pair, f"{anchor}-m{number}", number, locale))
    return tuple(views)


def _passage(
    match: Match, inner: list[Match], pair: TextPair, anchor: str, number: int, locale: Locale
) -> PassageView:
    if match.work_span is None or match.output_span is None:  # the record has already refused this
        raise TypeError("a passage needs a match with spans")
    numbered = _numbered(match.operations)
    differences = tuple(_difference(n, operation, pair) for n, operation in numbered if n)
    kinds = [difference.kind for difference in differences]
    counts = [
        LabelledValue(locale.say(f"operation.{k}"), notation.count(kinds.count(k))) for k in DIFFERENCES
    ]
    return PassageView(
        anchor=anchor,
        number=number,
        method=match.method,
        similarity=notation.decimal(match.similarity),
        work=_side(pair.work, match.work_span, numbered, "work", (), locale),
        output=_side(pair.output, match.output_span, numbered, "output", pair.given, locale),
        differences=differences,
        difference_counts=tuple(counts),
        extents=text_extents(match.quantum, locale, is_aligned=bool(match.pairs))
        if isinstance(match.quantum, TextQuantum)
        else (),
        inner=tuple(_inner(item, locale) for item in inner),
        chance=chance_facts(match, locale),
        chance_mark=mark(match.chance.is_distinguishable, locale) if match.chance else "",
        elsewhere=elsewhere_view(match, locale),
        aligned=tuple(_aligned(n, item, pair) for n, item in enumerate(match.pairs, start=1)),
    )


def _aligned(number: int, item: AlignedPair, pair: TextPair) -> AlignedRow:
    ours, theirs = pair.work.passage(item.work_span), pair.output.passage(item.output_span)
    return AlignedRow(
        number=number,
        work_lang=language_of(ours),
        work_span=notation.span(item.work_span),
        work_text=ours,
        output_lang=language_of(theirs),
        output_span=notation.span(item.output_span),
        output_text=theirs,
        similarity=notation.decimal(item.similarity),
        margin=notation.decimal(item.margin),
    )


def _numbered(operations: Sequence[EditOperation]) -> list[tuple[int, EditOperation]]:
    numbers = numbers_from(1)
    return [(0 if item.kind == "kept" else next(numbers), item) for item in operations]


def _difference(number: int, operation: EditOperation, pair: TextPair) -> DifferenceView:
    return DifferenceView(
        number=number,
        kind=operation.kind,
        work_text=pair.work.passage(operation.work_span),
        output_text=pair.output.passage(operation.output_span),
    )


def _side(
    reading: VisibleText,
    span: Span,
    operations: list[tuple[int, EditOperation]],
    role: Role,
    given: Sequence[Span],
    locale: Locale,
) -> SideView:
    text = reading.passage(span)
    part = reading.part(span.start)
    place = notation.span(span)
    locator = (
        locale.say("locator.part", part=part, span=place) if part else locale.say("locator.text", span=place)
    )
    marked = segments(reading, span, operations, role, given)
    return SideView(
        lang=language_of(text),
        locator=locator,
        before=_before(reading, span.start, given),
        clean=tuple(_parts(reading, span, "plain", 0, given)),
        after=_after(reading, span.end, given),
        segments=tuple(marked if operations else _parts(reading, span, "kept", 0, given)),
    )


def _before(reading: VisibleText, position: int, given: Sequence[Span]) -> tuple[TextSegment, ...]:
    """Return what stands before a place, with what the prompt gave of it apart."""
    text = reading.before(position, CONTEXT_CHARACTERS)
    cuts = [
        tuple(
            max(0, len(text) - len(reading.passage(Span(min(at, position), position))))
            for at in (span.start, span.end)
        )
        for span in given
    ]
    return _cut(text, cuts)


def _after(reading: VisibleText, position: int, given: Sequence[Span]) -> tuple[TextSegment, ...]:
    """Return what stands after a place, with what the prompt gave of it apart."""
    text = reading.after(position, CONTEXT_CHARACTERS)
    cuts = [
        tuple(
            min(len(text), len(reading.passage(Span(position, max(at, position)))))
            for at in (span.start, span.end)
        )
        for span in given
    ]
    return _cut(text, cuts)


def _cut(text: str, cuts: Sequence[tuple[int, ...]]) -> tuple[TextSegment, ...]:
    pieces, cursor = [], 0
    for first, stop in cuts:
        if stop > first:
            pieces += [
                TextSegment("plain", text[cursor:first]),
                TextSegment("plain", text[first:stop], 0, True),
            ]
            cursor = stop
    pieces.append(TextSegment("plain", text[cursor:]))
    return tuple(piece for piece in pieces if piece.text)


def _parts(
    reading: VisibleText,
    span: Span,
    kind: OperationKind | Literal["plain"],
    number: int,
    given: Sequence[Span],
) -> Iterable[TextSegment]:
    """Yield a stretch as one segment, or as several where the prompt gave a part; the last has the number."""
    ends = {span.end} | {at for one in given for at in (one.start, one.end) if span.start < at < span.end}
    start = span.start
    for end in sorted(ends):
        is_given = any(one.start <= start and end <= one.end and start < end for one in given)
        yield TextSegment(kind, reading.passage(Span(start, end)), number if end == span.end else 0, is_given)
        start = end


def segments(
    reading: VisibleText,
    span: Span,
    operations: list[tuple[int, EditOperation]],
    role: Role,
    given: Sequence[Span] = (),
) -> Iterable[TextSegment]:
    """Yield a passage in segments, one for each numbered operation and one for each stretch between two.

    A stretch of which the prompt gave a part (`given`, in characters) becomes several.
    """
    cursor = span.start
    if role == "work":
        # The operations stand in the order of the output; what was moved stands elsewhere in the work.
        operations = sorted(operations, key=lambda item: item[1].work_span)
    for number, operation in operations:
        place = operation.work_span if role == "work" else operation.output_span
        start = min(max(place.start, cursor), span.end)
        end = min(max(place.end, start), span.end)
        if start > cursor:
            yield from _parts(reading, Span(cursor, start), "plain", 0, given)
        yield from _parts(reading, Span(start, end), operation.kind, number, given)
        cursor = end
    if cursor < span.end:
        yield from _parts(reading, Span(cursor, span.end), "plain", 0, given)


def _inner(match: Match, locale: Locale) -> InnerView:
    longest = match.quantum.longest_run if isinstance(match.quantum, TextQuantum) else None
    return InnerView(
        method=match.method,
        work_span=notation.span(match.work_span),
        output_span=notation.span(match.output_span),
        amount=amount(longest, locale) if longest else notation.ABSENT,
        similarity=notation.decimal(match.similarity),
        expected=expected_of(match.chance, locale),
        n_occurrences=notation.count(match.commonness.n_occurrences if match.commonness else None),
    )


def elsewhere_view(match: Match, locale: Locale) -> ElsewhereView:
    """Return the third column of a match; where nothing was searched, a sentence that says so."""
    common = match.commonness
    if common is None:
        status = "elsewhere.not_applicable" if match.pairs else "elsewhere.not_searched"
        return ElsewhereView(locale.say(status), (), None)
    status = "" if common.n_texts_searched else locale.say("elsewhere.no_texts")
    if not status and common.nearest is None:
        status = locale.say("elsewhere.no_nearest")
    is_by_meaning = bool(match.pairs and not match.operations)
    return ElsewhereView(status, _figures(common, is_by_meaning, locale), _nearest(common, locale))


def _figures(common: Commonness, is_by_meaning: bool, locale: Locale) -> tuple[LabelledValue, ...]:
    return (
        LabelledValue(locale.say("elsewhere.n_occurrences"), notation.count(common.n_occurrences)),
        LabelledValue(locale.say("elsewhere.n_texts"), notation.count(common.n_texts)),
        LabelledValue(locale.say("elsewhere.n_texts_searched"), notation.count(common.n_texts_searched)),
        LabelledValue(locale.say("elsewhere.n_words_searched"), notation.count(common.n_words_searched)),
        LabelledValue(
            locale.say("elsewhere.bits_of_sentences" if is_by_meaning else "elsewhere.bits"),
            notation.bits(common.bits),
        ),
        *(_common_part(part, locale) for part in common.common or ()),
    )


def _common_part(part: CommonPart, locale: Locale) -> LabelledValue:
    """Say how much of what matched stands in the text of a kind that has most of it."""
    whose = locale.say(_WHOSE[part.kind])
    name = locale.say("elsewhere.common", whose=whose, path=part.path)
    return LabelledValue(name, notation.count(part.n_tokens))


_WHOSE: Mapping[CommonKind, str] = {
    "work": "elsewhere.another_work",
    "background": "elsewhere.background",
    "public_domain": "elsewhere.public_domain",
}


def _nearest(common: Commonness, locale: Locale) -> NearestView | None:
    nearest = common.nearest
    if nearest is None:
        return None
    return NearestView(
        path=nearest.path,
        span=locale.say("locator.text", span=notation.span(nearest.span)),
        in_common=locale.say("elsewhere.in_common", n=notation.count(nearest.n_common)),
        whose=locale.say(_WHOSE[_kind_of(nearest)]),
        lang=language_of(nearest.excerpt),
        excerpt=nearest.excerpt,
    )


def _kind_of(nearest: BackgroundPassage) -> CommonKind:
    return "work" if nearest.is_work else "public_domain" if nearest.is_public_domain else "background"


def filtration_row(item: Filtration, work: VisibleText, output: VisibleText, locale: Locale) -> FiltrationRow:
    """Return the row of a filtration, with the passage on both sides."""
    ours, theirs = _excerpt(work, item.work_span), _excerpt(output, item.output_span)
    return FiltrationRow(
        id=item.id,
        code=locale.say(f"filtration_code.{item.code}"),
        rule=locale.word("filtration_rule", item.rule),
        work_lang=language_of(ours),
        work_span=notation.span(item.work_span),
        work_text=ours,
        output_lang=language_of(theirs),
        output_span=notation.span(item.output_span),
        output_text=theirs,
        decision=locale.say(f"decision.{item.decision}"),
        by=item.by or notation.ABSENT,
        why=item.why or notation.ABSENT,
    )


def _excerpt(reading: VisibleText, span: Span) -> str:
    text = reading.passage(span)
    if len(text) <= EXCERPT_CHARACTERS:
        return text
    return reading.after(span.start, EXCERPT_CHARACTERS) + " …"
