"""How much does each pair weigh? A likelihood ratio where a calibration fits, else why not.

1. `choose` a calibration of each kind that fits the methods in force.
2. Tell of which kind a pair is (`PairKinds`), by the languages of its two texts.
3. State the ratios of the pair, or the reason why none is stated (`Strengths`).
4. Say what the whole case comes to (`statistics_of`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sidebyside.calibration.likelihood_ratio import contributions, evidence_of, hardest, ratios
from sidebyside.calibration.negatives import rates_of_strata
from sidebyside.calibration.search import Shares
from sidebyside.calibration.search_size import ratio_after_search
from sidebyside.calibration.several_tests import works_tested
from sidebyside.calibration.shipped import best_of_kind, read_calibration, shipped, shipped_limits
from sidebyside.calibration.weighing import WeighedPair
from sidebyside.contracts import methods_of
from sidebyside.records import (
    AnyFinding,
    Artefact,
    Calibration,
    CalibrationKind,
    CaseNullUse,
    CaseStatistics,
    Contribution,
    Finding,
    LikelihoodRatio,
    MethodCard,
    Output,
    SearchedRatio,
    UncalibratedReason,
    Work,
)

PairKind = Literal["en", "zh", "translation", "image", "other", "undetermined"]
"""The kind of calibration of a pair; ``other`` has none, ``undetermined`` is too short to tell by itself."""

KINDS: tuple[CalibrationKind, ...] = ("en", "zh", "translation", "image")
KIND_OF_CHANCE: Mapping[str | None, CalibrationKind] = {"en": "en", "zh": "zh", "en-zh": "translation"}


@dataclass(frozen=True, slots=True)
class InForce:
    """The calibration of each kind, or why there is none; and what became of the nulls of the case."""

    by_kind: Mapping[CalibrationKind, Calibration | UncalibratedReason]
    uses: tuple[CaseNullUse, ...] = ()

    def case_nulls(self, kind: CalibrationKind) -> frozenset[str]:
        """Return the grades fitted on the case."""
        return frozenset(use.null for use in self.uses if use.kind == kind and use.outcome == "used")

    @property
    def used(self) -> tuple[Calibration, ...]:
        """The calibrations, in the order of their kinds."""
        return tuple(one for _, one in sorted(self.by_kind.items()) if isinstance(one, Calibration))


def calibrations_of(paths: Sequence[str]) -> tuple[Calibration, ...]:
    """Return the calibrations to choose from: those of files in place of the shipped ones of a kind.

    Raises
    ------
    InputError
        If a file is no calibration.
    """
    named = tuple(read_calibration(path) for path in paths)
    kinds = {one.kind for one in named}
    return (*named, *(one for one in shipped() if one.kind not in kinds))


def choose(
    calibrations: Sequence[Calibration], cards: Sequence[MethodCard]
) -> dict[CalibrationKind, Calibration | UncalibratedReason]:
    """Return for each kind the calibration that fits the methods in force, or a word on why none does."""
    chosen = {kind: best_of_kind(calibrations, kind, cards) for kind in KINDS}
    return {
        kind: "other_settings" if isinstance(one, Calibration) and _has_other_settings(one, cards) else one
        for kind, one in chosen.items()
    }


def _has_other_settings(calibration: Calibration, cards: Sequence[MethodCard]) -> bool:
    """Say whether a method it rests on runs with other settings, or weights, than those it comes with."""
    needed = {name for feature in calibration.features for name in feature.methods}
    room = methods_of(calibration.medium)
    return any(
        (card.settings, card.weights_sha256)
        != (room.member(card.name).card.settings, room.member(card.name).card.weights_sha256)
        for card in cards
        if card.name in needed
    )


class PairKinds:
    """Which kind of calibration a pair belongs to, by the languages of its texts."""

    def __init__(self, works: Sequence[Work], outputs: Sequence[Output]) -> None:
        self._works = {one.artefact.path: one.artefact for one in works}
        self._outputs = {one.artefact.path: one.artefact for one in outputs}

    def of_pair(self, weighed: WeighedPair) -> CalibrationKind | None:
        """Return the kind; None where a text is in another language, or in a mixture.

        Where a text is too short to tell, it is the language whose constants of chance its best match took.
        """
        kind = kind_of(weighed.pair.work, weighed.pair.output.artefact)
        if kind == "other":
            return None
        if kind != "undetermined":
            return kind
        chances = [match.chance for match in weighed.matches if match.chance is not None]
        best = min(chances, key=lambda one: one.expected, default=None)
        return KIND_OF_CHANCE.get(best.language) if best else None

    def of_case(self) -> frozenset[CalibrationKind]:
        """Return the kinds that pairs of the case may be of."""
        found: set[CalibrationKind] = set()
        works, outputs = list(self._works.values()), list(self._outputs.values())
        if {"image"} <= {one.medium for one in works} & {one.medium for one in outputs}:
            found.add("image")
        ours = {one.language for one in works if one.medium == "text"}
        theirs = {one.language for one in outputs if one.medium == "text"}
        found |= {kind for kind in KINDS if kind in ours & theirs}
        if {"en", "zh"} <= ours | theirs and ours and theirs:
            found.add("translation")
        return frozenset(found)


def kind_of(work: Artefact, output: Artefact) -> PairKind:
    """Return the kind of calibration of two items, by their medium and their languages."""
    if work.medium == "image":
        return "image"
    found = {work.language, output.language}
    if "undetermined" in found:
        return "undetermined"
    if found == {"en", "zh"}:
        return "translation"
    return "en" if found == {"en"} else "zh" if found == {"zh"} else "other"


@dataclass(frozen=True, slots=True)
class StatedStrength:
    """What is stated of a pair: ratios against every null and what makes them up, or why none is."""

    ratios: tuple[LikelihoodRatio, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    uncalibrated_because: UncalibratedReason | Literal[""] = ""

    @property
    def llr(self) -> float | None:
        """The ratio that is quoted, the smallest; None where none is stated."""
        return hardest(self.ratios).llr if self.ratios else None


class Strengths:
    """States the strength of pairs.

    Parameters
    ----------
    kinds
        Tells of which kind a pair is.
    shares
        Which part of the search a pair is.
    in_force
        The calibrations.

    Notes
    -----
    Cost: linear in the matches, and a product of the replicates with the features for each pair.
    """

    def __init__(self, kinds: PairKinds, shares: Shares, in_force: InForce) -> None:
        self._kinds, self._shares, self._in_force = kinds, shares, in_force

    def of(self, weighed: WeighedPair) -> StatedStrength:
        """Return what is stated of a pair."""
        kind = self._kinds.of_pair(weighed)
        if kind is None:
            return StatedStrength(uncalibrated_because="other_language")
        calibration = self._in_force.by_kind[kind]
        if isinstance(calibration, str):
            return StatedStrength(uncalibrated_because=calibration)
        work, output = weighed.pair.paths
        n_tokens = self._shares.n_tokens(output)
        if calibration.most_tokens and not calibration.least_tokens <= n_tokens <= calibration.most_tokens:
            return StatedStrength(uncalibrated_because="outside_lengths")
        share = self._shares.of_pair(weighed.pair.work.medium, work, output)
        evidence = evidence_of(weighed, calibration.features, share=share)
        surprises = [feature.name for feature in calibration.features if feature.kind == "surprise"]
        methods = {name for feature in calibration.features for name in feature.methods}
        if surprises and not methods & {match.method for match in weighed.matches}:
            return StatedStrength(uncalibrated_because="no_evidence")
        stated = ratios(calibration, evidence, case_nulls=self._in_force.case_nulls(kind))
        quoted = hardest(stated)
        return StatedStrength(stated, contributions(calibration, evidence, quoted.null))


def statistics_of(
    findings: Sequence[AnyFinding],
    works: Sequence[Work],
    outputs: Sequence[Output],
    shares: Shares,
    in_force: InForce,
) -> CaseStatistics:
    """Return what the whole case comes to: attempts by stratum, works tested, calibrations, limits, nulls."""
    pairs = [one for one in findings if isinstance(one, Finding)]
    quoted = {ratio.calibration for pair in pairs for ratio in pair.likelihood_ratios}
    kinds = PairKinds(works, outputs).of_case()
    return CaseStatistics(
        strata=rates_of_strata(outputs, {pair.output.path for pair in pairs}),
        works_tested=works_tested(works, outputs, pairs, shares.of_works(works), in_force.used),
        calibrations=tuple(one for one in in_force.used if one.id in quoted),
        searched=_searched(pairs, works),
        detection_limits=tuple(limit for limit in shipped_limits() if limit.kind in kinds),
        case_nulls=in_force.uses,
    )


def _searched(pairs: Sequence[Finding], works: Sequence[Work]) -> tuple[tuple[str, SearchedRatio], ...]:
    """Return the ratio of each pair found among several works, and the same divided by their number."""
    n_works = {medium: sum(work.artefact.medium == medium for work in works) for medium in ("text", "image")}
    return tuple(
        (
            pair.id,
            ratio_after_search(pair.llr, n, is_at_bound=hardest(pair.likelihood_ratios).is_at_upper_bound),
        )
        for pair in pairs
        if pair.llr is not None and (n := n_works[pair.medium]) > 1
    )
