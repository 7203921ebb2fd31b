"""Where a score stands among those of pairs that are no copies."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.calibration.score_percentile import percentiles, population, populations
from sidebyside.methods.image.copy_descriptor import MEMBER
from sidebyside.records import Score

CARD = MEMBER.card
CARD = MEMBER.card
SCORES = st.integers(0, 10**6).map(lambda value: value / 10**6)


@given(st.lists(SCORES, min_size=1, max_size=60), SCORES)
def test_the_share_below_is_never_more_than_is_true_and_less_by_one_thousandth_at_most(scores, similarity):
    share = population("unrelated", scores).share_below(similarity) * len(scores)
    assert share <= sum(score < similarity for score in scores) + 1e-3
    assert share >= sum(score < similarity - 0.001 for score in scores) - 1e-3


@given(st.lists(SCORES, min_size=1, max_size=60), SCORES, SCORES)
def test_a_higher_score_never_stands_lower(scores, one, other):
    found = population("unrelated", scores)
    low, high = sorted((one, other))
    assert 0.0 <= found.share_below(low) <= found.share_below(high) <= 1.0


def test_shipped_populations_are_of_the_method_as_it_runs():
    unrelated, same_subject = populations(CARD)
    assert (unrelated.null, same_subject.null) == ("unrelated", "same_subject")
    assert unrelated.n_pairs + same_subject.n_pairs == 200 * 199
    for one in (unrelated, same_subject):
        assert list(one.thousandths) == sorted(set(one.thousandths))
        assert list(one.n_up_to) == sorted(set(one.n_up_to))
    # A pair of one kind is more alike than one of two.
    assert same_subject.share_below(0.15) < unrelated.share_below(0.15)


def test_no_pair_of_the_populations_reaches_a_floor():
    assert all(max(one.thousandths) < 500 for one in populations(CARD))


def test_a_score_is_placed_in_both_populations():
    found = percentiles([Score("copy_descriptor", 0.9), Score("keypoints", 0.9)], [CARD])
    assert [(one.null, one.share_below) for one in found] == [("unrelated", 1.0), ("same_subject", 1.0)]


@pytest.mark.parametrize(
    "card",
    [
        replace(CARD, version="1"),
        replace(CARD, name="another"),
        replace(CARD, settings=tuple((name, "1") for name, _ in CARD.settings)),
    ],
)
def test_of_another_method_version_or_setting_nothing_is_said(card):
    assert percentiles([Score(card.name, 0.9)], [card]) == ()


def test_settings_that_change_no_score_leave_the_populations():
    changed = {"floor": "0.9", "batch": "2", "n_nearest": "50"}
    card = replace(CARD, settings=tuple((name, changed.get(name, value)) for name, value in CARD.settings))
    assert populations(card) == populations(CARD)
