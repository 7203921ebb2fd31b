"""The tables of an exhibit: one row a finding, and one row a line of every story table.

They are the same in every language, and hold plain values: whoever writes them, as CSV or as a workbook,
takes columns and rows from here.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from sidebyside.contracts import ReadableCase
from sidebyside.errors import InputError
from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.columns import COVERAGE_COLUMNS, FINDING_COLUMNS, STORY_COLUMNS
from sidebyside.exhibits.arrangement.scale import band_word
from sidebyside.exhibits.view import Cell, DataTable
from sidebyside.primitives.quantum import picture_measure
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
    PairFigures,
    Score,
    ScorePercentile,
    SearchedRatio,
    Span,
    StoryTable,
    TextQuantum,
    UncountedPair,
    Unscorable,
    WorkCoverage,
)

RecordRow = dict[str, Cell]


def findings_table(
    findings: Sequence[AnyFinding],
    findings_jsonl: bytes,
    searched: Mapping[str, SearchedRatio] = MappingProxyType({}),
) -> DataTable:
    """Return one row a finding, in the order given.

    Parameters
    ----------
    findings
        In the order of the lines of `findings_jsonl`.
    findings_jsonl
        The lines. Only an item that could not be scored has its id there alone.
    searched
        By the id of a finding, what is left of its ratio after the search.

    Raises
    ------
    InputError
        If there are more lines than findings, or fewer.
    """
    lines = findings_jsonl.splitlines()
    if len(lines) != len(findings):
        raise InputError(f"{len(findings)} findings and {len(lines)} lines in findings.jsonl")
    rows = (
        {**_row(item), **_left(searched.get(name)), "id": name}
        for item, line in zip(findings, lines, strict=True)
        for name in [_id(item, line)]
    )
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
        "cells_kept": "; ".join(f"{method} {one.n_kept}" for method, one in residuals),
        "cells_compared": "; ".join(f"{method} {one.n_compared}" for method, one in residuals),
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
        "picture_measure": picture_measure(item.matches) if item.medium == "image" else "",
        "refused_calibration": item.refused_calibration,
        "source_excluded": f"{said.by}: {said.why}" if (said := item.source_excluded) else "",
        "prompt_spans": "; ".join(notation.span(span) for span in item.prompt_spans),
        "standings": _standings(item.standings),
        **_figures(item, item.before),
        **_elsewhere(item),
        "counts_as": item.counts_as,
        "other_works": "; ".join(f"{one.path} {one.finding}".strip() for one in item.other_works),
        **_after(item),
        "reason": item.reason,
        **_generation(item.generation),
    }


def _figures(finding: Finding, item: PairFigures) -> RecordRow:
    """Return the expected number, and the ratio that is quoted with its interval, and that of each null."""
    one = finding.quoted_of(item)
    low, high = item.expected_by_chance_interval or (None, None)
    return {
        "strength": item.strength,
        "expected_by_chance": item.expected_by_chance,
        "expected_by_chance_low": low,
        "expected_by_chance_high": high,
        "is_distinguishable": {True: "true", False: "false", None: ""}[item.is_distinguishable],
        "llr": item.llr,
        "llr_low": one.low if one else None,
        "llr_high": one.high if one else None,
        "llr_null": one.null if one else "",
        "llr_band_weak_end": band_word(one.llr, (one.low, one.high)) if one else "",
        "llr_band": band_word(one.llr) if one else "",
        "likelihood_ratios": "; ".join(f"{each.null} {each.llr!r}" for each in item.likelihood_ratios),
        "uncalibrated_because": item.uncalibrated_because,
    }


def _after(item: Finding) -> RecordRow:
    """Return the figures after filtration, where something was accepted."""
    amounts = _quantum(item.quantum_after) if item.quantum_after else {}
    figures = _figures(item, item.after) if item.after else {}
    return {f"{name}_after": value for name, value in {**amounts, **figures}.items() if name != "tokenizer"}


def _left(found: SearchedRatio | None) -> RecordRow:
    """Return what a search leaves of the ratio, by the works and by the attempts, or why it is not given."""
    if found is None:
        return {}
    return {
        "n_works_searched": found.n,
        "llr_over_works": found.llr_over_n,
        "over_works_because": found.because,
        "n_attempts_searched": found.n_attempts,
        "llr_best_of": found.llr_best_of,
        "best_of_because": found.best_of_because,
    }


def _elsewhere(item: Finding) -> RecordRow:
    weighed = ((match.method, match.chance) for match in item.matches)
    looked_up = ((match.method, match.commonness) for match in item.matches)
    return {
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
        "n_of_medium": item.n_of_medium,
        "n_compared_by": "; ".join(f"{method} {n}" for method, n in item.n_compared_by),
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


def coverage_table(case: ReadableCase) -> DataTable:
    """Return how much of each work the outputs give together, a row a work, measure, model and stratum."""
    return _table("coverage", COVERAGE_COLUMNS, (_covered(one) for one in case.statistics.coverage))


def _covered(one: WorkCoverage) -> RecordRow:
    sides = {"covered": one.extent, "work": one.whole}
    amounts: RecordRow = {}
    for name, extent in sides.items():
        if extent is not None:
            amounts[f"{name}_words"] = extent.words
            amounts[f"{name}_chinese_characters"] = extent.n_han
            amounts[f"{name}_characters"] = extent.characters
    return {
        "work_path": one.path,
        "work_sha256": one.sha256,
        "measure": one.measure,
        "model": one.model,
        "stratum": one.stratum,
        "is_pooled": "true" if one.is_pooled else "false",
        "n_outputs": one.n_outputs,
        "share_of_work": one.share,
        **amounts,
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
