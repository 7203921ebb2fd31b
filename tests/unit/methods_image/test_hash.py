import numpy as np
import pytest
from PIL import Image, ImageOps

from sidebyside.methods.image.hash import MEMBER, transform_of
from sidebyside.methods.image.placing import plane
from sidebyside.primitives.pdq import ORIENTATIONS
from sidebyside.primitives.pictures import PreparedPicture

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
    index = MEMBER.index(settings)
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
