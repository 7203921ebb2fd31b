"""From shared runs to edit paths: chained, extended, cut to what pays, and cleaned of coincidences."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sidebyside.methods.text.near_verbatim.alignment import (
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
    worth,
)

FORMS = st.lists(st.integers(0, 4), min_size=1, max_size=30)


def _sides(work: list[int], output: list[int]) -> TextPair:
    return TextPair(np.array(work, dtype=np.int32), np.array(output, dtype=np.int32))


@settings(deadline=None)
@given(FORMS, FORMS)
def test_the_steps_lead_from_the_work_to_the_output(work, output):
    steps = steps_between(_sides(work, output), (0, len(work)), (0, len(output)))
    rebuilt: list[int] = []
    at_work = at_output = 0
    for step in steps:
        assert (step.work_first, step.output_first) == (at_work, at_output)
        if step.kind == "kept":
            assert work[step.work_first : step.work_stop] == output[step.output_first : step.output_stop]
        rebuilt += output[step.output_first : step.output_stop]
        at_work, at_output = step.work_stop, step.output_stop
    assert (at_work, rebuilt) == (len(work), output)


def test_an_extension_takes_what_pays_and_stops_there():
    work = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    output = [0, 1, 2, 90, 4, 5, 6, 70, 80, 9]
    sides = _sides(work, output)
    path = extend(sides, [Step("kept", 4, 7, 4, 7)], EditCosts(), window=8)
    assert [step.kind for step in joined(path)] == ["kept", "changed", "kept"]
    assert (path[0].work_first, path[-1].work_stop) == (0, 7)


def test_the_best_stretch_leaves_out_a_costly_bridge():
    sides = _sides(list(range(20)), list(range(20)))
    path = [Step("kept", 0, 3, 0, 3), Step("changed", 3, 12, 3, 12), Step("kept", 12, 20, 12, 20)]
    stretch, score = best_stretch(sides, path, EditCosts())
    assert (stretch, score) == ([path[2]], 8.0)


def test_a_gap_costs_its_opening_once_and_each_token():
    sides = _sides([1, 2, 3], [1, 2, 3])
    costs = EditCosts(change=0.6, gap_open=0.4, gap_extend=0.3)
    assert worth(sides, Step("dropped", 0, 2, 0, 0), costs) == -0.4 - 0.3 * 2
    assert worth(sides, Step("changed", 0, 2, 0, 2), costs) == -1.2


def test_overlapping_anchors_are_counted_once():
    anchors = [Anchor(0, 0, 5, 5.0), Anchor(4, 5, 4, 4.0)]
    links = chain(anchors, EditCosts(), max_gap=8)[0]
    work, output = [1, 1, 1, 1, 1, 1, 2, 3, 4], [1, 1, 1, 1, 1, 2, 3, 4]
    path = joined(path_of_chain(_sides(work, output), links))
    assert path[-1].output_stop == 8
    assert sum(step.output_stop - step.output_first for step in path) == 8


def test_anchors_too_far_apart_make_two_chains():
    anchors = [Anchor(0, 0, 5, 5.0), Anchor(100, 100, 5, 5.0)]
    assert len(chain(anchors, EditCosts(), max_gap=40)) == 2


def test_a_swap_makes_two_chains():
    anchors = [Anchor(0, 20, 8, 8.0), Anchor(10, 0, 8, 8.0)]
    assert len(chain(anchors, EditCosts(), max_gap=40)) == 2


def _path(*runs: tuple[str, int, int]) -> list[Step]:
    """Lay runs of so many tokens of the work and of the output end to end."""
    steps, work, output = [], 0, 0
    for kind, n_work, n_output in runs:
        steps.append(Step(kind, work, work + n_work, output, output + n_output))
        work, output = work + n_work, output + n_output
    return steps


def _kinds(path: list[Step]) -> list[tuple[str, int]]:
    return [(s.kind, max(s.work_stop - s.work_first, s.output_stop - s.output_first)) for s in path]


def test_a_word_amid_longer_differences_is_a_coincidence():
    path = _path(("kept", 9, 9), ("changed", 2, 2), ("kept", 1, 1), ("dropped", 3, 0), ("kept", 9, 9))
    result = without_islands(path, length=4)
    assert _kinds(result) == [("kept", 9), ("changed", 3), ("dropped", 3), ("kept", 9)]


def test_a_word_between_single_changes_and_a_run_of_the_length_stay_kept():
    single = _path(("kept", 9, 9), ("changed", 1, 1), ("kept", 1, 1), ("changed", 1, 1), ("kept", 9, 9))
    assert without_islands(single, length=4) == single
    run = _path(("kept", 9, 9), ("changed", 8, 8), ("kept", 4, 4), ("changed", 8, 8), ("kept", 9, 9))
    assert without_islands(run, length=4) == run
    assert len(without_islands(run, length=5)) == 3


def test_differences_that_grew_together_swallow_the_next_island():
    path = _path(
        ("kept", 9, 9),
        ("changed", 2, 2),
        ("kept", 1, 1),
        ("changed", 2, 2),
        ("kept", 3, 3),
        ("added", 0, 4),
        ("kept", 9, 9),
    )
    assert _kinds(without_islands(path, length=4)) == [("kept", 9), ("changed", 8), ("added", 4), ("kept", 9)]


def test_an_island_at_an_end_or_beside_what_was_moved_stays():
    at_an_end = _path(("kept", 1, 1), ("changed", 5, 5), ("kept", 9, 9))
    assert without_islands(at_an_end, length=4) == at_an_end
    moved = [Step("kept", 0, 9, 0, 9), Step("changed", 9, 12, 9, 12), Step("moved", 40, 42, 12, 14)]
    moved += [Step("changed", 12, 15, 14, 17), Step("kept", 15, 24, 17, 26)]
    assert without_islands(moved, length=4) == moved


WORDS = st.lists(st.integers(0, 4), max_size=25)


@settings(deadline=None)
@given(WORDS, WORDS)
def test_the_path_still_covers_both_texts_and_keeps_only_what_is_equal(work, output):
    work, output = [7, 8, 9, *work, 7, 8, 9], [7, 8, 9, *output, 7, 8, 9]
    path = joined(steps_between(_sides(work, output), (0, len(work)), (0, len(output))))
    result = without_islands(path, length=4)
    assert without_islands(result, length=4) == result
    at_work = at_output = 0
    for step in result:
        assert (step.work_first, step.output_first) == (at_work, at_output)
        at_work, at_output = step.work_stop, step.output_stop
        if step.kind == "kept":
            assert work[step.work_first : at_work] == output[step.output_first : at_output]
    assert (at_work, at_output) == (len(work), len(output))
