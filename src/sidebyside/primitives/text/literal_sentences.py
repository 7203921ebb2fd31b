"""Which sentences of an output stand nearly word for word in some passages of a work."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sidebyside.primitives.text.sentences import Sentence
from sidebyside.primitives.text.tokens import NEVER, TokenizedText

RUN = {"alphabetic": 3, "han": 5}
"""So many words, or Chinese characters, in a row are taken for taken over."""

LITERAL_SHARE = 0.6
"""A sentence is literal when this part of its tokens lies in such runs."""

_MIX = np.uint64(0x9E3779B97F4A7C15)


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


_NONE: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)


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
        return _NONE
    codes = np.zeros(len(forms) - n + 1, dtype=np.uint64)
    in_play = np.ones(len(codes), dtype=np.bool_)
    for k in range(n):
        part = forms[k : k + len(codes)]
        codes = (codes ^ part.astype(np.int64).astype(np.uint64)) * _MIX
        codes ^= codes >> np.uint64(29)
        in_play &= part != NEVER
    return np.where(in_play, codes | np.uint64(1), np.uint64(0))
