"""The figures of a validation, from held-out ratios of known truth.

Cllr and its parts: Brümmer and du Preez 2006, doi:10.1016/j.csl.2005.08.001; empirical cross-entropy: Ramos
and others 2013, doi:10.1111/1556-4029.12233; devPAV: Vergeer and others 2021,
doi:10.1016/j.forsciint.2021.110722. Cllr, its minimum, devPAV and PAV are those of `lir`.
"""

import math
import warnings
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sidebyside.calibration.intervals import clopper_pearson
from sidebyside.calibration.negatives import Trial, detection_limit
from sidebyside.calibration.ratio_fitting import MOST
from sidebyside.calibration.search_size import searches
from sidebyside.calibration.validation.fitting import missing
from sidebyside.calibration.validation.known import KnownPair
from sidebyside.records import (
    CalibrationKind,
    DerivationFigures,
    DetectionLimit,
    EcePoint,
    ErrorGroup,
    ErrorRow,
    Estimate,
    Misleading,
    Point,
    Rate,
    RobustnessRow,
    SearchRate,
    SizeUnit,
)

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

N_DECIMALS = 6
RATIOS = (1, 10, 100)
PRIORS = tuple(step / 4.0 for step in range(-12, 13))
"""Prior odds of the ECE plot, log10."""
N_POINTS = 201
"""No curve has more points; Tippett curves are thinned to so many quantiles."""
NAMES = ("eer", "cllr", "cllr_min", "cllr_cal")


def rate(n_events: int, n_trials: int) -> Rate:
    """Return a rate with its exact 95 % interval."""
    low, high = clopper_pearson(n_events, n_trials)
    return Rate(n_events, n_trials, _r(low), _r(high))


def estimates(
    llrs: Floats,
    fitted: Floats,
    is_derived: Bools,
    works: Sequence[str],
    *,
    seed: int,
    n_replicates: int = 200,
) -> dict[str, Estimate]:
    """Return equal error rate, Cllr, its minimum and its calibration loss, each with its interval.

    Parameters
    ----------
    llrs, fitted, is_derived
        Shape (n,): log10 ratios as they are stated, within their bounds; the same as they were fitted; and
        whether h1 is true. The loss by calibration is that of the ratios as fitted: a bound is a caution of
        its own, which costs where the ratios are right and hides where they say too much.
    works
        The unit that is drawn anew for the interval, from the 2.5th to the 97.5th percentile.

    Raises
    ------
    MissingDependencyError
        Without the extra ``validate``.
    """
    fitted = np.clip(fitted, -MOST, MOST)
    values = _figures(llrs, fitted, is_derived)
    names, numbers = np.unique(np.array(works), return_inverse=True)
    rows_of = [np.flatnonzero(numbers == number) for number in range(len(names))]
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(n_replicates):
        rows = np.concatenate([rows_of[i] for i in rng.integers(len(names), size=len(names))])
        if 0 < is_derived[rows].sum() < len(rows):
            drawn.append(_figures(llrs[rows], fitted[rows], is_derived[rows]))
    spread = np.array(drawn) if drawn else np.array([values])
    lows, highs = np.percentile(spread, (2.5, 97.5), axis=0)
    return {
        name: Estimate(_r(value), _r(min(low, value)), _r(max(high, value)))
        for name, value, low, high in zip(NAMES, values, lows, highs, strict=True)
    }


def _figures(llrs: Floats, fitted: Floats, is_derived: Bools) -> tuple[float, float, float, float]:
    cllr, least = _cllr(llrs, is_derived)
    whole, least_of_fitted = _cllr(fitted, is_derived)
    return equal_error_rate(roc(llrs, is_derived)), cllr, least, whole - least_of_fitted


def _cllr(llrs: Floats, is_derived: Bools) -> tuple[float, float]:
    """Return Cllr and its minimum."""
    metrics, data = _lir()
    both = data(features=llrs, labels=is_derived.astype(int))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return float(metrics.cllr(both)), float(metrics.cllr_min(both))


def _lir() -> tuple[Any, Any]:
    try:
        from lir import metrics
        from lir.data.models import LLRData
    except ImportError as error:
        raise missing() from error
    return metrics, LLRData


def by_derivation(
    llrs: Floats, is_derived: Bools, derivations: Sequence[str], threshold: float
) -> tuple[DerivationFigures, ...]:
    """Return the figures of what programs, people and models made, apart, each with all pairs of the null."""
    names = np.array(derivations)
    found = []
    for name in sorted(set(names[is_derived].tolist()) - {""}):
        chosen = is_derived & (names == name)
        rows = chosen | ~is_derived
        n = int(chosen.sum())
        found.append(
            DerivationFigures(
                derivation=name,
                n_h1=n,
                cllr=_r(_cllr(llrs[rows], is_derived[rows])[0]),
                missed=rate(int((llrs[chosen] <= threshold).sum()), n),
                above_10=rate(int((llrs[chosen] > 1.0).sum()), n),
            )
        )
    return tuple(found)


def roc(llrs: Floats, is_derived: Bools) -> tuple[Point, ...]:
    """Return (FMR, 1 - FNMR) from (0, 0) to (1, 1), one point a threshold at which something changes."""
    order = np.argsort(-llrs, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(llrs[order])), len(llrs) - 1)
    hits, alarms = np.cumsum(is_derived[order])[ends], np.cumsum(~is_derived[order])[ends]
    x, y = alarms / alarms[-1], hits / hits[-1]
    points = [(0.0, 0.0), *((_r(a), _r(b)) for a, b in zip(x, y, strict=True))]
    if len(points) > N_POINTS:
        points = [points[i] for i in np.unique(np.linspace(0, len(points) - 1, N_POINTS).astype(int))]
    return tuple(points)


def equal_error_rate(points: Sequence[Point]) -> float:
    """Return the rate at which false matches and misses are equal, straight between the points of a ROC."""
    for (x0, y0), (x1, y1) in pairwise(points):
        before, after = x0 - (1.0 - y0), x1 - (1.0 - y1)
        if before <= 0.0 <= after:
            share = 0.0 if after == before else -before / (after - before)
            return float(x0 + share * (x1 - x0))
    return 0.5


def after_pav(llrs: Floats, is_derived: Bools) -> Floats:
    """Return the ratios after pool adjacent violators: the best monotone ones for these pairs, within 9."""
    try:
        from lir.algorithms.isotonic_regression import IsotonicCalibrator
    except ImportError as error:
        raise missing() from error
    with np.errstate(all="ignore"):
        found = IsotonicCalibrator().fit_transform(llrs, is_derived.astype(int))
    return np.asarray(np.clip(found, -MOST, MOST), dtype=np.float64)


def dev_pav(llrs: Floats, is_derived: Bools) -> float | None:
    """Return how far the ratios lie from those after PAV, on average; None where the pairs do not overlap."""
    try:
        from lir.metrics.devpav import devpav
    except ImportError as error:
        raise missing() from error
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        value = float(np.squeeze(devpav(llrs, is_derived.astype(int))))
    return _r(value) if math.isfinite(value) else None


def pav_points(llrs: Floats, pav: Floats) -> tuple[Point, ...]:
    """Return (ratio, ratio after PAV), each pair of values once, in order."""
    points = sorted({(_r(a), _r(b)) for a, b in zip(llrs, pav, strict=True)})
    if len(points) > N_POINTS:
        points = [points[i] for i in np.unique(np.linspace(0, len(points) - 1, N_POINTS).astype(int))]
    return tuple(points)


def tippett(llrs: Floats) -> tuple[Point, ...]:
    """Return (ratio, share of the ratios that are as large or larger), in order."""
    values = np.unique(llrs)
    if len(values) > N_POINTS:
        values = values[np.unique(np.linspace(0, len(values) - 1, N_POINTS).astype(int))]
    return tuple((_r(value), _r(float(np.mean(llrs >= value)))) for value in values)


def quantiles(llrs: Floats, *, n: int = 101) -> tuple[float, ...]:
    """Return quantiles from the least to the greatest, evenly spaced in probability."""
    return tuple(_r(value) for value in np.quantile(llrs, np.linspace(0.0, 1.0, n)))


def ece(llrs: Floats, is_derived: Bools, pav: Floats) -> tuple[EcePoint, ...]:
    """Return the empirical cross-entropy at prior odds from 1 : 1,000 to 1,000 : 1.

    The reference is that of a system whose ratio is always 1.
    """
    points = []
    for prior in PRIORS:
        system, best = _cross_entropy(llrs, is_derived, prior), _cross_entropy(pav, is_derived, prior)
        nothing = _cross_entropy(np.zeros(len(llrs)), is_derived, prior)
        points.append(EcePoint(prior, _r(system), _r(best), _r(nothing)))
    return tuple(points)


def _cross_entropy(llrs: Floats, is_derived: Bools, log10_odds: float) -> float:
    p1 = 1.0 / (1.0 + 10.0**-log10_odds)
    ln_odds = (llrs + log10_odds) * math.log(10.0)
    missed = np.logaddexp(0.0, -ln_odds[is_derived]).mean()
    alarmed = np.logaddexp(0.0, ln_odds[~is_derived]).mean()
    return float((p1 * missed + (1.0 - p1) * alarmed) / math.log(2.0))


def misleading(llrs: Floats, is_derived: Bools) -> tuple[Misleading, ...]:
    """Return how often ratios point the wrong way, by 1, 10 and 100, under h2 and under h1."""
    h1, h2 = llrs[is_derived], llrs[~is_derived]
    under_h2 = [
        Misleading("h2", ratio, rate(int((h2 > math.log10(ratio)).sum()), len(h2))) for ratio in RATIOS
    ]
    under_h1 = [
        Misleading("h1", ratio, rate(int((h1 < -math.log10(ratio)).sum()), len(h1))) for ratio in RATIOS
    ]
    return (*under_h2, *under_h1)


def _r(value: float) -> float:
    return round(float(value), N_DECIMALS) + 0.0


SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
"""Searches are stated up to the last of these, and no further."""
PROBABILITIES = (0.8, 0.95)


def errors_of(pairs: Sequence[KnownPair], llrs: Floats, threshold: float) -> tuple[ErrorRow, ...]:
    """Return false matches and misses for each null, language and transformation, and for what made pairs.

    `llrs` are the ratios quoted: those against the hardest null.
    """
    by: tuple[tuple[ErrorGroup, Callable[[KnownPair], str]], ...] = (
        ("null", lambda pair: pair.null or ""),
        ("language", lambda pair: pair.language),
        ("transformation", lambda pair: pair.transformation),
        ("derivation", lambda pair: pair.derivation if pair.is_derived else ""),
    )
    rows = []
    for group, name_of in by:
        for name in sorted({name_of(pair) for pair in pairs} - {""}):
            chosen = [i for i, pair in enumerate(pairs) if name_of(pair) == name]
            alarms = [llrs[i] > threshold for i in chosen if not pairs[i].is_derived]
            misses = [llrs[i] <= threshold for i in chosen if pairs[i].is_derived]
            rows.append(ErrorRow(group, name, _rate(alarms), _rate(misses)))
    return tuple(rows)


def robustness_of(pairs: Sequence[KnownPair], llrs: Floats, threshold: float) -> tuple[RobustnessRow, ...]:
    """Return how many derived pairs were found, by transformation and size."""
    groups: dict[tuple[str, float | None], list[int]] = {}
    for i, pair in enumerate(pairs):
        if pair.is_derived and (pair.transformation or pair.size is not None):
            groups.setdefault((pair.transformation, pair.size), []).append(i)
    return tuple(
        RobustnessRow(
            *key, _rate(llrs[i] > threshold for i in rows), round(float(np.median(llrs[rows])), 4) + 0.0
        )
        for key, rows in sorted(groups.items(), key=lambda item: (item[0][0], item[0][1] or 0.0))
    )


def power_of(
    pairs: Sequence[KnownPair], llrs: Floats, threshold: float, kind: CalibrationKind, unit: SizeUnit
) -> tuple[DetectionLimit, ...]:
    """Return from which size on copied pieces are found, for each transformation with sizes."""
    planted: dict[str, dict[float, list[bool]]] = {}
    for pair, llr in zip(pairs, llrs, strict=True):
        if pair.is_derived and pair.size is not None:
            sizes = planted.setdefault(pair.transformation, {})
            sizes.setdefault(pair.size, []).append(bool(llr > threshold))
    limits = []
    for name, by_size in sorted(planted.items()):
        trials = [Trial(size, len(found), sum(found)) for size, found in by_size.items()]
        for probability in PROBABILITIES:
            size = detection_limit(trials, probability=probability)
            n = sum(one.n_planted for one in trials if size is None or one.size == size)
            limits.append(DetectionLimit(kind, name, unit, size, probability, n))
    return tuple(limits)


def searches_of(pairs: Sequence[KnownPair], llrs: Floats, threshold: float) -> tuple[SearchRate, ...]:
    """Return how often a search gives a false alarm, by its size.

    Measured on pairs of N0, as most of a corpus is unrelated; without any, on all pairs that do not derive.
    """
    others = [i for i, pair in enumerate(pairs) if not pair.is_derived]
    chosen = [i for i in others if pairs[i].null == "N0"] or others
    scores: dict[str, list[float]] = {}
    for i in chosen:
        scores.setdefault(pairs[i].work, []).append(float(llrs[i]))
    above = float(np.nextafter(threshold, np.inf))
    return tuple(
        SearchRate(one.n, round(one.rate, 8), round(one.low, 8), round(one.high, 8), one.is_extrapolated)
        for one in searches([np.array(row) for row in scores.values()], above, SIZES)
    )


def _rate(events: Iterable[object]) -> Rate:
    found = [bool(one) for one in events]
    return rate(sum(found), len(found))
