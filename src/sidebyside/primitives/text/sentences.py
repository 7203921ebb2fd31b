"""Texts to sentences, each with its exact place in the untouched original.

What a reader sees is cut, so markup inside a sentence does no harm; the place of a sentence counts characters
of the original. No dictionary is used but a short list of abbreviations.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sidebyside.primitives.text.folding import HAN
from sidebyside.primitives.text.tokens import NEVER, TokenizedText, reading_of
from sidebyside.records import Span

Script = Literal["han", "alphabetic"]
"""Which script most of a sentence is in; kana counts as Han, every script with words as alphabetic."""

LEAST_WORTH = 4.0
"""A sentence worth fewer words (a Chinese character counts 2/3) is joined to a neighbour in its paragraph."""

MOST_CHARACTERS = {"alphabetic": 400, "han": 120}
"""A longer sentence is cut, at a comma or the like where there is one."""

UNPUNCTUATED_HAN = 24
"""Chinese without a mark in twice so many characters is cut into pieces of this length."""

_WRAP = (40, 100)
_ABBREVIATIONS = frozenset(
    {
        "mr", "mrs", "ms", "dr", "st", "mt", "prof", "rev", "hon", "capt", "col", "gen", "lt", "sgt", "sr",
        "jr", "vs", "etc", "eg", "ie", "e.g", "i.e", "cf", "no", "nos", "vol", "p", "pp", "fig", "inc",
        "ltd", "co", "corp", "dept", "approx", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
        "sept", "oct", "nov", "dec", "u.s", "u.k", "u.n", "a.m", "p.m",
    }
)  # fmt: skip
_CLOSERS = "\"'”’»」』）)\\]】》〉"
_END = re.compile(
    rf"[。！？｡]+[.…!?]*[{_CLOSERS}]*"
    rf"|(?<=[{HAN}])(?:[.!?]+(?![.\w])|…+)[{_CLOSERS}]*"
    rf"|(?:[.!?]+|…)[{_CLOSERS}]*(?=\s|$|[{HAN}])"
)
_NEXT_LOWER = re.compile(r"[\s\-–—]*[“‘\"'(（]*[a-z]")
_BEFORE_DOT = re.compile(r"[^\W_](?:[\w.]*[^\W_])?$")
_CLAUSE = re.compile(r"[，；：、;:]|,(?=\s)|——|—| - |(?<![-\s])\n|[ \u3000](?=[\u3400-\u9fff])")
_BLANK_LINE = re.compile(r"\r?\n[ \t\u3000]*(?:\r?\n[ \t\u3000]*)+")
_LINE = re.compile(r"\r\n|\n|\r")
_MARK = re.compile(r"[^\w\s]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text.

    Attributes
    ----------
    span
        Its place in the original, closing marks and quotes included.
    text
        The characters a reader sees there, white space made single.
    first, stop
        Its tokens ``[first, stop)``.
    script
        In which script most of it is written.
    worth
        Its length in words; a Chinese character counts 2/3.
    n_in_play
        How many of its tokens did not stand in the prompt.
    """

    span: Span
    text: str
    first: int
    stop: int
    script: Script
    worth: float
    n_in_play: int

    @property
    def is_in_play(self) -> bool:
        """Whether more than half of it is the model's own."""
        return 2 * self.n_in_play > self.stop - self.first


def sentences(tokens: TokenizedText) -> tuple[Sentence, ...]:
    """Cut a text into sentences.

    1. Paragraphs end at blank lines, and at line ends where lines are not wrapped at one width.
    2. A sentence ends after a full stop, question or exclamation mark and the closing quotes that follow,
       not after an abbreviation or an initial, and not where a small letter follows.
    3. What is longer than `MOST_CHARACTERS` is cut in the middle, at a comma or the like; Chinese without
       marks into pieces of `UNPUNCTUATED_HAN` characters.
    4. What is worth less than `LEAST_WORTH` words is joined to the next sentence of its paragraph, or to
       the one before.

    Returns
    -------
    In order, without overlap, every token in exactly one sentence.

    Notes
    -----
    Cost: linear, some 5 microseconds a word. Does not see: headings that end like wrapped lines; the ends
    of sentences in scripts with other marks, which are cut by length.

    Examples
    --------
    >>> from sidebyside.records import Text
    >>> from sidebyside.primitives.text.tokens import Vocabulary, tokenize
    >>> text = Text("Mr. Li came back late. “It is cold here,” he said. 他很久沒有說話。海上起了大霧。")
    >>> for sentence in sentences(tokenize(text, Vocabulary())):
    ...     print(sentence.script, sentence.text)
    alphabetic Mr. Li came back late.
    alphabetic “It is cold here,” he said.
    han 他很久沒有說話。
    han 海上起了大霧。
    """
    seen, first, stop = reading_of(tokens.text)
    starts = tokens.start if first is None else np.searchsorted(first, tokens.start, side="left")
    made: list[Sentence] = []
    for begin, end in _paragraphs(seen):
        pieces: list[tuple[int, int]] = []
        for one in _cut_at_ends(seen, begin, end):
            pieces += _cut_long(seen, *one)
        bounds = np.searchsorted(starts, [piece[0] for piece in pieces] + [end])
        for (a, b), low, high in _joined(pieces, bounds.tolist(), tokens):
            a, b = _trimmed(seen, a, b)
            span = Span(a, b) if first is None or stop is None else Span(int(first[a]), int(stop[b - 1]))
            made.append(_sentence(tokens, span, " ".join(seen[a:b].split()), low, high))
    return tuple(made)


def worth_of(tokens: TokenizedText, first: int = 0, stop: int | None = None) -> float:
    """Return the length of tokens ``[first, stop)`` in words, a Chinese character counting 2/3."""
    is_han = tokens.is_han[first:stop]
    return len(is_han) - int(np.count_nonzero(is_han)) / 3


def _sentence(tokens: TokenizedText, span: Span, text: str, first: int, stop: int) -> Sentence:
    n_han = int(np.count_nonzero(tokens.is_han[first:stop]))
    script: Script = "han" if n_han * 2 >= stop - first else "alphabetic"
    n_in_play = int(np.count_nonzero(tokens.forms[first:stop] != NEVER))
    return Sentence(span, text, first, stop, script, worth_of(tokens, first, stop), n_in_play)


def _paragraphs(seen: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for gap in [*_BLANK_LINE.finditer(seen), None]:
        end = gap.start() if gap else len(seen)
        yield from _unwrapped(seen, begin, end)
        begin = gap.end() if gap else end


def _unwrapped(seen: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches between line ends that are ends of a paragraph."""
    breaks = [found for found in _LINE.finditer(seen, begin, end) if not _ends_in_hyphen(seen, found.start())]
    edges = [begin, *(found.end() for found in breaks)]
    ends = [*(found.start() for found in breaks), end]
    lengths = [stop - edge for edge, stop in zip(edges, ends, strict=True)]
    width = max(lengths)
    is_full = [length >= 0.7 * width for length in lengths[:-1]]
    is_wrapped = _WRAP[0] <= width <= _WRAP[1] and 2 * sum(is_full) > len(is_full)
    start = begin
    for found, line_is_full in zip(breaks, is_full, strict=True):
        if not (is_wrapped and line_is_full) and not seen[found.end() : found.end() + 1].islower():
            yield start, found.start()
            start = found.end()
    yield start, end


def _ends_in_hyphen(seen: str, at: int) -> bool:
    """Say whether a word may go on after the line that ends here."""
    return seen[max(0, at - 8) : at].rstrip(" \t").endswith("-")


def _cut_at_ends(seen: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    start = begin
    for found in _END.finditer(seen, begin, end):
        if _is_end(seen, found, end):
            yield start, found.end()
            start = found.end()
    yield start, end


def _is_end(seen: str, found: re.Match[str], end: int) -> bool:
    mark = found.group()
    if mark[0] in "。！？｡":
        return True
    if _NEXT_LOWER.match(seen, found.end(), end):
        return False
    if mark != ".":
        return True
    before = _BEFORE_DOT.search(seen, max(0, found.start() - 12), found.start())
    word = before.group() if before else ""
    is_initial = len(word) == 1 and word.isalpha() and word.isupper() and word != "I"
    return not (is_initial or word.lower() in _ABBREVIATIONS)


def _cut_long(seen: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield parts that are short enough, cut near the middle where a clause ends."""
    length = end - begin
    if length <= MOST_CHARACTERS["han"] and length <= 2 * UNPUNCTUATED_HAN:
        yield begin, end
        return
    n_han = len(re.findall(f"[{HAN}]", seen[begin:end]))
    is_han = n_han * 2 > length
    is_bare = is_han and not _MARK.search(seen[begin:end].rstrip("。！？.!? \n" + _CLOSERS))
    most = 2 * UNPUNCTUATED_HAN if is_bare else MOST_CHARACTERS["han" if is_han else "alphabetic"]
    if length <= most:
        yield begin, end
        return
    middle, cut = begin + length // 2, 0
    marks = [found.end() for found in _CLAUSE.finditer(seen, begin + length // 4, end - length // 4)]
    if marks:
        cut = min(marks, key=lambda mark: abs(mark - middle))
    elif is_han:
        yield from ((at, min(at + UNPUNCTUATED_HAN, end)) for at in range(begin, end, UNPUNCTUATED_HAN))
        return
    else:
        cut = seen.rfind(" ", begin + 1, middle) + 1
    if not begin < cut < end:  # a single word longer than any sentence
        yield begin, end
        return
    yield from _cut_long(seen, begin, cut)
    yield from _cut_long(seen, cut, end)


def _joined(
    pieces: list[tuple[int, int]], bounds: list[int], tokens: TokenizedText
) -> list[tuple[tuple[int, int], int, int]]:
    """Join each piece that is too short to the next one, the last to the one before; drop empty ones."""
    made: list[tuple[tuple[int, int], int, int]] = []
    waiting: tuple[tuple[int, int], int, int] | None = None
    for (begin, end), low, high in zip(pieces, bounds, bounds[1:], strict=False):
        if waiting:
            (begin, _), low, _ = waiting
            waiting = None
        if low == high:
            continue
        if worth_of(tokens, low, high) < LEAST_WORTH:
            waiting = (begin, end), low, high
        else:
            made.append(((begin, end), low, high))
    if waiting and made:
        (begin, _), low, _ = made[-1]
        made[-1] = (begin, waiting[0][1]), low, waiting[2]
    elif waiting:
        made.append(waiting)
    return made


def _trimmed(seen: str, begin: int, end: int) -> tuple[int, int]:
    piece = seen[begin:end]
    return begin + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
