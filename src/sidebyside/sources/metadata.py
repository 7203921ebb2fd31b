"""What does a picture file say beside its pixels? Read from its chunks and tags; no pixel is decoded."""

import struct
import zlib
from collections.abc import Iterator
from typing import Any

from sidebyside.errors import UnfitItemError
from sidebyside.primitives.text.decoding import decode, without_surrogates
from sidebyside.sources.contract import PictureMetadata

MAX_TEXT_BYTES = 1 << 22
"""A compressed text chunk is unpacked up to here."""

FAULTS = (
    ValueError,
    OSError,
    SyntaxError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    NotImplementedError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
)
"""What Pillow raises on a damaged file, beyond its own `UnidentifiedImageError` (an `OSError`)."""

_EXIF_NAMES = {
    0x010D: "DocumentName",
    0x010E: "ImageDescription",
    0x010F: "Make",
    0x0110: "Model",
    0x0131: "Software",
    0x013B: "Artist",
    0x8298: "Copyright",
    0x9C9B: "XPTitle",
    0x9C9C: "XPComment",
    0x9C9D: "XPAuthor",
}
_PNG = b"\x89PNG\r\n\x1a\n"
_XMP_KEYWORD = b"XML:com.adobe.xmp"
_EXIF_IFD, _USER_COMMENT = 0x8769, 0x9286


def exif_of(image: Any, data: bytes) -> Any:
    """Return the EXIF of an opened picture without decoding its pixels.

    Raises
    ------
    One of `FAULTS` where it is damaged.
    """
    from PIL.Image import Image

    if data.startswith(_PNG):
        # In a PNG these may stand behind the pixels, and Pillow would decode all of them to get there.
        for kind, body in _chunks(data):
            if kind == b"eXIf":
                image.info.setdefault("exif", b"Exif\0\0" + body)
            elif kind == b"iTXt" and body.startswith(_XMP_KEYWORD):
                image.info.setdefault("xmp", _named_text(kind, body)[1].encode("utf-8"))
        return Image.getexif(image)
    return image.getexif()


def metadata_of(image: Any, data: bytes) -> PictureMetadata:
    """Collect the texts of an opened picture.

    Parameters
    ----------
    image
        A `PIL.Image.Image` of which no pixel need be loaded.
    data
        The bytes of its file.
    """
    texts = _png_texts(data) if data.startswith(_PNG) else _info_texts(image)
    xmp = texts.pop(_XMP_KEYWORD.decode(), "") or _as_text(image.info.get("xmp", b"") or b"")
    try:
        exif = _exif_texts(exif_of(image, data))
    except FAULTS:
        exif = {}
    return PictureMetadata(str(image.format or ""), texts, exif, xmp)


def _info_texts(image: Any) -> dict[str, str]:
    texts = {}
    for name in ("comment", "Comment", "Description", "Software", "Title", "Author", "parameters"):
        value = image.info.get(name)
        if isinstance(value, bytes | str) and value:
            texts[name] = _as_text(value)
    return texts


def _as_text(value: bytes | str) -> str:
    if isinstance(value, str):
        return without_surrogates(value).strip("\0")
    try:
        return decode(value).text.strip("\0")
    except UnfitItemError:
        return ""


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Walk the chunks of a PNG other than pixels, to the end of the file."""
    position = 8
    while position + 12 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, position)
        if kind != b"IDAT":
            yield kind, data[position + 8 : position + 8 + size]
        position += 12 + size


def _png_texts(data: bytes) -> dict[str, str]:
    named = (_named_text(kind, body) for kind, body in _chunks(data) if kind in (b"tEXt", b"zTXt", b"iTXt"))
    return {name: value for name, value in named if value}


def _named_text(kind: bytes, body: bytes) -> tuple[str, str]:
    keyword, _, rest = body.partition(b"\0")
    if kind == b"iTXt":
        value = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
        text = (_inflated(value) if rest[:1] == b"\1" else value).decode("utf-8", "replace")
    else:
        # Latin-1 by the standard; writers put UTF-8 there all the same.
        text = _utf8_or_latin(_inflated(rest[1:]) if kind == b"zTXt" else rest)
    return keyword.decode("latin-1"), text


def _utf8_or_latin(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _inflated(value: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(value, MAX_TEXT_BYTES)
    except zlib.error:
        return b""


def _exif_texts(exif: Any) -> dict[str, str]:
    found = {name: exif.get(tag) for tag, name in _EXIF_NAMES.items()}
    texts = {
        name: _exif_value(name, value) for name, value in found.items() if isinstance(value, str | bytes)
    }
    comment = exif.get_ifd(_EXIF_IFD).get(_USER_COMMENT)
    if isinstance(comment, bytes | str):
        texts["UserComment"] = _user_comment(comment)
    return {name: text for name, text in texts.items() if text}


def _exif_value(name: str, value: str | bytes) -> str:
    if name.startswith("XP") and isinstance(value, bytes):
        return without_surrogates(value.decode("utf-16-le", "replace")).strip("\0")
    return _as_text(value)


def _user_comment(value: bytes | str) -> str:
    """Decode by the eight bytes that name the character code; UTF-16 comes in both byte orders."""
    if isinstance(value, str):
        return _as_text(value)
    code, body = value[:8], value[8:]
    if code == b"UNICODE\0":
        big, little = body.decode("utf-16-be", "replace"), body.decode("utf-16-le", "replace")
        return (big if _n_ascii(big) >= _n_ascii(little) else little).strip("\0")
    return _as_text(body if code in (b"ASCII\0\0\0", b"JIS\0\0\0\0\0", bytes(8)) else value)


def _n_ascii(text: str) -> int:
    return sum(" " <= char <= "~" for char in text)
