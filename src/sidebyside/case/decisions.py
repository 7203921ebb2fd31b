"""Who decided what may be left out? ``CASE/decisions.toml``, as a person edits it.

The file is written with every proposal as ``proposed``. The user edits ``decision``, ``by`` and ``why``; what
stands in it is never rewritten, and new proposals are added at its end.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from sidebyside.errors import InputError
from sidebyside.primitives.atomic import unwritable, write_atomically
from sidebyside.records import AnyFinding, Decided, Decision, Filtration, Finding

DECISIONS_NAME = "decisions.toml"
HEADING = """\
# Equal text that may have another reason than the work: proposed by rules, decided by you.
# For each one set decision to "accepted" or "rejected", by to your name, and why to your reason; then run
#     sidebyside decide CASE
# Only what is accepted is left out of the figures after filtration. The figures before stay beside them.
"""

_HEADING = re.compile(r"\s*\[\[\s*filtration\s*\]\]")
_OTHER = re.compile(r"\s*\[{1,2}\s*common_source\s*\]")
_WORDS: tuple[Decision, ...] = get_args(Decision)
_KEYS = ("id", "finding", "code", "rule", "work", "output", "passage", "decision", "by", "why")
_WAY_OUT = "mend that line, or remove the file to have it written anew"


def read_decisions(path: Path) -> dict[str, Decided]:
    """Return what the user decided, by id of the proposal; empty where there is no file.

    Raises
    ------
    InputError
        If the file cannot be read, is no TOML, or holds something else than decisions: names the line.
    """
    text, tables = read_tables(path)
    listed = tables.get("filtration", [])
    other = sorted(set(tables) - {"filtration", "common_source"})
    if other or not isinstance(listed, list):
        line = _line_of(text, (other or ["filtration"])[0])
        raise problem(f"{path} line {line}", f"{(other or ['filtration'])[0]!r} does not belong here")
    return _Entries(path, text).decided(listed)


def read_tables(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of the file and its tables; empty where there is no file.

    Raises
    ------
    InputError
        If the file cannot be read or is no TOML: names the line.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return "", {}
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8: {error.reason}", hint="save it as UTF-8") from error
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}", hint=_WAY_OUT) from error
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        number = re.search(r"line (\d+)", str(error))
        line = int(number[1]) if number else len(text.splitlines())
        raise InputError(f"{path} line {line} is no TOML: {_without_place(error)}", hint=_WAY_OUT) from error


def _without_place(error: tomllib.TOMLDecodeError) -> str:
    return re.sub(r" \(at .*\)$", "", str(error))


def problem(place: str, message: str) -> InputError:
    """Return the error for what stands in a place of the file."""
    return InputError(f"{place}: {message}", hint=_WAY_OUT)


class _Entries:
    """The tables of the file, with the line each begins in, to name the line of what is wrong."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.split("\n")
        self._first = [number for number, line in enumerate(self._lines, 1) if _HEADING.match(line)]
        self._others = [number for number, line in enumerate(self._lines, 1) if _OTHER.match(line)]

    def decided(self, listed: Sequence[Mapping[str, Any]]) -> dict[str, Decided]:
        """Check every table, and return what each says under its id."""
        found: dict[str, Decided] = {}
        numbers: dict[str, int] = {}
        for number, item in enumerate(listed):
            identifier, said = self._checked(number, item)
            if identifier in found:
                before = self._line(numbers[identifier], "id")
                raise problem(
                    self._place(number, "id"), f"the id {identifier!r} stands in line {before} already"
                )
            found[identifier], numbers[identifier] = said, number
        return found

    def _checked(self, number: int, item: Mapping[str, Any]) -> tuple[str, Decided]:
        for key, value in item.items():
            if key not in _KEYS:
                raise problem(self._place(number, key), f"{key!r} does not belong here")
            if not isinstance(value, str):
                raise problem(
                    self._place(number, key), f"{key} must be text in quotation marks, got {value!r}"
                )
        if not item.get("id"):
            raise problem(self._place(number, "id"), "a filtration without its id")
        decision = item.get("decision")
        if decision not in _WORDS:
            raise problem(
                self._place(number, "decision"),
                f"decision must be one of {', '.join(_WORDS)}, got {decision!r}",
            )
        if decision != "proposed" and not item.get("by", "").strip():
            raise problem(self._place(number, "by"), f"{decision} by nobody: by must name who decided")
        return item["id"], Decided(decision, item.get("by", "").strip(), item.get("why", "").strip())

    def _place(self, number: int, key: str) -> str:
        return f"{self._path} line {self._line(number, key)}"

    def _line(self, number: int, key: str) -> int:
        """Return the line of a key in a table, else that in which the table begins."""
        first = self._first[number] if number < len(self._first) else 1
        after = [line for line in (*self._first, *self._others) if line > first]
        stop = min(after) - 1 if after else len(self._lines)
        block = self._lines[first - 1 : stop]
        return next(
            (first + n for n, line in enumerate(block) if re.match(rf"\s*{re.escape(key)}\s*=", line)), first
        )


def _line_of(text: str, key: str) -> int:
    found = re.search(rf"^\s*\[*\s*{re.escape(key)}\b", text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 1


def write_proposals(path: Path, findings: Iterable[AnyFinding], texts: Mapping[str, str]) -> None:
    """Add every proposal that does not stand in the file yet at its end; make the file where there is none.

    Parameters
    ----------
    path
        The file.
    findings
        Those of the case, with their filtrations.
    texts
        By path of an output, its text, of which the beginning of a passage is shown.

    Raises
    ------
    InputError
        If the file cannot be read or written.
    """
    known = set(read_decisions(path))
    pieces = []
    for finding in findings:
        if not isinstance(finding, Finding):
            continue
        for filtration in finding.filtrations:
            if filtration.id not in known:
                known.add(filtration.id)
                pieces.append(_table(finding, filtration, texts.get(finding.output.path, "")))
    if not pieces:
        return
    try:
        before = path.read_bytes() if path.exists() else HEADING.encode()
    except OSError as error:
        raise unwritable(path, error) from error
    line_end = b"" if before.endswith(b"\n") else b"\n"
    write_atomically(path, [before, line_end, *(f"\n{piece}".encode() for piece in pieces)])


def _table(finding: Finding, filtration: Filtration, text: str) -> str:
    passage = " ".join(text[filtration.output_span.start : filtration.output_span.end].split())
    values = {
        "id": filtration.id,
        "finding": finding.id,
        "code": filtration.code,
        "rule": filtration.rule,
        "work": f"{finding.work.path} [{filtration.work_span.start}, {filtration.work_span.end})",
        "output": f"{finding.output.path} [{filtration.output_span.start}, {filtration.output_span.end})",
        "passage": passage if len(passage) <= 100 else f"{passage[:99]}…",
        "decision": "proposed",
        "by": "",
        "why": "",
    }
    lines = [f"{key} = {_quoted(value)}" for key, value in values.items()]
    return "\n".join(["[[filtration]]", *lines, ""])


def _quoted(value: str) -> str:
    """Return a TOML basic string; a lone surrogate, which TOML cannot hold, becomes a question mark."""
    readable = value.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(readable, ensure_ascii=False).replace("\x7f", "\\u007f")
