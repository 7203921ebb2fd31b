"""How exactly two pictures lie on each other."""

from dataclasses import replace

import pytest

from sidebyside.primitives.exactness import exact_cells, exact_features, exact_points, exact_value
from sidebyside.records import ImageQuantum, Match, MethodCard, Region, Residual, Transform

PLACE = Region(0, 0, 9, 9)
SAME = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
GRID = [(10.0 * row, 10.0 * column) for row in range(1, 6) for column in range(1, 5)]


def pointed(moved, *, matrix=SAME, scale=1.0, n_putative=20, log10_nfa=-30.0):
    """A match of 20 points, each in the output where the matrix puts it and `moved` pixels to the right."""
    points = tuple(
        (row, column, scale * row, scale * column + away)
        for (row, column), away in zip(GRID, moved, strict=True)
    )
    return Match(
        "keypoints",
        1.0,
        ImageQuantum(0.5, 0.5, 20, n_putative),
        work_region=PLACE,
        output_region=PLACE,
        transform=Transform("homography", matrix, is_mirrored=False),
        points=points,
        log10_nfa=log10_nfa,
    )


def laid(cells, similarity, log10_nfa=-9.0):
    residual = Residual(cells, similarity, 0.5, 0.5, 0.5, 0.1, 0.1)
    quantum = ImageQuantum(0.5, 0.5)
    return Match(
        "registered_pixels",
        0.5,
        quantum,
        work_region=PLACE,
        output_region=PLACE,
        residual=residual,
        log10_nfa=log10_nfa,
    )


def test_points_within_half_a_pixel_count_of_all_that_correspond():
    assert exact_points([pointed([0.0] * 20)], 400, 400) == 1.0
    assert exact_points([pointed([0.0] * 15 + [0.6] * 5)], 400, 400) == 0.75
    assert exact_points([pointed([0.0] * 15 + [0.6] * 5, n_putative=60)], 400, 400) == pytest.approx(0.25)


def test_a_pixel_is_one_of_the_coarser_picture_as_it_was_looked_at():
    enlarged = (4.0, 0.0, 0.0, 0.0, 4.0, 0.0, 0.0, 0.0, 1.0)
    match = pointed([1.5] * 20, matrix=enlarged, scale=4.0)
    assert exact_points([match], 128, 512) == 1.0
    assert exact_points([pointed([1.5] * 20)], 400, 400) == 0.0
    assert exact_points([pointed([1.5] * 20)], 2048, 2048) == 1.0, "both were reduced to a quarter"


def test_a_point_seen_at_an_angle_is_put_where_the_transform_puts_it():
    tilted = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.002, 0.0, 1.0)
    straight = pointed([0.0] * 20, matrix=tilted)
    depths = [1.0 + 0.002 * column for _, column in GRID]
    bent = tuple(
        (row, column, row / depth, column / depth) for (row, column), depth in zip(GRID, depths, strict=True)
    )
    assert exact_points([replace(straight, points=bent)], 400, 400) == 1.0
    assert exact_points([straight], 400, 400) < 0.2


def test_the_match_with_the_fewest_false_alarms_is_asked():
    rare, common = pointed([0.0] * 20, log10_nfa=-80.0), pointed([2.0] * 20, log10_nfa=-8.0)
    assert exact_points([common, rare], 400, 400) == exact_points([rare, common], 400, 400) == 1.0
    alike, unlike = laid(("kk",), ((95, 95),), -20.0), laid(("kk",), ((10, 10),), -5.0)
    assert exact_cells([unlike, alike]) == 1.0


def test_cells_count_where_they_are_covered_and_stand_in_where_no_points_correspond():
    match = laid(("kk-", "cck"), ((95, 90, 99), (40, 89, 100)))
    assert exact_cells([match]) == pytest.approx(3 / 5)
    assert exact_points([match], 400, 400) == pytest.approx(3 / 5)
    assert exact_points([match, pointed([2.0] * 20)], 400, 400) == 0.0
    assert exact_points([], 400, 400) == exact_cells([]) == exact_cells([laid(("--",), ((0, 0),))]) == 0.0


def test_the_features_are_bounded_and_never_fall_with_more_that_is_exact():
    cards = [
        MethodCard(name, version, "image", "", "", "", (), (), "", "", evidence="false_alarms")
        for name, version in (("registered_pixels", "1"), ("keypoints", "2"))
    ]
    points, parts = exact_features(cards)
    assert (points.methods, points.method_versions) == (("keypoints", "registered_pixels"), ("2", "1"))
    assert exact_features([replace(card, evidence="similarity") for card in cards]) == []
    cells = laid(("kk", "cc"), ((95, 95), (10, 10)))
    for feature, low, high in ((points, 0.0, points.cap), (parts, 0.3219, 1.9069)):
        by_share = [
            exact_value(feature, [cells, pointed([0.0] * n + [2.0] * (20 - n))], 400, 400) for n in range(21)
        ]
        assert by_share == sorted(by_share)
        assert (by_share[0], by_share[20]) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert points.cap == pytest.approx(3.321928)
    assert exact_value(parts, [laid(("k",), ((95,),))], 400, 400) == parts.cap == pytest.approx(2.321928)
    assert exact_value(parts, [], 400, 400) == 0.0
