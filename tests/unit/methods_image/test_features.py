"""Keypoints of one picture and their counterparts in another."""

import cv2
import numpy as np
import pytest
from PIL import ImageOps

from sidebyside.methods.keypoint_matching.features import NEAR_PX, Features, detect, pair_up, to_grey


def _detect(image) -> Features:
    return detect(to_grey(np.asarray(image), 224), max_keypoints=200, min_contrast=0.02)


def _squares(work: Features, output: Features) -> list[list[int]]:
    return [
        [
            sum((a - b) ** 2 for a, b in zip(wanted, row, strict=True))
            for row in work.descriptors.astype(int).tolist()
        ]
        for wanted in output.descriptors.astype(int).tolist()
    ]


def _pairs_by_hand(work: Features, output: Features, max_ratio: float) -> set[tuple[int, int]]:
    """Mutual neighbours and the ratio test as the textbook has them, in whole numbers of Python."""
    squares = _squares(work, output)
    found = set()
    for j, row in enumerate(squares):
        i = min(range(len(row)), key=row.__getitem__)
        if min(range(len(squares)), key=lambda other, i=i: squares[other][i]) != j:
            continue
        away = np.linalg.norm(work.points - work.points[i], axis=1)
        others = [square for square, distance in zip(row, away, strict=True) if distance >= NEAR_PX]
        if others and row[i] < max_ratio**2 * min(others):
            found.add((i, j))
    return found


def test_pairs_are_those_of_the_textbook_each_place_once(draw):
    work, output = _detect(draw(1, 120, 90)), _detect(draw(1, 120, 90).rotate(20))
    pairs = pair_up(work, output, max_ratio=0.8)
    found = set(zip(pairs.work.tolist(), pairs.output.tolist(), strict=True))
    by_hand = _pairs_by_hand(work, output, 0.8)
    assert len(found) > 5
    assert found <= by_hand

    def near(one, other):
        return (
            np.linalg.norm(work.points[one[0]] - work.points[other[0]]) < NEAR_PX
            and np.linalg.norm(output.points[one[1]] - output.points[other[1]]) < NEAR_PX
        )

    assert not any(near(one, other) for one in found for other in found if one != other)
    assert all(any(near(left_out, kept) for kept in found) for left_out in by_hand)


def test_keypoints_of_a_picture_with_tones_exchanged_are_predicted(draw):
    image = draw(3)
    predicted, detected = _detect(image).inverted(), _detect(ImageOps.invert(image))
    away = np.linalg.norm(predicted.points[:, None] - detected.points[None], axis=2)
    turned = np.abs(np.remainder(predicted.angles[:, None] - detected.angles + np.pi, 2 * np.pi) - np.pi)
    i, j = np.nonzero((away < 0.01) & (turned < 0.01))
    assert len(i) > 0.5 * len(predicted.points)
    difference = predicted.descriptors[i].astype(int) - detected.descriptors[j].astype(int)
    assert np.median(np.linalg.norm(difference, axis=1)) < 20


def test_exchanging_tones_twice_changes_nothing(draw):
    features = _detect(draw(4))
    assert (features.inverted().inverted().descriptors == features.descriptors).all()


def test_a_busy_half_does_not_crowd_out_a_quiet_one(draw):
    pixels = np.asarray(draw(6, 360, 270)).copy()
    pixels[:, :180] = (pixels[:, :180].astype(int) + 3 * 128) // 4
    features = detect(to_grey(pixels, 512), max_keypoints=200, min_contrast=0.005)
    assert (features.points[:, 0] < 180).sum() > 60


def test_keypoints_seen_in_a_mirror_are_those_of_the_mirrored_picture(draw):
    image = draw(3)
    predicted, detected = _detect(image).mirrored(), _detect(ImageOps.mirror(image))
    away = np.linalg.norm(predicted.points[:, None] - detected.points[None], axis=2)
    turned = np.abs(np.remainder(predicted.angles[:, None] - detected.angles + np.pi, 2 * np.pi) - np.pi)
    i, j = np.nonzero((away < 0.01) & (turned < 0.01))
    assert len(i) > 0.5 * len(predicted.points)
    difference = predicted.descriptors[i].astype(int) - detected.descriptors[j].astype(int)
    assert np.median(np.linalg.norm(difference, axis=1)) < 20


def test_mirroring_keypoints_twice_changes_nothing(draw):
    features = _detect(draw(4))
    again = features.mirrored().mirrored()
    assert (again.descriptors == features.descriptors).all()
    assert again.points == pytest.approx(features.points)


def test_a_picture_is_reduced_to_the_side_asked_for_and_never_enlarged():
    assert to_grey(np.zeros((300, 600, 3), np.uint8), 224).shape == (112, 224)
    assert to_grey(np.zeros((30, 60, 3), np.uint8), 224).shape == (30, 60)
    assert to_grey(np.zeros((16, 512, 3), np.uint8), 224).shape == (16, 224)


def test_a_surface_without_details_has_no_keypoints_and_no_pairs(draw):
    plain, full = _detect(np.full((90, 120, 3), 128, np.uint8)), _detect(draw(1))
    assert len(plain.points) == 0
    for work, output in ((plain, full), (full, plain), (plain, plain), (plain.mirrored(), full)):
        assert len(pair_up(work, output, max_ratio=0.8).work) == 0


def test_places_count_points_and_not_orientations(draw):
    features = _detect(draw(1))
    n_places = len(np.unique(features.places))
    assert n_places == len({tuple(point) for point in features.points.tolist()}) < len(features.points)


def test_the_number_of_threads_does_not_change_keypoints(draw):
    n_threads = cv2.getNumThreads()
    try:
        cv2.setNumThreads(1)
        alone = _detect(draw(5))
        cv2.setNumThreads(4)
        together = _detect(draw(5))
    finally:
        cv2.setNumThreads(n_threads)
    assert (alone.points == together.points).all()
    assert (alone.descriptors == together.descriptors).all()
