"""Who decided what may be left out? ``CASE/decisions.toml``, and the figures after filtration.

The file is written with every proposal as ``proposed``. The user edits ``decision``, ``by`` and ``why``; what
stands in it is never rewritten, and new proposals are added at its end.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from sidebyside.casefile.contract import stable_id
from sidebyside.casefile.quantum import Measure, counted, kept_places
from sidebyside.errors import InputError
from sidebyside.primitives.atomic import unwritable, write_atomically
from sidebyside.primitives.text.extent import TextMeasure, token_range
from sidebyside.primitives.text.quantum import text_quantum
from sidebyside.records import AnyFinding, Artefact, Decision, Filtration, Finding, Span, TextQuantum

DECISIONS_NAME = "decisions.toml"
HEADING = """\
# Equal text that may have another reason than the work: proposed by rules, decided by you.
# For each one set decision to "accepted" or "rejected", by to your name, and why to your reason; then run
#     sidebyside decide CASE
# Only what is accepted is left out of the figures after filtration. The figures before stay beside them.
"""

_WORDS = get_args(Decision)
_KEYS = ("id", "finding", "code", "rule", "work", "output", "passage", "decision", "by", "why")
_WAY_OUT = "mend that line, or remove the file to have it written anew"


@dataclass(frozen=True, slots=True)
class Decided:
    """What the user wrote of one proposal."""

    decision: Decision
    by: str
    why: str


def proposal_id(finding_id: str, code: str, rule: str, work: Span, output: Span) -> str:
    """Return the id of a proposal: the same for the same equal text, reason and rule."""
    places = (work.start, work.end, output.start, output.end)
    return stable_id("P", finding_id, code, rule, *map(str, places))


def read_decisions(path: Path) -> dict[str, Decided]:
    """Return what the user decided, by id of the proposal; empty where there is no file.

    Raises
    ------
    InputError
        If the file cannot be read, is no TOML, or holds something else than decisions: names the line.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8: {error.reason}", hint="save it as UTF-8") from error
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}", hint=_WAY_OUT) from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        number = re.search(r"line (\d+)", str(error))
        line = int(number[1]) if number else len(text.splitlines())
        raise InputError(f"{path} line {line} is no TOML: {_without_place(error)}", hint=_WAY_OUT) from error
    listed = tables.pop("filtration", [])
    if tables or not isinstance(listed, list):
        other = sorted(tables) or ["filtration"]
        line = _line_of(text, other[0])
        raise InputError(f"{path} line {line}: {other[0]!r} does not belong here", hint=_WAY_OUT)
    return dict(_entry(path, text, number, item) for number, item in enumerate(listed))


def _without_place(error: tomllib.TOMLDecodeError) -> str:
    return re.sub(r" \(at .*\)$", "", str(error))


def _entry(path: Path, text: str, number: int, item: Mapping[str, Any]) -> tuple[str, Decided]:
    """Check one table and return it under its id."""
    lines = [at for at, line in enumerate(text.splitlines(), 1) if line.strip() == "[[filtration]]"]
    first = lines[number] if number < len(lines) else 1
    stop = lines[number + 1] - 1 if number + 1 < len(lines) else len(text.splitlines())

    def problem(key: str, message: str) -> InputError:
        block = text.splitlines()[first - 1 : stop]
        at = next((n for n, line in enumerate(block) if re.match(rf"\s*{key}\s*=", line)), 0)
        return InputError(f"{path} line {first + at}: {message}", hint=_WAY_OUT)

    for key, value in item.items():
        if key not in _KEYS:
            raise problem(re.escape(key), f"{key!r} does not belong here")
        if not isinstance(value, str):
            raise problem(key, f"{key} must be text in quotation marks, got {value!r}")
    if not item.get("id"):
        raise problem("id", "a filtration without its id")
    if item.get("decision") not in _WORDS:
        raise problem(
            "decision", f"decision must be one of {', '.join(_WORDS)}, got {item.get('decision')!r}"
        )
    if item["decision"] != "proposed" and not item.get("by", "").strip():
        raise problem("by", f"{item['decision']} by nobody: by must name who decided")
    return item["id"], Decided(item["decision"], item.get("by", "").strip(), item.get("why", "").strip())


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
    known = read_decisions(path)
    pieces = []
    for finding in findings:
        if not isinstance(finding, Finding):
            continue
        for filtration in finding.filtrations:
            if filtration.id not in known:
                pieces.append(_table(finding, filtration, texts.get(finding.output.path, "")))
    if not pieces:
        return
    try:
        before = path.read_text("utf-8") if path.exists() else HEADING
    except OSError as error:
        raise unwritable(path, error) from error
    write_atomically(path, ["\n".join([before.rstrip("\n") + "\n", *pieces]).encode()])


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


def with_decisions(
    findings: Sequence[AnyFinding],
    decisions: Mapping[str, Decided],
    *,
    artefacts: Mapping[tuple[str, str], Artefact],
    measure: Measure,
) -> tuple[AnyFinding, ...]:
    """Return the findings with what was decided, and the figures after filtration.

    Parameters
    ----------
    findings
        Those of the case; their `filtrations` are the proposals.
    decisions
        By id of the proposal; what is not in here is ``proposed``.
    artefacts
        By role and path, what the findings speak of.
    measure
        Gives the measure of a text.

    Notes
    -----
    Cost: linear in the equal text of the findings of which something was accepted.
    """

    def decided(filtration: Filtration) -> Filtration:
        said = decisions.get(filtration.id, Decided("proposed", "", ""))
        return replace(filtration, decision=said.decision, by=said.by, why=said.why)

    result: list[AnyFinding] = []
    for finding in findings:
        if isinstance(finding, Finding) and finding.filtrations:
            filtrations = tuple(decided(filtration) for filtration in finding.filtrations)
            accepted = [filtration for filtration in filtrations if filtration.decision == "accepted"]
            after = None
            if accepted:
                work = measure(artefacts["work", finding.work.path])
                output = measure(artefacts["output", finding.output.path])
                after = quantum_after(finding, accepted, work, output)
            finding = replace(finding, filtrations=filtrations, quantum_after=after)
        result.append(finding)
    return tuple(result)


def quantum_after(
    finding: Finding, accepted: Sequence[Filtration], work: TextMeasure, output: TextMeasure
) -> TextQuantum:
    """Measure a pair of texts as before, without what was accepted as filtered.

    A token is left out where it lies inside an accepted passage on both sides, so the same words elsewhere
    in the pair still count. Of sentences lined up by meaning a pair is left out as a whole.
    """
    remaining: list[tuple[Span, Span]] = []
    for match in counted(finding.matches):
        for place in kept_places(match):
            if not match.pairs:
                remaining += _unfiltered(place, accepted, work, output)
            elif not _is_accepted(_whole_tokens(place, work, output), accepted):
                remaining.append(place)
    return text_quantum(work, output, remaining)


def _unfiltered(
    place: tuple[Span, Span], accepted: Sequence[Filtration], work: TextMeasure, output: TextMeasure
) -> Iterator[tuple[Span, Span]]:
    """Yield the parts of equal text of which no token was accepted as filtered."""
    work_first, work_stop = token_range(place[0], work.start, work.end)
    first, stop = token_range(place[1], output.start, output.end)
    run: list[int] = []
    for number in range(min(work_stop - work_first, stop - first)):
        if _is_accepted((_span(work, work_first + number), _span(output, first + number)), accepted):
            yield from _joined(run, work_first, first, work, output)
            run = []
        else:
            run.append(number)
    yield from _joined(run, work_first, first, work, output)


def _is_accepted(place: tuple[Span, Span], accepted: Sequence[Filtration]) -> bool:
    return any(_covers(one.work_span, place[0]) and _covers(one.output_span, place[1]) for one in accepted)


def _whole_tokens(place: tuple[Span, Span], work: TextMeasure, output: TextMeasure) -> tuple[Span, Span]:
    """Return a place without the marks around its first and last token, as filtrations name it."""
    trimmed = []
    for span, text in zip(place, (work, output), strict=True):
        first, stop = token_range(span, text.start, text.end)
        trimmed.append(Span(int(text.start[first]), int(text.end[stop - 1])) if stop > first else span)
    return trimmed[0], trimmed[1]


def _span(text: TextMeasure, token: int) -> Span:
    return Span(int(text.start[token]), int(text.end[token]))


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _joined(
    run: Sequence[int], work_first: int, output_first: int, work: TextMeasure, output: TextMeasure
) -> list[tuple[Span, Span]]:
    if not run:
        return []
    begin, end = run[0], run[-1]
    return [
        (
            Span(int(work.start[work_first + begin]), int(work.end[work_first + end])),
            Span(int(output.start[output_first + begin]), int(output.end[output_first + end])),
        )
    ]
