"""Adjusted p-values, held against statsmodels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from sidebyside.calibration.several_tests import benjamini_hochberg, holm
from sidebyside.errors import InputError

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@given(p_values)
def test_they_are_those_of_statsmodels(values):
    with np.errstate(all="ignore"):
        assert benjamini_hochberg(values) == pytest.approx(
            multipletests(values, method="fdr_bh")[1], abs=1e-9
        )
        assert holm(values) == pytest.approx(multipletests(values, method="holm")[1], abs=1e-9)


@given(p_values)
def test_adjusting_keeps_the_order_and_makes_nothing_smaller(values):
    for adjust in (benjamini_hochberg, holm):
        adjusted = adjust(values)
        assert np.all(adjusted >= np.array(values))
        assert np.all(np.diff(adjusted[np.argsort(values, kind="stable")]) >= 0)


def test_an_empty_list_stays_empty():
    assert len(benjamini_hochberg([])) == len(holm([])) == 0


@pytest.mark.parametrize("bad", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(bad):
    with pytest.raises(InputError, match="p-value"):
        benjamini_hochberg([0.5, bad])
