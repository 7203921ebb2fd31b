"""Geometry of a picture plane: points, regions, and the transforms that carry one picture to another.

Points are (column, row) in continuous pixel coordinates: the top left corner of a picture is (0, 0), its
bottom right corner (width, height), and the centre of its first pixel (0.5, 0.5). So a scaling needs no
half-pixel terms, and a matrix takes corners to corners. Regions and outlines are (row, column).
"""

import math
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.records import Region

Points = NDArray[np.float64]
Matrix = NDArray[np.float64]
Outline = tuple[tuple[float, float], ...]

N_DECIMALS = 3
"""Outlines are rounded to a thousandth of a pixel."""

TransformKind = Literal["similarity", "affine", "homography"]
KINDS: tuple[TransformKind, ...] = ("similarity", "affine", "homography")
N_FIXING: dict[TransformKind, int] = {"similarity": 2, "affine": 3, "homography": 4}
"""So many points fix a transform."""

MAX_SCALE, MAX_STRETCH, MAX_CHANGE_OF_SCALE = 20.0, 3.0, 4.0


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


def fit(kind: TransformKind, source: Points, target: Points, threshold_px: float) -> Matrix | None:
    """Fit one transform to points of which some are wrong; None where too few, or on a line.

    Affine and homography by MAGSAC++ (Barath et al. 2020, "MAGSAC++, a fast, reliable and accurate robust
    estimator", CVPR, doi:10.1109/CVPR42600.2020.00138), similarity by RANSAC (Fischler and Bolles 1981). None
    draws on the global state of chance, so the same points give the same transform.
    """
    if len(source) < N_FIXING[kind] + 1:
        return None
    try:
        if kind == "homography":
            found, _ = cv2.findHomography(source, target, _parameters(threshold_px))
        elif kind == "affine":
            found, _ = cv2.estimateAffine2D(source, target, _parameters(threshold_px))
        else:
            found, _ = cv2.estimateAffinePartial2D(
                source, target, method=cv2.RANSAC, ransacReprojThreshold=threshold_px
            )
    except cv2.error:
        return None  # Points on a line, or all at one place.
    matrix = np.asarray(found, dtype=np.float64)
    if matrix.ndim != 2:  # Nothing was found.
        return None
    return matrix if len(matrix) == 3 else np.vstack((matrix, [0.0, 0.0, 1.0]))


def _parameters(threshold_px: float) -> "cv2.UsacParams":
    parameters = cv2.UsacParams()
    parameters.threshold = threshold_px
    parameters.confidence = 0.999
    parameters.maxIterations = 2000
    parameters.randomGeneratorState = 0
    parameters.score = cv2.SCORE_METHOD_MAGSAC
    parameters.loMethod = cv2.LOCAL_OPTIM_SIGMA
    parameters.final_polisher = cv2.MAGSAC
    return parameters


def through(
    kind: TransformKind, source: NDArray[np.float64], target: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the transforms that take samples exactly onto samples: both (m, k, 2), to (m, 3, 3).

    `k` is the `N_FIXING` of the kind. Samples that fix nothing, such as points on a line, give NaN.
    """
    if kind == "similarity":
        return _similarities(source, target)
    n, k = source.shape[:2]
    size = 6 if kind == "affine" else 8
    rows = np.zeros((n, 2 * k, size))
    rows[:, :k, 0:2], rows[:, :k, 2] = source, 1.0
    rows[:, k:, 3:5], rows[:, k:, 5] = source, 1.0
    if kind == "homography":
        rows[:, :k, 6:] = -source * target[:, :, :1]
        rows[:, k:, 6:] = -source * target[:, :, 1:]
    right = np.concatenate((target[:, :, 0], target[:, :, 1]), axis=1)
    with np.errstate(all="ignore"):
        is_fixed = np.abs(np.linalg.det(rows)) > 1e-6
        rows[~is_fixed] = np.eye(size)
        solved = np.linalg.solve(rows, right[..., None])[..., 0]
    matrices = np.zeros((n, 9))
    matrices[:, :size], matrices[:, 8] = solved, 1.0
    matrices[~is_fixed] = np.nan
    return matrices.reshape(n, 3, 3)


def _similarities(source: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    z, w = source[..., 0] + 1j * source[..., 1], target[..., 0] + 1j * target[..., 1]
    with np.errstate(all="ignore"):
        a = (w[:, 1] - w[:, 0]) / (z[:, 1] - z[:, 0])
    b = w[:, 0] - a * z[:, 0]
    zero = np.zeros(len(a))
    rows = [a.real, -a.imag, b.real, a.imag, a.real, b.imag, zero, zero, zero + 1.0]
    return np.stack(rows, axis=1).reshape(-1, 3, 3)


def is_plausible(corners: Points, matrix: Matrix) -> bool:
    """Tell whether a picture undergoes such a transform, around the corners of the part that is matched.

    No reflection and no fold; no scale beyond 20 either way; no stretch of one direction against the other
    beyond 3; no scale that changes by more than 4 from one corner to another.
    """
    local = jacobians(corners, matrix)
    if not np.isfinite(local).all():
        return False
    determinants = np.linalg.det(local)
    if (determinants <= 0).any() or determinants.max() > MAX_CHANGE_OF_SCALE**2 * determinants.min():
        return False
    stretch = np.linalg.svd(local, compute_uv=False)
    if (stretch[:, 0] > MAX_STRETCH * stretch[:, 1]).any():
        return False
    return bool((stretch < MAX_SCALE).all() and (stretch > 1 / MAX_SCALE).all())


def spread(points: Points) -> float:
    """Return the standard deviation of points across the line that fits them best."""
    centred = points - points.mean(axis=0)
    return float(np.linalg.svd(centred, compute_uv=False)[1]) / math.sqrt(len(points))
