"""A search with thumbnails: where in an output could a whole work stand, reduced in size?

Each work is reduced to 8 x 8 pixels of its middle square, each output to a pyramid, and every window of 8 x 8
of the pyramid is correlated with every work; mirrored and with its tones turned round as well. What comes out
are places worth a look, not findings: at that size unrelated pictures often correlate above 0.9.

Only the lowest frequencies of the discrete cosine transform are compared. Its even and odd columns are the
symmetric and the antisymmetric half of a window, so with s and a the products of the halves, s + a is the
correlation with the work and s - a that with its mirror image; a negative one belongs to turned tones.
Hence ``|s| + |a|`` is the best of the four at the cost of one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from sidebyside.methods.image.copy_descriptor.tiles import Box
from sidebyside.primitives.pictures import Pixels

Values = NDArray[np.float32]

SIDE_PX = 8
LOOK_PX = 16
N_BRIGHT, N_COLOUR = 6, 3
"""So many frequencies a direction are kept of brightness and of each of two colour differences."""
LENGTH = 4090
"""Halves of a window are held in whole numbers, their length together at most 2**12: sums are exact."""
LEAST_SHARE, GREATEST_SHARE, RATIO = 0.08, 0.62, 1.12
MIN_WINDOW_PX = 12
MAX_LEVEL_PX = 640
MIN_DEVIATION = 6.0
N_WINDOWS_A_PRODUCT, N_WORKS_A_PRODUCT = 8192, 2048
_AXES = np.array([[1, 1, 1], [1, 0, -1], [1, -2, 1]], dtype=np.float32) / np.sqrt([[3], [2], [6]])


@dataclass(frozen=True, slots=True, eq=False)
class WorkThumbnail:
    """A work made small: both halves of its middle square, and that square at 16 x 16 for a closer look.

    `height` and `width` are in pixels of any size; only their ratio counts. `is_plain` where nothing is in
    the square that could be looked for.
    """

    symmetric: Values
    antisymmetric: Values
    look: Pixels
    height: int
    width: int
    is_plain: bool


@dataclass(frozen=True, slots=True)
class WindowMatch:
    """Where a work could stand in an output, and how well it fits there: a correlation, 0 to 1."""

    work_number: int
    work: Box
    output: Box
    fit: float
    is_mirrored: bool
    is_inverted: bool


@dataclass(frozen=True, slots=True, eq=False)
class SearchWindows:
    """SearchWindows of all levels: their halves, and (row, column, side) of each in pixels of the output."""

    symmetric: Values
    antisymmetric: Values
    places: NDArray[np.float64]


def thumbnail(pixels: Pixels) -> WorkThumbnail:
    """Return the thumbnail of a work; about 2 KB."""
    height, width = pixels.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = pixels[top : top + side, left : left + side]
    small = cv2.resize(square.astype(np.float32), (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
    symmetric, antisymmetric, is_fit = _halves(np.asarray(small, dtype=np.float32))
    look = np.asarray(cv2.resize(square, (LOOK_PX, LOOK_PX), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return WorkThumbnail(symmetric[0], antisymmetric[0], look, height, width, not bool(is_fit[0]))


def search(
    works: Sequence[WorkThumbnail],
    output: Pixels,
    windows: SearchWindows | None,
    *,
    n_looked: int,
    n_places: int,
) -> list[WindowMatch]:
    """Return the places of an output in which a work could stand, best first, at most one a work.

    Parameters
    ----------
    works
        Those to look for.
    output
        RGB, shape (h, w, 3).
    windows
        Those of the output, as `search_windows` gives them.
    n_looked
        So many works, best by the coarse correlation, are looked at closely.
    n_places
        So many of them are returned.

    Notes
    -----
    Cost: the windows, times the works, times 53 multiplications. Sees
    neither turned nor squeezed works, none under 8 % of the shorter side, and none of which only a part is
    there. One place a work: a work that stands twice is placed once.
    """
    fit_works = [number for number, work in enumerate(works) if not work.is_plain]
    if windows is None or not fit_works:
        return []
    best, where = _correlate([works[number] for number in fit_works], windows)
    chosen = np.argsort(-best, kind="stable")[:n_looked]
    places = [
        _look(works[fit_works[k]], fit_works[k], output, windows, int(where[k])) for k in chosen.tolist()
    ]
    found = [place for place in places if place is not None]
    return sorted(found, key=lambda place: (-place.fit, place.work_number))[:n_places]


@cache
def _basis() -> tuple[Values, Values, Values, Values]:
    """Return the filters of windows: brightness and colour, even and odd columns; each (64, n)."""
    k = np.arange(SIDE_PX)
    rows = np.sqrt(2 / SIDE_PX) * np.cos(np.pi * (k[None] + 0.5) * k[:, None] / SIDE_PX)
    rows[0] /= math.sqrt(2)

    def filters(n: int, parity: int, *, with_mean: bool) -> Values:
        chosen = [
            np.outer(rows[i], rows[j]).ravel()
            for i in range(n)
            for j in range(parity, n, 2)
            if with_mean or (i, j) != (0, 0)
        ]
        return np.array(chosen, dtype=np.float32).T

    return (
        filters(N_BRIGHT, 0, with_mean=False),
        filters(N_BRIGHT, 1, with_mean=False),
        filters(N_COLOUR, 0, with_mean=True),
        filters(N_COLOUR, 1, with_mean=True),
    )


def _halves(level: Values) -> tuple[Values, Values, NDArray[np.bool_]]:
    """Return both halves of every 8 x 8 window of a picture, row by row, and which are not plain."""
    axes = level @ _AXES.T
    seen = [
        sliding_window_view(axes[..., i], (SIDE_PX, SIDE_PX)).reshape(-1, SIDE_PX * SIDE_PX) for i in range(3)
    ]
    bright_even, bright_odd, colour_even, colour_odd = _basis()
    even = [seen[0] @ bright_even, seen[1] @ colour_even, seen[2] @ colour_even]
    odd = [seen[0] @ bright_odd, seen[1] @ colour_odd, seen[2] @ colour_odd]
    energy = np.square(even[0]).sum(axis=1) + np.square(odd[0]).sum(axis=1)
    symmetric, antisymmetric = np.concatenate(even, axis=1), np.concatenate(odd, axis=1)
    length = np.sqrt(np.square(symmetric).sum(axis=1) + np.square(antisymmetric).sum(axis=1))
    factor = (LENGTH / np.maximum(length, 1e-3))[:, None]
    # The axes stretch brightness by the root of 3.
    is_fit = energy >= 3 * SIDE_PX**2 * MIN_DEVIATION**2
    return np.rint(symmetric * factor), np.rint(antisymmetric * factor), is_fit


def search_windows(output: Pixels) -> SearchWindows | None:
    """Return the windows of a picture, RGB, shape (h, w, 3), in all sizes; None where all of them are plain.

    About 40,000 for a picture of 4 to 3, up to 10 MB of them.
    """
    height, width = output.shape[:2]
    shorter, longer = min(height, width), max(height, width)
    parts: list[SearchWindows] = []
    share, previous = GREATEST_SHARE, 0
    while share >= LEAST_SHARE and share * shorter >= MIN_WINDOW_PX:
        n = round(SIDE_PX / share)
        share /= RATIO
        if n == previous or n * longer > MAX_LEVEL_PX * shorter:
            continue
        previous = n
        size = max(n, round(n * width / shorter)), max(n, round(n * height / shorter))
        level = cv2.resize(output, size, interpolation=cv2.INTER_AREA).astype(np.float32)
        symmetric, antisymmetric, is_fit = _halves(level)
        rows, columns = np.divmod(np.flatnonzero(is_fit), size[0] - SIDE_PX + 1)
        scale = height / size[1], width / size[0]
        side = np.full(len(rows), SIDE_PX * shorter / n)
        places = np.column_stack([rows * scale[0], columns * scale[1], side])
        parts.append(SearchWindows(symmetric[is_fit], antisymmetric[is_fit], places))
    if not any(len(part.places) for part in parts):
        return None
    return SearchWindows(
        np.concatenate([part.symmetric for part in parts]),
        np.concatenate([part.antisymmetric for part in parts]),
        np.concatenate([part.places for part in parts]),
    )


def _correlate(works: Sequence[WorkThumbnail], windows: SearchWindows) -> tuple[Values, NDArray[np.int64]]:
    """Return for each work the best correlation with a window, times `LENGTH` squared, and which it was."""
    best = np.full(len(works), -1.0, dtype=np.float32)
    where = np.zeros(len(works), dtype=np.int64)
    for first in range(0, len(works), N_WORKS_A_PRODUCT):
        some = works[first : first + N_WORKS_A_PRODUCT]
        symmetric = np.stack([work.symmetric for work in some])
        antisymmetric = np.stack([work.antisymmetric for work in some])
        for start in range(0, len(windows.places), N_WINDOWS_A_PRODUCT):
            part = slice(start, start + N_WINDOWS_A_PRODUCT)
            sums = np.abs(symmetric @ windows.symmetric[part].T)
            sums += np.abs(antisymmetric @ windows.antisymmetric[part].T)
            at = sums.argmax(axis=1)
            value = sums[np.arange(len(some)), at]
            mine = slice(first, first + len(some))
            is_better = value > best[mine]
            best[mine] = np.where(is_better, value, best[mine])
            where[mine] = np.where(is_better, at + start, where[mine])
    return best, where


def _look(
    work: WorkThumbnail, number: int, output: Pixels, windows: SearchWindows, window: int
) -> WindowMatch | None:
    """Try the places around a window at 16 x 16 pixels, and return the best."""
    s = float(work.symmetric @ windows.symmetric[window])
    a = float(work.antisymmetric @ windows.antisymmetric[window])
    is_mirrored = s * a < 0
    is_inverted = (s - a if is_mirrored else s + a) < 0
    look = _unit(work.look[:, ::-1] if is_mirrored else work.look)
    row, column, side = windows.places[window].tolist()
    step = side / LOOK_PX
    best = (-1.0, row, column, side)
    for factor in (1.0, 0.95, 1.05):
        size = side * factor
        shift = (side - size) / 2
        for down in (-step, 0.0, step):
            for right in (-step, 0.0, step):
                at = row + shift + down, column + shift + right
                fit = _fit(output, *at, size, look)
                best = max(best, (-fit if is_inverted else fit, *at, size))
    return _placed(work, number, output, best, (is_mirrored, is_inverted)) if best[0] > 0 else None


def _unit(pixels: Pixels) -> Values:
    values = pixels.astype(np.float32).ravel()
    values -= values.mean()
    return values / max(float(np.linalg.norm(values)), 1e-6)


def _fit(output: Pixels, row: float, column: float, side: float, look: Values) -> float:
    top, left = max(0, round(row)), max(0, round(column))
    bottom, right = round(row + side), round(column + side)
    part = output[top:bottom, left:right]
    if min(part.shape[:2]) < side / 2:
        return 0.0
    small = cv2.resize(part, (LOOK_PX, LOOK_PX), interpolation=cv2.INTER_AREA)
    return float(_unit(np.asarray(small, dtype=np.uint8)) @ look)


def _placed(
    work: WorkThumbnail,
    number: int,
    output: Pixels,
    best: tuple[float, float, float, float],
    flags: tuple[bool, bool],
) -> WindowMatch:
    """Extend the place of a work's middle square to the whole work, as far as the output reaches."""
    fit, row, column, side = best
    height, width = output.shape[:2]
    shorter = min(work.height, work.width)
    rows, columns = side * work.height / shorter, side * work.width / shorter
    top, left = row - (rows - side) / 2, column - (columns - side) / 2
    first_row, first_column = max(0.0, top), max(0.0, left)
    last_row, last_column = min(float(height), top + rows), min(float(width), left + columns)
    in_output = Box(
        first_row / height,
        first_column / width,
        (last_row - first_row) / height,
        (last_column - first_column) / width,
    )
    begin = (first_column - left) / columns
    share = (last_column - first_column) / columns
    in_work = Box(
        (first_row - top) / rows,
        1.0 - begin - share if flags[0] else begin,
        (last_row - first_row) / rows,
        share,
    )
    return WindowMatch(number, in_work, in_output, round(min(1.0, fit), 6), *flags)
