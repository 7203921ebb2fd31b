"""Fitting: logistic regression with equal weight on both propositions, and again on works drawn anew; and
what is demanded of the result, set before it is measured::

    cllr = 0.15            # at most so much, against every null
    misleading_10 = 0.10
    [N3]                   # another line against one null
    cllr = 0.4

Morrison 2013, doi:10.1080/00450618.2012.733025. Needs the extra ``validate``.
"""

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sidebyside.calibration.validation.truth import GRADES
from sidebyside.errors import InputError, MissingDependencyError
from sidebyside.records import AcceptanceLine, DropReason, NullValidation

N_DECIMALS = 6
N_TRIES = 50
STRENGTH = 1.0
"""Inverse strength of the pull towards 0, as `lir` and scikit-learn have it: it keeps pairs that do not
overlap from giving infinite weights."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    """The numbers of one null, in log10; a feature that was dropped has the weight 0."""

    intercept: float
    weights: tuple[float, ...]
    replicates: tuple[tuple[float, ...], ...]
    dropped: tuple[tuple[int, DropReason], ...]


def fit(
    values: Floats,
    is_derived: NDArray[np.bool_],
    works: Sequence[str],
    *,
    derivations: Sequence[str] = (),
    seed: int,
    n_replicates: int = 200,
) -> Fit:
    """Fit log10 LR = intercept + weights times values.

    Parameters
    ----------
    values
        Shape (n, features), each 0 or more, more being more alike.
    is_derived
        Shape (n,): whether h1 is true.
    works
        The work of each pair: the unit that is drawn anew, with all its pairs.
    derivations
        What made each pair, where that is said: each kind of derived pairs weighs the same in all, however
        many there are of it, so that edits by a program do not drown what people and models did.
    seed
        Of the draws.
    n_replicates
        How often works are drawn; their spread is the interval.

    Returns
    -------
    fit
        Rounded to 6 decimals, the same on every run. No weight is negative: a feature that would count
        against likeness is dropped, the most negative first, and the rest fitted again; so is one that does
        not vary. Replicates keep to the features that are left, and their weights may be negative.

    Raises
    ------
    InputError
        If one side is empty, or a value is not finite.
    MissingDependencyError
        Without the extra ``validate``.

    Notes
    -----
    Cost: about a millisecond a fit and thousand pairs.
    """
    if not np.isfinite(values).all():
        raise InputError("features to be fitted have to be numbers", hint="leave out pairs without evidence")
    if is_derived.all() or not is_derived.any():
        raise InputError("all pairs are of one class", hint="give derived pairs, and pairs of a null")
    kept = [i for i in range(values.shape[1]) if np.ptp(values[:, i]) > 0.0]
    dropped: list[tuple[int, DropReason]] = [
        (i, "no_variation") for i in range(values.shape[1]) if i not in kept
    ]
    once = _weights(is_derived, derivations)
    numbers = _regression(values[:, kept], is_derived, once)
    while kept and numbers[1:].min() < 0.0:
        worst = int(np.argmin(numbers[1:]))
        dropped.append((kept.pop(worst), "negative_weight"))
        numbers = _regression(values[:, kept], is_derived, once)
    full = _spread_out(numbers, kept, values.shape[1])
    drawn = _draws(is_derived, works, seed=seed, n_replicates=n_replicates)
    replicates = tuple(
        _spread_out(_regression(values[:, kept], is_derived, counts * once), kept, values.shape[1])
        for counts in drawn
    )
    return Fit(full[0], full[1:], replicates, tuple(sorted(dropped)))


def _weights(is_derived: NDArray[np.bool_], derivations: Sequence[str]) -> Floats:
    """Return a weight of each pair: 1, and for derived ones so that each kind of them weighs the same."""
    weights = np.ones(len(is_derived))
    if not any(derivations):
        return weights
    names = np.array(derivations)
    kinds = np.unique(names[is_derived])
    for kind in kinds:
        chosen = is_derived & (names == kind)
        weights[chosen] = is_derived.sum() / (len(kinds) * chosen.sum())
    return weights


def _draws(
    is_derived: NDArray[np.bool_], works: Sequence[str], *, seed: int, n_replicates: int
) -> list[Floats]:
    """Return for each replicate how often each pair is drawn; a draw without one of the classes is redone."""
    names, numbers = np.unique(np.array(works), return_inverse=True)
    rng = np.random.default_rng(seed)
    drawn: list[Floats] = []
    for _ in range(n_replicates):
        for _ in range(N_TRIES):
            counts = np.bincount(rng.integers(len(names), size=len(names)), minlength=len(names))[numbers]
            if counts[is_derived].any() and counts[~is_derived].any():
                drawn.append(counts.astype(np.float64))
                break
    return drawn


def _spread_out(numbers: Floats, kept: Sequence[int], n_features: int) -> tuple[float, ...]:
    full = np.zeros(n_features + 1)
    full[[0, *(i + 1 for i in kept)]] = numbers
    return tuple(float(x) + 0.0 for x in np.round(full, N_DECIMALS))


def _regression(values: Floats, is_derived: NDArray[np.bool_], counts: Floats) -> Floats:
    """Return intercept and weights in log10, both classes weighing the same."""
    if values.shape[1] == 0:
        return np.zeros(1)
    total = counts.sum()
    per_class = np.where(is_derived, counts[is_derived].sum(), counts[~is_derived].sum())
    model = _logistic()(C=STRENGTH, solver="newton-cholesky", tol=1e-9, max_iter=500)
    model.fit(values, is_derived, sample_weight=counts * total / (2.0 * per_class))
    return np.asarray(np.concatenate([model.intercept_, model.coef_[0]]) / math.log(10.0), dtype=np.float64)


def _logistic() -> Any:
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise missing() from error
    return LogisticRegression


def missing() -> MissingDependencyError:
    """Return the error that names the extra."""
    return MissingDependencyError(
        "fitting and measuring a calibration needs the package lir, which is not installed",
        hint="pip install 'sidebyside[validate]'",
    )


NAMES = ("cllr", "cllr_cal", "eer", "dev_pav", "fmr", "fnmr", "misleading_10", "misleading_100")


@dataclass(frozen=True, slots=True)
class Demand:
    """A figure may be at most `limit`; against one null, or with `null` empty against each that has none of
    its own.
    """

    name: str
    limit: float
    null: str = ""


DEFAULT_DEMANDS = (
    Demand("cllr", 0.15),
    Demand("cllr_cal", 0.05),
    Demand("misleading_10", 0.10),
    Demand("misleading_100", 0.01),
    Demand("cllr", 0.9, "N3"),
    Demand("cllr_cal", 0.15, "N3"),
    Demand("misleading_10", 0.05, "N3"),
    Demand("misleading_100", 0.005, "N3"),
)
"""Those of N0 to N2 were set before anything was measured, and so were the rates of misleading ratios against
a common source (N3). Its Cllr was set after first fits (0.5 to 0.8): it keeps out what says nothing."""


def read_demands(path: str | Path) -> tuple[Demand, ...]:
    """Read demands from a TOML file.

    Raises
    ------
    InputError
        If it cannot be read, is empty, or names another figure or null: says which there are.
    """
    place = Path(path)
    try:
        plain = tomllib.loads(place.read_bytes().decode("utf-8"))
    except OSError as error:
        raise InputError(f"cannot read {place}: {error.strerror or error}") from error
    except ValueError as error:
        raise InputError(f"{place} is no TOML: {error}") from error
    demands = []
    for name, value in plain.items():
        if isinstance(value, dict):
            if name not in GRADES:
                raise InputError(f"{place}: no null is called {name!r}", hint=f"one of {', '.join(GRADES)}")
            demands += [_demand(place, inner, limit, name) for inner, limit in value.items()]
        else:
            demands.append(_demand(place, name, value, ""))
    if not demands:
        raise InputError(f"{place} demands nothing", hint=f"set at least one of {', '.join(NAMES)}")
    return tuple(demands)


def _demand(place: Path, name: str, limit: Any, null: str) -> Demand:
    if name not in NAMES:
        raise InputError(f"{place}: no figure is called {name!r}", hint=f"one of {', '.join(NAMES)}")
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 0 <= limit < math.inf:
        raise InputError(f"{place}: {name} is {limit!r}", hint="a number of 0 or more")
    return Demand(name, float(limit), null)


def held_to(demands: Sequence[Demand], nulls: Sequence[NullValidation]) -> tuple[AcceptanceLine, ...]:
    """Return each demand with the worst figure it is held against.

    A demand on a null that was not measured is missed, unless it comes with the program: its figure is the
    worst there can be. A figure that
    cannot be computed, `dev_pav` of pairs that do not overlap, counts 0.
    """
    lines = []
    for demand in demands:
        own = {one.null for one in demands if one.null and one.name == demand.name}
        chosen = [
            one for one in nulls if one.null == demand.null or (not demand.null and one.null not in own)
        ]
        if not chosen and (not demand.null or demands is DEFAULT_DEMANDS):
            continue
        measured = max((_figure(one, demand.name) for one in chosen), default=1.0)
        name = f"{demand.null}.{demand.name}" if demand.null else demand.name
        is_met = bool(chosen) and measured <= demand.limit
        lines.append(AcceptanceLine(name, demand.limit, round(measured, 6), is_met))
    return tuple(lines)


def _figure(null: NullValidation, name: str) -> float:
    if name.startswith("misleading_"):
        ratio = int(name.removeprefix("misleading_"))
        return next(one.rate.value for one in null.misleading if (one.under, one.ratio) == ("h2", ratio))
    figure = getattr(null, name)
    if figure is None:
        return 0.0
    return float(figure if isinstance(figure, float) else figure.value)
