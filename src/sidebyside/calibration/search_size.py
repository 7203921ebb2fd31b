"""What becomes of an error rate when many are searched?

A comparison that is wrong once in ten thousand is wrong nearly every time when a hundred thousand pictures
are searched. `fpir` says how often a search of n gives at least one false alarm (ISO/IEC 19795-1, false
positive identification rate), and `searches` measures it on scores of pairs of which none comes from the
other.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sidebyside.calibration.intervals import clopper_pearson
from sidebyside.errors import InputError
from sidebyside.records import SearchedRatio, SearchRate

Z_95 = 1.959963984540054


def fpir(fmr: float, n: int) -> float:
    """Return the rate of false alarms of a search of n independent comparisons.

    ``1 - (1 - fmr) ** n``, without loss where `fmr` is tiny.

    Raises
    ------
    InputError
        If `fmr` is outside [0, 1] or `n` negative.

    >>> round(fpir(1e-4, 100_000), 4)
    1.0
    >>> f"{fpir(1e-9, 100):.3g}"
    '1e-07'
    """
    if not 0.0 <= fmr <= 1.0 or n < 0:
        raise InputError(f"a search needs a rate in [0, 1] and a size, got {fmr} and {n}")
    if fmr == 1.0:
        return 1.0 if n else 0.0
    return -math.expm1(n * math.log1p(-fmr))


def searches(
    null_scores: Sequence[NDArray[np.float64]], threshold: float, sizes: Sequence[int]
) -> tuple[SearchRate, ...]:
    """Return how often searches of several sizes give a false alarm, measured on null scores.

    Parameters
    ----------
    null_scores
        One array a work: its scores against items none of which derives from it. Works differ in how easily
        they are mistaken, so each keeps a rate of its own: a search picks a work, then compares it n times.
    threshold
        A score at or above it is an alarm.
    sizes
        Numbers of items searched, at least 1 each.

    Returns
    -------
    rates
        One a size. Within what was measured the rate is the mean over works of the chance that n of its
        comparisons, drawn without putting back, hold an alarm: exact, no simulation is left to do. Its
        interval is normal over works, and never below the exact one of zero. Beyond it comparisons count as
        independent, with the pooled rate and its exact interval.

    Raises
    ------
    InputError
        Without scores, or for a size below 1.

    Notes
    -----
    Does not see that items of a corpus may be of other kinds than those measured. Cost: linear in the
    scores, times the sizes.
    """
    counts = [(int(np.count_nonzero(row >= threshold)), len(row)) for row in null_scores if len(row)]
    if not counts:
        raise InputError(
            "no null scores to measure a search on", hint="give pairs without a source in the work"
        )
    if min(sizes, default=1) < 1:
        raise InputError(f"a search has one item or more, got {min(sizes)}")
    n_measured = min(total for _, total in counts)
    return tuple(_measured(counts, n) if n <= n_measured else _extrapolated(counts, n) for n in sizes)


def _measured(counts: Sequence[tuple[int, int]], n: int) -> SearchRate:
    chances = np.array([_one_among(alarms, total, n) for alarms, total in counts])
    rate = float(chances.mean())
    half = Z_95 * float(chances.std(ddof=1)) / math.sqrt(len(chances)) if len(chances) > 1 else 1.0
    # Where no work, or every one, gave an alarm, the spread over works says nothing.
    least, most = clopper_pearson(int(np.count_nonzero(chances > 0)), len(chances))
    if rate in (0.0, 1.0):
        return SearchRate(n, rate, 0.0 if rate == 0.0 else least, most, is_extrapolated=False)
    return SearchRate(n, rate, max(0.0, rate - half), min(1.0, rate + half), is_extrapolated=False)


def _extrapolated(counts: Sequence[tuple[int, int]], n: int) -> SearchRate:
    alarms, total = (sum(column) for column in zip(*counts, strict=True))
    low, high = clopper_pearson(alarms, total)
    return SearchRate(n, fpir(alarms / total, n), fpir(low, n), fpir(high, n), is_extrapolated=True)


def _one_among(alarms: int, total: int, n: int) -> float:
    """Return the chance that n of `total`, drawn without putting back, hold one of the alarms."""
    if alarms > total - n:
        return 1.0
    ln_none = sum(math.log1p(-n / (total - i)) for i in range(alarms))
    return -math.expm1(ln_none)


def ratio_after_search(
    llr: float, n: int, *, is_at_bound: bool = False, interval: tuple[float, float] | None = None
) -> SearchedRatio:
    """Return the ratio of a work found by searching a corpus, and the same divided by its size.

    Parameters
    ----------
    llr
        log10 ratio of the pair that was found.
    n
        How many works were searched.
    is_at_bound
        Whether the ratio stands at its upper bound. It then says *at least so much*; from what is not known
        nothing can be taken off, and the divided ratio is None.
    interval
        Its 95 % interval; divided likewise.

    Returns
    -------
    searched
        The divided ratio is None, with the reason, also where no more than 1 would be left, which speaks for
        neither side, and where the ratio is no more than 1 as it stands: picking the largest of many takes
        weight from h1 and gives none to h2.

    Raises
    ------
    InputError
        If nothing was searched.

    Notes
    -----
    Two schools differ. One holds that the ratio weighs this work against another origin whichever way it was
    found, since the works that were excluded speak for it if anything (Balding and Donnelly 1996, Journal of
    Forensic Sciences 41, 603-607). The other holds that the proposition was chosen by the search, so its
    weight is to be divided by the number searched (Stockmarr 1999, Biometrics 55, 671-677). They answer
    different questions, and both figures are given.

    >>> ratio_after_search(4.0, 1000).llr_over_n, ratio_after_search(2.0, 1000).because
    (1.0, 'nothing_left')
    """
    if n < 1:
        raise InputError(f"a corpus that was searched has one work or more, got {n}")
    off = math.log10(n)
    left = round(llr - off, 4) + 0.0
    if is_at_bound:
        return SearchedRatio(llr, None, n, "at_upper_bound")
    if llr <= 0.0 and n > 1:
        return SearchedRatio(llr, None, n, "below_one")
    if left <= 0.0 and n > 1:
        return SearchedRatio(llr, None, n, "nothing_left")
    ends = None if interval is None else (_off(interval[0], off), _off(interval[1], off))
    return SearchedRatio(llr, left, n, interval=ends)


def _off(llr: float, off: float) -> float:
    return round(llr - off, 4) + 0.0
