"""What is shown apart and never counted: the story of two texts, the style of two pictures."""

from dataclasses import dataclass
from typing import Literal

from sidebyside.records.place import Span

NamedKind = Literal["name", "place", "time", "number"]
Relation = Literal["same", "translated", "renamed", "only_in_work", "only_in_output"]


@dataclass(frozen=True, slots=True)
class EventPair:
    """An event of the work beside one of the output; one of the spans is None where there is no other.

    `similarity` is the cosine of their embeddings clipped to [0, 1], None where there is no other.
    `is_in_order` says whether it stands in the longest run of events that have one order in both texts; None
    where there is no other.
    """

    work_span: Span | None
    output_span: Span | None
    similarity: float | None = None
    is_in_order: bool | None = None


@dataclass(frozen=True, slots=True)
class NamedThing:
    """A character, a place, a time or a number of either text, and how it stands in the other.

    The spans are of its first occurrence; `n_in_work` and `n_in_output` count all of them. `basis` is the
    rule by which the two were taken for the same, such as ``transliteration``.
    """

    kind: NamedKind
    relation: Relation
    work_name: str
    output_name: str
    n_in_work: int
    n_in_output: int
    work_span: Span | None = None
    output_span: Span | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class StoryTable:
    """Events, characters and setting of a pair of texts, row by row; no figure sums them up."""

    method: str
    events: tuple[EventPair, ...]
    characters: tuple[NamedThing, ...]
    setting: tuple[NamedThing, ...]


@dataclass(frozen=True, slots=True)
class Swatch:
    """A colour of a palette, sRGB 0 to 255, and its share of the picture."""

    red: int
    green: int
    blue: int
    share: float


@dataclass(frozen=True, slots=True)
class StyleMeasure:
    """One measure of manner in both pictures; `distance` is 0 where they are equal, in its own unit."""

    name: str
    distance: float
    work_values: tuple[float, ...]
    output_values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StyleTable:
    """Palette and measures of manner of a pair of pictures, side by side; not counted anywhere."""

    method: str
    work_palette: tuple[Swatch, ...]
    output_palette: tuple[Swatch, ...]
    measures: tuple[StyleMeasure, ...]


Apart = StoryTable | StyleTable
