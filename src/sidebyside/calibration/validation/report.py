"""From pairs of known truth to a calibration and the report beside it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sidebyside.calibration.best_of import Attempts, fit_best_of
from sidebyside.calibration.ratio_fitting import elub
from sidebyside.calibration.validation import figures
from sidebyside.calibration.validation.figures import errors_of, power_of, robustness_of, searches_of
from sidebyside.calibration.validation.fitting import DEFAULT_DEMANDS, Demand, Fit, fit, held_to
from sidebyside.calibration.validation.known import KnownPair, Split, check_pairs, matrix_of, split
from sidebyside.errors import InputError
from sidebyside.records import (
    BestOf,
    Calibration,
    CalibrationKind,
    DroppedFeature,
    Feature,
    Medium,
    NullGrade,
    NullModel,
    NullValidation,
    SizeUnit,
    TruthSummary,
    ValidationReport,
)

OPERATING_LLR = 0.0
"""A pair counts as found where its ratio speaks for h1 at all."""
COMMON_SOURCE: NullGrade = "N3"
REAL = ("human", "model", "paraphrase")
"""Derivations that were not made by a program of ours."""
LEAST_OF_NULL = 20
"""So many pairs of a null are needed on either side of the split."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Naming:
    """What a calibration says of itself; `truth_name` and `truth_sha256` are those of the table."""

    id: str
    kind: CalibrationKind
    made_of: tuple[str, ...]
    unfit_for: tuple[str, ...]
    made_with: tuple[tuple[str, str], ...] = ()
    truth_name: str = ""
    truth_sha256: str = ""
    null_names: tuple[tuple[NullGrade, str], ...] = ()
    excludes: tuple[str, ...] = ()

    @property
    def medium(self) -> Medium:
        """Of what is compared."""
        return "image" if self.kind == "image" else "text"

    @property
    def unit(self) -> SizeUnit:
        """Of the sizes of copied pieces."""
        return "share" if self.kind == "image" else "tokens"


def validate_pairs(
    pairs: Sequence[KnownPair],
    features: Sequence[Feature],
    naming: Naming,
    *,
    demands: Sequence[Demand] = DEFAULT_DEMANDS,
    seed: int = 0,
    n_replicates: int = 200,
) -> ValidationReport:
    """Fit a calibration on one half of the pairs, and measure it on the other.

    Parameters
    ----------
    pairs
        Of known truth, with the value of every feature.
    features
        What the values are.
    naming
        What the calibration says of itself.
    demands
        Set beforehand. Where one is missed, the calibration is not accepted and states no ratio.
    seed
        Of the split and of every draw.
    n_replicates
        How often works are drawn anew, for the interval of the ratio and for those of the figures.

    Returns
    -------
    report
        The same for the same input. It holds the calibration, which is the one fitted on the first half: all
        figures, and its bounds, are of pairs it has not seen.

    Raises
    ------
    InputError
        As `check_pairs`; or if after the split a half has too few pairs of a null, or of h1.
    MissingDependencyError
        Without the extra ``validate``.

    Notes
    -----
    The bounds are set on the held-out pairs, and the figures are those of the bounded ratios on the same
    pairs. Ratios of pairs of which neither author nor source is named apart are better than they should be.
    Cost: seconds for thousands of pairs and 200 replicates.
    """
    check_pairs(pairs, features)
    halves = split(pairs, seed=seed)
    grades = sorted({pair.null for pair in pairs if pair.null is not None})
    for grade in grades:
        _check_half(halves, grade)
    fitted = [_Null(halves, features, grade, seed, n_replicates) for grade in grades]
    nulls = tuple(one.measured(seed, n_replicates) for one in fitted)
    rows = list(halves.test)
    quoted = _quoted(rows, features, fitted)
    calibration = _calibration(pairs, features, naming, fitted, nulls, demands)
    return ValidationReport(
        kind=naming.kind,
        medium=naming.medium,
        seed=seed,
        n_replicates=n_replicates,
        operating_llr=OPERATING_LLR,
        unit=naming.unit,
        truth=_summary(pairs, halves, naming),
        nulls=nulls,
        errors=errors_of(rows, quoted, OPERATING_LLR),
        robustness=robustness_of(rows, quoted, OPERATING_LLR),
        power=power_of(rows, quoted, OPERATING_LLR, naming.kind, naming.unit),
        searches=searches_of(rows, quoted, OPERATING_LLR),
        dropped=tuple(
            DroppedFeature(one.grade, features[number].name, reason)
            for one in fitted
            for number, reason in one.fit.dropped
        ),
        calibration=calibration,
    )


def _quoted(rows: Sequence[KnownPair], features: Sequence[Feature], fitted: "Sequence[_Null]") -> Floats:
    """Return the smallest ratio of each pair, against a common source only for pairs that have one.

    Whether a piece is found is asked against those with whom nothing is shared. What tells it from a common
    source is another question, with figures of its own.
    """
    values = matrix_of(rows, features)
    bounded = {one.grade: one.bounded(values) for one in fitted}
    others = [llrs for grade, llrs in bounded.items() if grade != COMMON_SOURCE] or list(bounded.values())
    is_common = np.array([pair.null == COMMON_SOURCE for pair in rows])
    least = np.min(list(bounded.values()), axis=0)
    return np.asarray(np.where(is_common, least, np.min(others, axis=0)), dtype=np.float64)


def _check_half(halves: Split, grade: NullGrade) -> None:
    for name, half in (("train", halves.train), ("test", halves.test)):
        n_h1, n_h2 = sum(pair.is_derived for pair in half), sum(pair.null == grade for pair in half)
        if min(n_h1, n_h2) < LEAST_OF_NULL:
            raise InputError(
                f"after the split by author and source the half for {name} has {n_h1} pairs of known source "
                f"and {n_h2} of {grade}; {LEAST_OF_NULL} of each are needed ({halves.n_left_out} pairs lie "
                "between the halves)",
                hint="give pairs of more authors and sources, or leave out that null",
            )


def _of_null(halves: Split, grade: NullGrade) -> tuple[list[KnownPair], list[KnownPair]]:
    """Return the pairs of a null, and the derived ones, of both halves.

    Against a common source stand those that people and models made, where there are enough of them: what
    tells a recital from a common source is how long it keeps to the wording, and edits by a program change
    that at will.
    """

    def chosen(half: Sequence[KnownPair], *, made_by: Sequence[str] = ()) -> list[KnownPair]:
        return [
            pair
            for pair in half
            if pair.null == grade or (pair.is_derived and (not made_by or pair.derivation in made_by))
        ]

    sides = halves.train, halves.test
    if grade == COMMON_SOURCE:
        train, test = (chosen(half, made_by=REAL) for half in sides)
        if min(sum(pair.is_derived for pair in half) for half in (train, test)) >= LEAST_OF_NULL:
            return train, test
    train, test = (chosen(half) for half in sides)
    return train, test


class _Null:
    """One null: its fit, its held-out ratios and bounds."""

    def __init__(
        self, halves: Split, features: Sequence[Feature], grade: NullGrade, seed: int, n_replicates: int
    ) -> None:
        self.grade = grade
        self.train, self.test = _of_null(halves, grade)
        self.fit: Fit = fit(
            matrix_of(self.train, features),
            np.array([pair.is_derived for pair in self.train]),
            [pair.work for pair in self.train],
            kinds=[pair.derivation if pair.is_derived else pair.transformation for pair in self.train],
            seed=seed,
            n_replicates=n_replicates,
        )
        self.is_derived = np.array([pair.is_derived for pair in self.test])
        unbounded = self._unbounded(matrix_of(self.test, features))
        works = np.array([pair.work for pair in self.test])
        lower, upper = elub(
            unbounded[self.is_derived],
            unbounded[~self.is_derived],
            works[self.is_derived].tolist(),
            works[~self.is_derived].tolist(),
        )
        self.lower, self.upper = round(lower, 2) + 0.0, round(upper, 2) + 0.0
        self.fitted: Floats = unbounded
        self.llrs: Floats = np.clip(unbounded, self.lower, self.upper)

        self.seed, self._features = seed, features

    def best_of(self) -> tuple[BestOf, ...]:
        """Return what the best of several attempts is worth: fitted on one half, bounded on the other."""
        train = Attempts(
            self.bounded(matrix_of(self.train, self._features)),
            np.array([pair.is_derived for pair in self.train]),
            [pair.work for pair in self.train],
        )
        test = Attempts(self.llrs, self.is_derived, [pair.work for pair in self.test])
        return fit_best_of(train, test, seed=self.seed)

    def _unbounded(self, values: Floats) -> Floats:
        return np.asarray(self.fit.intercept + values @ np.array(self.fit.weights), dtype=np.float64)

    def bounded(self, values: Floats) -> Floats:
        return np.clip(self._unbounded(values), self.lower, self.upper)

    @property
    def model(self) -> NullModel:
        return NullModel(
            null=self.grade,
            intercept=self.fit.intercept,
            weights=self.fit.weights,
            replicates=self.fit.replicates,
            lower_bound=self.lower,
            upper_bound=self.upper,
            n_h1=int(self.is_derived.sum()),
            n_h2=int((~self.is_derived).sum()),
            n_clusters=len({pair.work for pair in self.train}),
            quantiles_h1=figures.quantiles(self.llrs[self.is_derived]),
            quantiles_h2=figures.quantiles(self.llrs[~self.is_derived]),
            best_of=self.best_of(),
        )

    def measured(self, seed: int, n_replicates: int) -> NullValidation:
        works = [pair.work for pair in self.test]
        pav = figures.after_pav(self.llrs, self.is_derived)
        found = self.llrs > OPERATING_LLR
        n_h1 = int(self.is_derived.sum())
        n_train_h1 = sum(pair.is_derived for pair in self.train)
        return NullValidation(
            null=self.grade,
            n_h1=n_h1,
            n_h2=len(self.test) - n_h1,
            n_train_h1=n_train_h1,
            n_train_h2=len(self.train) - n_train_h1,
            n_works=len(set(works)),
            **figures.estimates(
                self.llrs, self.fitted, self.is_derived, works, seed=seed, n_replicates=n_replicates
            ),
            dev_pav=figures.dev_pav(self.llrs, self.is_derived),
            lower_bound=self.lower,
            upper_bound=self.upper,
            fmr=figures.rate(int(found[~self.is_derived].sum()), len(self.test) - n_h1),
            fnmr=figures.rate(int((~found[self.is_derived]).sum()), n_h1),
            misleading=figures.misleading(self.llrs, self.is_derived),
            roc=figures.roc(self.llrs, self.is_derived),
            pav=figures.pav_points(self.llrs, pav),
            tippett_h1=figures.tippett(self.llrs[self.is_derived]),
            tippett_h2=figures.tippett(self.llrs[~self.is_derived]),
            ece=figures.ece(self.llrs, self.is_derived, pav),
            by_derivation=figures.by_derivation(
                self.llrs, self.is_derived, [pair.derivation for pair in self.test], OPERATING_LLR
            ),
        )


def _calibration(
    pairs: Sequence[KnownPair],
    features: Sequence[Feature],
    naming: Naming,
    fitted: Sequence[_Null],
    nulls: Sequence[NullValidation],
    demands: Sequence[Demand],
) -> Calibration:
    lengths = [pair.n_tokens for pair in pairs if pair.n_tokens]
    return Calibration(
        id=naming.id,
        medium=naming.medium,
        kind=naming.kind,
        features=tuple(features),
        nulls=tuple(one.model for one in fitted),
        acceptance=held_to(demands, nulls),
        made_of=naming.made_of,
        unfit_for=naming.unfit_for,
        excludes=naming.excludes,
        made_with=naming.made_with,
        null_names=naming.null_names,
        least_tokens=min(lengths, default=0),
        most_tokens=max(lengths, default=0),
    )


def _summary(pairs: Sequence[KnownPair], halves: Split, naming: Naming) -> TruthSummary:
    by_null = Counter(pair.null for pair in pairs if pair.null is not None)
    return TruthSummary(
        name=naming.truth_name,
        sha256=naming.truth_sha256,
        n_pairs=len(pairs),
        n_derived=sum(pair.is_derived for pair in pairs),
        n_by_null=tuple(sorted(by_null.items())),
        n_by_language=tuple(sorted(Counter(pair.language for pair in pairs).items())),
        n_works=len({pair.work for pair in pairs}),
        n_outputs=len({pair.output for pair in pairs}),
        n_clusters=halves.n_clusters,
        n_train=len(halves.train),
        n_test=len(halves.test),
        n_left_out=halves.n_left_out,
        is_split_given=halves.is_given,
    )
