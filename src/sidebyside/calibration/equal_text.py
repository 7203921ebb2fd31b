"""Which tokens of a pair are equal, and which sentences were lined up? Commonness and filtration go by it."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sidebyside.primitives.text.extent import token_ranges
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import EQUAL_KINDS, Match, Span

FLOOR_WORDS, FLOOR_CHARACTERS = 8, 12
"""The floor of ``verbatim``; a mixed run counts in proportion."""


@dataclass(frozen=True, slots=True, order=True)
class EqualStretch:
    """Equal tokens: ``[output_first, output_first + length)`` and as many of the work from `work_first`."""

    output_first: int
    length: int
    work_first: int

    @property
    def output_stop(self) -> int:
        """Number of the token after the last one of the output."""
        return self.output_first + self.length

    def part(self, first: int, stop: int) -> "EqualStretch":
        """Return the part that lies on tokens ``[first, stop)`` of the output; length 0 where none does."""
        begin, end = max(first, self.output_first), min(stop, self.output_stop)
        return EqualStretch(begin, max(0, end - begin), self.work_first + begin - self.output_first)

    def spans(self, work: TokenizedText, output: TokenizedText) -> tuple[Span, Span]:
        """Return the place in the work and the place in the output, in characters."""
        return (
            work.span(self.work_first, self.work_first + self.length),
            output.span(self.output_first, self.output_stop),
        )


def reach(text: TokenizedText, first: int, stop: int) -> float:
    """Return how often the floor of ``verbatim`` goes into tokens ``[first, stop)``: 1.0 reaches it."""
    n_han = int(text.is_han[first:stop].sum())
    return (stop - first - n_han) / FLOOR_WORDS + n_han / FLOOR_CHARACTERS


def stretches_of_match(match: Match, work: TokenizedText, output: TokenizedText) -> list[EqualStretch]:
    """Return the stretches of equal tokens of a text match; none where sentences were lined up."""
    if match.work_span is None or match.output_span is None or (match.pairs and not match.operations):
        return []
    places = [(match.work_span, match.output_span)]
    if match.operations:
        places = [(step.work_span, step.output_span) for step in match.operations if step.kind in EQUAL_KINDS]
    work_first, work_stop = token_ranges([place for place, _ in places], work.start, work.end)
    first, stop = token_ranges([place for _, place in places], output.start, output.end)
    length = np.minimum(work_stop - work_first, stop - first)
    columns = (column.tolist() for column in (first, length, work_first))
    return [EqualStretch(*row) for row in zip(*columns, strict=True) if row[1]]


def stretches_of_pair(of_matches: Iterable[Iterable[EqualStretch]]) -> tuple[EqualStretch, ...]:
    """Return the stretches of all matches of a pair, none inside another one on both sides."""
    every = {stretch for stretches in of_matches for stretch in stretches}
    chosen: list[EqualStretch] = []
    for stretch in sorted(every, key=lambda one: (-one.length, one)):
        if not any(_is_inside(stretch, other) for other in chosen):
            chosen.append(stretch)
    return tuple(sorted(chosen))


def _is_inside(inner: EqualStretch, outer: EqualStretch) -> bool:
    ahead = inner.output_first - outer.output_first
    return inner.work_first - outer.work_first == ahead and 0 <= ahead <= outer.length - inner.length


@dataclass(frozen=True, slots=True, order=True)
class AlignedSentences:
    """Sentences that answer to each other: tokens ``[first, stop)`` of the output and of the work."""

    output_first: int
    output_stop: int
    work_first: int
    work_stop: int

    @property
    def length(self) -> int:
        """Number of tokens in the output."""
        return self.output_stop - self.output_first

    @property
    def in_output(self) -> EqualStretch:
        """The side of the output, as what is looked up elsewhere."""
        return EqualStretch(self.output_first, self.length, self.work_first)

    def spans(self, work: TokenizedText, output: TokenizedText) -> tuple[Span, Span]:
        """Return the place in the work and the place in the output, in characters."""
        return work.span(self.work_first, self.work_stop), output.span(self.output_first, self.output_stop)


def passages_of_match(match: Match, work: TokenizedText, output: TokenizedText) -> list[AlignedSentences]:
    """Return the lined-up sentences of a text match; none where words were lined up."""
    if not match.pairs or match.operations:
        return []
    in_output = token_ranges([pair.output_span for pair in match.pairs], output.start, output.end)
    in_work = token_ranges([pair.work_span for pair in match.pairs], work.start, work.end)
    rows = zip(*(column.tolist() for column in (*in_output, *in_work)), strict=True)
    return [passage for passage in (AlignedSentences(*row) for row in rows) if passage.length]


def passages_of_pair(
    matches: Iterable[Match], work: TokenizedText, output: TokenizedText
) -> tuple[AlignedSentences, ...]:
    """Return the lined-up sentences of all matches of a pair, each once, in the order of the output."""
    return tuple(sorted({one for match in matches for one in passages_of_match(match, work, output)}))
