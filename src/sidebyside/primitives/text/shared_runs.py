"""Every maximal run of equal tokens that two texts share.

A run of at least `k` tokens shows itself as consecutive shared k-grams on one diagonal (work position minus
output position). The k-grams of the works are sorted once by a 64-bit hash; those of an output are looked
up by bisection; hits that are neighbours on a diagonal are joined. Every hit is checked token by token, so
a collision of hashes cannot make a run.

Source: seeds on diagonals as in Wilbur & Lipman (1983), doi:10.1073/pnas.80.3.726; polynomial hashing of
k-grams, Karp & Rabin (1987), doi:10.1147/rd.312.0249.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import InputError
from sidebyside.primitives.text.tokens import NEVER, TokenizedText

Ints = NDArray[np.int64]

_BASE = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Runs:
    """Maximal shared runs as columns, sorted by output text, output place, work text, work place.

    All int64 (n_runs,): `work` and `output` are numbers of texts, `work_first` and `output_first` numbers of
    tokens within these, `length` a number of tokens.
    """

    work: Ints
    output: Ints
    work_first: Ints
    output_first: Ints
    length: Ints

    def __len__(self) -> int:
        return len(self.length)

    def where(self, is_kept: NDArray[np.bool_]) -> "Runs":
        """Return the runs for which `is_kept` (bool, (n_runs,)) is True."""
        return Runs(
            self.work[is_kept],
            self.output[is_kept],
            self.work_first[is_kept],
            self.output_first[is_kept],
            self.length[is_kept],
        )


class _Sequence:
    """Texts laid end to end, with one token that equals nothing after each."""

    def __init__(self, texts: Sequence[TokenizedText]) -> None:
        lengths = np.array([text.n_tokens + 1 for text in texts], dtype=np.int64)
        self.first = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
        separator = np.array([NEVER], dtype=np.int64)
        pieces = [piece for text in texts for piece in (text.forms, separator)]
        self.forms = np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.int64)

    def text_at(self, places: Ints) -> Ints:
        return np.searchsorted(self.first, places, side="right").astype(np.int64) - 1


def _hashes(forms: Ints, k: int) -> tuple[Ints, NDArray[np.uint64]]:
    """Return the places whose k tokens are all in play, and the hash of those k tokens."""
    n = len(forms) - k + 1
    if n <= 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)
    total = np.zeros(n, dtype=np.uint64)
    for shift in range(k):
        total = total * _BASE + forms[shift : shift + n].view(np.uint64) + np.uint64(1)
    n_out_of_play = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(forms == NEVER)])
    places = np.flatnonzero(n_out_of_play[k : k + n] == n_out_of_play[:n]).astype(np.int64)
    return places, total[places]


class RunIndex:
    """The k-grams of the works, ready for look-up.

    Parameters
    ----------
    k
        Length of a k-gram in tokens; no run shorter than this is found.
    max_occurrences
        A k-gram that stands at more places of the works than this is looked up only where a stretch of such
        k-grams begins, and there at its first `max_occurrences` places. Runs are still followed to their
        full length, so what is missed is further repetitions of passages that the works themselves repeat
        more often than this.

    Notes
    -----
    Cost: n log n in the tokens of the works to build, 40 bytes a token; log n a token of an output to
    search, plus the hits.
    """

    def __init__(self, k: int, *, max_occurrences: int = 256) -> None:
        if k < 1 or max_occurrences < 1:
            raise InputError(f"k and max_occurrences must be at least 1, got {k} and {max_occurrences}")
        self.k = k
        self.max_occurrences = max_occurrences
        self._texts: list[TokenizedText] = []
        self._is_stale = True
        self._sequence = _Sequence([])
        self._places, self._hashes = _hashes(self._sequence.forms, k)

    @property
    def texts(self) -> Sequence[TokenizedText]:
        """The works, in the order they were added."""
        return self._texts

    def add(self, works: Sequence[TokenizedText]) -> None:
        """Take works; the first ever added is number 0."""
        self._texts.extend(works)
        self._is_stale = True

    def find(self, outputs: Sequence[TokenizedText]) -> Runs:
        """Return every maximal run of at least k tokens that an output shares with a work."""
        self._refresh()
        output = _Sequence(outputs)
        at_work, at_output, is_common = self._seeds(output.forms)
        if not len(at_work):
            return Runs(at_work, at_work, at_work, at_work, at_work)
        return self._order(output, *self._join(output.forms, at_work, at_output, is_common))

    def _refresh(self) -> None:
        if not self._is_stale:
            return
        self._sequence = _Sequence(self._texts)
        places, hashes = _hashes(self._sequence.forms, self.k)
        order = np.argsort(hashes, kind="stable")
        self._places, self._hashes = places[order], hashes[order]
        self._is_stale = False

    def _seeds(self, forms: Ints) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """Return the pairs of places (work, output) whose k tokens are equal, and where k-grams are common.

        The last is bool (len(forms) + 1,): True where the k-gram that starts there stands at more than
        `max_occurrences` places of the works. Of a stretch of such k-grams only the first is looked up.
        """
        places, hashes = _hashes(forms, self.k)
        low = np.searchsorted(self._hashes, hashes, side="left")
        n_hits = np.searchsorted(self._hashes, hashes, side="right") - low
        is_common = np.zeros(len(forms) + 1, dtype=np.bool_)
        is_common[places] = n_hits > self.max_occurrences
        is_inside = is_common[places] & (places > 0) & is_common[places - 1]
        n_hits = np.where(is_inside, 0, np.minimum(n_hits, self.max_occurrences))
        at_output = np.repeat(places, n_hits)
        offset = np.arange(len(at_output)) - np.repeat(np.cumsum(n_hits) - n_hits, n_hits)
        at_work = self._places[np.repeat(low, n_hits) + offset]
        is_equal = np.ones(len(at_work), dtype=np.bool_)
        for shift in range(self.k):
            is_equal &= self._sequence.forms[at_work + shift] == forms[at_output + shift]
        return at_work[is_equal], at_output[is_equal], is_common

    def _join(
        self, forms: Ints, at_work: Ints, at_output: Ints, is_common: NDArray[np.bool_]
    ) -> tuple[Ints, Ints, Ints]:
        """Join seeds that are neighbours on a diagonal; return work place, output place and length."""
        diagonal = at_work - at_output
        order = np.lexsort((at_output, diagonal))
        diagonal, first = diagonal[order], at_output[order]
        is_start = np.ones(len(first), dtype=np.bool_)
        is_start[1:] = (diagonal[1:] != diagonal[:-1]) | (first[1:] != first[:-1] + 1)
        starts = np.flatnonzero(is_start)
        stops = np.append(starts[1:], len(first))
        diagonal, begin, end = diagonal[starts], first[starts], first[stops - 1] + self.k
        is_cut = is_common[begin] | is_common[np.maximum(begin - 1, 0)] | is_common[end - self.k + 1]
        for run in np.flatnonzero(is_cut):
            begin[run], end[run] = self._follow(forms, int(diagonal[run]), int(begin[run]), int(end[run]))
        unique = np.unique(np.stack([diagonal, begin, end]), axis=1)
        return unique[0] + unique[1], unique[1], unique[2] - unique[1]

    def _follow(self, forms: Ints, diagonal: int, begin: int, end: int) -> tuple[int, int]:
        """Move both ends outwards while tokens are equal, past k-grams too common to be looked up."""
        work = self._sequence.forms
        before = _n_equal(forms[:begin][::-1], work[: begin + diagonal][::-1])
        return begin - before, end + _n_equal(forms[end:], work[end + diagonal :])

    def _order(self, output: _Sequence, at_work: Ints, at_output: Ints, length: Ints) -> Runs:
        works, outputs = self._sequence.text_at(at_work), output.text_at(at_output)
        order = np.lexsort((at_work, at_output))
        return Runs(
            work=works[order],
            output=outputs[order],
            work_first=(at_work - self._sequence.first[works])[order],
            output_first=(at_output - output.first[outputs])[order],
            length=length[order],
        )


def _n_equal(one: Ints, other: Ints) -> int:
    """Return how many tokens from the start on are equal and in play, comparing in doubling blocks."""
    n, block = min(len(one), len(other)), 64
    at = 0
    while at < n:
        stop = min(n, at + block)
        same = (one[at:stop] == other[at:stop]) & (one[at:stop] != NEVER)
        if not same.all():
            return at + int(same.argmin())
        at, block = stop, block * 2
    return n
