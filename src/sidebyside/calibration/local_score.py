"""How much does a match weigh? Bits of rarity of what is kept, less what the differences take.

The score S of the Karlin-Altschul form: the heaviest stretch of the alignment, each kept token at its bits,
each difference at a cost. A match without edit operations is one kept stretch.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sidebyside.primitives.text.extent import token_range, token_ranges
from sidebyside.primitives.text.rarity import bits_of_tokens
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import EQUAL_KINDS, EditOperation, Match, Span

CHANGED_BITS = 6.0
"""What a changed token takes."""

GAP_BITS, GAP_TOKEN_BITS = 4.0, 4.0
"""What a gap takes, and each token in it."""

N_REPEATED = 3
"""Three tokens in a row that stood in the match before add nothing to its weight."""

MOVED_BITS = 12.0
"""What it takes that a stretch stands out of the common order."""


def heaviest_stretch(weights: Iterable[float]) -> float:
    """Return the largest sum of neighbours; 0 where nothing weighs more.

    Source: Bentley (1984), doi:10.1145/358234.381162.

    >>> heaviest_stretch([5.0, -6.0, 7.0, -1.0, 3.0])
    9.0
    """
    best = here = 0.0
    for weight in weights:
        here = max(0.0, here + weight)
        best = max(best, here)
    return best


def without_repeats(bits: NDArray[np.float64], text: TokenizedText, span: Span) -> NDArray[np.float64]:
    """Return the bits of a text's tokens, 0 for those inside a span that end three tokens met there before.

    One word a hundred times, or a refrain ten times, says no more than once or twice.

    Notes
    -----
    Cost: n log n in the tokens of the span.
    """
    first, stop = token_range(span, text.start, text.end)
    if stop - first <= N_REPEATED:
        return bits
    _, numbers = np.unique(text.forms[first:stop], return_inverse=True)
    n = len(numbers) - N_REPEATED + 1
    grams = numbers[:n].astype(np.int64)
    for at in range(1, N_REPEATED):
        # Numbered anew at each step, so that the products stay below the square of the length.
        _, grams = np.unique(grams * len(numbers) + numbers[at : at + n], return_inverse=True)
    _, met_first = np.unique(grams, return_index=True)
    if len(met_first) == n:
        return bits
    is_repeated = np.ones(n, dtype=np.bool_)
    is_repeated[met_first] = False
    result = bits.copy()
    result[first + N_REPEATED - 1 : stop][is_repeated] = 0.0
    return result


def local_score(
    match: Match, work: TokenizedText, output: TokenizedText, bits: NDArray[np.float64] | None = None
) -> float | None:
    """Return the score of a text match in bits, 0 or more; None where no equal text was lined up.

    Parameters
    ----------
    match
        With `operations`, or with spans that are equal; not one of lined-up sentences.
    work, output
        Its two texts; the output with what its prompt supplied out of play.
    bits
        Bits of each token of the output, float64 (n_tokens,), where they are known or to be other ones.

    Notes
    -----
    Cost: linear in the tokens of the match; of the output where its bits are not given.
    """
    if match.work_span is None or match.output_span is None or (match.pairs and not match.operations):
        return None
    bits = without_repeats(bits_of_tokens(output) if bits is None else bits, output, match.output_span)
    if not match.operations:
        return _bits(output, match.output_span, bits)
    return heaviest_stretch(_weights(match.operations, work, output, bits))


def _bits(text: TokenizedText, span: Span, bits: NDArray[np.float64]) -> float:
    first, stop = token_range(span, text.start, text.end)
    return float(bits[first:stop].sum())


def _weights(
    steps: Sequence[EditOperation], work: TokenizedText, output: TokenizedText, bits: NDArray[np.float64]
) -> Iterator[float]:
    in_work = token_ranges([step.work_span for step in steps], work.start, work.end)
    in_output = token_ranges([step.output_span for step in steps], output.start, output.end)
    places = zip(*(column.tolist() for column in (*in_work, *in_output)), strict=True)
    for step, (work_first, work_stop, first, stop) in zip(steps, places, strict=True):
        if step.kind in EQUAL_KINDS:
            yield float(bits[first:stop].sum()) - (MOVED_BITS if step.kind == "moved" else 0.0)
            continue
        n_changed = min(work_stop - work_first, stop - first)
        n_gap = max(work_stop - work_first, stop - first) - n_changed
        yield -CHANGED_BITS * n_changed - (GAP_BITS + GAP_TOKEN_BITS * n_gap if n_gap else 0.0)
