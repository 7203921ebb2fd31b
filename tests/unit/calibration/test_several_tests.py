"""Adjusted p-values, held against statsmodels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from sidebyside.calibration.several_tests import benjamini_hochberg, holm, works_tested
from sidebyside.errors import InputError
from sidebyside.records import (
    Artefact,
    Attempt,
    Finding,
    Generation,
    ItemRef,
    Output,
    Text,
    TextExtent,
    TextQuantum,
    Work,
)

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


def test_works_are_tested_by_the_number_chance_gives_in_each_over_all_attempts():
    def artefact(path):
        return Artefact(path, path, "text", Text("a"))

    works = [Work(artefact(f"w{i}")) for i in range(4)]
    outputs = [
        Output(artefact("o1"), Attempt(Generation(model="a", stratum="title-only"))),
        Output(artefact("o2"), Attempt(Generation(model="a", stratum="title-only", status="refused"))),
        Output(artefact("o3"), Attempt(Generation(model="b", stratum="title-only"))),
        Output(artefact("o4"), Attempt(Generation(model="a", stratum="title-only", status="missing"))),
    ]
    extent = TextExtent(1, 1, 1)
    quantum = TextQuantum(extent, extent, extent, 0.1, 0.1, "t")

    def pair(work, expected, llr=None):
        refs = ItemRef(work, work), ItemRef("o1", "o1")
        return Finding("F-1", *refs, "text", (), (), quantum, expected_by_chance=expected, llr=llr)

    found = works_tested(
        works,
        outputs,
        [pair("w0", 0.04, 1.5), pair("w0", 0.4, 2.0), pair("w1", 40.0), pair("w2", None)],
        {"w0": 0.5, "w1": 0.25, "w2": 0.15, "w3": 0.1},
    )
    assert [one.p for one in found] == [0.02, 1.0, 1.0, 1.0]
    assert (found[0].false_discovery, found[0].family_wise) == (0.08, 0.08)
    assert {(one.n_attempts, one.most_attempts) for one in found} == {(3, 2)}
    assert (found[0].llr, found[0].llr_over_attempts) == (2.0, pytest.approx(2.0 - np.log10(3), abs=1e-4))
    assert found[1].llr_over_attempts is None
