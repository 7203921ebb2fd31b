"""The expected number by chance: its order, its range, its way there and back."""

from hypothesis import given
from hypothesis import strategies as st

from sidebyside.calibration.chance import LEAST, TAILS, expected_by_chance
from sidebyside.records import Chance, from_plain, to_plain

bits = st.floats(0, 5000)
sizes = st.integers(0, 10**9)
languages = st.sampled_from(sorted(TAILS))


@given(bits, sizes, sizes, languages)
def test_the_interval_holds_the_number_and_none_is_below_the_least(bits, m, n, language):
    chance = expected_by_chance(bits, m, n, language=language)
    assert LEAST <= chance.low <= chance.expected <= chance.high
    assert chance.is_distinguishable == (chance.expected <= 0.01)
    assert from_plain(Chance, to_plain(chance)) == chance


@given(bits, bits, sizes, sizes, languages)
def test_a_heavier_match_is_expected_no_more_often(one, other, m, n, language):
    light, heavy = sorted((one, other))
    numbers = [expected_by_chance(bits, m, n, language=language).expected for bits in (light, heavy)]
    assert numbers[0] >= numbers[1]


@given(bits, sizes, sizes, sizes, languages)
def test_a_larger_search_expects_no_fewer(bits, m, n, more, language):
    small = expected_by_chance(bits, m, n, language=language).expected
    assert expected_by_chance(bits, m, n + more, language=language).expected >= small
    assert expected_by_chance(bits, m + more, n, language=language).expected >= small
    assert expected_by_chance(bits, n, m, language=language).expected == small


@given(bits, sizes, sizes)
def test_what_is_of_both_languages_or_of_another_is_weighed_with_the_more_cautious(bits, m, n):
    of = {name: expected_by_chance(bits, m, n, language=name).expected for name in TAILS}
    assert of["mixed"] == of["other"] == max(of["en"], of["zh"])
