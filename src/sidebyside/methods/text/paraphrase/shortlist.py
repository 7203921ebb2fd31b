"""Which passages of the works an output could tell again, and what of it stands there word for word.

Works are cut into blocks of some sentences, half overlapping; a block of an output is laid beside those with
which it shares most, rare words counting more. Chinese is counted in pairs of characters. Only what is named
here is looked at more closely, and no sentence of the output that stands nearly word for word in it.

Source: inverse document frequency, Spärck Jones (1972), doi:10.1108/eb026526.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sidebyside.primitives.text.sentences import Sentence
from sidebyside.primitives.text.tokens import NEVER, TokenizedText

Terms = NDArray[np.int64]

BLOCK_TOKENS = 250
MOST_COMMON = 0.1
"""Where there are many blocks, a term that stands in a larger part of them is left out: it tells nothing."""
FEW_BLOCKS = 20
_PAIR = 1 << 31

RUN = {"alphabetic": 3, "han": 5}
"""So many words, or Chinese characters, in a row are taken for taken over."""

LITERAL_SHARE = 0.6
"""A sentence is literal when this part of its tokens lies in such runs."""

_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences ``[first, stop)`` of one text."""

    first: int
    stop: int


def blocks(sentences: Sequence[Sentence], *, n_tokens: int = BLOCK_TOKENS) -> Iterator[Block]:
    """Yield blocks of about `n_tokens` that begin half a block apart; every sentence lies in one at least."""
    first = 0
    while first < len(sentences):
        stop = half = first
        begin = sentences[first].first
        while stop < len(sentences) and sentences[stop].first - begin < n_tokens:
            half += sentences[stop].first - begin < n_tokens // 2
            stop += 1
        yield Block(first, stop)
        if stop == len(sentences):
            return
        first = max(half, first + 1)


def terms(text: TokenizedText, first: int, stop: int) -> Terms:
    """Return the different terms of tokens ``[first, stop)``: words, and pairs of Chinese characters."""
    forms = text.forms[first:stop].astype(np.int64)
    is_han = text.is_han[first:stop]
    words = forms[~is_han & (forms != NEVER)]
    paired = is_han[:-1] & is_han[1:] & (forms[:-1] != NEVER) & (forms[1:] != NEVER)
    pairs = (forms[:-1][paired] + 1) * _PAIR + forms[1:][paired]
    return np.unique(np.concatenate([words, pairs]))


class BlockIndex:
    """The blocks of all works, by their terms."""

    def __init__(self) -> None:
        self._blocks: list[tuple[int, Block]] = []
        self._terms: list[Terms] = []
        self._ready: tuple[Terms, NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]] | None = None

    def add(self, number: int, text: TokenizedText, sentences: Sequence[Sentence]) -> None:
        """Take the blocks of a work."""
        for block in blocks(sentences):
            self._blocks.append((number, block))
            self._terms.append(terms(text, sentences[block.first].first, sentences[block.stop - 1].stop))
        self._ready = None

    def nearest(self, sought: Terms, *, floor: float, n_most: int) -> list[tuple[int, Block, float]]:
        """Return the blocks that share most with some terms: number of the work, block, and likeness.

        Likeness is the weight of the shared terms over the geometric mean of both weights, 0 to 1; a term
        weighs the square of its information in nats. Blocks below `floor` are left out. Cost: the blocks in
        which the terms stand.
        """
        if not self._blocks:
            return []
        keys, start, weight, total = self._prepared()
        place = np.searchsorted(keys, sought)
        known = place[(place < len(keys)) & (keys[np.minimum(place, len(keys) - 1)] == sought)]
        n_new = len(sought) - len(known)
        own = float(weight[known].sum()) + n_new * math.log(len(self._blocks) + 1.0) ** 2
        known = known[weight[known] > 0]
        if not len(known):
            return []
        postings = [self._postings[start[at] : start[at + 1]] for at in known]
        owners, inverse = np.unique(np.concatenate(postings), return_inverse=True)
        shared = np.bincount(inverse, weights=np.repeat(weight[known], [len(one) for one in postings]))
        likeness = np.round(shared / np.sqrt(total[owners] * own), 6)
        order = np.argsort(-likeness, kind="stable")[:n_most]
        return [
            (*self._blocks[owners[at]], float(likeness[at])) for at in order.tolist() if likeness[at] >= floor
        ]

    def _prepared(self) -> tuple[Terms, NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        if self._ready is None:
            sizes = np.array([len(one) for one in self._terms])
            every = np.concatenate(self._terms)
            owner = np.repeat(np.arange(len(sizes)), sizes)
            order = np.argsort(every, kind="stable")
            keys, first, count = np.unique(every[order], return_index=True, return_counts=True)
            self._postings = owner[order]
            information = np.log((len(sizes) + 1.0) / count)
            if len(sizes) > FEW_BLOCKS:
                information[count > MOST_COMMON * len(sizes)] = 0.0
            weight = information**2
            total = np.zeros(len(sizes))
            np.add.at(total, self._postings, np.repeat(weight, count))
            self._ready = keys, np.append(first, len(every)), weight, total
        return self._ready


def literal_sentences(
    output: TokenizedText, sentences: Sequence[Sentence], passages: Iterable[tuple[TokenizedText, int, int]]
) -> NDArray[np.bool_]:
    """Say of each sentence whether most of it stands in one of the passages, shape (n,).

    One that is shorter than a run has no words of its own to speak of, and counts as literal.

    Parameters
    ----------
    output
        The text of the sentences.
    passages
        Works, each with tokens ``[first, stop)``.

    Notes
    -----
    Cost: O(m log n) for m tokens of the sentences and n of the passages.
    """
    parts = list(passages)
    if not parts:
        return np.zeros(len(sentences), dtype=np.bool_)
    known = {
        n: np.unique(
            np.concatenate([np.zeros(1, np.uint64), *(_codes(work.forms[a:b], n) for work, a, b in parts)])
        )
        for n in set(RUN.values())
    }
    return (
        np.array([_share(output.forms[one.first : one.stop], RUN[one.script], known) for one in sentences])
        >= LITERAL_SHARE
    )


def _share(forms: NDArray[np.integer[Any]], n: int, known: dict[int, NDArray[np.uint64]]) -> float:
    codes = _codes(forms, n)
    if not len(codes):
        return 1.0
    place = np.minimum(np.searchsorted(known[n], codes), len(known[n]) - 1)
    is_run = (known[n][place] == codes) & (codes != 0)
    covered = np.zeros(len(forms), dtype=np.bool_)
    for first in np.flatnonzero(is_run).tolist():
        covered[first : first + n] = True
    return float(covered.mean())


def _codes(forms: NDArray[np.integer[Any]], n: int) -> NDArray[np.uint64]:
    """Return one number for each run of n tokens; 0, which no other run has, with a token out of play."""
    if len(forms) < n:
        return np.zeros(0, dtype=np.uint64)
    codes = np.zeros(len(forms) - n + 1, dtype=np.uint64)
    in_play = np.ones(len(codes), dtype=np.bool_)
    for k in range(n):
        part = forms[k : k + len(codes)]
        codes = (codes ^ part.astype(np.int64).astype(np.uint64)) * _MIX
        codes ^= codes >> np.uint64(29)
        in_play &= part != NEVER
    return np.where(in_play, codes | np.uint64(1), np.uint64(0))
