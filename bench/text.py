"""Both books against all 1,148 outputs: cost of the whole process, beside two peers; and what is found.

    python -m bench.text [--runs N] [--peer-runs N] [--peers PYTHON]

The yardstick is an exact run of 8 words, by the definition and without an index.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from bench.chance import bound_95
from bench.demands import Demand, show
from bench.measure import DATA, ROOT, Run, machine, median, run, table
from bench.shares import LIMIT, n_below_limit, print_shares, read

MODELS = ("claude-3-7-sonnet", "gpt-4.1", "gpt-4.1-nano", "qwen3-32b")
BOOKS = ("christmas-carol", "treasure-island")
YARDSTICK = {
    ("claude-3-7-sonnet", "christmas-carol"): 1.00, ("claude-3-7-sonnet", "treasure-island"): 0.94,
    ("gpt-4.1", "christmas-carol"): 1.00, ("gpt-4.1", "treasure-island"): 0.99,
    ("gpt-4.1-nano", "christmas-carol"): 0.92, ("gpt-4.1-nano", "treasure-island"): 0.92,
    ("qwen3-32b", "christmas-carol"): 0.89, ("qwen3-32b", "treasure-island"): 0.91,
}  # fmt: skip
LEAST_WORDS = 15


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="bench.text")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peer-runs", type=int, default=3)
    parser.add_argument("--peers", default=str(ROOT / ".venv-peers" / "bin" / "python"))
    options = parser.parse_args()
    works, outputs = DATA / "text" / "works", DATA / "text" / "outputs"
    print(f"machine: {machine()}")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "sidebyside", "compare", works, outputs, "--out"]
        ours = [run([*command, Path(folder, f"case-{n}"), "--json"]) for n in range(options.runs)]
        rows = [_row("sidebyside compare", ours)]
        peers = {}
        for name in ("copydetect", "text_matcher"):
            script = ROOT / "bench" / "peers" / f"with_{name}.py"
            runs = [
                run([options.peers, script, works, outputs])
                for _ in range(1 if "matcher" in name else options.peer_runs)
            ]
            rows.append(_row(name.replace("_", "-"), runs, ours))
            peers[name] = runs[-1]
        table(
            "Both books against 1,148 outputs, cold, with start-up: medians of whole processes",
            ("command", "runs", "CPU s", "wall s", "peak MB", "CPU, times ours"),
            rows,
        )
        findings = read(ours[-1].stdout)
    pairs = {name: _pairs(peer) for name, peer in peers.items()}
    _tables(findings, outputs, pairs)
    print_shares(findings, pairs)
    title = "real outputs: findings with the other book that have E < 0.01"
    show([Demand(title, n_below_limit(findings), "<=", bound_95(LIMIT), 0)])


def _row(name: str, runs: list[Run], ours: list[Run] | None = None) -> tuple[object, ...]:
    mid = median(runs)
    if mid.status:
        return (name, len(runs), "failed", f"exit {mid.status}", "", "")
    ratio = f"{mid.cpu_s / median(ours).cpu_s:.1f}" if ours else "1.0"
    return (name, len(runs), f"{mid.cpu_s:.2f}", f"{mid.wall_s:.2f}", f"{mid.peak_mb:.0f}", ratio)


def _pairs(peer: Run) -> set[tuple[str, str]]:
    return {(output, work) for output, work in json.loads(peer.stdout)} if not peer.status else set()


def _tables(findings: list[dict], outputs: Path, peers: dict[str, set[tuple[str, str]]]) -> None:
    with (DATA / "text" / "truth.tsv").open(encoding="utf-8", newline="") as stream:
        truth = {row["output"]: row for row in csv.DictReader(stream, delimiter="\t")}
    texts = {name: (outputs / name).read_text("utf-8") for name in truth}
    hit, other, longest_other = set(), set(), 0
    for finding in findings:
        if finding["status"] != "match":
            continue
        row = truth[finding["output"]["path"]]
        if Path(finding["work"]["path"]).stem != row["work"]:
            other.add(row["output"])
            continue
        start, end = int(row["start"]), int(row["end"])
        if any(match["work_span"][0] < end and match["work_span"][1] > start for match in finding["matches"]):
            hit.add(row["output"])
    groups = defaultdict(list)
    for name, row in truth.items():
        if len(texts[name].split()) >= LEAST_WORDS and "MODEL_RESPONSE_BLOCKED" not in texts[name]:
            groups[row["model"], row["work"]].append(name)
    rows = []
    for model in MODELS:
        for book in BOOKS:
            names = groups[model, book]
            n_hit = sum(name in hit for name in names)
            beside = [
                f"{sum((name, book) in pairs for name in names) / len(names):.3f}" for pairs in peers.values()
            ]
            rows.append(
                (
                    model,
                    book,
                    f"{n_hit} of {len(names)}",
                    f"{n_hit / len(names):.3f}",
                    f"{YARDSTICK[model, book]:.2f}",
                    *beside,
                )
            )
    table(
        "Outputs of 15 words or more that are no refusals, matched to the passage they were asked for",
        ("model", "work", "matched", "share", "yardstick", *(f"{name}: any match" for name in peers)),
        rows,
    )
    wrong = {name: len({o for o, w in pairs if truth[o]["work"] != w}) for name, pairs in peers.items()}
    table(
        "Outputs matched with the other book (none should be)",
        ("method", "outputs"),
        [("sidebyside", len(other)), *wrong.items()],
    )
    words = {book: _words((DATA / "text" / "works" / f"{book}.txt").read_text("utf-8")) for book in BOOKS}
    for name, row in truth.items():
        rival = BOOKS[1 - BOOKS.index(row["work"])]
        longest_other = max(longest_other, _longest(_words(texts[name]), words[rival], longest_other))
    print(f"\nlongest run any output shares with the other book, by the definition: {longest_other} words")
    rows = [
        (name, len(texts[name].split()), _longest(_words(texts[name]), words[truth[name]["work"]], 0))
        for group in groups.values()
        for name in group
        if name not in hit
    ]
    table(
        "Each miss, with the longest run it shares with its book anywhere",
        ("output", "words", "longest run"),
        sorted(rows),
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower().replace("’", "").replace("'", ""))


def _longest(output: list[str], work: list[str], least: int) -> int:
    """Length of the longest run in common if longer than `least`, by growing sets of n-grams."""
    n = least
    while True:
        grams = {tuple(work[i : i + n + 1]) for i in range(len(work) - n)}
        if not any(tuple(output[i : i + n + 1]) in grams for i in range(len(output) - n)):
            return n
        n += 1


if __name__ == "__main__":
    main()
