"""SentenceWindows, candidates, chains, order: on figures written out by hand."""

import itertools
import random

import numpy as np
import pytest

from sidebyside.methods.sentence_alignment.encoder import STEPS
from sidebyside.methods.text.story.events import (
    EventCandidate,
    EventChain,
    EventRule,
    best_chain,
    busiest,
    event_candidates,
    gaps,
    in_order,
    pair_events,
    stretch_of,
    windows,
)

RULE = EventRule(ground=0.1, gap=0.1, skip=0.05, floor=0.3)


def candidate(event, first, worth=0.2, n=1):
    return EventCandidate(event, first, first + n, worth)


def test_a_window_is_the_sum_of_its_sentences_made_to_length_one():
    vectors = np.zeros((3, 4), dtype=np.int16)
    vectors[0, 0] = vectors[1, 1] = vectors[2, 2] = STEPS
    made = windows(vectors, sizes=(2,))
    assert made.bounds.tolist() == [[0, 2], [1, 3]]
    assert made.vectors[0].tolist() == [round(STEPS / 2**0.5)] * 2 + [0, 0]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_a_text_shorter_than_a_window_has_only_those_that_fit(n):
    made = windows(np.full((n, 4), STEPS // 2, dtype=np.int16))
    assert len(made.bounds) == len(made.vectors) == {0: 0, 1: 1, 2: 3}[n]


def test_candidates_are_the_best_windows_that_do_not_overlap():
    bounds = np.array([[0, 1], [1, 2], [0, 2], [5, 6]])
    found = event_candidates(np.array([[0.3], [0.2], [0.25], [0.1]]), bounds)
    assert [(one.first, one.stop) for one in found] == [(0, 1), (1, 2), (5, 6)]
    assert event_candidates(np.array([[-0.1], [0.0], [-1.0], [-1.0]]), bounds) == []


def every_chain(candidates):
    for size in range(1, len(candidates) + 1):
        for chosen in itertools.combinations(candidates, size):
            pairs = list(itertools.pairwise(chosen))
            if all(a.event < b.event and a.stop <= b.first for a, b in pairs):
                cost = sum(
                    RULE.gap * np.log1p((b.first - a.stop) / 30) + RULE.skip * (b.event - a.event - 1)
                    for a, b in pairs
                )
                yield sum(one.worth for one in chosen) - cost


@pytest.mark.parametrize("seed", range(20))
def test_the_chain_is_the_best_of_all_there_are(seed):
    chance = random.Random(seed)
    candidates = sorted(
        (
            EventCandidate(chance.randrange(6), first := chance.randrange(40), first + 1, chance.random() / 3)
            for _ in range(9)
        ),
        key=lambda one: one.event,
    )
    assert best_chain(candidates, RULE).worth == pytest.approx(max(every_chain(candidates)), abs=1e-4)


def test_nothing_makes_no_chain():
    assert best_chain([], RULE) == EventChain(0.0, ())


def test_an_event_that_was_moved_is_found_at_its_place_and_breaks_the_order():
    candidates = [candidate(0, 50), candidate(1, 2), candidate(2, 5), candidate(3, 9)]
    chain = best_chain(candidates, RULE)
    assert [one.event for one in chain.candidates] == [1, 2, 3]
    pairs = pair_events(candidates, chain, stretch_of(chain, 100))
    assert [one.first for one in pairs] == [50, 2, 5, 9]
    assert in_order(pairs) == [False, True, True, True]


def test_of_a_long_work_only_what_stands_around_the_events_is_looked_at():
    chain = EventChain(1.0, (candidate(0, 1000), candidate(1, 1100)))
    assert stretch_of(chain, 5000) == (975, 1126)
    assert stretch_of(chain, 1105) == (975, 1105)
    far = [*chain.candidates, candidate(2, 4000)]
    assert [one.event for one in pair_events(far, chain, (975, 1126))] == [0, 1]


@pytest.mark.parametrize("seed", range(20))
def test_the_run_in_one_order_is_as_long_as_any(seed):
    chance = random.Random(seed)
    candidates = [candidate(n, chance.randrange(8), chance.random()) for n in range(9)]
    kept = [one.first for one, is_kept in zip(candidates, in_order(candidates), strict=True) if is_kept]
    longest = max(
        size
        for size in range(10)
        for chosen in itertools.combinations([one.first for one in candidates], size)
        if list(chosen) == sorted(chosen)
    )
    assert kept == sorted(kept)
    assert len(kept) == longest


def test_no_event_has_no_order():
    assert in_order([]) == []


def test_what_lies_between_events_is_listed_once():
    assert gaps([candidate(0, 2, n=2), candidate(1, 3, n=3)], (0, 8)) == [(0, 2), (6, 8)]
    assert gaps([], (3, 5)) == [(3, 5)]


def test_of_a_long_output_the_busiest_part_is_shown():
    assert busiest([candidate(0, 0), candidate(8, 1), candidate(9, 2)], 12, 3) == (7, 10)
    assert busiest([], 12, 3) == (0, 3)
    assert busiest([candidate(1, 1)], 3, 200) == (0, 3)


def test_the_floor_grows_with_the_pairs_of_sentences():
    floors = [EventRule().floor_for(n, 10) for n in (1, 100, 1000, 10000)]
    assert floors[0] == floors[1] == EventRule().floor
    assert floors == sorted(floors)
    assert floors[3] > floors[2]
