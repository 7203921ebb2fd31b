"""From weighed pairs to findings: each is built here, once, with everything that is said of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sidebyside.calibration.search import ComparedPair, Search, pairs_of
from sidebyside.calibration.strength import Strengths
from sidebyside.calibration.weighing import WeighedPair, Weigher, finding_id
from sidebyside.primitives.quantum import quantum_after, quantum_of_pair
from sidebyside.records import (
    ComparedOutput,
    Decided,
    Filtration,
    Finding,
    ItemRef,
    MethodCard,
    TextQuantum,
    UncountedPair,
)

NOT_DISTINGUISHABLE = "not_distinguishable"
"""The word on a finding none of whose matches is distinguishable from chance, where no other word is."""

UNDECIDED = Decided("proposed", "", "")


def compared_pairs(
    compared: Iterable[ComparedOutput], search: Search, cards: Sequence[MethodCard]
) -> Iterator[ComparedPair]:
    """Yield the pairs of a search of which something is to be said."""
    by_name = {card.name: card for card in cards}
    works = {medium: [work.artefact for work in search.works_of(medium)] for medium in ("text", "image")}
    for one in compared:
        yield from pairs_of(one, works[one.output.artefact.medium], by_name)


class Concluder:
    """Builds the findings of one search.

    Parameters
    ----------
    search
        What was searched.
    strengths
        States how much a pair weighs.
    decisions
        By id of a proposal, what a person decided of it.
    reasons
        By path of an output, a word on why less was found than stands there.
    """

    def __init__(
        self,
        search: Search,
        strengths: Strengths,
        *,
        decisions: Mapping[str, Decided],
        reasons: Mapping[str, str],
    ) -> None:
        self._search, self._strengths = search, strengths
        self._decisions, self._reasons = decisions, reasons

    def findings(self, compared: Iterable[ComparedOutput]) -> Iterator[Finding | UncountedPair]:
        """Yield what is said of every pair that was compared and in which something was found."""
        pairs = compared_pairs(compared, self._search, self._search.cards)
        for weighed in Weigher(self._search).weighed(pairs):
            yield self._uncounted(weighed) if weighed.pair.kind else self._finding(weighed)

    def _finding(self, weighed: WeighedPair) -> Finding:
        pair, artefact = weighed.pair, weighed.pair.output.artefact
        strength, strongest = self._strengths.of(weighed), weighed.strongest
        filtrations = decided(weighed.filtrations, self._decisions)
        reason = self._reasons.get(artefact.path, "")
        return Finding(
            id=finding_id(pair),
            work=ItemRef(pair.work.path, pair.work.sha256),
            output=ItemRef(artefact.path, artefact.sha256),
            medium=artefact.medium,
            scores=pair.scores,
            matches=weighed.matches,
            quantum=quantum_of_pair(pair.work, artefact, weighed.matches, self._search.texts.measure),
            generation=pair.output.generation,
            strength="likelihood ratio" if strength.ratios else "uncalibrated score",
            expected_by_chance=strongest.expected if strongest else None,
            llr=strength.llr,
            reason=reason or (NOT_DISTINGUISHABLE if weighed.is_chance_alone else ""),
            expected_by_chance_interval=(strongest.low, strongest.high) if strongest else None,
            is_distinguishable=weighed.is_distinguishable,
            filtrations=filtrations,
            quantum_after=self._after(weighed, filtrations),
            standings=weighed.percentiles,
            apart=pair.apart,
            likelihood_ratios=strength.ratios,
            contributions=strength.contributions,
            uncalibrated_because=strength.uncalibrated_because,
        )

    def _after(self, weighed: WeighedPair, filtrations: Sequence[Filtration]) -> TextQuantum | None:
        measure = self._search.texts.measure
        accepted = [one for one in filtrations if one.decision == "accepted"]
        if not accepted:
            return None
        sides = measure(weighed.pair.work), measure(weighed.pair.output.artefact)
        return quantum_after(weighed.matches, accepted, *sides)

    def _uncounted(self, weighed: WeighedPair) -> UncountedPair:
        pair, artefact = weighed.pair, weighed.pair.output.artefact
        return UncountedPair(
            id=finding_id(pair),
            work=ItemRef(pair.work.path, pair.work.sha256),
            output=ItemRef(artefact.path, artefact.sha256),
            medium=artefact.medium,
            kind=pair.kind or "same_subject",
            scores=pair.scores,
            standings=weighed.percentiles,
            apart=pair.apart,
            generation=pair.output.generation,
        )


def decided(filtrations: Iterable[Filtration], decisions: Mapping[str, Decided]) -> tuple[Filtration, ...]:
    """Return proposals with what was decided of each; what was not is as it was proposed."""
    return tuple(_decided(one, decisions.get(one.id, UNDECIDED)) for one in filtrations)


def _decided(filtration: Filtration, said: Decided) -> Filtration:
    return replace(filtration, decision=said.decision, by=said.by, why=said.why)
