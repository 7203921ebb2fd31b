import numpy as np
import pytest

from sidebyside.exhibits.html.figure import Gallery, absolute_difference, warp
from sidebyside.exhibits.picture_view import PictureRef

RANDOM = np.random.default_rng(5)
PIXELS = RANDOM.integers(0, 256, (40, 60, 3), dtype=np.uint8)
EVERYWHERE = np.ones((40, 60), dtype=bool)


def test_a_picture_laid_over_itself_is_itself_and_differs_nowhere():
    warped, is_covered = warp(PIXELS, np.eye(3), (40, 60))
    assert is_covered.all()
    assert np.array_equal(warped, PIXELS)
    assert (absolute_difference(PIXELS, warped, is_covered) == 255).all()


def test_a_shifted_picture_is_shifted_back():
    onto = np.array([[1, 0, -7], [0, 1, -3], [0, 0, 1]], dtype=float)
    warped, is_covered = warp(PIXELS[3:, 7:], onto, (40, 60))
    assert np.array_equal(warped[3:, 7:], PIXELS[3:, 7:])
    assert is_covered[3:, 7:].all()
    assert not is_covered[:3].any()
    assert not is_covered[:, :7].any()


def test_a_mirrored_picture_is_mirrored_back():
    onto = np.array([[-1, 0, 59], [0, 1, 0], [0, 0, 1]], dtype=float)
    warped, _ = warp(np.ascontiguousarray(PIXELS[:, ::-1]), onto, (40, 60))
    assert np.array_equal(warped, PIXELS)


def test_what_lies_behind_a_perspective_is_not_covered():
    onto = np.array([[1, 0, 0], [0, 1, 0], [-0.05, 0, 1]], dtype=float)
    _, is_covered = warp(PIXELS, onto, (40, 60))
    assert not is_covered[:, 20:].any()


def test_the_difference_is_the_mean_over_the_channels_the_darker_the_greater():
    other = PIXELS.copy()
    other[5, 6] = PIXELS[5, 6] ^ 255
    apart = np.abs(PIXELS[5, 6].astype(int) - other[5, 6].astype(int)).mean()
    difference = absolute_difference(PIXELS, other, EVERYWHERE)
    assert difference[5, 6, 0] == 255 - round(apart)
    assert (np.delete(difference.reshape(-1, 3), 5 * 60 + 6, axis=0) == 255).all()


def test_what_is_not_covered_is_hatched_and_never_white():
    difference = absolute_difference(PIXELS, PIXELS, ~EVERYWHERE)
    assert set(np.unique(difference)) == {170, 236}


@pytest.fixture
def gallery(small_case):
    return Gallery(small_case.STORE.__getitem__)


def test_the_overlay_of_an_aligned_pair_differs_only_where_the_output_ends(gallery, small_case):
    work, output = (PictureRef(small_case.digest(small_case.picture_bytes(n)), 48, 64) for n in (0, 8))
    drawn = gallery.overlay(work, output, small_case.part_of_picture().transform.matrix)
    assert (drawn.height_px, drawn.width_px) == (48, 64)
    (outline,) = drawn.outlines
    columns, rows = zip(*outline, strict=True)
    assert (min(columns), max(columns), min(rows), max(rows)) == (8.0, 63.0, 0.0, 47.0)


def test_a_picture_is_opened_once_however_often_it_is_shown(small_case):
    opened = []

    def open_bytes(sha256):
        opened.append(sha256)
        return small_case.STORE[sha256]

    gallery = Gallery(open_bytes)
    work = PictureRef(small_case.digest(small_case.picture_bytes()), 48, 64)
    assert gallery.reduced(work) is gallery.reduced(work)
    gallery.overlay(work, work, (1.0, 0, 0, 0, 1.0, 0, 0, 0, 1.0))
    assert len(opened) == 1


def test_the_overlay_follows_a_picture_that_had_to_be_reduced(small_case):
    large = small_case.picture_bytes(0, 600, 1800)
    gallery = Gallery({"w": large}.__getitem__)
    work = PictureRef("w", 600, 1800)
    assert gallery.reduced(work).pixels.shape == (300, 900, 3)
    drawn = gallery.overlay(work, work, (1.0, 0, 100.0, 0, 1.0, 0, 0, 0, 1.0))
    (outline,) = drawn.outlines
    assert max(column for column, _ in outline) == pytest.approx(900 - 50 - 1, abs=1)
