"""What a reader calls one passage: aligned segments that lie together, in whatever order.

The core is `align`: it makes passages of the shared runs of one pair. A chain of anchors keeps the order of
both texts, so a borrowing whose sentences changed places comes out as several segments. Segments that lie
close in one text and not far apart in the other are put together here; those that leave the common order are
marked as moved. Two borrowings that lie apart stay two.

Source: clustering of seeds by their gaps in both texts as in Sanchez-Perez, Sidorov & Gelbukh (2014), PAN at
CLEF, pages 1004-1011; the heaviest part in common order by the rule of Jacobson & Vo (1992),
doi:10.1007/3-540-56024-6_5.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from sidebyside.methods.text.near_verbatim.alignment import (
    AlignedSegment,
    Anchor,
    EditCosts,
    Step,
    TextPair,
    best_stretch,
    chain,
    extend,
    joined,
    path_of_chain,
    steps_between,
    without_islands,
)
from sidebyside.methods.text.near_verbatim.joint_weight import JointWeight


@dataclass(frozen=True, slots=True)
class AlignedPassage:
    """Segments that belong together, in the order of the output, and the score of all."""

    score: float
    segments: tuple[AlignedSegment, ...]

    @property
    def output_range(self) -> tuple[int, int]:
        """Token numbers ``[first, stop)`` of the output."""
        return _around(part.output_range for part in self.segments)

    @property
    def work_range(self) -> tuple[int, int]:
        """Token numbers ``[first, stop)`` of the work."""
        return _around(part.work_range for part in self.segments)


def _around(ranges: Iterable[tuple[int, int]]) -> tuple[int, int]:
    firsts, stops = zip(*ranges, strict=True)
    return min(firsts), max(stops)


def align(
    sides: TextPair,
    anchors: Sequence[Anchor],
    *,
    costs: EditCosts,
    max_gap: int,
    max_move: int,
    floor_part: float,
    floor_core: float,
    floor_score: float,
    joint: JointWeight | None = None,
) -> list[AlignedPassage]:
    """Return the aligned passages of one pair that reach the floor, in the order of the output.

    1. Chain the anchors (shared runs) that follow one another in both texts.
    2. Align the stretches between neighbours of a chain by a shortest edit path.
    3. Extend both ends by stretches that each add at least 1.5 kept tokens.
    4. Keep the stretch of the path with the highest score: a segment.
    5. Of segments that lie mostly on the same tokens of the output, keep the best.
    6. Weigh all segments of the pair; those too small alone may count together.
    7. Put segments that lie together into one passage, in whatever order.

    Parameters
    ----------
    sides
        The two texts as numbered forms with the worth of each token.
    anchors
        Shared runs, in any order.
    costs
        What a changed token and a gap take away.
    max_gap
        Most between two anchors of a chain, or between two parts of a passage in one of the texts, in words.
    max_move
        Most between two parts of a passage in the other text, in words.
    floor_part, floor_core, floor_score
        Least score of a part of a passage, of its best part, and of the passage.
    joint
        Weighs segments that are too small alone; None counts none.

    Notes
    -----
    Score: kept tokens add their worth; a changed token takes `costs.change` of its worth; a gap takes
    `costs.gap_open` and `costs.gap_extend` of the worth of each token; each further part takes
    `costs.change` of the worth of one. Distances in words are turned into tokens by the mean worth of a token
    of the anchors, so that 40 words are 60 Chinese characters. Cost: quadratic in `max_gap` for each gap.
    Does not see passages without an anchor.
    """
    if not anchors:
        return []
    unit = sum(anchor.worth for anchor in anchors) / sum(anchor.length for anchor in anchors)
    near, far = round(max_gap / unit), round(max_move / unit)
    segments = without_repeats(_segments(sides, anchors, costs, near, unit))
    put = partial(
        put_together, near=near, far=far, jump=costs.change * unit, core=floor_core, floor=floor_score
    )
    parts = [one for one in segments if one.score >= floor_part]
    passages = put(parts)
    if joint is None:
        return passages
    taken = {one for passage in passages for one in passage.segments}
    counted = joint.counted([one for one in segments if one not in taken])
    return put([*parts, *(one for one in counted if one.score < floor_part)], counted=counted)


def _segments(
    sides: TextPair, anchors: Sequence[Anchor], costs: EditCosts, near: int, unit: float
) -> list[AlignedSegment]:
    segments = []
    for links in chain(anchors, costs, max_gap=near):
        path = extend(sides, path_of_chain(sides, links), costs, window=near // 2, unit=unit)
        best, score = best_stretch(sides, path, costs)
        if best:
            segments.append(AlignedSegment(score, tuple(joined(best))))
    return segments


def without_repeats(segments: Sequence[AlignedSegment]) -> list[AlignedSegment]:
    """Drop a segment when half of its kept output tokens are kept by better ones; the best comes first.

    A passage that the work repeats is thus shown at the place that fits best.
    """
    chosen: list[AlignedSegment] = []
    taken = np.zeros(max((segment.output_range[1] for segment in segments), default=0), dtype=np.bool_)
    for segment in sorted(segments, key=lambda one: (-one.score, one.output_range, one.work_range)):
        kept = [slice(one.output_first, one.output_stop) for one in segment.steps if one.kind == "kept"]
        n_taken = sum(int(np.count_nonzero(taken[run])) for run in kept)
        if 2 * n_taken < sum(run.stop - run.start for run in kept):
            chosen.append(segment)
            for run in kept:
                taken[run] = True
    return chosen


def put_together(
    segments: Sequence[AlignedSegment],
    *,
    near: int,
    far: int,
    jump: float,
    core: float,
    floor: float,
    counted: Collection[AlignedSegment] = (),
) -> list[AlignedPassage]:
    """Return the passages of one pair that reach the floor, in the order of the output.

    Parameters
    ----------
    segments
        Aligned segments, in any order.
    near, far
        Two segments belong together when they lie at most `near` tokens apart in one text and at most
        `far` in the other.
    jump
        What each further segment takes from the score of a passage.
    core, floor
        Least score of the best segment of a passage, and of the passage. Small segments that chance brought
        together have no core.
    counted
        Segments that make a passage even where it does not reach the floor.

    Notes
    -----
    Cost: n log n to n squared in the segments of one pair that lie within `far` of each other in the output.
    """
    ordered = sorted(segments, key=lambda one: (one.output_range, one.work_range))
    group = list(range(len(ordered)))
    for here, segment in enumerate(ordered):
        for there in range(here + 1, len(ordered)):
            if ordered[there].output_range[0] - segment.output_range[1] > far:
                break
            if _are_together(segment, ordered[there], near, far):
                _join(group, here, there)
    members: dict[int, list[AlignedSegment]] = {}
    for place, segment in enumerate(ordered):
        members.setdefault(_root(group, place), []).append(segment)
    passages = []
    for parts in members.values():
        score = sum(part.score for part in parts) - jump * (len(parts) - 1)
        has_core = score >= floor and max(part.score for part in parts) >= core
        if has_core or any(part in counted for part in parts):
            passages.append(AlignedPassage(score, tuple(parts)))
    return passages


def _are_together(one: AlignedSegment, other: AlignedSegment, near: int, far: int) -> bool:
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


def steps_of(passage: AlignedPassage, sides: TextPair, *, least_kept: int = 1) -> list[Step]:
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
    for run in [*kept, _EqualRun(output_stop, work_stop, 0)]:
        steps += _gap_steps(sides, (at_work, run.work_first), (at_output, run.output_first), moved)
        at_work, at_output = run.work_first + run.length, run.output_first + run.length
        if run.length:
            steps.append(Step("kept", run.work_first, at_work, run.output_first, at_output))
    return without_islands(joined(steps), length=least_kept)


@dataclass(frozen=True, slots=True, order=True)
class _EqualRun:
    """Equal tokens that follow one another in both texts."""

    output_first: int
    work_first: int
    length: int


def _equal_runs(passage: AlignedPassage) -> list[_EqualRun]:
    """Return the equal runs of all parts in the order of the output; a token stands in one of them only."""
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for part in sorted(passage.segments, key=lambda one: -one.score):
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
    return [_EqualRun(*places[start], stop - start) for start, stop in bounds]


def _heaviest_in_order(runs: Sequence[_EqualRun]) -> set[int]:
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
    sides: TextPair, work: tuple[int, int], output: tuple[int, int], moved: Sequence[_EqualRun]
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
    for run in [*here, _EqualRun(output[1], work[1], 0)]:
        if run.output_first > at:
            steps.append(Step("added", work[1], work[1], at, run.output_first))
        at = run.output_first + run.length
        if run.length:
            steps.append(Step("moved", run.work_first, run.work_first + run.length, run.output_first, at))
    return steps
