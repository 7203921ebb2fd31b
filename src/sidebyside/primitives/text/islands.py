"""Equal words that only coincidence puts between two differences, taken for what they are.

Where a stretch of the work is lined up with its rewording, some word or two are equal by chance. A shortest
edit path keeps them, a reader would not.

Source: the clean-up of small equalities in Fraser (2006), Writing: Diff Strategies.
"""

from collections.abc import Sequence
from itertools import groupby, pairwise

from sidebyside.primitives.text.edit_path import Step
from sidebyside.records import EQUAL_KINDS


def without_islands(path: Sequence[Step], *, length: int) -> list[Step]:
    """Make one difference of two that only a few equal tokens part.

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
