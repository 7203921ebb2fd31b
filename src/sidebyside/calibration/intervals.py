"""Rates from counts, with exact intervals.

The interval of Clopper and Pearson (1934, The use of confidence or fiducial limits illustrated in the case
of the binomial, Biometrika 26, doi:10.1093/biomet/26.4.404): the rates under which the count seen, or one
further out, would still have had half of the remaining probability on either side. It covers at least as
often as it says, whatever the rate. And the other way round: how often a rate gives as many as were seen.
"""

import math
from functools import cache

from sidebyside.errors import InputError

N_STEPS = 200
"""Halvings of an interval of length 1: more than a double can tell apart."""
N_TERMS = 100_000
TINY = 1e-300
LN_10 = math.log(10.0)
LEAST_TERM = 1e-17
"""Terms below this share of the sum change no digit of it."""


def clopper_pearson(n_events: int, n_trials: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Return the two-sided exact interval of a rate.

    Parameters
    ----------
    n_events, n_trials
        How often it happened, and how often it could have.
    confidence
        In (0, 1).

    Returns
    -------
    low, high
        In [0, 1]; ``(0, 1)`` where there was no trial.

    Raises
    ------
    InputError
        If there are more events than trials, or a number is negative or out of its range.

    Notes
    -----
    Assumes independent trials with one rate: attempts with one prompt are neither, pairs that share a work
    are not either, and an interval over such rows is too narrow. Cost: some thousand operations.

    >>> low, high = clopper_pearson(0, 100)
    >>> round(low, 4), round(high, 4)
    (0.0, 0.0362)
    """
    _check(n_events, n_trials, confidence)
    if n_trials == 0:
        return 0.0, 1.0
    tail = (1.0 - confidence) / 2.0
    low = 0.0 if n_events == 0 else beta_quantile(tail, n_events, n_trials - n_events + 1)
    return low, _upper(n_events, n_trials, tail)


def upper_bound(n_events: int, n_trials: int, *, confidence: float = 0.95) -> float:
    """Return the one-sided exact upper bound of a rate: larger ones are refuted by the count.

    With no event in n trials it is ``1 - (1 - confidence) ** (1 / n)``, about 3 / n at 95 %.

    Raises
    ------
    InputError
        As `clopper_pearson`.

    >>> round(upper_bound(0, 59), 4)
    0.0495
    """
    _check(n_events, n_trials, confidence)
    return 1.0 if n_trials == 0 else _upper(n_events, n_trials, 1.0 - confidence)


def lower_bound(n_events: int, n_trials: int, *, confidence: float = 0.95) -> float:
    """Return the one-sided exact lower bound of a rate; see `upper_bound`.

    >>> round(lower_bound(59, 59), 4)
    0.9505
    """
    return 1.0 - upper_bound(n_trials - n_events, n_trials, confidence=confidence)


def _upper(n_events: int, n_trials: int, tail: float) -> float:
    if n_events == n_trials:
        return 1.0
    if n_events == 0:
        return -math.expm1(math.log(tail) / n_trials)
    return beta_quantile(1.0 - tail, n_events + 1, n_trials - n_events)


def _check(n_events: int, n_trials: int, confidence: float) -> None:
    if not 0 <= n_events <= n_trials:
        raise InputError(f"a rate needs 0 <= events <= trials, got {n_events} of {n_trials}")
    if not 0.0 < confidence < 1.0:
        raise InputError(f"a confidence lies between 0 and 1, got {confidence}")


def log10_at_least(n_events: int, n_trials: int, rate: float) -> float:
    """Return the log10 of the probability that independent trials give so many events or more.

    Parameters
    ----------
    n_events, n_trials
        Whole numbers, events no more than trials.
    rate
        Of a single trial, in [0, 1].

    Returns
    -------
    log10
        At most 0; ``-inf`` only where it cannot happen. Nothing underflows: the sum is made of the shares of
        its largest term.

    Raises
    ------
    InputError
        For numbers out of their range.

    Notes
    -----
    The upper tail of the binomial distribution (Johnson, Kemp and Kotz 2005, Univariate Discrete
    Distributions, 3rd edition, chapter 3, ISBN 978-0-471-27246-5). Good to about 1e-9 for a million trials.
    Cost: linear in the terms that count, some hundred at most.

    >>> round(log10_at_least(1, 1, 0.01), 9), round(log10_at_least(1098, 1132, 0.0075))
    (-2.0, -2268)
    """
    if not 0 <= n_events <= n_trials or not 0.0 <= rate <= 1.0:
        raise InputError(
            f"a tail needs 0 <= events <= trials and a rate in [0, 1], got {n_events}, {n_trials}, {rate}"
        )
    if n_events == 0 or rate == 1.0:
        return 0.0
    if rate == 0.0:
        return -math.inf
    if n_events > n_trials * rate:
        return min(0.0, _ln_tail(n_events, n_trials, rate) / LN_10)
    below = math.exp(_ln_tail(n_trials - n_events + 1, n_trials, 1.0 - rate))
    return math.log1p(-min(below, 1.0)) / LN_10 if below < 1.0 else 0.0


def _ln_tail(k: int, n: int, rate: float) -> float:
    """Return the natural logarithm of P(X >= k), for k above the mean: its terms only fall."""
    ln_first = (
        math.lgamma(n + 1)
        - math.lgamma(k + 1)
        - math.lgamma(n - k + 1)
        + k * math.log(rate)
        + (n - k) * math.log1p(-rate)
    )
    odds, term, total = rate / (1.0 - rate), 1.0, 1.0
    for i in range(k, n):
        term *= (n - i) / (i + 1) * odds
        total += term
        if term < LEAST_TERM * total:
            break
    return ln_first + math.log(total)


def beta_quantile(probability: float, a: float, b: float) -> float:
    """Return x with ``P(X <= x) = probability`` for X of a beta distribution, by halving.

    `a` and `b` are positive. Exact to about 1e-12 for parameters up to a million.
    """
    low, high = 0.0, 1.0
    for _ in range(N_STEPS):
        middle = (low + high) / 2.0
        if not low < middle < high:
            break
        low, high = (middle, high) if beta_cdf(middle, a, b) < probability else (low, middle)
    return (low + high) / 2.0


@cache
def t_quantile(degrees: int, *, confidence: float = 0.95) -> float:
    """Return what Student's t of so many degrees of freedom exceeds on neither side, with a confidence.

    >>> round(t_quantile(10), 4)
    2.2281
    """
    if degrees < 1 or not 0.0 < confidence < 1.0:
        raise InputError(
            f"t needs 1 degree of freedom and a confidence in (0, 1), got {degrees}, {confidence}"
        )
    x = beta_quantile(1.0 - confidence, degrees / 2.0, 0.5)
    return math.sqrt(degrees * (1.0 - x) / x)


def beta_cdf(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function, the continued fraction of DLMF 8.17.22.

    >>> round(beta_cdf(0.5, 2, 2), 12)
    0.5
    """
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - beta_cdf(1.0 - x, b, a)
    ln_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(ln_front) / (a * _continued_fraction(x, a, b))


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Evaluate ``1 + d1/(1 + d2/(1 + ...))`` from the front (Lentz 1976; Thompson and Barnett 1986)."""
    value, c, d = 1.0, 1.0, 0.0
    for term in range(1, N_TERMS):
        half = term // 2
        if term % 2:
            step = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            step = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        d = 1.0 / _not_zero(1.0 + step * d)
        c = _not_zero(1.0 + step / c)
        value *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return value


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
