"""JSONL of generations: one attempt a line.

::

    {"id": "a1", "text": "…", "model": "m", "version": "2", "prompt": "…", "stratum": "title-only",
     "settings": {"temperature": 0}, "attempt": 1, "created": "2025-01-31T12:00:00Z", "status": "ok"}

Either `text` or `image_path` (relative to the file) is given; with a `status` of ``refused``, ``failed`` or
``missing`` both may be absent. All other keys are optional. A prompt that is no string (a list of chat
messages) is kept as its JSON.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

from sidebyside.primitives.digest import canonical_json
from sidebyside.primitives.text.decoding import printable, without_surrogates
from sidebyside.records import Generation, GenerationStatus
from sidebyside.sources.contract import Collection, Entry, FileLine, lines_of

_KEYS = frozenset(
    (
        "id",
        "text",
        "image_path",
        "model",
        "version",
        "prompt",
        "stratum",
        "settings",
        "attempt",
        "created",
        "status",
    )
)
_STATED = ("model", "version", "prompt", "stratum", "created")


class Jsonl:
    """Reads ``.jsonl``; a line that cannot be used becomes an entry with a problem, and stops nothing."""

    label = "a JSONL file of generations"
    suffixes = frozenset({".jsonl", ".ndjson"})

    def entries(self, data: bytes) -> Iterator[Entry]:
        """Give one entry a line that is not blank."""
        ids = _Ids()
        for line in lines_of(data):
            text = line.text.strip(" \t\r")
            yield _entry(line if text == line.text else replace(line, text=text), ids)


class _Ids:
    """The ids used so far; one that comes again gets a number after it."""

    def __init__(self) -> None:
        self._n_tried: dict[str, int] = {}

    def distinct(self, wanted: str) -> str:
        """Return the id, or the id with the next number that is free; linear in all ids together."""
        identifier = wanted
        while identifier in self._n_tried:
            self._n_tried[wanted] += 1
            identifier = f"{wanted}~{self._n_tried[wanted]}"
        self._n_tried[identifier] = 1
        return identifier


def _entry(line: FileLine, ids: _Ids) -> Entry:
    try:
        row = json.loads(line.text, parse_constant=_refused_constant, object_pairs_hook=_without_doubles)
        if not isinstance(row, dict):
            raise ValueError(f"expected a JSON object, got {printable(line.text, 60)}")
        return _usable(row, line, ids)
    except (ValueError, RecursionError) as error:
        reason = (
            "is nested too deep"
            if isinstance(error, RecursionError)
            else f"cannot be used: {printable(str(error))}"
        )
        return Entry(ids.distinct(f"line {line.number}"), line, problem=reason)


def _refused_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {printable(max(names, key=names.count), 60)!r} stands there twice")
    return row


def _usable(row: dict[str, Any], line: FileLine, ids: _Ids) -> Entry:
    generation = Generation(
        **{name: _as_string(row.get(name)) for name in _STATED},
        settings=_settings(row.get("settings")),
        attempt=_attempt(row.get("attempt")),
        status=_status(row.get("status")),
    )
    text, image_path = _string_or_none(row, "text"), _string_or_none(row, "image_path") or ""
    if text and image_path:
        raise ValueError("it has both text and image_path")
    if text is None and not image_path and generation.status == "ok":
        raise ValueError("it has neither text nor image_path, and no status that says why")
    notes = []
    wanted = printable(_as_string(row.get("id")), 200) or f"line {line.number}"
    identifier = ids.distinct(wanted)
    if identifier != wanted:
        notes.append(("duplicate_id", f"has the id {wanted!r} of a line before; it is called {identifier!r}"))
    if unknown := sorted(set(row) - _KEYS):
        shown = printable(", ".join(unknown))
        notes.append(("unknown_keys", f"has keys that are not read: {shown}"))
    return Entry(
        identifier,
        line,
        text=None if image_path else without_surrogates(text or ""),
        image_path=image_path,
        generation=generation,
        notes=tuple(notes),
    )


def _as_string(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else _json_text(value)
    return without_surrogates(text)


def _json_text(value: Any) -> str:
    """Give the canonical JSON of a value; lone surrogates are kept as escapes, which UTF-8 can hold."""
    try:
        return canonical_json(value).decode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _string_or_none(row: dict[str, Any], name: str) -> str | None:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name} is no string but {printable(_json_text(value), 60)}")
    return value


def _settings(value: Any) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    if not isinstance(value, dict):
        raise ValueError(f"settings is no JSON object but {printable(_json_text(value), 60)}")
    return tuple((without_surrogates(name), _as_string(item)) for name, item in sorted(value.items()))


def _attempt(value: Any) -> int | None:
    if value is not None and (type(value) is not int or value < 0):
        raise ValueError(f"attempt is no whole number from 0 up but {printable(_json_text(value), 60)}")
    return value


def _status(value: Any) -> GenerationStatus:
    if value is None or value == "":
        return "ok"
    for known in get_args(GenerationStatus):
        if value == known:
            status: GenerationStatus = known
            return status
    known_words = ", ".join(get_args(GenerationStatus))
    raise ValueError(f"status is none of {known_words} but {printable(_json_text(value), 60)}")


MEMBER: Collection = Jsonl()
