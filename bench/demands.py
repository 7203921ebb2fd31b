"""What is demanded of a figure, and whether it was reached; the last table of a run gathers them all."""

from __future__ import annotations

import json
import operator
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.measure import table

GATHER = "SIDEBYSIDE_BENCH_DEMANDS"
"""Names the file to which every module of a run adds its demands, a JSON object a line."""
HEAD = ("measure", "demanded", "measured", "verdict")
_HOLDS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}


@dataclass(frozen=True, slots=True)
class Demand:
    """One figure and its bound; `how` is one of >=, <=, >, <. `ceiling` is the most the figure can be."""

    measure: str
    value: float
    how: str
    bound: float
    digits: int = 3
    ceiling: float | None = None

    @property
    def verdict(self) -> str:
        """`reached`, or by how much it was missed."""
        if _HOLDS[self.how](self.value, self.bound):
            return "reached"
        if self.value == self.bound == self.ceiling:
            return "equal, and no more is possible"
        return f"MISSED by {abs(self.value - self.bound):.{self.digits}f}"

    def row(self) -> tuple[str, str, str, str]:
        """Return the cells under `HEAD`."""
        bound = f"{self.how} {self.bound:.{self.digits}f}"
        return (self.measure, bound, f"{self.value:.{self.digits}f}", self.verdict)


def show(demands: Sequence[Demand]) -> None:
    """Print the demands, and add them to the file of the run if there is one."""
    table("Demanded", HEAD, (demand.row() for demand in demands))
    if path := os.environ.get(GATHER):
        with Path(path).open("a", encoding="utf-8") as stream:
            stream.writelines(json.dumps(asdict(demand)) + "\n" for demand in demands)


def gathered(path: Path) -> list[Demand]:
    """Read the demands of a run."""
    lines: Iterable[str] = path.read_text("utf-8").splitlines() if path.exists() else ()
    return [Demand(**json.loads(line)) for line in lines]
