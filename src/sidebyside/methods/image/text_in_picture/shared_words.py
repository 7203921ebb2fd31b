"""What do two lines of writing share, and how much does that say?

Letters and digits alone are lined up, folded, so that case, spaces and marks do not count: a reading loses
them first. The best stretch of both is found, garbled or not, and weighed by how rare its words are.

Source: Smith & Waterman 1981, doi:10.1016/0022-2836(81)90087-5; the worth of a word is its
self-information, Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x, see `primitives.text.rarity`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from sidebyside.primitives.text.folding import HAN, fold
from sidebyside.primitives.text.word_list import bits_of_character, bits_of_word, is_listed
from sidebyside.records import EditOperation, OperationKind, Span

GAP, CHANGE = -1, -1
COMMON_BITS = 16.0
"""A listed word of fewer bits counts half: two or three of them stand together on many signs."""
UNLISTED_BITS, BITS_A_LETTER, MOST_LETTERS = 4.8, 3.0, 12
"""A word in no list: that it is one, and its letters, of which English has about 3 bits each."""
JOINT_BITS = 1.0
"""Where two listed words may have lost the space between them."""
LEAST_DIGITS, MOST_PART = 5, 24

_MACHINES = """
canon nikon sony kodak fuji fujifilm olympus leica panasonic lumix pentax samsung galaxy iphone ipad apple
xiaomi redmi huawei oppo vivo oneplus honor google pixel motorola nokia polaroid gopro dji
photo photos image picture pictures copyright reserved rights www http https com net org
jpg jpeg png photoshop adobe facebook instagram twitter youtube tiktok pinterest
"""
MADE_BY_MACHINES = frozenset(_MACHINES.split())
"""Makers of cameras, and words that stand on pictures of all kinds: worth nothing."""

_AGENCIES = """
123rf adobestock afp agefotostock alamy bigstock canstock canstockphoto corbis corbisimages depositphotos
dreamstime envato featurepics fotolia fotosearch freepik gettyimages istock istockphoto magnumphotos
masterfile pixta pond5 shutterstock stocksy superstock vectorstock
"""
AGENCIES = frozenset(_AGENCIES.split())
"""Picture agencies that mark their pictures, many under names made of common words."""
AGENCY_BITS, LEAST_OF_AGENCY = 30.0, 0.7

_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(rf"[{HAN}]|\d+|(?:(?![{HAN}\d_])\w)+")
_MARK = re.compile(r"[^\W_]+")
_DATE = re.compile(r"(?:(?:19|20)\d{6}|\d{4}(?:19|20)\d\d|(?:19|20)\d{2}(?:0\d|1[0-2]))(?:\d{4}|\d{6})?")


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a line, folded, and where each stands in it."""

    text: str
    folded: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SharedWords:
    """The best stretch that two lines share.

    Attributes
    ----------
    similarity
        Letters kept, twice, over the letters of both stretches: 0 to 1.
    n_kept
        How many letters are kept.
    bits
        What the kept letters are worth, the less of both sides; the name of an agency counts as it stands on
        one side, however garbled it is on the other.
    operations
        From the whole line of the work to that of the output.
    """

    similarity: float
    n_kept: int
    bits: float
    operations: tuple[EditOperation, ...]


@cache
def letters(text: str) -> Letters:
    """Take the letters and digits out of a line.

    >>> letters("© J. Doe")
    Letters(text='© J. Doe', folded='jdoe', places=(2, 5, 6, 7))
    """
    places = tuple(place for place, mark in enumerate(text) if mark.isalnum())
    folded = fold(text)
    return Letters(text, "".join(folded[place] for place in places), places)


def grams(folded: str) -> frozenset[str]:
    """Return what a line is looked up by: every three letters, or two beginning with a Chinese character.

    >>> sorted(grams("doe燈塔"))
    ['doe', 'e燈塔', 'oe燈', '燈塔']
    """
    lengths = (2 if _HAN.match(mark) else 3 for mark in folded)
    pieces = (folded[at : at + length] for at, length in enumerate(lengths) if at + length <= len(folded))
    return frozenset(pieces)


def shared_words(work: str, output: str) -> SharedWords | None:
    """Line up two lines of writing; None where not one letter is shared.

    Cost: the product of both lengths. Does not see: a second stretch in the same two lines.
    """
    one, other = letters(work), letters(output)
    pairs = _best_stretch(one.folded, other.folded)
    if not pairs:
        return None
    kept = [pair for pair in pairs if one.folded[pair[0]] == other.folded[pair[1]]]
    n_letters = pairs[-1][0] - pairs[0][0] + pairs[-1][1] - pairs[0][1] + 2
    sides = ((one, {pair[0] for pair in kept}), (other, {pair[1] for pair in kept}))
    bits = max(min(_worth(*side) for side in sides), *(_worth_of_agencies(*side) for side in sides))
    operations = _operations(one, other, pairs)
    return SharedWords(round(2 * len(kept) / n_letters, 6), len(kept), round(bits, 2), operations)


@cache
def bits_of(word: str) -> float:
    """Return what a word, a number or a Chinese character on a picture is worth, in bits; 0 to about 41.

    Less than in a text: numbers under five digits, dates, makers of cameras and the like are worth nothing,
    common words half, Chinese characters a third. A word in no list is worth more the longer it is, but no
    more than the listed words it may be made of, since a reading loses spaces.

    >>> [round(bits_of(word)) for word in ("canon", "2019", "20190712", "coffee", "coffeeshop", "1289345")]
    [0, 0, 0, 7, 15, 20]
    """
    form = fold(word)
    if _HAN.match(form):
        return bits_of_character(form) / 3
    if form in MADE_BY_MACHINES:
        return 0.0
    if form.isdigit():
        return 0.0 if len(form) < LEAST_DIGITS or _DATE.fullmatch(form) else bits_of_word(form)
    return _bits_of_listed(form) if is_listed(form) else _bits_of_parts(form)


def _bits_of_listed(form: str) -> float:
    if form in MADE_BY_MACHINES:
        return 0.0
    bits = bits_of_word(form)
    return bits if bits >= COMMON_BITS else bits / 2


def _bits_of_parts(form: str) -> float:
    """Return the least that the letters are worth: as one word in no list, or cut into words of any kind."""
    least = [0.0]
    for stop in range(1, len(form) + 1):
        worths = []
        for start in range(max(0, stop - MOST_PART), stop):
            part = form[start:stop]
            joint = JOINT_BITS if start else 0.0
            unlisted = UNLISTED_BITS + BITS_A_LETTER * min(len(part), MOST_LETTERS)
            is_word = is_listed(part) and (len(part) > 1 or part in "ai")
            worth = min(unlisted, _bits_of_listed(part)) if is_word else unlisted
            worths.append(least[start] + joint + worth)
        least.append(min(worths))
    return least[-1]


def _worth(side: Letters, kept: set[int]) -> float:
    """Add up the words of a line, each by the share of its letters that are kept."""
    return sum(bits_of(word) * share for word, share in _words(side, kept, _WORD))


def _worth_of_agencies(side: Letters, kept: set[int]) -> float:
    shares = (share for word, share in _words(side, kept, _MARK) if fold(word) in AGENCIES)
    return sum(AGENCY_BITS * share for share in shares if share >= LEAST_OF_AGENCY)


def _words(side: Letters, kept: set[int], pattern: re.Pattern[str]) -> Iterator[tuple[str, float]]:
    """Yield each word of a line of which letters are kept, and their share."""
    number_at = {place: number for number, place in enumerate(side.places)}
    for found in pattern.finditer(side.text):
        numbers = [number_at[place] for place in range(*found.span()) if place in number_at]
        n_kept = sum(number in kept for number in numbers)
        if n_kept:
            yield found[0], n_kept / len(numbers)


def _best_stretch(work: str, output: str) -> list[tuple[int, int]]:
    """Return the pairs of places of the best local alignment, kept and changed ones, in order."""
    width = len(output) + 1
    scores = [[0] * width]
    best, at = 0, (0, 0)
    for row, mark in enumerate(work, start=1):
        above, line = scores[-1], [0] * width
        for column, other in enumerate(output, start=1):
            step = above[column - 1] + (1 if mark == other else CHANGE)
            value = max(0, step, above[column] + GAP, line[column - 1] + GAP)
            line[column] = value
            if value > best:
                best, at = value, (row, column)
        scores.append(line)
    pairs = []
    row, column = at
    while row and column and scores[row][column]:
        is_equal = work[row - 1] == output[column - 1]
        if scores[row][column] == scores[row - 1][column - 1] + (1 if is_equal else CHANGE):
            row, column = row - 1, column - 1
            pairs.append((row, column))
        elif scores[row][column] == scores[row - 1][column] + GAP:
            row -= 1
        else:
            column -= 1
    return pairs[::-1]


def _operations(
    work: Letters, output: Letters, pairs: Sequence[tuple[int, int]]
) -> tuple[EditOperation, ...]:
    """Return the steps from one whole line to the other, marks and spaces included."""
    steps: list[tuple[OperationKind, Span, Span]] = []
    at_work = at_output = 0
    for one, other in pairs:
        work_place, output_place = work.places[one], output.places[other]
        steps += _between(work.text, output.text, (at_work, work_place), (at_output, output_place))
        is_kept = work.folded[one] == output.folded[other]
        at_work, at_output = work_place + 1, output_place + 1
        places = Span(work_place, at_work), Span(output_place, at_output)
        steps.append(("kept" if is_kept else "changed", *places))
    steps += _between(work.text, output.text, (at_work, len(work.text)), (at_output, len(output.text)))
    return tuple(EditOperation(*step) for step in _joined(steps))


def _between(
    work: str, output: str, of_work: tuple[int, int], of_output: tuple[int, int]
) -> Iterator[tuple[OperationKind, Span, Span]]:
    """Yield what stands between two lined-up letters: the same marks are kept, others dropped and added."""
    if of_work[0] < of_work[1] and work[slice(*of_work)] == output[slice(*of_output)]:
        yield "kept", Span(*of_work), Span(*of_output)
        return
    if of_work[0] < of_work[1]:
        yield "dropped", Span(*of_work), Span(of_output[0], of_output[0])
    if of_output[0] < of_output[1]:
        yield "added", Span(of_work[1], of_work[1]), Span(*of_output)


def _joined(
    steps: Sequence[tuple[OperationKind, Span, Span]],
) -> Iterator[tuple[OperationKind, Span, Span]]:
    waiting: tuple[OperationKind, Span, Span] | None = None
    for kind, work, output in steps:
        if waiting is not None and waiting[0] == kind:
            waiting = kind, Span(waiting[1].start, work.end), Span(waiting[2].start, output.end)
            continue
        if waiting is not None:
            yield waiting
        waiting = kind, work, output
    if waiting is not None:
        yield waiting
