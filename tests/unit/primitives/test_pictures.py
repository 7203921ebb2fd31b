"""Whatever the file, out comes the same upright picture."""

import warnings
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from sidebyside.errors import UnfitItemError
from sidebyside.primitives import pictures
from sidebyside.primitives.pictures import prepare, prepare_all


def _drawn(width: int = 96, height: int = 64) -> Image.Image:
    """Four fields: red and green above, blue and white below."""
    image = np.zeros((height, width, 3), np.uint8)
    image[: height // 2, : width // 2] = (220, 20, 20)
    image[: height // 2, width // 2 :] = (20, 220, 20)
    image[height // 2 :, : width // 2] = (20, 20, 220)
    image[height // 2 :, width // 2 :] = (240, 240, 240)
    return Image.fromarray(image)


def _bytes(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    stream = BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def _difference(pixels: np.ndarray, image: Image.Image) -> float:
    return float(np.abs(pixels.astype(int) - np.asarray(image.convert("RGB")).astype(int)).mean())


def test_pixels_of_a_lossless_picture_are_kept_and_cannot_be_changed():
    image = _drawn()
    picture = prepare(_bytes(image))
    assert (picture.pixels == np.asarray(image)).all()
    assert picture.pixels.dtype == np.uint8
    assert not picture.pixels.flags.writeable
    assert (picture.height_px, picture.width_px) == (64, 96)


@pytest.mark.parametrize(
    "form", ["PNG", "BMP", "TIFF", "WEBP", "GIF", "JPEG", "JPEG2000", "PPM", "TGA", "AVIF", "ICO"]
)
def test_every_usual_format_is_read(form):
    image = _drawn()
    options = {"sizes": [(96, 64)]} if form == "ICO" else {}
    picture = prepare(_bytes(image, form, **options))
    assert (picture.height_px, picture.width_px) == (64, 96)
    assert _difference(picture.pixels, image) < 12


@pytest.mark.parametrize(
    "mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16", "I", "F", "CMYK", "LAB", "YCbCr"]
)
def test_every_mode_comes_out_as_rgb(mode):
    ramp = np.tile(np.linspace(0, 255, 64).astype(np.uint8), (48, 1))
    grey = Image.fromarray(ramp)
    if mode == "I;16":
        image = Image.fromarray(ramp.astype(np.uint16) * 257)
    elif mode == "I":
        image = Image.fromarray(ramp.astype(np.int32) * 257)
    elif mode == "F":
        image = Image.fromarray((ramp / 255.0).astype(np.float32) ** 2.2)
    elif mode == "LAB":
        colour = ImageCms.profileToProfile(
            grey.convert("RGB"),
            ImageCms.createProfile("sRGB"),
            ImageCms.createProfile("LAB"),
            outputMode="LAB",
        )
        assert colour is not None
        image = colour
    else:
        image = grey.convert(mode)
    picture = prepare(_bytes(image, "TIFF" if mode not in ("LA", "RGBA") else "PNG"))
    assert picture.pixels.shape == (48, 64, 3)
    if mode != "1":
        assert _difference(picture.pixels, grey) < 5


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_every_exif_orientation_comes_out_upright(orientation, form):
    turns = {
        1: [],
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    image = stored = _drawn()
    for turn in turns[orientation]:
        stored = stored.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = prepare(_bytes(stored, form, exif=exif))
    assert (picture.height_px, picture.width_px) == (64, 96)
    assert _difference(picture.pixels, image) < 12


def test_alpha_is_laid_over_white():
    image = _drawn().convert("RGBA")
    image.putalpha(Image.fromarray(np.tile(np.repeat([0, 255], 48), (64, 1)).astype(np.uint8)))
    pixels = prepare(_bytes(image)).pixels
    assert (pixels[:, :48] == 255).all()
    assert (pixels[:32, 48:] == (20, 220, 20)).all()


def test_a_transparent_colour_of_a_palette_is_laid_over_white():
    image = _drawn().quantize(8)
    index = image.getpixel((1, 1))
    pixels = prepare(_bytes(image, "PNG", transparency=index)).pixels
    assert (pixels[1, 1] == 255).all()
    assert (pixels[1, 90] != 255).any()


@pytest.mark.parametrize("mode", ["P", "I;16", "RGBA", "LA"])
def test_a_very_large_picture_is_thinned_before_it_grows(mode, monkeypatch):
    image = _drawn(600, 400)
    if mode == "P":
        image = image.quantize(8)
    elif mode == "I;16":
        image = Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
    else:
        image = image.convert(mode)
    whole = prepare(_bytes(image), max_side_px=100)
    monkeypatch.setattr(pictures, "MAX_SAMPLED_PIXELS", 600 * 400 // 9)
    seen = []
    monkeypatch.setattr(pictures, "_rgb", lambda kept: seen.append(kept.size) or kept.convert("RGB"))
    if mode == "I;16":
        monkeypatch.undo()
        monkeypatch.setattr(pictures, "MAX_SAMPLED_PIXELS", 600 * 400 // 9)
    thinned = prepare(_bytes(image), max_side_px=100)
    assert thinned.pixels.shape == whole.pixels.shape
    assert (thinned.height_px, thinned.width_px) == (400, 600)
    assert _difference(thinned.pixels, Image.fromarray(whole.pixels)) < 12
    assert all(width * height <= 600 * 400 // 9 for width, height in seen)


def test_a_transparent_colour_is_still_known_when_a_palette_is_thinned(monkeypatch):
    image = _drawn().quantize(8)
    monkeypatch.setattr(pictures, "MAX_SAMPLED_PIXELS", 96 * 64 // 4)
    pixels = prepare(_bytes(image, "PNG", transparency=image.getpixel((1, 1)))).pixels
    assert (pixels[1, 1] == 255).all()


def test_a_strip_of_one_row_is_too_small():
    with pytest.raises(UnfitItemError) as caught:
        prepare(_bytes(Image.new("RGB", (400, 1), "red")))
    assert caught.value.code == "too_small"


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_an_animation_the_first_frame_is_taken(form):
    second = Image.new("RGB", (96, 64), "black")
    picture = prepare(_bytes(_drawn(), form, save_all=True, append_images=[second]))
    assert _difference(picture.pixels, _drawn()) < 12


def test_a_large_picture_is_reduced_and_its_size_kept():
    picture = prepare(_bytes(_drawn(1500, 900), "JPEG"), max_side_px=300)
    assert picture.pixels.shape == (180, 300, 3)
    assert (picture.height_px, picture.width_px) == (900, 1500)


def test_a_jpeg_decoded_in_part_is_like_one_decoded_whole():
    rng = np.random.default_rng(0)
    fine = Image.fromarray(rng.integers(0, 256, (30, 50, 3), dtype=np.uint8)).resize((1600, 960))
    in_part = prepare(_bytes(fine, "JPEG", quality=95), max_side_px=400)
    whole = prepare(_bytes(fine), max_side_px=400)
    assert in_part.pixels.shape == whole.pixels.shape
    assert _difference(in_part.pixels, Image.fromarray(whole.pixels)) < 4


def test_a_very_long_picture_keeps_a_short_side_that_can_be_used():
    assert prepare(_bytes(_drawn(4000, 20)), max_side_px=512).pixels.shape == (16, 512, 3)


def test_radiance_hdr_is_read_with_its_tones_scaled():
    ramp = np.repeat(np.tile(np.linspace(0.0, 40.0, 64, dtype=np.float32), (48, 1))[..., None], 3, axis=2)
    ramp[..., 0] *= 0.1  # OpenCV's first channel is blue
    picture = prepare(cv2.imencode(".hdr", ramp)[1].tobytes())
    assert picture.pixels.shape == (48, 64, 3)
    assert (np.diff(picture.pixels[20, :, 0].astype(int)) >= 0).all()
    assert picture.pixels[20, -1, 0] > 2 * picture.pixels[20, -1, 2]


def test_portable_float_and_arbitrary_maps_are_read():
    grey = np.tile(np.linspace(0, 1, 64, dtype=np.float32), (48, 1))
    assert prepare(cv2.imencode(".pfm", grey)[1].tobytes()).pixels.shape == (48, 64, 3)
    arbitrary = b"P7\nWIDTH 64\nHEIGHT 48\nDEPTH 1\nMAXVAL 255\nTUPLTYPE GRAYSCALE\nENDHDR\n"
    picture = prepare(arbitrary + (grey * 255).astype(np.uint8).tobytes())
    assert (picture.pixels[0, :, 0] == (grey[0] * 255).astype(np.uint8)).all()


def test_floating_point_that_is_not_a_number_does_not_spoil_the_rest():
    values = np.tile(np.linspace(0, 1, 64, dtype=np.float32), (48, 1))
    values[0, :3] = (np.nan, np.inf, -np.inf)
    assert prepare(_bytes(Image.fromarray(values), "TIFF")).pixels[40].std() > 50


def test_a_file_and_its_bytes_give_the_same_picture(tmp_path: Path):
    path = tmp_path / "圖 畫\n.png"
    path.write_bytes(_bytes(_drawn()))
    from_file, from_bytes = prepare(path), prepare(path.read_bytes())
    assert (from_file.pixels == from_bytes.pixels).all()
    assert from_file.path == path


def test_cmyk_goes_through_its_profile_where_it_has_one_and_is_read_without():
    assert prepare(_bytes(_drawn().convert("CMYK"), "JPEG")).pixels.shape == (64, 96, 3)
    broken = _bytes(_drawn().convert("CMYK"), "TIFF", icc_profile=b"no profile at all")
    assert prepare(broken).pixels.shape == (64, 96, 3)


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (_drawn(15, 200), "too_small"),
        (_drawn(1, 1), "too_small"),
        (Image.new("RGB", (80, 80), (127, 127, 127)), "too_plain"),
        (Image.new("RGBA", (80, 80), (0, 0, 0, 0)), "too_plain"),
        (_drawn(101, 100), "too_large"),
    ],
)
def test_a_picture_that_cannot_be_compared_says_why(image, code):
    with pytest.raises(UnfitItemError) as caught:
        prepare(_bytes(image), max_pixels=10_000_000 if code != "too_large" else 10_000)
    assert caught.value.code == code
    assert caught.value.hint


def test_the_limit_on_pixels_can_be_raised_above_that_of_pillow(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    assert prepare(_bytes(_drawn())).width_px == 96
    assert Image.MAX_IMAGE_PIXELS == 100


def test_a_surface_that_differs_in_colour_alone_is_not_plain():
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::2] = (90, 60, 0)
    stripes[:, 1::2] = (60, 75, 17)
    assert prepare(_bytes(Image.fromarray(stripes))).width_px == 64


def test_many_pictures_come_in_their_order_with_the_errors_in_place():
    sources = [_bytes(_drawn(20 + i, 20)) for i in range(40)]
    sources[3], sources[17] = b"no picture", _bytes(_drawn(4, 4))
    results = list(prepare_all(iter(sources), n_threads=4, n_ahead=5))
    assert [getattr(result, "code", "") for result in results if isinstance(result, UnfitItemError)] == [
        "unreadable",
        "too_small",
    ]
    assert [result.width_px for result in results if not isinstance(result, UnfitItemError)] == [
        20 + i for i in range(40) if i not in (3, 17)
    ]


def test_paths_and_bytes_give_the_same_pictures_and_each_can_be_read_again(tmp_path):
    data = [_bytes(_drawn(900 + i, 700), "JPEG", quality=90) for i in range(3)]
    paths = [tmp_path / f"{i}.jpg" for i in range(3)]
    for path, one in zip(paths, data, strict=True):
        path.write_bytes(one)
    mixed = list(prepare_all([paths[0], data[1], paths[2], data[0]]))
    alone = [prepare(one) for one in (data[0], data[1], data[2], data[0])]
    for picture, other in zip(mixed, alone, strict=True):
        assert (picture.pixels == other.pixels).all()
        assert (picture.height_px, picture.width_px) == (other.height_px, other.width_px)
    assert [picture.path for picture in mixed] == [paths[0], None, paths[2], None]
    assert [picture.data for picture in mixed] == [None, data[1], None, data[0]]


def test_no_more_pictures_are_decoded_ahead_than_asked():
    taken = []

    def sources():
        for i in range(100):
            taken.append(i)
            yield _bytes(_drawn(20, 20))

    stream = prepare_all(sources(), n_threads=2, n_ahead=6)
    next(stream)
    assert len(taken) == 7
    stream.close()
    assert len(taken) == 7


def test_warnings_and_the_limit_of_pillow_are_as_before_when_all_is_read():
    before, limit = list(warnings.filters), Image.MAX_IMAGE_PIXELS
    list(prepare_all([_bytes(_drawn()), b"", _bytes(_drawn(3, 3))] * 8, n_threads=4))
    assert list(warnings.filters) == before
    assert limit == Image.MAX_IMAGE_PIXELS
    assert pictures._PILLOW._n_inside == 0
