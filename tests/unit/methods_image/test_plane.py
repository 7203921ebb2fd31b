"""Points, hulls and regions of a picture plane."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.methods.keypoint_matching import plane
from sidebyside.records import Region

COORDINATE = st.integers(-1000, 1000)
POINTS = st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=40).map(
    lambda points: np.array(points, dtype=np.float64)
)
TILTED = np.array([[1.1, 0.2, 5.0], [-0.1, 0.9, 3.0], [1e-3, -2e-3, 1.0]])


def _is_inside(corners: np.ndarray, point: np.ndarray) -> bool:
    edges = np.roll(corners, -1, axis=0) - corners
    to_point = point - corners
    cross = edges[:, 0] * to_point[:, 1] - edges[:, 1] * to_point[:, 0]
    return bool((cross >= -1e-9).all() or (cross <= 1e-9).all())


@given(POINTS)
def test_a_hull_holds_every_point_and_only_given_corners(points):
    corners = plane.hull(points)
    given_points = {tuple(point) for point in points.tolist()}
    assert {tuple(corner) for corner in corners.tolist()} <= given_points
    if len(corners) > 2:
        assert all(_is_inside(corners, point) for point in points)


@given(POINTS)
def test_the_order_of_points_does_not_change_a_hull(points):
    assert plane.hull(points).tolist() == plane.hull(points[::-1]).tolist()


def test_a_hull_of_points_on_a_line_has_no_area():
    corners = plane.hull(np.array([[0.0, 0.0], [5.0, 5.0], [2.0, 2.0], [9.0, 9.0]]))
    assert len(corners) == 2
    assert plane.area(corners) == 0.0


def test_the_area_of_a_rectangle_is_width_times_height():
    assert plane.area(np.array([[1.0, 1.0], [6.0, 1.0], [6.0, 4.0], [1.0, 4.0]])) == 15.0


def test_a_region_is_cut_at_the_edges_and_never_empty():
    assert plane.region(np.array([[-5.0, -5.0], [8.2, 3.5]]), 100, 50) == Region(0, 0, 4, 9)
    assert plane.region(np.array([[49.9, 99.9], [60.0, 120.0]]), 100, 50) == Region(99, 49, 1, 1)
    assert plane.region(np.array([[70.0, 170.0], [80.0, 180.0]]), 100, 50) == Region(99, 49, 1, 1)
    assert plane.region(np.array([[-9.0, -9.0], [-8.0, -8.0]]), 100, 50) == Region(0, 0, 1, 1)


def test_a_jacobian_is_what_a_small_step_does():
    points = np.array([[10.0, 20.0], [100.0, 5.0], [0.0, 0.0]])
    step = 1e-5
    right, down = np.array([step, 0.0]), np.array([0.0, step])
    expected = np.stack(
        [
            (plane.move(points + right, TILTED) - plane.move(points - right, TILTED)) / (2 * step),
            (plane.move(points + down, TILTED) - plane.move(points - down, TILTED)) / (2 * step),
        ],
        axis=2,
    )
    assert plane.jacobians(points, TILTED) == pytest.approx(expected, rel=1e-5, abs=1e-7)


def test_mirroring_twice_moves_nothing():
    points = np.array([[10.0, 20.0], [100.0, 5.0]])
    mirror = plane.mirroring(200)
    assert plane.move(plane.move(points, mirror), mirror).tolist() == points.tolist()


def test_a_point_sent_to_infinity_raises_nothing():
    assert not np.isfinite(
        plane.move(np.array([[1.0, 0.0]]), np.array([[1.0, 0, 0], [0, 1, 0], [1, 0, -1]]))
    ).all()


def test_an_outline_is_row_before_column():
    assert plane.outline(np.array([[1.23456, 2.0]])) == ((2.0, 1.235),)
