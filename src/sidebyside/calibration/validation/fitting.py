"""Fitting: logistic regression with equal weight on both propositions, and again on works drawn anew; and
what is demanded of the result, set before it is measured::

    cllr = 0.15            # at most so much, against every null
    misleading_10 = 0.10
    [N3]                   # another line against one null
    cllr = 0.4
    [paraphrase]           # and for what is put into other words; Cllr alone
    cllr = 0.8

Morrison 2013, doi:10.1080/00450618.2012.733025. Needs the extra ``validate``.
"""

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sidebyside.calibration.validation.truth import DERIVATIONS, GRADES
from sidebyside.errors import InputError, MissingDependencyError
from sidebyside.records import AcceptanceLine, DropReason, NullGrade, NullValidation

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
    kinds: Sequence[str] = (),
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
    kinds
        Of a derived pair what made it, of another what sort of material it is, where that is said: each kind
        weighs the same in all, however many there are of it, so that edits by a program do not drown what
        people and models did. Within a kind of pairs that are not derived each work weighs the same.
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
        raise InputError("all pairs are of one class", hint="give pairs of known source, and pairs of a null")
    kept = [i for i in range(values.shape[1]) if np.ptp(values[:, i]) > 0.0]
    dropped: list[tuple[int, DropReason]] = [
        (i, "no_variation") for i in range(values.shape[1]) if i not in kept
    ]
    once = _weights(is_derived, kinds, works)
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


def _weights(is_derived: NDArray[np.bool_], kinds: Sequence[str], works: Sequence[str]) -> Floats:
    """Return a weight of each pair: on either side each kind weighs the same, of a null each work within it.

    Pairs that share a work are no independent measurements, as in the bounds.
    """
    names = np.array(kinds or [""] * len(is_derived))
    _, numbers = np.unique(np.array(works), return_inverse=True)
    weights = np.ones(len(is_derived))
    for side in (is_derived, ~is_derived):
        found = np.unique(names[side])
        for kind in found:
            chosen = side & (names == kind)
            if side is not is_derived:
                weights[chosen] = 1.0 / np.bincount(numbers[chosen])[numbers[chosen]]
            weights[chosen] *= side.sum() / (len(found) * weights[chosen].sum())
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
    its own. With a `derivation` it is that of the pairs made so; without, that of all others.
    """

    name: str
    limit: float
    null: str = ""
    derivation: str = ""

    @property
    def said(self) -> str:
        """The name with what it is held for."""
        return ".".join(part for part in (self.null, self.derivation, self.name) if part)


DEFAULT_DEMANDS = (
    Demand("cllr", 0.15),
    Demand("cllr_cal", 0.05),
    Demand("misleading_10", 0.10),
    Demand("misleading_100", 0.01),
    Demand("cllr", 0.8, derivation="paraphrase"),
    Demand("cllr", 0.5, derivation="single"),
    Demand("cllr", 0.9, "N3"),
    Demand("cllr_cal", 0.15, "N3"),
    Demand("misleading_10", 0.05, "N3"),
    Demand("misleading_100", 0.005, "N3"),
)
"""Those of N0 to N2 were set before anything was measured, and so were the rates of misleading ratios against
a common source (N3), and the line of what is put into other words. The Cllr of N3 was set after first fits
(0.5 to 0.8): it keeps out what says nothing. Other words are not held to it: nothing tells them from a common
source. The line of single sentences was set apart when translations of all lengths together had missed 0.15
with 0.18, and before it was measured alone."""


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
    demands: list[Demand] = []
    for name, value in plain.items():
        demands += _section(place, name, value)
    if not demands:
        raise InputError(f"{place} demands nothing", hint=f"set at least one of {', '.join(NAMES)}")
    return tuple(demands)


def _section(place: Path, name: str, value: Any) -> list[Demand]:
    if not isinstance(value, dict):
        return [_demand(place, name, value)]
    if name not in (*GRADES, *DERIVATIONS):
        known = ", ".join((*GRADES, *DERIVATIONS))
        raise InputError(f"{place}: no null and no derivation is called {name!r}", hint=f"one of {known}")
    found = [_demand(place, inner, limit) for inner, limit in value.items()]
    if name in GRADES:
        return [replace(one, null=name) for one in found]
    if any(one.name != "cllr" for one in found):
        raise InputError(
            f"{place}: of what made the pairs only Cllr is demanded", hint=f"[{name}] cllr = 0.8"
        )
    return [replace(one, derivation=name) for one in found]


def _demand(place: Path, name: str, limit: Any) -> Demand:
    if name not in NAMES:
        raise InputError(f"{place}: no figure is called {name!r}", hint=f"one of {', '.join(NAMES)}")
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 0 <= limit < math.inf:
        raise InputError(f"{place}: {name} is {limit!r}", hint="a number of 0 or more")
    return Demand(name, float(limit))


def held_to(demands: Sequence[Demand], nulls: Sequence[NullValidation]) -> tuple[AcceptanceLine, ...]:
    """Return each demand with the worst figure it is held against.

    A null with a line of its own for a figure is held to that alone. A demand on a null that was not measured
    is missed, unless it comes with the program: its figure is the worst there can be. One on pairs made in a
    way that the table has none of is passed over. A figure that cannot be computed, `dev_pav` of pairs that
    do not overlap, counts 0.
    """
    lines = []
    for demand in demands:
        same = [one for one in demands if one.name == demand.name]
        own = {one.null for one in same if one.null}
        chosen = [
            one for one in nulls if one.null == demand.null or (not demand.null and one.null not in own)
        ]
        figures = [figure for one in chosen for figure in _figures(one, demand, same)]
        is_asked_of_nothing = not figures and bool(chosen)
        if is_asked_of_nothing or (not chosen and (not demand.null or demands is DEFAULT_DEMANDS)):
            continue
        worst = max(figures, default=None)
        measured = worst[0] if worst else 1.0
        is_met = bool(chosen) and measured <= demand.limit
        lines.append(
            AcceptanceLine(demand.said, demand.limit, round(measured, 6), is_met, worst[1] if worst else "")
        )
    return tuple(lines)


def _figures(null: NullValidation, demand: Demand, same: Sequence[Demand]) -> list[tuple[float, NullGrade]]:
    """Return what a demand is held against in one null, by name: of Cllr one a way pairs were made."""
    apart = {one.derivation for one in same if one.derivation and one.null in ("", null.null)}
    if demand.name != "cllr" or not apart or not null.by_derivation:
        return [] if demand.derivation else [(_figure(null, demand.name), null.null)]
    return [
        (row.cllr, null.null)
        for row in null.by_derivation
        if (row.derivation == demand.derivation if demand.derivation else row.derivation not in apart)
    ]


def _figure(null: NullValidation, name: str) -> float:
    if name.startswith("misleading_"):
        ratio = int(name.removeprefix("misleading_"))
        return next(one.rate.value for one in null.misleading if (one.under, one.ratio) == ("h2", ratio))
    figure = getattr(null, name)
    if figure is None:
        return 0.0
    return float(figure if isinstance(figure, float) else figure.value)
