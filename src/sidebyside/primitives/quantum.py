"""How much of a pair matched, all its matches together, and without what was accepted as filtered?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Literal

from sidebyside.errors import MethodError
from sidebyside.primitives.text.extent import TextMeasure, text_quantum, token_range
from sidebyside.records import (
    EQUAL_KINDS,
    Artefact,
    EditOperation,
    Filtration,
    ImageQuantum,
    Match,
    Quantum,
    Span,
    TextQuantum,
)

Measure = Callable[[Artefact], TextMeasure]
PictureMeasure = Literal["structure", "points", "whole"]


def picture_measure(matches: Sequence[Match]) -> PictureMeasure:
    """Say of what the shares of a pair of pictures are, all its matches together.

    ``structure``: the area whose structure was kept, where pictures were laid on each other; ``points``: the
    area within which points correspond; ``whole``: no area, the pictures are only alike as wholes.
    """
    if any(match.residual is not None for match in matches):
        return "structure"
    pointed = (isinstance(one.quantum, ImageQuantum) and one.quantum.n_inliers is not None for one in matches)
    return "points" if any(pointed) else "whole"


def quantum_of_pair(work: Artefact, output: Artefact, matches: Sequence[Match], measure: Measure) -> Quantum:
    """Measure all matches of a pair together; what several matches cover is counted once.

    For texts what is equal counts: the whole of a verbatim match, and of one with edit operations the kept
    stretches only. Sentences lined up by meaning count where nothing is equal. For pictures it is the largest
    share of each side, and the most corresponding points. Shares are of what stayed where pictures were laid
    on each other, else of where points correspond; a match with neither says only that the pictures as wholes
    are alike, and counts where there is no other.

    Parameters
    ----------
    work, output
        The pair, of one medium.
    matches
        At least one.
    measure
        Gives the measure of a text.

    Raises
    ------
    MethodError
        If a match is of the other medium, or lies outside the text.
    """
    if output.medium == "text":
        return _text_quantum(work, output, matches, measure)
    quanta = [match.quantum for match in matches if isinstance(match.quantum, ImageQuantum)]
    if len(quanta) != len(matches):
        raise MethodError(f"a text match for the pictures {work.path!r} and {output.path!r}")
    pointed = [quantum for quantum in quanta if quantum.n_inliers is not None]
    laid = [match.quantum for match in matches if match.residual is not None]
    measured = [quantum for quantum in laid if isinstance(quantum, ImageQuantum)] or pointed or quanta
    most = max(pointed or quanta, key=lambda quantum: quantum.n_inliers or 0)
    return ImageQuantum(
        share_of_work=max(quantum.share_of_work for quantum in measured),
        share_of_output=max(quantum.share_of_output for quantum in measured),
        n_inliers=most.n_inliers,
        n_putative=most.n_putative,
    )


def _text_quantum(
    work: Artefact, output: Artefact, matches: Sequence[Match], measure: Measure
) -> TextQuantum:
    of_work, of_output = measure(work), measure(output)
    kept = [pair for match in counted(matches) for pair in kept_places(match)]
    if not kept:
        raise MethodError(f"no equal text in the matches of {work.path!r} and {output.path!r}")
    for artefact, text, side in ((work, of_work, 0), (output, of_output, 1)):
        if (last := max(pair[side].end for pair in kept)) > len(text.original):
            raise MethodError(
                f"a match up to character {last} of {artefact.path!r}, which has {len(text.original)}"
            )
    return text_quantum(of_work, of_output, kept)


def counted(matches: Sequence[Match]) -> Sequence[Match]:
    """Return the text matches that count for a pair: those of equal text, where there are any."""
    return [match for match in matches if not match.pairs] or matches


def kept_places(match: Match) -> list[tuple[Span, Span]]:
    """Return the pairs of places that count: equal text, or the sentences that were lined up by meaning."""
    if match.pairs:
        return [(pair.work_span, pair.output_span) for pair in match.pairs]
    if match.operations:
        return [(step.work_span, step.output_span) for step in match.operations if step.kind in EQUAL_KINDS]
    if match.work_span is None or match.output_span is None:
        raise MethodError(f"an image match of {match.method} between two texts")
    return [(match.work_span, match.output_span)]


def quantum_after(
    matches: Sequence[Match], accepted: Sequence[Filtration], work: TextMeasure, output: TextMeasure
) -> TextQuantum:
    """Measure a pair of texts as before, without what was accepted as filtered.

    A token is left out where it lies inside an accepted passage on both sides, so the same words elsewhere
    in the pair still count. Of sentences lined up by meaning a pair is left out as a whole.
    """
    remaining: list[tuple[Span, Span]] = []
    for match in counted(matches):
        for place in kept_places(match):
            if not match.pairs:
                remaining += _unfiltered(place, accepted, work, output)
            elif not _is_accepted(_whole_tokens(place, work, output), accepted):
                remaining.append(place)
    return text_quantum(work, output, remaining)


def match_after(
    match: Match, accepted: Sequence[Filtration], work: TextMeasure, output: TextMeasure
) -> Match | None:
    """Return what is left of a text match without what was accepted as filtered; None where nothing is.

    Equal text that was accepted becomes a difference, as if other words stood there: cut in the middle a
    stretch leaves two shorter ones. At the ends it falls away, and differences beside it. Of sentences lined
    up by meaning a pair is left out as a whole.

    Parameters
    ----------
    match
        Of texts, with the spans of both.
    accepted
        The filtrations that were accepted for its pair.
    work, output
        Its two texts.

    Notes
    -----
    Similarity, commonness and chance are those of the whole match still. Cost: the tokens of the match times
    the filtrations.
    """
    if match.pairs:
        pairs = [
            pair
            for pair in match.pairs
            if not _is_accepted(_whole_tokens((pair.work_span, pair.output_span), work, output), accepted)
        ]
        places = [(pair.work_span, pair.output_span) for pair in pairs]
        changed = replace(match, pairs=tuple(pairs))
    else:
        steps = [
            part
            for step in match.operations or _as_one_step(match)
            for part in (_cut(step, accepted, work, output) if step.kind in EQUAL_KINDS else [step])
        ]
        equal = [number for number, step in enumerate(steps) if step.kind in EQUAL_KINDS]
        steps = steps[equal[0] : equal[-1] + 1] if equal else []
        places = [(step.work_span, step.output_span) for step in steps if step.kind in EQUAL_KINDS]
        if tuple(steps) == (match.operations or tuple(_as_one_step(match))):
            return match
        changed = replace(match, operations=tuple(steps))
    if not places:
        return None
    if changed == match:
        return match
    sides = [[place[side] for place in places] for side in (0, 1)]
    spans = [Span(min(one.start for one in side), max(one.end for one in side)) for side in sides]
    quantum = text_quantum(work, output, places)
    return replace(changed, quantum=quantum, work_span=spans[0], output_span=spans[1])


def _as_one_step(match: Match) -> list[EditOperation]:
    return [EditOperation("kept", *place) for place in kept_places(match)]


def _cut(
    step: EditOperation, accepted: Sequence[Filtration], work: TextMeasure, output: TextMeasure
) -> Iterator[EditOperation]:
    """Yield equal text as it is left, and as changed where it was accepted as filtered."""
    for is_left, place in _parts((step.work_span, step.output_span), accepted, work, output):
        yield EditOperation(step.kind if is_left else "changed", *place)


def _unfiltered(
    place: tuple[Span, Span], accepted: Sequence[Filtration], work: TextMeasure, output: TextMeasure
) -> Iterator[tuple[Span, Span]]:
    """Yield the parts of equal text of which no token was accepted as filtered."""
    return (part for is_left, part in _parts(place, accepted, work, output) if is_left)


def _parts(
    place: tuple[Span, Span], accepted: Sequence[Filtration], work: TextMeasure, output: TextMeasure
) -> Iterator[tuple[bool, tuple[Span, Span]]]:
    """Yield the parts of equal text in order, each with whether it is left; one that is whole as it is."""
    work_first, work_stop = token_range(place[0], work.start, work.end)
    first, stop = token_range(place[1], output.start, output.end)
    numbers = range(min(work_stop - work_first, stop - first))
    is_left = [
        not _is_accepted((_span(work, work_first + number), _span(output, first + number)), accepted)
        for number in numbers
    ]
    if all(is_left):
        yield True, place
        return
    for left, group in groupby(numbers, is_left.__getitem__):
        yield left, _joined(list(group), work_first, first, work, output)


def _is_accepted(place: tuple[Span, Span], accepted: Sequence[Filtration]) -> bool:
    return any(_covers(one.work_span, place[0]) and _covers(one.output_span, place[1]) for one in accepted)


def _whole_tokens(place: tuple[Span, Span], work: TextMeasure, output: TextMeasure) -> tuple[Span, Span]:
    """Return a place without the marks around its first and last token, as filtrations name it."""
    trimmed = []
    for span, text in zip(place, (work, output), strict=True):
        first, stop = token_range(span, text.start, text.end)
        trimmed.append(Span(int(text.start[first]), int(text.end[stop - 1])) if stop > first else span)
    return trimmed[0], trimmed[1]


def _span(text: TextMeasure, token: int) -> Span:
    return Span(int(text.start[token]), int(text.end[token]))


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _joined(
    run: Sequence[int], work_first: int, output_first: int, work: TextMeasure, output: TextMeasure
) -> tuple[Span, Span]:
    begin, end = run[0], run[-1]
    return (
        Span(int(work.start[work_first + begin]), int(work.end[work_first + end])),
        Span(int(output.start[output_first + begin]), int(output.end[output_first + end])),
    )
