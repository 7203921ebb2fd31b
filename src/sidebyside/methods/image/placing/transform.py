"""Transforms of the plane: fitted to points, in bulk to the fewest points that fix them, and refused."""

import math
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.methods.image.placing import plane

Kind = Literal["similarity", "affine", "homography"]
KINDS: tuple[Kind, ...] = ("similarity", "affine", "homography")
N_FIXING: dict[Kind, int] = {"similarity": 2, "affine": 3, "homography": 4}
"""So many points fix a transform."""

MAX_SCALE, MAX_STRETCH, MAX_CHANGE_OF_SCALE = 20.0, 3.0, 4.0


def fit(kind: Kind, source: plane.Points, target: plane.Points, threshold_px: float) -> plane.Matrix | None:
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


def through(kind: Kind, source: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
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


def is_plausible(corners: plane.Points, matrix: plane.Matrix) -> bool:
    """Tell whether a picture undergoes such a transform, around the corners of the part that is matched.

    No reflection and no fold; no scale beyond 20 either way; no stretch of one direction against the other
    beyond 3; no scale that changes by more than 4 from one corner to another.
    """
    local = plane.jacobians(corners, matrix)
    if not np.isfinite(local).all():
        return False
    determinants = np.linalg.det(local)
    if (determinants <= 0).any() or determinants.max() > MAX_CHANGE_OF_SCALE**2 * determinants.min():
        return False
    stretch = np.linalg.svd(local, compute_uv=False)
    if (stretch[:, 0] > MAX_STRETCH * stretch[:, 1]).any():
        return False
    return bool((stretch < MAX_SCALE).all() and (stretch > 1 / MAX_SCALE).all())


def spread(points: plane.Points) -> float:
    """Return the standard deviation of points across the line that fits them best."""
    centred = points - points.mean(axis=0)
    return float(np.linalg.svd(centred, compute_uv=False)[1]) / math.sqrt(len(points))
