"""Real outputs of four models against their own book and the other: shares, and expected numbers by chance.

Rows are made from the findings of one `compare` of both books with all outputs, so every E is that of the
whole comparison, both works and all outputs.
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.measure import DATA, table

LIMIT = 0.01
BINS = (
    ("E <= 0.0001", 1e-4),
    ("to 0.001", 1e-3),
    ("to 0.01", LIMIT),
    ("above", float("inf")),
)
REFUSAL = "MODEL_RESPONSE_BLOCKED"


@dataclass(frozen=True, slots=True)
class Asked:
    """An output that is no refusal: the model, the book it was asked for, its number of words."""

    model: str
    book: str
    n_words: int


def asked() -> dict[str, Asked]:
    """Return every output that is no refusal, by its path."""
    result = {}
    with (DATA / "text" / "truth.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            text = (DATA / "text" / "outputs" / row["output"]).read_text("utf-8")
            if REFUSAL not in text:
                result[row["output"]] = Asked(row["model"], row["work"], len(text.split()))
    return result


def print_shares(findings: Sequence[dict], peers: Mapping[str, Iterable[tuple[str, str]]]) -> None:
    """Print one row a model and side; `peers` are pairs of output and work."""
    outputs = asked()
    matched: dict[tuple[str, bool], list[dict]] = defaultdict(list)
    for finding in findings:
        one = outputs.get(finding["output"]["path"]) if finding["status"] == "match" else None
        if one:
            matched[one.model, Path(finding["work"]["path"]).stem == one.book].append(finding)
    by_peer = {name: _counted(pairs, outputs) for name, pairs in peers.items()}
    rows = []
    for model in sorted({one.model for one in outputs.values()}):
        of_model = [one for one in outputs.values() if one.model == model]
        n_words = sum(one.n_words for one in of_model)
        for is_own in (True, False):
            found = matched[model, is_own]
            n_matched = sum(finding["quantum"]["total_in_output"]["words"] for finding in found)
            rows.append(
                (
                    model,
                    "own" if is_own else "other",
                    len(of_model),
                    f"{len(found) / len(of_model):.3f}",
                    f"{n_matched / n_words:.3f}",
                    *_spread(found),
                    *(f"{by_peer[name][model, is_own] / len(of_model):.3f}" for name in by_peer),
                )
            )
    table(
        "Real outputs, refusals left out: shares matched, findings by E over the whole comparison",
        (
            "model",
            "book",
            "outputs",
            "of outputs",
            "of words",
            *(name for name, _ in BINS),
            "no E",
            *(f"{name}: of outputs" for name in by_peer),
        ),
        rows,
    )


def _spread(findings: Sequence[dict]) -> list[int]:
    numbers = [finding["expected_by_chance"] for finding in findings]
    cells, low = [], float("-inf")
    for _, high in BINS:
        cells.append(sum(number is not None and low < number <= high for number in numbers))
        low = high
    return [*cells, sum(number is None for number in numbers)]


def _counted(pairs: Iterable[tuple[str, str]], outputs: Mapping[str, Asked]) -> Counter[tuple[str, bool]]:
    return Counter((one.model, book == one.book) for path, book in set(pairs) if (one := outputs.get(path)))


def n_below_limit(findings: Sequence[dict]) -> int:
    """Count findings with the other book whose E is below the limit."""
    outputs = asked()
    return sum(
        finding["expected_by_chance"] is not None and finding["expected_by_chance"] < LIMIT
        for finding in findings
        if finding["status"] == "match"
        and (one := outputs.get(finding["output"]["path"]))
        and Path(finding["work"]["path"]).stem != one.book
    )


def read(stdout: str) -> list[dict]:
    """Return the findings that `compare --json` printed."""
    return json.loads(stdout)["findings"]
