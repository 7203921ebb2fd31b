"""What is shown of a pair of texts, passages and story: plain records, made before anything is drawn."""

from dataclasses import dataclass
from typing import Literal

from sidebyside.records import OperationKind


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """A named value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class OtherWorkRow:
    """Another work that a finding cannot be told from; without an anchor where it is no finding."""

    path: str
    said: str
    anchor: str
    label: str


@dataclass(frozen=True, slots=True)
class TextSegment:
    """A stretch of a marked passage; `number` is that of the row under the differences, 0 for none.

    Kind ``plain`` stands between the operations. One without text marks where the other side has one.
    `is_given` where the prompt gave these characters.
    """

    kind: OperationKind | Literal["plain"]
    text: str
    number: int = 0
    is_given: bool = False


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a pair of passages: as it stands (`clean`), with its differences, and what is around it."""

    lang: str
    locator: str
    before: tuple[TextSegment, ...]
    clean: tuple[TextSegment, ...]
    after: tuple[TextSegment, ...]
    segments: tuple[TextSegment, ...]

    @property
    def text(self) -> str:
        """The passage as its reader sees it."""
        return "".join(segment.text for segment in self.clean)

    @property
    def has_given(self) -> bool:
        """Whether the prompt gave any of what is shown."""
        return any(one.is_given for one in (*self.before, *self.clean, *self.after))


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One difference of a pair, with both readings."""

    number: int
    kind: OperationKind
    work_text: str
    output_text: str


@dataclass(frozen=True, slots=True)
class ExtentRow:
    """A row of a table of how much matched: an amount of text in words, or a share."""

    name: str
    amount: str = ""
    share: str = ""


@dataclass(frozen=True, slots=True)
class InnerView:
    """A match that lies inside another one of the same pair, as a row under it."""

    method: str
    work_span: str
    output_span: str
    amount: str
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
    facts: tuple[LabelledValue, ...]
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
    difference_counts: tuple[LabelledValue, ...]
    extents: tuple[ExtentRow, ...]
    inner: tuple[InnerView, ...]
    chance: tuple[LabelledValue, ...]
    chance_mark: str
    elsewhere: ElsewhereView
    aligned: tuple[AlignedRow, ...]


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event of the work beside one of the output; a side that has none holds no text.

    `order` says in words whether it keeps the order of both texts; empty where there is no other.
    """

    number: int
    work_lang: str
    work_span: str
    work_text: str
    output_lang: str
    output_span: str
    output_text: str
    order: str
    similarity: str


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A character, a place, a time or a number: how often in each text, and how the two go together."""

    kind: str
    work: str
    work_lang: str
    n_in_work: str
    output: str
    output_lang: str
    n_in_output: str
    relation: str
    basis: str


@dataclass(frozen=True, slots=True)
class StoryView:
    """One table, with the counts of its own rows."""

    anchor: str
    method: str
    counts: tuple[LabelledValue, ...]
    events: tuple[EventRow, ...]
    characters: tuple[NamedRow, ...]
    setting: tuple[NamedRow, ...]


@dataclass(frozen=True, slots=True)
class ParallelView:
    """A pair of texts set apart: it tells alike, and nothing of it counts."""

    anchor: str
    number: int
    id: str
    work_path: str
    output_path: str
    stories: tuple[StoryView, ...]
    generation: tuple[LabelledValue, ...]
