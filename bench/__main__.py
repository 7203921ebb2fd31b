"""Every measured table of the project, each a whole-process comparison in one run: ``make bench``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.measure import DATA, machine, median, run, table

N_RUNS = 11


def main() -> None:
    """Print all tables, or say what is missing."""
    start_up()
    if not DATA.is_dir():
        print("\nThe other tables need the development data beside the checkout; see CONTRIBUTING.md.")
        return
    for name in ("text", "passages", "chance", "sentences", "pictures"):
        print(flush=True)
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)


def start_up() -> None:
    """Cold start of the command and of the package."""
    print(f"machine: {machine()}")
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
