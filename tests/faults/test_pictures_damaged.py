"""Damaged and hostile pictures: a named reason, never another error and never a warning."""

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from sidebyside.errors import UnfitItemError
from sidebyside.primitives.pictures import prepare

FORMS = ["PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP", "TGA", "JPEG2000", "AVIF", "PPM", "ICO"]
CODES = {"truncated", "unreadable", "too_small", "too_large", "too_plain"}


def _file(form: str, size: tuple[int, int] = (120, 90)) -> bytes:
    rng = np.random.default_rng(1)
    image = Image.fromarray(rng.integers(0, 256, (*size[::-1], 3), dtype=np.uint8))
    stream = BytesIO()
    image.save(stream, form)
    return stream.getvalue()


def _code(data: bytes, **options: int) -> str:
    try:
        prepare(data, **options)
    except UnfitItemError as error:
        return error.code
    return ""


def test_an_empty_file_is_named_unreadable():
    assert _code(b"") == "unreadable"


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_cut_off_in_the_middle_is_refused(form):
    data = _file(form)
    assert _code(data) == ""
    assert _code(data[: len(data) // 2]) in {"truncated", "unreadable"}


@pytest.mark.parametrize("form", FORMS)
def test_no_cut_and_no_changed_byte_gives_another_error(form):
    data = _file(form, (24, 20))
    rng = np.random.default_rng(7)
    for n_bytes in np.linspace(0, min(len(data) - 1, 400), 24).astype(int):
        assert _code(data[:n_bytes]) in CODES | {""}
    for _ in range(60):
        changed = bytearray(data)
        for place in rng.integers(0, min(len(data), 200), 3):
            changed[place] = rng.integers(0, 256)
        assert _code(bytes(changed), max_pixels=1_000_000) in CODES | {""}


def _png(width: int, height: int, data: bytes) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "bomb",
    [
        _png(60_000, 60_000, bytes(1000)),
        b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 60000 +X 60000\n" + bytes(1000),
        b"P7\nWIDTH 60000\nHEIGHT 60000\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n" + bytes(1000),
        b"P6\n60000 60000\n255\n" + bytes(1000),
    ],
    ids=["PNG", "HDR", "PAM", "PPM"],
)
def test_a_decompression_bomb_is_refused_before_it_is_decoded(bomb):
    with pytest.raises(UnfitItemError, match="3600000000 pixels, over the limit of 100000000") as caught:
        prepare(bomb)
    assert caught.value.code == "too_large"


@pytest.mark.parametrize(
    "data",
    [
        b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 60 +X 60\n",
        b"P7\nWIDTH 60\nHEIGHT 60\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n" + bytes(100),
    ],
)
def test_what_only_opencv_reads_is_refused_when_cut_off(data):
    assert _code(data) in {"truncated", "too_plain"}


@pytest.mark.parametrize(
    "data",
    [
        b"Call me Ishmael. " * 50,
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04" + bytes(100),
        bytes(5000),
    ],
)
def test_what_is_no_picture_is_named_unreadable(data):
    assert _code(data) == "unreadable"


def test_postscript_is_never_run():
    data = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n%%EndComments\nshowpage\n%%EOF\n"
    with pytest.raises(UnfitItemError, match="PostScript"):
        prepare(data)


def test_a_damaged_exif_block_does_not_keep_the_picture_away():
    image = Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8))
    stream = BytesIO()
    image.save(stream, "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\x7f" + bytes(20))
    assert prepare(stream.getvalue()).width_px == 60


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    for path in (tmp_path / "nothing.png", tmp_path):
        with pytest.raises(UnfitItemError, match="cannot be opened") as caught:
            prepare(path)
        assert caught.value.code == "unreadable"
        assert str(path) in str(caught.value)
