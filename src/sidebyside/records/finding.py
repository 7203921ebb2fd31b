"""What is said at the end: a finding for a pair, nothing found, or unscorable."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Literal

from sidebyside.errors import InputError
from sidebyside.records.apart import Apart
from sidebyside.records.artefact import Medium, Role, Unscorable
from sidebyside.records.attempt import Generation
from sidebyside.records.comparison import Match, Quantum, Score
from sidebyside.records.elsewhere import Filtration, OtherWork, SourceExcluded
from sidebyside.records.place import Span
from sidebyside.records.strength import Contribution, LikelihoodRatio

Strength = Literal["uncalibrated score", "likelihood ratio"]
UncountedKind = Literal["same_subject", "parallels"]
CountsAs = Literal["matched", "not_distinguishable", "filtered_out"]
BEST_FIRST: tuple[CountsAs, ...] = ("matched", "not_distinguishable", "filtered_out")
"""An item counts as the best of its findings."""


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
class PairFigures:
    """How much a pair weighs, by every match or by what filtration left of them; names as in `Finding`."""

    strength: Strength = "uncalibrated score"
    expected_by_chance: float | None = None
    expected_by_chance_interval: tuple[float, float] | None = None
    is_distinguishable: bool | None = None
    llr: float | None = None
    likelihood_ratios: tuple[LikelihoodRatio, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    uncalibrated_because: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A pair in which at least one method reached its floor.

    `expected_by_chance` is the smallest of its matches, with its 95 % interval; `is_distinguishable` says
    whether that is within the limit of the case. All three are None where no match has a figure. `quantum`
    counts every match and nothing of `apart`; `quantum_after` leaves out the accepted filtrations, and is
    None where none was accepted. `likelihood_ratios` has one against every null, `llr` is the smallest of
    them that applies and `contributions` what makes it up; without any, `uncalibrated_because` is a word on
    why, and `refused_calibration` the id of the one that missed a demand, where that is why. `prompt_spans`
    is what of the output stood in its prompt and was left out of the comparison, in characters.

    These figures are of every match. `after` has the same of what the accepted filtrations left, None where
    none was accepted. `counts_as` says in which row of the attempts the pair stands, after filtration:
    ``not_distinguishable`` where every match has an expected number and none is within the limit,
    ``filtered_out`` where nothing is left. `other_works` names the works that this one cannot be told from.
    `source_excluded` says who excluded a common source, and how: then the ratio against it (N3) does not
    apply, and `contributions` are those of another null, if there is one.
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
    refused_calibration: str = ""
    prompt_spans: tuple[Span, ...] = ()
    after: PairFigures | None = None
    counts_as: CountsAs = "matched"
    other_works: tuple[OtherWork, ...] = ()
    source_excluded: SourceExcluded | None = None

    @property
    def applicable(self) -> tuple[LikelihoodRatio, ...]:
        """The ratios that may be quoted: without that against a common source, where one was excluded."""
        return _applicable(self.likelihood_ratios, self.source_excluded)

    @property
    def quoted(self) -> LikelihoodRatio | None:
        """The ratio that is quoted: the one that equals `llr`, of the highest grade; None without one."""
        return self.quoted_of(self.before)

    def quoted_of(self, figures: PairFigures) -> LikelihoodRatio | None:
        """Return the ratio quoted of its figures, before or after filtration; only one that applies."""
        applicable = _applicable(figures.likelihood_ratios, self.source_excluded)
        same = [one for one in applicable if one.llr == figures.llr]
        return max(same, key=lambda one: one.null) if same else None

    @property
    def before(self) -> PairFigures:
        """The figures of every match, before filtration."""
        return PairFigures(
            self.strength,
            self.expected_by_chance,
            self.expected_by_chance_interval,
            self.is_distinguishable,
            self.llr,
            self.likelihood_ratios,
            self.contributions,
            self.uncalibrated_because,
        )

    @property
    def in_force(self) -> PairFigures:
        """The figures that count: those after filtration where something was accepted."""
        return self.after or self.before

    @property
    def in_force_alone(self) -> "Finding":
        """The finding with the figures that count in the place of those before filtration."""
        if self.after is None:
            return self
        shown = {each.name: getattr(self.after, each.name) for each in fields(self.after)}
        return replace(self, **shown, after=None)

    @property
    def quantum_in_force(self) -> Quantum:
        """How much counts: what is left after filtration where something was accepted."""
        return self.quantum_after or self.quantum


def counted_as(findings: Iterable[Finding], role: Role) -> dict[str, CountsAs]:
    """Return as what every work, or every output, of some findings counts, by its path."""
    best: dict[str, CountsAs] = {}
    for finding in findings:
        path = (finding.work if role == "work" else finding.output).path
        best[path] = min(best.get(path, finding.counts_as), finding.counts_as, key=BEST_FIRST.index)
    return best


def _applicable(
    ratios: tuple[LikelihoodRatio, ...], excluded: SourceExcluded | None
) -> tuple[LikelihoodRatio, ...]:
    """Return the ratios that may be quoted, all but that against N3 where a common source was excluded."""
    return ratios if excluded is None else tuple(one for one in ratios if one.null != "N3")


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
    `n_compared` is how many items of the other side every method that took it compared it with, of the
    `n_of_medium` that there were; `n_compared_by` has it by method. What a method was not given was only
    ranked by the others. `n_of_medium` is None in a line of an older version.
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
    n_of_medium: int | None = None
    n_compared_by: tuple[tuple[str, int], ...] = ()


AnyFinding = Finding | UncountedPair | NothingFound | Unscorable


@dataclass(frozen=True, slots=True)
class Counts:
    """The attempts, each in exactly one row: matched, not distinguishable, filtered out, null and so on.

    ``n_outputs = n_matched + n_not_distinguishable + n_filtered_out + n_null + n_missing + n_unscorable``,
    and works likewise without missing ones. A refusal is a null attempt, so `n_refused` is the part of
    `n_null` in which the model refused. Counts whose sums do not hold cannot be made.
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
    n_works_not_distinguishable: int = 0
    n_works_filtered_out: int = 0
    n_not_distinguishable: int = 0
    n_filtered_out: int = 0

    def __post_init__(self) -> None:
        works = self.n_works_matched + self.n_works_not_distinguishable + self.n_works_filtered_out
        works += self.n_works_null + self.n_works_unscorable
        outputs = self.n_matched + self.n_not_distinguishable + self.n_filtered_out
        outputs += self.n_null + self.n_missing + self.n_unscorable
        if self.n_works != works:
            raise InputError(f"the works do not add up: {self.n_works} named, {works} accounted for")
        if self.n_outputs != outputs:
            raise InputError(f"the attempts do not add up: {self.n_outputs} tried, {outputs} accounted for")
        if self.n_refused > self.n_null:
            raise InputError(f"{self.n_refused} refusals among {self.n_null} attempts with nothing found")
