"""Rates of searches, held against brute force."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sidebyside.calibration.search_size import fpir, ratio_after_search, searches
from sidebyside.errors import InputError


@given(st.floats(0, 1), st.integers(0, 300))
def test_a_search_of_independent_comparisons(fmr, n):
    assert fpir(fmr, n) == pytest.approx(1 - (1 - fmr) ** n, abs=1e-9)


def test_a_tiny_rate_is_not_lost():
    assert fpir(1e-20, 10**6) == pytest.approx(1e-14)


def test_within_what_was_measured_it_is_what_drawing_gives():
    rng = np.random.default_rng(5)
    works = [rng.normal(mean, 1, 400) for mean in rng.normal(0, 0.5, 20)]
    (rate,) = searches(works, 2.5, [50])
    drawn = np.mean(
        [rng.choice(works[rng.integers(20)], 50, replace=False).max() >= 2.5 for _ in range(20_000)]
    )
    assert rate.rate == pytest.approx(drawn, abs=0.012)
    assert rate.low <= drawn <= rate.high
    assert not rate.is_extrapolated


def test_beyond_it_the_rate_is_marked_and_bounded():
    works = [np.zeros(100), np.zeros(100)]
    measured, beyond = searches(works, 1.0, [100, 10_000])
    assert (measured.rate, measured.is_extrapolated) == (0.0, False)
    assert measured.high == pytest.approx(0.8419, abs=1e-3)
    assert (beyond.rate, beyond.is_extrapolated) == (0.0, True)
    assert beyond.high == pytest.approx(1.0, abs=1e-6)


def test_works_that_are_easily_mistaken_keep_their_own_rate():
    works = [np.ones(100), np.zeros(100)]
    (rate,) = searches(works, 1.0, [100])
    assert rate.rate == 0.5


@settings(deadline=None)
@given(st.integers(1, 30), st.integers(0, 30))
def test_the_best_of_k_is_what_counting_gives(k, n_high):
    row = np.array([1.0] * n_high + [0.0] * (30 - n_high))
    rng = np.random.default_rng(0)
    drawn = np.mean([rng.permutation(row)[:k].max() >= 1.0 for _ in range(400)])
    (rate,) = searches([row], 1.0, [k])
    assert rate.rate == pytest.approx(drawn, abs=0.12)


def test_more_attempts_are_worth_less():
    rng = np.random.default_rng(2)
    works = [rng.normal(size=50) for _ in range(40)]
    chances = [one.rate for one in searches(works, 2.0, (1, 5, 25))]
    assert chances == sorted(chances)
    assert chances[2] > 3 * chances[0]


def test_attempts_that_were_not_measured_are_not_made_up():
    with pytest.raises(InputError, match="one item or more"):
        searches([np.zeros(3)], 1.0, [0])
    (beyond,) = searches([np.zeros(3)], 1.0, [4])
    assert beyond.is_extrapolated


def test_no_null_no_search():
    with pytest.raises(InputError):
        searches([], 1.0, [10])
    with pytest.raises(InputError):
        searches([np.zeros(3)], 1.0, [0])


def test_a_ratio_after_a_search_is_given_both_ways():
    found = ratio_after_search(3.2, 1000)
    assert (found.llr, found.llr_over_n, found.n) == (3.2, pytest.approx(0.2), 1000)
    assert ratio_after_search(3.2, 1).llr_over_n == 3.2
    assert ratio_after_search(3.2, 1000, interval=(2.8, 3.4)).interval == pytest.approx((-0.2, 0.4))
    at_bound = ratio_after_search(3.2, 1000, is_at_bound=True)
    assert (at_bound.llr_over_n, at_bound.because) == (None, "at_upper_bound")
    with pytest.raises(InputError, match="one work or more"):
        ratio_after_search(3.2, 0)


def test_a_search_makes_no_ratio_speak_for_the_other_side():
    reasons = {llr: ratio_after_search(llr, 1000).because for llr in (3.2, 3.0, 0.5, 0.0, -0.7)}
    assert reasons == {3.2: "", 3.0: "nothing_left", 0.5: "nothing_left", 0.0: "below_one", -0.7: "below_one"}
    assert ratio_after_search(-0.7, 1).llr_over_n == -0.7
