"""Every maximal run of equal tokens that two texts share, and what of an output stands in its prompt.

A run of at least `k` tokens shows itself as consecutive shared k-grams on one diagonal (work position minus
output position). The k-grams of the works are sorted once by a 64-bit hash; those of an output are looked
up by bisection; hits that are neighbours on a diagonal are joined. Every hit is checked token by token, so
a collision of hashes cannot make a run.

Source: seeds on diagonals as in Wilbur & Lipman (1983), doi:10.1073/pnas.80.3.726; polynomial hashing of
k-grams, Karp & Rabin (1987), doi:10.1147/rd.312.0249.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import InputError
from sidebyside.primitives.text.tokens import NEVER, TokenizedText

SEED_TOKENS = 4
"""Length of the k-grams that the methods look up; one index then serves them all."""

PROMPT_WORDS, PROMPT_CHARACTERS = 4, 6
"""A stretch of so many words, or Chinese characters, that stands in the prompt is supplied by it."""

Ints = NDArray[np.int64]
Forms = NDArray[np.int32]

_BASE = np.uint64(0x9E3779B97F4A7C15)
_LOW = np.uint64(0xFFFFFFFF)
_HIGH = np.uint64(0xFFFFFFFF00000000)
_BLOCK = 1 << 20
_MOST_TOKENS = 1 << 32


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


def without_inner(runs: Runs) -> Runs:
    """Leave out each run that lies, in the work and in the output, inside a longer run of the same pair.

    A passage that repeats itself, such as a refrain, is equal to itself at other distances too: one word a
    million times shares a run with itself at each of them. What is left covers the same text on both sides.

    Cost: n log n, and a step for each run that begins inside others.
    """
    columns = [column.tolist() for column in (runs.work, runs.output, runs.work_first, runs.output_first)]
    lengths = runs.length.tolist()
    is_kept = np.ones(len(runs), dtype=np.bool_)
    around: list[tuple[int, int, int]] = []
    pair = None
    for number in np.lexsort((-runs.length, runs.output_first, runs.work, runs.output)).tolist():
        work, output, work_first, output_first = (column[number] for column in columns)
        if (work, output) != pair:
            pair, around = (work, output), []
        work_stop, output_stop = work_first + lengths[number], output_first + lengths[number]
        around = [one for one in around if one[2] > output_first]
        if any(a <= work_first and work_stop <= b and output_stop <= c for a, b, c in around):
            is_kept[number] = False
        else:
            around.append((work_first, work_stop, output_stop))
    return runs.where(is_kept)


class _Sequence:
    """Texts laid end to end, with one token that equals nothing after each.

    A text alone is taken as it is: nothing follows it, and its tokens need not be held twice.
    """

    def __init__(self, texts: Sequence[TokenizedText]) -> None:
        lengths = np.array([text.n_tokens + 1 for text in texts], dtype=np.int64)
        self.first = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
        if len(texts) == 1:
            self.forms = texts[0].forms
            return
        self.forms = np.full(int(self.first[-1]), NEVER, dtype=np.int32)
        for first, text in zip(self.first.tolist(), texts, strict=False):
            self.forms[first : first + text.n_tokens] = text.forms

    def text_at(self, places: Ints) -> Ints:
        return np.searchsorted(self.first, places, side="right").astype(np.int64) - 1


def _keys(forms: Forms, k: int) -> NDArray[np.uint64]:
    """Return for each place whose k tokens are all in play a key: 32 bits of hash, then the place."""
    n = max(0, len(forms) - k + 1)
    keys = np.empty(n, dtype=np.uint64)
    at = 0
    for first in range(0, n, _BLOCK):
        block = _keys_of_block(forms, first, min(n, first + _BLOCK), k)
        keys[at : at + len(block)] = block
        at += len(block)
    return keys[:at]


def _keys_of_block(forms: Forms, first: int, stop: int, k: int) -> NDArray[np.uint64]:
    total = np.zeros(stop - first, dtype=np.uint64)
    is_in_play = np.ones(stop - first, dtype=np.bool_)
    for shift in range(k):
        window = forms[first + shift : stop + shift]
        total = (total + window.astype(np.uint64) + np.uint64(1)) * _BASE
        is_in_play &= window != NEVER
    places = np.arange(first, stop, dtype=np.uint64)
    # Only the high half of a product depends on every bit below it.
    return ((total & _HIGH) | places)[is_in_play]


class _Ground:
    """The works laid end to end, with their sorted keys; shared by every index of the same works."""

    def __init__(self, texts: Sequence[TokenizedText], k: int) -> None:
        self.texts = tuple(texts)
        self.sequence = _Sequence(texts)
        if len(self.sequence.forms) > _MOST_TOKENS:
            raise InputError(
                f"{len(self.sequence.forms)} tokens in the works, over the limit of {_MOST_TOKENS}",
                hint="compare them in parts",
            )
        self.keys = _keys(self.sequence.forms, k)
        self.keys.sort()


_GROUNDS: WeakValueDictionary[tuple[int, ...], _Ground] = WeakValueDictionary()


def _ground(texts: Sequence[TokenizedText], k: int) -> _Ground:
    # A ground holds its texts, so the ids in a key stay theirs as long as the key is there.
    key = (k, *map(id, texts))
    ground = _GROUNDS.get(key)
    if ground is None:
        ground = _GROUNDS[key] = _Ground(texts, k)
    return ground


class RunIndex:
    """The k-grams of the works, ready for look-up.

    Two indexes of the same works and the same k share their memory.

    Parameters
    ----------
    k
        Length of a k-gram in tokens; no run shorter than this is found.

    Notes
    -----
    Cost: n log n in the tokens of the works to build, 12 bytes a token, 8 where there is one work; log n a
    token of an output to search, plus the hits.
    """

    def __init__(self, k: int = SEED_TOKENS) -> None:
        if k < 1:
            raise InputError(f"k must be at least 1, got {k}")
        self.k = k
        self._texts: list[TokenizedText] = []
        self._ground: _Ground | None = None

    @property
    def texts(self) -> Sequence[TokenizedText]:
        """The works, in the order they were added."""
        return self._texts

    def add(self, works: Sequence[TokenizedText]) -> None:
        """Take works; the first ever added is number 0."""
        self._texts.extend(works)
        self._ground = None

    def find(self, outputs: Sequence[TokenizedText], *, max_occurrences: int = 256) -> Runs:
        """Return every maximal run of at least k tokens that an output shares with a work.

        Parameters
        ----------
        outputs
            The texts to look up.
        max_occurrences
            A k-gram that stands at more places of the works than this is looked up only where a stretch of
            such k-grams begins, and there at its first `max_occurrences` places. Runs are still followed to
            their full length, so what is missed is further repetitions of passages that the works
            themselves repeat more often than this.
        """
        if max_occurrences < 1:
            raise InputError(f"max_occurrences must be at least 1, got {max_occurrences}")
        if self._ground is None:
            self._ground = _ground(self._texts, self.k)
        ground, output = self._ground, _Sequence(outputs)
        at_work, at_output, is_common = _seeds(ground, output.forms, self.k, max_occurrences)
        if not len(at_work):
            return Runs(at_work, at_work, at_work, at_work, at_work)
        at_work, at_output, length = _join(
            ground.sequence.forms, output.forms, self.k, at_work, at_output, is_common
        )
        return _order(ground.sequence, output, at_work, at_output, length)


def _seeds(
    ground: _Ground, forms: Forms, k: int, max_occurrences: int
) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Return the pairs of places (work, output) whose k tokens are equal, and where k-grams are common.

    The last is bool (len(forms) + 1,): True where the k-gram that starts there stands at more than
    `max_occurrences` places of the works. Of a stretch of such k-grams only the first is looked up.
    """
    keys = _keys(forms, k)
    places = (keys & _LOW).astype(np.int64)
    low = np.searchsorted(ground.keys, keys & _HIGH, side="left")
    n_hits = np.searchsorted(ground.keys, keys | _LOW, side="right") - low
    is_common = np.zeros(len(forms) + 1, dtype=np.bool_)
    is_common[places] = n_hits > max_occurrences
    is_inside = is_common[places] & (places > 0) & is_common[places - 1]
    n_hits = np.where(is_inside, 0, np.minimum(n_hits, max_occurrences))
    at_output = np.repeat(places, n_hits)
    offset = np.arange(len(at_output)) - np.repeat(np.cumsum(n_hits) - n_hits, n_hits)
    at_work = (ground.keys[np.repeat(low, n_hits) + offset] & _LOW).astype(np.int64)
    is_equal = np.ones(len(at_work), dtype=np.bool_)
    for shift in range(k):
        is_equal &= ground.sequence.forms[at_work + shift] == forms[at_output + shift]
    return at_work[is_equal], at_output[is_equal], is_common


def _join(
    work: Forms, forms: Forms, k: int, at_work: Ints, at_output: Ints, is_common: NDArray[np.bool_]
) -> tuple[Ints, Ints, Ints]:
    """Join seeds that are neighbours on a diagonal; return work place, output place and length."""
    diagonal = at_work - at_output
    order = np.lexsort((at_output, diagonal))
    diagonal, first = diagonal[order], at_output[order]
    is_start = np.ones(len(first), dtype=np.bool_)
    is_start[1:] = (diagonal[1:] != diagonal[:-1]) | (first[1:] != first[:-1] + 1)
    starts = np.flatnonzero(is_start)
    stops = np.append(starts[1:], len(first))
    diagonal, begin, end = diagonal[starts], first[starts], first[stops - 1] + k
    is_cut = is_common[begin] | is_common[np.maximum(begin - 1, 0)] | is_common[end - k + 1]
    for run in np.flatnonzero(is_cut):
        begin[run], end[run] = _follow(work, forms, int(diagonal[run]), int(begin[run]), int(end[run]))
    unique = np.unique(np.stack([diagonal, begin, end]), axis=1)
    return unique[0] + unique[1], unique[1], unique[2] - unique[1]


def _follow(work: Forms, forms: Forms, diagonal: int, begin: int, end: int) -> tuple[int, int]:
    """Move both ends outwards while tokens are equal, past k-grams too common to be looked up."""
    before = _n_equal(forms[:begin][::-1], work[: begin + diagonal][::-1])
    return begin - before, end + _n_equal(forms[end:], work[end + diagonal :])


def _order(work: _Sequence, output: _Sequence, at_work: Ints, at_output: Ints, length: Ints) -> Runs:
    works, outputs = work.text_at(at_work), output.text_at(at_output)
    order = np.lexsort((at_work, at_output))
    return Runs(
        work=works[order],
        output=outputs[order],
        work_first=(at_work - work.first[works])[order],
        output_first=(at_output - output.first[outputs])[order],
        length=length[order],
    )


def _n_equal(one: Forms, other: Forms) -> int:
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


def without_prompt(output: TokenizedText, prompt: TokenizedText) -> TokenizedText:
    """Return the output with every stretch that stands in the prompt made equal to nothing.

    Text that stood in the prompt never counts, so it is taken out of play before anything is compared.
    A stretch is taken out when it shares at least 4 words or 6 Chinese characters in a row with the prompt,
    a mixed one in proportion; shorter ones are the small change of any language and stay. The places of
    the other tokens do not move, so a match may stand on either side of the stretch and never across it.

    Does not see: a prompt that says the passage in other words.

    >>> from sidebyside.primitives.text.tokens import Vocabulary, tokenize
    >>> from sidebyside.records import Text
    >>> words = Vocabulary()
    >>> prompt = tokenize(Text("Go on: It was a dark and stormy night"), words)
    >>> output = tokenize(Text("It was a dark and stormy night; the rain fell"), words)
    >>> without_prompt(output, prompt).n_supplied
    7
    """
    index = RunIndex(min(PROMPT_WORDS, PROMPT_CHARACTERS))
    index.add([prompt])
    is_supplied = np.zeros(output.n_tokens, dtype=np.bool_)
    runs = index.find([output])
    for first, length in zip(runs.output_first.tolist(), runs.length.tolist(), strict=True):
        n_han = int(output.is_han[first : first + length].sum())
        if (length - n_han) / PROMPT_WORDS + n_han / PROMPT_CHARACTERS >= 1.0:
            is_supplied[first : first + length] = True
    return output.without(is_supplied)
