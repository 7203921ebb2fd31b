"""The answer to ``compare``: one JSON document, one screen for two files, a short table for folders."""

import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sidebyside.case import Case
from sidebyside.cli.talk import printable, show, width
from sidebyside.errors import UnfitItemError
from sidebyside.primitives.text.excerpt import VisibleText
from sidebyside.records import (
    AnyFinding,
    Apart,
    Finding,
    ImageQuantum,
    Match,
    Note,
    NothingFound,
    StoryTable,
    Text,
    TextExtent,
    TextQuantum,
    UncountedPair,
    Unscorable,
    to_plain,
)

N_SHOWN = 5
FALSE_DISCOVERY = 0.05


def document(case: Case) -> dict[str, Any]:
    """Return the whole result as plain values; `findings` yields the lines of findings.jsonl, once."""
    return {
        "schema": "sidebyside/comparison/1",
        "counts": to_plain(case.counts),
        "methods": to_plain(case.cards),
        "findings": (json.loads(line) for line in case.findings.lines()),
        "notes": to_plain(case.notes),
        "strata": to_plain(case.statistics.strata),
        "works_tested": to_plain(case.statistics.works_tested),
        "detection_limits": to_plain(case.statistics.detection_limits),
        "calibrations": [one.id for one in case.statistics.calibrations],
        "case_nulls": to_plain(case.statistics.case_nulls),
    }


def talk(case: Case) -> Iterator[str]:
    """Yield one line for each item that could not be scored, the notes, and how many items there are.

    Notes of one kind on many items are put together; ``--json`` and the exhibit list each.
    """
    by_code: dict[str, list[Note]] = {}
    for note in case.notes:
        by_code.setdefault(note.code, []).append(note)
    for code, notes in sorted(by_code.items()):
        for note in notes[:N_SHOWN]:
            yield f"note: {_said(note.path, note.message)}"
        if len(notes) > N_SHOWN:
            yield f"note: {code}: and {len(notes) - N_SHOWN} more of this kind"
    unscorable = list(_unscorable(case))
    for item in unscorable:
        yield f"unscorable: {_said(item.path, item.message)}" + (f"; {item.hint}" if item.hint else "")
    n_read = case.counts.n_works + case.counts.n_outputs - len(unscorable)
    yield f"{n_read} read, {len(unscorable)} unscorable"


def refuse_unscorable(case: Case) -> None:
    """Raise where one of two files could not be scored.

    Raises
    ------
    UnfitItemError
        Names the file, what was seen, and the way out.
    """
    for finding in _unscorable(case):
        message = _said(finding.path, finding.message)
        raise UnfitItemError(message, hint=finding.hint, code=finding.code)


def _unscorable(case: Case) -> Iterator[Unscorable]:
    found = case.findings.of_status("unscorable")
    return (finding for finding in found if isinstance(finding, Unscorable))


def _said(path: str, message: str) -> str:
    """Put the name before a message that does not begin with it."""
    return message if message.startswith(printable(path)) else f"{path}: {message}"


def show_case(case: Case, out: str | None) -> None:
    """Print the attempts, the works, and what to do next."""
    counts = case.counts
    show(
        f"works    {counts.n_works}: {counts.n_works_matched} matched, {counts.n_works_null} nothing found, "
        f"{counts.n_works_unscorable} unscorable"
    )
    show(
        f"outputs  {counts.n_outputs} tried: {counts.n_matched} matched, {counts.n_null} null "
        f"(of these {counts.n_refused} refused), {counts.n_missing} missing, {counts.n_unscorable} unscorable"
    )
    show(f"pairs    {counts.n_pairs} compared, {len(case.matches)} matched")
    for line in (*set_apart(case.findings), *_strength(case, bool(out))):
        show(line)
    show()
    for line in _works(case):
        show(line)
    show()
    if out:
        show(f"findings {Path(out) / 'findings.jsonl'}")
        show(f"next     sidebyside exhibit {out} --lang en --lang zh-Hant")
    else:
        show("next     run again with --out CASE to keep this and to make an exhibit")


def _strength(case: Case, is_kept: bool) -> Iterator[str]:
    yield from _ratios(case)
    told = [finding for finding in case.matches if finding.is_distinguishable is not None]
    if told:
        n_lost = sum(not finding.is_distinguishable for finding in told)
        yield f"chance   of {len(told)} pairs {n_lost} cannot be told from chance"
    read = [text for text in case.searched if not text.code]
    if case.searched:
        n_tokens = sum(text.n_tokens for text in read)
        n_left = len(case.searched) - len(read)
        yield f"searched {len(read)} texts, {n_tokens} words; {n_left} could not be read or are pictures"
    n_proposed = sum(len(finding.filtrations) for finding in case.matches)
    if n_proposed:
        place = f": {case.decisions_path}" if is_kept else ""
        yield f"proposed {n_proposed} filtrations{place}"


def _ratios(case: Case) -> Iterator[str]:
    stated = [finding for finding in case.matches if finding.llr is not None]
    if stated:
        strong = sum((finding.llr or 0.0) > 1.0 for finding in stated)
        yield (
            f"strength likelihood ratio of {len(stated)} pairs against the hardest null; "
            f"of {strong} it is above 10"
        )
    left = Counter(finding.uncalibrated_because for finding in case.matches if finding.llr is None)
    if left or not stated:
        reasons = ", ".join(f"{n} {reason}" for reason, n in sorted(left.items()) if reason)
        yield "strength uncalibrated score" + (f": {reasons}" if reasons else "")
    yield from _case_nulls(case)
    if case.matches:
        listed = [one for one in case.statistics.works_tested if one.false_discovery <= FALSE_DISCOVERY]
        sure = [one for one in listed if one.family_wise <= FALSE_DISCOVERY]
        yield (
            f"tested   {len(listed)} works show something at a false discovery rate of {FALSE_DISCOVERY:g}, "
            f"{len(sure)} at that family-wise rate"
        )


def _case_nulls(case: Case) -> Iterator[str]:
    for use in case.statistics.case_nulls:
        said = {
            "used": f"{use.n_pairs} pairs, in force",
            "too_few_pairs": f"{use.n_pairs} usable pairs, not used: {use.n_needed} are needed",
            "no_calibration": f"{use.n_pairs} pairs, not used: no calibration of this kind states a ratio",
        }
        yield f"null     {use.null} of the case for {use.kind}: {said[use.outcome]}"


def _works(case: Case) -> Iterator[str]:
    by_work: dict[str, list[Finding]] = {}
    for finding in case.matches:
        by_work.setdefault(finding.work.path, []).append(finding)
    for work in case.works:
        path = work.artefact.path
        found = by_work.get(path, [])
        if found:
            most = max(found, key=lambda finding: finding.quantum.share_of_work)
            yield f"  {path}: {len(found)} outputs matched; most: {_amount(most)} in {most.output.path}"
        else:
            yield f"  {path}: nothing found"


def show_pair(case: Case) -> None:
    """Print the answer for two files on one screen."""
    if case.matches:
        for line in (*_pair(case, case.matches[0]), *of_pair(case.findings)):
            show(line)
        return
    nothing = [finding for finding in case.findings if isinstance(finding, NothingFound)]
    apart = list(of_pair(case.findings))
    show("no match" if apart else "nothing found")
    for line in apart:
        show(line)
    for near in nothing[0].nearest if nothing else ():
        show(f"  {near.method}: similarity {near.similarity:.3f}, below its floor")
    found = {table.method for one in case.findings if isinstance(one, UncountedPair) for table in one.apart}
    limits = nothing[0].detection_limit if nothing else ()
    for method, limit in ((method, limit) for method, limit in limits if method not in found):
        for line in textwrap.wrap(f"{method} would have reported {limit}", width() - 2):
            show(f"  {line}")
    if nothing and nothing[0].reason:
        show(f"  reason: {nothing[0].reason}")


def _pair(case: Case, finding: Finding) -> Iterator[str]:
    yield f"match: {_amount(finding)}"
    for score in finding.scores:
        yield f"  {score.method}: similarity {score.similarity:.3f} (uncalibrated score)"
    for ratio in finding.likelihood_ratios:
        quoted = ", quoted" if ratio.llr == finding.llr else ""
        yield (
            f"  log10 LR against {ratio.null} {ratio.llr:.2f} (95 %: {ratio.low:.2f} to {ratio.high:.2f}; "
            f"bounded by {ratio.lower_bound:.2f} and {ratio.upper_bound:.2f}){quoted}"
        )
    if finding.uncalibrated_because:
        yield f"  no likelihood ratio: {finding.uncalibrated_because}"
    works = [work.artefact.text for work in case.works]
    outputs = [output.artefact.text for output in case.outputs]
    outer = _outer(finding.matches)
    for match in outer[:N_SHOWN]:
        yield ""
        yield from _match(match, works[0], outputs[0])
    if len(finding.matches) > len(outer[:N_SHOWN]):
        yield ""
        n_more = len(finding.matches) - len(outer[:N_SHOWN])
        yield f"  and {n_more} more, inside these or elsewhere; --json lists them all"


def _outer(matches: Sequence[Match]) -> list[Match]:
    """Return the matches that do not lie inside another one on both sides; of equal ones the first."""
    outer: list[Match] = []
    for match in sorted(matches, key=lambda one: -len(one.work_span or ())):
        if not any(_is_inside(match, other) for other in outer):
            outer.append(match)
    return sorted(outer, key=matches.index)


def _is_inside(match: Match, other: Match) -> bool:
    if not (match.work_span and match.output_span and other.work_span and other.output_span):
        return False
    sides = ((match.work_span, other.work_span), (match.output_span, other.output_span))
    return all(outer.start <= inner.start and inner.end <= outer.end for inner, outer in sides)


def _match(match: Match, work: Text | None, output: Text | None) -> Iterator[str]:
    yield f"  {match.method}, similarity {match.similarity:.3f}"
    if match.chance:
        low, high = match.chance.low, match.chance.high
        yield f"    expected by chance {match.chance.expected:.2g} (95 %: {low:.2g} to {high:.2g})"
    if match.work_span and match.output_span and work and output:
        for label, text, span in (("work", work, match.work_span), ("output", output, match.output_span)):
            passage = " ".join(VisibleText(text).passage(span).split())
            room = max(20, width() - 30)
            shown = passage if len(passage) <= room else f"{passage[: room - 1]}…"
            yield f"    {label:6} [{span.start}, {span.end})  {printable(shown)}"
        return
    for label, region in (("work", match.work_region), ("output", match.output_region)):
        if region:
            place = f"row {region.row}, column {region.column}, {region.height} x {region.width} pixels"
            yield f"    {label:6} {place}"
    if match.transform and match.transform.is_mirrored:
        yield "    mirrored"


def _amount(finding: Finding) -> str:
    quantum = finding.quantum
    if isinstance(quantum, ImageQuantum):
        points = "" if quantum.n_inliers is None else f", {quantum.n_inliers} corresponding points"
        return f"{quantum.share_of_work:.0%} of the work, {quantum.share_of_output:.0%} of the output{points}"
    return _text_amount(quantum)


def _text_amount(quantum: TextQuantum) -> str:
    return (
        f"{_extent(quantum.total)}, longest run {_extent(quantum.longest_run)}, "
        f"{quantum.share_of_work:.1%} of the work, {quantum.share_of_output:.1%} of the output"
    )


def _extent(extent: TextExtent) -> str:
    n_han = extent.tokens - extent.words
    parts = [
        f"{extent.words} words" if extent.words or not n_han else "",
        f"{n_han} Chinese characters" if n_han else "",
    ]
    return " and ".join(part for part in parts if part)


WORDS = {
    "same_subject": "the same subject in another picture",
    "parallels": "told alike, in other words",
}


def set_apart(findings: Sequence[AnyFinding]) -> Iterator[str]:
    """Yield how many pairs are set apart, by kind; nothing where there are none."""
    kinds = [finding.kind for finding in findings if isinstance(finding, UncountedPair)]
    for kind in sorted(set(kinds)):
        yield f"apart    {kinds.count(kind)} not counted: {WORDS[kind]}"


def of_pair(findings: Sequence[AnyFinding]) -> Iterator[str]:
    """Yield what is set apart of two files."""
    for finding in findings:
        if isinstance(finding, UncountedPair):
            yield f"set apart, not counted: {WORDS[finding.kind]}"
        yield from stories(getattr(finding, "apart", ()))


def stories(apart: Sequence[Apart]) -> Iterator[str]:
    """Yield the counts of each story table."""
    for table in apart:
        if isinstance(table, StoryTable):
            both = [row for row in table.events if row.work_span and row.output_span]
            n_in_order = sum(row.is_in_order is True for row in both)
            yield (
                f"  {table.method}: {len(both)} events in both, {n_in_order} of them in one order, "
                f"{len(table.characters)} names, {len(table.setting)} places, times and numbers; "
                "the exhibit has the table, and --json"
            )
