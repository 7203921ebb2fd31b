"""Pictures laid on each other: whether they lie so by chance, what stayed and what changed."""

import math
from dataclasses import fields

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFilter, ImageOps

from sidebyside.errors import InputError
from sidebyside.methods.image.registered_pixels.method import MEMBER, RegisteredPixelsSettings
from sidebyside.methods.image.registered_pixels.registration import P_HIT, count_cells, refine, search
from sidebyside.methods.keypoint_matching import plane
from sidebyside.methods.keypoint_matching.features import to_grey
from sidebyside.methods.keypoint_matching.warping import differ, overlap, residual, warp

SIZE = (400, 300)


def _grey(image: Image.Image) -> np.ndarray:
    return to_grey(np.asarray(image), 512)


def _compare(work, output, prepared):
    index = MEMBER.index()
    index.add([prepared(work)])
    ((comparison,),) = index.compare([prepared(output)])
    return comparison


def _changed(match) -> np.ndarray:
    """Return which pixels of the work a residual marks as changed."""
    region, residual = match.work_region, match.residual
    cells = np.array([[letter == "c" for letter in row] for row in residual.cells], dtype=np.uint8)
    whole = np.zeros((SIZE[1], SIZE[0]), dtype=bool)
    drawn = cv2.resize(cells, (region.width, region.height), interpolation=cv2.INTER_NEAREST)
    whole[region.row : region.row + region.height, region.column : region.column + region.width] = drawn
    return whole


def test_of_a_picture_of_which_a_third_was_replaced_that_third_is_marked(draw, prepared):
    work, output = draw(1, *SIZE), draw(1, *SIZE)
    output.paste(draw(2, 133, 300), (150, 0))
    (match,) = _compare(work, output, prepared).matches
    true = np.zeros((300, 400), dtype=bool)
    true[:, 150:283] = True
    marked = _changed(match)
    assert (marked & true).sum() / (marked | true).sum() > 0.8
    assert match.residual.share_changed == pytest.approx(1 / 3, abs=0.06)
    assert match.quantum.share_of_work == pytest.approx(2 / 3, abs=0.06)
    assert match.residual.l2_worst_tile > match.residual.l2 > 0


def test_the_same_picture_is_kept_whole(draw, prepared):
    comparison = _compare(draw(3, *SIZE), draw(3, *SIZE), prepared)
    (match,) = comparison.matches
    assert comparison.score.similarity == match.similarity == 1.0
    rest = match.residual
    assert (rest.share_kept, rest.share_changed, rest.l2, rest.l2_worst_tile) == (1.0, 0.0, 0.0, 0.0)
    assert rest.structural_similarity == pytest.approx(1.0, abs=1e-4)
    assert max(len(rest.cells), len(rest.cells[0])) <= 64
    assert {value for row in rest.similarity for value in row} == {100}


def test_a_picture_too_blurred_for_points_still_lies_on_its_original(draw, prepared):
    blurred = draw(4, *SIZE).filter(ImageFilter.GaussianBlur(5))
    (match,) = _compare(draw(4, *SIZE), blurred, prepared).matches
    assert match.log10_nfa < -8
    assert match.work_region.width == 400


def test_a_small_copy_in_another_picture_is_found_where_it_stands(draw, prepared):
    ground = draw(5, *SIZE)
    ground.paste(draw(6, *SIZE).resize((52, 39), Image.Resampling.LANCZOS), (200, 120))
    (match,) = _compare(draw(6, *SIZE), ground, prepared).matches
    region = match.output_region
    assert (region.row, region.column) == (pytest.approx(120, abs=3), pytest.approx(200, abs=3))
    assert (region.height, region.width) == (pytest.approx(39, abs=4), pytest.approx(52, abs=4))
    assert match.log10_nfa < -4


def test_tones_turned_round_are_said_to_be_so(draw, prepared):
    (match,) = _compare(draw(7, *SIZE), ImageOps.invert(draw(7, *SIZE)), prepared).matches
    assert match.residual.is_inverted
    assert match.residual.share_kept == 1.0
    assert match.residual.structural_similarity < 0.2


def test_other_pictures_do_not_lie_on_each_other(draw, prepared):
    for seed in range(30, 36):
        comparison = _compare(draw(seed, *SIZE), draw(seed + 50, *SIZE), prepared)
        assert (comparison.matches, comparison.score.similarity) == ((), 0.0)


def test_pictures_that_repeat_cannot_tell_where_they_lie():
    rows, columns = np.mgrid[0:160, 0:200]
    board = np.where((rows // 12 + columns // 12) % 2, 30, 220).astype(np.uint8)
    pair = warp(board, board, np.eye(3), 160)
    assert count_cells(pair, 0.0).n_cells > 100
    assert count_cells(pair, 0.0, is_strict=True).n_cells == 0


def test_two_chessboards_do_not_lie_on_each_other(prepared):
    rows, columns = np.mgrid[0:300, 0:400]
    boards = [
        np.where(((rows + moved) // 20 + columns // 20) % 2, dark, 220).astype(np.uint8)
        for moved, dark in ((0, 30), (7, 90))
    ]
    work, output = (Image.fromarray(board).convert("RGB") for board in boards)
    assert _compare(work, output, prepared).matches == ()


def test_one_cell_in_25_fits_best_by_chance_and_the_figure_holds():
    rng = np.random.default_rng(9)
    noise = [cv2.GaussianBlur(rng.normal(128, 60, (120, 160)), (0, 0), 1.0) for _ in range(24)]
    pictures = [np.clip(picture, 0, 255).astype(np.uint8) for picture in noise]
    found = [count_cells(warp(a, b, np.eye(3), 160), 0.0) for a in pictures for b in pictures if a is not b]
    rate = sum(item.n_hits for item in found) / sum(item.n_cells for item in found)
    assert rate < 2 * P_HIT  # The better of two: tones as they are, and turned round.
    for level in (-1.0, -2.0):
        assert sum(item.log10_nfa < level for item in found) <= 2.5 * len(found) * 10**level


def test_refinement_takes_a_transform_nearer_to_the_true_one(draw):
    work = _grey(draw(8, *SIZE))
    true = np.array([[0.9, 0.0, 30.0], [0.0, 0.9, 20.0], [0.0, 0.0, 1.0]])
    output = cv2.warpPerspective(work, plane.shifting(-0.5, -0.5) @ true @ plane.shifting(0.5, 0.5), SIZE)
    near = true.copy()
    near[:2, 2] += (3.0, -3.0)
    corners = plane.frame(300, 400)
    finer = refine(work, output, near, is_inverted=False)
    assert np.abs(plane.move(corners, finer) - plane.move(corners, true)).max() < 1.5


def test_a_search_puts_the_true_place_first(draw):
    ground = draw(10, *SIZE)
    ground.paste(ImageOps.mirror(draw(11, *SIZE)).resize((100, 75)), (250, 40))
    best, *_ = search(_grey(draw(11, *SIZE)), _grey(ground), n=3, least=0.085)
    assert np.linalg.det(best.matrix[:2, :2]) < 0
    assert plane.move(plane.frame(300, 400), best.matrix)[0] == pytest.approx([350, 40], abs=10)


def test_what_is_not_covered_is_neither_kept_nor_changed(draw):
    work = _grey(draw(12, *SIZE))
    turn = np.vstack((cv2.getRotationMatrix2D((200, 150), 30, 1.0), [0, 0, 1]))
    output = cv2.warpPerspective(work, plane.shifting(-0.5, -0.5) @ turn @ plane.shifting(0.5, 0.5), SIZE)
    pair = warp(work, output, turn, 256)
    rest = residual(pair, differ(pair, is_inverted=False), is_inverted=False)
    corners = overlap(work.shape, output.shape, turn)
    left, top, right, bottom = *corners.min(axis=0), *corners.max(axis=0)
    share = plane.area(corners) / ((right - left) * (bottom - top))
    assert rest.share_kept + rest.share_changed == pytest.approx(share, abs=0.03)
    assert rest.share_changed < 0.02


def test_frames_that_do_not_meet_have_no_overlap():
    assert len(overlap((100, 100), (100, 100), plane.shifting(500, 0))) == 0
    assert (
        warp(np.zeros((100, 100), np.uint8), np.zeros((100, 100), np.uint8), plane.shifting(500, 0), 160)
        is None
    )


@pytest.mark.parametrize("shape", [(16, 512), (512, 16), (17, 19)])
def test_a_narrow_picture_is_compared_without_an_error(shape, draw, prepared):
    narrow = draw(13, shape[1], shape[0])
    comparison = _compare(narrow, draw(14, *SIZE), prepared)
    assert comparison.matches == ()
    _compare(narrow, narrow, prepared)


@pytest.mark.parametrize("name", [item.name for item in fields(RegisteredPixelsSettings)])
def test_a_setting_out_of_its_range_is_refused_by_name(name):
    for wrong in (0, 10_000_000, math.nan, math.inf):
        with pytest.raises(InputError, match=name):
            RegisteredPixelsSettings(**{name: wrong})
