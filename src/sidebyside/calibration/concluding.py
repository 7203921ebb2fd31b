"""From weighed pairs to findings: each is built here, with everything that is said of it.

1. What methods found of a pair, as it was weighed, makes its figures before filtration.
2. What a person accepted is taken out, and what is left is weighed again (`Remainder`).
3. A finding names the other works that the same part of the output matches (`with_other_pictures`; of texts
   the `Weigher` says it).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from sidebyside.calibration.likelihood_ratio import START, contributions, hardest
from sidebyside.calibration.search import ComparedPair, Search, Shares, pairs_of
from sidebyside.calibration.strength import StatedStrength, Strengths, stated_by
from sidebyside.calibration.weighing import WeighedPair, Weigher, finding_id
from sidebyside.primitives.quantum import match_after, quantum_after, quantum_of_pair
from sidebyside.records import (
    Calibration,
    ComparedOutput,
    CountsAs,
    Decided,
    Filtration,
    Finding,
    ImageQuantum,
    ItemRef,
    Match,
    MethodCard,
    OtherWork,
    PairFigures,
    Region,
    SourceExcluded,
    Span,
    TextQuantum,
    UncountedPair,
)

NOT_DISTINGUISHABLE = "not_distinguishable"
"""The word on a finding none of whose matches is distinguishable from chance, where no other word is."""

UNDECIDED = Decided("proposed", "", "")

SAME_REGION = 0.5
"""Two matches lie in the same region of an output where they share so much of the smaller one."""


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
    remainder
        Says what filtration leaves of a finding.
    decisions
        By id of a proposal, what a person decided of it.
    reasons
        By path of an output, a word on why less was found than stands there.
    excluded
        By id of a finding, who excluded a common source, and how; None where nobody did.
    """

    def __init__(
        self,
        search: Search,
        strengths: Strengths,
        remainder: "Remainder",
        *,
        decisions: Mapping[str, Decided],
        reasons: Mapping[str, str],
        excluded: Callable[[str], SourceExcluded | None],
    ) -> None:
        self._search, self._strengths, self._remainder = search, strengths, remainder
        self._decisions, self._reasons, self._excluded = decisions, reasons, excluded

    def findings(self, compared: Iterable[ComparedOutput]) -> Iterator[Finding | UncountedPair]:
        """Yield what is said of every pair that was compared and in which something was found."""
        pairs = compared_pairs(compared, self._search, self._search.cards)
        for weighed in with_other_pictures(Weigher(self._search).weighed(pairs)):
            yield self._uncounted(weighed) if weighed.pair.kind else self._finding(weighed)

    def _finding(self, weighed: WeighedPair) -> Finding:
        pair, artefact = weighed.pair, weighed.pair.output.artefact
        strength = self._strengths.of(weighed)
        figures = figures_of(weighed, strength)
        left = self._remainder.of_pair(weighed, figures, self._decisions)
        reason = self._reasons.get(artefact.path, "")
        finding = Finding(
            id=finding_id(pair),
            work=ItemRef(pair.work.path, pair.work.sha256),
            output=ItemRef(artefact.path, artefact.sha256),
            medium=artefact.medium,
            scores=pair.scores,
            matches=weighed.matches,
            quantum=quantum_of_pair(pair.work, artefact, weighed.matches, self._search.texts.measure),
            generation=pair.output.generation,
            strength=figures.strength,
            expected_by_chance=figures.expected_by_chance,
            llr=figures.llr,
            reason=reason or (NOT_DISTINGUISHABLE if weighed.is_chance_alone else ""),
            expected_by_chance_interval=figures.expected_by_chance_interval,
            is_distinguishable=figures.is_distinguishable,
            filtrations=left.filtrations,
            quantum_after=left.quantum,
            standings=weighed.percentiles,
            apart=pair.apart,
            likelihood_ratios=figures.likelihood_ratios,
            contributions=figures.contributions,
            uncalibrated_because=figures.uncalibrated_because,
            refused_calibration=strength.refused_calibration,
            prompt_spans=self._supplied(pair),
            after=left.figures,
            counts_as=left.counts_as,
            other_works=weighed.other_works,
        )
        calibrations = self._strengths.calibrations
        return with_source_excluded(finding, self._excluded(finding.id), calibrations)

    def _supplied(self, pair: ComparedPair) -> tuple[Span, ...]:
        if pair.work.medium != "text" or not pair.output.generation.prompt:
            return ()
        return self._search.texts.tokens(pair.output).supplied_spans()

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


def figures_of(weighed: WeighedPair, strength: StatedStrength) -> PairFigures:
    """Return the figures of a pair as a finding states them."""
    strongest = weighed.strongest
    return PairFigures(
        strength="likelihood ratio" if strength.ratios else "uncalibrated score",
        expected_by_chance=strongest.expected if strongest else None,
        expected_by_chance_interval=(strongest.low, strongest.high) if strongest else None,
        is_distinguishable=weighed.is_distinguishable,
        llr=strength.llr,
        likelihood_ratios=strength.ratios,
        contributions=strength.contributions,
        uncalibrated_because=strength.uncalibrated_because,
    )


@dataclass(frozen=True, slots=True)
class Left:
    """What decisions leave of a pair; without `quantum` and `figures` where nothing was accepted."""

    filtrations: tuple[Filtration, ...]
    counts_as: CountsAs
    quantum: TextQuantum | None = None
    figures: PairFigures | None = None


class Remainder:
    """Says what is left of a finding once filtrations were accepted, and what that is worth.

    It needs the finding and the texts of the case, so a decision can be made long after the comparison. What
    stands in a background is known from the finding.

    Parameters
    ----------
    search
        What was searched; nothing is looked up in texts elsewhere.
    shares
        Which part of the search a pair is.
    calibrations
        Those the ratios of the findings come from.

    Notes
    -----
    Cost: nothing where nothing was accepted; else linear in the tokens of the output and of the match times
    the filtrations accepted.
    """

    def __init__(self, search: Search, shares: Shares, calibrations: Iterable[Calibration]) -> None:
        self._measure, self._shares, self._weigher = search.texts.measure, shares, Weigher(search)
        self._works = {work.artefact.path: work.artefact for work in search.works}
        self._outputs = {output.artefact.path: output for output in search.outputs}
        self._calibrations = {one.id: one for one in calibrations}

    def of(self, finding: Finding, decisions: Mapping[str, Decided]) -> Finding:
        """Return a finding with what was decided of its proposals, and the figures of what that leaves."""
        output = self._outputs[finding.output.path]
        pair = ComparedPair(
            self._works[finding.work.path], output, None, finding.matches, finding.scores, finding.apart
        )
        weighed = WeighedPair(pair, finding.matches, finding.filtrations, other_works=finding.other_works)
        left = self.of_pair(weighed, finding.before, decisions)
        return replace(
            finding,
            filtrations=left.filtrations,
            quantum_after=left.quantum,
            after=left.figures,
            counts_as=left.counts_as,
        )

    def of_pair(
        self,
        weighed: WeighedPair,
        before: PairFigures,
        decisions: Mapping[str, Decided],
    ) -> Left:
        """Return what decisions leave of a pair.

        Parameters
        ----------
        weighed
            Its matches as they were weighed, the proposals, and the works that have the same part too.
        before
            The figures of all matches.
        decisions
            By id of a proposal.
        """
        pair, matches = weighed.pair, weighed.matches
        filtrations = decided(weighed.filtrations, decisions)
        accepted = [one for one in filtrations if one.decision == "accepted"]
        if not accepted:
            return Left(filtrations, _counts_as(matches))
        sides = self._measure(pair.work), self._measure(pair.output.artefact)
        parts = [match_after(match, accepted, *sides) for match in matches]
        left = self._weigher.left(pair, [match for match in parts if match is not None])
        # What was accepted takes no work away: the ratio still does not tell between those that have it.
        left = replace(left, other_works=weighed.other_works)
        figures = figures_of(left, self._strength(before, left))
        if not before.likelihood_ratios:
            figures = replace(figures, uncalibrated_because=before.uncalibrated_because)
        return Left(filtrations, _counts_as(left.matches), quantum_after(matches, accepted, *sides), figures)

    def _strength(self, before: PairFigures, weighed: WeighedPair) -> StatedStrength:
        """Return the ratio of what is left, by the calibration that the ratio before comes from."""
        stated = before.likelihood_ratios
        if not stated:
            return StatedStrength()
        if not weighed.matches:
            return StatedStrength(uncalibrated_because="filtered_out")
        calibration = self._calibrations.get(stated[0].calibration)
        if calibration is None:
            return StatedStrength(uncalibrated_because="no_calibration")
        share = self._shares.of_pair(weighed.pair.work.medium, *weighed.pair.paths)
        of_case = frozenset(one.null for one in stated if one.is_of_case)
        return stated_by(calibration, weighed, share=share, case_nulls=of_case)


def _counts_as(matches: Sequence[Match]) -> CountsAs:
    """Return as what a pair counts by its matches, all of them or those that are left.

    It is not distinguishable from chance where every match has an expected number and none is within the
    limit; of one without a number nothing is known, and it counts as matched.
    """
    if not matches:
        return "filtered_out"
    is_chance = all(match.chance is not None and not match.chance.is_distinguishable for match in matches)
    return "not_distinguishable" if is_chance else "matched"


def with_other_pictures(pairs: Iterable[WeighedPair]) -> Iterator[WeighedPair]:
    """Yield pairs, those of pictures with the other works that the same region of the output matches.

    Where a pair has matches that say what lies where, only these are looked at. Two pictures are the same
    work where their bytes are the same; of other files of one picture nothing is known.

    Notes
    -----
    Cost: the matches of one output squared.
    """
    by_output: dict[str, list[WeighedPair]] = {}
    for weighed in pairs:
        if weighed.pair.work.medium == "image" and not weighed.pair.kind:
            by_output.setdefault(weighed.pair.output.artefact.path, []).append(weighed)
        else:
            yield weighed
    for of_output in by_output.values():
        regions = [_regions(weighed.matches) for weighed in of_output]
        for weighed, ours in zip(of_output, regions, strict=True):
            others = (
                _other_picture(weighed.pair, other.pair)
                for other, theirs in zip(of_output, regions, strict=True)
                if other is not weighed and any(_shared(*two) >= SAME_REGION for two in product(ours, theirs))
            )
            yield replace(weighed, other_works=tuple(others))


def _other_picture(pair: ComparedPair, other: ComparedPair) -> OtherWork:
    is_same = pair.work.sha256 == other.work.sha256
    return OtherWork(other.work.path, other.work.sha256, finding_id(other), is_same)


def _regions(matches: Sequence[Match]) -> list[Region]:
    """Return where matches lie in an output: of those that say what lies where, if there are any."""
    located = [
        match
        for match in matches
        if match.residual is not None
        or (isinstance(match.quantum, ImageQuantum) and match.quantum.n_inliers is not None)
    ]
    return [match.output_region for match in located or matches if match.output_region is not None]


def _shared(one: Region, other: Region) -> float:
    """Return the area two regions share, as a share of the smaller one."""
    height = min(one.row + one.height, other.row + other.height) - max(one.row, other.row)
    width = min(one.column + one.width, other.column + other.width) - max(one.column, other.column)
    smaller = min(one.height * one.width, other.height * other.width)
    return max(0, height) * max(0, width) / smaller if smaller else 0.0


def decided(filtrations: Iterable[Filtration], decisions: Mapping[str, Decided]) -> tuple[Filtration, ...]:
    """Return proposals with what was decided of each; what was not is as it was proposed."""
    return tuple(_decided(one, decisions.get(one.id, UNDECIDED)) for one in filtrations)


def _decided(filtration: Filtration, said: Decided) -> Filtration:
    return replace(filtration, decision=said.decision, by=said.by, why=said.why)


def with_source_excluded(
    finding: Finding, excluded: SourceExcluded | None, calibrations: Mapping[str, Calibration]
) -> Finding:
    """Return a finding with, or again without, the exclusion of a common source.

    Nobody can exclude a common source in advance, so the null of it (N3) applies by default. A person who has
    excluded it for a pair, such as by a search in a background, says so; then that null is not quoted. Its
    ratio stays beside the others.

    Parameters
    ----------
    finding
        As it was concluded, with whatever was said before.
    excluded
        Who excluded a common source, and how; None where nobody did.
    calibrations
        By id, those that its ratios come from.

    Returns
    -------
    finding
        Its `llr` is the smallest ratio that applies, its contributions are those of that null. Where N3 is
        the only null, no ratio is left, and it says so. To exclude and to take that back gives the finding as
        it was.
    """
    if excluded is None and finding.source_excluded is None:
        return finding
    if finding.after is not None:
        whole = with_source_excluded(replace(finding, after=None), excluded, calibrations)
        left = with_source_excluded(finding.in_force_alone, excluded, calibrations)
        return replace(whole, after=left.before)
    after = replace(finding, source_excluded=excluded)
    if after == finding or not finding.likelihood_ratios:
        return after
    if not after.applicable:
        return replace(
            after, llr=None, strength="uncalibrated score", uncalibrated_because="common_source_alone"
        )
    quoted = hardest(after.applicable)
    evidence = {one.feature: one.value for one in finding.contributions if one.feature != START}
    calibration = calibrations.get(quoted.calibration)
    parts = finding.contributions
    if calibration is not None and evidence:
        parts = contributions(calibration, evidence, quoted.null)
    return replace(
        after, llr=quoted.llr, contributions=parts, strength="likelihood ratio", uncalibrated_because=""
    )
