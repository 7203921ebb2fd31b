"""How much text lies in a set of spans: words, characters, tokens, and the share of the whole.

A text is given by its tokens: `start` and `end`, the place of each token in characters of the original,
and `is_han`, whether it is a Chinese character. Tokens are sorted and do not overlap, and spans are cut on
tokens, so a token lies inside a span or outside it. `text_quantum` says how much of two texts is the same.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sidebyside.records import Span, Substitution, TextExtent, TextQuantum


def union_of_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the sorted, disjoint spans that cover the same characters; spans that touch become one.

    Cost: ``O(n log n)`` for n spans.

    >>> union_of_spans([Span(4, 9), Span(0, 2), Span(7, 12)])
    (Span(start=0, end=2), Span(start=4, end=12))
    """
    merged: list[Span] = []
    for span in sorted(span for span in spans if len(span)):
        if merged and span.start <= merged[-1].end:
            if span.end > merged[-1].end:
                merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return tuple(merged)


def token_range(span: Span, start: NDArray[np.int32], end: NDArray[np.int32]) -> tuple[int, int]:
    """Return the half-open range of the tokens that lie wholly inside a span."""
    # A bound of another type than the array would make numpy copy the array at each call.
    first = int(start.searchsorted(start.dtype.type(span.start), side="left"))
    last = int(end.searchsorted(end.dtype.type(span.end), side="right"))
    return first, max(first, last)


def token_ranges(
    spans: Sequence[Span], start: NDArray[np.int32], end: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return `token_range` of many spans at once: first tokens and tokens after the last, int64 (n,)."""
    places = np.array([(span.start, span.end) for span in spans], dtype=start.dtype).reshape(-1, 2)
    first = start.searchsorted(places[:, 0], side="left")
    return first, np.maximum(first, end.searchsorted(places[:, 1], side="right"))


def n_visible(text: str) -> int:
    """Count the characters that are not white space.

    >>> n_visible("A quiet　圖書 館")
    9
    """
    return sum(map(len, text.split()))


def n_characters(
    span: Span, original: str, hidden: Sequence[Span] = (), substitutions: Sequence[Substitution] = ()
) -> int:
    """Count the characters in a span as a reader sees them: no white space, no markup.

    A stretch that is shown as other text, such as ``&eacute;``, counts as that text.
    """
    count = n_visible(original[span.start : span.end])
    for place in hidden[bisect_right(hidden, span.start, key=lambda item: item.end) :]:
        if place.start >= span.end:
            break
        count -= n_visible(original[max(place.start, span.start) : min(place.end, span.end)])
    for item in substitutions[bisect_left(substitutions, span.start, key=lambda item: item.span.start) :]:
        if item.span.end > span.end:
            break
        count += n_visible(item.text) - n_visible(original[item.span.start : item.span.end])
    return count


@dataclass(frozen=True, slots=True, eq=False)
class TextMeasure:
    """One text, ready to be measured.

    Attributes
    ----------
    original
        The decoded original that the spans count.
    start, end
        Place of each token in characters, int32 of shape (n_tokens,), sorted.
    is_han
        Whether each token is a Chinese character, bool of shape (n_tokens,).
    tokenizer
        Name of the tokenizer, printed beside every figure in tokens.
    hidden, substitutions
        Markup, as in `sidebyside.records.Text`.
    """

    original: str
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    is_han: NDArray[np.bool_]
    tokenizer: str
    hidden: tuple[Span, ...] = ()
    substitutions: tuple[Substitution, ...] = ()

    @property
    def n_tokens(self) -> int:
        """Number of tokens of the whole text."""
        return len(self.start)

    def extent(self, spans: Iterable[Span]) -> TextExtent:
        """Return how much text lies in the union of some spans.

        Words are the tokens that are not Chinese characters. Cost: logarithmic in the text for each span,
        linear in the characters inside.
        """
        words = characters = tokens = 0
        for span in union_of_spans(spans):
            first, last = token_range(span, self.start, self.end)
            tokens += last - first
            words += last - first - int(np.count_nonzero(self.is_han[first:last]))
            characters += n_characters(span, self.original, self.hidden, self.substitutions)
        return TextExtent(words=words, characters=characters, tokens=tokens)

    def share(self, extent: TextExtent) -> float:
        """Return which share of the tokens of the text an extent is, in [0, 1]; 0 for an empty text."""
        return extent.tokens / self.n_tokens if self.n_tokens else 0.0


def text_quantum(work: TextMeasure, output: TextMeasure, kept: Sequence[tuple[Span, Span]]) -> TextQuantum:
    """Return how much of a work and of an output lies in the pairs of spans that are equal.

    The longest run is the kept pair with most tokens in the work. A token covered twice counts once.

    Parameters
    ----------
    work, output
        The two texts.
    kept
        Pairs of equal places (work, output), in any order, possibly overlapping.
    """
    total = work.extent(place for place, _ in kept)
    total_in_output = output.extent(place for _, place in kept)
    return TextQuantum(
        longest_run=_longest(work, [place for place, _ in kept]),
        total=total,
        total_in_output=total_in_output,
        share_of_work=work.share(total),
        share_of_output=output.share(total_in_output),
        tokenizer=work.tokenizer,
    )


def _longest(text: TextMeasure, places: Sequence[Span]) -> TextExtent:
    if not places:
        return TextExtent(0, 0, 0)
    first, stop = token_ranges(places, text.start, text.end)
    return text.extent([places[int((stop - first).argmax())]])
