"""Verse as a work, by its lines."""

import re
from collections import Counter
from itertools import pairwise

from sidebyside.calibration.exclusions import Exclusion, ExclusionCard, SeenWork

SHORT_LINE = 66
"""Characters of a line of verse at most; prose is wrapped at 66 to 80, or not at all."""
LEAST_IN_SHORT = 0.9
LEAST_OPEN_LINES = 6
LEAST_CAPITALISED = 0.8
"""Of wrapped prose a tenth of the lines begin with a capital where the line before ends within a sentence."""

VERSE_LENGTHS = (5, 7)
LEAST_CLAUSES, LEAST_OF_LENGTH = 4, 0.8
"""So many clauses, and of them this share of 5 or of 7 characters, are regulated Chinese verse."""

_ENDS = re.compile(r"[.!?:;\"\u201d\u2019')\]*_\u2014\u2013-]$")
_MARKS = re.compile(r"[^\u3400-\u9fff]+")


def is_set_in_verse(text: str) -> bool:
    r"""Whether nearly all of a text stands in short lines that begin with a capital wherever they are cut.

    1. Characters count in lines of `SHORT_LINE` or less: `LEAST_IN_SHORT` of them at least.
    2. Of the lines followed by another one those are open that end within a sentence, without a mark or with
       a comma: `LEAST_OPEN_LINES` at least.
    3. What follows an open line begins with a capital: `LEAST_CAPITALISED` at least. Prose wrapped at any
       width goes on in small letters.

    Cost: linear. Does not see: verse without capitals, in long lines, or without its line ends.

    >>> is_set_in_verse("And then the sea,\nThe sea went out,\n" * 5)
    True
    """
    lines = [line.strip() for line in text.splitlines()]
    n_characters = sum(map(len, lines))
    if sum(len(line) for line in lines if len(line) <= SHORT_LINE) < LEAST_IN_SHORT * n_characters:
        return False
    after = [next_one for line, next_one in pairwise(lines) if line and next_one and not _ENDS.search(line)]
    firsts = [next((one for one in line if one.isalpha()), "") for line in after]
    n_capitals = sum(first.isupper() for first in firsts)
    return len(after) >= LEAST_OPEN_LINES and n_capitals >= LEAST_CAPITALISED * len(after)


def is_regulated_chinese(text: str) -> bool:
    """Whether nearly all clauses of a Chinese text have 5, or all 7, characters.

    Cost: linear. Does not see: verse in lines of unequal length (詞, 曲, modern verse).

    >>> is_regulated_chinese("床前明月光，疑是地上霜。舉頭望明月，低頭思故鄉。")
    True
    """
    lengths = Counter(len(clause) for clause in _MARKS.split(text) if clause)
    most = max((lengths[length] for length in VERSE_LENGTHS), default=0)
    return lengths.total() >= LEAST_CLAUSES and most >= LEAST_OF_LENGTH * lengths.total()


class Verse:
    """Holds where the work is set in verse."""

    card = ExclusionCard(
        "verse",
        ("en", "zh", "translation"),
        "excluded_verse",
        summary="English: lines of 66 characters or less that begin with a capital wherever the line before "
        "is cut within a sentence; Chinese: clauses of 5 or of 7 characters throughout",
        source="measured on novels wrapped at several widths and on poems (`bench.exclusions`)",
        blind_spots=("verse without capitals or in long lines", "詞, 曲 and modern Chinese verse"),
    )

    def holds(self, work: SeenWork) -> bool:
        """Whether the work is verse."""
        return is_set_in_verse(work.text) or is_regulated_chinese(work.text)


MEMBER: Exclusion = Verse()
