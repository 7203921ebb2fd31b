"""The answer to ``compare``: one JSON document, one screen for two files, a short table for folders."""

import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sidebyside.case import Case
from sidebyside.cli.talk import printable, show, width
from sidebyside.errors import UnfitItemError
from sidebyside.exhibits.arrangement.scale import weak_end
from sidebyside.exhibits.arrangement.searched import headline
from sidebyside.exhibits.arrangement.statistics import looked_at as sentences_of
from sidebyside.exhibits.locale import load
from sidebyside.records import (
    AnyFinding,
    Counts,
    CountsAs,
    Finding,
    ImageQuantum,
    Note,
    NothingFound,
    Quantum,
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
        "looked_at": to_plain(case.statistics.looked_at),
        "searched": [{"id": name, **to_plain(found)} for name, found in case.statistics.searched],
        "calibrations": [one.id for one in case.statistics.calibrations],
        "case_nulls": to_plain(case.statistics.case_nulls),
        "refused_calibrations": to_plain(case.statistics.refused),
        "compared": to_plain(case.statistics.compared),
        "coverage": to_plain(case.statistics.coverage),
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
    for line in attempts(case.counts):
        show(line)
    by_count = Counter(finding.counts_as for finding in case.matches)
    show(f"pairs    {case.counts.n_pairs} compared, {', '.join(_counted(by_count))}")
    for line in (*looked_at(case), *set_apart(case.findings), *_strength(case, bool(out))):
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


def attempts(counts: Counts) -> Iterator[str]:
    """Yield what came of the works and of the outputs; what was filtered out only where something was."""
    works: dict[CountsAs, int] = {
        "matched": counts.n_works_matched,
        "not_distinguishable": counts.n_works_not_distinguishable,
        "filtered_out": counts.n_works_filtered_out,
    }
    outputs: dict[CountsAs, int] = {
        "matched": counts.n_matched,
        "not_distinguishable": counts.n_not_distinguishable,
        "filtered_out": counts.n_filtered_out,
    }
    yield (
        f"works    {counts.n_works}: {', '.join(_counted(works))}, {counts.n_works_null} nothing found, "
        f"{counts.n_works_unscorable} unscorable"
    )
    yield (
        f"outputs  {counts.n_outputs} tried: {', '.join(_counted(outputs))}, {counts.n_null} nothing found "
        f"(of these {counts.n_refused} refused), {counts.n_missing} missing, {counts.n_unscorable} unscorable"
    )


COUNTED: dict[CountsAs, str] = {
    "matched": "matched",
    "not_distinguishable": "not distinguishable from chance",
    "filtered_out": "filtered out",
}


def _counted(numbers: Mapping[CountsAs, int]) -> Iterator[str]:
    return (
        f"{numbers.get(name, 0)} {said}"
        for name, said in COUNTED.items()
        if name != "filtered_out" or numbers.get(name)
    )


def _strength(case: Case, is_kept: bool) -> Iterator[str]:
    yield from _ratios(case)
    figures = [finding.in_force for finding in case.matches]
    told = [one.is_distinguishable for one in figures if one.is_distinguishable is not None]
    if told:
        n_lost = told.count(False)
        yield f"chance   of {len(told)} pairs {n_lost} cannot be told from chance"
    shared = [finding for finding in case.matches if finding.other_works]
    if shared:
        n_same = sum(all(other.is_same for other in finding.other_works) for finding in shared)
        n_other = len(shared) - n_same
        yield f"shared   {n_other} pairs match other works in the same place, {n_same} a work given twice"
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
    figures = [finding.in_force for finding in case.matches]
    stated = [one for one in figures if one.llr is not None]
    if stated:
        quoted = [finding.quoted_of(finding.in_force) for finding in case.matches]
        weak = [weak_end(one.llr, (one.low, one.high)) for one in quoted if one is not None]
        yield (
            f"strength likelihood ratio of {len(stated)} pairs against the hardest null; at the weak end of "
            f"its 95 % interval it is above 10 for {sum(llr > 1.0 for llr in weak)}"
        )
        for line in headline(case.statistics.works_tested, load("en"))[1:]:
            yield from textwrap.wrap(f"ratios   {line}", width(), subsequent_indent=" " * 9)
    left = Counter(one.uncalibrated_because for one in figures if one.llr is None)
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


def looked_at(case: Case) -> Iterator[str]:
    """Yield with how many works the methods compared the outputs of each medium; methods alike together."""
    for sentence in sentences_of(case.statistics.looked_at, load("en")):
        yield from textwrap.wrap(f"looked   {sentence}", width(), subsequent_indent=" " * 9)


def _works(case: Case) -> Iterator[str]:
    nulls = {one.work.path: one for one in case.findings if isinstance(one, NothingFound) and one.work}
    by_work: dict[str, list[Finding]] = {}
    for finding in case.matches:
        by_work.setdefault(finding.work.path, []).append(finding)
    for work in case.works:
        path = work.artefact.path
        found = by_work.get(path, [])
        if found:
            most = max(found, key=lambda finding: finding.quantum_in_force.share_of_work)
            said = list(_counted(Counter(finding.counts_as for finding in found)))
            more = "".join(f", {one}" for one in said[1:] if not one.startswith("0 "))
            n = sum(finding.counts_as == "matched" for finding in found)
            amount = f"{how_much(most)} in {most.output.path}"
            yield f"  {path}: {n} outputs matched{more}; most: {amount}"
        else:
            yield f"  {path}: nothing found" + (f"; {compared_with(nulls[path])}" if path in nulls else "")


def compared_with(nothing: NothingFound) -> str:
    """Say with how many of how many items every method compared one, and by method where they differ."""
    side = "outputs" if nothing.work else "works"
    if nothing.n_of_medium is None:
        return f"compared with {nothing.n_compared} {side}"
    said = f"compared with {nothing.n_compared} of {nothing.n_of_medium} {side}"
    if len({n for _, n in nothing.n_compared_by}) < 2:
        return said
    by_method = ", ".join(f"{method} {n}" for method, n in nothing.n_compared_by)
    return f"{said} by every method ({by_method}); the others were only ranked"


WORDS = {
    "same_subject": "the same subject in another picture",
    "parallels": "told alike, in other words",
}


def set_apart(findings: Sequence[AnyFinding]) -> Iterator[str]:
    """Yield how many pairs are set apart, by kind; nothing where there are none."""
    kinds = [finding.kind for finding in findings if isinstance(finding, UncountedPair)]
    for kind in sorted(set(kinds)):
        yield f"apart    {kinds.count(kind)} not counted: {WORDS[kind]}"


def how_much(finding: Finding) -> str:
    """Return how much matched: after filtration, and before."""
    if finding.quantum_after is None:
        return _quantum(finding.quantum)
    return f"{_quantum(finding.quantum_after)} (before filtration: {_quantum(finding.quantum)})"


def _quantum(quantum: Quantum) -> str:
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
