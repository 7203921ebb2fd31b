"""Tiles, what is too plain to tell, and places in pixels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.methods.image.copy_descriptor.tiles import (
    MIN_DETAIL,
    WHOLE,
    Box,
    cut,
    detail,
    grid,
    overlap,
    region,
)
from sidebyside.records import Region

SHARES = st.floats(0.0, 1.0)


def test_tiles_of_a_scale_cover_the_picture_and_overlap_by_half():
    tiles = grid([1, 3])
    assert tiles[0] == WHOLE
    assert len(tiles) == 1 + 25
    assert {round(tile.height, 9) for tile in tiles[1:]} == {round(1 / 3, 9)}
    tops = sorted({tile.top for tile in tiles[1:]})
    assert np.diff(tops) == pytest.approx(np.full(4, 1 / 6))
    assert max(tile.top + tile.height for tile in tiles[1:]) == pytest.approx(1.0)


def test_a_tile_that_is_too_small_or_too_plain_is_none():
    noise = np.random.default_rng(1).integers(0, 256, (64, 48, 3), dtype=np.uint8)
    part = cut(noise, Box(0.5, 0.25, 0.25, 0.5))
    assert part is not None
    assert (part == noise[32:48, 12:36]).all()
    assert cut(noise, Box(0.0, 0.0, 0.1, 0.1)) is None
    assert cut(np.full_like(noise, 90), WHOLE) is None


@given(SHARES, SHARES, SHARES, SHARES, st.integers(1, 3000), st.integers(1, 3000))
def test_every_part_has_a_region_inside_the_picture(top, left, height, width, rows, columns):
    box = Box(top * (1 - height), left * (1 - width), height, width)
    place = region(box, rows, columns)
    assert place.row + place.height <= rows
    assert place.column + place.width <= columns


def test_a_region_is_in_pixels_of_the_original():
    assert region(Box(0.5, 0.25, 0.5, 0.25), 300, 400) == Region(150, 100, 150, 100)


def test_the_common_area_is_a_share_of_the_smaller_part():
    assert overlap(WHOLE, Box(0.2, 0.2, 0.1, 0.1)) == pytest.approx(1.0)
    assert overlap(Box(0.0, 0.0, 0.5, 0.5), Box(0.25, 0.0, 0.5, 0.5)) == pytest.approx(0.5)
    assert overlap(Box(0.0, 0.0, 0.5, 0.5), Box(0.5, 0.5, 0.5, 0.5)) == 0.0


def test_a_sky_has_no_detail_and_a_wall_has():
    row = np.linspace(0, 1, 300)[:, None, None]
    noise = np.random.default_rng(3).normal(0, 1, (300, 400, 3))
    sky = np.clip(np.array([70, 130, 200]) * (1 - row) + np.array([190, 210, 235]) * row + noise, 0, 255)
    wall = np.full((300, 400, 3), 150, dtype=np.uint8)
    wall[::20], wall[:, ::40] = 90, 90
    assert detail(sky.astype(np.uint8)) < MIN_DETAIL < detail(wall)
