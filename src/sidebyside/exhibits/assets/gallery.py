"""Pictures for who draws: reduced originals, the output as it lies on the work, places at full resolution.

What is drawn follows the match: the output is laid by the inverse of the transform that was found, and
nothing is fitted anew. A picture is encoded once; overlay, difference and mask show the same one again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sidebyside.errors import EngineError
from sidebyside.exhibits.assets import data_uri
from sidebyside.exhibits.picture_view import PictureRef
from sidebyside.primitives.pictures import Pixels, prepare
from sidebyside.records import Region

MAX_SIDE_PX = 900
"""Longer sides are reduced to this."""

JPEG_QUALITY = 88
MAX_CROPPED_SIDE_PX = 8192
"""A picture with a longer side is reduced to this before places are cut out of it."""

_OUTSIDE = 236

Polygon = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture as an exhibit carries it: encoded, in its own size or reduced."""

    media_type: str
    data: bytes
    height_px: int
    width_px: int

    @property
    def data_uri(self) -> str:
        """The picture as a page holds it."""
        return data_uri(self.media_type, self.data)


@dataclass(frozen=True, slots=True)
class Overlay:
    """The output as it lies on the work, in pixels of the work.

    `move` is what SVG calls a matrix, and places the picture that the page already carries. A perspective
    is none: then the output was drawn anew as `warped`, of the size of the reduced work, and `move` is empty.
    `outlines` bound the part of the work that the output covers, as (column, row).
    """

    move: str
    warped: Thumbnail | None
    outlines: tuple[Polygon, ...]


@dataclass(frozen=True, slots=True)
class Crop:
    """A place of a picture, pixel by pixel as in the original unless `is_reduced`."""

    media_type: str
    data: bytes
    height_px: int
    width_px: int
    is_reduced: bool

    @property
    def data_uri(self) -> str:
        """The place as a page holds it."""
        return data_uri(self.media_type, self.data)


class Gallery:
    """The pictures of one exhibit, each opened and reduced once.

    Parameters
    ----------
    read
        From the SHA-256 of a picture to its bytes, such as `ReadableCase.read`.
    """

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._thumbnails: dict[str, Thumbnail] = {}
        self._overlays: dict[tuple[str, str, tuple[float, ...]], Overlay] = {}
        self._crops: dict[tuple[str, Region], Crop] = {}
        self._last: dict[int, dict[str, Pixels]] = {MAX_SIDE_PX: {}, MAX_CROPPED_SIDE_PX: {}}

    def thumbnail(self, picture: PictureRef) -> Thumbnail:
        """Return the picture with its longer side at most `MAX_SIDE_PX`."""
        if picture.sha256 not in self._thumbnails:
            self._thumbnails[picture.sha256] = _jpeg(self._last_opened(picture, MAX_SIDE_PX))
        return self._thumbnails[picture.sha256]

    def overlay(self, work: PictureRef, output: PictureRef, matrix: tuple[float, ...]) -> Overlay:
        """Return the output as it lies on the work.

        `matrix` takes (column, row, 1) of the work to the output, in pixels of the originals.
        """
        key = (work.sha256, output.sha256, matrix)
        if key not in self._overlays:
            onto = np.array(matrix, dtype=np.float64).reshape(3, 3)
            is_flat = np.allclose(onto[2, :2], 0.0, atol=1e-12) and onto[2, 2] != 0.0
            self._overlays[key] = _moved(work, output, onto) if is_flat else self._warped(work, output, onto)
        return self._overlays[key]

    def crop(self, picture: PictureRef, region: Region) -> Crop:
        """Return a place of the picture as lossless WebP, from the original pixels.

        A picture with a side of more than `MAX_CROPPED_SIDE_PX` is reduced to that first, and the crop says
        so. The two pictures opened last are kept, so that the places of a pair open each once.
        """
        key = (picture.sha256, region)
        if key not in self._crops:
            whole = self._last_opened(picture, MAX_CROPPED_SIDE_PX)
            down, across = whole.shape[0] / picture.height_px, whole.shape[1] / picture.width_px
            top, left = int(region.row * down), int(region.column * across)
            bottom = max(top + 1, round((region.row + region.height) * down))
            right = max(left + 1, round((region.column + region.width) * across))
            cut = whole[top:bottom, left:right]
            height, width = cut.shape[:2]
            self._crops[key] = Crop(
                "image/webp", _webp(cut), height, width, is_reduced=min(down, across) < 1.0
            )
        return self._crops[key]

    def _last_opened(self, picture: PictureRef, max_side_px: int) -> Pixels:
        """Return the pixels; those of the two pictures opened last are held, not those of a whole case."""
        last = self._last[max_side_px]
        pixels = last.pop(picture.sha256, None)
        if pixels is None:
            pixels = self._opened(picture, max_side_px)
        while len(last) > 1:
            del last[next(iter(last))]
        last[picture.sha256] = pixels
        return pixels

    def _opened(self, picture: PictureRef, max_side_px: int) -> Pixels:
        data, n_pixels = self._read(picture.sha256), picture.height_px * picture.width_px
        prepared = prepare(data, max_side_px=max_side_px, max_pixels=n_pixels)
        return np.ascontiguousarray(prepared.pixels)

    def _warped(self, work: PictureRef, output: PictureRef, matrix: NDArray[np.float64]) -> Overlay:
        ours, theirs = self.thumbnail(work), self.thumbnail(output)
        onto = _scaling(theirs, output) @ matrix @ np.linalg.inv(_scaling(ours, work))
        warped, is_covered = warp(
            self._last_opened(output, MAX_SIDE_PX), onto, (ours.height_px, ours.width_px)
        )
        across, down = work.width_px / ours.width_px, work.height_px / ours.height_px
        outlines = tuple(
            tuple((round(column * across, 2), round(row * down, 2)) for column, row in polygon)
            for polygon in _outlines(is_covered)
        )
        return Overlay(move="", warped=_jpeg(warped), outlines=outlines)


def _moved(work: PictureRef, output: PictureRef, matrix: NDArray[np.float64]) -> Overlay:
    """Return an output without perspective as it lies on the work; its pixels stay where they are."""
    back = np.linalg.inv(matrix / matrix[2, 2])
    a, c, e, b, d, f = back[:2].ravel()
    height, width = float(output.height_px), float(output.width_px)
    corners = np.array([(0.0, 0.0, 1.0), (width, 0.0, 1.0), (width, height, 1.0), (0.0, height, 1.0)])
    quad = [(float(x), float(y)) for x, y in (corners @ back.T)[:, :2]]
    covered = _clipped(quad, float(work.height_px), float(work.width_px))
    move = "matrix(" + " ".join(f"{value:.9g}" for value in (a, b, c, d, e, f)) + ")"
    return Overlay(move=move, warped=None, outlines=(covered,) if covered else ())


def _clipped(polygon: list[tuple[float, float]], height: float, width: float) -> Polygon:
    """Return the part of a convex polygon of (column, row) that lies inside a picture.

    One side of the picture after the other cuts it (Sutherland and Hodgman 1974). `cv2.intersectConvexConvex`
    gives the same corners, in 32 bits to a hundredth of a pixel and in an order of its own, so that the same
    case would give other bytes.
    """
    for axis, limit, sign in ((0, 0.0, 1.0), (0, width, -1.0), (1, 0.0, 1.0), (1, height, -1.0)):
        kept: list[tuple[float, float]] = []
        for here, before in zip(polygon, polygon[-1:] + polygon[:-1], strict=True):
            inside, was_inside = ((place[axis] - limit) * sign for place in (here, before))
            if (inside >= 0) != (was_inside >= 0):
                t = was_inside / (was_inside - inside)
                kept.append((before[0] + t * (here[0] - before[0]), before[1] + t * (here[1] - before[1])))
            if inside >= 0:
                kept.append(here)
        polygon = kept
    return tuple((round(column, 2), round(row, 2)) for column, row in polygon)


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


def _scaling(reduced: Thumbnail, picture: PictureRef) -> NDArray[np.float64]:
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


def _jpeg(pixels: Pixels) -> Thumbnail:
    settings = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    done, encoded = cv2.imencode(".jpeg", np.ascontiguousarray(pixels[..., ::-1]), settings)
    if not done:
        raise EngineError(f"a picture of shape {pixels.shape} could not be written as JPEG")
    height, width = pixels.shape[:2]
    return Thumbnail("image/jpeg", encoded.tobytes(), height, width)


def _webp(pixels: Pixels) -> bytes:
    """Return every pixel as it is. `quality` is effort here: more gains little and takes long."""
    stream = BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(
        stream, "WEBP", lossless=True, exact=True, quality=50, method=3
    )
    return stream.getvalue()
