"""What a chart shows, as plain records in the units of its axes: made before anything is drawn."""

from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]
LineKind = Literal["solid", "dashed", "dotted", "thin"]


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from `low` to `high`, with its words and where a number stands beside it."""

    name: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points; told apart by its dashes, not by a colour; without a name it is not listed."""

    name: str
    kind: LineKind
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Curves over two axes; `marks` are upright lines, each at a value of the first axis, with its name."""

    title: str
    label: str
    x: Axis
    y: Axis
    curves: tuple[Curve, ...]
    marks: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a waterfall from where the last one ended; a sum starts from 0."""

    name: str
    value: str
    start: float
    end: float
    kind: Literal["more", "less", "sum"]


@dataclass(frozen=True, slots=True)
class Waterfall:
    """What makes up a sum, part by part, over one axis."""

    label: str
    x: Axis
    bars: tuple[Bar, ...]
