"""The measures of `bench`, each against what can be worked out by hand or by another road."""

import math

import numpy as np
import pytest


@pytest.fixture
def on_path(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root))


def test_rank_correlation_is_spearmans_with_ties_at_their_mean_rank(on_path):
    from bench.measures import rank_correlation

    assert rank_correlation([1, 2, 3, 4], [10, 20, 30, 40]) == pytest.approx(1.0)
    assert rank_correlation([1, 2, 3, 4], [4, 3, 2, 1]) == pytest.approx(-1.0)
    # ranks 1.5 1.5 3.5 3.5 against 1 2 3 4: covariance 1, deviations 1 and sqrt(1.25)
    assert rank_correlation([0, 0, 1, 1], [1, 2, 3, 4]) == pytest.approx(1 / math.sqrt(1.25))
    assert math.isnan(rank_correlation([0, 1], [5, 5]))


def test_area_counts_pairs_and_ties_by_half(on_path):
    from bench.measures import area

    assert area([3, 4], [1, 2]) == 1.0
    assert area([1, 1], [1, 1]) == 0.5
    assert area([0, 2], [1, 1]) == 0.5
    assert area([1, 2], [1, 0]) == pytest.approx(3.5 / 4)


@pytest.mark.parametrize(
    ("value", "how", "bound", "ceiling", "verdict"),
    [
        (0.98, ">=", 0.98, None, "reached"),
        (0.97, ">=", 0.98, None, "MISSED by 0.010"),
        (8.5, "<", 8.0, None, "MISSED by 0.500"),
        (1.0, ">", 1.0, 1.0, "equal, and no more is possible"),
        (0.9, ">", 0.9, 1.0, "MISSED by 0.000"),
    ],
)
def test_a_demand_says_whether_it_was_reached_and_by_how_much_not(
    on_path, value, how, bound, ceiling, verdict
):
    from bench.demands import Demand

    assert Demand("a figure", value, how, bound, ceiling=ceiling).verdict == verdict


def test_demands_of_a_run_come_back_as_they_were_shown(on_path, tmp_path, monkeypatch, capsys):
    from bench.demands import GATHER, Demand, gathered, show

    path = tmp_path / "demands.jsonl"
    monkeypatch.setenv(GATHER, str(path))
    one, other = Demand("a", 1.0, ">=", 0.5), Demand("b", 9.0, "<", 8.0, 1)
    show([one])
    show([other])
    assert gathered(path) == [one, other]
    assert "MISSED by 1.0" in capsys.readouterr().out


def test_places_in_code_words_are_found_again(on_path):
    from bench.beside import from_code_words, in_code_words

    text = "那天夜裡 沒有人點燈。"
    written = in_code_words(text)
    words = {written[at * 9 : at * 9 + 8] for at, mark in enumerate(text) if not mark.isspace()}
    assert len(words) == len(set(text) - {" "})
    rng = np.random.default_rng(1)
    for _ in range(50):
        start, end = sorted(rng.choice(len(text) + 1, 2, replace=False).tolist())
        assert from_code_words((start * 9, end * 9 - 1)) == (start, end)


def test_plagdet_falls_with_what_is_missed_added_and_splintered(on_path):
    from bench.planted import plagdet

    case = ((0, 100), (0, 100))
    halves = [((0, 50), (0, 50)), ((50, 100), (50, 100))]
    assert plagdet([[case]], [[case]])["plagdet"] == 1.0
    assert plagdet([[case]], [halves[:1]])["plagdet"] == pytest.approx(2 / 3)
    assert plagdet([[case]], [halves])["plagdet"] == pytest.approx(1 / math.log2(3))
    wide = ((0, 200), (0, 200))
    assert plagdet([[case]], [[wide]])["plagdet"] == pytest.approx(2 / 3)
    assert plagdet([[case]], [[]])["plagdet"] == 0.0
