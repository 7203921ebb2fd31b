import importlib.util
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from sidebyside.methods.image.hash import MEMBER, ORIENTATIONS, HashSettings, hash_picture, transform_of
from sidebyside.methods.keypoint_matching import plane
from sidebyside.primitives.pdq import LEAST_QUALITY, distances, to_hex
from sidebyside.primitives.pictures import PreparedPicture

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "image"
BRIDGE = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"
STATED = {
    "bridge-mods/aaa-orig.jpg": BRIDGE,
    "bridge-mods/blur-a-little.jpg": "f8f8f0cee0f4a84f06370a2a038f63f0b36e26d596621e1d33e6b39c4e9c9b22",
    "bridge-mods/blur-a-lot.jpg": "f8f8f0cee0f4a84f0637022a038f67f0b36e26d596621e1d33e6b39c4e9c9b22",
    "bridge-mods/high-contrast.jpg": "f8f8f0cee0f4a84f06370a2a068f67f0b36e26d596621e1d33e6339c4e9c9b22",
    "bridge-mods/high-saturation.jpg": "f8f8f0cee0f4a84f06370a22038f67f0b36e2ed596221e1d33e6b39c4e9c9b22",
    "bridge-mods/sharpen-a-little.jpg": "f8f8f0cee0f4a84f0e370a22038f67f0b36e2ed596221e1d33e6b39c4a9c9b22",
    "bridge-mods/sharpen-a-lot.jpg": "d8f8f0cec0f4a84f8e370a22038f67f0b36a2ed597231e1d72e6b39c4a9c9b22",
    "bridge-mods/shrink-a-little.jpg": "f8f8f0cee0f4a84f06370a22038f67f0b36e2ed596621e1d33e6339c4e9c9b22",
    "bridge-mods/shrink-a-lot.jpg": "d0f8f1ccc0f4a84d0a370a3a228f67f0b36e2ed5b6623e1d33e6339c4e9c9b22",
    "bridge-mods/square-128x128.jpg": "d8f8f1eec0f4a84f0e37022a078f63f0b36e2ed596621e1d33e6239c4e9c9b22",
    "bridge-mods/square-256x256.jpg": "d8f8f0cec4f4a84f0637022a078f67f0b36e2ee5b6621e1d33e6239c4e9c9b22",
    "bridge-mods/square-512x512.jpg": "d8f8f0cec0f4a84f0637022a278f67f0b36e2ed596621e1d33e6339c4e9c9b22",
    "misc-images/c.png": "e64cc9d91c623882f8d1f1d9a398e78c9f199b3bd83924f2b7e11e0bf861b064",
    "misc-images/wee.jpg": "6227401f601ff4ccafcc9fad4b0d95d371a2eb7265a3285234d228ca94deeb2d",
}
"""What ThreatExchange states of its own sample pictures (signal_type/pdq/signal.py)."""

TURNS = {
    "turned_90": Image.Transpose.ROTATE_270,
    "turned_180": Image.Transpose.ROTATE_180,
    "turned_270": Image.Transpose.ROTATE_90,
    "flipped_up_down": Image.Transpose.FLIP_TOP_BOTTOM,
    "flipped_left_right": Image.Transpose.FLIP_LEFT_RIGHT,
    "flipped_diagonal": Image.Transpose.TRANSPOSE,
    "flipped_other_diagonal": Image.Transpose.TRANSVERSE,
}
"""How an output was made that has the hash of the work once it is turned as the name says."""


def _compare(prepared, works, output, **settings):
    index = MEMBER.index(HashSettings(**settings))
    index.add([prepared(work) for work in works])
    return index.compare([prepared(output)])[0]


@pytest.mark.parametrize("orientation", TURNS)
def test_a_turned_or_mirrored_picture_is_found_with_what_was_done_to_it(orientation, draw, prepared):
    work = draw(1)
    output = work.transpose(TURNS[orientation])
    (comparison,) = _compare(prepared, [work], output)
    (match,) = comparison.matches
    assert match.transform is not None
    assert match.transform.is_mirrored == orientation.startswith("flipped")
    matrix = np.reshape(match.transform.matrix, (3, 3))
    column, row = 90.5, 40.5
    there = plane.move(np.array([[column, row]]), matrix)[0]
    assert output.getpixel(tuple(there.astype(int).tolist())) == work.getpixel((int(column), int(row)))
    assert plane.move(np.array([[0.0, 0.0], [360.0, 270.0]]), matrix).max() == pytest.approx(max(output.size))


def test_as_it_is_there_is_no_transform(draw, prepared):
    (comparison,) = _compare(prepared, [draw(1)], draw(1))
    assert comparison.matches[0].transform is None
    assert transform_of(ORIENTATIONS[0], (10, 10), (10, 10)) is None


def test_strange_pictures_come_back_only_where_they_are_near(draw, prepared):
    assert _compare(prepared, [draw(1)], draw(2), near_bits=40) == ()
    (nearest,) = _compare(prepared, [draw(1), draw(3)], draw(2), near_bits=256, n_nearest=1)
    assert not nearest.matches
    assert 0.4 < nearest.score.similarity < 0.75


def test_the_floor_is_a_number_of_bits(draw, prepared):
    work, output = draw(1), ImageOps.posterize(draw(1), 3)
    (comparison,) = _compare(prepared, [work], output)
    bits = round(256 * (1 - comparison.score.similarity))
    assert 0 < bits <= 31
    assert comparison.matches
    (under,) = _compare(prepared, [work], output, floor_bits=bits - 1)
    assert not under.matches
    assert _compare(prepared, [work], output, floor_bits=bits)[0].matches


def test_pictures_of_low_quality_are_said_and_not_matched(prepared):
    slope = np.repeat(np.linspace(100, 140, 300).astype(np.uint8)[None, :, None], 200, axis=0).repeat(
        3, axis=2
    )
    image = Image.fromarray(slope)
    assert MEMBER.index().unfit(prepared(image)).code == "low_quality"
    assert _compare(prepared, [image], image) == ()
    (comparison,) = _compare(prepared, [image], image, least_quality=0)
    assert comparison.matches


def test_a_strip_of_one_pixel_is_no_match_of_anything_but_itself(draw, prepared):
    strip = PreparedPicture(1, 600, np.random.default_rng(1).integers(0, 256, (1, 600, 3)).astype(np.uint8))
    index = MEMBER.index()
    index.add([prepared(draw(1)), strip])
    for comparison in index.compare([prepared(draw(2)), strip])[0]:
        assert not comparison.matches


def _noise(seed, height=150, width=200, cells=(9, 12)):
    rng = np.random.default_rng(seed)
    small = Image.fromarray(rng.integers(0, 256, (*cells, 3), dtype=np.uint8))
    return np.asarray(small.resize((width, height), Image.Resampling.BICUBIC))


@pytest.mark.parametrize("name", STATED)
def test_a_sample_of_the_exchange_has_the_hash_that_it_states(name):
    path = SHARED / "modified" / name
    if not path.is_file():
        pytest.skip("no shared data beside the checkout")
    found = hash_picture(np.asarray(Image.open(path).convert("RGB")))
    assert to_hex(found.hashes[0]) == STATED[name]
    assert found.quality == 100


@pytest.mark.skipif(importlib.util.find_spec("pdqhash") is None, reason="the other program is not installed")
@pytest.mark.parametrize("seed", range(12))
def test_hashes_and_quality_are_those_of_the_reference_program(seed):
    import pdqhash

    rng = np.random.default_rng(seed)
    pixels = _noise(seed, *rng.integers(5, 400, 2).tolist())
    expected, quality = pdqhash.compute_dihedral(pixels)
    reference = np.stack([np.packbits(one.astype(np.uint8)).view(">u8") for one in expected])
    found = hash_picture(pixels)
    assert np.bitwise_count(found.hashes ^ reference.astype(np.uint64)).sum(axis=1).max() <= 2
    assert abs(found.quality - quality) <= 1


ORIENTED = (
    lambda pixels: pixels,
    lambda pixels: np.rot90(pixels),
    lambda pixels: np.rot90(pixels, 2),
    lambda pixels: np.rot90(pixels, 3),
    lambda pixels: pixels[::-1],
    lambda pixels: pixels[:, ::-1],
    lambda pixels: pixels.transpose(1, 0, 2),
    lambda pixels: np.rot90(pixels, 2).transpose(1, 0, 2),
)


@pytest.mark.parametrize("number", range(8), ids=ORIENTATIONS)
def test_an_orientation_is_the_hash_of_the_picture_so_turned(number):
    pixels = _noise(3, 640, 640, (40, 40))
    turned = hash_picture(np.ascontiguousarray(ORIENTED[number](pixels))).hashes[:1]
    bits = distances(hash_picture(pixels).hashes, turned)[:, 0]
    assert bits.argmin() == number
    assert bits[number] <= 31
    assert np.delete(bits, number).min() > 60


def test_half_of_the_bits_are_set_and_unrelated_pictures_differ_in_about_half():
    one, other = hash_picture(_noise(1)), hash_picture(_noise(2))
    assert np.bitwise_count(one.hashes).sum(axis=1).tolist() == [128] * 8
    assert 90 < distances(one.hashes[:1], other.hashes[:1])[0, 0] < 166


def test_a_picture_of_one_slope_has_a_low_quality_and_one_of_details_a_high_one():
    slope = np.repeat(np.linspace(100, 140, 300).astype(np.uint8)[None, :, None], 200, axis=0).repeat(
        3, axis=2
    )
    assert hash_picture(slope).quality < LEAST_QUALITY <= hash_picture(_noise(1)).quality


@pytest.mark.parametrize("size", [(16, 16), (1, 600), (600, 1), (64, 64), (129, 128), (16, 4000)])
def test_any_size_has_a_hash(size):
    found = hash_picture(np.resize(_noise(5), (*size, 3)))
    assert found.hashes.shape == (8, 4)
    assert 0 <= found.quality <= 100
