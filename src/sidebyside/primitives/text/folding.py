"""What counts as the same, whoever wrote it: characters, words of two regions, annotations.

`fold` maps each character to one other, so that a folded text has the length of the original and every
offset holds. What would need more or fewer characters (ligatures, ß) is folded a word at a time by
`fold_word`. Where tokens are cut, words that Taiwan and the mainland write differently (軟體, 软件) are
equated by `regional_words`, and `readings` says what only tells how a character sounds. The foldings by name
are `FOLDINGS`; every text method lists them on its card.

Source: Unicode Standard Annex 15 (NFKC) and Unicode 3.13 (case folding) as in Python's `unicodedata`;
OpenCC's character table for Traditional to Simplified; W3C, Requirements for Chinese and for Japanese Text
Layout, on ruby; the marks ｜ and 《》 are those of Aozora Bunko.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

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
