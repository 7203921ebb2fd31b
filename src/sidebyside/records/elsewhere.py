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
CommonKind = Literal["background", "public_domain", "work"]


@dataclass(frozen=True, slots=True)
class BackgroundPassage:
    """The passage of a text searched that is nearest to the output's passage of a match.

    A text that is no work of the case goes before one that is.

    `n_common` counts the words and Chinese characters of the output's passage that stand there in the same
    order, five or more at a time. `is_work` is True where the text is another work of the case,
    `is_public_domain` where it was named as such. The text of a background is not kept in the case, so the
    passage stands here as its reader sees it, shortened where it is long.
    """

    path: str
    sha256: str
    span: Span
    n_common: int
    is_work: bool
    excerpt: str
    is_public_domain: bool = False


@dataclass(frozen=True, slots=True)
class CommonPart:
    """The part of a match that stands elsewhere too, in the text of one kind that has most of it.

    `n_tokens` of the words and Chinese characters that matched in the output stand there, at `output_spans`.
    Of a ``work``, another one of the case, what the methods matched with it counts as well.
    """

    kind: CommonKind
    path: str
    sha256: str
    n_tokens: int
    output_spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class OtherWork:
    """Another work of the case that the same part of the output matches, or that holds what matched.

    `finding` is the id of the finding of this output with that work, empty where there is none. `is_same`
    says that the two are one work given twice, by their bytes or by their text; then nothing is taken off a
    ratio on its account.
    """

    path: str
    sha256: str
    finding: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class Commonness:
    """How common the passage of a match is.

    `n_occurrences` places in `n_texts` texts share with it a run as long as half of the longest run of the
    match, and no shorter than the floor of ``verbatim``; where sentences were lined up, the longest sentence
    stands for the run. `bits` is the information under word frequencies in the equal words, or in those
    sentences of the output; `n_texts_searched` and `n_words_searched` say in how much was looked. `common`
    has for each kind of text what stands there of the match, and is None in a record of an older version.
    """

    n_occurrences: int
    n_texts: int
    n_texts_searched: int
    n_words_searched: int
    bits: float
    nearest: BackgroundPassage | None = None
    common: tuple[CommonPart, ...] | None = None


@dataclass(frozen=True, slots=True)
class Chance:
    """How many matches of at least this weight unrelated texts of these lengths give by chance.

    `expected` is over the whole comparison, with its 95 % interval from `low` to `high`; `bits` the weight of
    the match: of equal words their rarity less what differences take, of lined-up sentences the number of
    times their score halves the expected number. `language` says whose constants were used, ``en-zh`` for
    sentences of one beside the other, ``mixed`` and ``other`` being the more cautious, None for pictures,
    where the number is that of the method itself and its interval has no width. `is_distinguishable` says
    whether `expected` is within the limit of the case. `log10_expected` is what the fitted form gives, also
    below the least number that is stated: it is evidence that a likelihood ratio reads, and no statement;
    None in findings of earlier versions.
    """

    expected: float
    low: float
    high: float
    bits: float
    language: ChanceLanguage | None
    is_distinguishable: bool
    log10_expected: float | None = None

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
class SourceExcluded:
    """Who says that both sides of a pair have it from no common source, and how that was excluded."""

    by: str
    why: str

    def __post_init__(self) -> None:
        if not self.by.strip() or not self.why.strip():
            raise InputError(
                f"a common source is excluded by somebody and somehow, got {self.by!r} and {self.why!r}"
            )


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
