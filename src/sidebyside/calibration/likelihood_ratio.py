"""From what the methods found of a pair to likelihood ratios, by a calibration that was fitted elsewhere.

What goes into a ratio is how surprising the best match of a pair is, feature by feature. A surprise is minus
log10 of the number of matches at least as good to expect by chance from this pair alone: it has one meaning
for all lengths of text and all sizes of picture, which a similarity has not.

The ratio is that of a logistic regression with equal weight on both propositions (Morrison 2013, Tutorial on
logistic-regression calibration and fusion, Australian Journal of Forensic Sciences 45,
doi:10.1080/00450618.2012.733025): a weighted sum of what the methods found, which is also the fusion of
several of them. It is then held within the empirical bounds of its validation data.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from sidebyside.calibration.commonness import own_share
from sidebyside.calibration.intervals import t_quantile
from sidebyside.calibration.weighing import WeighedPair
from sidebyside.errors import InputError
from sidebyside.primitives.exactness import EXACT, exact_features, exact_value, longer_side
from sidebyside.records import (
    Calibration,
    CalibrationKind,
    Contribution,
    EvidenceKind,
    Feature,
    LikelihoodRatio,
    Match,
    MethodCard,
    NullModel,
    Score,
    TextQuantum,
    UncalibratedReason,
)

START = "start"
"""The name of what every sum starts from."""

N_DECIMALS = 4
N_DECIMALS_OF_VALUE = 6

Evidence = Mapping[str, float]
"""By the name of a feature, its value for a pair; all features of the calibration."""


def ratios(
    calibration: Calibration, evidence: Evidence, *, case_nulls: frozenset[str] = frozenset()
) -> tuple[LikelihoodRatio, ...]:
    """Return the likelihood ratio of a pair against each null of a calibration.

    Parameters
    ----------
    calibration
        Accepted; see `Calibration.is_accepted`.
    evidence
        The value of every feature.
    case_nulls
        Grades that were fitted on material of the case itself.

    Returns
    -------
    ratios
        One a null, in their order, rounded to 4 decimals. The interval is that of Student's t with the
        standard deviation over works drawn anew: percentiles of the same draws cover too seldom where works
        are few, 0.90 to 0.94 of the time with 60 of them, where this one covers 0.94 to 0.97.

    Raises
    ------
    InputError
        If the calibration was not accepted, or a feature is missing or not finite.

    Notes
    -----
    Cost: a product of the replicates with the features. Does not see that a pair may be of another kind than
    those of the validation.
    """
    if not calibration.is_accepted:
        raise InputError(
            f"calibration {calibration.id} missed an acceptance line, its ratios are not stated",
            hint="state the uncalibrated score, or validate on more data",
        )
    values = values_of(calibration, evidence)
    return tuple(
        _ratio(model, values, calibration.id, model.null in case_nulls) for model in calibration.nulls
    )


def _ratio(model: NullModel, values: Sequence[float], name: str, is_of_case: bool) -> LikelihoodRatio:
    def bounded(llr: float) -> float:
        return round(min(max(llr, model.lower_bound), model.upper_bound), N_DECIMALS)

    llr = model.intercept + math.fsum(w * x for w, x in zip(model.weights, values, strict=True))
    half = _half_width(model, values)
    return LikelihoodRatio(
        null=model.null,
        llr=bounded(llr),
        low=bounded(llr - half),
        high=bounded(llr + half),
        lower_bound=model.lower_bound,
        upper_bound=model.upper_bound,
        n_h1=model.n_h1,
        n_h2=model.n_h2,
        calibration=name,
        is_of_case=is_of_case,
    )


def _half_width(model: NullModel, values: Sequence[float]) -> float:
    """Return half the 95 % interval; 0 where works were not drawn anew."""
    if len(model.replicates) < 2:
        return 0.0
    spread = np.array(model.replicates) @ np.array([1.0, *values])
    n_works = max(2, model.n_clusters)
    # A draw of n works varies like n - 1.
    deviation = float(spread.std(ddof=1)) * math.sqrt(n_works / (n_works - 1))
    return t_quantile(n_works - 1) * deviation


def told_between_works(
    reduced: Sequence[LikelihoodRatio], whole: Sequence[LikelihoodRatio]
) -> tuple[LikelihoodRatio, ...]:
    """Return ratios of evidence that another work of the case has too, none turned against h1 by that.

    That two works hold a passage does not tell which of them it is from; it is no sign that it is from
    neither. So where the whole evidence is for h1, what is left of it without the other work is no less
    than 1, and where it is against, no less than that.

    Parameters
    ----------
    reduced
        One a null, of the evidence without what another work has.
    whole
        The same, of all of it.
    """
    return tuple(
        one
        if (least := min(0.0, other.llr)) <= one.llr
        else replace(one, llr=least, low=max(one.low, least), high=max(one.high, least))
        for one, other in zip(reduced, whole, strict=True)
    )


def hardest(stated: Sequence[LikelihoodRatio]) -> LikelihoodRatio:
    """Return the ratio that is to be quoted: the smallest, whichever null it is against.

    Of equal ones the one against the higher grade.

    Raises
    ------
    InputError
        If there is none.
    """
    if not stated:
        raise InputError("no likelihood ratio to quote", hint="give a calibration that fits the methods")
    return min(stated, key=lambda one: (one.llr, -int(one.null[1:])))


def contributions(calibration: Calibration, evidence: Evidence, null: str) -> tuple[Contribution, ...]:
    """Return what each feature adds to the ratio against a null; the sum is the ratio before the bound.

    Raises
    ------
    InputError
        If the calibration has no such null, or as `ratios`.
    """
    model = next((one for one in calibration.nulls if one.null == null), None)
    if model is None:
        raise InputError(f"calibration {calibration.id} has no null {null!r}")
    # Rounded before it is weighed, so that what a finding holds gives its contributions again.
    values = [round(value, N_DECIMALS_OF_VALUE) for value in values_of(calibration, evidence)]
    start = Contribution(START, 1.0, round(model.intercept, N_DECIMALS))
    parts = zip(calibration.features, values, model.weights, strict=True)
    return start, *(
        Contribution(feature.name, value, round(weight * value, N_DECIMALS))
        for feature, value, weight in parts
    )


def values_of(calibration: Calibration, evidence: Evidence) -> tuple[float, ...]:
    """Return the features of a pair in the order of the calibration, none above its cap.

    Raises
    ------
    InputError
        If one is missing, negative or not finite.
    """
    values = []
    for feature in calibration.features:
        value = evidence.get(feature.name, math.nan)
        if not 0.0 <= value < math.inf:
            raise InputError(
                f"calibration {calibration.id} needs the feature {feature.name!r}, got {value}",
                hint=f"it comes from {', '.join(feature.methods)}",
            )
        values.append(min(value, feature.cap))
    return tuple(values)


def unfit(calibration: Calibration, cards: Sequence[MethodCard]) -> UncalibratedReason | Literal[""]:
    """Say why a calibration does not fit the methods in force; empty where it does.

    Returns
    -------
    reason
        ``acceptance_missed``, ``method_missing`` or ``other_version``; empty where it fits.
    """
    if not calibration.is_accepted:
        return "acceptance_missed"
    versions = {card.name: card.version for card in cards}
    for feature in calibration.features:
        for method, version in zip(feature.methods, feature.method_versions, strict=True):
            if method not in versions:
                return "method_missing"
            if versions[method] != version:
                return "other_version"
    return ""


TEXT_CAP = 9.0
IMAGE_CAP = 12.0

LITERAL, ALIGNED = "literal", "aligned"
"""Names of the two features of texts that say how surprising a match is."""

RUN, LONG_RUN, BESIDES_RUN = "longest_run", "long_run", "besides_run"
"""Names of the three features that tell a recital from what two texts have of a common source."""

LONG_RUN_TOKENS = 12.0
LONGEST_RUN_TOKENS = 128.0
"""Longest runs of chapters of the Bible in two translations: 9, 14 and 28 words (5th, 50th, 95th percentile);
of five verses 5, 9 and 17; of answers of models that were asked to recite a novel 8, 35 and 234. So the
weight of a run may grow faster from 12 tokens on, and no more from 128 on."""

MOST_BESIDES = 16.0
"""A quotation that two texts have from a third stands alone: nothing else is equal. From 16 tokens on it
makes no difference how much else there is."""

LINED_UP: Mapping[bool, EvidenceKind] = {
    False: "sentences_of_one_language",
    True: "sentences_of_two_languages",
}
"""The evidence of lined-up sentences, by whether the pair is of two languages."""


def features_of(kind: CalibrationKind, cards: Sequence[MethodCard]) -> tuple[Feature, ...]:
    """Return what a calibration of a kind reads off a pair, given the methods in force.

    What a method gives is said by the evidence on its card. Texts: ``literal``, the best match of equal words
    of any method, with ``longest_run``, how long the longest run of them is, ``long_run``, the same from 12
    tokens on, and ``besides_run``, how many stand besides it; ``aligned``, the best of sentences lined up
    within a language, or between two. Pictures: one feature a method, a surprise where it states false
    alarms, else its similarity; and how exactly the pictures lie on each other, `exact_features`.

    Raises
    ------
    InputError
        If none of the methods in force is of that kind.
    """
    found = _of_pictures(cards) if kind == "image" else _of_texts(kind == "translation", cards)
    if not found:
        raise InputError(
            f"none of the methods in force gives evidence of the kind {kind!r}", hint="leave out --method"
        )
    return tuple(found)


def _of_pictures(cards: Sequence[MethodCard]) -> list[Feature]:
    found = []
    for card in sorted(cards, key=lambda card: card.name):
        if card.medium == "image" and card.evidence == "false_alarms":
            found.append(Feature(card.name, "surprise", (card.name,), (card.version,), IMAGE_CAP))
        elif card.medium == "image" and card.evidence == "similarity":
            found.append(Feature(card.name, "similarity", (card.name,), (card.version,), 1.0))
    return found + exact_features([card for card in cards if card.medium == "image"])


def _of_texts(is_translated: bool, cards: Sequence[MethodCard]) -> list[Feature]:
    texts = sorted((card for card in cards if card.medium == "text"), key=lambda card: card.name)
    literal = [card for card in texts if card.evidence == "equal_words" and not is_translated]
    lined_up = [card for card in texts if card.evidence == LINED_UP[is_translated]]
    found = [
        Feature(name, "surprise", _names(of), tuple(card.version for card in of), TEXT_CAP)
        for name, of in ((LITERAL, literal), (ALIGNED, lined_up))
        if of
    ]
    if literal:
        rests_on = _names(literal), tuple(card.version for card in literal)
        found += [
            Feature(name, "longest_run", *rests_on, math.log2(LONGEST_RUN_TOKENS / least), least)
            for name, least in ((RUN, 1.0), (LONG_RUN, LONG_RUN_TOKENS))
        ]
        found.append(Feature(BESIDES_RUN, "besides_run", *rests_on, math.log2(1.0 + MOST_BESIDES)))
    return found


def _names(cards: Sequence[MethodCard]) -> tuple[str, ...]:
    return tuple(card.name for card in cards)


def evidence_of(weighed: WeighedPair, features: tuple[Feature, ...], *, share: float) -> dict[str, float]:
    """Return the value of each feature for a pair.

    Parameters
    ----------
    weighed
        Its matches carry the expected number of the whole search.
    features
        Those of a calibration.
    share
        Which part of the whole search this pair is, in (0, 1]: tokens of work times tokens of output over
        those of all works times all outputs; for pictures one over the number of pairs.

    Returns
    -------
    evidence
        By name of the feature: a surprise or a length of 0 to its cap, or a similarity of 0 to 1. What a
        method did not find counts 0.

    Raises
    ------
    InputError
        If `share` is outside (0, 1].

    Notes
    -----
    The number that the fitted form gives is read, not the one that is stated, which stops at the least that
    was measured; pictures take the number of false alarms itself. Cost: linear in the matches.
    """
    if not 0.0 < share <= 1.0:
        raise InputError(f"a pair is a part of its search, in (0, 1], got {share}")
    return {feature.name: _value(weighed, feature, share) for feature in features}


def evidence_of_scores(scores: Sequence[Score], features: tuple[Feature, ...]) -> dict[str, float]:
    """Return the value of each feature for a pair in which nothing matched: its similarities, else 0."""
    return {
        feature.name: _similarity(scores, feature) if feature.kind == "similarity" else 0.0
        for feature in features
    }


def _similarity(scores: Sequence[Score], feature: Feature) -> float:
    found = (one.similarity for one in scores if one.method in feature.methods)
    return min(feature.cap, max(found, default=0.0))


def _value(weighed: WeighedPair, feature: Feature, share: float) -> float:
    if feature.kind == "similarity":
        return _similarity(weighed.pair.scores, feature)
    matches = [match for match in weighed.matches if match.method in feature.methods]
    if feature.kind in EXACT:
        sides = longer_side(weighed.pair.work), longer_side(weighed.pair.output.artefact)
        return exact_value(feature, matches, *sides)
    if feature.kind == "longest_run":
        return min(feature.cap, math.log2(max(1.0, _own_run(matches) / feature.least)))
    if feature.kind == "besides_run":
        return min(feature.cap, math.log2(1.0 + max(0.0, _own_tokens(matches) - _own_run(matches))))
    return min(feature.cap, max((surprise(match, share) for match in matches), default=0.0))


def _own_run(matches: Sequence[Match]) -> float:
    """Return the tokens of the longest run of any match, times the share that does not stand elsewhere."""
    return max(
        (
            match.quantum.longest_run.tokens * own_share(match)
            for match in matches
            if isinstance(match.quantum, TextQuantum)
        ),
        default=0.0,
    )


def _own_tokens(matches: Sequence[Match]) -> float:
    """Return the equal tokens of the method that found the most, without what stands elsewhere."""
    by_method: dict[str, float] = {}
    for match in matches:
        if isinstance(match.quantum, TextQuantum):
            found = match.quantum.total_in_output.tokens * own_share(match)
            by_method[match.method] = by_method.get(match.method, 0.0) + found
    return max(by_method.values(), default=0.0)


def surprise(match: Match, share: float) -> float:
    """Return minus log10 of the number of such matches expected from its pair alone, at least 0.

    0 too where the match states no such number. Where the passage stands in a text searched, which both sides
    may have it from, or in another work of the case, which it may have its source in, only the part that does
    not stand there surprises: the figure is taken times the share of its tokens that are left.
    """
    if match.log10_nfa is not None:
        return max(0.0, -match.log10_nfa)
    if match.chance is None:
        return 0.0
    found = match.chance.log10_expected
    log10_expected = math.log10(match.chance.expected) if found is None else found
    return max(0.0, -log10_expected - math.log10(share)) * own_share(match)
