"""Texts to tokens: words of alphabetic scripts, single characters of Chinese, each with its place.

A token knows where it stands in the untouched original; its form is compared as a whole number from a
`Vocabulary`. No dictionary is used to cut, so Traditional text is not cut wrongly and classical text without
punctuation works; a list is used to equate what Taiwan and the mainland call differently.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sidebyside.primitives.text.extent import TextMeasure
from sidebyside.primitives.text.folding import HAN, fold, fold_word, readings
from sidebyside.primitives.text.regional_words import find_wordings
from sidebyside.records import Span, Text

TOKENIZER = "sidebyside-tokens-2"
"""Name of the rule by which texts are cut; raised when the same text may give other tokens."""

NEVER = -1
"""The form of a token that equals nothing, not even itself: a separator, or text the prompt supplied."""

_ZERO_WIDTH = "\u00ad\u200b-\u200d\u2060\ufeff"
_INVISIBLE = re.compile(f"[{_ZERO_WIDTH}]")
_MARKS = "\u0300-\u036f"
_LETTER = rf"[^\W_{HAN}]"
_LINE_END = r"(?:[ \t]*(?:\r\n|\r|\n)[ \t]*)?"


def _pattern(letters: str) -> re.Pattern[str]:
    return re.compile(rf"[{HAN}]|{letters}(?:(?:'|-{_LINE_END}){letters})*")


_WORDS = _pattern(f"{_LETTER}+")
_WORDS_WITH_MARKS = _pattern(f"(?:{_LETTER}[{_MARKS}]*)+")
_HAS_MARKS = re.compile(f"[{_MARKS}]")
_IS_HAN = re.compile(f"[{HAN}]")
_SAFE_CUT = re.compile(rf"(?<=[^\W{HAN}])[ \n](?=[^\W{HAN}])|(?<=[。！？，；：、])[{HAN}]")
_ANY_CUT = re.compile(rf"(?<=\w)[ \n](?=\w)|[{HAN}]")
_FAR = 1 << 12

BLOCK_CHARACTERS = 1 << 18
"""A long text is cut a block at a time, so that the memory needed does not grow with it."""


class Vocabulary:
    """Numbers the forms met in one comparison: equal forms have equal numbers, from 0."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def numbers(self, words: Iterable[str]) -> list[int]:
        """Return the number of each word's folded form."""
        numbers = self._numbers
        result = []
        for word in words:
            number = numbers.get(word)
            if number is None:
                number = numbers.setdefault(fold_word(word), len(numbers))
                numbers.setdefault(word, number)
            result.append(number)
        return result


@dataclass(frozen=True, slots=True)
class TokenizedText:
    """The tokens of one text.

    Attributes
    ----------
    text
        The text that was cut, untouched.
    forms
        int32 (n_tokens,): number of each token's form; `NEVER` equals nothing.
    start, end
        int32 (n_tokens,): the place ``[start, end)`` of each token in characters of the original.
    is_han
        bool (n_tokens,): True for a token that is a Chinese character (or kana, bopomofo), or several where a
        word is written shorter in another region.
    n_supplied
        How many tokens were taken out of play because they stood in the prompt.
    language
        What the text was taken for where it was read; empty where nobody has told.
    """

    text: Text
    forms: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    is_han: NDArray[np.bool_]
    n_supplied: int = 0
    language: str = ""

    @property
    def n_tokens(self) -> int:
        """Number of tokens."""
        return len(self.forms)

    @property
    def original(self) -> str:
        """The decoded original; every place counts its characters."""
        return self.text.original

    @property
    def measure(self) -> TextMeasure:
        """The text, ready to say how much of it lies in some spans."""
        return TextMeasure(
            original=self.text.original,
            start=self.start,
            end=self.end,
            is_han=self.is_han,
            tokenizer=TOKENIZER,
            hidden=self.text.hidden,
            substitutions=self.text.substitutions,
        )

    def span(self, first: int, stop: int) -> Span:
        """Return the place of tokens ``[first, stop)``; an empty stretch is placed after the token before."""
        if stop > first:
            return Span(int(self.start[first]), int(self.end[stop - 1]))
        edge = int(self.end[first - 1]) if first else 0
        return Span(edge, edge)

    def supplied_spans(self) -> tuple[Span, ...]:
        """Return the stretches that `without` took out of play, from first to last token, in characters."""
        if not self.n_supplied:
            return ()
        places = np.flatnonzero(self.forms == NEVER)
        runs = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
        return tuple(Span(int(self.start[run[0]]), int(self.end[run[-1]])) for run in runs)

    def without(self, is_supplied: NDArray[np.bool_]) -> "TokenizedText":
        """Return the text with some tokens (bool, (n_tokens,)) made equal to nothing."""
        forms = np.where(is_supplied, np.int32(NEVER), self.forms)
        return replace(self, forms=_frozen(forms), n_supplied=int(is_supplied.sum()))


def tokenize(text: Text, vocabulary: Vocabulary, language: str = "") -> TokenizedText:
    """Cut a text into tokens.

    A word is a run of letters and digits; an apostrophe or a single hyphen between two letters is part of
    the word and is left out of its form, also at a line end, so ``door-nail``, ``door-`` + ``nail`` on two
    lines and ``doornail`` are one and the same form. A word of Taiwan and that of the mainland for the same
    thing (軟體, 软件) have the same forms; see `sidebyside.primitives.text.folding`.

    Cost: linear, about a microsecond a token; 13 bytes a token stay in memory. Does not see: text inside
    pictures, words in scripts written without spaces other than Chinese and Japanese.

    >>> from sidebyside.records import Text
    >>> tokens = tokenize(Text("“Mind!” 著作權"), Vocabulary())
    >>> [tokens.original[a:b] for a, b in zip(tokens.start, tokens.end)]
    ['Mind', '著', '作', '權']
    """
    reading, first, stop = reading_of(text)
    # Room for a token a character: what is never written to costs no memory, and nothing is held twice.
    columns = [np.empty(len(reading), dtype=kind) for kind in (np.int32, np.int32, np.int32, np.bool_)]
    n_tokens = 0
    for begin, stop_at in _blocks(reading):
        block = _cut(reading, begin, stop_at, vocabulary)
        for column, values in zip(columns, block, strict=True):
            column[n_tokens : n_tokens + len(values)] = values
        n_tokens += len(block[0])
    is_long = len(reading) > BLOCK_CHARACTERS
    forms, start, end, is_han = (c[:n_tokens] if is_long else c[:n_tokens].copy() for c in columns)
    if first is not None and stop is not None and len(start):
        start, end = first[start].astype(np.int32), stop[end - 1].astype(np.int32)
    return TokenizedText(
        text, _frozen(forms), _frozen(start), _frozen(end), _frozen(is_han), language=language
    )


def _blocks(reading: str) -> Iterator[tuple[int, int]]:
    """Yield stretches of about `BLOCK_CHARACTERS`, cut where no token goes across."""
    begin = 0
    while len(reading) - begin > BLOCK_CHARACTERS:
        at = begin + BLOCK_CHARACTERS
        # Without a mark in so many characters, a word of two regions may be cut here, and is not equated.
        found = _SAFE_CUT.search(reading, at, at + _FAR) or _ANY_CUT.search(reading, at)
        if found is None:
            break
        yield begin, found.start()
        begin = found.start()
    yield begin, len(reading)


Columns = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]


def _cut(reading: str, begin: int, stop_at: int, vocabulary: Vocabulary) -> Columns:
    """Return form, start, end and script of the tokens of one block."""
    folded = fold(reading[begin:stop_at])
    pattern = _WORDS_WITH_MARKS if not folded.isascii() and _HAS_MARKS.search(folded) else _WORDS
    places = [found.span() for found in pattern.finditer(folded)]
    words = [folded[first:stop] for first, stop in places]
    bounds = np.array(places, dtype=np.int32).reshape(-1, 2)
    start, end, is_han = bounds[:, 0].copy(), bounds[:, 1].copy(), _which_are_han(folded, words)
    is_kept = _equate(folded, words, start, end, is_han) if is_han.any() else None
    forms = np.array(vocabulary.numbers(words), dtype=np.int32)
    columns = forms, start + np.int32(begin), end + np.int32(begin), is_han
    if is_kept is None:
        return columns
    return columns[0][is_kept], columns[1][is_kept], columns[2][is_kept], columns[3][is_kept]


def _equate(
    folded: str,
    words: list[str],
    start: NDArray[np.int32],
    end: NDArray[np.int32],
    is_han: NDArray[np.bool_],
) -> NDArray[np.bool_] | None:
    """Put the forms that two regions share into `words`; say which tokens stay where some become one."""
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    characters = np.where(is_han, codes[start], np.uint32(0))
    is_cut = np.ones(len(words), dtype=np.bool_)
    is_cut[1:] = end[:-1] != start[1:]
    for place in np.flatnonzero(is_cut[1:] & is_han[1:] & is_han[:-1]).tolist():
        is_cut[place + 1] = not folded[end[place] : start[place + 1]].isspace()
    gone: list[int] = []
    for first, wording in find_wordings(characters, is_cut):
        at = first
        for length, form in zip(wording.lengths, wording.forms, strict=True):
            words[at] = form
            if length > 1:
                end[at] = end[at + length - 1]
                gone += range(at + 1, at + length)
            at += length
    if not gone:
        return None
    is_kept = np.ones(len(words), dtype=np.bool_)
    is_kept[gone] = False
    return is_kept


def _which_are_han(folded: str, words: list[str]) -> NDArray[np.bool_]:
    if folded.isascii() or not _IS_HAN.search(folded):
        return np.zeros(len(words), dtype=np.bool_)
    return np.array([len(word) == 1 and _is_han(word) for word in words], dtype=np.bool_)


@cache
def _is_han(character: str) -> bool:
    return _IS_HAN.match(character) is not None


def reading_of(text: Text) -> tuple[str, NDArray[np.int64] | None, NDArray[np.int64] | None]:
    """Return the text a reader sees, without readings, and for each of its characters the place it came from.

    The places are None where the reading is the original itself.
    """
    original = text.original
    unseen = [] if original.isascii() else [(m.start(), m.end(), "") for m in _INVISIBLE.finditer(original)]
    unseen += [(start, end, "") for start, end in readings(original)]
    edits = [(span.start, span.end, "") for span in text.hidden]
    edits += [(item.span.start, item.span.end, item.text) for item in text.substitutions]
    if not unseen and not edits:
        return original, None, None
    pieces: list[str] = []
    first: list[NDArray[np.int64]] = []
    stop: list[NDArray[np.int64]] = []
    at = 0
    for start, end, seen in [*sorted(edits + unseen), (len(original), len(original), "")]:
        if start < at:
            continue
        pieces += [original[at:start], seen]
        first += [np.arange(at, start), np.full(len(seen), start)]
        stop += [np.arange(at + 1, start + 1), np.full(len(seen), end)]
        at = end
    return "".join(pieces), np.concatenate(first), np.concatenate(stop)


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array
