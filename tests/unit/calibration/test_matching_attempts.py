"""How often chance gives so many matching attempts, held against exact fractions and scipy."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from sidebyside.calibration.intervals import log10_at_least
from sidebyside.calibration.negatives import attempts_at_work
from sidebyside.calibration.shipped import false_match, shipped
from sidebyside.errors import InputError
from sidebyside.records import (
    Artefact,
    Attempt,
    FalseMatchRate,
    Finding,
    Generation,
    ItemRef,
    Output,
    Text,
    TextExtent,
    TextQuantum,
)

WORK = Artefact("w", "w", "text", Text("a"))
RATE = FalseMatchRate("en", 0.01)


def exact(k, n, rate):
    """Return log10 of the tail, summed in whole numbers."""
    share = Fraction(rate)
    total = sum(math.comb(n, i) * share**i * (1 - share) ** (n - i) for i in range(k, n + 1))
    return math.log10(total.numerator) - math.log10(total.denominator)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 120), st.integers(0, 120), st.integers(1, 999))
def test_the_tail_is_that_of_exact_fractions(one, other, thousandths):
    k, n = sorted((one, other))
    rate = thousandths / 1000
    assert log10_at_least(k, n, rate) == pytest.approx(exact(k, n, rate), rel=1e-9, abs=1e-12)


@given(st.integers(0, 2000), st.integers(0, 2000), st.floats(1e-6, 0.999))
def test_the_tail_is_that_of_scipy(one, other, rate):
    k, n = sorted((one, other))
    found = log10_at_least(k, n, rate)
    assert found <= 0.0
    if found > -15:  # further out scipy loses digits
        assert found == pytest.approx(math.log10(binom.sf(k - 1, n, rate)), rel=1e-7, abs=1e-9)


def test_nothing_underflows():
    assert log10_at_least(1_000_000, 1_000_000, 0.0075) == pytest.approx(1e6 * math.log10(0.0075))
    assert -2300 < log10_at_least(1098, 1132, 0.0075) < -2200
    assert log10_at_least(0, 5, 0.5) == log10_at_least(3, 5, 1.0) == 0.0
    assert log10_at_least(1, 5, 0.0) == -math.inf


@pytest.mark.parametrize("bad", [(2, 1, 0.5), (-1, 1, 0.5), (1, 1, 1.5), (1, 1, float("nan"))])
def test_what_is_no_count_or_rate_is_refused(bad):
    with pytest.raises(InputError, match="a tail needs"):
        log10_at_least(*bad)


def test_by_chance_it_is_as_small_no_oftener_than_it_says():
    rng = np.random.default_rng(3)
    tails = [log10_at_least(int(k), 200, 0.02) for k in rng.binomial(200, 0.02, 4000)]
    for level in (0.1, 0.01):
        assert np.mean(np.array(tails) <= math.log10(level)) <= level * 1.5


def output(path, prompt="", *, stratum="title-only", number=1):
    generation = Generation("m", prompt=prompt, stratum=stratum)
    return Output(Artefact(path, path, "text", Text("b")), Attempt(generation, number=number))


def pair(path, llr):
    extent = TextExtent(1, 1, 1)
    quantum = TextQuantum(extent, extent, extent, 0.1, 0.1, "t")
    refs = ItemRef("w", "w"), ItemRef(path, path)
    return Finding("F", *refs, "text", (), (), quantum, llr=llr)


def test_a_prompt_counts_once_by_its_first_attempt_whatever_came_of_it():
    outputs = [output("a2", "p", number=2), output("a1", "p", number=1), output("b", "q"), output("c")]
    pairs = [pair("a2", 2.0), pair("b", 1.0), pair("c", -0.5)]
    (row,) = attempts_at_work(WORK, outputs, pairs, lambda *_: RATE)
    assert (row.n_attempts, row.n_matched) == (4, 3)
    assert (row.n_trials, row.n_unprompted, row.n_above) == (3, 1, 1)
    assert row.log10_by_chance == pytest.approx(math.log10(1 - 0.99**3), abs=1e-4)


def test_strata_are_never_put_together():
    outputs = [output("a", "p"), output("b", "q", stratum="adversarial")]
    rows = attempts_at_work(WORK, outputs, [pair("a", 1.0), pair("b", 1.0)], lambda *_: RATE)
    assert [(row.stratum, row.n_trials, row.n_above) for row in rows] == [
        ("adversarial", 1, 1),
        ("title-only", 1, 1),
    ]


@pytest.mark.parametrize("reason", ["not_calibrated", "not_measured", "null_of_case"])
def test_without_a_measured_rate_nothing_is_stated_and_the_reason_is(reason):
    (row,) = attempts_at_work(
        WORK, [output("a", "p")], [pair("a", 1.0)], lambda *_: FalseMatchRate("en", None, because=reason)
    )
    assert (row.rate, row.log10_by_chance, row.because) == (None, None, reason)


def test_the_largest_rate_of_the_kinds_of_pairs_holds():
    rates = {
        "a": RATE,
        "b": FalseMatchRate("zh", 0.02),
        "c": FalseMatchRate("image", None, because="not_calibrated"),
    }
    outputs = [output(path, path) for path in rates]
    (row,) = attempts_at_work(WORK, outputs, [pair("a", 1.0)], lambda _, there: rates[there.path])
    assert row.rate == 0.02


@pytest.mark.parametrize("calibration", shipped(), ids=lambda one: one.kind)
def test_the_rate_of_a_shipped_calibration_was_measured_and_leaves_a_common_source_out(calibration):
    found = false_match(calibration)
    assert 0.0 < found.rate < 0.05
    assert found.nulls == {model.null for model in calibration.nulls} - {"N3"}
    assert found.above == 0.0
