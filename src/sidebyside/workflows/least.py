"""From matches to their pair: the least number expected by chance, and what to say of it."""

from dataclasses import replace

from sidebyside.records import Finding, Match

REASON = "not_distinguishable"
"""The word on a finding none of whose matches is distinguishable from chance, where no other word is."""


def with_least_expected(pair: Finding, matches: tuple[Match, ...]) -> Finding:
    """Return the finding with its matches as weighed, and with the least of their expected numbers.

    A pair of which some matches have a number and others none is not marked as not distinguishable: of the
    others nothing is known.
    """
    weighed = replace(pair, matches=matches)
    chances = [match.chance for match in matches if match.chance is not None]
    if not chances:
        return weighed
    least = min(chances, key=lambda one: (one.expected, one.high, one.low))
    is_distinguishable = any(chance.is_distinguishable for chance in chances)
    has_others = len(chances) < len(matches)
    return replace(
        weighed,
        expected_by_chance=least.expected,
        expected_by_chance_interval=(least.low, least.high),
        is_distinguishable=is_distinguishable,
        reason=pair.reason or ("" if is_distinguishable or has_others else REASON),
    )
