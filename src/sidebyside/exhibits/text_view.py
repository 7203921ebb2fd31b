"""What is shown of a pair of texts: plain records, made before anything is drawn."""

from dataclasses import dataclass
from typing import Literal

from sidebyside.records import OperationKind


@dataclass(frozen=True, slots=True)
class Fact:
    """A named value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a marked passage; `number` is that of the row under the differences, 0 for none.

    Kind ``plain`` stands between the operations. A piece without text marks where the other side has one.
    """

    kind: OperationKind | Literal["plain"]
    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a pair of passages."""

    lang: str
    locator: str
    before: str
    text: str
    after: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One difference of a pair, with both readings."""

    number: int
    kind: OperationKind
    work_text: str
    output_text: str


@dataclass(frozen=True, slots=True)
class ExtentRow:
    """A row of a table of how much matched: words, characters, tokens, or one share over all three."""

    name: str
    words: str = ""
    characters: str = ""
    tokens: str = ""
    share: str = ""


@dataclass(frozen=True, slots=True)
class InnerView:
    """A match that lies inside another one of the same pair, as a row under it."""

    method: str
    work_span: str
    output_span: str
    words: str
    characters: str
    tokens: str
    similarity: str
    expected: str
    n_occurrences: str


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """A sentence of the work, or a few, beside what answers to it in the output."""

    number: int
    work_lang: str
    work_span: str
    work_text: str
    output_lang: str
    output_span: str
    output_text: str
    similarity: str
    margin: str


@dataclass(frozen=True, slots=True)
class NearestView:
    """The passage elsewhere that is nearest to the output's; `whose` says what kind of text it stands in."""

    path: str
    span: str
    in_common: str
    whose: str
    lang: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class ElsewhereView:
    """The third column; `status` is a sentence where there is nothing to show, or little."""

    status: str
    facts: tuple[Fact, ...]
    nearest: NearestView | None


@dataclass(frozen=True, slots=True)
class FiltrationRow:
    """Equal text that may have another reason than the work, and what was decided on it."""

    id: str
    code: str
    rule: str
    work_lang: str
    work_span: str
    work_text: str
    output_lang: str
    output_span: str
    output_text: str
    decision: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class PassageView:
    """A pair of passages; with `aligned` rows where sentences were lined up, and words were not."""

    anchor: str
    number: int
    method: str
    similarity: str
    work: SideView
    output: SideView
    differences: tuple[DifferenceView, ...]
    difference_counts: tuple[Fact, ...]
    extents: tuple[ExtentRow, ...]
    inner: tuple[InnerView, ...]
    chance: tuple[Fact, ...]
    chance_mark: str
    elsewhere: ElsewhereView
    aligned: tuple[AlignedRow, ...]
