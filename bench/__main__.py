"""Every measured table of the project in one run: ``make bench``; those on text alone: ``make bench-text``,
on pictures: ``make bench-image``."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from bench.demands import GATHER, HEAD, gathered
from bench.measure import DATA, machine, median, run, table

N_RUNS = 11
TEXT = (
    ("text", "--runs", "1", "--peer-runs", "1"),
    ("cost",),
    ("passages",),
    ("answers",),
    ("chance",),
    ("sentences",),
    ("story",),
    ("summaries",),
)
IMAGE = (("image",), ("hashes",), ("writing",), ("pictures", "--only", "speed"))
ALL = (("text",), *TEXT[1:-1], ("summaries", "--cost"), ("pictures",), *IMAGE[:-1])
LIBRARIES = ("sidebyside", "rapidfuzz", "numpy", "opencc", "onnxruntime")


def main() -> None:
    """Print all tables, or those on text or on pictures, or say what is missing."""
    begin = time.perf_counter()
    asked = {"text": TEXT, "image": IMAGE}.get(" ".join(sys.argv[1:]), ALL)
    print(f"machine: {machine()}; {', '.join(f'{name} {version(name)}' for name in LIBRARIES)}")
    if asked is ALL:
        start_up()
    if not DATA.is_dir():
        print("\nThe other tables need the development data beside the checkout; see CONTRIBUTING.md.")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "demands.jsonl")
        for name, *options in asked:
            print(f"\n## {name}\n", flush=True)
            environment = {**os.environ, GATHER: str(path)}
            subprocess.run([sys.executable, "-m", f"bench.{name}", *options], check=True, env=environment)
        demands = gathered(path)
    table("All that is demanded", HEAD, (demand.row() for demand in demands))
    n_missed = sum(demand.verdict.startswith("MISSED") for demand in demands)
    minutes = (time.perf_counter() - begin) / 60
    print(f"\n{len(demands)} demands, {n_missed} missed; the run took {minutes:.1f} minutes")


def start_up() -> None:
    """Cold start of the command and of the package."""
    command = Path(sys.executable).with_name("sidebyside")
    rows = []
    for name, words in (
        ("sidebyside --help", [command, "--help"]),
        ("python -c 'import sidebyside'", [sys.executable, "-c", "import sidebyside"]),
        ("python -c pass", [sys.executable, "-c", "pass"]),
    ):
        runs = [run(words) for _ in range(N_RUNS)]
        mid = median(runs)
        rows.append(
            (name, N_RUNS, f"{mid.cpu_s:.3f}", f"{mid.wall_s:.3f}", f"{max(r.wall_s for r in runs):.3f}")
        )
    table(
        "Cold start: medians of whole processes",
        ("command", "runs", "CPU s", "wall s", "slowest wall s"),
        rows,
    )


if __name__ == "__main__":
    main()
