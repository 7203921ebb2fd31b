"""What alignments score, and how many of a score unrelated texts give."""

import math

import pytest

from sidebyside.primitives.text import alignment_scores
from sidebyside.primitives.text.alignment_scores import (
    CHANGED_BITS,
    ENGLISH,
    GAP_BITS,
    GAP_TOKEN_BITS,
    Tail,
    difference_bits,
    heaviest_stretch,
    weight_of,
)

TAILS = {name: value for name, value in vars(alignment_scores).items() if isinstance(value, Tail)}


@pytest.mark.parametrize("weights", [[], [-1.0], [3.0, -1.0, 4.0, -9.0, 5.0], [2.0, -3.0, 2.5]])
def test_the_heaviest_stretch_is_that_of_every_pair_of_ends(weights):
    n = len(weights)
    every = [sum(weights[i:j]) for i in range(n) for j in range(i, n + 1)]
    assert heaviest_stretch(weights) == max([0.0, *every])


@pytest.mark.parametrize(("n_work", "n_output"), [(3, 3), (0, 2), (2, 0), (1, 4), (5, 2)])
def test_a_difference_takes_its_changed_tokens_and_one_gap(n_work, n_output):
    n_gap = max(n_work, n_output) - min(n_work, n_output)
    gap = GAP_BITS + GAP_TOKEN_BITS * n_gap if n_gap else 0.0
    assert difference_bits(n_work, n_output) == CHANGED_BITS * min(n_work, n_output) + gap


@pytest.mark.parametrize("name", TAILS)
def test_the_score_expected_so_many_times_is_expected_so_many_times(name):
    tail, ln_area = TAILS[name], math.log(1e9)
    for number in (10.0, 0.05, 1e-4):
        score = tail.score_expected(ln_area, number)
        assert math.exp(tail.ln_expected(ln_area, score)) == pytest.approx(number)
        assert tail.ln_expected(ln_area, score + 1.0) < tail.ln_expected(ln_area, score)


def test_eight_words_of_ten_bits_in_a_novel_against_two_hundred_answers():
    assert math.exp(ENGLISH.ln_expected(math.log(100_000 * 50_000), 80.0)) == pytest.approx(0.00574, abs=1e-5)


def test_a_sentence_of_few_words_says_less_and_a_long_one_no_more_than_one():
    assert weight_of(5.0) == pytest.approx(2 / 3, abs=0.01)
    assert weight_of(20.0) == weight_of(200.0) == 1.0
