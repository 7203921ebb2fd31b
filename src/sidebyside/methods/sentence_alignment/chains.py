"""Sentences of two texts lined up in order, by how much nearer they are to each other than to others.

`margins` turns cosines into evidence; `seed_chains` finds where in two long texts sentences answer to one
another in order; `align` lines such a place up, one to three sentences against one. `line_up` does all of it
for a pair, and `unrivalled` drops what answers clearly better to another place.

Source: margins over nearest neighbours as in Artetxe & Schwenk (2019), ACL, doi:10.18653/v1/P19-1309 (there
the form called distance); windows of sentences as in Thompson & Koehn (2019), Vecalign, EMNLP,
doi:10.18653/v1/D19-1136; local chains as in Smith & Waterman (1981), doi:10.1016/0022-2836(81)90087-5.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from sidebyside.methods.sentence_alignment.encoder import (
    N_AT_ONCE,
    EncodedSentences,
    Reals,
    SentenceEncoder,
    cosine,
    cosines,
)
from sidebyside.primitives.text.alignment_scores import Bead, ChainCosts, weight_of

Square = tuple[int, int]
"""Number of a sentence of the work, number of a sentence of the output."""

SURE_MARGIN, LEAST_MARGIN = 0.3, 0.05
"""Sentences are tried together where each by itself has a margin between these two."""

SLACK = 0.08
"""How much less a passage may answer to a sentence than another passage does, in margin."""

MOST_CELLS = 8
"""So many sentences of a work may begin or go on a chain at one sentence of the output."""

BEADS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))
"""How many sentences of the work may answer to how many of the output."""


@dataclass(frozen=True, slots=True)
class SentenceChain:
    """Beads in the order of both texts, and what they are worth together."""

    worth: float
    beads: tuple[Bead, ...]


def margins(cosines: Reals, work_around: Reals, output_around: Reals) -> Reals:
    """Return the margin of every pair, shape (n work, n output): cosine minus mean neighbourhood.

    About 0 where a pair is no nearer than others; true translations have 0.4 in the middle. Two texts on one
    subject have high cosines everywhere, and so have short, plain sentences: the margin takes that out.
    """
    return cosines - (work_around[:, None] + output_around[None, :]) / 2


def likely_cells(worth: Reals, first_column: int = 0) -> dict[Square, float]:
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


def seed_chains(worth: dict[Square, float], costs: ChainCosts) -> list[list[Square]]:
    """Return disjoint chains of pairs that rise in both texts, the most worth first.

    Parameters
    ----------
    worth
        What each pair that can be a bead is worth, above 0.

    Notes
    -----
    Cost: (max_gap + 1)^2 steps a pair. Does not see sentences that changed places, which make chains
    of their own.
    """
    best: dict[Square, float] = {}
    before: dict[Square, Square] = {}
    for cell in sorted(worth, key=lambda cell: (cell[1], cell[0])):  # in the order of the output
        value, bead = 0.0, None
        for there, n_left in _before(cell, costs.max_gap):
            if (reached := best.get(there)) is not None and reached - costs.gap * n_left > value:
                value, bead = reached - costs.gap * n_left, there
        best[cell] = value + worth[cell]
        if bead is not None:
            before[cell] = bead
    return _walked_back(best, before, costs.floor / 2)


def _before(cell: Square, max_gap: int) -> Iterator[tuple[Square, int]]:
    """Yield the cells that may stand before one, with how many sentences are left out between."""
    for down in range(1, max_gap + 2):
        for back in range(1, max_gap + 2):
            yield (cell[0] - down, cell[1] - back), down + back - 2


def _walked_back(best: dict[Square, float], before: dict[Square, Square], least: float) -> list[list[Square]]:
    chains: list[list[Square]] = []
    is_used: set[Square] = set()
    for end in sorted((cell for cell, value in best.items() if value >= least), key=lambda c: (-best[c], c)):
        found: list[Square] = []
        at: Square | None = end
        while at is not None and at not in is_used:
            is_used.add(at)
            found.append(at)
            at = before.get(at)
        # what hangs on a better chain counts only with the part of its own
        if found and best[end] - (best[at] if at is not None else 0.0) >= least:
            chains.append(found[::-1])
    return chains


BeadMeasure = Callable[[tuple[int, int], tuple[int, int]], Bead | None]
"""Makes the bead of sentences ``[first, stop)`` of the work and of the output, or None where such a pair is
out of the question."""


def align(
    seeds: Sequence[Square], sizes: Square, measure: BeadMeasure, costs: ChainCosts
) -> SentenceChain | None:
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
    best: dict[Square, float] = {}
    step: dict[Square, tuple[Square, Bead | None]] = {}
    top: tuple[float, Square] | None = None
    for node in _nodes(seeds, sizes, costs.max_gap):
        value = 0.0
        for size in BEADS:
            there = node[0] - size[0], node[1] - size[1]
            if there not in best:
                continue
            bead = measure((there[0], node[0]), (there[1], node[1]))
            if bead is not None and best[there] + bead.worth(costs) > value:
                value, step[node] = best[there] + bead.worth(costs), (there, bead)
        for there in ((node[0] - 1, node[1]), (node[0], node[1] - 1)):
            if there in best and best[there] - costs.gap > value:
                value, step[node] = best[there] - costs.gap, (there, None)
        best[node] = value
        if top is None or value > top[0]:
            top = value, node
    if top is None or top[0] < costs.floor:
        return None
    return SentenceChain(round(top[0], 6), tuple(_beads(top[1], step)))


def _nodes(seeds: Sequence[Square], sizes: Square, reach: int) -> list[Square]:
    """Return the places between sentences that a path may pass, in order."""
    corners = [(max(0, seeds[0][0] - reach), max(0, seeds[0][1] - reach)), *seeds]
    corners.append((min(sizes[0], seeds[-1][0] + 1 + reach), min(sizes[1], seeds[-1][1] + 1 + reach)))
    nodes: set[Square] = set()
    for (top, left), (bottom, right) in pairwise(corners):
        nodes.update((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
    return sorted(nodes)


def _beads(node: Square, step: dict[Square, tuple[Square, Bead | None]]) -> list[Bead]:
    beads: list[Bead] = []
    while node in step:
        node, bead = step[node]
        if bead is not None:
            beads.append(bead)
    return beads[::-1]


def line_up(
    work: EncodedSentences, output: EncodedSentences, encoder: SentenceEncoder, costs: ChainCosts
) -> list[SentenceChain]:
    """Return the chains of one pair that reach the floor, the most worth first, none inside another.

    Cost: one product of matrices, and 1.4 ms a window of sentences that is tried where no pair of single
    sentences is sure.
    """
    cells: dict[Square, float] = {}
    for first in range(0, len(output.sentences), N_AT_ONCE):
        part = slice(first, first + N_AT_ONCE)
        near = cosines(work.vectors, output.vectors[part])
        above = margins(near, work.around, output.around[part]) - costs.ground
        cells |= likely_cells(above * np.minimum(work.weights[:, None], output.weights[part]), first)
    sizes = len(work.sentences), len(output.sentences)
    measure = _measure(work, output, encoder)
    chains = [align(seeds, sizes, measure, costs) for seeds in seed_chains(cells, costs)]
    return _without_repeats([chain for chain in chains if chain is not None])


def _measure(work: EncodedSentences, output: EncodedSentences, encoder: SentenceEncoder) -> BeadMeasure:
    @cache
    def single(row: int, column: int) -> Bead:
        near = cosine(work.vectors[row], output.vectors[column])
        around = float(work.around[row] + output.around[column]) / 2
        weight = float(min(work.weights[row], output.weights[column]))
        return Bead((row, row + 1), (column, column + 1), near, around, weight)

    def measure(rows: tuple[int, int], columns: tuple[int, int]) -> Bead | None:
        inside = [single(row, column) for row in range(*rows) for column in range(*columns)]
        if len(inside) == 1:
            return inside[0]
        if not all(LEAST_MARGIN <= bead.margin < SURE_MARGIN for bead in inside):
            return None
        left, left_around = work.window(encoder, *rows)
        right, right_around = output.window(encoder, *columns)
        around = round((left_around + right_around) / 2, 6)
        worth = min(work.worth(*rows), output.worth(*columns))
        return Bead(rows, columns, cosine(left[0], right[0]), around, weight_of(worth))

    return measure


def unrivalled(
    found: Sequence[tuple[int, SentenceChain]],
    rivals: Sequence[SentenceChain] = (),
    *,
    slack: float = SLACK,
) -> list[tuple[int, SentenceChain]]:
    """Drop the chains of one output whose sentences answer clearly better to another place.

    Parameters
    ----------
    found
        Number of the place and chain.
    rivals
        Chains of the output elsewhere, which are not asked for.
    slack
        How far the margins of a chain may lie below the best margins of the same sentences, on average.

    Notes
    -----
    Two editions of a work both stay; a passage on the same subject as the right one goes.
    """
    best: dict[int, float] = {}
    for chain in (*(chain for _, chain in found), *rivals):
        for bead in chain.beads:
            for number in range(*bead.output):
                best[number] = max(best.get(number, bead.margin), bead.margin)
    return [item for item in found if _loss(item[1], best) <= slack]


def _loss(chain: SentenceChain, best: dict[int, float]) -> float:
    losses = [max(best[number] for number in range(*bead.output)) - bead.margin for bead in chain.beads]
    return sum(losses) / len(losses)


def _without_repeats(chains: list[SentenceChain]) -> list[SentenceChain]:
    """Drop a chain of which half the beads share a sentence of the output with better chains."""
    kept: list[SentenceChain] = []
    taken: set[int] = set()
    for chain in sorted(chains, key=lambda item: (-item.worth, item.beads[0].output, item.beads[0].work)):
        numbers = [number for bead in chain.beads for number in range(*bead.output)]
        if 2 * sum(number in taken for number in numbers) < len(numbers):
            kept.append(chain)
            taken.update(numbers)
    return kept
