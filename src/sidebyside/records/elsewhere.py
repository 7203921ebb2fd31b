"""What both sides of a match could have taken from elsewhere: the third column."""

from dataclasses import dataclass
from typing import Literal

from sidebyside.errors import InputError
from sidebyside.records.place import Span
from sidebyside.records.strength import NullGrade

Decision = Literal["proposed", "accepted", "rejected"]
FiltrationCode = Literal["stock_phrase", "quotation", "public_domain", "fact", "prompt_supplied", "licensed"]
Purpose = Literal["background", "public_domain", "licensed"]
ChanceLanguage = Literal["en", "zh", "en-zh", "mixed", "other"]


@dataclass(frozen=True, slots=True)
class BackgroundPassage:
    """The passage of a background text that is nearest to the output's passage of a match.

    A text that is no work of the case goes before one that is.

    `n_common` counts the words and Chinese characters of the output's passage that stand there in the same
    order, five or more at a time. `is_work` is True where the text is another work of the case. The text of a
    background is not kept in the case, so the passage stands here as its reader sees it, shortened where it
    is long.
    """

    path: str
    sha256: str
    span: Span
    n_common: int
    is_work: bool
    excerpt: str


@dataclass(frozen=True, slots=True)
class Commonness:
    """How common the passage of a match is.

    `n_occurrences` places in `n_texts` texts share with it a run as long as half of the longest run of the
    match, and no shorter than the floor of ``verbatim``; where sentences were lined up, the longest sentence
    stands for the run. `bits` is the information under word frequencies in the equal words, or in those
    sentences of the output; `n_texts_searched` and `n_words_searched` say in how much was looked.
    """

    n_occurrences: int
    n_texts: int
    n_texts_searched: int
    n_words_searched: int
    bits: float
    nearest: BackgroundPassage | None = None


@dataclass(frozen=True, slots=True)
class Chance:
    """How many matches of at least this weight unrelated texts of these lengths give by chance.

    `expected` is over the whole comparison, with its 95 % interval from `low` to `high`; `bits` the weight of
    the match: of equal words their rarity less what differences take, of lined-up sentences the number of
    times their score halves the expected number. `language` says whose constants were used, ``en-zh`` for
    sentences of one beside the other, ``mixed`` and ``other`` being the more cautious, None for pictures,
    where the number is that of the method itself and its interval has no width. `is_distinguishable` says
    whether `expected` is within the limit of the case.
    """

    expected: float
    low: float
    high: float
    bits: float
    language: ChanceLanguage | None
    is_distinguishable: bool

    def __post_init__(self) -> None:
        if not 0.0 < self.low <= self.expected <= self.high:
            raise InputError(
                f"an expected number needs 0 < low <= expected <= high, got {self.low}, {self.expected}, "
                f"{self.high}"
            )


@dataclass(frozen=True, slots=True)
class Filtration:
    """Equal text that may have another reason than the work: proposed by a rule, decided by a person."""

    id: str
    code: FiltrationCode
    rule: str
    work_span: Span
    output_span: Span
    decision: Decision = "proposed"
    by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided of one proposal, and why."""

    decision: Decision
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class BackgroundText:
    """A text that was searched, or could not be: then `code` is the reason and `n_tokens` 0.

    An item of a null of the case has the grade of that null as its purpose, and no tokens counted.
    """

    purpose: Purpose | NullGrade
    path: str
    sha256: str
    n_tokens: int
    code: str = ""
