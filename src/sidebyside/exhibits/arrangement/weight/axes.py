"""Axes of charts: their ends and the numbers beside them."""

import math
from collections.abc import Iterable

from sidebyside.exhibits.chart_view import Axis

MOST_TICKS = 9


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
