"""What of a pair goes into a likelihood ratio: how surprising its best match is, method by method.

A surprise is minus log10 of the number of matches at least as good to expect by chance from this pair alone.
It has one meaning for all lengths of text and all sizes of picture, which a similarity has not.
"""

import math

from sidebyside.errors import InputError
from sidebyside.records import Feature, Finding, Match, SetApart


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


def _value(pair: Finding | SetApart, feature: Feature, share: float) -> float:
    if feature.kind == "similarity":
        scores = (one.similarity for one in pair.scores if one.method in feature.methods)
        return min(feature.cap, max(scores, default=0.0))
    matches = pair.matches if isinstance(pair, Finding) else ()
    found = (surprise(match, share) for match in matches if match.method in feature.methods)
    return min(feature.cap, max(found, default=0.0))


def surprise(match: Match, share: float) -> float:
    """Return minus log10 of the number of such matches expected from its pair alone, at least 0.

    0 too where the match states no such number.
    """
    if match.log10_nfa is not None:
        return max(0.0, -match.log10_nfa)
    if match.chance is None:
        return 0.0
    return max(0.0, -math.log10(match.chance.expected) - math.log10(share))
