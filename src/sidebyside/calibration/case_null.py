"""A null of the case itself: the same weights, fitted anew to how pairs of that null score.

The shipped fit says how much the evidence of derived pairs differs from that of its own nulls. The material a
case brings along may be more alike, such as other works of the same author. Its pairs take the place of the
null; the derived pairs are those of the validation, by the quantiles that the calibration carries.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sidebyside.calibration.best_of import Attempts, fit_best_of
from sidebyside.calibration.ratio_fitting import elub, line
from sidebyside.errors import InputError
from sidebyside.records import Calibration, NullGrade, NullModel

LEAST_PAIRS = 50
"""So many pairs of a null of the case are needed."""
N_REPLICATES = 200
N_DECIMALS = 6

Floats = NDArray[np.float64]


def with_case_null(
    calibration: Calibration,
    grade: NullGrade,
    values: Floats,
    clusters: Sequence[str],
    *,
    seed: int,
    works: Sequence[str] = (),
) -> Calibration:
    """Return a calibration with a null fitted on the case; it takes the place of one of the same grade.

    Parameters
    ----------
    calibration
        Which to start from: its null of that grade, else of the highest.
    values
        Shape (n, features): the evidence of pairs of that null, in the order of the calibration.
    clusters
        The item of the null each pair belongs to: what is drawn anew for the interval.
    seed
        Of the draws.
    works
        The work of each pair, for what the best of several attempts is worth; those of `clusters` if empty.

    Raises
    ------
    InputError
        With fewer than `LEAST_PAIRS` pairs, or where the calibration carries no derived pairs.

    Notes
    -----
    The fit is a line through the ratio of the calibration, so one feature never counts more against another.
    A common source (N3) that the calibration has is never weakened: its ratio for h1 does not rise.
    The bounds are those of the new ratios of the same pairs, and never wider than those of the calibration.
    Cost: milliseconds.
    """
    if len(values) < LEAST_PAIRS:
        raise InputError(
            f"a null of the case needs {LEAST_PAIRS} pairs, got {len(values)} for {grade}",
            hint="give more works of that null, or more outputs",
        )
    base = next((one for one in calibration.nulls if one.null == grade), None) or max(
        calibration.nulls, key=lambda one: one.null
    )
    if not base.quantiles_h1:
        raise InputError(f"calibration {calibration.id} carries no ratios of pairs of known source")
    caps = np.array([feature.cap for feature in calibration.features])
    unbounded = base.intercept + np.minimum(values, caps) @ np.array(base.weights)
    h1 = np.array(base.quantiles_h1)
    h2 = np.clip(unbounded, base.lower_bound, base.upper_bound)
    start, slope = _held(base, grade, *line(h1, h2, np.ones(len(h2))))
    lower, upper = elub(start + slope * h1, start + slope * h2, clusters_h2=clusters)
    lower = round(max(lower, base.lower_bound), 2) + 0.0
    upper = round(min(upper, base.upper_bound), 2) + 0.0
    attempts = Attempts(
        np.clip(start + slope * np.concatenate([h1, h2]), lower, upper),
        np.arange(len(h1) + len(h2)) < len(h1),
        [*[""] * len(h1), *(works or clusters)],
    )
    model = NullModel(
        null=grade,
        intercept=_r(start + slope * base.intercept),
        weights=tuple(_r(slope * weight) for weight in base.weights),
        replicates=_replicates(base, grade, h1, h2, clusters, seed),
        lower_bound=lower,
        upper_bound=upper,
        n_h1=base.n_h1,
        n_h2=len(h2),
        n_clusters=len(set(clusters)),
        quantiles_h1=_quantiles(start + slope * h1),
        quantiles_h2=_quantiles(start + slope * h2),
        best_of=fit_best_of(attempts, attempts, seed=seed),
    )
    others = [one for one in calibration.nulls if one.null != grade]
    nulls = tuple(sorted([*others, model], key=lambda one: one.null))
    return replace(calibration, nulls=nulls)


def _replicates(
    base: NullModel, grade: NullGrade, h1: Floats, h2: Floats, clusters: Sequence[str], seed: int
) -> tuple[tuple[float, ...], ...]:
    names, numbers = np.unique(np.array(clusters), return_inverse=True)
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(N_REPLICATES):
        counts = np.bincount(rng.integers(len(names), size=len(names)), minlength=len(names))[numbers]
        start, slope = _held(base, grade, *line(h1, h2, counts.astype(np.float64)))
        rows.append((_r(start + slope * base.intercept), *(_r(slope * weight) for weight in base.weights)))
    return tuple(rows)


def _held(base: NullModel, grade: NullGrade, start: float, slope: float) -> tuple[float, float]:
    """Return a line that never raises a ratio for h1 above that against the shipped common source.

    A folder named for N3 is compared everything with everything, and few of its pairs share a source: a line
    fitted to them alone would take the shipped null away.
    """
    if grade != "N3" or base.null != grade:
        return start, slope
    return min(start, 0.0), min(slope, 1.0)


def _quantiles(llrs: Floats) -> tuple[float, ...]:
    return tuple(_r(value) for value in np.quantile(llrs, np.linspace(0.0, 1.0, 101)))


def _r(value: float) -> float:
    return round(float(value), N_DECIMALS) + 0.0
