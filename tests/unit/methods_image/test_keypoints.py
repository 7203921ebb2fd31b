"""Placements in pixels of the originals, and works read again when they are needed."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from sidebyside.errors import InputError, UnfitItemError
from sidebyside.methods.image import keypoints
from sidebyside.methods.image.keypoints import DEFAULTS, MEMBER
from sidebyside.methods.image.placing import plane
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
    assert region.column >= 315
    assert region.row >= 175
    assert region.column + region.width <= 525
    assert region.row + region.height <= 335
    matrix = np.reshape(match.transform.matrix, (3, 3))
    corners = plane.move(np.array([[0.0, 0.0], [400.0, 300.0]]), matrix)
    assert corners == pytest.approx(np.array([[320.0, 180.0], [520.0, 330.0]]), abs=4)
    assert match.quantum.share_of_work > 0.4
    assert 0.04 < match.quantum.share_of_output < 0.14
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
    monkeypatch.setattr(keypoints, "N_KEPT", 1)
    monkeypatch.setattr(keypoints, "N_CACHED", 2)
    again = MEMBER.index()
    again.add(works)
    expected = kept.compare(works)
    assert [again.compare([work])[0] for work in works] == expected
    assert len(again._known) == 2


def test_a_work_that_is_gone_when_it_is_read_again_is_named(draw, tmp_path, monkeypatch):
    path = tmp_path / "work.png"
    draw(1).save(path)
    monkeypatch.setattr(keypoints, "N_KEPT", 0)
    index = MEMBER.index()
    index.add([prepare(path)])
    output = prepare(path)
    path.unlink()
    with pytest.raises(UnfitItemError, match=r"work\.png"):
        index.compare([output])


def test_a_work_that_came_as_bytes_is_kept_however_many_there_are(draw, prepared, monkeypatch):
    monkeypatch.setattr(keypoints, "N_KEPT", 0)
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


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_setting_out_of_its_range_is_refused_by_name(name):
    value = DEFAULTS[name]
    for wrong in (type(value)(0), type(value)(10_000_000)):
        with pytest.raises(InputError, match=name):
            MEMBER.index({name: wrong})
