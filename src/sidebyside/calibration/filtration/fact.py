"""Equal text, or a lined-up sentence of the output, made mostly of numbers, dates and names."""

from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from sidebyside.calibration.equal_text import AlignedSentences, EqualStretch
from sidebyside.calibration.filtration import FiltrationCard, Seen
from sidebyside.primitives.text.rarity import words_of
from sidebyside.primitives.text.word_list import bits_of_word

LEAST_SHARE = 0.5
LEAST_TOKENS = 3
NAME_BITS = 11.0
"""A capital letter marks a name only where the word is no everyday one: one in two thousand or rarer."""

_NUMERALS = frozenset("〇零一二三四五六七八九十百千萬万億亿兩两年月日時时分秒元")
_CALENDAR = frozenset(
    (
        *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
        *(
            "november",
            "december",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
        ),
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        *("hundred", "thousand", "million"),
    )
)
_BEFORE_SENTENCE = frozenset(".!?:;\"'“”‘’「『")


class Fact:
    """Proposes a stretch of which half or more of the tokens are numbers, dates or names."""

    card = FiltrationCard(
        "numbers_dates_names",
        "fact",
        summary="at least half of the words of a stretch of 3 or more are numbers, words of the calendar, or "
        "names (a capital letter inside a sentence); of the Chinese characters, numerals and units of time",
        blind_spots=(
            "Chinese names",
            "facts told in ordinary words",
            "an original selection or arrangement of facts",
            "a list of facts inside a longer stretch of other text",
        ),
    )

    def propose(self, seen: Seen) -> Iterator[EqualStretch | AlignedSentences]:
        """Yield the stretches found."""
        places: tuple[EqualStretch | AlignedSentences, ...] = (*seen.stretches, *seen.passages)
        if not places:
            return
        first = min(place.output_first for place in places)
        stop = max(place.output_stop for place in places)
        words = words_of(seen.output, first, stop)
        is_han = seen.output.is_han[first:stop].tolist()
        # Stretches may overlap by the hundred, so each token is looked at once.
        n_before = [
            0,
            *accumulate(
                word in _NUMERALS if han else _is_fact(seen, number, word)
                for number, (word, han) in enumerate(zip(words, is_han, strict=True), first)
            ),
        ]
        for stretch in places:
            n_facts = n_before[stretch.output_stop - first] - n_before[stretch.output_first - first]
            if stretch.length >= LEAST_TOKENS and n_facts >= LEAST_SHARE * stretch.length:
                yield stretch


def _is_fact(seen: Seen, token: int, word: str) -> bool:
    if not (kind := _kind(word)):
        return False
    return kind == "fact" or _is_inside_sentence(seen, token)


@cache
def _kind(word: str) -> str:
    """Say whether a word is a fact anywhere, a name inside a sentence, or neither."""
    if any(mark.isdigit() for mark in word) or word.casefold() in _CALENDAR:
        return "fact"
    return "name" if word[:1].isupper() and bits_of_word(word) >= NAME_BITS else ""


def _is_inside_sentence(seen: Seen, token: int) -> bool:
    start = int(seen.output.start[token])
    before = seen.output.original[max(0, start - 3) : start].rstrip()
    return bool(before) and before[-1] not in _BEFORE_SENTENCE


MEMBER = Fact()
