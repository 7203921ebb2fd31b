"""What is said of a case as a whole: attempts by medium, works tested and covered, calibrations, limits."""

from dataclasses import dataclass
from typing import Literal

from sidebyside.errors import InputError
from sidebyside.records.artefact import Medium
from sidebyside.records.comparison import TextExtent
from sidebyside.records.strength import AcceptanceLine, Calibration, CalibrationKind, NullGrade
from sidebyside.records.validation import (
    CaseNullOutcome,
    DetectionLimit,
    LookedAt,
    NoRateReason,
    Rate,
    SearchedRatio,
    StratumRate,
    WorkTested,
)

CoverageMeasure = Literal["equal_words", "lined_up", "structure", "points"]


@dataclass(frozen=True, slots=True)
class RefusedCalibration:
    """A calibration of a kind that was compared, of which no ratio is stated as it missed a demand.

    `acceptance` has every demand that was set beforehand, those that were met among them.
    """

    id: str
    kind: CalibrationKind
    acceptance: tuple[AcceptanceLine, ...]
    made_of: tuple[str, ...] = ()
    unfit_for: tuple[str, ...] = ()
    null_names: tuple[tuple[NullGrade, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MediumCount:
    """The attempts of one medium, None where it was not recognised, and how many of them were compared.

    ``n_attempts = n_compared + n_refused + n_missing + n_unscorable + n_without_work``: `n_refused` gave
    nothing but words of refusal, `n_without_work` are of a medium of which no work was named.
    """

    medium: Medium | None
    n_attempts: int
    n_compared: int
    n_refused: int
    n_missing: int
    n_unscorable: int
    n_without_work: int

    def __post_init__(self) -> None:
        left_out = self.n_refused + self.n_missing + self.n_unscorable + self.n_without_work
        if self.n_attempts != self.n_compared + left_out:
            raise InputError(
                f"the attempts of {self.medium} do not add up: {self.n_attempts} tried, "
                f"{self.n_compared} compared and {left_out} left out"
            )


@dataclass(frozen=True, slots=True)
class WorkCoverage:
    """How much of one work several outputs give together; what more than one of them gives counts once.

    Only matches that are distinguishable from chance count, before filtration. `measure` says of what: equal
    words, sentences lined up by meaning, the area of a picture whose structure was kept, or within which
    points correspond. `model` and `stratum` are as stated, an empty word where they were not; where
    `is_pooled` the row is over all of them, and both are empty. `extent` and `whole` are what is covered of a
    text and all of it, None for pictures; `share` is in tokens or in area, [0, 1].
    """

    path: str
    sha256: str
    measure: CoverageMeasure
    model: str
    stratum: str
    is_pooled: bool
    n_outputs: int
    share: float
    extent: TextExtent | None = None
    whole: TextExtent | None = None


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
class MissRate:
    """Held-out pairs of known source that were made one way: how many were not above the operating point.

    `derivation` is ``programmed``, ``human`` or ``model``; the ratio is that against every null but a common
    source. `is_at_hand` where the outputs of the case were made so.
    """

    kind: CalibrationKind
    derivation: str
    missed: Rate
    is_at_hand: bool = False


@dataclass(frozen=True, slots=True)
class FalseMatchRate:
    """How often single pairs of a kind without a common origin have a quoted log10 ratio above `above`.

    The upper end of the exact 95 % interval on pairs held out, the largest over the nulls but a common
    source; where none is known `rate` is None and `because` a word on why.
    """

    kind: CalibrationKind
    rate: float | None
    above: float = 0.0
    because: NoRateReason | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class CaseStatistics:
    """What a whole case comes to: attempts by stratum, works tested, calibrations in force.

    `searched` has, by the id of a finding, its ratio where its work was found among several works or
    attempts. `calibrations` have the nulls of the case in them; `detection_limits` are those the shipped
    reports measured, of the kinds that were compared, and `misses` how many pairs of known source they did
    not tell, by what made them. Of the kinds in `silent_on_paraphrase` nothing looked for sentences put into
    other words, so a negative says nothing of those. `case_nulls` says which null of the case was used for
    which kind. `refused` are the calibrations that a finding would rest on had they met their demands,
    `compared` the attempts by medium, `coverage` how much of each work the outputs give together,
    `looked_at` with how many works each method compared the outputs, and `false_matches` how often single
    pairs without a common origin are above the operating point, by kind.
    """

    strata: tuple[StratumRate, ...] = ()
    works_tested: tuple[WorkTested, ...] = ()
    calibrations: tuple[Calibration, ...] = ()
    detection_limits: tuple[DetectionLimit, ...] = ()
    searched: tuple[tuple[str, SearchedRatio], ...] = ()
    case_nulls: tuple[CaseNullUse, ...] = ()
    misses: tuple[MissRate, ...] = ()
    silent_on_paraphrase: tuple[CalibrationKind, ...] = ()
    refused: tuple[RefusedCalibration, ...] = ()
    compared: tuple[MediumCount, ...] = ()
    coverage: tuple[WorkCoverage, ...] = ()
    looked_at: tuple[LookedAt, ...] = ()
    false_matches: tuple[FalseMatchRate, ...] = ()
