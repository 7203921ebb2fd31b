"""What counts as the same character.

`fold` maps each character to one other, so that a folded text has the length of the original and every
offset holds. What would need more or fewer characters (ligatures, ß) is folded a word at a time by
`fold_word`; what a region or an annotator writes otherwise is equated when tokens are cut
(`sidebyside.primitives.text.writing`). The foldings by name are `FOLDINGS`; every text method lists them on
its card.

Source: Unicode Standard Annex 15 (NFKC) and Unicode 3.13 (case folding) as in Python's `unicodedata`;
OpenCC's character table for Traditional to Simplified.
"""

import unicodedata
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


@cache
def _to_simplified() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


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
        simplified = _to_simplified().convert(compatible)
        compatible = simplified if len(simplified) == 1 else compatible
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
