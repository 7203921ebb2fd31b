"""What is the largest ratio of k attempts worth, since the best of many was picked?

Under h2 the best of k attempts reaches a ratio more often than one attempt does; held against single pairs it
would look rarer than it is. So the ratio is calibrated once more, on maxima: under h2 the largest ratio among
k outputs and one work that none of them derives from, under h1 the largest among k of which one derives. A
line through the first ratio is fitted to them, by the same logistic regression, and bounded anew.

Beyond the k that the data can show, the ratio is divided by how many times more attempts were made: with
densities f and distribution functions F of single ratios, the ratio of the maximum is
``LR / k + (1 - 1 / k) F1 / F2``, never less than LR / k where attempts are independent.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sidebyside.calibration.likelihood_ratio import hardest
from sidebyside.calibration.ratio_fitting import elub, line
from sidebyside.errors import InputError
from sidebyside.records import BestOf, LikelihoodRatio, NullModel, SearchReason

SIZES = (3, 10, 30, 100, 300, 1000)
"""Numbers of attempts tried, as far as works of a null have so many pairs."""
LEAST_MAXIMA = 20
"""So many maxima under h2 are needed to fit a size, and as many to bound it."""
N_DECIMALS = 6
SAME = 5e-5
"""Ratios are held to four decimals; a smaller difference is none."""

Floats = NDArray[np.float64]


class Attempts:
    """Ratios against one null, of pairs that derive and of pairs that do not, by their works.

    Parameters
    ----------
    llrs
        Shape (n,): bounded log10 ratios.
    is_derived
        Shape (n,).
    works
        The work of each pair.
    """

    def __init__(self, llrs: Floats, is_derived: NDArray[np.bool_], works: Sequence[str]) -> None:
        self._derived: list[tuple[str, float]] = []
        self._others: dict[str, list[float]] = {}
        for work, llr, came in zip(works, llrs.tolist(), is_derived.tolist(), strict=True):
            if came:
                self._derived.append((work, llr))
            else:
                self._others.setdefault(work, []).append(llr)
        self._all = llrs[~is_derived]

    def largest(self, k: int, rng: np.random.Generator) -> "Largest":
        """Return the largest of k ratios, under h1 and under h2, with the work of each.

        Under h2 the outputs of each work are dealt into groups of k, in random order, so that no pair counts
        twice. Under h1 a pair that derives stands among k - 1 others of its work, or of all works where its
        own has too few.
        """
        h2 = [
            (float(max(dealt[at : at + k])), work)
            for work, row in self._others.items()
            if len(row) >= k
            for dealt in [rng.permutation(row)]
            for at in range(0, len(row) - k + 1, k)
        ]
        h1 = []
        for work, llr in self._derived:
            others = self._others.get(work, [])
            among = np.array(others) if len(others) >= k - 1 else self._all
            drawn = rng.choice(among, min(k - 1, len(among)), replace=False)
            h1.append(max(llr, float(drawn.max(initial=-math.inf))))
        return Largest(
            np.array(h1),
            np.array([llr for llr, _ in h2]),
            [work for work, _ in self._derived],
            [work for _, work in h2],
        )


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest of k ratios under h1 and under h2, shapes (n,) and (m,), and the work of each."""

    h1: Floats
    h2: Floats
    works_h1: Sequence[str]
    works_h2: Sequence[str]


def fit_best_of(train: Attempts, test: Attempts, *, seed: int) -> tuple[BestOf, ...]:
    """Return what the largest ratio of k attempts is worth, for every size the works can show.

    Parameters
    ----------
    train
        What the line is fitted on.
    test
        What the bounds are set on; may be the same.
    seed
        Of the dealing.

    Returns
    -------
    fitted
        By ascending k, as far as at least `LEAST_MAXIMA` maxima under h2 can be made on either side.

    Notes
    -----
    Cost: milliseconds a size. Does not see attempts that depend on each other, such as one prompt tried
    again: they are worth fewer than k, so that the ratio is too small rather than too large.
    """
    fitted: list[BestOf] = []
    for k in SIZES:
        rng = np.random.default_rng([seed, k])
        ours, held = train.largest(k, rng), test.largest(k, rng)
        if min(len(one) for one in (ours.h1, ours.h2, held.h1, held.h2)) < LEAST_MAXIMA:
            break
        start, slope = (round(one, N_DECIMALS) + 0.0 for one in line(ours.h1, ours.h2, np.ones(len(ours.h2))))
        lower, upper = elub(start + slope * held.h1, start + slope * held.h2, held.works_h1, held.works_h2)
        bounds = round(lower, 2) + 0.0, round(upper, 2) + 0.0
        fitted.append(BestOf(k, start, slope, *bounds, len(held.h1), len(held.h2)))
    return tuple(fitted)


def worth_of_best(model: NullModel, llr: float, k: int) -> float | None:
    """Return the log10 ratio of the best of k attempts, against one null.

    Parameters
    ----------
    model
        The null, with the sizes it was fitted for.
    llr
        Largest log10 ratio of the k attempts against this null, as it is stated for a single pair.
    k
        How many attempts it is the best of, at least 1.

    Returns
    -------
    llr
        By the smallest size fitted that is no less than k: more attempts than were made, which is cautious.
        Beyond the largest size K, the ratio of K divided by k / K; divided by k where no size was fitted. One
        that is no more than 1 is not divided: that would only make it speak for h2. Never more than `llr`.
        None where such a ratio stands at its upper bound: it says *at least so much*, and nothing can be
        taken off what is not known.

    Raises
    ------
    InputError
        If k is below 1.
    """
    if k < 1:
        raise InputError(f"the best is that of one attempt or more, got {k}")
    if k == 1:
        return llr
    size = next((one for one in model.best_of if one.k >= k), None)
    if size is not None:
        return min(llr, _of_size(size, llr))
    return None if llr >= model.upper_bound - SAME else _divided(model, llr, k)


def _divided(model: NullModel, llr: float, k: int) -> float:
    """Return the worth of a ratio by the largest size fitted, divided by how many times more were made."""
    largest = model.best_of[-1] if model.best_of else None
    reached, n = (llr, 1) if largest is None else (min(llr, _of_size(largest, llr)), largest.k)
    return reached - math.log10(k / n) if reached > 0.0 else reached


def _of_size(size: BestOf, llr: float) -> float:
    return min(max(size.start + size.slope * llr, size.lower_bound), size.upper_bound)


def best_of_work(
    pairs: Sequence[Sequence[LikelihoodRatio]], nulls: Sequence[NullModel], k: int
) -> float | SearchReason:
    """Return the log10 ratio of the best attempt at a work, against the hardest null, or why there is none.

    Parameters
    ----------
    pairs
        The ratios of each pair of the work that has any, against every null.
    nulls
        Of the calibration they come from.
    k
        How many attempts were made at the work, found or not.

    Returns
    -------
    llr or reason
        The smallest over the nulls, rounded to 4 decimals, never more than the largest ratio quoted.
        ``no_ratio`` without a pair; ``below_one`` where the ratio quoted is no more than 1 as it stands and
        several were made: a search gives nothing to h2; ``nothing_left`` where a ratio for h1 leaves no more
        than 1, which speaks for neither side; ``at_upper_bound`` where it says *at least so much*, beyond
        what was measured on maxima, and ``null_at_bound`` where the ratio against another null than the one
        quoted does.
    """
    if not any(pairs):
        return "no_ratio"
    quoted = max((hardest(ratios) for ratios in pairs if ratios), key=lambda one: one.llr)
    if quoted.llr <= 0.0 and k > 1:
        return "below_one"
    stated = [[(one.null, one.llr) for one in ratios] for ratios in pairs]
    worth = _worths(stated, nulls, k)
    if not worth:
        return "no_ratio"
    found = [one for one in worth.values() if one is not None]
    least = round(min(found), 4) + 0.0 if found else math.inf
    if quoted.llr > 0.0 and least <= 0.0:
        return "nothing_left"
    # A null whose ratio is at its bound is not the hardest one where even the divided bound is larger.
    open_nulls = [model for model in nulls if model.null in worth and worth[model.null] is None]
    if quoted.llr > 0.0 and any(_divided(model, model.upper_bound, k) < least for model in open_nulls):
        return "at_upper_bound" if quoted.is_at_upper_bound else "null_at_bound"
    return min(least, quoted.llr)


def interval_of_best(
    pairs: Sequence[Sequence[LikelihoodRatio]], nulls: Sequence[NullModel], k: int
) -> tuple[float, float]:
    """Return the ends of the interval of `best_of_work`: what the ends of the ratios are worth.

    An upper end at the bound is not divided. What the maxima leave open of the line through them is not in
    it. Parameters are those of `best_of_work`, which gives a figure for them.
    """
    lows = _worths([[(one.null, one.low) for one in ratios] for ratios in pairs], nulls, k)
    highs = _worths([[(one.null, one.high) for one in ratios] for ratios in pairs], nulls, k)
    most = max(min(one.high for one in ratios) for ratios in pairs if ratios)
    low = min((one for one in lows.values() if one is not None), default=most)
    high = (
        most if None in highs.values() else min([most, *(one for one in highs.values() if one is not None)])
    )
    return round(min(low, high), 4) + 0.0, round(high, 4) + 0.0


def _worths(
    pairs: Sequence[Sequence[tuple[str, float]]], nulls: Sequence[NullModel], k: int
) -> dict[str, float | None]:
    """Return by null what the largest ratio against it is worth."""
    largest: dict[str, float] = {}
    for ratios in pairs:
        for null, llr in ratios:
            largest[null] = max(llr, largest.get(null, llr))
    return {
        model.null: worth_of_best(model, largest[model.null], k) for model in nulls if model.null in largest
    }
