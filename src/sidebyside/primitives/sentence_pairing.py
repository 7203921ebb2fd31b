"""The sentences of works and outputs as vectors, with their neighbourhoods, ready to be lined up.

Neighbours are looked for among all sentences of the works in the script of the other side, and a fixed list
of sentences of every kind that comes with the package. None of this depends on which outputs are compared
together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import numpy as np

from sidebyside.primitives.sentence_encoder import SentenceEncoder, Vectors, cosines
from sidebyside.primitives.text.sentence_chains import (
    Cell,
    Chain,
    Link,
    Measure,
    Reals,
    Rule,
    align,
    likely_cells,
    margins,
    neighbourhood,
    seed_chains,
)
from sidebyside.primitives.text.sentences import Script, Sentence
from sidebyside.records import Span

BACKGROUNDS: dict[Script, str] = {"alphabetic": "en.txt", "han": "zh.txt"}
SURE_MARGIN = 0.3
LEAST_MARGIN = 0.05
"""Sentences are tried together where each by itself has a margin between these two."""


FULL_WORTH, POWER = 20.0, 0.3
"""A sentence of fewer words counts less, as the 0.3rd power of its length: 5 words two thirds. Short ones are
like many others."""

SAME = 0.999
N_AT_ONCE = 256
"""Sentences of one side in a product of matrices: memory grows with the texts, not with their product."""

SLACK = 0.08
"""How much less a passage may answer to a sentence than another passage does, in margin."""


@cache
def background_sentences(script: Script) -> tuple[str, ...]:
    """Return a hundred sentences of every kind in English or in Chinese."""
    folder = files("sidebyside.primitives.text") / "background"
    return tuple((folder / BACKGROUNDS[script]).read_text("utf-8").splitlines())


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Sentences of one text in one script.

    Attributes
    ----------
    sentences
        In their order; those of the other script left out.
    vectors
        One a sentence.
    around
        How near each is to its neighbours on the other side, shape (n,).
    weights
        How much each says, in [0, 1], shape (n,): by its length, up to `FULL_WORTH` words.
    crowd
        Vectors among which the neighbours of a window of sentences are looked for.
    """

    sentences: tuple[Sentence, ...]
    vectors: Vectors
    around: Reals
    weights: Reals
    crowd: Vectors
    windows: dict[tuple[int, int], tuple[Vectors, float]] = field(default_factory=dict)

    def window(self, encoder: SentenceEncoder, first: int, stop: int) -> tuple[Vectors, float]:
        """Return the vector, shape (1, 512), and the neighbourhood of some sentences taken as one."""
        if stop - first == 1:
            return self.vectors[first:stop], float(self.around[first])
        if (first, stop) not in self.windows:
            joint = "" if self.sentences[first].script == "han" else " "
            vector = encoder.encode([joint.join(one.text for one in self.sentences[first:stop])])
            around = float(neighbourhood(_others(cosines(vector, self.crowd)))[0])
            self.windows[first, stop] = vector, around
        return self.windows[first, stop]

    def worth(self, first: int, stop: int) -> float:
        """Return the length of sentences ``[first, stop)`` in words."""
        return sum(sentence.worth for sentence in self.sentences[first:stop])

    def span(self, first: int, stop: int) -> Span:
        """Return the place of sentences ``[first, stop)``."""
        return Span(self.sentences[first].span.start, self.sentences[stop - 1].span.end)


def side(encoder: SentenceEncoder, sentences: Sequence[Sentence], crowd: Vectors) -> Side:
    """Encode the sentences of a text and measure how near they are to a crowd."""
    vectors = encoder.encode([sentence.text for sentence in sentences])
    weights = np.array([_weight(sentence.worth) for sentence in sentences])
    around = [
        neighbourhood(_others(cosines(vectors[first : first + N_AT_ONCE], crowd)))
        for first in range(0, len(vectors), N_AT_ONCE)
    ]
    return Side(tuple(sentences), vectors, np.concatenate([np.zeros(0), *around]), weights, crowd)


def _others(cosines_with_crowd: Reals) -> Reals:
    """Leave a sentence out of its own neighbours, and every copy of it."""
    return np.where(cosines_with_crowd >= SAME, -1.0, cosines_with_crowd)


def _weight(worth: float) -> float:
    return round(float(min(1.0, worth / FULL_WORTH) ** POWER), 6)


def line_up(work: Side, output: Side, encoder: SentenceEncoder, rule: Rule) -> list[Chain]:
    """Return the chains of one pair that reach the floor, the most worth first, none inside another.

    Cost: one product of matrices, and 1.4 ms a window of sentences that is tried where no pair of single
    sentences is sure.
    """
    cells: dict[Cell, float] = {}
    for first in range(0, len(output.sentences), N_AT_ONCE):
        part = slice(first, first + N_AT_ONCE)
        near = cosines(work.vectors, output.vectors[part])
        above = margins(near, work.around, output.around[part]) - rule.ground
        cells |= likely_cells(above * np.minimum(work.weights[:, None], output.weights[part]), first)
    sizes = len(work.sentences), len(output.sentences)
    measure = _measure(work, output, encoder)
    chains = [align(seeds, sizes, measure, rule) for seeds in seed_chains(cells, rule)]
    return _without_repeats([chain for chain in chains if chain is not None])


def _measure(work: Side, output: Side, encoder: SentenceEncoder) -> Measure:
    @cache
    def single(row: int, column: int) -> Link:
        cosine = float(cosines(work.vectors[row : row + 1], output.vectors[column : column + 1])[0, 0])
        around = float(work.around[row] + output.around[column]) / 2
        weight = float(min(work.weights[row], output.weights[column]))
        return Link((row, row + 1), (column, column + 1), cosine, around, weight)

    def measure(rows: tuple[int, int], columns: tuple[int, int]) -> Link | None:
        inside = [single(row, column) for row in range(*rows) for column in range(*columns)]
        if len(inside) == 1:
            return inside[0]
        if not all(LEAST_MARGIN <= link.margin < SURE_MARGIN for link in inside):
            return None
        left, left_around = work.window(encoder, *rows)
        right, right_around = output.window(encoder, *columns)
        around = round((left_around + right_around) / 2, 6)
        worth = min(work.worth(*rows), output.worth(*columns))
        return Link(rows, columns, float(cosines(left, right)[0, 0]), around, _weight(worth))

    return measure


def unrivalled(found: Sequence[tuple[int, Chain]], *, slack: float = SLACK) -> list[tuple[int, Chain]]:
    """Drop the chains of one output whose sentences answer clearly better to another place.

    Parameters
    ----------
    found
        Number of the work and chain, over all works.
    slack
        How far the margins of a chain may lie below the best margins of the same sentences, on average.

    Notes
    -----
    Two editions of a work both stay; a passage on the same subject as the right one goes.
    """
    best: dict[int, float] = {}
    for _, chain in found:
        for link in chain.links:
            for number in range(*link.output):
                best[number] = max(best.get(number, link.margin), link.margin)
    return [item for item in found if _loss(item[1], best) <= slack]


def _loss(chain: Chain, best: dict[int, float]) -> float:
    losses = [max(best[number] for number in range(*link.output)) - link.margin for link in chain.links]
    return sum(losses) / len(losses)


def _without_repeats(chains: list[Chain]) -> list[Chain]:
    """Drop a chain of which half the links share a sentence of the output with better chains."""
    kept: list[Chain] = []
    taken: set[int] = set()
    for chain in sorted(chains, key=lambda item: (-item.worth, item.links[0].output, item.links[0].work)):
        numbers = [number for link in chain.links for number in range(*link.output)]
        if 2 * sum(number in taken for number in numbers) < len(numbers):
            kept.append(chain)
            taken.update(numbers)
    return kept
