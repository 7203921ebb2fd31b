"""Likelihood ratios by a fitted calibration: sums, bounds, intervals, refusals."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sidebyside.calibration.likelihood_ratio import contributions, hardest, ratios, unfit
from sidebyside.errors import InputError
from sidebyside.records import (
    AcceptanceLine,
    Calibration,
    Feature,
    MethodCard,
    NullModel,
    from_plain,
    to_plain,
)

FEATURES = (
    Feature("literal", "surprise", ("verbatim",), ("1",), 9.0),
    Feature("aligned", "surprise", ("translation",), ("2",), 9.0),
)
MODELS = (
    NullModel("N0", -1.5, (0.8, 0.4), ((-1.6, 0.7, 0.4), (-1.4, 0.9, 0.5)), -1.9, 3.1, 200, 2000, 20),
    NullModel("N2", -2.0, (0.6, 0.3), ((-2.1, 0.5, 0.3), (-1.9, 0.7, 0.3)), -1.7, 2.2, 200, 900, 12),
)
MET = AcceptanceLine("cllr", 0.15, 0.1, is_met=True)
CALIBRATION = Calibration("text-en-1", "text", "en", FEATURES, MODELS, (MET,), ("two books",), (), ())
CARD = MethodCard("verbatim", "1", "text", "", "", "", (), (), "", "")
CARDS = (CARD, replace(CARD, name="translation", version="2"))


def test_the_ratio_is_the_weighted_sum_within_its_bounds():
    weak, strong = (
        ratios(CALIBRATION, {"literal": 2.0, "aligned": 1.0}),
        ratios(CALIBRATION, {"literal": 9.0, "aligned": 0.0}),
    )
    assert weak[0].llr == pytest.approx(-1.5 + 1.6 + 0.4)
    spread = np.std([-1.6 + 1.4 + 0.4, -1.4 + 1.8 + 0.5], ddof=1) * np.sqrt(20 / 19)
    half = stats.t.ppf(0.975, 19) * spread
    assert (weak[0].low, weak[0].high) == (
        pytest.approx(0.5 - half, abs=1e-4),
        pytest.approx(0.5 + half, abs=1e-4),
    )
    assert (strong[0].llr, strong[0].high) == (3.1, 3.1)
    assert strong[1].llr == 2.2


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_nothing_goes_beyond_a_bound(literal, aligned):
    for one in ratios(CALIBRATION, {"literal": literal, "aligned": aligned}):
        assert one.lower_bound <= one.low <= one.llr <= one.high <= one.upper_bound


def test_quoted_is_the_smallest():
    stated = ratios(CALIBRATION, {"literal": 9.0, "aligned": 9.0})
    assert hardest(stated).null == "N2"
    assert hardest([replace(stated[0], null="N1"), stated[0]]).null == "N1"
    with pytest.raises(InputError):
        hardest([])


def test_the_parts_add_up_to_the_ratio_before_the_bound():
    evidence = {"literal": 30.0, "aligned": 2.0}
    parts = contributions(CALIBRATION, evidence, "N2")
    assert [one.feature for one in parts] == ["start", "literal", "aligned"]
    assert parts[1].value == 9.0
    assert sum(one.llr for one in parts) == pytest.approx(-2.0 + 0.6 * 9 + 0.3 * 2)


def test_a_missed_line_blocks_the_ratio():
    missed = replace(CALIBRATION, acceptance=(MET, replace(MET, measured=0.4, is_met=False)))
    assert unfit(missed, CARDS) == "acceptance_missed"
    with pytest.raises(InputError, match="acceptance"):
        ratios(missed, {"literal": 1.0, "aligned": 0.0})
    assert not replace(CALIBRATION, acceptance=()).is_accepted


def test_it_holds_for_the_methods_it_was_fitted_on():
    assert unfit(CALIBRATION, CARDS) == ""
    assert unfit(CALIBRATION, CARDS[:1]) == "method_missing"
    assert unfit(CALIBRATION, (CARDS[0], replace(CARDS[1], version="3"))) == "other_version"


@pytest.mark.parametrize("literal", [float("nan"), float("inf"), -1.0])
def test_a_feature_that_is_no_number_is_refused(literal):
    with pytest.raises(InputError, match="literal"):
        ratios(CALIBRATION, {"literal": literal, "aligned": 0.0})
    with pytest.raises(InputError, match="aligned"):
        ratios(CALIBRATION, {"literal": 1.0})
    with pytest.raises(InputError, match="N5"):
        contributions(CALIBRATION, {"literal": 1.0, "aligned": 0.0}, "N5")


def test_it_comes_back_from_its_file():
    assert from_plain(Calibration, to_plain(CALIBRATION)) == CALIBRATION
