"""Exact intervals, held against scipy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binom, t

from sidebyside.calibration.intervals import clopper_pearson, lower_bound, t_quantile, upper_bound
from sidebyside.errors import InputError

counts = st.integers(0, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, st.sampled_from([0.8, 0.95, 0.99]))
def test_the_interval_is_that_of_scipy(count, confidence):
    k, n = count
    tail = (1 - confidence) / 2
    low = 0.0 if k == 0 else beta.ppf(tail, k, n - k + 1)
    high = 1.0 if k == n else beta.ppf(1 - tail, k + 1, n - k)
    assert clopper_pearson(k, n, confidence=confidence) == pytest.approx((low, high), abs=1e-9)


@given(counts)
def test_one_sided_bounds_leave_the_tail_on_one_side(count):
    k, n = count
    high = 1.0 if k == n else beta.ppf(0.95, k + 1, n - k)
    low = 0.0 if k == 0 else beta.ppf(0.05, k, n - k + 1)
    assert upper_bound(k, n) == pytest.approx(high, abs=1e-9)
    assert lower_bound(k, n) == pytest.approx(low, abs=1e-9)


@pytest.mark.parametrize("rate", [0.003, 0.02, 0.3, 0.5, 0.97])
def test_it_covers_at_least_as_often_as_it_says(rate):
    n = 60
    covered = sum(binom.pmf(k, n, rate) for k in range(n + 1) if within(rate, clopper_pearson(k, n)))
    assert covered >= 0.95


def within(rate, interval):
    return interval[0] <= rate <= interval[1]


@pytest.mark.parametrize(("k", "n", "confidence"), [(2, 1, 0.95), (-1, 5, 0.95), (1, 5, 1.0), (1, 5, 0.0)])
def test_what_is_no_count_is_refused(k, n, confidence):
    with pytest.raises(InputError):
        clopper_pearson(k, n, confidence=confidence)


@pytest.mark.parametrize("degrees", [1, 2, 7, 30, 400])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_t_is_that_of_scipy(degrees, confidence):
    expected = t.ppf((1 + confidence) / 2, degrees)
    assert t_quantile(degrees, confidence=confidence) == pytest.approx(expected, rel=1e-9)


def test_t_has_a_degree_of_freedom():
    with pytest.raises(InputError, match="degree"):
        t_quantile(0)
