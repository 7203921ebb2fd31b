"""Where in a picture do lines of writing stand?

A network marks the pixels that belong to writing; connected marks become upright or turned rectangles, grown
again by what the network shrinks them.

Source: Liao et al. 2020, Real-time Scene Text Detection with Differentiable Binarization,
doi:10.1609/aaai.v34i07.6812; the network is that of PP-OCRv4 (Du et al. 2020, doi:10.48550/arXiv.2009.09941).
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.primitives.pictures import Pixels

Corners = NDArray[np.float32]
"""Shape (4, 2): (column, row) of the corners, from the upper left one of the writing clockwise."""

STRIDE_PX = 32
LEAST_SIDE_PX = 64
MARK = 0.3
"""A pixel is marked from this value on."""
LEAST_SCORE = 0.5
"""The marks of a line have at least this value in the mean."""
GROWTH = 1.6
LEAST_MARKED_PX = 3.0
MAX_LINES = 200
UPRIGHT_RATIO = 1.5
"""From this ratio of height to width on a rectangle is taken for writing on its side."""

_MEAN = 127.5


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A place with writing, in pixels of the picture that was given; `score` is the mean mark, 0.5 to 1."""

    corners: Corners
    score: float


def find_lines(session: Any, pixels: Pixels, *, side_px: int) -> list[Line]:
    """Return the lines of writing, from top to bottom and left to right, `MAX_LINES` at most.

    Parameters
    ----------
    session
        The network: float32 (1, 3, h, w) in, marks (1, 1, h, w) out.
    pixels
        Shape (h, w, 3), RGB.
    side_px
        The longer side is brought to this, up or down; a letter needs about 8 pixels there.

    Notes
    -----
    Cost: the network, about 0.2 s of processor time for 960 x 720.
    """
    marks = _marks(session, pixels, side_px)
    height, width = pixels.shape[:2]
    scale = np.array([width / marks.shape[1], height / marks.shape[0]], dtype=np.float32)
    mask = cv2.dilate((marks > MARK).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    lines = []
    for contour in contours:
        rectangle = cv2.minAreaRect(contour)
        if min(rectangle[1]) < LEAST_MARKED_PX:
            continue
        score = _mean_inside(marks, _corners(rectangle))
        if score >= LEAST_SCORE:
            corners = _in_order(_corners(_grown(rectangle))) * scale
            limits = np.array([width, height], dtype=np.float32)
            lines.append(Line(np.clip(corners, 0, limits), round(score, 4)))
    lines.sort(key=lambda line: (-line.score, *line.corners[0].tolist()))
    return sorted(lines[:MAX_LINES], key=lambda line: (line.corners[:, 1].min(), line.corners[:, 0].min()))


def cut_out(pixels: Pixels, line: Line) -> Pixels:
    """Return a line as a picture of its own, laid flat; a tall one is turned on its side."""
    corners = line.corners
    width = max(1, round(float(max(_length(corners, 0, 1), _length(corners, 3, 2)))))
    height = max(1, round(float(max(_length(corners, 0, 3), _length(corners, 1, 2)))))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    flat = cv2.warpPerspective(
        pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    if height >= UPRIGHT_RATIO * width:
        flat = np.rot90(flat)
    return np.ascontiguousarray(flat, dtype=np.uint8)


def _marks(session: Any, pixels: Pixels, side_px: int) -> NDArray[np.float32]:
    height, width = pixels.shape[:2]
    ratio = side_px / max(height, width)
    size = tuple(max(LEAST_SIDE_PX, round(side * ratio / STRIDE_PX) * STRIDE_PX) for side in (width, height))
    interpolation = cv2.INTER_AREA if ratio < 1 else cv2.INTER_LINEAR
    resized = cv2.resize(pixels, size, interpolation=interpolation)
    # The network was trained on blue, green, red.
    values = (resized[:, :, ::-1].astype(np.float32) - _MEAN) / _MEAN
    (marks,) = session.run(None, {session.get_inputs()[0].name: values.transpose(2, 0, 1)[None]})
    return np.asarray(marks[0, 0], dtype=np.float32)


def _grown(rectangle: Any) -> Any:
    """Grow a rectangle on every side by area times `GROWTH` over perimeter."""
    middle, (width, height), angle = rectangle
    margin = GROWTH * width * height / (width + height)
    return middle, (width + margin, height + margin), angle


def _corners(rectangle: Any) -> Corners:
    return np.asarray(cv2.boxPoints(rectangle), dtype=np.float32)


def _in_order(points: NDArray[np.float32]) -> Corners:
    """Order corners clockwise from the upper left one; the two leftmost make the left side."""
    by_column = points[np.argsort(points[:, 0], kind="stable")]
    left = by_column[:2][np.argsort(by_column[:2, 1], kind="stable")]
    right = by_column[2:][np.argsort(by_column[2:, 1], kind="stable")]
    return np.array([left[0], right[0], right[1], left[1]], dtype=np.float32)


def _mean_inside(marks: NDArray[np.float32], points: NDArray[np.float32]) -> float:
    height, width = marks.shape
    low = np.clip(np.floor(points.min(axis=0)).astype(int), 0, [width - 1, height - 1])
    high = np.clip(np.ceil(points.max(axis=0)).astype(int), 0, [width - 1, height - 1])
    mask = np.zeros((high[1] - low[1] + 1, high[0] - low[0] + 1), dtype=np.uint8)
    cv2.fillPoly(mask, [(points - low).astype(np.int32)], 1)
    inside = marks[low[1] : high[1] + 1, low[0] : high[0] + 1][mask > 0]
    return float(inside.mean()) if inside.size else 0.0


def _length(corners: Corners, one: int, other: int) -> float:
    return float(np.linalg.norm(corners[one] - corners[other]))
