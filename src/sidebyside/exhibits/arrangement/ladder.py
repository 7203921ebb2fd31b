"""Which places of a match are shown at full resolution. A choice of what to show; it makes no figure.

Kept places come first: those with the most corresponding points around them, then those most alike. One
place that changed follows, where there is one, so that the difference is seen as closely as the likeness. A
kept place with nothing changed in it goes before one with.
"""

from collections.abc import Mapping, Sequence
from math import sqrt
from string import ascii_uppercase
from typing import Literal

import numpy as np

from sidebyside.exhibits import notation
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.picture_view import PairLabels, PictureOutline, PictureRef, Rung
from sidebyside.records import Match, PointPair, Region, Residual

N_KEPT = 2
"""So many kept places are shown at most."""

SIDE_PX, LEAST_SIDE_PX, MOST_SIDE_PX = 128, 80, 320
"""A place is this wide; wider, within the last figure, where the coarser picture has fewer pixels there."""

NEAR = 0.02
"""Alignments that differ by less than this share of the part that matched show the same places."""

Place = tuple[float, float]
TransformMatrix = tuple[float, ...]


def ladder(
    match: Match,
    residual: Residual | None,
    points: Sequence[PointPair],
    pair: tuple[PictureRef, PictureRef],
    locale: Locale,
) -> tuple[Rung, ...]:
    """Return the places of a match that are shown at full resolution, best kept first, then one changed.

    Parameters
    ----------
    match
        With a transform; without one there are no places, and none are returned.
    residual, points
        Of the same alignment; either may be missing, and with neither there are no places.
    pair
        The work and the output.

    Notes
    -----
    Cost: cells times points, some ten thousand steps.
    """
    region = match.work_region
    if match.transform is None or region is None:
        return ()
    matrix = match.transform.matrix
    side = _side(region, matrix)
    found = _kept(region, residual, points, side) + _changed(region, residual, side)
    rungs: list[Rung] = []
    for kind, place, said in found:
        rung = _rung(kind, said, _window(place, side, region), matrix, pair[1], len(rungs), locale)
        rungs += [rung] if rung else []
    return tuple(rungs)


def places_at(matches: Sequence[Match], index: int) -> int | None:
    """Return which match shows the places of this one: itself, or one that lays the output in the same place.

    One with pixels compared comes first, as it says what stayed there. Two alignments are in the same place
    where the corners of the part that matched come to lie within `NEAR` of its size. None without alignment.
    """
    match = matches[index]
    if match.transform is None or match.work_region is None:
        return None
    near = same_place(matches, index)
    with_residual = [n for n in near if matches[n].residual is not None]
    if match.residual is not None:
        same = [n for n in with_residual if matches[n].transform == match.transform]
        return same[0]
    if with_residual:
        return with_residual[0]
    return next(n for n in near if matches[n].transform == match.transform)


def same_place(matches: Sequence[Match], index: int) -> list[int]:
    """Return the matches that lay the output in the same place as this one, itself among them."""
    return [n for n, other in enumerate(matches) if n == index or _is_near(matches[index], other)]


def _is_near(match: Match, other: Match) -> bool:
    if match.transform is None or other.transform is None or match.work_region is None:
        return False
    if other.transform == match.transform:
        return True
    one, two = (
        _carried(match.work_region, item.transform.matrix) for item in (match, other) if item.transform
    )
    if not one or not two:
        return False
    size = max(max(axis) - min(axis) for axis in zip(*one, strict=True))
    apart = max(max(abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in zip(one, two, strict=True))
    return bool(apart <= NEAR * size)


Found = list[tuple[Literal["kept", "changed", "aligned"], Place, str]]


def _kept(region: Region, residual: Residual | None, points: Sequence[PointPair], side: int) -> Found:
    middles = [(row, column) for row, column, _, _ in points]
    if residual is None:
        n_points = dict(zip(middles, _n_near(middles, middles, side), strict=True))
        best = _apart({place: (n,) for place, n in n_points.items()}, side, N_KEPT)
        return [("aligned", place, notation.count(n_points[place])) for place in best]
    similarity = _cells(region, residual, "k")
    n_points = dict(zip(similarity, _n_near(list(similarity), middles, side), strict=True))
    n_changed = _n_near(list(similarity), list(_cells(region, residual, "c")), side)
    ranks = {
        place: (not n, n_points[place], similarity[place])
        for place, n in zip(similarity, n_changed, strict=True)
    }
    return [("kept", place, notation.hundredths(similarity[place])) for place in _apart(ranks, side, N_KEPT)]


def _changed(region: Region, residual: Residual | None, side: int) -> Found:
    similarity = _cells(region, residual, "c") if residual else {}
    n_near = _n_near(list(similarity), list(similarity), side)
    ranks = {place: (n, -similarity[place]) for place, n in zip(similarity, n_near, strict=True)}
    return [("changed", place, notation.hundredths(similarity[place])) for place in _apart(ranks, side, 1)]


def _n_near(places: Sequence[Place], others: Sequence[Place], side: int) -> list[int]:
    """Count, for each place, the others in the square of that side around it."""
    if not places or not others:
        return [0] * len(places)
    here, there = np.array(places)[:, None], np.array(others)[None]
    is_near = (np.abs(here[..., 0] - there[..., 0]) <= side / 2) & (
        np.abs(here[..., 1] - there[..., 1]) <= side / 2
    )
    return [int(n) for n in is_near.sum(axis=1)]


def _apart(ranks: Mapping[Place, tuple[int, ...]], side: int, n: int) -> list[Place]:
    """Return the `n` places of the highest rank that lie at least `side` from each other."""
    chosen: list[Place] = []
    for place in sorted(ranks, key=lambda place: (tuple(-value for value in ranks[place]), place)):
        if all(max(abs(place[0] - other[0]), abs(place[1] - other[1])) >= side for other in chosen):
            chosen.append(place)
        if len(chosen) == n:
            break
    return chosen


def _cells(region: Region, residual: Residual, letter: str) -> dict[Place, int]:
    """Return the middles of the cells of that letter, each with its structural similarity in percent."""
    high, wide = region.height / len(residual.cells), region.width / len(residual.cells[0])
    return {
        (region.row + (i + 0.5) * high, region.column + (j + 0.5) * wide): similarity
        for i, (letters, row) in enumerate(zip(residual.cells, residual.similarity, strict=True))
        for j, (found, similarity) in enumerate(zip(letters, row, strict=True))
        if found == letter
    }


def _side(region: Region, matrix: TransformMatrix) -> int:
    """Return how wide a place is in the work, so that the coarser picture still has pixels to show there."""
    finer = min(1.0, sqrt(abs(matrix[0] * matrix[4] - matrix[1] * matrix[3])) / abs(matrix[8] or 1.0))
    wanted = max(SIDE_PX, LEAST_SIDE_PX / max(finer, 1e-6))
    return max(1, round(min(wanted, MOST_SIDE_PX, region.height, region.width)))


def _window(place: Place, side: int, region: Region) -> Region:
    """Return the square around a place, moved into the part that matched: beyond it the output ends."""
    height, width = min(side, region.height), min(side, region.width)
    row = min(max(round(place[0] - height / 2), region.row), region.row + region.height - height)
    column = min(max(round(place[1] - width / 2), region.column), region.column + region.width - width)
    return Region(row, column, height, width)


def _rung(
    kind: Literal["kept", "changed", "aligned"],
    said: str,
    window: Region,
    matrix: TransformMatrix,
    output: PictureRef,
    index: int,
    locale: Locale,
) -> Rung | None:
    corners = _carried(window, matrix)
    place = _around(corners, output)
    if place is None:
        return None
    letter = ascii_uppercase[index]
    labels = [
        locale.say("picture.rung_label", side=locale.say(f"term.{name}"), region=notation.region(region))
        for name, region in (("work", window), ("output", place))
    ]
    return Rung(
        letter=letter,
        kind=kind,
        title=locale.say(f"rung.{kind}", letter=letter, n=said),
        work=window,
        output=place,
        output_outline=() if _is_upright(corners) else corners,
        labels=PairLabels(*labels),
    )


def _carried(window: Region, matrix: TransformMatrix) -> PictureOutline:
    """Return the corners of a place of the work as they lie in the output; empty where one lies behind it."""
    bottom, right = window.row + window.height, window.column + window.width
    corners = (
        (window.row, window.column),
        (window.row, right),
        (bottom, right),
        (bottom, window.column),
    )
    carried = []
    for row, column in corners:
        x, y, w = (matrix[n] * column + matrix[n + 1] * row + matrix[n + 2] for n in (0, 3, 6))
        if w <= 0:
            return ()
        carried.append((y / w, x / w))
    return tuple(carried)


def _around(corners: PictureOutline, picture: PictureRef) -> Region | None:
    if not corners:
        return None
    rows, columns = zip(*corners, strict=True)
    top, left = max(0, round(min(rows))), max(0, round(min(columns)))
    bottom, right = min(picture.height_px, round(max(rows))), min(picture.width_px, round(max(columns)))
    return Region(top, left, bottom - top, right - left) if bottom > top and right > left else None


def _is_upright(corners: PictureOutline) -> bool:
    """Whether the sides of a carried place run along rows and columns, to a pixel."""
    return all(
        min(abs(one[0] - other[0]), abs(one[1] - other[1])) < 1.0
        for one, other in zip(corners, corners[1:] + corners[:1], strict=True)
    )
