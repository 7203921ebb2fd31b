"""What stayed and what changed, once two pictures lie on each other."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.methods.image.placing import plane
from sidebyside.methods.image.registering.laying import Grey, Laid
from sidebyside.records import Residual

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


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """Pixel by pixel, all of shape (h, w): what stayed, where there are details, and how alike it is."""

    is_kept: NDArray[np.bool_]
    is_detailed: NDArray[np.bool_]
    similarity: Grey


def differ(laid: Laid, *, is_inverted: bool) -> Difference:
    """Tell for every pixel whether what is around it in the work stands in the output too.

    Where both have details, by their local correlation, so that a change of light, contrast or tone does not
    count; where both are plain, by their tone, after the tones of the output are fitted to those of the work.
    `similarity` is the structural similarity of Wang et al. (2004, doi:10.1109/TIP.2003.819861), in a
    Gaussian window, of the values as they are.
    """
    work, output = laid.work, laid.output
    mean_w, mean_o = _around(work), _around(output)
    var_w = np.maximum(_around(work * work) - mean_w * mean_w, 0.0)
    var_o = np.maximum(_around(output * output) - mean_o * mean_o, 0.0)
    together = _around(work * output) - mean_w * mean_o
    similarity = (2 * mean_w * mean_o + C1) * (2 * together + C2)
    similarity /= (mean_w * mean_w + mean_o * mean_o + C1) * (var_w + var_o + C2)
    correlation = (-together if is_inverted else together) / np.sqrt(var_w * var_o + 1e-6)
    gain, offset = _tones(mean_w[laid.covered], mean_o[laid.covered], is_inverted)
    is_plain = (var_w < PLAIN_DEVIATION**2) & (gain * gain * var_o < PLAIN_DEVIATION**2)
    is_same_tone = np.abs(gain * mean_o + offset - mean_w) < MAX_TONE_DIFFERENCE
    is_kept = np.where(is_plain, is_same_tone, correlation >= MIN_CORRELATION) & laid.covered
    return Difference(is_kept, ~is_plain & laid.covered, similarity.astype(np.float32))


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


def residual(laid: Laid, difference: Difference, *, is_inverted: bool) -> Residual:
    """Sum up a difference on a grid of at most 48 cells along the longer side.

    The L2 figures are of the values as they are, over 0 to 1 (Carlini et al. 2023, section 4.2: the root mean
    square difference, and of it the largest in any of 16 tiles), over what is covered.
    """
    height, width = laid.work.shape
    n = max(1, min(N_CELLS, max(height, width) // MIN_CELL_PX))
    side = max(height, width) / n
    rows, columns = max(1, round(height / side)), max(1, round(width / side))
    share = _shares(laid.covered, rows, columns)
    is_covered = share >= 0.5
    kept = _smoothed(_shares(difference.is_kept, rows, columns) >= 0.5 * share).astype(bool)
    alike = _shares(np.where(laid.covered, difference.similarity, 0.0), rows, columns) / np.maximum(
        share, 1e-6
    )
    percent = np.where(is_covered, np.clip(np.rint(alike * 100), -100, 100), 0).astype(int)
    letters = np.where(is_covered, np.where(kept, "k", "c"), "-")
    squares = np.square((laid.work - laid.output) / 255.0)
    return Residual(
        cells=tuple("".join(row) for row in letters.tolist()),
        similarity=tuple(tuple(row) for row in percent.tolist()),
        share_kept=round(float((is_covered & kept).mean()), 6),
        share_changed=round(float((is_covered & ~kept).mean()), 6),
        structural_similarity=round(_mean(difference.similarity, laid.covered), 6),
        l2=round(_mean(squares, laid.covered) ** 0.5, 6),
        l2_worst_tile=round(_worst(squares, laid.covered) ** 0.5, 6),
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


MIN_SUPPORT = 0.4
N_SUPPORT_CELLS = 24


def supported(laid: Laid, difference: Difference, corners: plane.Points) -> plane.Points:
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
    return plane.intersection(plane.move(hull, laid.to_work), corners)
