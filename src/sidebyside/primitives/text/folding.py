"""What counts as the same, whoever wrote it: characters, words of two regions, annotations.

`fold` maps each character to one other, so that a folded text has the length of the original and every
offset holds. What would need more or fewer characters (ligatures, ß) is folded a word at a time by
`fold_word`. Where tokens are cut, words that Taiwan and the mainland write differently (軟體, 软件) are
equated by `find_wordings`, and `readings` says what only tells how a character sounds. The foldings by name
are `FOLDINGS`; every text method lists them on its card.

Words of two regions are a list, `regional.tsv` beside this file. Both wordings of a word get the same number
of tokens, that of the shorter, and the same form token by token: where they agree, the character itself;
where they differ, a form made of both, which equals nothing else. So 體 of 軟體 equals 件 of 软件, and
neither equals 體 of 身體. A token of the longer wording may be several characters (落格 of 部落格 for 客 of
博客).

Source: Unicode Standard Annex 15 (NFKC) and Unicode 3.13 (case folding) as in Python's `unicodedata`;
OpenCC's character table for Traditional to Simplified, and its dictionary TWPhrases, longest match from the
left as in its segmentation; W3C, Requirements for Chinese and for Japanese Text Layout, on ruby; the marks ｜
and 《》 are those of Aozora Bunko.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDINGS = (
    "case",
    "typographic quotes and apostrophes",
    "dashes and hyphens",
    "hyphen inside a word or at a line end",
    "white space and line ends",
    "punctuation",
    "full-width and compatibility forms",
    "zero-width characters and soft hyphens",
    "Traditional and Simplified Chinese, character by character",
    "words that Taiwan and the mainland write differently, by a list (OpenCC)",
    "readings beside a character: bopomofo, kana, pinyin (ruby)",
)
"""The foldings of every text method, by name."""

HAN = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3100-\u312f\u31a0-\u31bf"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Character class (for a regular expression) of what is one token a character: Han, kana, bopomofo."""

_APOSTROPHES = "\u2018\u2019\u201b\u2032\u02bc\u02b9\u0060\u00b4"
_HYPHENS = "\u2010\u2011\ufe63"
_SAME_WORD = {"着": "著", "瞭": "了", "覆": "复", "藉": "借", "祇": "只", "徵": "征", "彷": "仿", "矽": "硅"}
"""Pairs that one script writes apart and the other together, where the character table keeps them apart."""

_END = 1 << 18
"""No character of a script has a higher number."""

_IDEOGRAPH = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA, _KANA = "\u3041-\u3096\u30fc", "\u3041-\u3096\u30a1-\u30fa\u30fb-\u30fe"
_BOPOMOFO, _TONES = "\u3105-\u312f\u31a0-\u31bf", "\u02c7\u02ca\u02cb\u02d9"
_SYLLABLE = rf"\u02d9?[{_BOPOMOFO}]{{1,3}}[{_TONES}]?"
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_PINYIN = rf"(?=[A-Za-zü' ]{{0,30}}[{_TONED}])[A-Za-zü{_TONED}' ]{{1,40}}"
_INSIDE = rf"[{_KANA}]{{1,24}}|{_SYLLABLE}(?:[ \u3000]?{_SYLLABLE}){{0,11}}|{_PINYIN}"

_READING = re.compile(
    rf"[(（](?<=[{_IDEOGRAPH}].)(?:{_INSIDE})[)）]"
    rf"|《(?<=[{_IDEOGRAPH}].)[{_HIRAGANA}]{{1,24}}》"
    rf"|(?P<mark>｜)[^｜《》\n]{{1,24}}(?P<marked>《[{_KANA}]{{1,24}}》)"
    rf"|(?P<bare>[\u02d9{_BOPOMOFO}](?<=[{_IDEOGRAPH}].)[{_BOPOMOFO}]{{0,3}}[{_TONES}]?)"
)
_LETTER = re.compile(f"[{_BOPOMOFO}]")
_TONE = re.compile(f"[{_TONES}]")


@cache
def _to_simplified() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Return a text in Simplified characters, by phrase.

    >>> simplified("後來的皇后")
    '后来的皇后'
    """
    return str(_to_simplified().convert(text))


def _fold_character(character: str) -> str:
    """Fold one character to one character; what has no single equal stays."""
    if character in _APOSTROPHES:
        return "'"
    if character in _HYPHENS:
        return "-"
    compatible = unicodedata.normalize("NFKC", character)
    if len(compatible) != 1:
        return character
    if compatible >= "\u2e80":
        other = simplified(compatible)
        compatible = other if len(other) == 1 else compatible
        return _SAME_WORD.get(compatible, compatible)
    folded = compatible.casefold()
    return folded if len(folded) == 1 else compatible


class _Table(dict[int, str]):
    """A translation table that is filled as characters are met."""

    def __missing__(self, codepoint: int) -> str:
        folded = self[codepoint] = _fold_character(chr(codepoint))
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """Fold every character to one character; the result has the length of `text`.

    Cost: linear; a character is looked up in Unicode and OpenCC once a process.

    >>> fold("Ｔhe “Door‑Nail”")
    'the “door-nail”'
    >>> fold("著作權") == fold("著作权")
    True
    """
    return text.lower() if text.isascii() else text.translate(_TABLE)


@cache
def fold_word(word: str) -> str:
    """Fold a word to the form by which it is compared; may change its length.

    >>> fold_word("door-nail"), fold_word("ﬁre"), fold_word("Straße")
    ('doornail', 'fire', 'strasse')
    """
    whole = unicodedata.normalize("NFKC", word).casefold() if not word.isascii() else word
    return "".join(mark for mark in whole if mark.isalnum() or unicodedata.combining(mark))


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


def readings(text: str) -> list[tuple[int, int]]:
    """Return the place ``[start, end)`` of each reading, in order, without overlap.

    A reading stands beside a character and says how it sounds: 漢（ㄏㄢˋ）, 漢ㄏㄢˋ字ㄗˋ, 漢字(かんじ),
    漢字《かんじ》, 漢(hàn). It adds nothing to the text, so an annotated text is compared as the plain one
    is. Readings in the markup of a page (``<rt>``) are hidden where the page is read.

    1. In brackets directly after a Chinese character: kana, bopomofo, or pinyin with a tone mark; in 《》
       hiragana only, since that is also how titles are marked.
    2. Between ｜ and 《》 stands what is annotated; both marks go.
    3. Bopomofo without brackets directly after a Chinese character, where it has a tone mark or the next
       or last character has its reading too. A single sign may be a word (好ㄉ) and stays.

    Cost: linear, some nanoseconds a character. Does not see: kana written over kana; numbers of tones
    (han4); a gloss in kana after a Chinese character, which is taken for its reading.

    >>> [("漢（ㄏㄢˋ）字（ㄗˋ）"[a:b]) for a, b in readings("漢（ㄏㄢˋ）字（ㄗˋ）")]
    ['（ㄏㄢˋ）', '（ㄗˋ）']
    >>> readings("看《水滸傳》（第三回），好ㄉ")
    []
    """
    if text.isascii():
        return []
    found: list[tuple[int, int]] = []
    bare: list[re.Match[str]] = []
    for one in _READING.finditer(text):
        if one["mark"]:
            found += [one.span("mark"), one.span("marked")]
        elif one["bare"]:
            bare.append(one)
        else:
            found.append(one.span())
    found += _annotations(bare)
    return sorted(found)


def _annotations(bare: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Yield the places of bopomofo that is no word of its own."""
    ends = {one.end() for one in bare}
    starts = {one.start() for one in bare}
    for one in bare:
        is_in_row = one.start() - 1 in ends or one.end() + 1 in starts
        if _LETTER.search(one.group()) and (is_in_row or _TONE.search(one.group())):
            yield one.span()
