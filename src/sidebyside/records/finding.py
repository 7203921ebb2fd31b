"""What is said at the end: a finding for a pair, nothing found, or unscorable."""

from dataclasses import dataclass
from typing import Literal

from sidebyside.errors import InputError
from sidebyside.records.apart import Apart
from sidebyside.records.artefact import Medium, Unscorable
from sidebyside.records.attempt import Generation
from sidebyside.records.comparison import Match, Quantum, Score
from sidebyside.records.elsewhere import Filtration
from sidebyside.records.strength import Contribution, LikelihoodRatio

Strength = Literal["uncalibrated score", "likelihood ratio"]
UncountedKind = Literal["same_subject", "parallels"]


@dataclass(frozen=True, slots=True)
class ItemRef:
    """Which item is meant: its path below the folder given and the digest of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ScorePercentile:
    """Where a score stands among those of pairs of which none comes from the other.

    `share_below` of the `n_pairs` of the population `null` had a lower score; the population is ``unrelated``
    or of the ``same_subject``.
    """

    method: str
    null: Literal["unrelated", "same_subject"]
    share_below: float
    n_pairs: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A pair in which at least one method reached its floor.

    `expected_by_chance` is the smallest of its matches, with its 95 % interval; `is_distinguishable` says
    whether that is within the limit of the case. All three are None where no match has a figure. `quantum`
    counts every match and nothing of `apart`; `quantum_after` leaves out the accepted filtrations, and is
    None where none was accepted. `likelihood_ratios` has one against every null, `llr` is the smallest of
    them and `contributions` what makes it up; without any, `uncalibrated_because` is a word on why.
    """

    id: str
    work: ItemRef
    output: ItemRef
    medium: Medium
    scores: tuple[Score, ...]
    matches: tuple[Match, ...]
    quantum: Quantum
    generation: Generation | None = None
    strength: Strength = "uncalibrated score"
    expected_by_chance: float | None = None
    llr: float | None = None
    reason: str = ""
    expected_by_chance_interval: tuple[float, float] | None = None
    is_distinguishable: bool | None = None
    filtrations: tuple[Filtration, ...] = ()
    quantum_after: Quantum | None = None
    standings: tuple[ScorePercentile, ...] = ()
    apart: tuple[Apart, ...] = ()
    likelihood_ratios: tuple[LikelihoodRatio, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    uncalibrated_because: str = ""


@dataclass(frozen=True, slots=True)
class UncountedPair:
    """A pair that is shown and not counted; work and output count as if nothing had been found.

    ``same_subject``: methods that say how alike two pictures are reached their floor, and those that say what
    lies where looked and found nothing. ``parallels``: the two texts tell alike, in other words; the table
    stands in `apart`.
    """

    id: str
    work: ItemRef
    output: ItemRef
    medium: Medium
    kind: UncountedKind
    scores: tuple[Score, ...]
    standings: tuple[ScorePercentile, ...] = ()
    apart: tuple[Apart, ...] = ()
    generation: Generation | None = None


@dataclass(frozen=True, slots=True)
class Nearest:
    """The best score an item reached below the floor, and with what."""

    method: str
    path: str
    similarity: float


@dataclass(frozen=True, slots=True)
class NothingFound:
    """A work, or an output, that was compared with everything of its medium and matched nothing.

    Exactly one of `work` and `output` is set. `detection_limit` names what each method would have reported.
    """

    id: str
    work: ItemRef | None
    output: ItemRef | None
    medium: Medium
    n_compared: int
    detection_limit: tuple[tuple[str, str], ...]
    nearest: tuple[Nearest, ...] = ()
    generation: Generation | None = None
    reason: str = ""


AnyFinding = Finding | UncountedPair | NothingFound | Unscorable


@dataclass(frozen=True, slots=True)
class Counts:
    """The attempts, each in exactly one of matched, null, missing and unscorable.

    ``n_outputs = n_matched + n_null + n_missing + n_unscorable``; a refusal is a null attempt, so
    `n_refused` is the part of `n_null` in which the model refused. Counts whose sums do not hold cannot be
    made.
    """

    n_works: int
    n_works_matched: int
    n_works_null: int
    n_works_unscorable: int
    n_outputs: int
    n_matched: int
    n_null: int
    n_refused: int
    n_missing: int
    n_unscorable: int
    n_pairs: int

    def __post_init__(self) -> None:
        works = self.n_works_matched + self.n_works_null + self.n_works_unscorable
        outputs = self.n_matched + self.n_null + self.n_missing + self.n_unscorable
        if self.n_works != works:
            raise InputError(f"the works do not add up: {self.n_works} named, {works} accounted for")
        if self.n_outputs != outputs:
            raise InputError(f"the attempts do not add up: {self.n_outputs} tried, {outputs} accounted for")
        if self.n_refused > self.n_null:
            raise InputError(f"{self.n_refused} refusals among {self.n_null} null attempts")
