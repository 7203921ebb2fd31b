import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from sidebyside.methods.image.style import (
    MEASURES,
    MEMBER,
    N_DIRECTIONS,
    compare_styles,
    palette_distance,
    style_of,
)


def _style(image, **settings):
    return style_of(np.asarray(image.convert("RGB")), **{"n_colours": 6, "side_px": 192, **settings})


def _stripes(period, degrees):
    rows, columns = np.mgrid[0:180, 0:180]
    angle = np.deg2rad(degrees)
    wave = np.sin(2 * np.pi * (columns * np.sin(angle) + rows * np.cos(angle)) / period)
    return Image.fromarray(np.rint(127 + 100 * wave).astype(np.uint8)).convert("RGB")


@pytest.mark.parametrize("degrees", [0, 30, 45, 90, 135])
def test_the_direction_of_stripes_is_that_of_the_strokes(degrees):
    shares = _style(_stripes(12, degrees)).manner.directions
    assert shares.argmax() == degrees / 180 * N_DIRECTIONS
    assert shares.max() > 0.8


def test_coarser_stripes_have_their_energy_in_a_coarser_band():
    tops = [_style(_stripes(period, 0)).manner.scales.argmax() for period in (3, 12, 48)]
    assert tops == sorted(set(tops))


def test_a_palette_holds_the_colours_of_a_picture_by_their_shares():
    image = Image.new("RGB", (100, 100), (200, 30, 30))
    image.paste((20, 20, 220), (0, 0, 100, 25))
    (first, second) = compare_styles(_style(image, n_colours=2), _style(image)).work_palette
    assert (first.red, first.green, first.blue, first.share) == (200, 30, 30, pytest.approx(0.75, abs=0.01))
    assert (second.red, second.green, second.blue) == (20, 20, 220)


def test_black_and_white_are_a_hundred_apart():
    black, white = (_style(Image.new("RGB", (40, 40), colour)) for colour in ("black", "white"))
    assert palette_distance(black.palette, white.palette) == pytest.approx(100, abs=0.1)


def test_distances_are_0_for_the_same_picture_and_the_same_from_either_side(draw):
    one, other = _style(draw(1)), _style(draw(2).filter(ImageFilter.GaussianBlur(4)))
    assert [measure.distance for measure in compare_styles(one, one).measures] == [0.0] * 4
    there, back = compare_styles(one, other).measures, compare_styles(other, one).measures
    for first, second in zip(there, back, strict=True):
        assert first.distance == pytest.approx(second.distance, abs=1e-3)
        assert first.distance > 0.01
        assert first.work_values == second.output_values


def test_a_mirrored_picture_has_the_palette_scales_and_texture_of_the_other(draw):
    image = draw(1)
    table = compare_styles(_style(image), _style(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    distances = {measure.name: measure.distance for measure in table.measures}
    assert distances["palette"] < 1.0
    assert distances["scales"] < 0.03
    assert distances["patterns"] < 0.02
    assert distances["directions"] < 0.35


@pytest.mark.parametrize("size", [(1, 1), (1, 600), (600, 1), (2, 2), (16, 4000)])
def test_any_size_and_a_plain_picture_can_be_measured(size):
    style = _style(Image.new("RGB", size, "teal"))
    for name in MEASURES:
        assert style.manner.shares(name).sum() == pytest.approx(1.0) or not style.manner.shares(name).any()
    assert style.palette.shares.sum() == pytest.approx(1.0)


@given(st.integers(0, 2**32 - 1), st.integers(1, 16))
def test_shares_add_up_to_1(seed, n_colours):
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (*rng.integers(3, 40, 2).tolist(), 3), dtype=np.uint8)
    style = style_of(pixels, n_colours=n_colours, side_px=32)
    assert style.palette.shares.sum() == pytest.approx(1.0)
    assert len(style.palette.shares) <= n_colours
    for name in MEASURES:
        assert style.manner.shares(name).sum() == pytest.approx(1.0)


def test_only_the_shortlist_is_set_beside_an_output(draw, prepared):
    index = MEMBER.index()
    index.add([prepared(draw(seed)) for seed in (1, 2, 3)])
    (found,) = index.compare([prepared(draw(1))], [frozenset({2})])
    assert [comparison.work_number for comparison in found] == [2]
