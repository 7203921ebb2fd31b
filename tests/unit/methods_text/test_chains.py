"""Chains of sentences: what they are worth, and what holds them together."""

import numpy as np
import pytest

from sidebyside.methods.sentence_alignment.chains import (
    MOST_CELLS,
    SentenceChain,
    align,
    likely_cells,
    margins,
    seed_chains,
    unrivalled,
)
from sidebyside.methods.sentence_alignment.encoder import neighbourhood
from sidebyside.primitives.text.alignment_scores import Bead, ChainCosts

COSTS = ChainCosts(ground=0.1, join=0.05, gap=0.05, max_gap=2, floor=0.3)


def lined_up(table):
    """Measure single pairs from a table of margins; joined ones are out of the question."""

    def measure(work, output):
        if work[1] - work[0] != 1 or output[1] - output[0] != 1:
            return None
        return Bead(work, output, float(table[work[0], output[0]]), 0.0)

    return measure


def diagonal(n, value=0.4, other=-0.2):
    table = np.full((n, n), other)
    np.fill_diagonal(table, value)
    return table


def test_the_margin_of_a_pair_no_nearer_than_others_is_nothing():
    cosines = np.full((3, 3), 0.6)
    around = neighbourhood(cosines)
    assert np.allclose(margins(cosines, around, around), 0)


def test_a_neighbourhood_is_the_mean_of_the_nearest():
    assert neighbourhood(np.array([[0.1, 0.9, 0.5, 0.7]]), n_neighbours=2).tolist() == [0.8]
    assert neighbourhood(np.zeros((2, 0))).tolist() == [0.0, 0.0]


def test_pairs_in_order_make_one_chain():
    assert seed_chains(likely_cells(diagonal(4)), COSTS) == [[(0, 0), (1, 1), (2, 2), (3, 3)]]


def test_pairs_that_change_places_make_two_chains():
    table = diagonal(4)[[2, 3, 0, 1]]
    assert sorted(seed_chains(likely_cells(table), COSTS)) == [[(0, 2), (1, 3)], [(2, 0), (3, 1)]]


def test_a_chain_ends_where_too_many_sentences_are_left_out():
    table = np.full((8, 8), -0.2)
    for cell in ((0, 0), (1, 1), (6, 6), (7, 7)):
        table[cell] = 0.4
    assert len(seed_chains(likely_cells(table), COSTS)) == 2
    assert len(seed_chains(likely_cells(table), ChainCosts(max_gap=4))) == 1


def test_where_all_sentences_are_alike_each_has_a_bounded_number_of_partners():
    cells = likely_cells(np.ones((100, 3)), first_column=5)
    assert sorted({column for _, column in cells}) == [5, 6, 7]
    assert len(cells) == 3 * MOST_CELLS


def test_the_worth_of_a_chain_is_the_sum_of_its_links_less_its_gaps():
    table = diagonal(4)
    table[1, 1] = -0.5
    chain = align([(0, 0), (2, 2), (3, 3)], (4, 4), lined_up(table), COSTS)
    assert [bead.work for bead in chain.beads] == [(0, 1), (2, 3), (3, 4)]
    assert chain.worth == pytest.approx(3 * 0.3 - 2 * 0.05)


def test_a_weak_pair_between_strong_ones_is_lined_up_rather_than_left_out():
    table = diagonal(3)
    table[1, 1] = 0.05
    chain = align([(0, 0), (2, 2)], (3, 3), lined_up(table), COSTS)
    assert [bead.output for bead in chain.beads] == [(0, 1), (1, 2), (2, 3)]


def test_a_sentence_that_was_divided_in_two_is_one_link():
    def measure(work, output):
        margin = 0.6 if (work, output) == ((0, 1), (0, 2)) else 0.15
        return Bead(work, output, margin, 0.0)

    chain = align([(0, 0)], (1, 2), measure, COSTS)
    assert [(bead.work, bead.output) for bead in chain.beads] == [((0, 1), (0, 2))]
    assert chain.worth == pytest.approx(0.6 - 0.1 - 0.05)


def test_a_single_pair_needs_a_higher_margin_than_each_pair_of_a_chain():
    assert align([(0, 0)], (1, 1), lined_up(diagonal(1, 0.3)), COSTS) is None
    assert align([(0, 0), (1, 1)], (2, 2), lined_up(diagonal(2, 0.3)), COSTS) is not None


def test_the_floor_rises_with_the_number_of_sentences_searched():
    floors = [COSTS.for_search(n).floor for n in (1, 300, 3000, 30000)]
    assert floors[0] == floors[1] == COSTS.floor
    assert floors[3] - floors[2] == pytest.approx(floors[2] - floors[1], abs=1e-5)
    assert floors[2] > floors[1]


def test_a_link_of_few_words_counts_less_but_never_against():
    sure, doubtful = Bead((0, 1), (0, 1), 0.5, 0.0, weight=0.5), Bead((0, 1), (0, 1), 0.0, 0.0, weight=0.5)
    assert sure.worth(COSTS) == pytest.approx(0.2)
    assert doubtful.worth(COSTS) == pytest.approx(-0.1)


def test_a_chain_goes_where_its_sentences_answer_clearly_better_elsewhere():
    good, near, poor = (
        SentenceChain(1.0, tuple(Bead((at, at + 1), (at, at + 1), cosine, 0.1) for at in (0, 1)))
        for cosine in (0.8, 0.75, 0.6)
    )
    assert unrivalled([(0, good), (1, near), (2, poor)]) == [(0, good), (1, near)]
    assert unrivalled([(1, near), (2, poor)], [good]) == [(1, near)]
    assert unrivalled([(2, poor)]) == [(2, poor)]
