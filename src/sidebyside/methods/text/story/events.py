"""Events of two texts: which sentences tell the same, whatever the words, and do they keep their order?

A sentence of the output is one event; what answers to it in the work is a window of one to eight sentences,
since a summary tells in one sentence what the work tells in several. `windows` and `event_candidates` say
what could answer to what, `best_chain` finds where in the work the output is, `pair_events` gives each event
its place there, free of any order, and `in_order` says which of them keep it.

Source: margins over nearest neighbours as in Artetxe & Schwenk (2019), doi:10.18653/v1/P19-1309; vectors of
windows as sums of sentences as in Thompson & Koehn (2019), Vecalign, doi:10.18653/v1/D19-1136; longest
increasing subsequence: Schensted (1961), doi:10.4153/CJM-1961-015-3.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sidebyside.methods.sentence_alignment.encoder import STEPS, QuantizedVectors, Reals

SIZES = (1, 2, 4, 8)
"""So many sentences of the work may answer to one event of the output."""

N_CANDIDATES = 4
"""So many windows of the work, none overlapping another, are candidates for an event of the output."""

N_RANKED = 48
"""Among so many of the best windows the candidates are looked for."""

REACH = 12
"""Most events of the output that lie between two links of a chain, others left out."""

WHOLE_SENTENCES = 200
"""A work of no more sentences is one stretch: events are looked for in all of it."""

AROUND_SENTENCES = 8
"""So many sentences before and after the events of a longer work still belong to the stretch."""


FREE_SENTENCES = 30
"""Over so many sentences of the work a summary passes at little cost."""

SEARCH_SIZE = 1000
GROWTH = 0.04
"""The floor is that of this many pairs of sentences; for e times as many it is raised by `GROWTH`. Set with
the rest of the rule on 2,856 pairs of unrelated texts, all there were: 8 chains passed it, 7 of them between
two novels."""


@dataclass(frozen=True, slots=True)
class EventRule:
    """What counts as an event told alike.

    Attributes
    ----------
    ground
        The margin at which an event adds nothing; what lies above it is its worth.
    gap
        What is taken away for n sentences of the work left out between two events, times
        ln(1 + n / `FREE_SENTENCES`).
    skip
        What each event of the output left out between two others takes away.
    floor
        Least worth of a chain, for `SEARCH_SIZE` pairs of sentences or fewer.
    least_events
        Least number of events of a chain, all of other words than each other.
    """

    ground: float = 0.12
    gap: float = 0.2
    skip: float = 0.03
    floor: float = 0.35
    least_events: int = 3

    def floor_for(self, n_work: int, n_output: int) -> float:
        """Return the floor for a work and an output of so many sentences.

        >>> EventRule().floor_for(10, 10), EventRule().floor_for(3000, 10)
        (0.35, 0.486048)
        """
        return round(self.floor + GROWTH * math.log(max(1.0, n_work * n_output / SEARCH_SIZE)), 6)


@dataclass(frozen=True, slots=True)
class SentenceWindows:
    """Windows of neighbouring sentences of one text.

    Attributes
    ----------
    bounds
        Shape (n, 2): sentences ``[first, stop)``.
    vectors
        Shape (n, 512): the sum of their vectors, made to length 1.
    """

    bounds: NDArray[np.int64]
    vectors: QuantizedVectors


@dataclass(frozen=True, slots=True)
class EventCandidate:
    """An event of the output and a window ``[first, stop)`` of the work that could answer to it."""

    event: int
    first: int
    stop: int
    worth: float


@dataclass(frozen=True, slots=True)
class EventChain:
    """Candidates in the order of both texts, and what they are worth together."""

    worth: float
    candidates: tuple[EventCandidate, ...]


def windows(vectors: QuantizedVectors, *, sizes: Sequence[int] = SIZES) -> SentenceWindows:
    """Return windows of several sizes; one of n sentences begins every n / 2 sentences.

    Cost: linear. The sums are of whole numbers, so they are the same on every machine.

    >>> windows(np.full((3, 4), 1 << 13, dtype=np.int16), sizes=(1, 2)).bounds.tolist()
    [[0, 1], [1, 2], [2, 3], [0, 2], [1, 3]]
    """
    bounds: list[tuple[int, int]] = []
    rows: list[NDArray[np.int16]] = []
    total = np.cumsum(np.pad(vectors.astype(np.int64), ((1, 0), (0, 0))), axis=0)
    for size in sizes:
        if size > len(vectors):
            break
        first = np.arange(0, len(vectors) - size + 1, max(1, size // 2))
        sums = (total[first + size] - total[first]).astype(np.float64)
        lengths = np.maximum(np.sqrt((sums * sums).sum(axis=1)), 1.0)
        rows.append(np.rint(sums / lengths[:, None] * STEPS).astype(np.int16))
        bounds += [(int(at), int(at) + size) for at in first]
    width = vectors.shape[1] if vectors.ndim == 2 else 0
    return SentenceWindows(
        np.array(bounds, dtype=np.int64).reshape(-1, 2),
        np.concatenate([np.zeros((0, width), dtype=np.int16), *rows]),
    )


def event_candidates(worth: Reals, bounds: NDArray[np.int64], first_event: int = 0) -> list[EventCandidate]:
    """Return the best windows for each event, at most `N_CANDIDATES`, none overlapping a better one.

    Parameters
    ----------
    worth
        Shape (n windows, n events): margin above the ground, weighed.
    bounds
        Of the windows.
    first_event
        Number of the first of these events.

    Examples
    --------
    >>> bounds = np.array([[0, 1], [1, 2], [0, 2]])
    >>> event_candidates(np.array([[0.1, -1.0], [0.0, 0.3], [0.2, 0.1]]), bounds, 7)
    [EventCandidate(event=7, first=0, stop=2, worth=0.2), EventCandidate(event=8, first=1, stop=2, worth=0.3)]
    """
    found: list[EventCandidate] = []
    n_ranked = min(N_RANKED, len(worth))
    for column in range(worth.shape[1] if n_ranked else 0):
        values = worth[:, column]
        # The threshold takes in every window as good as the last, so that ties do not hang on the sorting.
        least = np.partition(values, len(values) - n_ranked)[len(values) - n_ranked]
        ranked = np.flatnonzero((values >= least) & (values > 0))
        chosen: list[EventCandidate] = []
        for at in ranked[np.argsort(-values[ranked], kind="stable")].tolist():
            first, stop = bounds[at].tolist()
            if not any(first < other.stop and other.first < stop for other in chosen):
                chosen.append(EventCandidate(first_event + column, first, stop, round(float(values[at]), 6)))
                if len(chosen) == N_CANDIDATES:
                    break
        found += chosen
    return found


def best_chain(candidates: Sequence[EventCandidate], rule: EventRule) -> EventChain:
    """Return the chain that is worth most of those that rise in both texts; empty where nothing is worth.

    Parameters
    ----------
    candidates
        In the order of the events.

    Notes
    -----
    Cost: `N_CANDIDATES` x `REACH` steps a candidate. Does not see what changed places; `pair_events` does.
    """
    best: list[float] = []
    before: list[int] = []
    low = 0
    for at, one in enumerate(candidates):
        while candidates[low].event < one.event - REACH - 1:
            low += 1
        value, link = 0.0, -1
        for there in range(low, at):
            other = candidates[there]
            if other.event < one.event and other.stop <= one.first:
                left_out = rule.gap * math.log1p((one.first - other.stop) / FREE_SENTENCES)
                left_out += rule.skip * (one.event - other.event - 1)
                if best[there] - left_out > value:
                    value, link = best[there] - left_out, there
        best.append(round(value + one.worth, 6))
        before.append(link)
    if not best:
        return EventChain(0.0, ())
    at = max(range(len(best)), key=lambda n: (best[n], -n))
    worth, chain = best[at], []
    while at >= 0:
        chain.append(candidates[at])
        at = before[at]
    return EventChain(worth, tuple(chain[::-1]))


def stretch_of(chain: EventChain, n_sentences: int) -> tuple[int, int]:
    """Return the sentences ``[first, stop)`` of the work in which the output's events are looked for."""
    if n_sentences <= WHOLE_SENTENCES:
        return 0, n_sentences
    first, stop = chain.candidates[0].first, chain.candidates[-1].stop
    more = max(AROUND_SENTENCES, (stop - first) // 4)
    return max(0, first - more), min(n_sentences, stop + more)


def pair_events(
    candidates: Sequence[EventCandidate], chain: EventChain, stretch: tuple[int, int]
) -> list[EventCandidate]:
    """Give each event of the output its place in the stretch: that of the chain, or else the best there.

    The others are not held to any order, so an event that was moved is found at its place.

    Parameters
    ----------
    candidates
        Those of the windows inside the stretch.
    """
    places = {
        one.event: one for one in candidates[::-1] if stretch[0] <= one.first and one.stop <= stretch[1]
    }
    for one in candidates:
        inside = stretch[0] <= one.first and one.stop <= stretch[1]
        if inside and one.worth > places[one.event].worth:
            places[one.event] = one
    places |= {one.event: one for one in chain.candidates}
    return [places[event] for event in sorted(places)]


def in_order(candidates: Sequence[EventCandidate]) -> list[bool]:
    """Say which of some candidates stand in the longest run that never goes back in the work.

    Of runs of one length the one that is worth most counts. Cost: ``O(n^2)`` for n candidates.

    >>> places = [(3, 4), (4, 6), (1, 2), (4, 5)]
    >>> in_order([EventCandidate(event, *place, 0.2) for event, place in enumerate(places)])
    [True, True, False, True]
    """
    best: list[tuple[int, float]] = []
    before: list[int] = []
    for at, one in enumerate(candidates):
        value, link = (0, 0.0), -1
        for there in range(at):
            if candidates[there].first <= one.first and best[there] > value:
                value, link = best[there], there
        best.append((value[0] + 1, round(value[1] + one.worth, 6)))
        before.append(link)
    kept = [False] * len(candidates)
    at = best.index(max(best)) if best else -1
    while at >= 0:
        kept[at] = True
        at = before[at]
    return kept


def gaps(candidates: Sequence[EventCandidate], stretch: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the runs of sentences ``[first, stop)`` of the stretch in which no event was found.

    >>> gaps([EventCandidate(0, 2, 4, 0.3), EventCandidate(1, 3, 5, 0.2)], (0, 7))
    [(0, 2), (5, 7)]
    """
    found, at = [], stretch[0]
    for first, stop in sorted((one.first, one.stop) for one in candidates):
        if first > at:
            found.append((at, first))
        at = max(at, stop)
    if at < stretch[1]:
        found.append((at, stretch[1]))
    return found


def busiest(candidates: Sequence[EventCandidate], n_events: int, n_most: int) -> tuple[int, int]:
    """Return the `n_most` events of the output in a row that are worth most; all where there are no more.

    >>> worths = {0: 0.1, 8: 0.3, 9: 0.3}
    >>> busiest([EventCandidate(event, 0, 1, worth) for event, worth in worths.items()], 12, 3)
    (7, 10)
    """
    if n_events <= n_most:
        return 0, n_events
    events = [one.event for one in candidates]
    sums = np.concatenate([[0.0], np.cumsum([one.worth for one in candidates])])
    best, first = -1.0, 0
    for stop in sorted({min(max(event + 1, n_most), n_events) for event in events} or {n_most}):
        low, high = bisect_left(events, stop - n_most), bisect_left(events, stop)
        value = round(float(sums[high] - sums[low]), 6)
        if value > best:
            best, first = value, stop - n_most
    return first, first + n_most
