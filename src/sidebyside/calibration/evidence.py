"""What of a pair goes into a likelihood ratio: how surprising its best match is, method by method.

A surprise is minus log10 of the number of matches at least as good to expect by chance from this pair alone.
It has one meaning for all lengths of text and all sizes of picture, which a similarity has not.
"""

import math
from collections.abc import Mapping, Sequence

from sidebyside.errors import InputError
from sidebyside.records import (
    CalibrationKind,
    Feature,
    FeatureKind,
    Finding,
    Match,
    MethodCard,
    Score,
    SetApart,
    TextQuantum,
)

TEXT_CAP = 9.0
IMAGE_CAP = 12.0

LINED_UP = ("paraphrase", "translation")
"""The methods whose matches are lined-up sentences; their chance has constants of its own."""

PICTURES: Mapping[str, FeatureKind] = {
    "copy_descriptor": "similarity",
    "keypoints": "surprise",
    "registered_pixels": "surprise",
    "text_in_picture": "similarity",
}
"""The methods on pictures that count as evidence: not style, and no hash, which repeats what others say."""


def features_of(kind: CalibrationKind, cards: Sequence[MethodCard]) -> tuple[Feature, ...]:
    """Return what a calibration of a kind reads off a pair, given the methods in force.

    Texts: ``literal``, the best match of equal words; ``aligned``, the best of lined-up sentences, from
    ``paraphrase`` within a language and from ``translation`` between two. Pictures: those of `PICTURES`, a
    surprise where a method states false alarms, else its similarity. Methods of the kind ``apart``, such as
    those of style, never count.

    Raises
    ------
    InputError
        If none of the methods in force is of that kind.
    """
    if kind == "image":
        found = [
            Feature(card.name, "surprise", (card.name,), (card.version,), IMAGE_CAP)
            if PICTURES[card.name] == "surprise"
            else Feature(card.name, "similarity", (card.name,), (card.version,), 1.0)
            for card in sorted(cards, key=lambda card: card.name)
            if card.name in PICTURES
        ]
    else:
        texts = sorted((card for card in cards if card.medium == "text"), key=lambda card: card.name)
        places = [card for card in texts if card.shows == "place"]
        lined_up = "translation" if kind == "translation" else "paraphrase"
        literal = [card for card in places if card.name not in LINED_UP] if kind != "translation" else []
        found = [
            Feature(name, "surprise", _names(of), tuple(card.version for card in of), TEXT_CAP)
            for name, of in (
                ("literal", literal),
                ("aligned", [card for card in places if card.name == lined_up]),
            )
            if of
        ]
    if not found:
        raise InputError(
            f"none of the methods in force gives evidence of the kind {kind!r}", hint="leave out --method"
        )
    return tuple(found)


def _names(cards: Sequence[MethodCard]) -> tuple[str, ...]:
    return tuple(card.name for card in cards)


def evidence_of(pair: Finding | SetApart, features: tuple[Feature, ...], *, share: float) -> dict[str, float]:
    """Return the value of each feature for a pair.

    Parameters
    ----------
    pair
        As it was weighed: its matches carry the expected number of the whole search.
    features
        Those of a calibration.
    share
        Which part of the whole search this pair is, in (0, 1]: tokens of work times tokens of output over
        those of all works times all outputs; for pictures one over the number of pairs.

    Returns
    -------
    evidence
        By name of the feature: a surprise of 0 to its cap, or a similarity of 0 to 1. What a method did not
        find counts 0.

    Raises
    ------
    InputError
        If `share` is outside (0, 1].

    Notes
    -----
    An expected number is never stated below 1e-9, so no text surprises more than that and its share allow;
    pictures take the number of false alarms itself. Cost: linear in the matches.
    """
    if not 0.0 < share <= 1.0:
        raise InputError(f"a pair is a part of its search, in (0, 1], got {share}")
    return {feature.name: _value(pair, feature, share) for feature in features}


def evidence_of_scores(scores: Sequence[Score], features: tuple[Feature, ...]) -> dict[str, float]:
    """Return the value of each feature for a pair in which nothing matched: its similarities, else 0."""
    return {
        feature.name: _similarity(scores, feature) if feature.kind == "similarity" else 0.0
        for feature in features
    }


def _similarity(scores: Sequence[Score], feature: Feature) -> float:
    found = (one.similarity for one in scores if one.method in feature.methods)
    return min(feature.cap, max(found, default=0.0))


def _value(pair: Finding | SetApart, feature: Feature, share: float) -> float:
    if feature.kind == "similarity":
        return _similarity(pair.scores, feature)
    matches = pair.matches if isinstance(pair, Finding) else ()
    found = (surprise(match, share) for match in matches if match.method in feature.methods)
    return min(feature.cap, max(found, default=0.0))


def surprise(match: Match, share: float) -> float:
    """Return minus log10 of the number of such matches expected from its pair alone, at least 0.

    0 too where the match states no such number. Where the passage stands in a text searched besides the
    works, which both sides may have it from, only the part that does not stand there surprises: the figure is
    taken times the share of its tokens that are left.
    """
    if match.log10_nfa is not None:
        return max(0.0, -match.log10_nfa)
    if match.chance is None:
        return 0.0
    return max(0.0, -math.log10(match.chance.expected) - math.log10(share)) * _own_share(match)


def _own_share(match: Match) -> float:
    """Return which part of a match does not stand in the nearest text that is no work; 1 without one."""
    nearest = None if match.commonness is None else match.commonness.nearest
    if nearest is None or nearest.is_work or not isinstance(match.quantum, TextQuantum):
        return 1.0
    n_tokens = match.quantum.total_in_output.tokens
    return 1.0 - min(1.0, nearest.n_common / n_tokens) if n_tokens else 1.0
