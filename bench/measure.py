"""Whole processes, measured from outside by the operating system's own accounting."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: seconds of processor and clock, peak memory in MB (10^6), status, stdout."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    status: int
    stdout: str


def run(command: Sequence[str | Path], folder: Path | None = None) -> Run:
    """Run a command to its end and account for it, its children included."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder
    )
    stdout = process.stdout.read().decode("utf-8", "replace") if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    return Run(
        usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024 / 1e6, process.returncode, stdout
    )


def median(runs: Iterable[Run]) -> Run:
    """Return the run whose figures are the medians; status and stdout are those of the last."""
    runs = list(runs)
    return Run(
        statistics.median(item.cpu_s for item in runs),
        statistics.median(item.wall_s for item in runs),
        statistics.median(item.peak_mb for item in runs),
        runs[-1].status,
        runs[-1].stdout,
    )


def machine() -> str:
    """Say on what machine this was measured."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line
        ]
        name = names[0] if names else name
    return f"{name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table in Markdown."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(line[i]) for line in [list(head), *rows]) for i in range(len(head))]
    print(f"\n### {title}\n")
    for line in [list(head), ["-" * width for width in widths], *rows]:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |")
