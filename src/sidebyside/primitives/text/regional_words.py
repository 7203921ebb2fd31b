"""Words that Taiwan and the mainland write differently (軟體, 软件), by a list.

The list is `regional.tsv` beside this file. Both wordings of a word get the same number
of tokens, that of the shorter, and the same form token by token: where they agree, the character itself;
where they differ, a form made of both, which equals nothing else. So 體 of 軟體 equals 件 of 软件, and
neither equals 體 of 身體. A token of the longer wording may be several characters (落格 of 部落格 for 客 of
博客).

Source: OpenCC's dictionary TWPhrases, longest match from the left as in its segmentation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from sidebyside.primitives.text.folding import fold

_END = 1 << 18
"""No character of a script has a higher number."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to write a word: how many characters each of its tokens takes, and the forms of these."""

    lengths: tuple[int, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _List:
    """The wordings by their folded characters, and which characters stand first and second in one."""

    wordings: dict[str, Wording]
    by_beginning: dict[str, tuple[int, ...]]
    is_first: NDArray[np.bool_]
    is_second: NDArray[np.bool_]


def wordings(words: tuple[str, ...]) -> dict[str, Wording]:
    """Return how each of several wordings of one word is cut, by the folded wording.

    >>> wordings(("部落格", "博客"))["部落格"]
    Wording(lengths=(1, 2), forms=('博部', '客落格'))
    >>> wordings(("程式設計師", "程序员"))["程序员"].forms
    ('程', '序式', '员设计师')
    """
    folded = sorted({fold(word) for word in words}, key=lambda word: (len(word), word))
    shortest = folded[0]
    pieces = {word: _cut(word, shortest) for word in folded}
    forms = tuple("".join(sorted(set(column))) for column in zip(*pieces.values(), strict=True))
    return {word: Wording(tuple(map(len, cut)), forms) for word, cut in pieces.items()}


def _cut(word: str, shortest: str) -> tuple[str, ...]:
    """Cut a word into as many pieces as the shortest wording has characters, what they share in its place."""
    n, rest = len(shortest), len(word) - len(shortest)
    if not rest:
        return tuple(word)
    before = 0
    while before < n - 1 and word[before] == shortest[before]:
        before += 1
    after = 0
    while after < n - 1 - before and word[-1 - after] == shortest[-1 - after]:
        after += 1
    # The pieces before and after are single characters, and of those between the last one takes the rest.
    at = n - after - 1
    return (*word[:at], word[at : at + 1 + rest], *word[at + 1 + rest :])


@cache
def _listed() -> _List:
    text = (files("sidebyside.primitives.text") / "regional.tsv").read_text("utf-8")
    found: dict[str, Wording] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            found |= wordings(tuple(line.split()))
    lengths: dict[str, set[int]] = {}
    is_first, is_second = np.zeros(_END, dtype=np.bool_), np.zeros(_END, dtype=np.bool_)
    for word in found:
        lengths.setdefault(word[:2], set()).add(len(word))
        is_first[ord(word[0])] = is_second[ord(word[1])] = True
    by_beginning = {pair: tuple(sorted(some, reverse=True)) for pair, some in lengths.items()}
    return _List(found, by_beginning, is_first, is_second)


def regional_counts(text: str) -> tuple[int, int]:
    """Return how often a text has a listed word as Taiwan writes it, and as the mainland does.

    In either script. Cost: linear. Does not see: words of Hong Kong, and what is in no list.

    >>> regional_counts("他用滑鼠和印表機"), regional_counts("他用鼠标和打印机")
    ((2, 0), (0, 2))
    """
    folded = fold(text)
    codes = np.array([ord(one) if "\u3400" <= one <= "\u9fff" else 0 for one in folded], dtype=np.uint32)
    found = [
        folded[first : first + sum(wording.lengths)] for first, wording in find_wordings(codes, codes == 0)
    ]
    n_taiwan = sum(word in _of_taiwan() for word in found)
    return n_taiwan, len(found) - n_taiwan


@cache
def _of_taiwan() -> frozenset[str]:
    text = (files("sidebyside.primitives.text") / "regional.tsv").read_text("utf-8")
    return frozenset(fold(line.split()[0]) for line in text.splitlines() if line and not line.startswith("#"))


def find_wordings(characters: NDArray[np.uint32], is_cut: NDArray[np.bool_]) -> Iterator[tuple[int, Wording]]:
    """Yield each listed wording in a series of characters, with the place of its first.

    Parameters
    ----------
    characters
        uint32 (n,): code points, folded; 0 for what is no Chinese character.
    is_cut
        bool (n,): True where no word goes on from the character before, as after a comma.

    Returns
    -------
    From left to right, at each place the longest, without overlap.

    Notes
    -----
    Cost: some nanoseconds a character, a microsecond for each that may begin a word. Does not see: what is
    no word but has its characters side by side (上網|路上); both texts are then cut alike.

    >>> codes = np.array([ord(one) for one in fold("用滑鼠")], dtype=np.uint32)
    >>> [(first, word.forms) for first, word in find_wordings(codes, np.zeros(3, dtype=bool))]
    [(1, ('滑鼠', '标鼠'))]
    """
    listed = _listed()
    inside = np.minimum(characters, _END - 1)
    may_begin = listed.is_first[inside[:-1]] & listed.is_second[inside[1:]] & ~is_cut[1:]
    text = characters.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    free = 0
    for first in np.flatnonzero(may_begin).tolist():
        for length in listed.by_beginning.get(text[first : first + 2], ()) if first >= free else ():
            word = listed.wordings.get(text[first : first + length])
            if word is not None and not is_cut[first + 1 : first + length].any():
                yield first, word
                free = first + length
                break
