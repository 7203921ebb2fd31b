"""Raster pictures: the header and the metadata; no pixel is decoded here.

What OpenCV reads and Pillow does not (Radiance HDR, OpenEXR, PAM, colour PFM) is told by its header alone.
"""

import io
import re
import struct
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sidebyside.errors import UnfitItemError
from sidebyside.primitives.text.decoding import printable
from sidebyside.records import Claim, Medium, Picture
from sidebyside.sources.contract import CLAIMS, Content, Format, Limits, PictureMetadata, too_large
from sidebyside.sources.metadata import FAULTS, exif_of, metadata_of

COMMON_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "PPM")
"""What Pillow knows without loading all its plug-ins; a JPEG of several pictures (MPO) is among them."""

OTHER_FORMATS = (
    *(
        "AVIF",
        "BLP",
        "CUR",
        "DCX",
        "DDS",
        "DIB",
        "FITS",
        "FLI",
        "FTEX",
        "GBR",
        "ICNS",
        "ICO",
        "IM",
        "JPEG2000",
    ),
    *("MSP", "PCD", "PCX", "PIXAR", "PSD", "QOI", "SGI", "SUN", "TGA", "TIFF", "WEBP", "XBM", "XPM"),
)
"""Pillow's raster formats; left out are drawings (EPS, PDF, WMF), video, and kinds it only names."""

_SUFFIX_NAMES = """
.apng .avif .avifs .blp .bmp .bw .cur .dcx .dds .dib .fit .fits .flc .fli .ftc .ftu .gbr .gif .icb .icns .ico
.im .j2c .j2k .jfif .jp2 .jpc .jpe .jpeg .jpf .jpg .jpx .mpo .msp .pbm .pcd .pcx .pfm .pgm .png .pnm .ppm .psd
.pxm .pxr .qoi .ras .rgb .rgba .sgi .sr .tga .tif .tiff .vda .vst .webp .xbm .xpm
"""
_HEADER_SUFFIXES = frozenset({".hdr", ".pic", ".exr", ".pam"})
SUFFIXES = frozenset(_SUFFIX_NAMES.split())
"""What Pillow reads."""

_SIGNATURES = (
    (0, b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"GIF87a", "a GIF picture"),
    (0, b"GIF89a", "a GIF picture"),
    (8, b"WEBPVP8", "a WebP picture"),
    (6, b"\0\0\0\0", "a BMP picture"),
    (0, b"II*\0", "a TIFF picture"),
    (0, b"MM\0*", "a TIFF picture"),
    (0, b"II+\0", "a TIFF picture"),
    (0, b"MM\0+", "a TIFF picture"),
    (4, b"ftypavif", "an AVIF picture"),
    (4, b"ftypavis", "an AVIF picture"),
    (0, b"8BPS\0", "a PSD picture"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 picture"),
    (0, b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (0, b"qoif", "a QOI picture"),
    (0, b"DDS |\0\0\0", "a DDS picture"),
    (0, b"\x59\xa6\x6a\x95", "a Sun raster picture"),
    (0, b"\x01\xda", "an SGI picture"),
    (0, b"icns", "an ICNS picture"),
)
_EXPECTED = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP", ".bmp": "BMP"}
_SAME = {"MPO": "JPEG", "DIB": "BMP", "CUR": "ICO"}
_ORIENTATION = 0x0112
_HDR_SIZE = re.compile(rb"\n([-+])([XY]) (\d{1,9}) ([-+])([XY]) (\d{1,9})\n")
_PAM_FIELD = re.compile(rb"^(WIDTH|HEIGHT|DEPTH|MAXVAL)[ \t]+(\d{1,9})[ \t]*$", re.MULTILINE)
_PFM_SIZE = re.compile(rb"PF\s+(\d{1,9})\s+(\d{1,9})\s")


class Image:
    """Reads every raster format of Pillow and four of OpenCV, up to the header.

    The size is that after the EXIF orientation. A picture whose pixels are damaged passes here and is found
    out when they are decoded. *What it does not see*: metadata of the four that OpenCV decodes; whether it
    decodes an OpenEXR file depends on how it was built.
    """

    label = "a picture"
    medium: Medium = "image"
    suffixes = SUFFIXES | _HEADER_SUFFIXES
    is_plain = False

    def recognise(self, data: bytes) -> str:
        """Know the usual formats by their signature."""
        return _signature(data) or next(
            (f"a picture ({name})" for magic, name, _ in _HEADERS if data.startswith(magic)), ""
        )

    def read(self, data: bytes, suffix: str, limits: Limits) -> Content:
        """Read size, mode, format, number of frames and what the metadata claim."""
        if not _signature(data) and (self.recognise(data) or suffix in _HEADER_SUFFIXES):
            return Content(picture=_by_header(data, limits))
        with _opened(data) as image:
            _check_size(image.height, image.width, limits)
            picture, notes = _described(image, data)
            metadata = metadata_of(image, data)
            notes += _name_notes(suffix, picture.format)
        return Content(picture=picture, claims=claims_in(metadata), notes=notes)


def _signature(data: bytes) -> str:
    for offset, magic, label in _SIGNATURES:
        if data.startswith(magic, offset) and _is_confirmed(magic, data):
            return label
    return ""


def _check_size(height: int, width: int, limits: Limits) -> None:
    if height * width > limits.max_pixels:
        raise too_large(f"is a picture of {height} x {width} =", height * width, limits, "max_pixels")


def _by_header(data: bytes, limits: Limits) -> Picture:
    for magic, name, size_of in _HEADERS:
        size = size_of(data) if data.startswith(magic) else None
        if size is not None and size[0] > 0 and size[1] > 0:
            height, width, mode = size
            _check_size(height, width, limits)
            return Picture(height, width, mode, name)
    raise UnfitItemError(
        "cannot be opened as a picture (its header is damaged)",
        code="corrupt",
        hint="get a whole copy of the file",
    )


def _is_confirmed(magic: bytes, data: bytes) -> bool:
    """Look further where a signature is so short that a text might begin with it."""
    if magic == bytes(4):
        return data.startswith(b"BM") and len(data) >= 26
    if magic in (b"qoif", b"icns"):
        # The width of the one and the length of the other come next; a text has no zero byte there.
        return b"\0" in data[4:8]
    return magic != b"\x01\xda" or data[2:3] in (b"\0", b"\1")


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    """Open the header with the bomb check of Pillow off: the limit is ours and the user's to set."""
    from PIL import Image as Pillow

    before = Pillow.MAX_IMAGE_PIXELS
    Pillow.MAX_IMAGE_PIXELS = None
    try:
        with warnings.catch_warnings():
            # Pillow warns of odd tags; whether the picture can be used shows when its pixels are decoded.
            warnings.simplefilter("ignore")
            with _any_format(data) as image:
                yield image
    except UnfitItemError:
        raise
    except FAULTS as error:
        raise UnfitItemError(
            f"cannot be opened as a picture ({_reason(error)})",
            code="corrupt",
            hint="get a whole copy of the file",
        ) from error
    finally:
        Pillow.MAX_IMAGE_PIXELS = before


def _any_format(data: bytes) -> Any:
    from PIL import Image as Pillow
    from PIL import UnidentifiedImageError

    try:
        return Pillow.open(io.BytesIO(data), formats=COMMON_FORMATS)
    except UnidentifiedImageError:
        Pillow.init()
        built_in = [name for name in OTHER_FORMATS if name in Pillow.OPEN]
        return Pillow.open(io.BytesIO(data), formats=built_in)


def _reason(error: Exception) -> str:
    shown = printable(str(error))
    return "its header is not that of any known format" if "BytesIO" in shown or not shown else shown


def _described(image: Any, data: bytes) -> tuple[Picture, tuple[tuple[str, str], ...]]:
    notes: tuple[tuple[str, str], ...] = ()
    if image.width < 1 or image.height < 1:
        raise UnfitItemError(
            f"is a picture of {image.height} x {image.width} pixels",
            code="empty",
            hint="get a whole copy of the file",
        )
    height, width = image.height, image.width
    try:
        orientation = exif_of(image, data).get(_ORIENTATION)
    except FAULTS:
        orientation, notes = (
            None,
            (("damaged_exif", "has EXIF data that cannot be read; they are left aside"),),
        )
    if orientation in (5, 6, 7, 8):
        height, width = width, height
    try:
        n_frames = int(getattr(image, "n_frames", 1))
    except FAULTS:
        n_frames = 1
    if n_frames > 1:
        notes += (("first_frame", f"holds {n_frames} frames; the first is compared"),)
    return Picture(height, width, str(image.mode), str(image.format), n_frames), notes


def _name_notes(suffix: str, found: str) -> tuple[tuple[str, str], ...]:
    actual = _SAME.get(found, found)
    expected = _EXPECTED.get(suffix)
    if expected == actual or not suffix:
        return ()
    if expected is None:
        from PIL import Image as Pillow

        named = Pillow.registered_extensions().get(suffix, actual)
        expected = _SAME.get(named, named)
    return (
        ()
        if expected == actual
        else (("name_differs", f"is named {suffix} and holds {found}; it was read as {found}"),)
    )


def claims_in(metadata: PictureMetadata) -> tuple[Claim, ...]:
    """Return what all readers of claims find, in the order of their names."""
    return tuple(claim for reader in CLAIMS.members().values() for claim in reader.claims(metadata))


def _hdr_size(data: bytes) -> tuple[int, int, str] | None:
    found = _HDR_SIZE.search(data[:65536])
    if found is None or found.group(2) == found.group(5):
        return None
    first, second = int(found.group(3)), int(found.group(6))
    return (first, second, "float32 RGB") if found.group(2) == b"Y" else (second, first, "float32 RGB")


def _exr_size(data: bytes) -> tuple[int, int, str] | None:
    at = data.find(b"dataWindow\0box2i\0\x10\0\0\0", 0, 65536)
    if at < 0 or len(data) < at + 37:
        return None
    left, top, right, bottom = struct.unpack_from("<4i", data, at + 21)
    return bottom - top + 1, right - left + 1, "float RGB"


def _pam_size(data: bytes) -> tuple[int, int, str] | None:
    header = data[:4096].partition(b"ENDHDR")[0]
    fields = {name.decode(): int(value) for name, value in _PAM_FIELD.findall(header)}
    if not {"WIDTH", "HEIGHT", "DEPTH"} <= set(fields):
        return None
    return fields["HEIGHT"], fields["WIDTH"], f"{fields['DEPTH']} channels"


def _pfm_size(data: bytes) -> tuple[int, int, str] | None:
    found = _PFM_SIZE.match(data)
    return (int(found.group(2)), int(found.group(1)), "float32 RGB") if found else None


_HEADERS: tuple[tuple[bytes, str, Callable[[bytes], tuple[int, int, str] | None]], ...] = (
    (b"#?RADIANCE\n", "HDR", _hdr_size),
    (b"#?RGBE\n", "HDR", _hdr_size),
    (b"\x76\x2f\x31\x01", "EXR", _exr_size),
    (b"P7\n", "PAM", _pam_size),
    (b"PF\n", "PFM", _pfm_size),
)

MEMBER: Format = Image()
