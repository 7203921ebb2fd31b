"""Traps for a likelihood ratio: a common source, a passage in the prompt, labels exchanged, one style."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import sidebyside as sbs
from bench.image_searches import IMAGE, pictures
from bench.measure import ROOT
from sidebyside.records import Finding, Region, UncountedPair
from sidebyside.workflows.options import Options

TRAPS = ROOT / "bench" / "data" / "traps"
EXAMPLES = ROOT / "examples"
COMMON = (
    ("two accounts of one event", "event", "account-one", "account-two", "common-source"),
    (
        "two translations of one tale, an earlier one given",
        "book",
        "version-one",
        "version-two",
        "common-source",
    ),
    ("the same, the tale itself given", "book", "version-one", "version-two", "original"),
)
COMMON_HEAD = ("trap", "third column", "LR", "bounds", "E", "of it found elsewhere", "verdict")


def common_sources() -> Iterator[tuple[object, ...]]:
    """Yield two rows a trap: without and with the common source as third column."""
    for title, folder, work, output, source in COMMON:
        place = TRAPS / folder
        before = None
        for given in ((), (str(place / f"{source}.txt"),)):
            found = _compared(place / f"{work}.txt", place / f"{output}.txt", Options(backgrounds=given))
            llr = None if found is None else found.llr
            verdict = (
                "" if not given else "reached" if _falls(before, llr) else "MISSED: the ratio does not fall"
            )
            before = llr
            yield (title, "given" if given else "none", *_cells(found), verdict)


def _falls(before: float | None, after: float | None) -> bool:
    return before is not None and (after is None or after < before)


def _cells(found: Finding | None) -> tuple[str, ...]:
    if found is None:
        return ("nothing found", "", "", "")
    ratio = f"{10**found.llr:.3g}" if found.llr is not None else found.uncalibrated_because
    bounds = "; ".join(
        f"{one.null} 10^{one.lower_bound:g} to 10^{one.upper_bound:g}" for one in found.likelihood_ratios
    )
    shares = []
    for match in found.matches:
        nearest = match.commonness.nearest if match.commonness is not None else None
        if nearest is not None and not nearest.is_work:
            shares.append(f"{nearest.n_common} tokens")
    return (ratio, bounds, f"{found.expected_by_chance or 0:.2g}", ", ".join(shares) or "nothing")


def _compared(work: Path, output: Path, options: Options) -> Finding | None:
    findings = sbs.compare(work, output, options=options).findings
    return next((one for one in findings if isinstance(one, Finding)), None)


def prompt() -> Iterator[tuple[object, ...]]:
    """Yield a row for an output that repeats a passage, without and with that passage in its prompt."""
    work = TRAPS / "event" / "account-one.txt"
    passage = work.read_text("utf-8").split("\n\n")[1]
    for label, asked in (
        ("not in the prompt", "Write about the bridge."),
        ("in the prompt", f"Go on: {passage}"),
    ):
        with tempfile.TemporaryDirectory() as name:
            line = {"id": "one", "text": f"Here it is.\n\n{passage}", "prompt": asked, "model": "m"}
            path = Path(name, "outputs.jsonl")
            path.write_text(json.dumps(line) + "\n", "utf-8")
            findings = sbs.compare(work, path).findings
        found = [one for one in findings if isinstance(one, Finding)]
        counted = sum(one.quantum.total_in_output.tokens for one in found)  # type: ignore[union-attr]
        ratio = f"{10 ** found[0].llr:.3g}" if found and found[0].llr is not None else "none"
        is_right = bool(found) == (label != "in the prompt")
        yield (label, len(found), counted, ratio, "reached" if is_right else "MISSED")


def labels() -> Iterator[tuple[object, ...]]:
    """Yield rows for texts and pictures: findings of the examples, and with the folders exchanged."""
    for title, is_picture in (("texts", False), ("pictures", True)):
        with tempfile.TemporaryDirectory() as name:
            sides = []
            for role in ("works", "outputs"):
                source = EXAMPLES / role / "pictures" if is_picture else EXAMPLES / role
                target = Path(name, role)
                target.mkdir()
                for path in source.iterdir():
                    if path.is_file() and path.suffix != ".jsonl":
                        shutil.copy(path, target / path.name)
                sides.append(target)
            one, other = (_pairs(sbs.compare(*pair).findings) for pair in (sides, sides[::-1]))
        swapped = {(b, a): value for (a, b), value in other.items()}
        same = one.keys() & swapped.keys()
        for what in ("findings", "LR", "E", "places"):
            if what == "findings":
                n, differ = len(one.keys() | swapped.keys()), sorted(one.keys() ^ swapped.keys())
            else:
                n, differ = (
                    len(same),
                    sorted(key for key in same if one[key][what] != swapped[key][_other(what)]),
                )
            least = (
                f" (regions overlap by {_least(one, swapped, differ):.3f} or more)"
                if is_picture and differ
                else ""
            )
            yield (
                title,
                what,
                n,
                len(differ),
                "; ".join(map(" | ".join, differ[:4])) + (least if what == "places" else ""),
                "reached" if not differ else "MISSED",
            )


def _least(
    one: dict[tuple[str, str], dict[str, Any]],
    swapped: dict[tuple[str, str], dict[str, Any]],
    keys: Iterable[tuple[str, str]],
) -> float:
    """Return the least intersection over union of the regions of a match and its nearest exchanged."""
    least = 1.0
    for key in keys:
        for method, *regions in one[key]["regions"]:
            others = [rest[::-1] for name, *rest in swapped[key]["regions"] if name == method]
            best = max((min(map(_overlap, regions, other)) for other in others), default=0.0)
            least = min(least, best)
    return least


def _overlap(one: Region, other: Region) -> float:
    rows = min(one.row + one.height, other.row + other.height) - max(one.row, other.row)
    columns = min(one.column + one.width, other.column + other.width) - max(one.column, other.column)
    common = max(0, rows) * max(0, columns)
    return common / (one.height * one.width + other.height * other.width - common)


def _other(what: str) -> str:
    return "exchanged" if what == "places" else what


def _pairs(findings: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (one.work.path, one.output.path): {
            "LR": one.llr,
            "E": one.expected_by_chance,
            "places": sorted(_places(one, "work", "output")),
            "exchanged": sorted(_places(one, "output", "work")),
            "regions": [(match.method, match.work_region, match.output_region) for match in one.matches],
        }
        for one in findings
        if isinstance(one, Finding)
    }


def _places(finding: Finding, first: str, second: str) -> Iterator[tuple[str, str, str]]:
    for match in finding.matches:
        kind = "span" if finding.medium == "text" else "region"
        yield (match.method, *(repr(getattr(match, f"{side}_{kind}")) for side in (first, second)))


def styles() -> Iterator[tuple[object, ...]]:
    """Yield a row for every stylised output and every picture of a style of which something was said."""
    folder = IMAGE / "style"
    with tempfile.TemporaryDirectory() as name:
        works, outputs = Path(name, "works"), Path(name, "outputs")
        for target, source in ((works, folder / "inputs" / "style"), (outputs, folder / "output")):
            target.mkdir()
            for path in pictures(source):
                shutil.copy(path, target / path.name)
        findings = sbs.compare(works, outputs).findings
        n = len(list(works.iterdir())) * len(list(outputs.iterdir()))
    said = 0
    for one in findings:
        if isinstance(one, Finding | UncountedPair):
            said += 1
            llr = one.llr if isinstance(one, Finding) else None
            kind = one.kind if isinstance(one, UncountedPair) else "found"
            ratio = f"{10**llr:.3g}" if llr is not None else "none stated"
            yield (
                one.output.path,
                one.work.path,
                kind,
                ratio,
                "MISSED" if llr is not None and llr > 0 else "",
            )
    yield (f"{n - said} other pairs", "", "nothing", "none stated", "")
