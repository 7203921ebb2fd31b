"""Two pictures laid on each other: the output drawn into the frame of the work."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.methods.image.placing import plane
from sidebyside.primitives.pictures import Pixels

Grey = NDArray[np.float32]

MIN_OVERLAP_PX = 24.0
MARGIN_PX = 6


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """The work and the output over the same pixels.

    Attributes
    ----------
    work
        Shape (h, w), float32, 0 to 255: the part of the work that is covered.
    around
        The output drawn over it, and `MARGIN_PX` further on every side: shape (h + 12, w + 12).
    is_output
        Where in `around` the output's frame is, same shape.
    covered
        Shape (h, w): where in `work` both frames are.
    to_work
        The matrix that takes (column, row, 1) of these pixels to the reduced work.
    """

    work: Grey
    around: Grey
    is_output: NDArray[np.bool_]
    covered: NDArray[np.bool_]
    to_work: plane.Matrix

    @property
    def output(self) -> Grey:
        """The output over the same pixels as `work`."""
        return self.around[MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX]


def overlap(work: tuple[int, int], output: tuple[int, int], matrix: plane.Matrix) -> plane.Points:
    """Return the part of the work's frame that a matrix carries into the output's, as corners in the work.

    Sizes are (height, width). Empty where nothing is, or where the work's frame is carried to infinity.
    """
    frame = plane.frame(*work)
    depth = np.column_stack((frame, np.ones(4))) @ matrix[2]
    if (depth * depth[0] <= 0).any():
        return np.zeros((0, 2))
    moved = plane.move(frame, matrix)
    if not np.isfinite(moved).all():
        return np.zeros((0, 2))
    common = plane.intersection(moved, plane.frame(*output))
    return plane.move(common, plane.inverse(matrix)) if len(common) else common


def lay(
    work: Pixels, output: Pixels, matrix: plane.Matrix, side_px: int, corners: plane.Points | None = None
) -> Laid | None:
    """Draw an output into the frame of a work, both grey, shape (h, w), at no more than either resolves.

    `side_px` is the longer side of the result at most, `corners` the part of the work that is drawn, by
    default the `overlap`. None where it is only a few pixels wide.
    """
    if corners is None:
        corners = overlap(work.shape[:2], output.shape[:2], matrix)
    if len(corners) < 3:
        return None
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    local = plane.jacobians(corners.mean(axis=0)[None], matrix)[0]
    resolved = min(1.0, math.sqrt(abs(float(np.linalg.det(local)))))
    scale = min(resolved, side_px / max(right - left, bottom - top))
    width, height = round((right - left) * scale), round((bottom - top) * scale)
    if min(width, height) < 1 or max(width, height) < MIN_OVERLAP_PX:
        return None
    to_work = np.array([[(right - left) / width, 0, left], [0, (bottom - top) / height, top], [0, 0, 1.0]])
    size = width, height
    outside = to_work @ plane.shifting(-MARGIN_PX, -MARGIN_PX)
    larger = width + 2 * MARGIN_PX, height + 2 * MARGIN_PX
    to_pixels = plane.inverse(matrix @ outside)
    is_output = _filled(plane.move(plane.frame(*output.shape[:2]), to_pixels), larger)
    return Laid(
        _drawn(work, to_work, size),
        _drawn(output, matrix @ outside, larger),
        is_output,
        _filled(plane.move(corners, plane.inverse(to_work)), size),
        to_work,
    )


def _filled(corners: plane.Points, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Return which pixels lie inside corners, their middles counting."""
    canvas = np.array([[-1.0, -1.0], [size[0] + 1, -1.0], [size[0] + 1, size[1] + 1], [-1.0, size[1] + 1]])
    mask = np.zeros((size[1], size[0]), dtype=np.uint8)
    inside = plane.intersection(corners, canvas)
    if len(inside):
        cv2.fillConvexPoly(mask, np.rint((inside - 0.5) * 16).astype(np.int32), 1, shift=4)
    return mask.astype(bool)


def _drawn(picture: Pixels, matrix: plane.Matrix, size: tuple[int, int]) -> Grey:
    """Return what a matrix from the pixels wanted to those of a picture finds there."""
    local = plane.jacobians(np.array([[size[0] / 2, size[1] / 2]]), matrix)[0]
    step = math.sqrt(abs(float(np.linalg.det(local))))
    source: Grey = picture.astype(np.float32)
    if step > 1.2:  # Drawn smaller: what the wanted pixels do not resolve is taken away first.
        blurred = cv2.GaussianBlur(source, (0, 0), 0.45 * math.sqrt(step * step - 1.0))
        source = np.asarray(blurred, dtype=np.float32)
    # OpenCV counts from the middle of the first pixel, a matrix here from its corner.
    centred = plane.shifting(-0.5, -0.5) @ matrix @ plane.shifting(0.5, 0.5)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    drawn = cv2.warpPerspective(source, centred, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(drawn, dtype=np.float32)
