from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sidebyside.methods.text.near_verbatim.alignment import Step, TextPair
from sidebyside.methods.text.near_verbatim.passages import (
    AlignedPassage,
    AlignedSegment,
    put_together,
    steps_of,
    without_repeats,
)


def _sides(work: list[int], output: list[int]) -> TextPair:
    return TextPair(np.array(work, dtype=np.int32), np.array(output, dtype=np.int32))


def _stretch(work: int, output: int, length: int) -> AlignedSegment:
    return AlignedSegment(float(length), (Step("kept", work, work + length, output, output + length),))


def _together(*stretches: AlignedSegment, core: float = 8.0) -> list[AlignedPassage]:
    return put_together(stretches, near=5, far=50, jump=0.6, core=core, floor=9.0)


def test_parts_that_changed_places_make_one_passage():
    (passage,) = _together(_stretch(20, 0, 10), _stretch(0, 11, 10))
    assert (passage.work_range, passage.output_range) == ((0, 30), (0, 21))
    assert passage.score == 10 + 10 - 0.6


def test_borrowings_that_lie_apart_stay_two():
    assert len(_together(_stretch(0, 0, 10), _stretch(100, 100, 10))) == 2
    assert len(_together(_stretch(0, 0, 10), _stretch(11, 200, 10))) == 2


def test_small_parts_without_a_core_are_no_passage():
    assert _together(_stretch(0, 0, 5), _stretch(6, 6, 5)) == []
    assert len(_together(_stretch(0, 0, 5), _stretch(6, 6, 5), core=5.0)) == 1


def test_of_a_passage_the_work_repeats_the_better_place_is_kept():
    better, worse = _stretch(100, 0, 12), _stretch(0, 2, 10)
    assert without_repeats([worse, better]) == [better]


def test_what_left_the_common_order_is_moved_and_nothing_else():
    sides = _sides(list(range(32)), [*range(20, 32), 99, *range(10)])
    (passage,) = _together(_stretch(20, 0, 12), _stretch(0, 13, 10))
    steps = steps_of(passage, sides)
    assert [
        (step.kind, step.work_first, step.work_stop, step.output_first, step.output_stop) for step in steps
    ] == [
        ("dropped", 10, 20, 0, 0),
        ("kept", 20, 32, 0, 12),
        ("added", 32, 32, 12, 13),
        ("moved", 0, 10, 13, 23),
    ]


@st.composite
def _shuffled(draw):
    """A work of distinct tokens and an output made of its pieces in another order, tokens put between."""
    cuts = sorted(draw(st.sets(st.integers(1, 59), min_size=1, max_size=6)))
    bounds = [0, *cuts, 60]
    pieces = [list(range(a, b)) for a, b in pairwise(bounds)]
    order = draw(st.permutations(pieces))
    kept = [piece for piece in order if draw(st.booleans()) or len(piece) > 20]
    output, stretches = [], []
    for piece in kept or order[:1]:
        output += [1000 + len(output)] * draw(st.integers(0, 2))
        stretches.append(_stretch(piece[0], len(output), len(piece)))
        output += piece
    return output, stretches


@settings(deadline=None, max_examples=150)
@given(_shuffled())
def test_the_steps_rebuild_the_output_and_cover_the_work_once(case):
    output, stretches = case
    sides = _sides(list(range(60)), output)
    for passage in put_together(stretches, near=60, far=60, jump=0.0, core=0.0, floor=0.0):
        steps = steps_of(passage, sides)
        at = passage.output_range[0]
        seen: list[int] = []
        for step in steps:
            assert step.output_first == at
            at = step.output_stop
            if step.kind in ("kept", "moved"):
                places = np.arange(step.output_first, step.output_stop)
                assert [output[place] for place in places] == list(range(step.work_first, step.work_stop))
            seen += range(step.work_first, step.work_stop)
        assert at == passage.output_range[1]
        assert sorted(seen) == list(range(*passage.work_range))
