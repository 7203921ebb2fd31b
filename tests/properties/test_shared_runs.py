"""The fast search for shared runs against the textbook definition."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sidebyside.primitives.text.shared_runs import RunIndex, without_inner
from sidebyside.primitives.text.tokens import NEVER, TokenizedText
from sidebyside.records import Text


def _text(forms: list[int]) -> TokenizedText:
    n = len(forms)
    place = np.arange(n, dtype=np.int32)
    return TokenizedText(
        Text("x" * n), np.array(forms, dtype=np.int32), place, place + 1, np.zeros(n, dtype=np.bool_)
    )


def _by_definition(work: list[int], output: list[int], k: int) -> set[tuple[int, int, int]]:
    """Every pair of equal stretches that cannot be made longer at either end, in cubic time."""

    def same(i: int, j: int) -> bool:
        return 0 <= i < len(work) and 0 <= j < len(output) and work[i] == output[j] != NEVER

    found = set()
    for i in range(len(work)):
        for j in range(len(output)):
            if same(i, j) and not same(i - 1, j - 1):
                length = 0
                while same(i + length, j + length):
                    length += 1
                if length >= k:
                    found.add((i, j, length))
    return found


TEXTS = st.lists(st.integers(-1, 2), max_size=30)


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3), st.lists(TEXTS, min_size=1, max_size=3), st.integers(1, 4))
def test_every_maximal_run_is_found_and_nothing_else(works, outputs, k):
    index = RunIndex(k)
    index.add([_text(work) for work in works])
    runs = index.find([_text(output) for output in outputs], max_occurrences=10_000)
    columns = (runs.work, runs.output, runs.work_first, runs.output_first, runs.length)
    got = list(zip(*(column.tolist() for column in columns), strict=True))
    expected = {
        (w, o, *run)
        for w, work in enumerate(works)
        for o, output in enumerate(outputs)
        for run in _by_definition(work, output, k)
    }
    assert len(got) == len(set(got))
    assert set(got) == expected


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS, st.integers(1, 3))
def test_a_low_cap_on_repetitions_gives_true_runs_of_full_length_only(work, output, k):
    index = RunIndex(k)
    index.add([_text(work)])
    runs = index.find([_text(output)], max_occurrences=1)
    got = set(zip(runs.work_first.tolist(), runs.output_first.tolist(), runs.length.tolist(), strict=True))
    assert got <= _by_definition(work, output, k)
    assert bool(got) == bool(_by_definition(work, output, k))


def test_a_million_equal_words_are_searched_without_a_million_runs():
    many = _text([7] * 1_000_000)
    index = RunIndex(8)
    index.add([many])
    runs = index.find([_text([3] + [7] * 1_000_000)], max_occurrences=16)
    assert runs.length.max() == 1_000_000
    assert len(runs) <= 16


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=2), st.lists(TEXTS, min_size=1, max_size=2), st.integers(1, 3))
def test_what_is_left_without_inner_runs_is_in_no_other_and_covers_the_same(works, outputs, k):
    index = RunIndex(k)
    index.add([_text(work) for work in works])
    runs = index.find([_text(output) for output in outputs], max_occurrences=10_000)

    def plain(some):
        columns = (some.work, some.output, some.work_first, some.output_first, some.length)
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def inside(one, other):
        shifts = [b - a for a, b in zip(other[2:4], one[2:4], strict=True)]
        return one[:2] == other[:2] and all(0 <= shift <= other[4] - one[4] for shift in shifts)

    every, left = plain(runs), plain(without_inner(runs))
    assert left == [one for one in every if not any(one != other and inside(one, other) for other in every)]
