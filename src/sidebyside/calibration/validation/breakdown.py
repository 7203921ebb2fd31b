"""The held-out pairs in parts: where does it fail, and from which size on does it find?"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from sidebyside.calibration.negatives import Trial, detection_limit
from sidebyside.calibration.searching.search_size import searches
from sidebyside.calibration.validation.figures import rate
from sidebyside.calibration.validation.known import KnownPair
from sidebyside.records import (
    CalibrationKind,
    DetectionLimit,
    ErrorGroup,
    ErrorRow,
    Rate,
    RobustnessRow,
    SearchRate,
    SizeUnit,
)

Floats = NDArray[np.float64]

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
"""Searches are stated up to the last of these, and no further."""
PROBABILITIES = (0.8, 0.95)


def errors_of(pairs: Sequence[KnownPair], llrs: Floats, threshold: float) -> tuple[ErrorRow, ...]:
    """Return false matches and misses for each null, language and transformation of the pairs.

    `llrs` are the ratios quoted: those against the hardest null.
    """
    by: tuple[tuple[ErrorGroup, Callable[[KnownPair], str]], ...] = (
        ("null", lambda pair: pair.null or ""),
        ("language", lambda pair: pair.language),
        ("transformation", lambda pair: pair.transformation),
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
