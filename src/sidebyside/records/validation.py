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
ErrorGroup = Literal["null", "language", "transformation", "derivation"]
DropReason = Literal["negative_weight", "no_variation"]
CaseNullOutcome = Literal["used", "too_few_pairs", "no_calibration"]
SearchReason = Literal["at_upper_bound", "null_at_bound", "nothing_left", "below_one", "no_ratio"]
"""Why a ratio is not given after a search: it says *at least so much*, or the one against another null does;
taken off the search, no more than 1 is left; it is no more than 1 as it stands, and a search makes nothing
for h2; there is none."""
NoRateReason = Literal["not_calibrated", "not_measured", "null_of_case"]
"""Why no rate of single attempts is known: no ratio is stated for such pairs; the calibration comes without
a report; a null of the case took the place of one it was measured on."""


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
class DerivationFigures:
    """The held-out pairs of known source that were made one way, against one null.

    `derivation` is ``programmed``, ``human`` or ``model``. `cllr` takes all pairs of the null beside them;
    `missed` is the rate at which they are not above the operating point, `above_10` that at which LR > 10.
    """

    derivation: str
    n_h1: int
    cllr: float
    missed: Rate
    above_10: Rate


@dataclass(frozen=True, slots=True)
class NullValidation:
    """What was measured on the held-out pairs: the derived ones against those of one null.

    `roc` holds (FMR, 1 - FNMR); `pav` (ratio, ratio after PAV); `tippett_h1` and `tippett_h2` (ratio, share
    of the pairs with that ratio or more). Ratios after PAV that would be infinite stand as 9 or -9.
    `cllr_cal`, the loss by calibration, is that of the ratios as fitted, before they were bounded.
    `fmr` and `fnmr` are at the operating point of the report. `dev_pav` is None where the pairs do not
    overlap, so that there is nothing to measure it on. `by_derivation` has the pairs that programs, people
    and models made, apart: empty where the table does not say.
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
    by_derivation: tuple[DerivationFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """False matches and misses of held-out pairs at the operating point, for one part of them.

    The part is one null, one language, one transformation or what made the pairs, against the hardest null
    of the calibration; a part without pairs of known source has no misses to count, and one without others no
    false matches.
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
class SearchedRatio:
    """The log10 ratio of a work found by a search, and what is left of it once the search is paid for.

    `llr_over_n` is the ratio divided by the `n` works searched: `llr` weighs this work against another
    origin, however it was found; the second asks whether the works hold the source at all. Schools differ on
    which to quote. `llr_best_of` is what it is worth as the best of `n_attempts`, calibrated on maxima. Each
    has its 95 % interval. Where one is None its `because` says why; no search turns a ratio for h1 into one
    for h2.
    """

    llr: float
    llr_over_n: float | None
    n: int
    because: SearchReason | Literal[""] = ""
    interval: tuple[float, float] | None = None
    n_attempts: int = 1
    llr_best_of: float | None = None
    best_of_because: SearchReason | Literal[""] = ""
    best_of_interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class AttemptsAtWork:
    """How many attempts of one model and stratum gave a work back, and how often chance gives as many.

    `n_matched` of `n_attempts` matched the work. A prompt counts once, by its first attempt; an attempt of
    which no prompt is stated counts by itself, `n_unprompted` of them. Of these `n_trials` `n_above` have a
    ratio above the operating point of the calibration. `rate` is the largest at which single attempts do so
    where nothing has a common origin (upper end of the exact 95 % interval, pairs held out), and
    `log10_by_chance` the logarithm of the probability that as many of so many, or more, do so by chance:
    independent attempts, each at that rate. Both are None where `because` says why. It speaks against
    chance, not against a common source.
    """

    model: str
    stratum: str
    n_attempts: int
    n_matched: int
    n_trials: int
    n_unprompted: int
    n_above: int
    rate: float | None
    log10_by_chance: float | None
    because: NoRateReason | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class WorkTested:
    """One work in the question which works show anything.

    `p` is how many matches as good as its best one chance gives in this work and all attempts, at most 1; 1
    where nothing matched. `false_discovery` is that of Benjamini and Hochberg over all works, `family_wise`
    that of Holm. The best was looked for in `n_attempts` attempts, `most_attempts` of them of one model and
    stratum: all of its medium, as no case states which work an attempt was after. `llr` is the largest
    quoted ratio of a pair of this work, with its interval and the bound it stands at; None where none is
    stated, and `llr_because` says why, in the words of a pair or ``nothing_matched``. `searched` is what is
    left of it after the search; `llr_best_of` and `llr_over_attempts`, the same divided by the attempts,
    which it is worth at least, are None where their `because` says why. `by_stratum` counts the attempts
    that matched.
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
    llr_interval: tuple[float, float] | None = None
    llr_bound: Literal["", "upper", "lower"] = ""
    llr_because: str = ""
    over_attempts_because: SearchReason | Literal[""] = ""
    searched: SearchedRatio | None = None
    by_stratum: tuple[AttemptsAtWork, ...] = ()


@dataclass(frozen=True, slots=True)
class LookedAt:
    """With how many of the works of a medium a method compared the outputs: the least and the most of any.

    A method whose least is below `n_works` was given those that other methods, or the store of works, ranked
    nearest; the others it never saw.
    """

    medium: Medium
    method: str
    n_works: int
    least: int
    most: int
    n_outputs: int
