"""Where the lines of a chart come to stand in a drawing. Nothing is fitted, smoothed or left out."""

from dataclasses import dataclass

from sidebyside.exhibits.chart_view import Axis, Chart, LineKind, Point, Waterfall

WIDTH, HEIGHT = 480, 320
LEFT, RIGHT, TOP, BOTTOM = 58, 14, 12, 54
VALUES = 66
"""Room for the values beside the bars of a waterfall."""
ROW = 46
"""Height of a bar of a waterfall with its words above it."""
MARK_GAP = 26


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
        lines=tuple(PlotLine(line.kind, _path([place(one) for one in line.points])) for line in chart.curves),
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


def _path(points: list[Point]) -> str:
    """Write points as a path.

    >>> _path([(0.0, 1.5), (2.0, 3.0)])
    'M0 1.5L2 3'
    """
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) if points else ""
