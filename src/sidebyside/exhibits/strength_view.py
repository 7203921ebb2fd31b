"""What is shown of how much a pair weighs, and of what a whole case comes to: plain records."""

from dataclasses import dataclass

from sidebyside.exhibits.chart import Chart, Waterfall
from sidebyside.exhibits.text_view import LabelledValue


@dataclass(frozen=True, slots=True)
class RatioRow:
    """The ratio against one null; `mark` stands where it is the one quoted."""

    null: str
    llr: str
    ratio: str
    interval: str
    bounds: str
    n_pairs: str
    mark: str


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """A band of the verbal scale; `mark` stands where the quoted ratio lies in it."""

    ratios: str
    log10: str
    support: str
    meaning: str
    mark: str


@dataclass(frozen=True, slots=True)
class SaidView:
    """A sentence that whoever fitted a calibration said of it, and the language it stands in here."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class StrengthView:
    """A likelihood ratio: propositions, figures, scale, what makes it up, and where held-out pairs lie.

    `limits` are the sorts of pairs that the ratio does not hold for and that nothing tells. `searched` has
    the ratio and what is left of it where it was searched for.
    """

    h1: str
    h2: str
    sentence: str
    limits: tuple[SaidView, ...]
    facts: tuple[LabelledValue, ...]
    at_bound: str
    searched: tuple[LabelledValue, ...]
    ratios: tuple[RatioRow, ...]
    scale: tuple[ScaleRow, ...]
    scale_note: str
    waterfall: Waterfall
    contributions: tuple[tuple[str, str, str], ...]
    tippett: Chart | None
    calibration: str


@dataclass(frozen=True, slots=True)
class StratumRow:
    """Attempts of one model and stratum, and the rate at which they matched."""

    model: str
    stratum: str
    n_attempts: str
    n_matched: str
    rate: str
    bound: str


@dataclass(frozen=True, slots=True)
class WorkTestedRow:
    """A work in the question which works show anything.

    `weight` has its largest ratio with its words, and under it what the search leaves of it, or why not.
    """

    path: str
    medium: str
    p: str
    false_discovery: str
    family_wise: str
    n_attempts: str
    most_attempts: str
    weight: tuple[str, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class AttemptsRow:
    """How many attempts of one model and stratum gave a work back, and how often chance gives as many."""

    path: str
    model: str
    stratum: str
    n_attempts: str
    n_matched: str
    n_trials: str
    n_above: str
    rate: str
    by_chance: str


@dataclass(frozen=True, slots=True)
class CalibrationView:
    """A calibration in force: what it was fitted on, what it is unfit for, the demands it met.

    `acceptance` holds name, limit, figure and whether it was met.
    """

    anchor: str
    id: str
    facts: tuple[LabelledValue, ...]
    made_of: tuple[SaidView, ...]
    unfit_for: tuple[SaidView, ...]
    acceptance: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """How much of a work the outputs of one model and stratum give together, or where `is_pooled` of all."""

    path: str
    measure: str
    model: str
    stratum: str
    n_outputs: str
    covered: str
    whole: str
    share: str
    is_pooled: bool


@dataclass(frozen=True, slots=True)
class CaseStatisticsView:
    """What a whole case comes to; `refused` are calibrations that missed a demand."""

    strata: tuple[StratumRow, ...]
    works_tested: tuple[WorkTestedRow, ...]
    headline: tuple[str, ...]
    attempts: tuple[AttemptsRow, ...]
    has_ratios: bool
    looked_at: tuple[str, ...]
    limits: tuple[str, ...]
    calibrations: tuple[CalibrationView, ...]
    case_nulls: tuple[str, ...]
    refused: tuple[CalibrationView, ...]
    compared: tuple[str, ...]
    coverage: tuple[CoverageRow, ...]
