"""The number of false alarms of a pair becomes that of a search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.calibration.chance import LEAST, expected_of_search
from sidebyside.errors import InputError


def test_expectations_add_over_the_pairs():
    chance = expected_of_search(-6.0, 2000, limit=0.01)
    assert chance.expected == pytest.approx(0.002)
    assert (chance.low, chance.high, chance.language) == (chance.expected, chance.expected, None)
    assert chance.bits == 19.9
    assert chance.is_distinguishable
    assert not expected_of_search(-5.0, 2000, limit=0.01).is_distinguishable


@given(st.floats(-400, 400), st.integers(1, 10**9))
def test_it_is_stated_whatever_it_is(log10_nfa, n_pairs):
    chance = expected_of_search(log10_nfa, n_pairs, limit=0.01)
    assert chance.expected >= LEAST
    assert chance.bits >= 0.0


@pytest.mark.parametrize(("log10_nfa", "n_pairs"), [(float("nan"), 1), (float("-inf"), 1), (-3.0, 0)])
def test_what_is_no_number_is_refused(log10_nfa, n_pairs):
    with pytest.raises(InputError):
        expected_of_search(log10_nfa, n_pairs, limit=0.01)
