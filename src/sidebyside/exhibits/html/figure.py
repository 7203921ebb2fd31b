"""Pictures for the page: reduced originals, the output laid over the work, the absolute difference.

What is drawn follows the match: the output is warped by the inverse of the transform that was found, and
nothing is fitted anew.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import EngineError
from sidebyside.exhibits.picture_view import PictureRef
from sidebyside.primitives.pictures import prepare

MAX_SIDE_PX = 900
"""Longer sides are reduced to this."""

JPEG_QUALITY = 88
_OUTSIDE = 236

Pixels = NDArray[np.uint8]
Polygon = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Reduced:
    """A picture as it is carried in the page. `pixels` is uint8 (height, width, 3), RGB."""

    pixels: Pixels
    data_uri: str
    height_px: int
    width_px: int


@dataclass(frozen=True, slots=True)
class Overlay:
    """The output laid over the work, in pixels of the reduced work.

    `outlines` bound the part of the work that the output covers, as (column, row).
    """

    warped_uri: str
    difference_uri: str
    outlines: tuple[Polygon, ...]
    height_px: int
    width_px: int


class Gallery:
    """The pictures of one exhibit, each opened and reduced once.

    Parameters
    ----------
    open_bytes
        From the SHA-256 of a picture to its bytes.
    """

    def __init__(self, open_bytes: Callable[[str], bytes]) -> None:
        self._open_bytes = open_bytes
        self._reduced: dict[str, Reduced] = {}
        self._overlays: dict[tuple[str, str, tuple[float, ...]], Overlay] = {}

    def reduced(self, picture: PictureRef) -> Reduced:
        """Return the picture with its longer side at most `MAX_SIDE_PX`."""
        if picture.sha256 not in self._reduced:
            data, n_pixels = self._open_bytes(picture.sha256), picture.height_px * picture.width_px
            prepared = prepare(data, max_side_px=MAX_SIDE_PX, max_pixels=n_pixels)
            pixels = np.ascontiguousarray(prepared.pixels)
            height, width = pixels.shape[:2]
            self._reduced[picture.sha256] = Reduced(pixels, _data_uri(pixels), height, width)
        return self._reduced[picture.sha256]

    def overlay(self, work: PictureRef, output: PictureRef, matrix: tuple[float, ...]) -> Overlay:
        """Return the output warped onto the work, and their absolute difference.

        `matrix` takes (column, row, 1) of the work to the output, in pixels of the originals.
        """
        key = (work.sha256, output.sha256, matrix)
        if key not in self._overlays:
            self._overlays[key] = self._draw(work, output, matrix)
        return self._overlays[key]

    def _draw(self, work: PictureRef, output: PictureRef, matrix: tuple[float, ...]) -> Overlay:
        ours, theirs = self.reduced(work), self.reduced(output)
        to_original = np.linalg.inv(_scaling(ours, work))
        to_reduced = _scaling(theirs, output)
        onto = to_reduced @ np.array(matrix, dtype=np.float64).reshape(3, 3) @ to_original
        warped, is_covered = warp(theirs.pixels, onto, (ours.height_px, ours.width_px))
        difference = absolute_difference(ours.pixels, warped, is_covered)
        return Overlay(
            warped_uri=_data_uri(warped),
            difference_uri=_data_uri(difference),
            outlines=_outlines(is_covered),
            height_px=ours.height_px,
            width_px=ours.width_px,
        )


def warp(
    output: Pixels, onto: NDArray[np.float64], size: tuple[int, int]
) -> tuple[Pixels, NDArray[np.bool_]]:
    """Lay an output over a work.

    Parameters
    ----------
    output
        uint8 (height, width, 3).
    onto
        float64 (3, 3), takes (column, row, 1) of the work to the output.
    size
        Height and width of the work in pixels.

    Returns
    -------
    tuple
        The warped output, uint8 (*size, 3), and which pixels of the work it covers, bool `size`.
    """
    height, width = size
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpPerspective(output, onto, (width, height), flags=flags, borderValue=(_OUTSIDE,) * 3)
    whole = np.full(output.shape[:2], 255, dtype=np.uint8)
    covered = cv2.warpPerspective(whole, onto, (width, height), flags=flags) > 127
    rows, columns = np.mgrid[0:height, 0:width]
    in_front = onto[2, 0] * columns + onto[2, 1] * rows + onto[2, 2] > 0
    is_covered: NDArray[np.bool_] = covered & in_front
    return np.where(is_covered[..., None], warped, np.uint8(_OUTSIDE)).astype(np.uint8), is_covered


def absolute_difference(work: Pixels, warped: Pixels, is_covered: NDArray[np.bool_]) -> Pixels:
    """Return the mean absolute difference of the three channels, white for none and black for the greatest.

    Where the output does not cover the work, the picture is hatched.
    """
    apart = np.abs(work.astype(np.int16) - warped.astype(np.int16)).mean(axis=2)
    rows, columns = np.mgrid[0 : work.shape[0], 0 : work.shape[1]]
    hatch = np.where((rows + columns) % 12 < 2, 170, _OUTSIDE)
    grey = np.where(is_covered, 255 - apart.round(), hatch).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def _scaling(reduced: Reduced, picture: PictureRef) -> NDArray[np.float64]:
    """Take a place in the original to the centre-counted place in the reduced picture, as OpenCV counts.

    Places of a match are continuous: the top left corner of the first pixel is (0, 0), its centre (.5, .5).
    """
    across, down = reduced.width_px / picture.width_px, reduced.height_px / picture.height_px
    return np.array([[across, 0, -0.5], [0, down, -0.5], [0, 0, 1]], dtype=np.float64)


def _outlines(is_covered: NDArray[np.bool_]) -> tuple[Polygon, ...]:
    mask = is_covered.astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    polygons = []
    for contour in contours:
        corners = cv2.approxPolyDP(contour, 1.0, True).reshape(-1, 2)
        if len(corners) >= 3:
            polygons.append(tuple((float(column), float(row)) for column, row in corners))
    return tuple(sorted(polygons))


def _data_uri(pixels: Pixels) -> str:
    blue_first = np.ascontiguousarray(pixels[..., ::-1])
    done, encoded = cv2.imencode(".jpg", blue_first, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise EngineError(f"a picture of shape {pixels.shape} could not be written as JPEG")
    return "data:image/jpeg;base64," + b64encode(encoded.tobytes()).decode("ascii")
