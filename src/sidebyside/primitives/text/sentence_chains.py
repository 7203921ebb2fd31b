"""Sentences of two texts lined up in order, by how much nearer they are to each other than to others.

`margins` turns cosines into evidence; `seed_chains` finds where in two long texts sentences answer to one
another in order; `align` lines such a place up, one to three sentences against one.

Source: margins over nearest neighbours as in Artetxe & Schwenk (2019), ACL, doi:10.18653/v1/P19-1309 (there
the form called distance); windows of sentences as in Thompson & Koehn (2019), Vecalign, EMNLP,
doi:10.18653/v1/D19-1136; local chains as in Smith & Waterman (1981), doi:10.1016/0022-2836(81)90087-5.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Cell = tuple[int, int]
"""Number of a sentence of the work, number of a sentence of the output."""

N_NEIGHBOURS = 4
SEARCH_SIZE = 300
DECAY = 45.0
"""Seen in 900 Chinese sentences of news against 5,065 English ones of two novels: 172 chains of 0.03 or more,
35 of 0.08, 2 of 0.125."""
MOST_CELLS = 8
"""So many sentences of a work may begin or go on a chain at one sentence of the output."""

BEADS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))
"""How many sentences of the work may answer to how many of the output."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts in a chain.

    Attributes
    ----------
    ground
        The margin at which a pair of sentences adds nothing; what lies above it is its worth.
    join
        What each sentence beyond one against one takes away, since a longer text is near to more others.
    gap
        What a sentence left out on either side takes away.
    max_gap
        Most sentences left out in a row on one side.
    floor
        Least worth of a chain where the works have `SEARCH_SIZE` sentences or fewer.
    """

    ground: float = 0.1
    join: float = 0.05
    gap: float = 0.05
    max_gap: int = 3
    floor: float = 0.125

    def for_search(self, n_sentences: int) -> "Rule":
        """Return the rule with the floor raised for works of so many sentences.

        A single pair is worth the more by chance the more places it is looked for in: per pair of sentences
        the number of chains falls by e with each `1 / DECAY` of worth.
        """
        raised = self.floor + math.log(max(1.0, n_sentences / SEARCH_SIZE)) / DECAY
        return replace(self, floor=round(raised, 6))


@dataclass(frozen=True, slots=True)
class Link:
    """A bead of a chain: sentences ``[first, stop)`` of the work and of the output.

    Attributes
    ----------
    cosine
        Of the two taken as wholes.
    around
        Mean of the cosines of each with its nearest neighbours.
    weight
        How much it says, in [0, 1]: less than 1 for a few words.
    """

    work: tuple[int, int]
    output: tuple[int, int]
    cosine: float
    around: float
    weight: float = 1.0

    @property
    def margin(self) -> float:
        """How far the cosine stands above that with the neighbours."""
        return self.cosine - self.around

    def worth(self, rule: Rule) -> float:
        """What the link adds to a chain; may be negative."""
        n_joined = self.work[1] - self.work[0] + self.output[1] - self.output[0] - 2
        worth = self.margin - rule.ground - rule.join * n_joined
        return worth * self.weight if worth > 0 else worth


@dataclass(frozen=True, slots=True)
class Chain:
    """Links in the order of both texts, and what they are worth together."""

    worth: float
    links: tuple[Link, ...]


def neighbourhood(cosines: Reals, *, n_neighbours: int = N_NEIGHBOURS) -> Reals:
    """Return the mean of the highest cosines of each sentence with others, shape (n,).

    Parameters
    ----------
    cosines
        Shape (n, m): of each sentence with those among which neighbours are looked for.
    """
    n = min(n_neighbours, cosines.shape[1])
    if not n:
        return np.zeros(len(cosines))
    highest = np.partition(cosines, cosines.shape[1] - n, axis=1)[:, -n:]
    return np.asarray(np.round(np.sort(highest, axis=1).mean(axis=1), 6))


def margins(cosines: Reals, work_around: Reals, output_around: Reals) -> Reals:
    """Return the margin of every pair, shape (n work, n output): cosine minus mean neighbourhood.

    About 0 where a pair is no nearer than others; true translations have 0.4 in the middle. Two texts on one
    subject have high cosines everywhere, and so have short, plain sentences: the margin takes that out.
    """
    return cosines - (work_around[:, None] + output_around[None, :]) / 2


def likely_cells(worth: Reals, first_column: int = 0) -> dict[Cell, float]:
    """Return the pairs that are worth something, at most `MOST_CELLS` for each sentence of the output.

    Parameters
    ----------
    worth
        Shape (n work, n output): margin above the ground.
    first_column
        Number of the first of these sentences of the output.

    Examples
    --------
    >>> likely_cells(np.array([[0.2, -0.1], [0.0, 0.3]]), 7)
    {(0, 7): 0.2, (1, 8): 0.3}
    """
    rows = np.argsort(-worth, axis=0, kind="stable")[:MOST_CELLS]
    best = np.take_along_axis(worth, rows, axis=0)
    return {
        (int(rows[rank, column]), first_column + column): float(best[rank, column])
        for column, rank in np.argwhere(best.T > 0).tolist()
    }


def seed_chains(worth: dict[Cell, float], rule: Rule) -> list[list[Cell]]:
    """Return disjoint chains of pairs that rise in both texts, the most worth first.

    Parameters
    ----------
    worth
        What each pair that can be a link is worth, above 0.

    Notes
    -----
    Cost: (max_gap + 1)^2 steps a pair. Does not see sentences that changed places, which make chains
    of their own.
    """
    best: dict[Cell, float] = {}
    before: dict[Cell, Cell] = {}
    for cell in sorted(worth, key=lambda cell: (cell[1], cell[0])):  # in the order of the output
        value, link = 0.0, None
        for there, n_left in _before(cell, rule.max_gap):
            if (reached := best.get(there)) is not None and reached - rule.gap * n_left > value:
                value, link = reached - rule.gap * n_left, there
        best[cell] = value + worth[cell]
        if link is not None:
            before[cell] = link
    return _walked_back(best, before, rule.floor / 2)


def _before(cell: Cell, max_gap: int) -> Iterator[tuple[Cell, int]]:
    """Yield the cells that may stand before one, with how many sentences are left out between."""
    for down in range(1, max_gap + 2):
        for back in range(1, max_gap + 2):
            yield (cell[0] - down, cell[1] - back), down + back - 2


def _walked_back(best: dict[Cell, float], before: dict[Cell, Cell], least: float) -> list[list[Cell]]:
    chains: list[list[Cell]] = []
    is_used: set[Cell] = set()
    for end in sorted((cell for cell, value in best.items() if value >= least), key=lambda c: (-best[c], c)):
        found: list[Cell] = []
        at: Cell | None = end
        while at is not None and at not in is_used:
            is_used.add(at)
            found.append(at)
            at = before.get(at)
        # what hangs on a better chain counts only with the part of its own
        if found and best[end] - (best[at] if at is not None else 0.0) >= least:
            chains.append(found[::-1])
    return chains


Measure = Callable[[tuple[int, int], tuple[int, int]], Link | None]
"""Makes the link of sentences ``[first, stop)`` of the work and of the output, or None where such a pair is
out of the question."""


def align(seeds: Sequence[Cell], sizes: Cell, measure: Measure, rule: Rule) -> Chain | None:
    """Line up the place that a chain of seeds marks; None where it is not worth the floor.

    Between two seeds and `max_gap` sentences before the first and after the last, the best path of beads (see
    `BEADS`) and of sentences left out is found; of it the stretch that is worth most is kept.

    Parameters
    ----------
    seeds
        Cells that rise in both texts.
    sizes
        Number of sentences of the work and of the output.

    Notes
    -----
    Cost: the cells of the rectangles between neighbouring seeds, times the beads.
    """
    best: dict[Cell, float] = {}
    step: dict[Cell, tuple[Cell, Link | None]] = {}
    top: tuple[float, Cell] | None = None
    for node in _nodes(seeds, sizes, rule.max_gap):
        value = 0.0
        for size in BEADS:
            there = node[0] - size[0], node[1] - size[1]
            if there not in best:
                continue
            link = measure((there[0], node[0]), (there[1], node[1]))
            if link is not None and best[there] + link.worth(rule) > value:
                value, step[node] = best[there] + link.worth(rule), (there, link)
        for there in ((node[0] - 1, node[1]), (node[0], node[1] - 1)):
            if there in best and best[there] - rule.gap > value:
                value, step[node] = best[there] - rule.gap, (there, None)
        best[node] = value
        if top is None or value > top[0]:
            top = value, node
    if top is None or top[0] < rule.floor:
        return None
    return Chain(round(top[0], 6), tuple(_links(top[1], step)))


def _nodes(seeds: Sequence[Cell], sizes: Cell, reach: int) -> list[Cell]:
    """Return the places between sentences that a path may pass, in order."""
    corners = [(max(0, seeds[0][0] - reach), max(0, seeds[0][1] - reach)), *seeds]
    corners.append((min(sizes[0], seeds[-1][0] + 1 + reach), min(sizes[1], seeds[-1][1] + 1 + reach)))
    nodes: set[Cell] = set()
    for (top, left), (bottom, right) in pairwise(corners):
        nodes.update((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
    return sorted(nodes)


def _links(node: Cell, step: dict[Cell, tuple[Cell, Link | None]]) -> list[Link]:
    links: list[Link] = []
    while node in step:
        node, link = step[node]
        if link is not None:
            links.append(link)
    return links[::-1]
