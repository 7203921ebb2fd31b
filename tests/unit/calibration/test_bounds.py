"""Empirical bounds of likelihood ratios, held against the reference of the Netherlands Forensic Institute."""

import numpy as np
import pytest
from lir.algorithms.bayeserror import elub as reference

from sidebyside.calibration.ratio_fitting import elub
from sidebyside.errors import InputError


@pytest.mark.parametrize("seed", range(60))
def test_the_bounds_are_those_of_the_reference(seed):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 400, 2)
    apart = rng.uniform(-1, 4)
    h1, h2 = rng.normal(apart, rng.uniform(0.2, 3), n), rng.normal(-apart, rng.uniform(0.2, 3), m)
    # The reference clips what it is given, so it gets a copy.
    expected = reference(np.concatenate([h1, h2]), np.repeat([1, 0], [n, m]))
    assert elub(h1, h2) == pytest.approx(expected, abs=1e-9)


def test_no_ratio_goes_beyond_the_number_of_pairs():
    lower, upper = elub(np.full(99, 8.0), np.full(999, -8.0))
    assert -2.0 <= lower < -1.0
    assert 2.0 < upper <= 3.0


def test_ratios_that_mislead_are_worth_nothing():
    assert elub(np.array([-3.0, -2.0]), np.array([2.0, 3.0])) == (0.0, 0.0)


def test_the_ratios_given_are_left_as_they_are():
    h1, h2 = np.array([np.inf, 1.0]), np.array([-np.inf, -12.0])
    elub(h1, h2)
    assert h1.tolist() == [np.inf, 1.0]
    assert h2.tolist() == [-np.inf, -12.0]


@pytest.mark.parametrize(("h1", "h2"), [([], [0.0]), ([0.0], []), ([np.nan], [0.0])])
def test_one_side_alone_carries_nothing(h1, h2):
    with pytest.raises(InputError):
        elub(np.array(h1), np.array(h2))


def test_a_work_counts_once_however_many_pairs_it_has():
    rng = np.random.default_rng(3)
    h1, h2 = rng.normal(3, 1, 40), rng.normal(-3, 1, 30)
    names = [[f"{side}{number}" for number in range(len(llrs))] for side, llrs in (("a", h1), ("b", h2))]
    once = elub(h1, h2, *names)
    assert once == elub(h1, h2)
    often = elub(np.tile(h1, 7), np.tile(h2, 90), names[0] * 7, names[1] * 90)
    assert often == pytest.approx(once)
    assert often[1] <= np.log10(31)
    assert elub(np.tile(h1, 7), np.tile(h2, 90))[1] > once[1]


def test_a_pair_without_a_cluster_is_one_of_its_own():
    h1, h2 = np.full(50, 4.0), np.full(20, -4.0)
    assert elub(h1, h2, [""] * 50, [""] * 20) == elub(h1, h2)


def test_clusters_that_mislead_in_part_count_in_part():
    h1 = np.full(200, 4.0)
    clusters = [f"{number // 10}" for number in range(200)]
    half = np.where(np.arange(200) % 2, 4.0, -4.0)
    assert elub(h1, half, (), clusters)[1] < elub(h1, np.full(200, -4.0), (), clusters)[1]
