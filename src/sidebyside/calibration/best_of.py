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

import numpy as np
from numpy.typing import NDArray

from sidebyside.calibration.ratio_fitting import elub, line
from sidebyside.errors import InputError
from sidebyside.records import BestOf, LikelihoodRatio, NullModel

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

    def largest(self, k: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Return the largest of k ratios, under h1 and under h2.

        Under h2 the outputs of each work are dealt into groups of k, in random order, so that no pair counts
        twice. Under h1 a pair that derives stands among k - 1 others of its work, or of all works where its
        own has too few.
        """
        h2 = [
            float(max(dealt[at : at + k]))
            for row in self._others.values()
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
        return np.array(h1), np.array(h2)


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
        h1, h2 = train.largest(k, rng)
        held_h1, held_h2 = test.largest(k, rng)
        if min(len(h2), len(held_h2)) < LEAST_MAXIMA or min(len(h1), len(held_h1)) < LEAST_MAXIMA:
            break
        start, slope = (round(one, N_DECIMALS) + 0.0 for one in line(h1, h2, np.ones(len(h2))))
        lower, upper = elub(start + slope * held_h1, start + slope * held_h2)
        bounds = round(lower, 2) + 0.0, round(upper, 2) + 0.0
        fitted.append(BestOf(k, start, slope, *bounds, len(held_h1), len(held_h2)))
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
        Beyond the largest size K, the ratio of K divided by k / K; divided by k where no size was fitted.
        Never more than `llr`. None where such a ratio stands at its upper bound: it says *at least so much*,
        and nothing can be taken off what is not known.

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
    largest = model.best_of[-1] if model.best_of else None
    if llr >= model.upper_bound - SAME:
        return None
    reached, n = (llr, 1) if largest is None else (min(llr, _of_size(largest, llr)), largest.k)
    return reached - math.log10(k / n)


def _of_size(size: BestOf, llr: float) -> float:
    return min(max(size.start + size.slope * llr, size.lower_bound), size.upper_bound)


def best_of_work(
    pairs: Sequence[Sequence[LikelihoodRatio]], nulls: Sequence[NullModel], k: int
) -> float | None:
    """Return the log10 ratio of the best attempt at a work, against the hardest null.

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
    llr
        The smallest over the nulls, rounded to 4 decimals; None without a pair, or where one is None.
    """
    largest: dict[str, float] = {}
    for ratios in pairs:
        for one in ratios:
            largest[one.null] = max(one.llr, largest.get(one.null, one.llr))
    worth = [worth_of_best(model, largest[model.null], k) for model in nulls if model.null in largest]
    found = [one for one in worth if one is not None]
    return round(min(found), 4) + 0.0 if found and len(found) == len(worth) else None
