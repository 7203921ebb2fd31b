"""Charts: what one shows, which axes it has, and where its lines come to stand in a drawing.

A chart is a plain record in the units of its axes, made before anything is drawn; `plotted` and `fallen` give
the places in a drawing, whoever draws. Nothing is fitted, smoothed or left out.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sidebyside.records import Point

LineKind = Literal["solid", "dashed", "dotted", "thin", "dots"]

MOST_TICKS = 9
WIDTH, HEIGHT = 480, 320
LEFT, RIGHT, TOP, BOTTOM = 58, 14, 12, 54
VALUES = 66
"""Room for the values beside the bars of a waterfall."""
ROW = 46
"""Height of a bar of a waterfall with its words above it."""
MARK_GAP = 26


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from `low` to `high`, with its words and where a number stands beside it."""

    name: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points, or the points alone; told apart by dashes, not by colour; listed by its name."""

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


def log10_axis(name: str, values: Iterable[float]) -> Axis:
    """Return an axis of log10 ratios that holds the values, 0 and a little more; numbers at whole powers.

    >>> log10_axis("", [-1.2, 2.9]).ticks[0], log10_axis("", [-1.2, 2.9]).ticks[-1]
    ((-1.0, '−1'), (3.0, '3'))
    """
    held = [0.0, *values]
    low, high = min(-0.5, min(held) - 0.25), max(0.5, max(held) + 0.25)
    step = max(1, math.ceil((high - low) / MOST_TICKS))
    first = math.ceil(low / step) * step
    ticks = range(first, math.floor(high) + 1, step)
    return Axis(name, low, high, tuple((float(at), f"{at}".replace("-", "\N{MINUS SIGN}")) for at in ticks))


def share_axis(name: str) -> Axis:
    """Return an axis from 0 to 1."""
    ticks = tuple((at / 4, f"{at / 4:g}") for at in range(5))
    return Axis(name, 0.0, 1.0, ticks)


def upward_axis(name: str, values: Iterable[float]) -> Axis:
    """Return an axis from 0 that holds the values, with about five numbers."""
    high = max([*values, 0.1])
    step = next(one for one in (0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 100.0) if high / one <= 6)
    n = math.ceil(high / step - 1e-9)
    return Axis(name, 0.0, n * step, tuple((k * step, f"{k * step:g}") for k in range(n + 1)))


@dataclass(frozen=True, slots=True)
class Tick:
    """A number beside an axis."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class PlotLine:
    """A curve as the path of SVG."""

    kind: LineKind
    path: str


@dataclass(frozen=True, slots=True)
class PlotBar:
    """A bar of a waterfall, and the upright line down to the next one."""

    kind: str
    name: str
    value: str
    x: float
    y: float
    width: float
    join: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart in the units of its drawing."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...] = ()
    lines: tuple[PlotLine, ...] = ()
    marks: tuple[Tick, ...] = ()
    bars: tuple[PlotBar, ...] = ()
    zero: float = 0.0


def plotted(chart: Chart) -> Plot:
    """Return where everything of a chart stands; what lies beyond an axis is drawn at its end."""
    top = TOP + MARK_GAP if chart.marks else TOP
    bottom = HEIGHT - BOTTOM

    def place(point: Point) -> Point:
        return _along(chart.x, point[0], LEFT, WIDTH - RIGHT), _along(chart.y, point[1], bottom, top)

    return Plot(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        top=top,
        bottom=bottom,
        x_ticks=tuple(Tick(place((at, chart.y.low))[0], words) for at, words in chart.x.ticks),
        y_ticks=tuple(Tick(place((chart.x.low, at))[1], words) for at, words in chart.y.ticks),
        lines=tuple(
            PlotLine(line.kind, _path([place(one) for one in line.points], line.kind == "dots"))
            for line in chart.curves
        ),
        marks=tuple(Tick(place((at, chart.y.low))[0], words) for at, words in chart.marks),
    )


def fallen(chart: Waterfall) -> Plot:
    """Return where the bars of a waterfall stand, one under the other."""
    bottom, right = TOP + ROW * len(chart.bars), WIDTH - VALUES
    bars = []
    for number, bar in enumerate(chart.bars):
        start, end = (_along(chart.x, value, RIGHT, right) for value in (bar.start, bar.end))
        y = TOP + ROW * number
        is_last = number + 1 == len(chart.bars)
        join = "" if is_last else f"M{end:g} {y + 38}V{y + ROW + 22}"
        left, width = min(start, end), abs(end - start)
        bars.append(PlotBar(bar.kind, bar.name, bar.value, left, y, max(width, 1.5), join))
    return Plot(
        width=WIDTH,
        height=bottom + BOTTOM,
        left=RIGHT,
        right=right,
        top=TOP,
        bottom=bottom,
        x_ticks=tuple(Tick(_along(chart.x, at, RIGHT, right), words) for at, words in chart.x.ticks),
        bars=tuple(bars),
        zero=_along(chart.x, 0.0, RIGHT, right),
    )


def _along(axis: Axis, value: float, first: int, last: int) -> float:
    """Return the place of a value between the two ends of an axis.

    >>> _along(Axis("", 0.0, 2.0, ()), 1.0, 0, 100), _along(Axis("", 0.0, 2.0, ()), 3.0, 0, 100)
    (50.0, 100.0)
    """
    share = (min(max(value, axis.low), axis.high) - axis.low) / (axis.high - axis.low)
    return round(first + share * (last - first), 1) + 0.0


def _path(points: list[Point], are_apart: bool = False) -> str:
    """Write points as a path, joined or each for itself.

    >>> _path([(0.0, 1.5), (2.0, 3.0)]), _path([(0.0, 1.5), (2.0, 3.0)], are_apart=True)
    ('M0 1.5L2 3', 'M0 1.5h0M2 3h0')
    """
    if are_apart:
        return "".join(f"M{x:g} {y:g}h0" for x, y in points)
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) if points else ""
