"""Tiles of a picture: upright parts at several scales, each overlapping the next by half.

Places are shares of the picture's sides, so that they mean the same in the original and in any reduction.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.primitives.pictures import Pixels
from sidebyside.records import Region

MIN_TILE_PX = 8
MIN_DEVIATION = 8.0
"""A tile whose brightness deviates by less, of 255, is left out: one plain surface is as good as another."""

MIN_DETAIL = 1.0
"""Below this detail, of 255, a whole picture is left out: two blank skies are as alike as two copies."""
_GRID_PX = 64


class Box(NamedTuple):
    """An upright part of a picture, each number a share of the side it runs along, 0 to 1."""

    top: float
    left: float
    height: float
    width: float

    @property
    def share(self) -> float:
        """Area, as a share of the picture's."""
        return self.height * self.width


WHOLE = Box(0.0, 0.0, 1.0, 1.0)


def grid(scales: Sequence[int]) -> tuple[Box, ...]:
    """Return the tiles of all scales: at scale n their sides are 1/n of the picture's, (2n - 1)**2 tiles.

    >>> len(grid([1, 2, 3]))
    35
    """
    return tuple(
        Box(row / (2 * n), column / (2 * n), 1 / n, 1 / n)
        for n in scales
        for row in range(2 * n - 1)
        for column in range(2 * n - 1)
    )


def cut(pixels: Pixels, box: Box) -> Pixels | None:
    """Return the part of a picture, shape (h, w, 3), or None where it is too small or too plain to tell."""
    height, width = pixels.shape[:2]
    top, left = math.floor(box.top * height), math.floor(box.left * width)
    bottom = min(height, max(top + 1, round((box.top + box.height) * height)))
    right = min(width, max(left + 1, round((box.left + box.width) * width)))
    part = pixels[top:bottom, left:right]
    if min(part.shape[:2]) < MIN_TILE_PX:
        return None
    _, deviation = cv2.meanStdDev(part)
    return part if float(np.max(deviation)) >= MIN_DEVIATION else None


def detail(pixels: Pixels) -> float:
    """Return how far a picture departs from a smooth gradient, in values of 0 to 255.

    The picture is reduced to 64 x 64 pixels, the nearest surface of second degree is taken away, and the
    standard deviation of what is left returned, in the channel where it is greatest.
    """
    small = cv2.resize(pixels, (_GRID_PX, _GRID_PX), interpolation=cv2.INTER_AREA)
    values = small.astype(np.float64).reshape(-1, 3)
    surface = _surfaces()
    return float((values - surface @ (surface.T @ values)).std(axis=0).max())


@cache
def _surfaces() -> NDArray[np.float64]:
    """Return an orthonormal basis of the surfaces of second degree on the grid, shape (64 * 64, 6)."""
    row, column = (place.ravel() / _GRID_PX for place in np.mgrid[0:_GRID_PX, 0:_GRID_PX])
    powers = np.column_stack([np.ones_like(row), row, column, row * row, column * column, row * column])
    return np.asarray(np.linalg.qr(powers)[0])


def region(box: Box, height_px: int, width_px: int) -> Region:
    """Return the part of a picture of that size, in its pixels; at least 1 pixel each way."""
    top, left = (min(round(x * n), n - 1) for x, n in ((box.top, height_px), (box.left, width_px)))
    bottom = min(height_px, max(top + 1, round((box.top + box.height) * height_px)))
    right = min(width_px, max(left + 1, round((box.left + box.width) * width_px)))
    return Region(top, left, bottom - top, right - left)


def overlap(one: Box, other: Box) -> float:
    """Return the area common to both as a share of the smaller one, 0 to 1."""
    rows = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    columns = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    return max(0.0, rows) * max(0.0, columns) / min(one.share, other.share)
