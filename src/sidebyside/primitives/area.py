"""How much of a picture lies within several areas together, each part counted once?"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sidebyside.records import Match

SIDE = 512
"""The longer side of a picture is cut into so many steps; a share is right to about one of them."""


class CoveredArea:
    """The part of a work that is covered so far.

    Parameters
    ----------
    height_px, width_px
        Of the work.

    Notes
    -----
    A step counts as covered where its middle is. Cost: a quarter of a megabyte, and a look at each step
    within the region of an area. Does not see what is narrower than a step.
    """

    def __init__(self, height_px: int, width_px: int) -> None:
        self._px = max(1.0, max(height_px, width_px) / SIDE)
        shape = max(1, round(height_px / self._px)), max(1, round(width_px / self._px))
        self._is_covered: NDArray[np.bool_] = np.zeros(shape, dtype=np.bool_)

    @property
    def share(self) -> float:
        """The share of the work's area that is covered, [0, 1]."""
        return float(self._is_covered.mean())

    def add(self, match: Match) -> None:
        """Cover the cells of a match that stayed; without cells its outline, or its upright region."""
        region = match.work_region
        if region is None:
            return
        rows, columns = (np.arange(n) for n in self._is_covered.shape)
        y, x = (rows + 0.5) * self._px, (columns + 0.5) * self._px
        top, left = region.row, region.column
        rows = rows[(y >= top) & (y < top + region.height)]
        columns = columns[(x >= left) & (x < left + region.width)]
        if not len(rows) or not len(columns):
            return
        y, x = y[rows][:, None], x[columns][None]
        inside = np.ones((len(rows), len(columns)), dtype=np.bool_)
        if match.residual is not None:
            cells = np.array([list(row) for row in match.residual.cells])
            row_of = ((y[:, 0] - top) * len(cells) / region.height).astype(int)
            column_of = ((x[0] - left) * len(cells[0]) / region.width).astype(int)
            inside = cells[row_of][:, column_of] == "k"
        elif match.work_outline:
            inside = _is_inside(match.work_outline, y, x)
        self._is_covered[np.ix_(rows, columns)] |= inside


def _is_inside(
    outline: Sequence[tuple[float, float]], y: NDArray[np.floating], x: NDArray[np.floating]
) -> NDArray[np.bool_]:
    """Return which places lie inside corners (row, column): those from which a ray crosses an odd number."""
    inside = np.zeros((y.shape[0], x.shape[1]), dtype=np.bool_)
    for (row, column), (to_row, to_column) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if row == to_row:
            continue
        crosses = (row > y) != (to_row > y)
        inside ^= crosses & (x < column + (to_column - column) * (y - row) / (to_row - row))
    return inside
