"""Do intervals of a likelihood ratio cover, is it ever beyond its bounds, do the parts agree with others?

Two normal populations of one variance have a ratio that is known: with means 0 and d and variance 1 it is
exp(d x - d^2 / 2). A calibration is fitted on a draw, as the product does it, and asked for its interval at
fixed evidence; that is repeated.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sidebyside.calibration.intervals import clopper_pearson
from sidebyside.calibration.likelihood_ratio import ratios
from sidebyside.calibration.ratio_fitting import elub
from sidebyside.calibration.search_size import fpir
from sidebyside.calibration.several_tests import benjamini_hochberg, holm
from sidebyside.calibration.validation.fitting import fit
from sidebyside.records import AcceptanceLine, Calibration, Feature, NullModel

Floats = NDArray[np.float64]
N_REPEATS, N_REPLICATES, N_PAIRS = 1000, 200, 300
APART = 2.0
AT = (0.0, 0.5, 1.0, 1.5, 2.0)
"""Evidence at which the interval is asked for; the true ratio there goes from 0.14 to 7.4, which the bounds
allow: what lies beyond them is not stated, so no interval is asked to cover it."""
N_CHECKED, N_STEPS = 3, 12
SEED = 11


def coverage() -> tuple[list[tuple[object, ...]], int]:
    """Return a row for each evidence: how many intervals cover; and how many were beyond the bounds."""
    covered = np.zeros(len(AT), dtype=int)
    inside = np.zeros(len(AT), dtype=int)
    n_beyond = 0
    truth = [(APART * x - APART**2 / 2) / math.log(10) for x in AT]
    for repeat in range(N_REPEATS):
        rng = np.random.default_rng([SEED, repeat])
        values, is_derived = _drawn(rng)
        numbers, replicates = fitted(values, is_derived, repeat)
        if repeat < N_CHECKED:
            _check(values, is_derived, repeat, numbers, replicates)
        held, held_derived = _drawn(rng)
        llrs = numbers[0] + numbers[1] * held
        lower, upper = (round(bound, 2) for bound in elub(llrs[held_derived], llrs[~held_derived]))
        calibration = _calibration(numbers, replicates, lower, upper)
        for k, x in enumerate(AT):
            (one,) = ratios(calibration, {"x": x})
            n_beyond += not lower <= one.low <= one.llr <= one.high <= upper
            if lower <= truth[k] <= upper:
                inside[k] += 1
                covered[k] += one.low <= truth[k] <= one.high
    rows = []
    for k, x in enumerate(AT):
        low, high = clopper_pearson(int(covered[k]), int(inside[k]))
        rows.append(
            (
                f"{x:g}",
                f"{10 ** truth[k]:.1f}",
                int(inside[k]),
                f"{covered[k] / inside[k]:.3f}",
                f"{low:.3f} to {high:.3f}",
            )
        )
    n, total = int(covered.sum()), int(inside.sum())
    rows.append(("all", "", total, f"{n / total:.3f}", ""))
    return rows, n_beyond


def _drawn(rng: np.random.Generator) -> tuple[Floats, NDArray[np.bool_]]:
    values = np.concatenate([rng.normal(APART, 1.0, N_PAIRS), rng.normal(0.0, 1.0, N_PAIRS)])
    return values, np.arange(2 * N_PAIRS) < N_PAIRS


def fitted(values: Floats, is_derived: NDArray[np.bool_], seed: int) -> tuple[Floats, Floats]:
    """Return intercept and weight in log10, and those of works drawn anew, each work having one pair.

    The same as `fit`, all draws at once, so that a thousand repeats take minutes.
    """
    rng = np.random.default_rng(seed)
    n = len(values)
    counts = [np.ones(n)]
    for _ in range(N_REPLICATES):
        counts.append(np.bincount(rng.integers(n, size=n), minlength=n).astype(np.float64))
    found = _regressions(values, is_derived, np.array(counts)) / math.log(10)
    return found[0], found[1:]


def _regressions(values: Floats, is_derived: NDArray[np.bool_], counts: Floats) -> Floats:
    """Newton's method on the logistic loss, classes of equal weight, half the square of the weight added."""
    h1, h2 = counts[:, is_derived].sum(1, keepdims=True), counts[:, ~is_derived].sum(1, keepdims=True)
    weights = counts * counts.sum(1, keepdims=True) / (2.0 * np.where(is_derived, h1, h2))
    a, b = np.zeros(len(counts)), np.zeros(len(counts))
    target = is_derived.astype(np.float64)
    for _ in range(N_STEPS):
        p = 1.0 / (1.0 + np.exp(-(a[:, None] + b[:, None] * values)))
        off, curve = weights * (p - target), weights * p * (1.0 - p)
        g0, g1 = off.sum(1), off @ values + b
        h00, h01, h11 = curve.sum(1), curve @ values, curve @ values**2 + 1.0
        det = h00 * h11 - h01**2
        a, b = a - (h11 * g0 - h01 * g1) / det, b - (h00 * g1 - h01 * g0) / det
    return np.column_stack([a, b])


def _check(
    values: Floats, is_derived: NDArray[np.bool_], seed: int, numbers: Floats, replicates: Floats
) -> None:
    names = [f"{k:06}" for k in range(len(values))]
    product = fit(values[:, None], is_derived, names, seed=seed, n_replicates=N_REPLICATES)
    np.testing.assert_allclose(numbers, (product.intercept, *product.weights), atol=2e-6)
    np.testing.assert_allclose(replicates, product.replicates, atol=2e-6)


def _calibration(numbers: Floats, replicates: Floats, lower: float, upper: float) -> Calibration:
    model = NullModel(
        "N0",
        float(numbers[0]),
        (float(numbers[1]),),
        tuple(tuple(map(float, row)) for row in replicates),
        lower,
        upper,
        N_PAIRS,
        N_PAIRS,
        2 * N_PAIRS,
    )
    feature = Feature("x", "surprise", ("x",), ("1",), 99.0)
    met = (AcceptanceLine("cllr", 1.0, 0.0, True),)
    return Calibration("simulated", "text", "en", (feature,), (model,), met, (), (), ())


def agreement() -> Iterator[tuple[object, ...]]:
    """Yield for each statistic how far it lies at most from that of another implementation."""
    rng = np.random.default_rng(SEED)
    yield _row("Clopper-Pearson", "scipy.stats.binomtest", 1e-9, _clopper_pearson(rng))
    yield _row(
        "Benjamini-Hochberg",
        "statsmodels multipletests fdr_bh",
        1e-9,
        _several(rng, benjamini_hochberg, "fdr_bh"),
    )
    yield _row("Holm", "statsmodels multipletests holm", 1e-9, _several(rng, holm, "holm"))
    yield _row("FPIR", "1 - scipy.stats.binom.cdf(0, n, fmr)", 1e-9, _fpir(rng))
    yield _row("ELUB", "lir.algorithms.bayeserror.elub", 1e-9, _elub(rng))


def _row(name: str, other: str, most: float, apart: list[float]) -> tuple[object, ...]:
    worst = max(apart)
    return (name, other, len(apart), f"{worst:.1e}", f"{most:g}", "reached" if worst <= most else "MISSED")


def _clopper_pearson(rng: np.random.Generator) -> list[float]:
    from scipy.stats import binomtest

    apart = []
    for n in rng.integers(1, 20_000, 200):
        k = int(rng.integers(0, n + 1))
        other = binomtest(k, int(n)).proportion_ci(0.95, method="exact")
        apart += [
            abs(a - b) for a, b in zip(clopper_pearson(k, int(n)), (other.low, other.high), strict=True)
        ]
    return apart


def _several(rng: np.random.Generator, ours: Any, name: str) -> list[float]:
    from statsmodels.stats.multitest import multipletests

    apart = []
    for _ in range(200):
        p_values = rng.random(int(rng.integers(1, 200))) ** rng.integers(1, 6)
        apart.append(float(np.abs(ours(p_values.tolist()) - multipletests(p_values, method=name)[1]).max()))
    return apart


def _fpir(rng: np.random.Generator) -> list[float]:
    from scipy.stats import binom

    cases = [(float(10 ** rng.uniform(-8, 0)), int(10 ** rng.uniform(0, 6))) for _ in range(200)]
    return [abs(fpir(fmr, n) - float(binom.sf(0, n, fmr))) for fmr, n in cases]


def _elub(rng: np.random.Generator) -> list[float]:
    from lir.algorithms.bayeserror import elub as reference

    apart = []
    for _ in range(60):
        n, m = (int(x) for x in rng.integers(1, 400, 2))
        h1, h2 = rng.normal(1, rng.uniform(0.2, 3), n), rng.normal(-1, rng.uniform(0.2, 3), m)
        other = reference(np.concatenate([h1, h2]), np.repeat([1, 0], [n, m]))
        apart += [abs(a - b) for a, b in zip(elub(h1, h2), other, strict=True)]
    return apart
