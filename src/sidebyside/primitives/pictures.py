"""Decoding pictures: from whatever file to upright 8-bit RGB of a working size.

One decoding serves every method. What is laid over white, scaled in tone or left out is said at
`prepare`; nothing is random and nothing depends on the number of threads.
"""

import math
import re
import struct
import warnings
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path
from threading import Lock
from types import TracebackType

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms, ImageStat, UnidentifiedImageError

from sidebyside.errors import UnfitItemError

Pixels = NDArray[np.uint8]

MAX_SIDE_PX = 512
MAX_PIXELS = 100_000_000
MIN_SIDE_PX = 16
MIN_DEVIATION = 2.0
N_AHEAD = 32

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ON_ITS_SIDE = 5
"""EXIF orientations from here on swap rows and columns."""

_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    RuntimeError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
)
"""What decoders written for well-formed files raise when a file is not."""

_REDUCIBLE = frozenset({"RGB", "L", "CMYK", "YCbCr", "RGBA", "LA", "HSV"})
"""Modes whose samples may be averaged before conversion; a palette's or a 16-bit picture's may not."""

_WITH_ALPHA = frozenset({"RGBA", "LA"})

MAX_SAMPLED_PIXELS = 25_000_000
"""Pictures of other modes, or with alpha, that have more pixels than this are thinned before conversion: a
palette's 1 byte a pixel would become 4, a 16-bit picture's 2 would become 8."""

_HDR_SIZE = re.compile(rb"-Y\s+(\d+)\s+\+X\s+(\d+)")
_PAM_HEIGHT, _PAM_WIDTH = re.compile(rb"HEIGHT\s+(\d+)"), re.compile(rb"WIDTH\s+(\d+)")
_HEADER_BYTES = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class PreparedPicture:
    """A decoded picture, ready for every method.

    Attributes
    ----------
    height_px, width_px
        Size of the original, after the EXIF orientation.
    pixels
        Shape (h, w, 3), uint8, RGB, read-only: the whole picture reduced to a working size.
    path
        Where it can be read again; None for a picture that came as bytes.
    data
        The bytes it came as, to be decoded again; None for a picture that came from a file.
    """

    height_px: int
    width_px: int
    pixels: Pixels
    path: Path | None = None
    data: bytes | None = None


PictureSource = Path | bytes


def prepare(
    source: PictureSource, *, max_side_px: int = MAX_SIDE_PX, max_pixels: int = MAX_PIXELS
) -> PreparedPicture:
    """Decode a picture, turn it upright and reduce it to a working size.

    Alpha is laid over white. 16-bit samples are divided by 257; 32-bit whole numbers likewise where they fit
    16 bits. Floating point (HDR, PFM, TIFF) and wider whole numbers are scaled so that their smallest value
    is black and the 99.9th percentile white, then raised to 1/2.2. CMYK and Lab go through the embedded
    colour profile where there is one; profiles of RGB pictures are not applied. Of an animation the first
    frame is taken.

    Parameters
    ----------
    source
        A file, or the bytes of one. The format is told from the content, not from the name.
    max_side_px
        The longer side of `PreparedPicture.pixels` at most; smaller pictures are not enlarged.
    max_pixels
        Pictures with more pixels than this are refused before they are decoded.

    Raises
    ------
    UnfitItemError
        With the code ``unreadable`` (no picture, or not to be opened), ``truncated`` (damaged or cut off),
        ``too_small`` (a side under 16 px), ``too_large`` (over `max_pixels`) or ``too_plain`` (standard
        deviation under 2 of 255 in every channel).

    Notes
    -----
    A few ms for a photograph of 1 megapixel; a JPEG is decoded at a half, quarter or eighth where that still
    exceeds the working size, so that one of 20,000 x 20,000 pixels takes some 70 MB. Memory otherwise:
    4 bytes a pixel of the original while decoding (1.6 GB for that size), 1 or 2 for palettes and 16 bits.
    Of such pictures, and of those with alpha, every k-th pixel is kept where there are more than 25 million.
    The file is held besides where it is given as bytes.
    """
    name = str(source) if isinstance(source, Path) else f"picture of {len(source)} bytes"
    try:
        stream = source.open("rb") if isinstance(source, Path) else BytesIO(source)
    except OSError as error:
        raise UnfitItemError(
            f"{name}: cannot be opened: {error.strerror or error}", code="unreadable"
        ) from error
    with stream, _PILLOW:
        try:
            image: Image.Image = Image.open(stream)
        except UnidentifiedImageError:
            stream.seek(0)
            image = _open_with_opencv(stream.read(), name, max_pixels)
        except _BROKEN as error:
            raise _damaged(name, error) from error
        _check_size(image.size, name, max_pixels)
        if image.format == "EPS":
            # Pillow would hand the file to an interpreter outside this process.
            raise UnfitItemError(f"{name}: PostScript is not run", hint="export it as PNG", code="unreadable")
        return _prepare_opened(image, name, max_side_px, source)


def prepare_all(
    sources: Iterable[PictureSource],
    *,
    n_threads: int = 2,
    n_ahead: int = N_AHEAD,
    max_side_px: int = MAX_SIDE_PX,
    max_pixels: int = MAX_PIXELS,
) -> Iterator[PreparedPicture | UnfitItemError]:
    """Decode many pictures in threads, ahead of the reader; one result a source, in their order.

    A picture that cannot be used comes out as the error `prepare` would raise. At most `n_ahead` decoded
    pictures wait, so that memory does not grow with the number of sources.
    """

    def attempt(source: PictureSource) -> PreparedPicture | UnfitItemError:
        try:
            return prepare(source, max_side_px=max_side_px, max_pixels=max_pixels)
        except UnfitItemError as error:
            return error

    waiting: deque[Future[PreparedPicture | UnfitItemError]] = deque()
    remaining = iter(sources)
    pool = ThreadPoolExecutor(n_threads, thread_name_prefix="picture")
    try:
        waiting.extend(pool.submit(attempt, source) for source in islice(remaining, n_ahead))
        while waiting:
            result = waiting.popleft().result()
            waiting.extend(pool.submit(attempt, source) for source in islice(remaining, 1))
            yield result
    finally:
        pool.shutdown(cancel_futures=True)


def _prepare_opened(
    image: Image.Image, name: str, max_side_px: int, source: PictureSource
) -> PreparedPicture:
    width, height = image.size
    target = _reduced_size(width, height, max_side_px)
    try:
        if image.mode in ("RGB", "L", "YCbCr", "CMYK"):
            image.draft(None, target)
        image.load()
        orientation = _orientation(image)
        if image.mode in _WITH_ALPHA:
            # Reducing these makes a second picture of the same size, alpha multiplied in.
            image = _thinned(image)
        if image.mode in _REDUCIBLE:
            image = _rgb(_reduce(image, target))
        else:
            image = _reduce(_rgb(_thinned(image)), target)
    except _BROKEN as error:
        raise _damaged(name, error) from error
    if orientation in _UPRIGHT:
        image = image.transpose(_UPRIGHT[orientation])
    if orientation >= _ON_ITS_SIDE:
        width, height = height, width
    if max(ImageStat.Stat(image).stddev) < MIN_DEVIATION:
        raise UnfitItemError(
            f"{name}: a plain surface: the pixels deviate by less than {MIN_DEVIATION:g} of 255",
            hint="there is nothing in it to compare",
            code="too_plain",
        )
    pixels = np.array(image, dtype=np.uint8)
    pixels.flags.writeable = False
    path, data = (source, None) if isinstance(source, Path) else (None, source)
    return PreparedPicture(height, width, pixels, path, data)


def _check_size(size: tuple[int, int], name: str, max_pixels: int) -> None:
    width, height = size
    if width * height > max_pixels:
        raise UnfitItemError(
            f"{name}: {width} x {height} is {width * height} pixels, over the limit of {max_pixels}",
            hint="raise the limit on pixels if the file is to be trusted",
            code="too_large",
        )
    if min(width, height) < MIN_SIDE_PX:
        raise UnfitItemError(
            f"{name}: {width} x {height} pixels; a side needs {MIN_SIDE_PX} or more",
            hint="give a larger version of the picture",
            code="too_small",
        )


def _damaged(name: str, error: BaseException) -> UnfitItemError:
    reason = str(error).strip() or type(error).__name__
    hint = "the file is damaged or was cut off; get it again from where it came"
    return UnfitItemError(f"{name}: cannot be decoded: {reason}", hint=hint, code="truncated")


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except _BROKEN:
        return 1  # A damaged EXIF block says nothing; the picture itself is whole.
    return value if isinstance(value, int) else 1


def _reduced_size(width: int, height: int, max_side_px: int) -> tuple[int, int]:
    ratio = min(1.0, max_side_px / max(width, height))
    # A very long picture keeps a short side that a descriptor can still be taken from.
    least_width, least_height = min(width, MIN_SIDE_PX), min(height, MIN_SIDE_PX)
    return max(least_width, round(width * ratio)), max(least_height, round(height * ratio))


def _reduce(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.size == size:
        return image
    return image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)


def _thinned(image: Image.Image) -> Image.Image:
    """Keep every k-th pixel each way of a very large picture whose samples may not be averaged."""
    width, height = image.size
    every = math.ceil(math.sqrt(width * height / MAX_SAMPLED_PIXELS))
    if every < 2:
        return image
    size = max(1, width // every), max(1, height // every)
    thinned = image.resize(size, Image.Resampling.NEAREST)
    # What makes a colour of a palette transparent is not carried over.
    thinned.info.update(image.info)
    return thinned


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode in ("F", "I") or image.mode.startswith("I;"):
        return _from_deep(np.asarray(image))
    if image.mode in ("CMYK", "LAB"):
        return _through_profile(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    return image.convert("RGB")


def _through_profile(image: Image.Image) -> Image.Image:
    srgb = ImageCms.createProfile("sRGB")
    try:
        profile = (
            ImageCms.createProfile("LAB")
            if image.mode == "LAB"
            else ImageCms.ImageCmsProfile(BytesIO(image.info.get("icc_profile") or b""))
        )
        converted = ImageCms.profileToProfile(image, profile, srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, *_BROKEN):
        return image.convert("RGB")
    return converted if converted is not None else image.convert("RGB")


def _from_deep(samples: NDArray[np.generic]) -> Image.Image:
    """Bring deep samples, shape (h, w) or (h, w, 3), to 8 bits."""
    values = samples.astype(np.float64)
    values = np.where(np.isfinite(values), values, 0.0)
    if samples.dtype.kind in "iu" and values.min() >= 0 and values.max() <= 65_535:
        tones = values / 65_535
    else:
        low, high = float(values.min()), float(np.percentile(values, 99.9))
        tones = np.clip((values - low) / max(high - low, 1e-12), 0.0, 1.0) ** (1 / 2.2)
    return Image.fromarray(np.rint(tones * 255).astype(np.uint8)).convert("RGB")


def _open_with_opencv(data: bytes, name: str, max_pixels: int) -> Image.Image:
    """Read what Pillow does not: Radiance HDR and PAM."""
    size = _declared_size(data[:_HEADER_BYTES])
    if size is None:
        raise UnfitItemError(
            f"{name}: not a picture in a format that can be read",
            hint="give a picture in PNG, JPEG, TIFF, WebP or another format that Pillow or OpenCV reads",
            code="unreadable",
        )
    _check_size(size, name, max_pixels)
    import cv2

    try:
        samples = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        raise _damaged(name, error) from error
    if samples is None:
        raise UnfitItemError(
            f"{name}: cannot be decoded", hint="the file is damaged or was cut off", code="truncated"
        )
    samples = np.asarray(samples)
    if samples.ndim == 3:
        order = [2, 1, 0, 3] if samples.shape[2] == 4 else [2, 1, 0]
        samples = samples[:, :, order]
    return Image.fromarray(samples) if samples.dtype == np.uint8 else _from_deep(samples[..., :3])


def _declared_size(header: bytes) -> tuple[int, int] | None:
    """Read (width, height) off a header, so that a bomb is refused before it is decoded."""
    if header.startswith((b"#?RADIANCE", b"#?RGBE")) and (size := _HDR_SIZE.search(header)):
        return int(size[2]), int(size[1])
    if header.startswith(b"P7"):
        height, width = _PAM_HEIGHT.search(header), _PAM_WIDTH.search(header)
        if height and width:
            return int(width[1]), int(height[1])
    return None


class _OwnLimits:
    """Our limit on pixels and our errors in place of Pillow's, which are global to the process.

    Entered by any number of threads; the first one in sets, the last one out restores.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._n_inside = 0
        self._limit = Image.MAX_IMAGE_PIXELS
        self._caught = warnings.catch_warnings()

    def __enter__(self) -> None:
        with self._lock:
            if self._n_inside == 0:
                self._limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
                self._caught = warnings.catch_warnings()
                self._caught.__enter__()
                warnings.filterwarnings("ignore", module=r"PIL\b")
            self._n_inside += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._n_inside -= 1
            if self._n_inside == 0:
                self._caught.__exit__(kind, error, trace)
                Image.MAX_IMAGE_PIXELS = self._limit


_PILLOW = _OwnLimits()
