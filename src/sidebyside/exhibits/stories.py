"""``stories.csv``: one row an event, a character or a piece of the setting, of every pair with a story table.

In the form of ``findings.csv``, whose `id` stands in each row. Nothing in it is counted anywhere.
"""

from collections.abc import Iterator

from sidebyside.exhibits import notation
from sidebyside.exhibits.material import Material
from sidebyside.exhibits.spreadsheet import Row, csv_of
from sidebyside.records import (
    Artefact,
    EventPair,
    Finding,
    NamedThing,
    SetApart,
    Span,
    StoryTable,
)

COLUMNS = (
    "id",
    "status",
    "work_path",
    "output_path",
    "method",
    "part",
    "relation",
    "work_name",
    "output_name",
    "n_in_work",
    "n_in_output",
    "basis",
    "similarity",
    "is_in_order",
    "work_span",
    "output_span",
    "work_text",
    "output_text",
)
"""The header. `part` is ``event``, or the kind of what is named: ``name``, ``place``, ``time``, ``number``.
Spans are those of the event or of the first mention, ``[start, end)`` in characters of the decoded file."""


def stories_csv(material: Material) -> bytes:
    """Return the story tables of all pairs, in the order of the findings; empty where there is none."""
    rows = list(_rows(material))
    return csv_of(COLUMNS, rows) if rows else b""


def _rows(material: Material) -> Iterator[Row]:
    works = {item.artefact.path: item.artefact for item in material.works}
    outputs = {item.artefact.path: item.artefact for item in material.outputs}
    for item in material.findings:
        if not isinstance(item, Finding | SetApart):
            continue
        pair = works.get(item.work.path), outputs.get(item.output.path)
        status = "match" if isinstance(item, Finding) else "set_apart"
        for table in item.apart:
            if isinstance(table, StoryTable):
                named = {"id": item.id, "status": status, "method": table.method}
                paths = {"work_path": item.work.path, "output_path": item.output.path}
                rows: tuple[EventPair | NamedThing, ...] = (*table.events, *table.characters, *table.setting)
                for row in rows:
                    yield {**named, **paths, **_row(row), **_places(row, *pair)}


def _row(row: EventPair | NamedThing) -> Row:
    if isinstance(row, EventPair):
        one_side = "only_in_work" if row.output_span is None else "only_in_output"
        return {
            "part": "event",
            "relation": "in_both" if row.work_span and row.output_span else one_side,
            "similarity": row.similarity,
            "is_in_order": {True: "true", False: "false", None: ""}[row.is_in_order],
        }
    return {
        "part": row.kind,
        "relation": row.relation,
        "work_name": row.work_name,
        "output_name": row.output_name,
        "n_in_work": row.n_in_work,
        "n_in_output": row.n_in_output,
        "basis": row.basis,
    }


def _places(row: EventPair | NamedThing, work: Artefact | None, output: Artefact | None) -> Row:
    is_event = isinstance(row, EventPair)
    return {
        "work_span": notation.span(row.work_span) if row.work_span else "",
        "output_span": notation.span(row.output_span) if row.output_span else "",
        "work_text": _text(row.work_span, work) if is_event else "",
        "output_text": _text(row.output_span, output) if is_event else "",
    }


def _text(span: Span | None, artefact: Artefact | None) -> str:
    if span is None or artefact is None or artefact.text is None:
        return ""
    return artefact.text.original[span.start : span.end]
