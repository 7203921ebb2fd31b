"""Colinear chaining: which shared runs follow one another in both texts.

Source: Abouelhoda & Ohlebusch (2005), doi:10.1016/j.jda.2003.08.010, in the plain quadratic form with a
bounded look-back as used for long reads by Li (2018), doi:10.1093/bioinformatics/bty191.
"""

from collections.abc import Sequence
from dataclasses import dataclass

LOOK_BACK = 64


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """A shared run: first token in the output, first token in the work, number of tokens, worth of these."""

    output_first: int
    work_first: int
    length: int
    worth: float


@dataclass(frozen=True, slots=True)
class Costs:
    """What an alignment loses: a changed token, the first and each token of a gap; all >= 0.

    The unit is the worth of one kept English word.
    """

    change: float = 1.0
    gap_open: float = 0.5
    gap_extend: float = 0.5


def chain(anchors: Sequence[Anchor], costs: Costs, *, max_gap: int) -> list[list[Anchor]]:
    """Return the best disjoint chains of anchors, the best first; each anchor stands in one chain.

    Parameters
    ----------
    anchors
        Shared runs of one pair, in any order.
    max_gap
        Most tokens between two neighbours of a chain, in either text.

    Notes
    -----
    Two anchors may overlap by a part of the later one, which then counts only with its rest. Cost: n times
    `LOOK_BACK`. Does not see a passage whose parts changed places: that makes two chains.

    >>> a, b = Anchor(0, 10, 5, 5.0), Anchor(6, 16, 4, 4.0)
    >>> chain([b, a], Costs(), max_gap=8) == [[a, b]]
    True
    """
    ordered = sorted(anchors)
    best = [anchor.worth for anchor in ordered]
    before: list[int | None] = [None] * len(ordered)
    for here, anchor in enumerate(ordered):
        for there in range(here - 1, max(-1, here - 1 - LOOK_BACK), -1):
            gain = _gain(ordered[there], anchor, costs, max_gap)
            if gain is not None and best[there] + gain > best[here]:
                best[here], before[here] = best[there] + gain, there
    return _walk_back(ordered, best, before)


def _gain(one: Anchor, next_one: Anchor, costs: Costs, max_gap: int) -> float | None:
    """Return what `next_one` adds to a chain that ends in `one`; None where it cannot follow."""
    work_gap = next_one.work_first - one.work_first - one.length
    output_gap = next_one.output_first - one.output_first - one.length
    if work_gap > max_gap or output_gap > max_gap or next_one.work_first <= one.work_first:
        return None
    overlap = max(0, -work_gap, -output_gap)
    if overlap >= next_one.length:
        return None
    n_gap = abs(work_gap - output_gap)
    loss = costs.change * max(0, min(work_gap, output_gap))
    loss += costs.gap_open + costs.gap_extend * n_gap if n_gap else 0.0
    # A token between two anchors is taken to be worth what those of the anchors are.
    loss *= (one.worth + next_one.worth) / (one.length + next_one.length)
    return next_one.worth * (next_one.length - overlap) / next_one.length - loss


def _walk_back(ordered: list[Anchor], best: list[float], before: list[int | None]) -> list[list[Anchor]]:
    chains = []
    is_used = [False] * len(ordered)
    for end in sorted(range(len(ordered)), key=lambda place: (-best[place], place)):
        found: list[Anchor] = []
        at: int | None = end
        while at is not None and not is_used[at]:
            is_used[at] = True
            found.append(ordered[at])
            at = before[at]
        if found:
            chains.append(found[::-1])
    return chains
