"""From one stretch of tokens to another: the edit operations, extended as far as they pay.

Source: the local-alignment score of Smith & Waterman (1981), doi:10.1016/0022-2836(81)90087-5, with affine
gaps (Gotoh 1982, doi:10.1016/0022-2836(82)90398-9), applied to paths found between exact anchors; the path
inside a gap is a shortest edit path (Levenshtein 1966) from rapidfuzz.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from sidebyside.primitives.text.chaining import Anchor, Costs
from sidebyside.records import OperationKind

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


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
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


def steps_between(sides: Sides, work: tuple[int, int], output: tuple[int, int]) -> list[Step]:
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


def path_of_chain(sides: Sides, anchors: Sequence[Anchor]) -> list[Step]:
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


def extend(sides: Sides, path: list[Step], costs: Costs, *, window: int, unit: float = 1.0) -> list[Step]:
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


def worth(sides: Sides, step: Step, costs: Costs) -> float:
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


def best_stretch(sides: Sides, path: list[Step], costs: Costs) -> tuple[list[Step], float]:
    """Return the stretch of a path with the highest score, and that score (Kadane's rule)."""
    best, best_range, total, begin = 0.0, (0, 0), 0.0, 0
    for number, step in enumerate(path):
        if total <= 0.0:
            total, begin = 0.0, number
        total += worth(sides, step, costs)
        if total > best:
            best, best_range = total, (begin, number + 1)
    return path[best_range[0] : best_range[1]], best


def _best_prefix(sides: Sides, path: list[Step], costs: Costs, least: float) -> list[Step]:
    total, best, stop = 0.0, 0.0, 0
    for number, step in enumerate(path):
        total += worth(sides, step, costs)
        if total > best + least:
            best, stop = total, number + 1
    return path[:stop]


def _best_suffix(sides: Sides, path: list[Step], costs: Costs, least: float) -> list[Step]:
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
