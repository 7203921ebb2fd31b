"""How much of two texts is the same, from the places that are equal."""

from collections.abc import Sequence

from sidebyside.primitives.text.extent import TextMeasure, token_ranges
from sidebyside.records import Span, TextExtent, TextQuantum


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
