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

from sidebyside.primitives.sentence_encoder import SentenceEncoder, Vectors, cosine, cosines
from sidebyside.primitives.text.sentence_chains import (
    N_NEIGHBOURS,
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

N_IN_BLOCK = 4096
"""Sentences of a crowd in a product of matrices."""

SLACK = 0.08
"""How much less a passage may answer to a sentence than another passage does, in margin."""


@cache
def background_sentences(script: Script) -> tuple[str, ...]:
    """Return a hundred sentences of every kind in English or in Chinese."""
    folder = files("sidebyside.primitives.text") / "background"
    return tuple((folder / BACKGROUNDS[script]).read_text("utf-8").splitlines())


class Crowd:
    """Vectors among which the neighbours of sentences are looked for.

    What was measured of a sentence is kept, since works are looked at again with every output.

    Notes
    -----
    Cost: a product of matrices for the sentences that were not met before; 1 KB a sentence of the crowd.
    """

    def __init__(self, vectors: Vectors) -> None:
        self._blocks = [vectors[at : at + N_IN_BLOCK] for at in range(0, len(vectors), N_IN_BLOCK)]
        if len(self._blocks) == 1:  # made ready once; a large crowd would take eight times its memory
            self._blocks = [self._blocks[0].astype(np.float64)]
        self._known: dict[str, float] = {}

    def around(self, texts: Sequence[str], vectors: Vectors) -> Reals:
        """Return how near sentences are to their neighbours, shape (n,), given their vectors, shape (n, 512).

        A sentence of the crowd is no neighbour of itself, nor of its copies.
        """
        new = list({text: at for at, text in enumerate(texts) if text not in self._known}.values())
        for first in range(0, len(new), N_AT_ONCE):
            part = new[first : first + N_AT_ONCE]
            found = neighbourhood(self._highest(vectors[part]))
            self._known.update(zip([texts[at] for at in part], found.tolist(), strict=True))
        return np.array([self._known[text] for text in texts])

    def _highest(self, vectors: Vectors) -> Reals:
        """Return the cosines with the nearest of every block, shape (n, up to 4 a block)."""
        rows = vectors.astype(np.float64)
        highest = [np.zeros((len(vectors), 0))]
        for block in self._blocks:
            near = _others(cosines(rows, block))
            n = min(N_NEIGHBOURS, near.shape[1])
            highest.append(np.partition(near, near.shape[1] - n, axis=1)[:, near.shape[1] - n :])
        return np.concatenate(highest, axis=1)


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
        Among whom the neighbours of a window of sentences are looked for.
    """

    sentences: tuple[Sentence, ...]
    vectors: Vectors
    around: Reals
    weights: Reals
    crowd: Crowd
    windows: dict[tuple[int, int], tuple[Vectors, float]] = field(default_factory=dict)

    def window(self, encoder: SentenceEncoder, first: int, stop: int) -> tuple[Vectors, float]:
        """Return the vector, shape (1, 512), and the neighbourhood of some sentences taken as one."""
        if stop - first == 1:
            return self.vectors[first:stop], float(self.around[first])
        if (first, stop) not in self.windows:
            joint = "" if self.sentences[first].script == "han" else " "
            text = joint.join(one.text for one in self.sentences[first:stop])
            vector = encoder.encode([text])
            self.windows[first, stop] = vector, float(self.crowd.around([text], vector)[0])
        return self.windows[first, stop]

    def worth(self, first: int, stop: int) -> float:
        """Return the length of sentences ``[first, stop)`` in words."""
        return sum(sentence.worth for sentence in self.sentences[first:stop])

    def span(self, first: int, stop: int) -> Span:
        """Return the place of sentences ``[first, stop)``."""
        return Span(self.sentences[first].span.start, self.sentences[stop - 1].span.end)


def side(encoder: SentenceEncoder, sentences: Sequence[Sentence], crowd: Crowd) -> Side:
    """Encode the sentences of a text and measure how near they are to a crowd."""
    texts = [sentence.text for sentence in sentences]
    vectors = encoder.encode(texts)
    weights = np.array([weight_of(sentence.worth) for sentence in sentences])
    return Side(tuple(sentences), vectors, crowd.around(texts, vectors), weights, crowd)


def _others(cosines_with_crowd: Reals) -> Reals:
    """Leave a sentence out of its own neighbours, and every copy of it."""
    return np.where(cosines_with_crowd >= SAME, -1.0, cosines_with_crowd)


def weight_of(worth: float) -> float:
    """Return how much a sentence of so many words says, in [0, 1]."""
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
        near = cosine(work.vectors[row], output.vectors[column])
        around = float(work.around[row] + output.around[column]) / 2
        weight = float(min(work.weights[row], output.weights[column]))
        return Link((row, row + 1), (column, column + 1), near, around, weight)

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
        return Link(rows, columns, cosine(left[0], right[0]), around, weight_of(worth))

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
