"""A pair of known truth, with the evidence the methods gave."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import InputError
from sidebyside.records import Feature, NullGrade

LEAST_PAIRS = 20
"""So many pairs are needed on either side of the truth: fewer carry no ratio worth stating."""

Side = Literal["train", "test", ""]


@dataclass(frozen=True, slots=True)
class KnownPair:
    """One work, one output, and whether the output derives from the work.

    `null` is the population of a pair that does not derive, None for one that does. `clusters` are the
    authors, and the sources, of which work and output are, that of the work first; `size` that of the piece
    copied, where one was planted; `n_tokens` the length of the output, 0 for a picture. `values` are the
    features in the order of the calibration. `side` is given where the truth says it.
    """

    work: str
    output: str
    null: NullGrade | None
    clusters: tuple[str, ...]
    values: tuple[float, ...]
    language: str = ""
    transformation: str = ""
    size: float | None = None
    n_tokens: int = 0
    side: Side = ""

    @property
    def is_derived(self) -> bool:
        """Whether h1 is true of the pair."""
        return self.null is None


def check_pairs(pairs: Sequence[KnownPair], features: Sequence[Feature]) -> None:
    """Check that something can be fitted on the pairs.

    Raises
    ------
    InputError
        With one class only, fewer than `LEAST_PAIRS` of either, a pair given twice, or a feature that is
        not a number within its range: names the pair and the way out.
    """
    seen: set[tuple[str, str]] = set()
    for pair in pairs:
        place = f"the pair {pair.work} and {pair.output}"
        if (pair.work, pair.output) in seen:
            raise InputError(f"{place} is given twice", hint="give each pair once")
        seen.add((pair.work, pair.output))
        if len(pair.values) != len(features):
            raise InputError(f"{place} has {len(pair.values)} features, {len(features)} are needed")
        for feature, value in zip(features, pair.values, strict=True):
            if not 0.0 <= value < math.inf:
                raise InputError(
                    f"{place}: the feature {feature.name} is {value}",
                    hint="a feature is a number of 0 or more; leave out the pair, or measure it again",
                )
    check_numbers(sum(pair.is_derived for pair in pairs), sum(not pair.is_derived for pair in pairs))


def check_numbers(n_derived: int, n_others: int) -> None:
    """Check that there is enough of both kinds of pairs.

    Raises
    ------
    InputError
        If there is one kind only, or fewer than `LEAST_PAIRS` of either.
    """
    if not n_derived or not n_others:
        there, lacking = ("derived", "others") if n_derived else ("others", "derived ones")
        raise InputError(
            f"all pairs are of one class: {max(n_derived, n_others)} {there}, no {lacking}",
            hint="a ratio weighs two propositions: give derived pairs, and pairs of a null",
        )
    if min(n_derived, n_others) < LEAST_PAIRS:
        raise InputError(
            f"too few pairs: {n_derived} derived, {n_others} others; {LEAST_PAIRS} of each are needed",
            hint="give more pairs, of more works",
        )


def matrix_of(pairs: Sequence[KnownPair], features: Sequence[Feature]) -> NDArray[np.float64]:
    """Return the features, one row a pair, none above its cap."""
    values = np.array([pair.values for pair in pairs], dtype=np.float64).reshape(len(pairs), len(features))
    caps: NDArray[np.float64] = np.array([feature.cap for feature in features], dtype=np.float64)
    return np.asarray(np.minimum(values, caps), dtype=np.float64)
