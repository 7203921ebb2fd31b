"""Small aligned segments of one pair: what each weighs on its subject, and from where on they count together.

A heavy revision leaves remains of three to six words; free texts on one subject share as many of its terms.
Two things tell them apart. A word that either text uses more than once is a word of the subject, and that it
turns up once more says little. And evidence adds up: five small segments are as improbable as a long one.

Every segment weighs the bits of its equal words, given the subject, less what its differences take; how the
weights of unrelated texts fall off stands in `primitives.text.alignment_scores`. A segment counts from the
weight on that one pair in twenty reaches; together they count when what they weigh beyond it is as rare as
one segment in 10,000 pairs.

Source: Karlin & Altschul (1993), doi:10.1073/pnas.90.12.5873, for sums of separate scores; the words of the
subject as in the cache model of Kuhn & De Mori (1990), doi:10.1109/34.56193.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sidebyside.methods.text.near_verbatim.alignment import AlignedSegment
from sidebyside.primitives.text.alignment_scores import (
    CHINESE_ON_SUBJECT,
    ENGLISH_ON_SUBJECT,
    OTHER_BITS,
    difference_bits,
    heaviest_stretch,
)
from sidebyside.primitives.text.language import is_english
from sidebyside.primitives.text.rarity import bits_of_tokens
from sidebyside.primitives.text.tokens import NEVER, TokenizedText

PART, TOGETHER = 0.05, 1e-4
"""In how many unrelated pairs a segment that counts, and all of them together, are to be expected at most."""

LEAST_BITS = 20.0
"""No lighter segment counts, however short the texts: far below the weights of the fit little is known."""

SUBJECT = 0.5
"""How much the two texts say about which word comes next, the background saying the rest."""

_BLOCK = 1 << 20


class Tally:
    """How often a text uses each of its forms. Cost: linear in the tokens and in the largest form."""

    def __init__(self, text: TokenizedText) -> None:
        self._n_tokens = text.n_tokens
        counts = np.zeros(max(0, int(text.forms.max(initial=NEVER))) + 1, dtype=np.int64)
        for first in range(0, len(text.forms), _BLOCK):
            block = text.forms[first : first + _BLOCK]
            counts += np.bincount(block[block != NEVER], minlength=len(counts))
        self._forms = np.flatnonzero(counts).astype(np.int32)
        self._counts = counts[self._forms].astype(np.int32)

    def share_of_others(self, forms: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return which share of the text's tokens are a form once more, one of them not counted."""
        if not len(self._forms):
            return np.zeros(len(forms))
        place = np.minimum(np.searchsorted(self._forms, forms), len(self._forms) - 1)
        counts = np.where(self._forms[place] == forms, self._counts[place], 0)
        return np.asarray(np.maximum(0, counts - 1) / self._n_tokens, dtype=np.float64)


def bits_on_subject(
    bits: NDArray[np.float64], forms: NDArray[np.int32], work: Tally, output: Tally
) -> NDArray[np.float64]:
    """Return the bits of tokens for a reader who knows the subject, float64 (n,), 0 < result <= bits + 1.

    Parameters
    ----------
    bits, forms
        Bits under the background, and forms, of the tokens, each (n,).
    work, output
        The words of the two texts; one occurrence, the one lined up, is left out of each.
    """
    subject = (work.share_of_others(forms) + output.share_of_others(forms)) / 2
    return -np.log2((1.0 - SUBJECT) * 2.0**-bits + SUBJECT * subject)


class JointWeight:
    """Weighs the segments of one pair.

    Parameters
    ----------
    work, output
        The two texts.
    tally
        Gives the words of the work; asked once, and only where a segment may weigh enough.
    part, together
        See `PART` and `TOGETHER`.

    Notes
    -----
    Cost: linear in the equal tokens of the segments; in the output once one may weigh enough. Does not see:
    that a term which each text uses once may come from a common source; that a phrase is a stock phrase.
    """

    def __init__(
        self,
        work: TokenizedText,
        output: TokenizedText,
        tally: Callable[[], Tally],
        *,
        part: float = PART,
        together: float = TOGETHER,
    ) -> None:
        self._work, self._output, self._tally = work, output, tally
        n_han = int(np.count_nonzero(output.is_han))
        has_words = n_han < output.n_tokens or not n_han
        tails = [ENGLISH_ON_SUBJECT] * has_words + [CHINESE_ON_SUBJECT] * (n_han > 0)
        ln_area = math.log(max(1, work.n_tokens)) + math.log(max(1, output.n_tokens))
        self.least = max(LEAST_BITS, *(tail.score_expected(ln_area, part) for tail in tails))
        self._beyond = max(max(0.0, math.log(part / together)) / tail.lam for tail in tails)

    def counted(self, segments: Sequence[AlignedSegment]) -> frozenset[AlignedSegment]:
        """Return the segments that weigh enough to count, where together they weigh enough; else none.

        A phrase of the work that the output repeats adds its weight once.
        """
        heavy = [(self.weight(segment), segment) for segment in segments]
        heavy = sorted((pair for pair in heavy if pair[0] >= self.least), key=lambda pair: -pair[0])
        beyond, seen = 0.0, set[int]()
        for weight, segment in heavy:
            places = {place for step in segment.steps for place in range(step.work_first, step.work_stop)}
            if not places & seen:
                beyond += weight - self.least
            seen |= places
        return frozenset(one for _, one in heavy) if heavy and beyond >= self._beyond else frozenset()

    def weight(self, segment: AlignedSegment) -> float:
        """Return the weight of a segment in bits, >= 0; 0 for one that cannot reach `least`."""
        kept = [(step.output_first, step.output_stop) for step in segment.steps if step.kind == "kept"]
        bits = [bits_of_tokens(self._output, *place) for place in kept]
        if heaviest_stretch(_weights(segment, [float(one.sum()) + len(one) for one in bits])) < self.least:
            return 0.0
        weights = [self._on_subject(one, *place) for one, place in zip(bits, kept, strict=True)]
        return heaviest_stretch(_weights(segment, weights))

    def _on_subject(self, bits: NDArray[np.float64], first: int, stop: int) -> float:
        """Return the bits of equal tokens ``[first, stop)`` of the output, all of them together."""
        if self._is_other_language:
            bits = np.where(self._output.is_han[first:stop], bits, np.minimum(bits, OTHER_BITS))
        return float(bits_on_subject(bits, self._output.forms[first:stop], *self._tallies).sum())

    @cached_property
    def _tallies(self) -> tuple[Tally, Tally]:
        return self._tally(), Tally(self._output)

    @property
    def _is_other_language(self) -> bool:
        return not is_english(self._work.language, self._output.language)


def _weights(segment: AlignedSegment, kept: Iterable[float]) -> Iterator[float]:
    """Yield what each step of a segment weighs whose kept steps weigh so much."""
    weights = iter(kept)
    for step in segment.steps:
        if step.kind == "kept":
            yield next(weights)
        else:
            yield -difference_bits(step.work_stop - step.work_first, step.output_stop - step.output_first)
