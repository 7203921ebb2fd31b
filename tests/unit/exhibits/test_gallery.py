import base64
from dataclasses import replace

import cv2
import numpy as np
import pytest

from sidebyside.exhibits.assets.gallery import MAX_CROPPED_SIDE_PX, Gallery, warp
from sidebyside.exhibits.picture_view import PictureRef
from sidebyside.records import Region

RANDOM = np.random.default_rng(5)
PIXELS = RANDOM.integers(0, 256, (40, 60, 3), dtype=np.uint8)
EYE = (1.0, 0, 0, 0, 1.0, 0, 0, 0, 1.0)


def test_a_picture_laid_over_itself_is_itself():
    warped, is_covered = warp(PIXELS, np.eye(3), (40, 60))
    assert is_covered.all()
    assert np.array_equal(warped, PIXELS)


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


@pytest.fixture
def gallery(small_case):
    return Gallery(small_case.STORE.__getitem__)


def test_an_alignment_without_perspective_moves_the_picture_that_is_there(gallery, small_case):
    work, output = (PictureRef(small_case.digest(small_case.picture_bytes(n)), 48, 64) for n in (0, 8))
    drawn = gallery.overlay(work, output, small_case.part_of_picture().transform.matrix)
    assert (drawn.move, drawn.warped) == ("matrix(1 0 0 1 8 0)", None)
    assert set(drawn.outlines[0]) == {(8.0, 0.0), (64.0, 0.0), (64.0, 48.0), (8.0, 48.0)}


def test_a_turned_mirrored_and_scaled_output_is_moved_by_the_inverse(gallery, small_case):
    ref = PictureRef(small_case.digest(small_case.picture_bytes()), 48, 64)
    matrix = (0.0, 2.0, 5.0, -2.0, 0.0, 100.0, 0.0, 0.0, 1.0)
    a, b, c, d, e, f = map(float, gallery.overlay(ref, ref, matrix).move[7:-1].split())
    to_work = np.array([[a, c, e], [b, d, f], [0, 0, 1]])
    assert np.allclose(to_work @ np.array(matrix).reshape(3, 3), np.eye(3))


def test_an_output_beside_the_work_covers_nothing(gallery, small_case):
    ref = PictureRef(small_case.digest(small_case.picture_bytes()), 48, 64)
    assert gallery.overlay(ref, ref, (1.0, 0, 500.0, 0, 1.0, 0, 0, 0, 1.0)).outlines == ()


def test_only_a_perspective_is_drawn_anew(gallery, small_case):
    ref = PictureRef(small_case.digest(small_case.picture_bytes()), 48, 64)
    drawn = gallery.overlay(ref, ref, (1.0, 0, 0, 0, 1.0, 0, 0.002, 0, 1.0))
    assert drawn.move == ""
    assert drawn.warped.data_uri.startswith("data:image/jpeg;base64,")
    assert drawn.outlines


def test_a_place_is_cut_out_pixel_by_pixel(gallery, small_case):
    ref = PictureRef(small_case.digest(small_case.picture_bytes()), 48, 64)
    drawn = gallery.crop(ref, Region(5, 9, 20, 30))
    data = base64.b64decode(drawn.data_uri.removeprefix("data:image/webp;base64,"))
    cut = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
    original = np.frombuffer(small_case.picture_bytes()[13:], np.uint8).reshape(48, 64, 3)
    assert np.array_equal(cut, original[5:25, 9:39])
    assert (drawn.height_px, drawn.width_px, drawn.is_reduced) == (20, 30, False)


def test_a_place_of_a_picture_too_large_to_hold_is_reduced_and_says_so(small_case):
    large = small_case.picture_bytes(0, 32, 2 * MAX_CROPPED_SIDE_PX)
    gallery = Gallery({"w": large}.__getitem__)
    drawn = gallery.crop(PictureRef("w", 32, 2 * MAX_CROPPED_SIDE_PX), Region(0, 1000, 32, 100))
    assert drawn.is_reduced
    assert (drawn.height_px, drawn.width_px) == (16, 50)


def test_a_picture_is_opened_once_however_often_it_is_shown(small_case):
    opened = []

    def open_bytes(sha256):
        opened.append(sha256)
        return small_case.STORE[sha256]

    gallery = Gallery(open_bytes)
    work = PictureRef(small_case.digest(small_case.picture_bytes()), 48, 64)
    assert gallery.thumbnail(work) is gallery.thumbnail(work)
    gallery.overlay(work, work, EYE)
    assert len(opened) == 1


def test_a_perspective_follows_a_picture_that_had_to_be_reduced(small_case):
    large = small_case.picture_bytes(0, 600, 1800)
    gallery = Gallery({"w": large}.__getitem__)
    work = PictureRef("w", 600, 1800)
    assert (gallery.thumbnail(work).height_px, gallery.thumbnail(work).width_px) == (300, 900)
    drawn = gallery.overlay(work, work, (1.0, 0, 100.0, 0, 1.0, 0, 1e-9, 0, 1.0))
    (outline,) = drawn.outlines
    assert max(column for column, _ in outline) == pytest.approx(1800 - 100, abs=3)


def test_a_work_stays_open_while_its_outputs_go_by(small_case):
    opened = []

    def open_bytes(sha256):
        opened.append(sha256)
        return small_case.picture_bytes()

    gallery, place = Gallery(open_bytes), Region(0, 0, 8, 8)
    for n in range(4):
        for name in ("work", f"output {n}"):
            gallery.crop(PictureRef(name, 48, 64), replace(place, row=n))
    assert opened == ["work", "output 0", "output 1", "output 2", "output 3"]
