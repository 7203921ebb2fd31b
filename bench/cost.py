"""What literal methods cost: one book of 120,000 words beside a peer, and how cost grows with the work.

    python -m bench.cost [--runs N]

Whole processes, cold, with start-up. A child is charged with the memory its parent held when it was
started, so this module holds little.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.demands import Demand, show
from bench.measure import DATA, ROOT, Run, machine, median, run, table

BOOKS = ("treasure-island", "christmas-carol")
N_WORDS, N_OUTPUTS = 120_000, 200
SIZES = (100_000, 1_000_000, 10_000_000)
LITERAL = ("--method", "verbatim", "--method", "near_verbatim")
MOST_CPU_S, MOST_TIMES_TEXT, MOST_STEEPER = 2.0, 8.0, 1.2
"""`MOST_STEEPER`: growth is called linear if a word costs no more than this, times, in the last decade."""


@dataclass(frozen=True, slots=True)
class Point:
    """One size of the work and what it took."""

    n_words: int
    text_mb: float
    cpu_s: float
    peak_mb: float


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="bench.cost")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peers", default=str(ROOT / ".venv-peers" / "bin" / "python"))
    options = parser.parse_args()
    print(f"machine: {machine()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _lay_outputs(folder / "outputs")
        demands = [*_one_book(folder, options.runs, options.peers), *_growth(folder)]
    show(demands)


def _lay_outputs(folder: Path) -> None:
    folder.mkdir()
    for path in sorted((DATA / "text" / "outputs" / BOOKS[0] / "gpt-4.1").glob("*.txt"))[:N_OUTPUTS]:
        (folder / path.name).write_bytes(path.read_bytes())


def _write(path: Path, n_words: int) -> None:
    """Write a work of so many words: both books as they are, then words of the first in disorder."""
    words = [(DATA / "text" / "works" / f"{book}.txt").read_text("utf-8").split() for book in BOOKS]
    chance = random.Random(3)
    left = n_words
    with path.open("w", encoding="utf-8") as stream:
        for piece in words:
            stream.write(" ".join(piece[:left]) + "\n")
            left -= min(left, len(piece))
        while left:
            chance.shuffle(words[0])
            stream.write(" ".join(words[0][:left]) + "\n")
            left -= min(left, len(words[0]))


def _ours(work: Path, outputs: Path) -> list[str | Path]:
    return [sys.executable, "-m", "sidebyside", "compare", work, outputs, "--max-text-mb", "256", *LITERAL]


def _one_book(folder: Path, n_runs: int, python: str) -> Iterator[Demand]:
    works = folder / "works"
    works.mkdir()
    _write(works / "work.txt", N_WORDS)
    peer = [python, ROOT / "bench" / "peers" / "with_copydetect.py", works, folder / "outputs"]
    ours, theirs = [], []
    for _ in range(n_runs):
        ours.append(run(_ours(works / "work.txt", folder / "outputs")))
        theirs.append(run(peer))
    table(
        f"A book of {N_WORDS:,} words against {N_OUTPUTS} outputs, in turn: medians of whole processes",
        ("command", "runs", "CPU s", "from", "to", "wall s", "peak MB"),
        (_row("sidebyside compare, literal methods", ours), _row("copydetect", theirs)),
    )
    mine = median(ours).cpu_s
    title = f"CPU s, {N_WORDS:,} words against {N_OUTPUTS} outputs"
    yield Demand(title, mine, "<=", MOST_CPU_S, 2)
    yield Demand(f"{title}: below copydetect", mine, "<", median(theirs).cpu_s, 2)


def _row(name: str, runs: list[Run]) -> tuple[object, ...]:
    if any(one.status for one in runs):
        raise RuntimeError(f"{name} failed")
    mid, cpu = median(runs), [one.cpu_s for one in runs]
    spread = f"{min(cpu):.2f}", f"{max(cpu):.2f}"
    return (name, len(runs), f"{mid.cpu_s:.2f}", *spread, f"{mid.wall_s:.2f}", f"{mid.peak_mb:.0f}")


def _growth(folder: Path) -> Iterator[Demand]:
    points = []
    for n_words in SIZES:
        work = folder / "work.txt"
        _write(work, n_words)
        runs = [run(_ours(work, folder / "outputs")) for _ in range(3)]
        cpu = statistics.median(one.cpu_s for one in runs)
        peak = max(one.peak_mb for one in runs)
        points.append(Point(n_words, work.stat().st_size / 1e6, cpu, peak))
    rows = []
    for before, point in zip([None, *points], points, strict=False):
        more = f"{_slope(before, point):.2f}" if before else ""
        memory = (
            f"{(point.peak_mb - before.peak_mb) / (point.text_mb - before.text_mb):.1f}" if before else ""
        )
        rows.append(
            (
                f"{point.n_words:,}",
                f"{point.text_mb:.1f}",
                f"{point.cpu_s:.2f}",
                more,
                f"{point.peak_mb:.0f}",
                f"{point.peak_mb / point.text_mb:.1f}",
                memory,
            )
        )
    table(
        f"One work against {N_OUTPUTS} outputs, literal methods, whole process: medians of 3, highest peak",
        (
            "words of the work",
            "text MB",
            "CPU s",
            "CPU s a million words more",
            "peak MB",
            "peak, times the text",
            "peak MB a MB of text more",
        ),
        rows,
    )
    steeper = _slope(points[1], points[2]) / _slope(points[0], points[1])
    yield Demand(
        "growth: cost of a word, 10^6 to 10^7, times that of 10^5 to 10^6", steeper, "<=", MOST_STEEPER, 2
    )
    last = points[-1]
    yield Demand(
        "peak memory at 10^7 words, times the text", last.peak_mb / last.text_mb, "<", MOST_TIMES_TEXT, 1
    )


def _slope(before: Point, after: Point) -> float:
    return (after.cpu_s - before.cpu_s) / (after.n_words - before.n_words) * 1e6


if __name__ == "__main__":
    main()
