"""The story table as it stands on the page: events, characters, setting, row by row."""

from dataclasses import dataclass

from sidebyside.exhibits.text_view import Fact


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
    counts: tuple[Fact, ...]
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
    generation: tuple[Fact, ...]
