import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sidebyside.primitives.text.chaining import Anchor, Costs, chain
from sidebyside.primitives.text.edit_path import (
    Sides,
    Step,
    best_stretch,
    extend,
    joined,
    path_of_chain,
    steps_between,
    worth,
)

FORMS = st.lists(st.integers(0, 4), min_size=1, max_size=30)


def _sides(work: list[int], output: list[int]) -> Sides:
    return Sides(np.array(work, dtype=np.int32), np.array(output, dtype=np.int32))


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
    path = extend(sides, [Step("kept", 4, 7, 4, 7)], Costs(), window=8)
    assert [step.kind for step in joined(path)] == ["kept", "changed", "kept"]
    assert (path[0].work_first, path[-1].work_stop) == (0, 7)


def test_the_best_stretch_leaves_out_a_costly_bridge():
    sides = _sides(list(range(20)), list(range(20)))
    path = [Step("kept", 0, 3, 0, 3), Step("changed", 3, 12, 3, 12), Step("kept", 12, 20, 12, 20)]
    stretch, score = best_stretch(sides, path, Costs())
    assert (stretch, score) == ([path[2]], 8.0)


def test_a_gap_costs_its_opening_once_and_each_token():
    sides = _sides([1, 2, 3], [1, 2, 3])
    costs = Costs(change=0.6, gap_open=0.4, gap_extend=0.3)
    assert worth(sides, Step("dropped", 0, 2, 0, 0), costs) == -0.4 - 0.3 * 2
    assert worth(sides, Step("changed", 0, 2, 0, 2), costs) == -1.2


def test_overlapping_anchors_are_counted_once():
    anchors = [Anchor(0, 0, 5, 5.0), Anchor(4, 5, 4, 4.0)]
    links = chain(anchors, Costs(), max_gap=8)[0]
    work, output = [1, 1, 1, 1, 1, 1, 2, 3, 4], [1, 1, 1, 1, 1, 2, 3, 4]
    path = joined(path_of_chain(_sides(work, output), links))
    assert path[-1].output_stop == 8
    assert sum(step.output_stop - step.output_first for step in path) == 8


def test_anchors_too_far_apart_make_two_chains():
    anchors = [Anchor(0, 0, 5, 5.0), Anchor(100, 100, 5, 5.0)]
    assert len(chain(anchors, Costs(), max_gap=40)) == 2


def test_a_swap_makes_two_chains():
    anchors = [Anchor(0, 20, 8, 8.0), Anchor(10, 0, 8, 8.0)]
    assert len(chain(anchors, Costs(), max_gap=40)) == 2
