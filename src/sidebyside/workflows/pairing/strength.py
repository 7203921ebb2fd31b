"""Step: how much does each pair weigh? A likelihood ratio where a calibration fits, else why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sidebyside import registry
from sidebyside.calibration.evidence import evidence_of
from sidebyside.calibration.likelihood_ratio import contributions, hardest, ratios
from sidebyside.calibration.negatives import rates_of_strata
from sidebyside.calibration.searching.search_size import ratio_after_search
from sidebyside.calibration.searching.several_tests import works_tested
from sidebyside.calibration.shipped import best_of_kind, check_fits, read_calibration, shipped, shipped_limits
from sidebyside.primitives.text.tokens import reading_of
from sidebyside.primitives.text.writing.language import language_of_text
from sidebyside.records import (
    AnyFinding,
    Calibration,
    CalibrationKind,
    CaseNullUse,
    Finding,
    Medium,
    MethodCard,
    Output,
    SearchedRatio,
    UncalibratedReason,
    Work,
    Worth,
)
from sidebyside.workflows.ingest import Inputs
from sidebyside.workflows.matching import is_comparable
from sidebyside.workflows.options import ROOMS, Options
from sidebyside.workflows.preparing import TextPreparation

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


def calibrations_of(options: Options) -> tuple[Calibration, ...]:
    """Return the calibrations to choose from: those the user names in place of the shipped ones of a kind.

    Raises
    ------
    InputError
        If a file is no calibration.
    """
    named = tuple(read_calibration(path) for path in options.calibrations)
    kinds = {one.kind for one in named}
    return (*named, *(one for one in shipped() if one.kind not in kinds))


def cards_of(medium: Medium, options: Options) -> tuple[MethodCard, ...]:
    """Return the cards of the methods that are to run on a medium, with the settings in force."""
    room = ROOMS[medium]
    members = (registry.member(room, name) for name in options.chosen(medium))
    return tuple(member.index(options.settings.get(member.card.name)).card for member in members)


def check_named(calibrations: Sequence[Calibration], inputs: Inputs, options: Options) -> None:
    """Check, before anything is compared, that the calibrations the user named fit the methods that will run.

    Raises
    ------
    InputError
        If one does not, of a medium that is compared: says why, and the way out.
    """
    for calibration in calibrations[: len(options.calibrations)]:
        if inputs.works_of(calibration.medium) and inputs.outputs_of(calibration.medium):
            check_fits(calibration, cards_of(calibration.medium, options))


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
    in_force = {card.name: card for card in cards if card.name in needed}
    room = ROOMS[calibration.medium]
    return any(
        (card.settings, card.weights_sha256)
        != (registry.member(room, name).card.settings, registry.member(room, name).card.weights_sha256)
        for name, card in in_force.items()
    )


class Shares:
    """Which part of the whole search a pair is, and a work."""

    def __init__(self, inputs: Inputs, texts: TextPreparation) -> None:
        self._works: dict[str, int] = {}
        self._outputs: dict[str, int] = {}
        self._totals: dict[Medium, tuple[int, int]] = {}
        media: tuple[Medium, ...] = ("text", "image")
        for medium in media:
            works = {one.artefact.path: _size(one, texts) for one in inputs.works_of(medium)}
            outputs = {
                one.artefact.path: _size(one, texts)
                for one in inputs.outputs_of(medium)
                if is_comparable(one)
            }
            self._works.update(works)
            self._outputs.update(outputs)
            self._totals[medium] = sum(works.values()), sum(outputs.values())

    def of_pair(self, pair: Finding) -> float:
        """Return the share of a pair, in (0, 1]."""
        m, n = self._totals[pair.medium]
        part = max(1, self._works.get(pair.work.path, 1)) * max(1, self._outputs.get(pair.output.path, 1))
        return min(1.0, part / max(1, m * n))

    def of_works(self, works: Sequence[Work]) -> dict[str, float]:
        """Return the share of each work in the works of its medium, by path."""
        return {
            one.artefact.path: self._works.get(one.artefact.path, 1)
            / max(1, self._totals[one.artefact.medium][0])
            for one in works
        }

    def n_tokens(self, output: str) -> int:
        """Return the length of an output in tokens."""
        return self._outputs.get(output, 0)


def _size(item: Work | Output, texts: TextPreparation) -> int:
    if item.artefact.medium == "image":
        return 1
    return texts.n_in_play(item)


def with_strength(
    findings: Sequence[AnyFinding], inputs: Inputs, shares: Shares, in_force: InForce
) -> tuple[AnyFinding, ...]:
    """Return the findings with the likelihood ratios of every pair, or with a word on why none is stated.

    Cost: linear in the matches, and a product of the replicates with the features for each pair.
    """
    kinds = PairKinds(inputs)
    return tuple(
        _weighed(one, kinds.of_pair(one), shares, in_force) if isinstance(one, Finding) else one
        for one in findings
    )


def _weighed(pair: Finding, kind: CalibrationKind | None, shares: Shares, in_force: InForce) -> Finding:
    if kind is None:
        return replace(pair, uncalibrated_because="other_language")
    calibration = in_force.by_kind[kind]
    if isinstance(calibration, str):
        return replace(pair, uncalibrated_because=calibration)
    n_tokens = shares.n_tokens(pair.output.path)
    if calibration.most_tokens and not calibration.least_tokens <= n_tokens <= calibration.most_tokens:
        return replace(pair, uncalibrated_because="outside_lengths")
    evidence = evidence_of(pair, calibration.features, share=shares.of_pair(pair))
    surprises = [feature.name for feature in calibration.features if feature.kind == "surprise"]
    methods = {name for feature in calibration.features for name in feature.methods}
    if surprises and not methods & {match.method for match in pair.matches}:
        return replace(pair, uncalibrated_because="no_evidence")
    stated = ratios(calibration, evidence, case_nulls=in_force.case_nulls(kind))
    quoted = hardest(stated)
    return replace(
        pair,
        strength="likelihood ratio",
        llr=quoted.llr,
        likelihood_ratios=stated,
        contributions=contributions(calibration, evidence, quoted.null),
        uncalibrated_because="",
    )


class PairKinds:
    """Which kind of calibration a pair belongs to, by the languages of its texts; each is told once."""

    def __init__(self, inputs: Inputs) -> None:
        items: list[Work | Output] = [*inputs.works, *inputs.outputs]
        self._items = {(isinstance(one, Work), one.artefact.path): one for one in items}
        self._languages: dict[tuple[bool, str], str] = {}

    def of_pair(self, pair: Finding) -> CalibrationKind | None:
        """Return the kind; None where a text is in another language, or in a mixture.

        Where a text is too short to tell, it is the language whose constants of chance its best match took.
        """
        if pair.medium == "image":
            return "image"
        kind = self.of_paths(pair.work.path, pair.output.path)
        if kind == "other":
            return None
        if kind != "undetermined":
            return kind
        chances = [match.chance for match in pair.matches if match.chance is not None]
        best = min(chances, key=lambda one: one.expected, default=None)
        return KIND_OF_CHANCE.get(best.language) if best else None

    def of_paths(self, work: str, output: str) -> PairKind:
        """Return the kind of two texts."""
        found = {self._language((True, work)), self._language((False, output))}
        if "undetermined" in found:
            return "undetermined"
        if found == {"en", "zh"}:
            return "translation"
        return "en" if found == {"en"} else "zh" if found == {"zh"} else "other"

    def of_case(self) -> frozenset[CalibrationKind]:
        """Return the kinds that pairs of the case may be of."""
        languages: dict[bool, set[str]] = {True: set(), False: set()}
        media: dict[bool, set[str]] = {True: set(), False: set()}
        for key, item in self._items.items():
            media[key[0]].add(item.artefact.medium)
            if item.artefact.medium == "text":
                languages[key[0]].add(self._language(key))
        found: set[CalibrationKind] = set()
        if "image" in media[True] & media[False]:
            found.add("image")
        both = languages[True] & languages[False]
        found |= {kind for kind in KINDS if kind in both}
        if {"en", "zh"} <= languages[True] | languages[False] and languages[True] and languages[False]:
            found.add("translation")
        return frozenset(found)

    def _language(self, key: tuple[bool, str]) -> str:
        if key not in self._languages:
            text = self._items[key].artefact.text
            seen = "" if text is None else reading_of(text)[0] if text.hidden else text.original
            self._languages[key] = language_of_text(seen)
        return self._languages[key]


def _searched(pairs: Sequence[Finding], inputs: Inputs) -> tuple[tuple[str, SearchedRatio], ...]:
    """Return the ratio of each pair found among several works, and the same divided by their number."""
    return tuple(
        (pair.id, ratio_after_search(pair.llr, n))
        for pair in pairs
        if pair.llr is not None and (n := len(inputs.works_of(pair.medium))) > 1
    )


def worth_of_case(findings: Sequence[AnyFinding], inputs: Inputs, shares: Shares, in_force: InForce) -> Worth:
    """Return what the whole case comes to: attempts by stratum, works tested, calibrations, limits, nulls."""
    pairs = [one for one in findings if isinstance(one, Finding)]
    quoted = {ratio.calibration for pair in pairs for ratio in pair.likelihood_ratios}
    kinds = PairKinds(inputs).of_case()
    return Worth(
        strata=rates_of_strata(inputs.outputs, {pair.output.path for pair in pairs}),
        works_tested=works_tested(
            inputs.works, inputs.outputs, pairs, shares.of_works(inputs.works), in_force.used
        ),
        calibrations=tuple(one for one in in_force.used if one.id in quoted),
        searched=_searched(pairs, inputs),
        detection_limits=tuple(limit for limit in shipped_limits() if limit.kind in kinds),
        case_nulls=in_force.uses,
    )
