"""What a reader calls one passage: aligned stretches that lie together, in whatever order.

A chain of anchors keeps the order of both texts, so a borrowing whose sentences changed places comes out as
several stretches. Stretches that lie close in one text and not far apart in the other are put together here;
those that leave the common order are marked as moved. Two borrowings that lie apart stay two.

Source: clustering of seeds by their gaps in both texts as in Sanchez-Perez, Sidorov & Gelbukh (2014), PAN at
CLEF, pages 1004-1011; the heaviest part in common order by the rule of Jacobson & Vo (1992),
doi:10.1007/3-540-56024-6_5.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sidebyside.primitives.text.edit_path import Sides, Step, joined, steps_between
from sidebyside.primitives.text.islands import without_islands


@dataclass(frozen=True, slots=True)
class Stretch:
    """An aligned stretch of one pair that keeps the order of both texts: its score, and its steps."""

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


@dataclass(frozen=True, slots=True)
class Passage:
    """Stretches that belong together, in the order of the output, and the score of all."""

    score: float
    stretches: tuple[Stretch, ...]

    @property
    def output_range(self) -> tuple[int, int]:
        """Token numbers ``[first, stop)`` of the output."""
        return _around(part.output_range for part in self.stretches)

    @property
    def work_range(self) -> tuple[int, int]:
        """Token numbers ``[first, stop)`` of the work."""
        return _around(part.work_range for part in self.stretches)


def _around(ranges: Iterable[tuple[int, int]]) -> tuple[int, int]:
    firsts, stops = zip(*ranges, strict=True)
    return min(firsts), max(stops)


def without_repeats(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Drop a stretch when half of its kept output tokens are kept by better ones; the best comes first.

    A passage that the work repeats is thus shown at the place that fits best.
    """
    chosen: list[Stretch] = []
    taken = np.zeros(max((stretch.output_range[1] for stretch in stretches), default=0), dtype=np.bool_)
    for stretch in sorted(stretches, key=lambda one: (-one.score, one.output_range, one.work_range)):
        kept = [slice(one.output_first, one.output_stop) for one in stretch.steps if one.kind == "kept"]
        n_taken = sum(int(np.count_nonzero(taken[run])) for run in kept)
        if 2 * n_taken < sum(run.stop - run.start for run in kept):
            chosen.append(stretch)
            for run in kept:
                taken[run] = True
    return chosen


def put_together(
    stretches: Sequence[Stretch],
    *,
    near: int,
    far: int,
    jump: float,
    core: float,
    floor: float,
    counted: Collection[Stretch] = (),
) -> list[Passage]:
    """Return the passages of one pair that reach the floor, in the order of the output.

    Parameters
    ----------
    stretches
        Aligned stretches, in any order.
    near, far
        Two stretches belong together when they lie at most `near` tokens apart in one text and at most
        `far` in the other.
    jump
        What each further stretch takes from the score of a passage.
    core, floor
        Least score of the best stretch of a passage, and of the passage. Small stretches that chance brought
        together have no core.
    counted
        Stretches that make a passage even where it does not reach the floor.

    Notes
    -----
    Cost: n log n to n squared in the stretches of one pair that lie within `far` of each other in the output.
    """
    ordered = sorted(stretches, key=lambda one: (one.output_range, one.work_range))
    group = list(range(len(ordered)))
    for here, stretch in enumerate(ordered):
        for there in range(here + 1, len(ordered)):
            if ordered[there].output_range[0] - stretch.output_range[1] > far:
                break
            if _are_together(stretch, ordered[there], near, far):
                _join(group, here, there)
    members: dict[int, list[Stretch]] = {}
    for place, stretch in enumerate(ordered):
        members.setdefault(_root(group, place), []).append(stretch)
    passages = []
    for parts in members.values():
        score = sum(part.score for part in parts) - jump * (len(parts) - 1)
        has_core = score >= floor and max(part.score for part in parts) >= core
        if has_core or any(part in counted for part in parts):
            passages.append(Passage(score, tuple(parts)))
    return passages


def _are_together(one: Stretch, other: Stretch, near: int, far: int) -> bool:
    gaps = _gap(one.work_range, other.work_range), _gap(one.output_range, other.output_range)
    return min(gaps) <= near and max(gaps) <= far


def _gap(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(0, max(one[0], other[0]) - min(one[1], other[1]))


def _root(group: list[int], place: int) -> int:
    while group[place] != place:
        group[place] = group[group[place]]
        place = group[place]
    return place


def _join(group: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(group, one), _root(group, other)))
    group[second] = first


def steps_of(passage: Passage, sides: Sides, *, least_kept: int = 1) -> list[Step]:
    """Return the edit operations of a passage in the order of the output.

    Equal tokens in the heaviest series that keeps the order of both texts are ``kept``, the others ``moved``.
    Between two kept runs stands a shortest edit path; where something was moved out of or into the gap, what
    is left is ``dropped`` from the work or ``added`` to the output. Fewer than `least_kept` equal tokens
    between larger differences are taken for a coincidence.
    """
    runs = _equal_runs(passage)
    in_order = _heaviest_in_order(runs)
    moved = [run for number, run in enumerate(runs) if number not in in_order]
    kept = [runs[number] for number in sorted(in_order)]
    (work_first, work_stop), (output_first, output_stop) = passage.work_range, passage.output_range
    steps: list[Step] = []
    at_work, at_output = work_first, output_first
    for run in [*kept, _Run(output_stop, work_stop, 0)]:
        steps += _gap_steps(sides, (at_work, run.work_first), (at_output, run.output_first), moved)
        at_work, at_output = run.work_first + run.length, run.output_first + run.length
        if run.length:
            steps.append(Step("kept", run.work_first, at_work, run.output_first, at_output))
    return without_islands(joined(steps), length=least_kept)


@dataclass(frozen=True, slots=True, order=True)
class _Run:
    """Equal tokens that follow one another in both texts."""

    output_first: int
    work_first: int
    length: int


def _equal_runs(passage: Passage) -> list[_Run]:
    """Return the equal runs of all parts in the order of the output; a token stands in one of them only."""
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for part in sorted(passage.stretches, key=lambda one: -one.score):
        for step in part.steps:
            if step.kind == "kept":
                for shift in range(step.output_stop - step.output_first):
                    output, work = step.output_first + shift, step.work_first + shift
                    if output not in partner and work not in taken:
                        partner[output] = work
                        taken.add(work)
    places = sorted(partner.items())
    starts = [
        number
        for number, (output, work) in enumerate(places)
        if not number or places[number - 1] != (output - 1, work - 1)
    ]
    bounds = zip(starts, [*starts[1:], len(places)], strict=True)
    return [_Run(*places[start], stop - start) for start, stop in bounds]


def _heaviest_in_order(runs: Sequence[_Run]) -> set[int]:
    """Return the numbers of the runs whose work places rise in the order of the output, with most tokens."""
    ends: list[int] = []  # where in the work the best series of each total ends; both lists rise
    totals: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for number, run in enumerate(runs):
        place = bisect_left(ends, run.work_first + 1) - 1
        total = run.length + (totals[place] if place >= 0 else 0)
        before.append(last[place] if place >= 0 else None)
        stop = run.work_first + run.length
        insert = bisect_left(ends, stop)
        if insert and totals[insert - 1] >= total:
            continue
        while insert < len(ends) and totals[insert] <= total:
            del ends[insert], totals[insert], last[insert]
        ends.insert(insert, stop)
        totals.insert(insert, total)
        last.insert(insert, number)
    chosen: set[int] = set()
    at: int | None = last[-1] if last else None
    while at is not None:
        chosen.add(at)
        at = before[at]
    return chosen


def _gap_steps(
    sides: Sides, work: tuple[int, int], output: tuple[int, int], moved: Sequence[_Run]
) -> list[Step]:
    """Return the steps of a gap between two kept runs."""
    here = [run for run in moved if output[0] <= run.output_first < output[1]]
    away = sorted(
        (run.work_first, run.work_first + run.length) for run in moved if work[0] <= run.work_first < work[1]
    )
    if not here and not away:
        return steps_between(sides, work, output)
    steps: list[Step] = []
    at = work[0]
    for first, stop in [*away, (work[1], work[1])]:
        if first > at:
            steps.append(Step("dropped", at, first, output[0], output[0]))
        at = max(at, stop)
    at = output[0]
    for run in [*here, _Run(output[1], work[1], 0)]:
        if run.output_first > at:
            steps.append(Step("added", work[1], work[1], at, run.output_first))
        at = run.output_first + run.length
        if run.length:
            steps.append(Step("moved", run.work_first, run.work_first + run.length, run.output_first, at))
    return steps
