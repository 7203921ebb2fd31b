"""What a score is worth: likelihood ratios, and the calibration they come from."""

from dataclasses import dataclass
from typing import Literal

from sidebyside.errors import InputError
from sidebyside.records.artefact import Medium

NullGrade = Literal["N0", "N1", "N2", "N3", "N4", "N5"]
"""The populations of h2, from the easiest: N0 unrelated, N1 same genre or subject, N2 same author or artist,
N3 same facts or common source, N4 outputs of a model not trained on the work, N5 decoy works."""

FeatureKind = Literal["surprise", "similarity", "longest_run", "besides_run", "exact_points", "exact_parts"]
UncalibratedReason = Literal[
    "no_calibration",
    "acceptance_missed",
    "method_missing",
    "other_version",
    "other_settings",
    "other_language",
    "outside_lengths",
    "no_evidence",
    "filtered_out",
    "common_source_alone",
    "excluded_drawing",
    "excluded_taiwan_hong_kong",
    "excluded_classical_chinese",
    "excluded_verse",
    "excluded_program_text",
    "excluded_numbered_clauses",
]
"""Why no likelihood ratio of a pair is stated; ``excluded_`` where the work is of a sort that the calibration
does not hold for."""
CalibrationKind = Literal["en", "zh", "translation", "image"]


@dataclass(frozen=True, slots=True)
class LikelihoodRatio:
    """How much more probable the evidence of a pair is under h1 than under h2, as log10.

    `llr` and its 95 % interval from `low` to `high` lie within `lower_bound` and `upper_bound`, beyond which
    the validation data carry nothing. `is_of_case` is True where the null was given with the case.
    """

    null: NullGrade
    llr: float
    low: float
    high: float
    lower_bound: float
    upper_bound: float
    n_h1: int
    n_h2: int
    calibration: str
    is_of_case: bool = False

    @property
    def is_at_upper_bound(self) -> bool:
        """Whether this is the most that the validation data carry: then it says *at least so much*."""
        return self.llr >= self.upper_bound - 5e-5

    @property
    def is_at_lower_bound(self) -> bool:
        """Whether this is the least that the validation data carry: then it says *at most so much*."""
        return self.llr <= self.lower_bound + 5e-5

    def __post_init__(self) -> None:
        if not self.lower_bound <= self.low <= self.llr <= self.high <= self.upper_bound:
            raise InputError(
                "a likelihood ratio needs lower bound <= low <= llr <= high <= upper bound, got "
                f"{self.lower_bound}, {self.low}, {self.llr}, {self.high}, {self.upper_bound}"
            )


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature adds to the log10 ratio before the bound; ``start`` is what every pair begins with."""

    feature: str
    value: float
    llr: float


@dataclass(frozen=True, slots=True)
class Feature:
    """What a calibration reads off a pair.

    ``surprise``: minus log10 of the number of matches at least as good expected from this pair by chance, 0
    without a match, never above `cap`. ``similarity``: the score of the method, 0 to 1. ``longest_run``: log2
    of the tokens of the longest run of equal ones, in multiples of `least`; 0 where it is no longer, never
    above `cap`. ``besides_run``: log2 of one more than the equal tokens besides that run, never above `cap`.
    ``exact_points``: log2 of the share of corresponding points that lie exactly under one transform, in
    multiples of `least`, 0 to `cap`; ``exact_parts``: the same of the mean of that share and of the share of
    cells that are exactly alike.
    It holds for one version of one method.
    """

    name: str
    kind: FeatureKind
    methods: tuple[str, ...]
    method_versions: tuple[str, ...]
    cap: float
    least: float = 1.0


@dataclass(frozen=True, slots=True)
class BestOf:
    """The largest ratio of `k` attempts, calibrated: log10 LR = start + slope times it, then bounded.

    `n_h1` and `n_h2` are the maxima that the bounds rest on: of k pairs one of which derives, and of k of
    which none does.
    """

    k: int
    start: float
    slope: float
    lower_bound: float
    upper_bound: float
    n_h1: int
    n_h2: int


@dataclass(frozen=True, slots=True)
class NullModel:
    """The fit against one null: log10 LR = intercept + weights times features, then bounded.

    `replicates` are the same numbers, intercept first, fitted on `n_clusters` works drawn anew; their spread
    is the interval. `quantiles_h1` and `quantiles_h2` are the ratios of the held-out pairs, for the Tippett
    plot. `best_of` says what the best of several attempts is worth, by ascending number.
    """

    null: NullGrade
    intercept: float
    weights: tuple[float, ...]
    replicates: tuple[tuple[float, ...], ...]
    lower_bound: float
    upper_bound: float
    n_h1: int
    n_h2: int
    n_clusters: int
    quantiles_h1: tuple[float, ...] = ()
    quantiles_h2: tuple[float, ...] = ()
    best_of: tuple[BestOf, ...] = ()


@dataclass(frozen=True, slots=True)
class AcceptanceLine:
    """A demand set before the run, and what was measured.

    `null` is the one against which it was measured, the worst of those that the demand is held against; empty
    where that was not written down.
    """

    name: str
    limit: float
    measured: float
    is_met: bool
    null: NullGrade | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted calibration, as its file holds it.

    `least_tokens` and `most_tokens` are the lengths of output it was fitted on, 0 for pictures; `made_of`
    says which data. `excludes` names the exclusions by which works are told that no ratio is stated for;
    `unfit_for` says in sentences what else it does not hold for, which nothing in an item tells.
    `null_names` says of a null what its pairs are, where that is less than its grade says.
    """

    id: str
    medium: Medium
    kind: CalibrationKind
    features: tuple[Feature, ...]
    nulls: tuple[NullModel, ...]
    acceptance: tuple[AcceptanceLine, ...]
    made_of: tuple[str, ...]
    unfit_for: tuple[str, ...]
    made_with: tuple[tuple[str, str], ...]
    least_tokens: int = 0
    most_tokens: int = 0
    null_names: tuple[tuple[NullGrade, str], ...] = ()
    excludes: tuple[str, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether every demand set beforehand was met; else its ratios are not stated."""
        return bool(self.acceptance) and all(line.is_met for line in self.acceptance)
