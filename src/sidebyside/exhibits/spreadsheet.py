"""``findings.csv``: one row a line of ``findings.jsonl``, for a spreadsheet.

UTF-8 with a byte order mark, so that Chinese opens right. Text of an input that a spreadsheet would take
for a formula is put behind an apostrophe.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence

from sidebyside.errors import InputError
from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.weight import quoted
from sidebyside.records import (
    AnyFinding,
    Finding,
    Generation,
    ImageQuantum,
    Match,
    NothingFound,
    Score,
    SetApart,
    Standing,
    TextQuantum,
    Unscorable,
)

COLUMNS = (
    "id",
    "status",
    "medium",
    "work_path",
    "work_sha256",
    "output_path",
    "output_sha256",
    "n_matches",
    "similarities",
    "work_spans",
    "output_spans",
    "work_regions",
    "output_regions",
    "longest_run_words",
    "longest_run_characters",
    "longest_run_tokens",
    "total_words",
    "total_characters",
    "total_tokens",
    "total_in_output_words",
    "total_in_output_characters",
    "total_in_output_tokens",
    "share_of_work",
    "share_of_output",
    "tokenizer",
    "n_inliers",
    "n_putative",
    "log10_nfa",
    "share_kept",
    "share_changed",
    "work_writing",
    "output_writing",
    "standings",
    "strength",
    "expected_by_chance",
    "expected_by_chance_low",
    "expected_by_chance_high",
    "is_distinguishable",
    "bits",
    "n_occurrences",
    "n_filtrations_accepted",
    "llr",
    "llr_low",
    "llr_high",
    "llr_null",
    "likelihood_ratios",
    "uncalibrated_because",
    "n_compared",
    "detection_limit",
    "nearest",
    "reason",
    "message",
    "hint",
    "model",
    "version",
    "prompt",
    "stratum",
    "settings",
    "attempt",
    "created",
    "generation_status",
)
"""The header. Several values in one cell are parted by ``; ``, in the order of the matches; a match names
its method before its place. Spans are ``[start, end)`` in characters, regions ``[row, column, height,
width]`` in pixels, shares in [0, 1] as in the finding."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Row = dict[str, object]


def findings_csv(findings: Sequence[AnyFinding], findings_jsonl: bytes) -> bytes:
    """Return the findings as CSV, in the order given.

    Parameters
    ----------
    findings
        In the order of the lines of `findings_jsonl`.
    findings_jsonl
        The lines; each gives the id of its row.

    Raises
    ------
    InputError
        If there are more lines than findings, or fewer.
    """
    ids = [str(json.loads(line)["id"]) for line in findings_jsonl.splitlines()]
    if len(ids) != len(findings):
        raise InputError(f"{len(findings)} findings and {len(ids)} lines in findings.jsonl")
    return csv_of(COLUMNS, ({**_row(item), "id": number} for number, item in zip(ids, findings, strict=True)))


def csv_of(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return a table that spreadsheets read as UTF-8 and none runs; what a row lacks is left empty."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: object) -> object:
    """Return a cell that no spreadsheet runs; figures stay as they are.

    >>> _cell("=1+1"), _cell(-0.5)
    ("'=1+1", -0.5)
    """
    if not isinstance(value, str):
        return "" if value is None else value
    text = value.replace("\x00", "\\x00")
    return "'" + text if text.lstrip(" ").startswith(_FORMULA) else text


def _row(item: AnyFinding) -> Row:
    if isinstance(item, Finding):
        return _finding(item)
    if isinstance(item, SetApart):
        return _set_apart(item)
    if isinstance(item, NothingFound):
        return _nothing_found(item)
    return _unscorable(item)


def _set_apart(item: SetApart) -> Row:
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


def _standings(standings: Sequence[Standing]) -> str:
    """Return where each score stands: method, population, share of lower scores, pairs in the population."""
    stated = (f"{one.method} {one.null} {one.share_below!r} of {one.n_pairs}" for one in standings)
    return "; ".join(stated)


def _registered(matches: Sequence[Match]) -> Row:
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


def _finding(item: Finding) -> Row:
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


def _ratios(item: Finding) -> Row:
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


def _elsewhere(item: Finding) -> Row:
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


def _places(matches: Sequence[Match]) -> Row:
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


def _quantum(quantum: TextQuantum | ImageQuantum) -> Row:
    shares: Row = {"share_of_work": quantum.share_of_work, "share_of_output": quantum.share_of_output}
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


def _nothing_found(item: NothingFound) -> Row:
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


def _unscorable(item: Unscorable) -> Row:
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


def _generation(generation: Generation | None) -> Row:
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
