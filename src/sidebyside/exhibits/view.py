"""What stands on the page, in the order it stands there: plain records, made before anything is drawn.

Every string is either a sentence of the locale or text of an input; nothing is escaped yet. Figures are
written out: the only arithmetic behind them is the counting of rows that are listed beside them.
"""

from dataclasses import dataclass

from sidebyside.exhibits.picture_view import PercentileRow, PictureView, SameSubjectView, StyleView
from sidebyside.exhibits.strength_view import CaseStatisticsView, StrengthView
from sidebyside.exhibits.text_view import (
    ExtentRow,
    FiltrationRow,
    LabelledValue,
    OtherWorkRow,
    ParallelView,
    PassageView,
    StoryView,
)
from sidebyside.records import Medium


@dataclass(frozen=True, slots=True)
class Link:
    """A place on the page and the words that lead there."""

    anchor: str
    label: str


@dataclass(frozen=True, slots=True)
class FileView:
    """An input as a file: its path, digest and what it says of itself."""

    path: str
    facts: tuple[LabelledValue, ...]
    claims: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    """One pair that matched.

    `measure_mark` says of what the shares of pictures are, `refused` where the calibration stands that missed
    a demand; both are empty elsewhere.
    """

    anchor: str
    number: int
    id: str
    medium: Medium
    medium_label: str
    work: FileView
    output: FileView
    scores: tuple[LabelledValue, ...]
    strength: tuple[LabelledValue, ...]
    extents: tuple[ExtentRow, ...]
    tokenizer: str
    passages: tuple[PassageView, ...]
    pictures: PictureView | None
    generation: tuple[LabelledValue, ...]
    reason: str
    longest: str
    share_of_work: str
    share_of_output: str
    measure_mark: str
    refused: str
    counts_mark: str
    counts_note: str
    other_works: tuple[OtherWorkRow, ...]
    filtrations: tuple[FiltrationRow, ...]
    extents_after: tuple[ExtentRow, ...]
    aligned_note: str
    aligned_mark: str
    standings: tuple[PercentileRow, ...]
    styles: tuple[StyleView, ...]
    stories: tuple[StoryView, ...]
    ratio: StrengthView | None


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A work in the summary, matched or not; `weight` as in `WorkTestedRow`.

    `together` says what all its outputs give of it.
    """

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
    together: tuple[str, ...]
    links: tuple[Link, ...]
    is_range: bool
    result: str
    not_counted: tuple[str, ...]
    weight: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NullRow:
    """A work, or an output, with nothing found.

    `compared_by` has with how many each method compared it, where they differ.
    """

    path: str
    medium: str
    n_compared: str
    status: str
    nearest: tuple[tuple[str, str, str], ...]
    reason: str
    compared_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnscorableRow:
    """An item that was named and could not be compared, with the way out.

    `message` and `hint` are as recorded, in English; `way_out` is in the language of the page.
    """

    role: str
    path: str
    reason: str
    way_out: str
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
    settings: tuple[LabelledValue, ...]
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
    same_subjects: tuple[SameSubjectView, ...]
    parallels: tuple[ParallelView, ...]
    null_works: tuple[NullRow, ...]
    null_outputs: tuple[NullRow, ...]
    missing_outputs: tuple[NullRow, ...]
    null_limits: tuple[LabelledValue, ...]
    unscorable: tuple[UnscorableRow, ...]
    cards: tuple[CardView, ...]
    notes: tuple[tuple[str, str, str, str], ...]
    facts: tuple[LabelledValue, ...]
    ledger_head: str
    n_records: str
    strength_lead: str
    statistics: CaseStatisticsView

    @property
    def has_pictures(self) -> bool:
        """Whether any pair of pictures matched, so that what is measured of them is to be said."""
        return any(item.medium == "image" for item in self.findings)


Cell = str | int | float | None
"""A value of a table; None, like the empty word, where the row has none."""


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table that is the same in every language: every row has a value for each column."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
