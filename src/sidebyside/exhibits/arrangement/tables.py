"""The tables of an exhibit: one row a finding, and one row a line of every story table.

They are the same in every language, and hold plain values: whoever writes them, as CSV or as a workbook,
takes columns and rows from here.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from sidebyside.contracts import ReadableCase
from sidebyside.errors import InputError
from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.strength import quoted
from sidebyside.exhibits.view import Cell, DataTable
from sidebyside.records import (
    AnyFinding,
    Artefact,
    EventPair,
    Finding,
    Generation,
    ImageQuantum,
    Match,
    NamedThing,
    NothingFound,
    Score,
    ScorePercentile,
    Span,
    StoryTable,
    TextQuantum,
    UncountedPair,
    Unscorable,
)

# fmt: off
FINDING_COLUMNS = (
    "id", "status", "medium", "work_path", "work_sha256", "output_path", "output_sha256", "n_matches",
    "similarities", "work_spans", "output_spans", "work_regions", "output_regions", "longest_run_words",
    "longest_run_characters", "longest_run_tokens", "total_words", "total_characters", "total_tokens",
    "total_in_output_words", "total_in_output_characters", "total_in_output_tokens", "share_of_work",
    "share_of_output", "tokenizer", "n_inliers", "n_putative", "log10_nfa", "share_kept", "share_changed",
    "work_writing", "output_writing", "standings", "strength", "expected_by_chance", "expected_by_chance_low",
    "expected_by_chance_high", "is_distinguishable", "bits", "n_occurrences", "n_filtrations_accepted", "llr",
    "llr_low", "llr_high", "llr_null", "likelihood_ratios", "uncalibrated_because", "n_compared",
    "detection_limit", "nearest", "reason", "message", "hint", "model", "version", "prompt", "stratum",
    "settings", "attempt", "created", "generation_status",
)
# fmt: on
"""Several values in one cell are parted by ``; ``, in the order of the matches; a match names its method
before its place. Spans are ``[start, end)`` in characters, regions ``[row, column, height, width]`` in
pixels, shares in [0, 1] as in the finding."""

# fmt: off
STORY_COLUMNS = (
    "id", "status", "work_path", "output_path", "method", "part", "relation", "work_name", "output_name",
    "n_in_work", "n_in_output", "basis", "similarity", "is_in_order", "work_span", "output_span", "work_text",
    "output_text",
)
# fmt: on
"""`part` is ``event``, or the kind of what is named: ``name``, ``place``, ``time``, ``number``.
Spans are those of the event or of the first mention, ``[start, end)`` in characters of the decoded file."""

RecordRow = dict[str, Cell]


def findings_table(findings: Sequence[AnyFinding], findings_jsonl: bytes) -> DataTable:
    """Return one row a finding, in the order given.

    Parameters
    ----------
    findings
        In the order of the lines of `findings_jsonl`.
    findings_jsonl
        The lines. Only an item that could not be scored has its id there alone.

    Raises
    ------
    InputError
        If there are more lines than findings, or fewer.
    """
    lines = findings_jsonl.splitlines()
    if len(lines) != len(findings):
        raise InputError(f"{len(findings)} findings and {len(lines)} lines in findings.jsonl")
    rows = ({**_row(item), "id": _id(item, line)} for item, line in zip(findings, lines, strict=True))
    return _table("findings", FINDING_COLUMNS, rows)


def _table(name: str, columns: Sequence[str], rows: Iterable[RecordRow]) -> DataTable:
    return DataTable(name, tuple(columns), tuple(tuple(row.get(each) for each in columns) for row in rows))


def _id(item: AnyFinding, line: bytes) -> str:
    return str(json.loads(line)["id"]) if isinstance(item, Unscorable) else item.id


def _row(item: AnyFinding) -> RecordRow:
    if isinstance(item, Finding):
        return _finding(item)
    if isinstance(item, UncountedPair):
        return _set_apart(item)
    if isinstance(item, NothingFound):
        return _nothing_found(item)
    return _unscorable(item)


def _set_apart(item: UncountedPair) -> RecordRow:
    return {
        "status": "set_apart",
        "medium": item.medium,
        "work_path": item.work.path,
        "work_sha256": item.work.sha256,
        "output_path": item.output.path,
        "output_sha256": item.output.sha256,
        "similarities": _similarities(item.scores),
        "standings": _standings(item.standings),
        "reason": item.kind,
        **_generation(item.generation),
    }


def _similarities(scores: Sequence[Score]) -> str:
    return "; ".join(f"{score.method} {score.similarity!r}" for score in scores)


def _standings(standings: Sequence[ScorePercentile]) -> str:
    """Return where each score stands: method, population, share of lower scores, pairs in the population."""
    stated = (f"{one.method} {one.null} {one.share_below!r} of {one.n_pairs}" for one in standings)
    return "; ".join(stated)


def _registered(matches: Sequence[Match]) -> RecordRow:
    residuals = [(match.method, match.residual) for match in matches if match.residual is not None]
    read = [(match.method, match.read) for match in matches if match.read is not None]
    alarms = ((match.method, match.log10_nfa) for match in matches if match.log10_nfa is not None)
    return {
        "log10_nfa": "; ".join(f"{method} {value!r}" for method, value in alarms),
        "share_kept": "; ".join(f"{method} {one.share_kept!r}" for method, one in residuals),
        "share_changed": "; ".join(f"{method} {one.share_changed!r}" for method, one in residuals),
        "work_writing": "; ".join(f"{method}: {one.work_text}" for method, one in read),
        "output_writing": "; ".join(f"{method}: {one.output_text}" for method, one in read),
    }


def _finding(item: Finding) -> RecordRow:
    return {
        "status": "match",
        "medium": item.medium,
        "work_path": item.work.path,
        "work_sha256": item.work.sha256,
        "output_path": item.output.path,
        "output_sha256": item.output.sha256,
        "n_matches": len(item.matches),
        "similarities": _similarities(item.scores),
        **_places(item.matches),
        **_quantum(item.quantum),
        **_registered(item.matches),
        "standings": _standings(item.standings),
        "strength": item.strength,
        "expected_by_chance": item.expected_by_chance,
        **_elsewhere(item),
        **_ratios(item),
        "reason": item.reason,
        **_generation(item.generation),
    }


def _ratios(item: Finding) -> RecordRow:
    """Return the ratio that is quoted, with its interval and null, and the ratio against each null."""
    one = quoted(item)
    return {
        "llr": item.llr,
        "llr_low": one.low if one else None,
        "llr_high": one.high if one else None,
        "llr_null": one.null if one else "",
        "likelihood_ratios": "; ".join(f"{each.null} {each.llr!r}" for each in item.likelihood_ratios),
        "uncalibrated_because": item.uncalibrated_because,
    }


def _elsewhere(item: Finding) -> RecordRow:
    low, high = item.expected_by_chance_interval or (None, None)
    weighed = ((match.method, match.chance) for match in item.matches)
    looked_up = ((match.method, match.commonness) for match in item.matches)
    return {
        "expected_by_chance_low": low,
        "expected_by_chance_high": high,
        "is_distinguishable": {True: "true", False: "false", None: ""}[item.is_distinguishable],
        "bits": "; ".join(f"{method} {chance.bits!r}" for method, chance in weighed if chance),
        "n_occurrences": "; ".join(f"{method} {one.n_occurrences}" for method, one in looked_up if one),
        "n_filtrations_accepted": sum(one.decision == "accepted" for one in item.filtrations),
    }


def _places(matches: Sequence[Match]) -> RecordRow:
    texts = [match for match in matches if match.work_span is not None]
    images = [match for match in matches if match.work_region is not None]
    return {
        "work_spans": "; ".join(f"{match.method} {notation.span(match.work_span)}" for match in texts),
        "output_spans": "; ".join(f"{match.method} {notation.span(match.output_span)}" for match in texts),
        "work_regions": "; ".join(f"{match.method} {notation.region(match.work_region)}" for match in images),
        "output_regions": "; ".join(
            f"{match.method} {notation.region(match.output_region)}" for match in images
        ),
    }


def _quantum(quantum: TextQuantum | ImageQuantum) -> RecordRow:
    shares: RecordRow = {"share_of_work": quantum.share_of_work, "share_of_output": quantum.share_of_output}
    if isinstance(quantum, ImageQuantum):
        return {**shares, "n_inliers": quantum.n_inliers, "n_putative": quantum.n_putative}
    extents = {
        "longest_run": quantum.longest_run,
        "total": quantum.total,
        "total_in_output": quantum.total_in_output,
    }
    units = ("words", "characters", "tokens")
    amounts = {f"{name}_{unit}": getattr(extent, unit) for name, extent in extents.items() for unit in units}
    return {**amounts, **shares, "tokenizer": quantum.tokenizer}


def _nothing_found(item: NothingFound) -> RecordRow:
    nearest = (f"{near.method} {near.similarity!r} {near.path}" for near in item.nearest)
    return {
        "status": "nothing_found",
        "medium": item.medium,
        "work_path": item.work.path if item.work else "",
        "work_sha256": item.work.sha256 if item.work else "",
        "output_path": item.output.path if item.output else "",
        "output_sha256": item.output.sha256 if item.output else "",
        "n_compared": item.n_compared,
        "detection_limit": "; ".join(f"{name}: {limit}" for name, limit in item.detection_limit),
        "nearest": "; ".join(nearest),
        "reason": item.reason,
        **_generation(item.generation),
    }


def _unscorable(item: Unscorable) -> RecordRow:
    return {
        "status": "unscorable",
        "medium": item.medium,
        f"{item.role}_path": item.path,
        f"{item.role}_sha256": item.sha256,
        "reason": item.code,
        "message": item.message,
        "hint": item.hint,
        **_generation(item.generation),
    }


def _generation(generation: Generation | None) -> RecordRow:
    if generation is None:
        return {}
    return {
        "model": generation.model,
        "version": generation.version,
        "prompt": generation.prompt,
        "stratum": generation.stratum,
        "settings": "; ".join(f"{name} = {value}" for name, value in generation.settings),
        "attempt": generation.attempt,
        "created": generation.created,
        "generation_status": generation.status,
    }


def stories_table(case: ReadableCase) -> DataTable:
    """Return one row an event, a character or a piece of the setting, of every pair with a story table.

    In the order of the findings, whose `id` stands in each row; none where no pair has a story table. Nothing
    in it is counted anywhere.
    """
    return _table("stories", STORY_COLUMNS, _stories(case))


def _stories(case: ReadableCase) -> Iterator[RecordRow]:
    works = {item.artefact.path: item.artefact for item in case.works}
    outputs = {item.artefact.path: item.artefact for item in case.outputs}
    for item in case.findings:
        if not isinstance(item, Finding | UncountedPair):
            continue
        pair = works.get(item.work.path), outputs.get(item.output.path)
        status = "match" if isinstance(item, Finding) else "set_apart"
        for table in item.apart:
            if isinstance(table, StoryTable):
                named: RecordRow = {"id": item.id, "status": status, "method": table.method}
                paths: RecordRow = {"work_path": item.work.path, "output_path": item.output.path}
                told: tuple[EventPair | NamedThing, ...] = (*table.events, *table.characters, *table.setting)
                for one in told:
                    yield {**named, **paths, **_told(one), **_told_at(one, *pair)}


def _told(row: EventPair | NamedThing) -> RecordRow:
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


def _told_at(row: EventPair | NamedThing, work: Artefact | None, output: Artefact | None) -> RecordRow:
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
