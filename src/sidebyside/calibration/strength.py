"""How much does each pair weigh? A likelihood ratio where a calibration fits, else why not.

1. `choose` a calibration of each kind that fits the methods in force.
2. Tell of which kind a pair is (`PairKinds`), by the languages of its two texts.
3. State the ratios of the pair, or the reason why none is stated (`Strengths`).
4. Say what the whole case comes to (`statistics_of`).
"""

import math
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from sidebyside.calibration.commonness import beside_works
from sidebyside.calibration.exclusions import ExclusionsInForce
from sidebyside.calibration.likelihood_ratio import (
    ALIGNED,
    contributions,
    evidence_of,
    hardest,
    ratios,
    told_between_works,
)
from sidebyside.calibration.negatives import RateOf, attempts_by_medium, looked_at, rates_of_strata
from sidebyside.calibration.search import Shares
from sidebyside.calibration.several_tests import NOTHING, searched_ratio, works_tested
from sidebyside.calibration.shipped import (
    COMMON_SOURCE,
    best_of_kind,
    false_match,
    read_calibration,
    shipped,
    shipped_limits,
    shipped_misses,
)
from sidebyside.calibration.weighing import WeighedPair
from sidebyside.contracts import methods_of
from sidebyside.primitives.coverage import coverage_of_works
from sidebyside.primitives.quantum import Measure
from sidebyside.records import (
    AnyFinding,
    Artefact,
    Calibration,
    CalibrationKind,
    CaseNullUse,
    CaseStatistics,
    ComparedOutput,
    Contribution,
    FalseMatchRate,
    Finding,
    LikelihoodRatio,
    MethodCard,
    Output,
    RefusedCalibration,
    SearchedRatio,
    UncalibratedReason,
    Work,
    counted_as,
)

PairKind = Literal["en", "zh", "translation", "image", "other", "undetermined"]
"""The kind of calibration of a pair; ``other`` has none, ``undetermined`` is too short to tell by itself."""

KINDS: tuple[CalibrationKind, ...] = ("en", "zh", "translation", "image")
KIND_OF_CHANCE: Mapping[str | None, CalibrationKind] = {"en": "en", "zh": "zh", "en-zh": "translation"}


@dataclass(frozen=True, slots=True)
class InForce:
    """The calibration of each kind, or why there is none; what became of the nulls of the case; which missed.

    `refused` has the calibration of a kind whose reason is ``acceptance_missed``.
    """

    by_kind: Mapping[CalibrationKind, Calibration | UncalibratedReason]
    uses: tuple[CaseNullUse, ...] = ()
    refused: Mapping[CalibrationKind, Calibration] = field(default_factory=dict)

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


def refused_of(
    calibrations: Sequence[Calibration],
    chosen: Mapping[CalibrationKind, Calibration | UncalibratedReason],
) -> dict[CalibrationKind, Calibration]:
    """Return by kind the calibration that missed a demand, where that is why no ratio of it is stated."""
    return {
        kind: next(one for one in calibrations if one.kind == kind and not one.is_accepted)
        for kind, reason in chosen.items()
        if reason == "acceptance_missed"
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
    refused_calibration: str = ""

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
    exclusions
        Says for which works a calibration does not hold.

    Notes
    -----
    Cost: linear in the matches, and a product of the replicates with the features for each pair.
    """

    def __init__(
        self, kinds: PairKinds, shares: Shares, in_force: InForce, exclusions: ExclusionsInForce
    ) -> None:
        self._kinds, self._shares, self._in_force = kinds, shares, in_force
        self._exclusions = exclusions

    @property
    def calibrations(self) -> Mapping[str, Calibration]:
        """The calibrations in force, by id."""
        return {one.id: one for one in self._in_force.used}

    def of(self, weighed: WeighedPair) -> StatedStrength:
        """Return what is stated of a pair."""
        kind = self._kinds.of_pair(weighed)
        if kind is None:
            return StatedStrength(uncalibrated_because="other_language")
        calibration = self._in_force.by_kind[kind]
        if isinstance(calibration, str):
            refused = self._in_force.refused.get(kind) if calibration == "acceptance_missed" else None
            return StatedStrength(
                uncalibrated_because=calibration, refused_calibration=refused.id if refused else ""
            )
        if excluded := self._exclusions.reason(calibration, weighed.pair.work):
            return StatedStrength(uncalibrated_because=excluded)
        work, output = weighed.pair.paths
        n_tokens = self._shares.n_tokens(output)
        if calibration.most_tokens and not calibration.least_tokens <= n_tokens <= calibration.most_tokens:
            return StatedStrength(uncalibrated_because="outside_lengths")
        share = self._shares.of_pair(weighed.pair.work.medium, work, output)
        return stated_by(calibration, weighed, share=share, case_nulls=self._in_force.case_nulls(kind))


def stated_by(
    calibration: Calibration, weighed: WeighedPair, *, share: float, case_nulls: frozenset[str]
) -> StatedStrength:
    """Return what a calibration states of a pair.

    Parameters
    ----------
    calibration
        Of the kind of the pair.
    weighed
        All its matches, or what filtration left of them.
    share
        Which part of the search the pair is.
    case_nulls
        Grades that were fitted on material of the case.
    """
    evidence = evidence_of(weighed, calibration.features, share=share)
    surprises = [feature.name for feature in calibration.features if feature.kind == "surprise"]
    methods = {name for feature in calibration.features for name in feature.methods}
    if surprises and not methods & {match.method for match in weighed.matches}:
        return StatedStrength(uncalibrated_because="no_evidence")
    stated = ratios(calibration, evidence, case_nulls=case_nulls)
    if any(not other.is_same for other in weighed.other_works):
        alone = replace(weighed, matches=tuple(map(beside_works, weighed.matches)))
        whole = evidence_of(alone, calibration.features, share=share)
        stated = told_between_works(stated, ratios(calibration, whole, case_nulls=case_nulls))
    return StatedStrength(stated, contributions(calibration, evidence, hardest(stated).null))


def statistics_of(
    findings: Sequence[AnyFinding],
    works: Sequence[Work],
    outputs: Sequence[Output],
    shares: Shares,
    in_force: InForce,
    measure: Measure,
    compared: Mapping[str, ComparedOutput] = MappingProxyType({}),
) -> CaseStatistics:
    """Return what the whole case comes to; `compared` has by path of an output what it was compared with."""
    pairs = [one for one in findings if isinstance(one, Finding)]
    quoted = {ratio.calibration for pair in pairs for ratio in pair.likelihood_ratios}
    kinds = PairKinds(works, outputs).of_case()
    ids = [one.id.partition("+")[0] for one in in_force.used]
    fixed = CaseStatistics(
        calibrations=tuple(one for one in in_force.used if one.id in quoted),
        detection_limits=tuple(limit for limit in shipped_limits(ids) if limit.kind in kinds),
        case_nulls=in_force.uses,
        misses=shipped_misses(ids, kinds, is_of_model=any(one.generation.model for one in outputs)),
        silent_on_paraphrase=_silent_on_paraphrase(kinds, in_force),
        refused=_refused(pairs, in_force),
        looked_at=looked_at(works, compared.values()),
        false_matches=tuple(_false_match(kind, in_force) for kind in KINDS),
    )
    return statistics_after(fixed, findings, works, outputs, shares, measure)


def _silent_on_paraphrase(
    kinds: Container[CalibrationKind], in_force: InForce
) -> tuple[CalibrationKind, ...]:
    """Return the kinds of texts compared without evidence of sentences put into other words."""
    heard = {
        kind
        for kind, one in in_force.by_kind.items()
        if isinstance(one, Calibration) and any(feature.name == ALIGNED for feature in one.features)
    }
    return tuple(kind for kind in KINDS if kind in ("en", "zh") and kind in kinds and kind not in heard)


def statistics_after(
    before: CaseStatistics,
    findings: Sequence[AnyFinding],
    works: Sequence[Work],
    outputs: Sequence[Output],
    shares: Shares,
    measure: Measure,
) -> CaseStatistics:
    """Return what the whole case comes to with other decisions: by the figures in force of every finding.

    Calibrations, limits and nulls stay as they are; only outputs that count as matched are in a rate.
    """
    pairs = [one.in_force_alone for one in findings if isinstance(one, Finding)]
    matched = {path for path, counts_as in counted_as(pairs, "output").items() if counts_as == "matched"}
    return replace(
        before,
        strata=rates_of_strata(outputs, matched),
        works_tested=works_tested(
            works, outputs, pairs, shares.of_works(works), before.calibrations, _rates(before.false_matches)
        ),
        searched=_searched(pairs, works, outputs, before.calibrations),
        compared=attempts_by_medium(findings),
        coverage=coverage_of_works(works, pairs, measure),
    )


def _refused(pairs: Sequence[Finding], in_force: InForce) -> tuple[RefusedCalibration, ...]:
    """Return the calibrations that missed a demand and that a finding would have rested on."""
    named = {pair.refused_calibration for pair in pairs}
    return tuple(
        RefusedCalibration(one.id, one.kind, one.acceptance, one.made_of, one.unfit_for, one.null_names)
        for _, one in sorted(in_force.refused.items())
        if one.id in named
    )


def _rates(known: Sequence[FalseMatchRate]) -> RateOf:
    """Return the false match rate of every pair; of a text too short to tell, the largest of any kind."""
    by_kind = {one.kind: one for one in known}
    of_texts = [one for one in known if one.kind != "image" and one.because != "not_calibrated"]
    none = FalseMatchRate("en", None, because="not_calibrated")
    undetermined = max(of_texts, key=lambda one: math.inf if one.rate is None else one.rate, default=none)

    def rate_of(work: Artefact, output: Artefact) -> FalseMatchRate:
        kind = kind_of(work, output)
        if kind == "undetermined":
            return undetermined
        return none if kind == "other" else by_kind.get(kind, none)

    return rate_of


def _false_match(kind: CalibrationKind, in_force: InForce) -> FalseMatchRate:
    calibration = in_force.by_kind.get(kind, "no_calibration")
    if isinstance(calibration, str):
        return FalseMatchRate(kind, None, because="not_calibrated")
    found = false_match(calibration)
    if found is None:
        return FalseMatchRate(kind, None, because="not_measured")
    # A null that is added makes the smallest ratio smaller; one in the place of another may make it larger.
    if in_force.case_nulls(kind) & found.nulls - {COMMON_SOURCE}:
        return FalseMatchRate(kind, None, because="null_of_case")
    return FalseMatchRate(kind, found.rate, found.above)


def _searched(
    pairs: Sequence[Finding],
    works: Sequence[Work],
    outputs: Sequence[Output],
    calibrations: Sequence[Calibration],
) -> tuple[tuple[str, SearchedRatio], ...]:
    """Return what is left of the ratio of each pair found among several works, or attempts."""
    n_works = Counter(work.artefact.medium for work in works)
    n_attempts = Counter(one.artefact.medium for one in outputs if one.generation.status not in NOTHING)
    nulls = {one.id: one.nulls for one in calibrations}
    return tuple(
        (pair.id, searched_ratio([pair], nulls, n_works[pair.medium], n_attempts[pair.medium]))
        for pair in pairs
        if pair.llr is not None and max(n_works[pair.medium], n_attempts[pair.medium]) > 1
    )
