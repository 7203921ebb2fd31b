import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sidebyside.primitives.text.edit_path import Sides, Step, joined, steps_between
from sidebyside.primitives.text.islands import without_islands


def _sides(work: list[int], output: list[int]) -> Sides:
    return Sides(np.array(work, dtype=np.int32), np.array(output, dtype=np.int32))


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
