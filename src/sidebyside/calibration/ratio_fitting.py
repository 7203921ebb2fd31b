"""A line through one ratio, and how far a ratio may go on this much validation data.

`line` is a logistic regression of truth on a log10 ratio, with numpy alone. Both classes weigh the same, so
that the line is a ratio again and no odds (Morrison 2013, Australian Journal of Forensic Sciences 45,
doi:10.1080/00450618.2012.733025).

`elub` is the empirical lower and upper bound of Vergeer, van Es, de Jongh, Alberink and Stoel (2016,
Numerical likelihood ratios outputted by LR systems are often based on extrapolation: when to stop
extrapolating?, Science & Justice 56, 482-491, doi:10.1016/j.scijus.2016.06.003). Someone who acts on the
ratios is compared with someone who ignores them, at every price of a false acceptance; one misleading ratio
is added to either side, as if the next one measured were the worst. Where acting costs more than ignoring,
the data do not carry ratios of that size. Pairs that share a work are no independent measurements: each
cluster of them counts as one, by the share of its pairs that are accepted, and so does the ratio that is
added. With every pair a cluster of its own it is the bound of the paper.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import InputError

STEP = 0.01
"""Bounds are whole steps of log10."""
MOST = 9.0
"""Ratios beyond 10**9, infinite ones among them, are taken for it."""


def elub(
    llrs_h1: NDArray[np.float64],
    llrs_h2: NDArray[np.float64],
    clusters_h1: Sequence[str] = (),
    clusters_h2: Sequence[str] = (),
) -> tuple[float, float]:
    """Return the least and the greatest log10 likelihood ratio that the data support.

    Parameters
    ----------
    llrs_h1, llrs_h2
        Shapes (n,) and (m,): log10 ratios of pairs of which h1, and of which h2, is known to be true. They
        are left as they are.
    clusters_h1, clusters_h2
        The cluster of each pair, such as its work; without any, or where its name is empty, a pair is one of
        its own.

    Returns
    -------
    lower, upper
        ``-log10(c1 + 1) <= lower <= 0 <= upper <= log10(c2 + 1)`` with c1 and c2 clusters, in steps of 0.01.

    Raises
    ------
    InputError
        If one side is empty or holds something that is not a number.

    Notes
    -----
    Does not see dependence between clusters. Cost: a sort, and one look-up a step of the range.
    """
    h1, h2 = _Ratios(llrs_h1, clusters_h1, "h1"), _Ratios(llrs_h2, clusters_h2, "h2")
    least = max(min(h1.least, h2.least), -np.log10(h1.n_clusters + 1))
    most = min(max(h1.most, h2.most), np.log10(h2.n_clusters + 1))
    first, last = min(0, int(least // STEP)), max(0, int(most // STEP) + 1)
    prices = np.linspace(first * STEP, last * STEP, last - first + 1)
    loses = _cost_of_acting(h1, h2, prices) > np.minimum(1.0, 10.0**prices)
    lower = np.max(prices[loses & (prices <= 0.0)] + STEP, initial=prices[0])
    upper = np.min(prices[loses & (prices >= 0.0)] - STEP, initial=prices[-1])
    return min(float(lower), 0.0), max(float(upper), 0.0)


class _Ratios:
    """Ratios in order, each weighing one over the number of its cluster."""

    def __init__(self, llrs: NDArray[np.float64], clusters: Sequence[str], side: str) -> None:
        values = np.clip(np.asarray(llrs, dtype=np.float64).reshape(-1), -MOST, MOST)
        if not len(values) or np.isnan(values).any():
            raise InputError(
                f"bounds need ratios on both sides, and numbers only: {len(values)} under {side}"
            )
        names = [name or f"\0{number}" for number, name in enumerate(clusters or [""] * len(values))]
        _, numbers, counts = np.unique(np.array(names), return_inverse=True, return_counts=True)
        order = np.argsort(values, kind="stable")
        self._values = values[order]
        self._up_to = np.concatenate([[0.0], np.cumsum(1.0 / counts[numbers][order])])
        self.n_clusters = len(counts)
        self.least, self.most = float(self._values[0]), float(self._values[-1])

    def up_to(self, prices: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how many clusters, by shares, do not exceed a ratio."""
        return np.asarray(self._up_to[np.searchsorted(self._values, prices, side="right")], dtype=np.float64)


def _cost_of_acting(h1: _Ratios, h2: _Ratios, prices: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return misses plus false acceptances times their price, one misleading ratio added to either side.

    Accepted is what exceeds the price. Ignoring the ratios costs 1 where the price is 1 or more and nothing
    is accepted, else the price itself, since everything is.
    """
    n_missed = h1.up_to(prices) + 1
    n_accepted = h2.n_clusters - h2.up_to(prices) + 1
    cost = n_missed / (h1.n_clusters + 1) + 10.0**prices * n_accepted / (h2.n_clusters + 1)
    return np.asarray(cost, dtype=np.float64)


N_STEPS = 60

Floats = NDArray[np.float64]


def line(h1: Floats, h2: Floats, counts: Floats) -> tuple[float, float]:
    """Return start and slope, in log10.

    Parameters
    ----------
    h1, h2
        log10 ratios of pairs that derive, and of pairs that do not.
    counts
        Shape of `h2`: how often each of them counts.

    Returns
    -------
    start, slope
        The slope is pulled towards 0 by a penalty of weight 1, as in `validation.fitting`, which keeps pairs
        that do not overlap from giving infinite ratios; it is not below 0: then both are 0.

    Notes
    -----
    Newton's method, with steps of bounded length. Cost: a millisecond for a thousand pairs.
    """
    x = np.concatenate([h1, h2])
    y = np.concatenate([np.ones(len(h1)), np.zeros(len(h2))])
    total = len(h1) + counts.sum()
    weights = np.concatenate(
        [np.full(len(h1), total / (2.0 * len(h1))), counts * total / (2.0 * counts.sum())]
    )
    design = np.column_stack([np.ones(len(x)), x])
    penalty = np.diag([0.0, 1.0])
    numbers = np.zeros(2)
    for _ in range(N_STEPS):
        p = 1.0 / (1.0 + np.exp(-np.clip(design @ numbers, -50.0, 50.0)))
        slope = design.T @ (weights * (p - y)) + penalty @ numbers
        curve = (design * (weights * p * (1.0 - p))[:, None]).T @ design + penalty
        step = np.linalg.solve(curve + 1e-12 * np.eye(2), slope)
        numbers = numbers - step * min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        if float(np.abs(step).max()) < 1e-10:
            break
    if numbers[1] < 0.0:
        return 0.0, 0.0
    return float(numbers[0] / math.log(10.0)), float(numbers[1] / math.log(10.0))
