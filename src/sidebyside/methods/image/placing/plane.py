"""Geometry of a picture plane: points moved by a 3x3 matrix, hulls, areas, regions.

Points are (column, row) in continuous pixel coordinates: the top left corner of a picture is (0, 0), its
bottom right corner (width, height), and the centre of its first pixel (0.5, 0.5). So a scaling needs no
half-pixel terms, and a matrix takes corners to corners. Regions and outlines are (row, column).
"""

import numpy as np
from numpy.typing import NDArray

from sidebyside.records import Region

Points = NDArray[np.float64]
Matrix = NDArray[np.float64]
Outline = tuple[tuple[float, float], ...]

N_DECIMALS = 3
"""Outlines are rounded to a thousandth of a pixel."""


def move(points: Points, matrix: Matrix) -> Points:
    """Apply a 3x3 matrix to points, shape (n, 2); a point sent to infinity comes out as NaN or infinite.

    >>> move(np.array([[1.0, 2.0]]), np.diag([2.0, 3.0, 1.0])).tolist()
    [[2.0, 6.0]]
    """
    moved = np.column_stack((points, np.ones(len(points)))) @ matrix.T
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Points = moved[:, :2] / moved[:, 2:]
    return result


def jacobians(points: Points, matrix: Matrix) -> Points:
    """Return what a matrix does around each point, to first order: shape (n, 2, 2)."""
    homogeneous = np.column_stack((points, np.ones(len(points)))) @ matrix.T
    depth = homogeneous[:, 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = homogeneous[:, :2] / depth[:, None]
        result: Points = (matrix[None, :2, :2] - moved[:, :, None] * matrix[None, 2:, :2]) / depth[
            :, None, None
        ]
    return result


def hull(points: Points) -> Points:
    """Return the corners of the convex hull of points, shape (n, 2), in order around it.

    Fewer than three corners come out where the points lie on a line. Source: Andrew (1979), "Another
    efficient algorithm for convex hulls in two dimensions"; O(n log n).
    """
    ordered = sorted({(float(column), float(row)) for column, row in points})
    return np.array([*_chain(ordered), *_chain(ordered[::-1])] or ordered, dtype=np.float64).reshape(-1, 2)


def _chain(ordered: list[tuple[float, float]]) -> list[tuple[float, float]]:
    corners: list[tuple[float, float]] = []
    for x, y in ordered:
        while len(corners) > 1:
            (ax, ay), (bx, by) = corners[-2:]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                break
            corners.pop()
        corners.append((x, y))
    return corners[:-1]


def area(corners: Points) -> float:
    """Return the area inside corners given in order, in square pixels; 0 for fewer than three."""
    x, y = corners[:, 0], corners[:, 1]
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def region(corners: Points, height_px: int, width_px: int) -> Region:
    """Return the upright rectangle of whole pixels around corners, cut at the edges of the picture."""
    left, top = np.floor(corners.min(axis=0)).astype(int).tolist()
    right, bottom = np.ceil(corners.max(axis=0)).astype(int).tolist()
    left, top = min(max(left, 0), width_px - 1), min(max(top, 0), height_px - 1)
    right, bottom = min(max(right, left + 1), width_px), min(max(bottom, top + 1), height_px)
    return Region(top, left, bottom - top, right - left)


def outline(corners: Points) -> Outline:
    """Return corners as (row, column), rounded to `N_DECIMALS`."""
    return tuple((round(float(row), N_DECIMALS), round(float(column), N_DECIMALS)) for column, row in corners)


def scaling(rows: float, columns: float) -> Matrix:
    """Return the matrix that multiplies rows and columns."""
    return np.diag([columns, rows, 1.0])


def mirroring(width: float) -> Matrix:
    """Return the matrix that swaps left and right in a picture of that width."""
    return np.array([[-1.0, 0.0, width], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])


def shifting(rows: float, columns: float) -> Matrix:
    """Return the matrix that moves everything by so many rows and columns."""
    return np.array([[1.0, 0.0, columns], [0.0, 1.0, rows], [0.0, 0.0, 1.0]])


def inverse(matrix: Matrix) -> Matrix:
    """Return the matrix that undoes another."""
    result: Matrix = np.asarray(np.linalg.inv(matrix), dtype=np.float64)
    return result


def frame(height: float, width: float) -> Points:
    """Return the corners of a picture, in order around it."""
    return np.array([[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]])


def intersection(corners: Points, convex: Points) -> Points:
    """Return the corners of what two convex polygons have in common; none where they do not meet.

    Source: Sutherland and Hodgman (1974), "Reentrant polygon clipping", CACM 17,
    doi:10.1145/360767.360802.
    """
    turn = np.sign(_signed_area(convex))
    kept = corners
    for start, end in zip(convex, np.roll(convex, -1, axis=0), strict=True):
        if len(kept) < 3:
            break
        along = end - start
        side = turn * (along[0] * (kept[:, 1] - start[1]) - along[1] * (kept[:, 0] - start[0]))
        clipped = []
        for i in range(len(kept)):
            j = (i + 1) % len(kept)
            if side[i] >= 0:
                clipped.append(kept[i])
            if (side[i] >= 0) != (side[j] >= 0):
                clipped.append(kept[i] + (kept[j] - kept[i]) * side[i] / (side[i] - side[j]))
        kept = np.array(clipped).reshape(-1, 2)
    return kept if len(kept) >= 3 else np.zeros((0, 2))


def _signed_area(corners: Points) -> float:
    x, y = corners.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
