"""Raster pictures that OpenCV reads and Pillow does not: Radiance HDR, OpenEXR, PAM, colour PFM."""

import re
import struct
from collections.abc import Callable

from sidebyside.errors import UnfitItemError
from sidebyside.records import Medium, Picture
from sidebyside.sources.contract import Content, Limits, too_large

_HDR_SIZE = re.compile(rb"\n([-+])([XY]) (\d{1,9}) ([-+])([XY]) (\d{1,9})\n")
_PAM_FIELD = re.compile(rb"^(WIDTH|HEIGHT|DEPTH|MAXVAL)[ \t]+(\d{1,9})[ \t]*$", re.MULTILINE)
_PFM_SIZE = re.compile(rb"PF\s+(\d{1,9})\s+(\d{1,9})\s")


class OpenCvImage:
    """Reads the header of ``.hdr``, ``.exr`` and ``.pam``: height, width and kind of number.

    *What it does not see*: metadata. Whether the pixels of an OpenEXR file can be decoded depends on how
    OpenCV was built.
    """

    label = "a picture"
    medium: Medium = "image"
    suffixes = frozenset({".hdr", ".pic", ".exr", ".pam"})
    is_plain = False

    def recognise(self, data: bytes) -> str:
        """Know each by its first bytes."""
        return next((f"a picture ({name})" for magic, name, _ in _KINDS if data.startswith(magic)), "")

    def read(self, data: bytes, suffix: str, limits: Limits) -> Content:
        """Read size and mode."""
        del suffix
        for magic, name, size_of in _KINDS:
            size = size_of(data) if data.startswith(magic) else None
            if size is not None and size[0] > 0 and size[1] > 0:
                height, width, mode = size
                if height * width > limits.max_pixels:
                    raise too_large(
                        f"is a picture of {height} x {width} =", height * width, limits, "max_pixels"
                    )
                return Content(picture=Picture(height, width, mode, name))
        raise UnfitItemError(
            "cannot be opened as a picture (its header is damaged)",
            code="corrupt",
            hint="get a whole copy of the file",
        )


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


_KINDS: tuple[tuple[bytes, str, Callable[[bytes], tuple[int, int, str] | None]], ...] = (
    (b"#?RADIANCE\n", "HDR", _hdr_size),
    (b"#?RGBE\n", "HDR", _hdr_size),
    (b"\x76\x2f\x31\x01", "EXR", _exr_size),
    (b"P7\n", "PAM", _pam_size),
    (b"PF\n", "PFM", _pfm_size),
)

MEMBER = OpenCvImage()
