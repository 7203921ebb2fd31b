"""How well does a calibration do on pairs of known truth? What a validation measured, ready to be shown.

All ratios are log10, none beyond the bounds of the calibration unless said; rates come with the exact 95 %
interval of Clopper and Pearson, other figures with one over works drawn anew.
"""

from dataclasses import dataclass
from typing import Literal

from sidebyside.records.artefact import Medium
from sidebyside.records.strength import Calibration, CalibrationKind, NullGrade

Point = tuple[float, float]
SizeUnit = Literal["tokens", "share"]
ErrorGroup = Literal["null", "language", "transformation"]
DropReason = Literal["negative_weight", "no_variation"]
CaseNullOutcome = Literal["used", "too_few_pairs", "no_calibration"]


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many, with the exact 95 % interval; `value` is 0 where there was none."""

    n_events: int
    n_trials: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The rate itself."""
        return self.n_events / self.n_trials if self.n_trials else 0.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval by drawing works anew."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Misleading:
    """How often the ratio points the wrong way by `ratio` or more.

    Under h2: pairs of the null with LR > `ratio`. Under h1: derived pairs with LR < 1 / `ratio`.
    """

    under: Literal["h1", "h2"]
    ratio: int
    rate: Rate


@dataclass(frozen=True, slots=True)
class EcePoint:
    """Empirical cross-entropy, in bits, at prior odds: of the system, after PAV, and of saying nothing."""

    log10_prior_odds: float
    system: float
    pav: float
    reference: float


@dataclass(frozen=True, slots=True)
class NullValidation:
    """What was measured on the held-out pairs: the derived ones against those of one null.

    `roc` holds (FMR, 1 - FNMR); `pav` (ratio, ratio after PAV); `tippett_h1` and `tippett_h2` (ratio, share
    of the pairs with that ratio or more). Ratios after PAV that would be infinite stand as 9 or -9.
    `fmr` and `fnmr` are at the operating point of the report. `dev_pav` is None where the pairs do not
    overlap, so that there is nothing to measure it on.
    """

    null: NullGrade
    n_h1: int
    n_h2: int
    n_train_h1: int
    n_train_h2: int
    n_works: int
    eer: Estimate
    cllr: Estimate
    cllr_min: Estimate
    cllr_cal: Estimate
    dev_pav: float | None
    lower_bound: float
    upper_bound: float
    fmr: Rate
    fnmr: Rate
    misleading: tuple[Misleading, ...]
    roc: tuple[Point, ...]
    pav: tuple[Point, ...]
    tippett_h1: tuple[Point, ...]
    tippett_h2: tuple[Point, ...]
    ece: tuple[EcePoint, ...]


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """False matches and misses of held-out pairs at the operating point, for one part of them.

    The part is one null, one language or one transformation, against the hardest null of the calibration;
    a part without derived pairs has no misses to count, and one without other pairs no false matches.
    """

    group: ErrorGroup
    name: str
    fmr: Rate
    fnmr: Rate


@dataclass(frozen=True, slots=True)
class RobustnessRow:
    """Derived pairs of one transformation and size: how many were above the operating point, and the median.

    `size` is in the unit of the report, None where the truth file gives none.
    """

    transformation: str
    size: float | None
    found: Rate
    median_llr: float


@dataclass(frozen=True, slots=True)
class DetectionLimit:
    """From which size on a copied piece is found with a probability; `size` is None where no size tried is.

    `n` pieces of that size were planted, of all sizes where `size` is None. Words and Chinese characters are
    counted as tokens; pictures by the share of the work.
    """

    kind: CalibrationKind
    transformation: str
    unit: SizeUnit
    size: float | None
    probability: float
    n: int


@dataclass(frozen=True, slots=True)
class SearchRate:
    """How often a search of `n` items gives a false alarm, with its 95 % interval.

    `is_extrapolated` where more are searched than one work was compared with when this was measured: then
    the rate rests on the comparisons being independent, and the interval on the exact one of their rate.
    """

    n: int
    rate: float
    low: float
    high: float
    is_extrapolated: bool


@dataclass(frozen=True, slots=True)
class TruthSummary:
    """What the truth file held, and how it was split.

    `n_by_null` counts the pairs that are not derived; `n_left_out` are pairs between a cluster of one side
    of the split and one of the other, which neither side may see.
    """

    name: str
    sha256: str
    n_pairs: int
    n_derived: int
    n_by_null: tuple[tuple[NullGrade, int], ...]
    n_by_language: tuple[tuple[str, int], ...]
    n_works: int
    n_outputs: int
    n_clusters: int
    n_train: int
    n_test: int
    n_left_out: int
    is_split_given: bool


@dataclass(frozen=True, slots=True)
class DroppedFeature:
    """A feature that was left out against a null, and why."""

    null: NullGrade
    feature: str
    reason: DropReason


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """A validation: the pairs, the figures, the demands set before, and the calibration they belong to.

    `operating_llr` is the ratio above which a pair counts as found.
    """

    kind: CalibrationKind
    medium: Medium
    seed: int
    n_replicates: int
    operating_llr: float
    unit: SizeUnit
    truth: TruthSummary
    nulls: tuple[NullValidation, ...]
    errors: tuple[ErrorRow, ...]
    robustness: tuple[RobustnessRow, ...]
    power: tuple[DetectionLimit, ...]
    searches: tuple[SearchRate, ...]
    dropped: tuple[DroppedFeature, ...]
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class StratumRate:
    """Attempts of one model and stratum, never pooled with others, and how many matched.

    `low` and `high` are the exact 95 % interval; where none matched, `high` is the one-sided bound: the
    largest rate that the attempts do not refute. Attempts that gave nothing to compare are not counted.
    """

    model: str
    stratum: str
    n_attempts: int
    n_matched: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WorkTested:
    """One work in the question which works show anything.

    `p` is how many matches as good as its best one chance gives in this work and all attempts, at most 1; 1
    where nothing matched. `false_discovery` is that of Benjamini and Hochberg over all works, `family_wise`
    that of Holm. The best was looked for in `n_attempts` attempts, `most_attempts` of them of one model and
    stratum. `llr` is the largest quoted ratio of a pair of this work, None where none is stated;
    `llr_best_of` is what it is worth as the best of so many attempts, calibrated on maxima, and
    `llr_over_attempts` the same divided by the attempts, which it is worth at least. A ratio at its upper
    bound is not divided: it says *at least so much*, and nothing can be taken off what is not known; then
    they are None, but for what was measured on maxima.
    """

    path: str
    sha256: str
    medium: Medium
    p: float
    false_discovery: float
    family_wise: float
    n_attempts: int
    most_attempts: int
    llr: float | None = None
    llr_over_attempts: float | None = None
    llr_best_of: float | None = None


@dataclass(frozen=True, slots=True)
class SearchedRatio:
    """The log10 ratio of a work found by a search of `n`, and the same divided by `n`.

    The first weighs this work against another origin, however it was found; the second asks whether the
    corpus holds the source at all, and pays for every work that was tried. Schools differ on which to quote.
    `llr_over_n` is None where the ratio stands at its upper bound, as in `WorkTested`.
    """

    llr: float
    llr_over_n: float | None
    n: int


@dataclass(frozen=True, slots=True)
class CaseNullUse:
    """What became of a null given with the case, for the pairs of one kind.

    `n_pairs` are its pairs of that kind that can be used, `n_needed` how many it takes. The ratios of the
    kind are held against it where `outcome` is ``used``, else against the nulls of the calibration alone.
    """

    null: NullGrade
    kind: CalibrationKind
    n_pairs: int
    n_needed: int
    outcome: CaseNullOutcome


@dataclass(frozen=True, slots=True)
class CaseStatistics:
    """What a whole case comes to: attempts by stratum, works tested, calibrations in force.

    `searched` has, by the id of a finding, its ratio where its work was found among several.
    `calibrations` have the nulls of the case in them; `detection_limits` are those the shipped reports
    measured, of the kinds that were compared. `case_nulls` says which null of the case was used for which
    kind.
    """

    strata: tuple[StratumRate, ...] = ()
    works_tested: tuple[WorkTested, ...] = ()
    calibrations: tuple[Calibration, ...] = ()
    detection_limits: tuple[DetectionLimit, ...] = ()
    searched: tuple[tuple[str, SearchedRatio], ...] = ()
    case_nulls: tuple[CaseNullUse, ...] = ()
