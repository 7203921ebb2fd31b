"""What a method returns: scores and matches of one pair, never a judgement."""

from dataclasses import dataclass
from typing import Literal

from sidebyside.errors import InputError, MethodError
from sidebyside.records.apart import Apart
from sidebyside.records.artefact import Output
from sidebyside.records.elsewhere import Chance, Commonness
from sidebyside.records.place import ImageQuantum, PointPair, Region, Residual, Span, Transform

OperationKind = Literal["kept", "changed", "dropped", "added", "moved"]


@dataclass(frozen=True, slots=True)
class Score:
    """The measure of one method on one pair: a similarity in [0, 1], higher is more alike."""

    method: str
    similarity: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.similarity <= 1.0:
            raise MethodError(f"{self.method} returned similarity {self.similarity}, outside [0, 1]")


@dataclass(frozen=True, slots=True)
class EditOperation:
    """One step from the work's passage to the output's, in the order of the output.

    ``kept`` and ``moved`` are equal text, the latter out of the common order; ``changed`` is other text in
    the same place; ``dropped`` has an empty `output_span`, ``added`` an empty `work_span`.
    """

    kind: OperationKind
    work_span: Span
    output_span: Span


EQUAL_KINDS = ("kept", "moved")
"""The operations under which the same text stands on both sides."""


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """A sentence of the work, or a few, beside what answers to it in the output.

    `similarity` is the cosine of their embeddings clipped to [0, 1]; `margin` how much nearer they are to
    each other than to their neighbours elsewhere, as a ratio, 1 meaning not at all.
    """

    work_span: Span
    output_span: Span
    similarity: float
    margin: float


@dataclass(frozen=True, slots=True)
class ReadPair:
    """Writing read off two pictures, and how one is turned into the other.

    The spans of the `operations` count characters of `work_text` and of `output_text`; `confidence` is that
    of the reading, the lower of the two, 0 to 1.
    """

    work_text: str
    output_text: str
    confidence: float
    operations: tuple[EditOperation, ...] = ()


@dataclass(frozen=True, slots=True)
class TextExtent:
    """How much text: words of alphabetic scripts, characters, and tokens (words + Chinese characters)."""

    words: int
    characters: int
    tokens: int

    @property
    def n_han(self) -> int:
        """The Chinese characters among the tokens; their punctuation is not among them."""
        return self.tokens - self.words


@dataclass(frozen=True, slots=True)
class TextQuantum:
    """How much of a text matched; shares are of tokens and lie in [0, 1].

    `total` and `share_of_work` count the work's side, `total_in_output` and `share_of_output` the output's.
    A token counted once is not counted again, however many matches cover it.
    """

    longest_run: TextExtent
    total: TextExtent
    total_in_output: TextExtent
    share_of_work: float
    share_of_output: float
    tokenizer: str


Quantum = TextQuantum | ImageQuantum


@dataclass(frozen=True, slots=True)
class Match:
    """Lined-up places of one pair.

    A text match has spans, with the `operations` where words were lined up, and the `pairs` where sentences
    were; an image match has regions (and, where it was found, the `transform`). `work_outline` and
    `output_outline` are corners as (row, column) of the matched region where it is not upright. `points` are
    the corresponding points behind a transform, `residual` what differs once the pictures lie on each other,
    `read` the writing that stands in the regions.

    `log10_nfa` is the number of false alarms of this one pair of pictures: how many matches at least as good
    are expected when points correspond at random. A method leaves `commonness` and `chance` None: they depend
    on the whole comparison and are added when the case comes to its conclusion.
    """

    method: str
    similarity: float
    quantum: Quantum
    work_span: Span | None = None
    output_span: Span | None = None
    operations: tuple[EditOperation, ...] = ()
    pairs: tuple[AlignedPair, ...] = ()
    work_region: Region | None = None
    output_region: Region | None = None
    work_outline: tuple[tuple[float, float], ...] = ()
    output_outline: tuple[tuple[float, float], ...] = ()
    transform: Transform | None = None
    points: tuple[PointPair, ...] = ()
    residual: Residual | None = None
    read: ReadPair | None = None
    log10_nfa: float | None = None
    commonness: Commonness | None = None
    chance: Chance | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.similarity <= 1.0:
            raise MethodError(f"{self.method} returned similarity {self.similarity}, outside [0, 1]")
        spans = (self.work_span is not None) + (self.output_span is not None)
        regions = (self.work_region is not None) + (self.output_region is not None)
        if (spans, regions) not in {(2, 0), (0, 2)}:
            raise InputError(f"a match of {self.method} needs two spans or two regions")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One method on one pair: the score, and the matches that reached the method's floor (often none).

    A method whose card says ``apart`` returns what it found as `apart`, without a match; one that makes no
    single figure of it has no score either.
    """

    method: str
    work_number: int
    score: Score | None
    matches: tuple[Match, ...] = ()
    apart: Apart | None = None


@dataclass(frozen=True, slots=True)
class ComparedOutput:
    """One output against the works of its medium: everything the methods returned for it.

    `comparisons` are sorted by number of the work and by method. `n_looked_at` is among how many works those
    to compare with were looked for; `n_compared` says, by method, with how many of them it compared the
    output, and leaves out a method that the output is unfit for. `narrowed` has, by method, the numbers of
    the works it was given, where these were not all.
    """

    output: Output
    comparisons: tuple[Comparison, ...]
    n_looked_at: int
    n_compared: tuple[tuple[str, int], ...] = ()
    narrowed: tuple[tuple[str, tuple[int, ...]], ...] = ()
