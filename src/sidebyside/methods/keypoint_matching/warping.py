"""The output drawn into the frame of the work by a transform, and what stayed and what changed then."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.methods.keypoint_matching import plane
from sidebyside.primitives.pictures import Pixels
from sidebyside.records import Residual

Grey = NDArray[np.float32]

MIN_OVERLAP_PX = 24.0
MARGIN_PX = 6
WINDOW_PX = 2.0
"""Standard deviation of the window in which pixels are compared."""
MIN_CORRELATION = 0.5
MAX_TONE_DIFFERENCE = 24.0
PLAIN_DEVIATION = 4.0
N_CELLS, MIN_CELL_PX = 48, 4
N_TILES = 4
"""Carlini et al. divide a picture into 16 tiles."""
N_FITS = 4
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
"""The constants of the structural similarity for values up to 255."""
MIN_SUPPORT = 0.4
"""An overlap of which a smaller share of the details agrees is cut down to the part that does."""
N_SUPPORT_CELLS = 24


@dataclass(frozen=True, slots=True, eq=False)
class WarpedPair:
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


def warp(
    work: Pixels, output: Pixels, matrix: plane.Matrix, side_px: int, corners: plane.Points | None = None
) -> WarpedPair | None:
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
    return WarpedPair(
        _resampled(work, to_work, size),
        _resampled(output, matrix @ outside, larger),
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


def _resampled(picture: Pixels, matrix: plane.Matrix, size: tuple[int, int]) -> Grey:
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


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """Pixel by pixel, all of shape (h, w): what stayed, where there are details, and how alike it is."""

    is_kept: NDArray[np.bool_]
    is_detailed: NDArray[np.bool_]
    similarity: Grey


def differ(pair: WarpedPair, *, is_inverted: bool) -> Difference:
    """Tell for every pixel whether what is around it in the work stands in the output too.

    Where both have details, by their local correlation, so that a change of light, contrast or tone does not
    count; where both are plain, by their tone, after the tones of the output are fitted to those of the work.
    `similarity` is the structural similarity of Wang et al. (2004, doi:10.1109/TIP.2003.819861), in a
    Gaussian window, of the values as they are.
    """
    work, output = pair.work, pair.output
    mean_w, mean_o = _around(work), _around(output)
    var_w = np.maximum(_around(work * work) - mean_w * mean_w, 0.0)
    var_o = np.maximum(_around(output * output) - mean_o * mean_o, 0.0)
    together = _around(work * output) - mean_w * mean_o
    similarity = (2 * mean_w * mean_o + C1) * (2 * together + C2)
    similarity /= (mean_w * mean_w + mean_o * mean_o + C1) * (var_w + var_o + C2)
    correlation = (-together if is_inverted else together) / np.sqrt(var_w * var_o + 1e-6)
    gain, offset = _tones(mean_w[pair.covered], mean_o[pair.covered], is_inverted)
    is_plain = (var_w < PLAIN_DEVIATION**2) & (gain * gain * var_o < PLAIN_DEVIATION**2)
    is_same_tone = np.abs(gain * mean_o + offset - mean_w) < MAX_TONE_DIFFERENCE
    is_kept = np.where(is_plain, is_same_tone, correlation >= MIN_CORRELATION) & pair.covered
    return Difference(is_kept, ~is_plain & pair.covered, similarity.astype(np.float32))


def _around(values: Grey) -> Grey:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), WINDOW_PX, borderType=cv2.BORDER_REFLECT))


def _tones(work: Grey, output: Grey, is_inverted: bool) -> tuple[float, float]:
    """Return gain and offset that take the tones of the output to those of the work, most pixels considered.

    Least squares over the better half of the pixels, four times over, from tones as they are or turned round.
    """
    gain, offset = (-1.0, 255.0) if is_inverted else (1.0, 0.0)
    for _ in range(N_FITS):
        away = np.abs(gain * output + offset - work)
        near = away <= np.median(away)
        x, y = output[near], work[near]
        spread = float(x.var())
        if spread < 1.0:
            break
        slope = float(((x - x.mean()) * (y - y.mean())).mean()) / spread
        if (slope < 0) != is_inverted or not 0.3 < abs(slope) < 3.0:
            break
        gain, offset = slope, float(y.mean() - slope * x.mean())
    return gain, offset


def residual(pair: WarpedPair, difference: Difference, *, is_inverted: bool) -> Residual:
    """Sum up a difference on a grid of at most 48 cells along the longer side.

    The L2 figures are of the values as they are, over 0 to 1 (Carlini et al. 2023, section 4.2: the root mean
    square difference, and of it the largest in any of 16 tiles), over what is covered.
    """
    height, width = pair.work.shape
    n = max(1, min(N_CELLS, max(height, width) // MIN_CELL_PX))
    side = max(height, width) / n
    rows, columns = max(1, round(height / side)), max(1, round(width / side))
    share = _shares(pair.covered, rows, columns)
    is_covered = share >= 0.5
    kept = _smoothed(_shares(difference.is_kept, rows, columns) >= 0.5 * share).astype(bool)
    alike = _shares(np.where(pair.covered, difference.similarity, 0.0), rows, columns) / np.maximum(
        share, 1e-6
    )
    percent = np.where(is_covered, np.clip(np.rint(alike * 100), -100, 100), 0).astype(int)
    letters = np.where(is_covered, np.where(kept, "k", "c"), "-")
    squares = np.square((pair.work - pair.output) / 255.0)
    return Residual(
        cells=tuple("".join(row) for row in letters.tolist()),
        similarity=tuple(tuple(row) for row in percent.tolist()),
        share_kept=round(float((is_covered & kept).mean()), 6),
        share_changed=round(float((is_covered & ~kept).mean()), 6),
        structural_similarity=round(_mean(difference.similarity, pair.covered), 6),
        l2=round(_mean(squares, pair.covered) ** 0.5, 6),
        l2_worst_tile=round(_worst(squares, pair.covered) ** 0.5, 6),
        is_inverted=is_inverted,
    )


def _smoothed(cells: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Let each cell be what most of the nine around it are; a grid narrower than three cells stays."""
    values = cells.astype(np.uint8)
    return np.asarray(cv2.medianBlur(values, 3), dtype=np.uint8) if min(cells.shape) >= 3 else values


def _shares(values: NDArray[np.generic], rows: int, columns: int) -> NDArray[np.float32]:
    resized = cv2.resize(values.astype(np.float32), (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(resized, dtype=np.float32)


def _mean(values: NDArray[np.float32], where: NDArray[np.bool_]) -> float:
    return float(np.clip(values[where].mean(dtype=np.float64), -1.0, 1.0)) if where.any() else 0.0


def _worst(squares: Grey, covered: NDArray[np.bool_]) -> float:
    tiles = [
        _mean(part, where)
        for band, mask in zip(np.array_split(squares, N_TILES), np.array_split(covered, N_TILES), strict=True)
        for part, where in zip(
            np.array_split(band, N_TILES, axis=1), np.array_split(mask, N_TILES, axis=1), strict=True
        )
        if where.mean() >= 0.5
    ]
    return max(tiles, default=_mean(squares, covered))


def supported(pair: WarpedPair, difference: Difference, corners: plane.Points) -> plane.Points:
    """Return the part of an overlap, corners in the work, in which the pictures agree.

    The whole of it where at least 40 % of its details agree: what lies between is then shown as changed. Else
    the convex hull of the places that agree, such as one half of a picture whose halves changed places.
    """
    detailed = int(difference.is_detailed.sum())
    agreeing = difference.is_kept & difference.is_detailed
    if not detailed or agreeing.sum() >= MIN_SUPPORT * detailed:
        return corners
    height, width = agreeing.shape
    scale = min(1.0, N_SUPPORT_CELLS / max(height, width))
    rows, columns = max(1, round(height * scale)), max(1, round(width * scale))
    cells = _smoothed(_shares(agreeing, rows, columns) >= 0.5)
    n, labels, stats, _ = cv2.connectedComponentsWithStats(cells, connectivity=8)
    if n < 2:
        return corners
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    y, x = np.nonzero(labels == largest)
    around = np.concatenate([np.column_stack((x + dx, y + dy)) for dx in (0, 1) for dy in (0, 1)])
    hull = plane.hull(around * np.array([width / columns, height / rows]))
    return plane.intersection(plane.move(hull, pair.to_work), corners)
