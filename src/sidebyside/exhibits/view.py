"""What stands on the page, in the order it stands there: plain records, made before anything is drawn.

Every string is either a sentence of the locale or text of an input; nothing is escaped yet. Figures are
written out: the only arithmetic behind them is the counting of rows that are listed beside them.
"""

from dataclasses import dataclass
from typing import Literal

from sidebyside.records import Medium, OperationKind


@dataclass(frozen=True, slots=True)
class Fact:
    """A named value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Link:
    """A place on the page and the words that lead there."""

    anchor: str
    label: str


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


@dataclass(frozen=True, slots=True)
class PictureRef:
    """A picture by the digest of its bytes, with its size in pixels."""

    sha256: str
    height_px: int
    width_px: int


@dataclass(frozen=True, slots=True)
class AreaView:
    """A matched region of a pair of pictures."""

    anchor: str
    number: int
    method: str
    similarity: str
    facts: tuple[Fact, ...]
    work_outline: tuple[tuple[float, float], ...]
    output_outline: tuple[tuple[float, float], ...]
    matrix: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PictureView:
    """A pair of pictures with the regions that matched."""

    work: PictureRef
    output: PictureRef
    areas: tuple[AreaView, ...]


@dataclass(frozen=True, slots=True)
class FileView:
    """An input as a file: its path, digest and what it says of itself."""

    path: str
    facts: tuple[Fact, ...]
    claims: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    """One pair that matched."""

    anchor: str
    number: int
    id: str
    medium: Medium
    medium_label: str
    work: FileView
    output: FileView
    scores: tuple[Fact, ...]
    strength: tuple[Fact, ...]
    extents: tuple[ExtentRow, ...]
    tokenizer: str
    passages: tuple[PassageView, ...]
    pictures: PictureView | None
    generation: tuple[Fact, ...]
    reason: str
    longest: str
    share_of_work: str
    share_of_output: str
    chance_mark: str
    filtrations: tuple[FiltrationRow, ...]
    extents_after: tuple[ExtentRow, ...]
    aligned_note: str
    aligned_mark: str


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A work in the summary, matched or not."""

    path: str
    medium: str
    n_compared: str
    n_matched: str
    longest: str
    longest_at: Link | None
    longest_mark: str
    share: str
    share_at: Link | None
    share_mark: str
    links: tuple[Link, ...]
    is_range: bool
    result: str
    chance_mark: str


@dataclass(frozen=True, slots=True)
class NullRow:
    """A work, or an output, with nothing found."""

    path: str
    medium: str
    n_compared: str
    status: str
    nearest: tuple[tuple[str, str, str], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class UnscorableRow:
    """An item that was named and could not be compared, with the way out."""

    role: str
    path: str
    reason: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class CardView:
    """A method card in the language of the page; `is_foreign` where it had to stay in English."""

    anchor: str
    name: str
    version: str
    medium: str
    is_foreign: bool
    summary: str
    range: str
    floor: str
    foldings: tuple[str, ...]
    blind_spots: tuple[str, ...]
    cost: str
    source: str
    settings: tuple[Fact, ...]
    weights_sha256: str


@dataclass(frozen=True, slots=True)
class View:
    """One exhibit in one language."""

    lang: str
    title: str
    attempts: tuple[tuple[str, str, int], ...]
    attempts_sum: str
    works_counts: tuple[tuple[str, str, int], ...]
    works_sum: str
    n_pairs: str
    works: tuple[WorkRow, ...]
    findings: tuple[FindingView, ...]
    null_works: tuple[NullRow, ...]
    null_outputs: tuple[NullRow, ...]
    missing_outputs: tuple[NullRow, ...]
    null_limits: tuple[Fact, ...]
    unscorable: tuple[UnscorableRow, ...]
    cards: tuple[CardView, ...]
    notes: tuple[tuple[str, str, str, str], ...]
    facts: tuple[Fact, ...]
    ledger_head: str
    n_records: str
