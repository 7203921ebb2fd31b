"""From shared runs to an aligned segment: chains of anchors, the edit path between them, extended as it pays.

`chain` says which shared runs follow one another in both texts; `path_of_chain` and `extend` lead from the
first to the last and beyond; `best_stretch` keeps what scores most; `without_islands` takes equal words that
only coincidence put between two differences for what they are.

Source: chaining as in Abouelhoda & Ohlebusch (2005), doi:10.1016/j.jda.2003.08.010, in the plain quadratic
form with a bounded look-back as used for long reads by Li (2018), doi:10.1093/bioinformatics/bty191; the
local-alignment score of Smith & Waterman (1981), doi:10.1016/0022-2836(81)90087-5, with affine gaps (Gotoh
1982, doi:10.1016/0022-2836(82)90398-9), applied to paths found between exact anchors; the path inside a gap
is a shortest edit path (Levenshtein 1966) from rapidfuzz; the clean-up of small equalities as in Fraser
(2006), Writing: Diff Strategies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from sidebyside.records import EQUAL_KINDS, OperationKind

LOOK_BACK = 64
"""Among so many anchors before one that which it follows is looked for."""

LEAST_GAIN = 1.5
"""What a further stretch must add, in kept tokens, to be taken in; less is a chance token beyond an edit."""

_KINDS: dict[str, OperationKind] = {
    "equal": "kept",
    "replace": "changed",
    "delete": "dropped",
    "insert": "added",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One edit operation on token numbers ``[first, stop)`` of the work and of the output."""

    kind: OperationKind
    work_first: int
    work_stop: int
    output_first: int
    output_stop: int


@dataclass(frozen=True, slots=True)
class AlignedSegment:
    """A stretch of one pair, aligned, that keeps the order of both texts: its score, and its steps."""

    score: float
    steps: tuple[Step, ...]

    @property
    def work_range(self) -> tuple[int, int]:
        """Token numbers ``[first, stop)`` of the work."""
        return self.steps[0].work_first, self.steps[-1].work_stop

    @property
    def output_range(self) -> tuple[int, int]:
        """Token numbers ``[first, stop)`` of the output."""
        return self.steps[0].output_first, self.steps[-1].output_stop


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """A shared run: first token in the output, first token in the work, number of tokens, worth of these."""

    output_first: int
    work_first: int
    length: int
    worth: float


@dataclass(frozen=True, slots=True)
class EditCosts:
    """What an alignment loses: a changed token, the first and each token of a gap; all >= 0.

    The unit is the worth of one kept English word.
    """

    change: float = 1.0
    gap_open: float = 0.5
    gap_extend: float = 0.5


def chain(anchors: Sequence[Anchor], costs: EditCosts, *, max_gap: int) -> list[list[Anchor]]:
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
    >>> chain([b, a], EditCosts(), max_gap=8) == [[a, b]]
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


def _gain(one: Anchor, next_one: Anchor, costs: EditCosts, max_gap: int) -> float | None:
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


@dataclass(frozen=True, slots=True, eq=False)
class TextPair:
    """The two texts of an alignment.

    Attributes
    ----------
    work, output
        int32 (n_tokens,): forms; a negative form equals nothing.
    work_is_han, output_is_han
        bool (n_tokens,): which tokens are Chinese characters; None where none is.
    han_worth
        Worth of a Chinese character where an English word is worth 1.
    """

    work: NDArray[np.int32]
    output: NDArray[np.int32]
    work_is_han: NDArray[np.bool_] | None = None
    output_is_han: NDArray[np.bool_] | None = None
    han_worth: float = 1.0

    def work_worth(self, first: int, stop: int) -> float:
        """Return the worth of tokens ``[first, stop)`` of the work."""
        return self._worth(self.work_is_han, first, stop)

    def output_worth(self, first: int, stop: int) -> float:
        """Return the worth of tokens ``[first, stop)`` of the output."""
        return self._worth(self.output_is_han, first, stop)

    def _worth(self, is_han: NDArray[np.bool_] | None, first: int, stop: int) -> float:
        if is_han is None:
            return float(stop - first)
        return stop - first - (1.0 - self.han_worth) * int(np.count_nonzero(is_han[first:stop]))


def steps_between(sides: TextPair, work: tuple[int, int], output: tuple[int, int]) -> list[Step]:
    """Return a shortest edit path between two stretches ``[first, stop)`` of tokens."""
    one = sides.work[work[0] : work[1]].tolist()
    # A token out of play gets a number of its own, so that it equals none of the work's.
    other = [
        form if form >= 0 else -2 - place
        for place, form in enumerate(sides.output[output[0] : output[1]].tolist())
    ]
    return [
        Step(
            _KINDS[op.tag],
            work[0] + op.src_start,
            work[0] + op.src_end,
            output[0] + op.dest_start,
            output[0] + op.dest_end,
        )
        for op in Levenshtein.opcodes(one, other)
    ]


def path_of_chain(sides: TextPair, anchors: Sequence[Anchor]) -> list[Step]:
    """Return the steps of a chain: its anchors kept, and a shortest path between each two."""
    path: list[Step] = []
    at_work, at_output = anchors[0].work_first, anchors[0].output_first
    for anchor in anchors:
        overlap = max(0, at_work - anchor.work_first, at_output - anchor.output_first)
        work, output = anchor.work_first + overlap, anchor.output_first + overlap
        path += steps_between(sides, (at_work, work), (at_output, output))
        at_work, at_output = anchor.work_first + anchor.length, anchor.output_first + anchor.length
        path.append(Step("kept", work, at_work, output, at_output))
    return path


def extend(
    sides: TextPair, path: list[Step], costs: EditCosts, *, window: int, unit: float = 1.0
) -> list[Step]:
    """Grow a path at both ends, `window` tokens at a time, by stretches that each add `LEAST_GAIN`.

    `unit` is the worth of one token of these texts.
    """
    least = LEAST_GAIN * unit
    while True:
        end = path[-1]
        work = (end.work_stop, min(len(sides.work), end.work_stop + window))
        output = (end.output_stop, min(len(sides.output), end.output_stop + window))
        grown = _best_prefix(sides, steps_between(sides, work, output), costs, least)
        path = path + grown
        if not grown or grown[-1].work_stop < work[1] - window // 4:
            break
    while True:
        begin = path[0]
        work = (max(0, begin.work_first - window), begin.work_first)
        output = (max(0, begin.output_first - window), begin.output_first)
        grown = _best_suffix(sides, steps_between(sides, work, output), costs, least)
        path = grown + path
        if not grown or grown[0].work_first > work[0] + window // 4:
            return path


def worth(sides: TextPair, step: Step, costs: EditCosts) -> float:
    """Return what a step adds to the score of its path: kept tokens add, all else takes away.

    All of it is in worth: a gap in Chinese characters is opened for as much less as these are worth less.
    """
    work = sides.work_worth(step.work_first, step.work_stop)
    if step.kind == "kept":
        return work
    output = sides.output_worth(step.output_first, step.output_stop)
    if step.kind == "changed":
        return -costs.change * max(work, output)
    gap = max(work, output)
    n_tokens = max(step.work_stop - step.work_first, step.output_stop - step.output_first)
    return -costs.gap_open * (gap / n_tokens) - costs.gap_extend * gap


def best_stretch(sides: TextPair, path: list[Step], costs: EditCosts) -> tuple[list[Step], float]:
    """Return the stretch of a path with the highest score, and that score (Kadane's rule)."""
    best, best_range, total, begin = 0.0, (0, 0), 0.0, 0
    for number, step in enumerate(path):
        if total <= 0.0:
            total, begin = 0.0, number
        total += worth(sides, step, costs)
        if total > best:
            best, best_range = total, (begin, number + 1)
    return path[best_range[0] : best_range[1]], best


def _best_prefix(sides: TextPair, path: list[Step], costs: EditCosts, least: float) -> list[Step]:
    total, best, stop = 0.0, 0.0, 0
    for number, step in enumerate(path):
        total += worth(sides, step, costs)
        if total > best + least:
            best, stop = total, number + 1
    return path[:stop]


def _best_suffix(sides: TextPair, path: list[Step], costs: EditCosts, least: float) -> list[Step]:
    total, best, first = 0.0, 0.0, len(path)
    for number in range(len(path) - 1, -1, -1):
        total += worth(sides, path[number], costs)
        if total > best + least:
            best, first = total, number
    return path[first:]


def joined(path: Sequence[Step]) -> list[Step]:
    """Join neighbouring steps of one kind that follow one another in both texts."""
    result: list[Step] = []
    for step in path:
        last = result[-1] if result else None
        if last is not None and _follows(last, step):
            result[-1] = Step(step.kind, last.work_first, step.work_stop, last.output_first, step.output_stop)
        else:
            result.append(step)
    return result


def _follows(last: Step, step: Step) -> bool:
    is_next = (last.work_stop, last.output_stop) == (step.work_first, step.output_first)
    return last.kind == step.kind and is_next


def without_islands(path: Sequence[Step], *, length: int) -> list[Step]:
    """Make one difference of two that only a few equal tokens part.

    A shortest edit path keeps a word or two that are equal by chance amid a rewording; a reader would not.

    Fewer than `length` kept tokens that are also fewer than the tokens that differ right before them, and
    right after them, are no longer kept. What differs then is ``changed`` token for token, and the rest
    ``dropped`` or ``added``.

    Parameters
    ----------
    path
        Steps in the order of the output, neighbours of one kind joined.

    Notes
    -----
    Cost: linear in the path, times how often differences grow together. Does not see: a word that was truly
    kept amid a rewording, which is lost; equal tokens at an end of the path, which stay.

    >>> path = [Step("kept", 0, 9, 0, 9), Step("changed", 9, 12, 9, 12), Step("kept", 12, 13, 12, 13)]
    >>> path += [Step("changed", 13, 15, 13, 15), Step("kept", 15, 20, 15, 20)]
    >>> [(step.kind, step.work_first, step.work_stop) for step in without_islands(path, length=4)]
    [('kept', 0, 9), ('changed', 9, 15), ('kept', 15, 20)]
    """
    parts = [list(steps) for _, steps in groupby(path, key=lambda step: step.kind in EQUAL_KINDS)]
    at = 1
    while at < len(parts) - 1:
        if _is_island(parts[at - 1], parts[at], parts[at + 1], length):
            parts[at - 1 : at + 2] = [_as_one([*parts[at - 1], *parts[at], *parts[at + 1]])]
            at = max(1, at - 2)
        else:
            at += 1
    return [step for part in parts for step in part]


def _is_island(before: Sequence[Step], part: Sequence[Step], after: Sequence[Step], length: int) -> bool:
    if len(part) != 1 or part[0].kind != "kept":
        return False
    n_kept = _size(part)
    if n_kept >= min(length, _size(before), _size(after)):
        return False
    return all(
        (one.work_stop, one.output_stop) == (other.work_first, other.output_first)
        for one, other in pairwise([*before, *part, *after])
    )


def _size(steps: Sequence[Step]) -> int:
    """Return the tokens of some steps, in the text that has more."""
    return max(
        sum(step.work_stop - step.work_first for step in steps),
        sum(step.output_stop - step.output_first for step in steps),
    )


def _as_one(steps: Sequence[Step]) -> list[Step]:
    """Return one difference over steps that follow one another in both texts."""
    first, last = steps[0], steps[-1]
    n = min(last.work_stop - first.work_first, last.output_stop - first.output_first)
    work, output = first.work_first + n, first.output_first + n
    result = [Step("changed", first.work_first, work, first.output_first, output)]
    if work < last.work_stop:
        result.append(Step("dropped", work, last.work_stop, output, output))
    if output < last.output_stop:
        result.append(Step("added", work, work, output, last.output_stop))
    return result
