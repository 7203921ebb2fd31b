"""Placements in pixels of the originals, and works read again when they are needed."""

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from PIL import Image

from sidebyside.errors import InputError, UnfitItemError
from sidebyside.methods.image import keypoints
from sidebyside.methods.image.keypoints import MEMBER, KeypointsSettings
from sidebyside.methods.keypoint_matching import plane, store
from sidebyside.primitives.pictures import prepare


def _pasted(image: Image.Image) -> Image.Image:
    ground = Image.effect_mandelbrot((600, 400), (-2.0, -1.0, 1.0, 1.0), 60).convert("RGB")
    ground.paste(image.resize((200, 150), Image.Resampling.BICUBIC), (320, 180))
    return ground


def test_a_pasted_work_is_found_where_it_was_pasted(draw, prepared):
    index = MEMBER.index()
    index.add([prepared(draw(1, 400, 300))])
    ((comparison,),) = index.compare([prepared(_pasted(draw(1, 400, 300)))])
    match = comparison.matches[0]
    region = match.output_region
    assert (region.row, region.column) == (pytest.approx(180, abs=3), pytest.approx(320, abs=3))
    assert (region.height, region.width) == (pytest.approx(150, abs=5), pytest.approx(200, abs=5))
    matrix = np.reshape(match.transform.matrix, (3, 3))
    corners = plane.move(np.array([[0.0, 0.0], [400.0, 300.0]]), matrix)
    assert corners == pytest.approx(np.array([[320.0, 180.0], [520.0, 330.0]]), abs=4)
    assert match.quantum.share_of_work > 0.95
    assert match.quantum.share_of_output == pytest.approx(0.125, abs=0.01)
    assert match.log10_nfa < -8
    assert match.quantum.n_inliers <= match.quantum.n_putative


def test_the_similarity_is_the_share_of_agreeing_points(draw, prepared):
    index = MEMBER.index()
    index.add([prepared(draw(2))])
    ((same,),) = index.compare([prepared(draw(2))])
    assert same.score.similarity == 1.0
    ((turned,),) = index.compare([prepared(draw(2).rotate(15))])
    assert 0.0 < turned.matches[0].similarity <= turned.score.similarity < 1.0


def test_below_the_floor_the_score_is_zero_and_there_is_no_match(draw, prepared):
    index = MEMBER.index()
    index.add([prepared(draw(3))])
    ((other,),) = index.compare([prepared(draw(4))])
    assert (other.score.similarity, other.matches) == (0.0, ())


def test_a_picture_without_details_is_compared_and_matches_nothing(draw, prepared):
    plain = prepared(Image.new("RGB", (100, 80), "grey"))
    index = MEMBER.index()
    index.add([plain, prepared(draw(1))])
    (row,) = index.compare([plain])
    assert [(item.score.similarity, item.matches) for item in row] == [(0.0, ()), (0.0, ())]


def test_works_that_are_read_again_give_the_same_as_works_that_are_kept(draw, tmp_path, monkeypatch):
    paths = []
    for seed in range(4):
        paths.append(tmp_path / f"{seed}.jpg")
        draw(seed, 900, 700).save(paths[-1], quality=90)
    works = [prepare(path, max_side_px=400) for path in paths]
    kept = MEMBER.index()
    kept.add(works)
    monkeypatch.setattr(store, "N_KEPT", 1)
    again = MEMBER.index()
    again.add(works)
    expected = kept.compare(works)
    assert [again.compare([work])[0] for work in works] == expected


def test_the_points_of_a_match_go_where_its_transform_takes_them(draw, prepared):
    index = MEMBER.index()
    index.add([prepared(draw(1, 400, 300))])
    ((comparison,),) = index.compare([prepared(_pasted(draw(1, 400, 300)))])
    match = comparison.matches[0]
    points = np.array(match.points)
    assert len(points) == min(match.quantum.n_inliers, keypoints.MAX_POINTS)
    moved = plane.move(points[:, 1::-1], np.reshape(match.transform.matrix, (3, 3)))
    assert np.abs(moved - points[:, 3:1:-1]).max() < 4


def test_of_many_points_an_even_choice_is_handed_on(draw, prepared, monkeypatch):
    monkeypatch.setattr(keypoints, "MAX_POINTS", 10)
    index = MEMBER.index()
    index.add([prepared(draw(1))])
    ((comparison,),) = index.compare([prepared(draw(1))])
    (match,) = comparison.matches
    assert len(match.points) == 10 < match.quantum.n_inliers


def test_of_a_half_that_moved_the_region_is_the_half(draw, prepared):
    image = draw(13, 400, 300)
    shuffled = Image.new("RGB", image.size)
    shuffled.paste(image.crop((200, 0, 400, 300)), (0, 0))
    shuffled.paste(image.crop((0, 0, 200, 300)), (200, 0))
    index = MEMBER.index()
    index.add([prepared(image)])
    ((comparison,),) = index.compare([prepared(shuffled)])
    columns = sorted(match.work_region.column for match in comparison.matches[:2])
    assert columns == [pytest.approx(0, abs=20), pytest.approx(200, abs=20)]
    assert all(match.work_region.width == pytest.approx(200, abs=20) for match in comparison.matches[:2])


def test_a_work_that_is_gone_when_it_is_read_again_is_named(draw, tmp_path, monkeypatch):
    path = tmp_path / "work.png"
    draw(1).save(path)
    monkeypatch.setattr(store, "N_KEPT", 0)
    index = MEMBER.index()
    index.add([prepare(path)])
    output = prepare(path)
    path.unlink()
    with pytest.raises(UnfitItemError, match=r"work\.png"):
        index.compare([output])


def test_a_work_that_came_as_bytes_is_kept_however_many_there_are(draw, prepared, monkeypatch):
    monkeypatch.setattr(store, "N_KEPT", 0)
    index = MEMBER.index()
    index.add([prepared(draw(1))])
    assert index.compare([prepared(draw(1))])[0][0].matches


def test_a_work_far_larger_than_its_working_size_is_described_in_its_own_pixels(draw, prepared):
    picture = prepared(draw(5, 400, 300))
    index = MEMBER.index()
    index.add([replace(picture, height_px=3000, width_px=4000)])
    ((comparison,),) = index.compare([picture])
    match = comparison.matches[0]
    assert match.work_region.width > 2000
    assert match.transform.matrix[0] == pytest.approx(0.1, rel=0.01)
    assert match.quantum.share_of_work == pytest.approx(match.quantum.share_of_output, abs=0.01)


@pytest.mark.parametrize("name", [item.name for item in fields(KeypointsSettings)])
def test_a_setting_out_of_its_range_is_refused_by_name(name):
    for wrong in (0, 10_000_000, math.nan, math.inf):
        with pytest.raises(InputError, match=name):
            KeypointsSettings(**{name: wrong})
