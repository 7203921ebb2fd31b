"""Transforms on which keypoints agree are those that were applied."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image, ImageOps

from sidebyside.methods.keypoint_matching import plane
from sidebyside.methods.keypoint_matching.estimation import PlacementCriteria, estimate
from sidebyside.methods.keypoint_matching.features import Features, Pairs, detect, to_grey
from sidebyside.methods.keypoint_matching.placement import find_placements

CRITERIA = PlacementCriteria(floor_inliers=6, max_log10_nfa=-4.0)
SIZE = (224, 168)


def _detect(image) -> Features:
    return detect(to_grey(np.asarray(image), 224), max_keypoints=200, min_contrast=0.02)


def _warped(image: Image.Image, matrix: np.ndarray) -> Image.Image:
    # OpenCV counts from the centre of the first pixel, we from its corner.
    half = np.array([[1.0, 0, 0.5], [0, 1.0, 0.5], [0, 0, 1.0]])
    inner = np.linalg.inv(half) @ matrix @ half
    return Image.fromarray(cv2.warpPerspective(np.asarray(image), inner, SIZE, flags=cv2.INTER_LINEAR))


def _largest_error(found: np.ndarray, applied: np.ndarray) -> float:
    grid = np.array([[x, y] for x in (40.0, 112.0, 184.0) for y in (30.0, 84.0, 138.0)])
    return float(np.abs(plane.move(grid, found) - plane.move(grid, applied)).max())


def _turned(degrees: float, scale: float) -> np.ndarray:
    matrix = cv2.getRotationMatrix2D((112.0, 84.0), degrees, scale)
    return np.vstack((matrix, [0, 0, 1]))


@pytest.mark.parametrize(
    "applied",
    [
        np.eye(3),
        _turned(25, 0.8),
        _turned(180, 1.0),
        _turned(-70, 0.6),
        np.array([[1.0, 0, -30], [0, 1.0, -20], [0, 0, 1]]),
        np.array([[0.9, 0.05, 10], [0.02, 0.8, 12], [6e-4, -4e-4, 1]]),
        np.diag([0.7, 1.0, 1.0]),
    ],
    ids=["nothing", "turned", "upside down", "turned and reduced", "cropped", "seen at an angle", "squeezed"],
)
def test_the_transform_that_was_applied_is_found(draw, applied):
    image = draw(11, *SIZE)
    best, *_ = find_placements(_detect(image), _detect(_warped(image, applied)), CRITERIA)
    assert not best.is_mirrored
    assert _largest_error(best.matrix, applied) < 1.5


def test_a_mirrored_picture_is_found_and_called_so(draw):
    image = draw(12, *SIZE)
    best, *_ = find_placements(_detect(image), _detect(ImageOps.mirror(image)), CRITERIA)
    assert best.is_mirrored
    assert _largest_error(best.matrix, plane.mirroring(224)) < 1.5
    upside_down = find_placements(_detect(image), _detect(ImageOps.flip(image)), CRITERIA)[0]
    assert upside_down.is_mirrored
    assert _largest_error(upside_down.matrix, np.array([[1.0, 0, 0], [0, -1.0, 168], [0, 0, 1]])) < 1.5


def test_a_picture_with_dark_and_light_exchanged_is_found_and_called_so(draw):
    image = draw(12, *SIZE)
    best, *_ = find_placements(_detect(image), _detect(ImageOps.invert(image)), CRITERIA)
    assert (best.is_inverted, best.is_mirrored) == (True, False)
    assert _largest_error(best.matrix, np.eye(3)) < 1.0
    both, *_ = find_placements(_detect(image), _detect(ImageOps.mirror(ImageOps.invert(image))), CRITERIA)
    assert (both.is_inverted, both.is_mirrored) == (True, True)


def test_two_pictures_with_a_pattern_that_repeats_have_no_placement():
    rows, columns = np.mgrid[0:168, 0:224]
    boards = [
        Image.fromarray(np.where((rows // side + columns // side) % 2, 30, 220).astype(np.uint8)).convert(
            "RGB"
        )
        for side in (14, 21)
    ]
    bricks = np.where((rows % 16 < 2) | ((columns + 20 * (rows // 16 % 2)) % 40 < 2), 210, 120)
    boards.append(Image.fromarray(bricks.astype(np.uint8)).convert("RGB"))
    features = [_detect(board) for board in boards]
    assert all(find_placements(a, b, CRITERIA) == [] for a in features for b in features if a is not b)


def test_two_halves_that_changed_places_are_two_placements(draw):
    image = draw(13, *SIZE)
    shuffled = Image.new("RGB", SIZE)
    shuffled.paste(image.crop((112, 0, 224, 168)), (0, 0))
    shuffled.paste(image.crop((0, 0, 112, 168)), (112, 0))
    placements = find_placements(_detect(image), _detect(shuffled), CRITERIA)
    shifts = sorted(
        round(plane.move(np.array([[112.0, 84.0]]), item.matrix)[0][0]) for item in placements[:2]
    )
    assert shifts == [pytest.approx(0, abs=3), pytest.approx(224, abs=3)]


def test_no_more_placements_are_given_than_asked(draw):
    image = draw(13, *SIZE)
    criteria = replace(CRITERIA, max_placements=1)
    assert len(find_placements(_detect(image), _detect(image), criteria)) == 1


def test_no_output_point_serves_two_placements(draw):
    image = draw(14, *SIZE)
    both = Image.new("RGB", SIZE)
    both.paste(image.resize((112, 84)), (0, 0))
    both.paste(ImageOps.mirror(image).resize((112, 84)), (112, 84))
    output = _detect(both)
    placements = find_placements(_detect(image), output, CRITERIA)
    assert {item.is_mirrored for item in placements} == {True, False}
    used = [place for item in placements for place in output.places[item.inliers.output].tolist()]
    assert len(used) == len(set(used))


def test_inliers_are_counted_by_distinct_points_on_both_sides(draw):
    work, output = _detect(draw(15, *SIZE)), _detect(draw(15, *SIZE).rotate(10))
    for item in find_placements(work, output, CRITERIA):
        for features, indices in ((work, item.inliers.work), (output, item.inliers.output)):
            assert len(set(features.places[indices].tolist())) == len(indices) >= CRITERIA.floor_inliers


def test_different_pictures_have_no_placement(draw):
    features = [_detect(draw(seed, *SIZE)) for seed in range(20, 32)]
    for i, work in enumerate(features):
        for output in features[i + 1 :]:
            assert find_placements(work, output, CRITERIA) == []


def _features(
    points: np.ndarray, angles: np.ndarray | None = None, sizes: np.ndarray | None = None
) -> Features:
    n = len(points)
    return Features(
        points=points.astype(np.float64),
        sizes=np.full(n, 4.0) if sizes is None else sizes,
        angles=np.zeros(n) if angles is None else angles,
        descriptors=np.zeros((n, 128), np.uint8),
        places=np.arange(n),
        height=168,
        width=224,
    )


def _all(n: int) -> Pairs:
    return Pairs(np.arange(n), np.arange(n))


@pytest.fixture
def points() -> np.ndarray:
    return np.random.default_rng(3).uniform(10, 160, (30, 2))


def test_points_in_place_are_not_enough_where_their_orientations_disagree(points):
    assert estimate(_features(points), _features(points), _all(30), CRITERIA) is not None
    angles = np.full(30, 2.0)
    assert estimate(_features(points), _features(points, angles=angles), _all(30), CRITERIA) is None
    sizes = np.full(30, 12.0)
    assert estimate(_features(points), _features(points, sizes=sizes), _all(30), CRITERIA) is None


def test_points_on_a_line_place_nothing():
    line = np.column_stack((np.linspace(10, 200, 30), np.linspace(20, 100, 30)))
    assert estimate(_features(line), _features(line), _all(30), CRITERIA) is None


def test_a_transform_no_picture_undergoes_is_refused(points):
    squeezed = points * [1.0, 0.2]
    assert estimate(_features(points), _features(squeezed), _all(30), CRITERIA) is None


def test_many_points_that_fall_on_few_places_place_nothing(points):
    heap = np.tile(points[:3], (10, 1)) + np.random.default_rng(5).uniform(-0.2, 0.2, (30, 2))
    assert estimate(_features(points), _features(heap), _all(30), CRITERIA) is None
    assert estimate(_features(points), _features(points * 0.02 + 50), _all(30), CRITERIA) is None


def test_false_alarms_grow_with_the_pairs_that_are_wrong(points):
    rng = np.random.default_rng(6)
    few = estimate(_features(points[:12]), _features(points[:12] + 5), _all(12), CRITERIA)
    wrong = rng.uniform(5, 160, (300, 2)), rng.uniform(5, 160, (300, 2))
    source, target = np.vstack((points[:12], wrong[0])), np.vstack((points[:12] + 5, wrong[1]))
    many = estimate(_features(source), _features(target), _all(312), CRITERIA)
    assert few.log10_nfa < many.log10_nfa < -4
    assert set(range(12)) <= set(many.inliers.work.tolist())


def test_points_at_random_undercut_a_number_of_false_alarms_no_oftener_than_it_says():
    rng = np.random.default_rng(7)
    criteria = PlacementCriteria(floor_inliers=3, max_log10_nfa=9.0)
    figures = []
    for _ in range(300):
        source, target = rng.uniform(0, 160, (40, 2)), rng.uniform(0, 160, (40, 2))
        found = estimate(_features(source), _features(target), _all(40), criteria)
        figures.append(9.0 if found is None else found.log10_nfa)
    for level in (0.0, -1.0, -2.0):
        assert sum(figure < level for figure in figures) <= 300 * 10**level


def test_fewer_than_the_floor_place_nothing(points):
    n = CRITERIA.floor_inliers
    assert estimate(_features(points[:n]), _features(points[:n] + 5), _all(n), CRITERIA) is not None
    assert estimate(_features(points[: n - 1]), _features(points[: n - 1] + 5), _all(n - 1), CRITERIA) is None


def test_the_same_pairs_give_the_same_transform(draw):
    work, output = _detect(draw(16, *SIZE)), _detect(draw(16, *SIZE).rotate(33))
    cv2.setRNGSeed(1)
    first = find_placements(work, output, CRITERIA)
    cv2.setRNGSeed(99)
    again = find_placements(work, output, CRITERIA)
    assert [item.matrix.tolist() for item in first] == [item.matrix.tolist() for item in again]
