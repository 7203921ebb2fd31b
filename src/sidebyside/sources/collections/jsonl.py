"""JSONL of generations: one output a line.

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
from sidebyside.primitives.text.decoding import decode, printable, without_surrogates
from sidebyside.records import Generation, GenerationStatus
from sidebyside.sources.contract import Entry
from sidebyside.sources.plain import decoding_notes

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
        decoded = decode(data)
        notes = decoding_notes(decoded)
        used: set[str] = set()
        for number, raw in enumerate(decoded.text.split("\n"), 1):
            line = raw.strip(" \t\r")
            if line:
                entry = _entry(line, number, used)
                yield replace(entry, notes=entry.notes + notes) if notes else entry


def _entry(line: str, number: int, used: set[str]) -> Entry:
    try:
        row = json.loads(line, parse_constant=_refused_constant, object_pairs_hook=_without_doubles)
        if not isinstance(row, dict):
            raise ValueError(f"expected a JSON object, got {printable(line, 60)}")
        return _usable(row, number, used)
    except (ValueError, RecursionError) as error:
        reason = (
            "is nested too deep"
            if isinstance(error, RecursionError)
            else f"cannot be used: {printable(str(error))}"
        )
        identifier = _distinct(f"line {number}", used)
        return Entry(identifier, number, problem=reason, raw=without_surrogates(line).encode("utf-8"))


def _refused_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {printable(max(names, key=names.count), 60)!r} stands there twice")
    return row


def _usable(row: dict[str, Any], number: int, used: set[str]) -> Entry:
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
    wanted = printable(_as_string(row.get("id")), 200) or f"line {number}"
    identifier = _distinct(wanted, used)
    if identifier != wanted:
        notes.append(("duplicate_id", f"has the id {wanted!r} of a line before; it is called {identifier!r}"))
    if unknown := sorted(set(row) - _KEYS):
        shown = printable(", ".join(unknown))
        notes.append(("unknown_keys", f"has keys that are not read: {shown}"))
    if image_path:
        return Entry(identifier, number, None, image_path, generation, notes=tuple(notes))
    return Entry(identifier, number, without_surrogates(text or ""), "", generation, notes=tuple(notes))


def _distinct(wanted: str, used: set[str]) -> str:
    identifier, count = wanted, 1
    while identifier in used:
        count += 1
        identifier = f"{wanted}~{count}"
    used.add(identifier)
    return identifier


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


MEMBER = Jsonl()
