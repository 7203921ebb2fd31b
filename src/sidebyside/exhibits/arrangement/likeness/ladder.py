"""Which places of a match are shown at full resolution. A choice of what to show; it makes no figure.

Kept places come first: those with the most corresponding points around them, then those most alike. One
place that changed follows, where there is one, so that the difference is seen as closely as the likeness. A
kept place with nothing changed in it goes before one with.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from string import ascii_uppercase
from typing import Literal

from sidebyside.exhibits import notation
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.picture_view import Outline, PairLabels, PictureRef, Rung
from sidebyside.records import Match, PointPair, Region, Residual

N_KEPT = 2
"""So many kept places are shown at most."""

SIDE_PX, LEAST_SIDE_PX, MOST_SIDE_PX = 128, 80, 320
"""A place is this wide; wider, within the last figure, where the coarser picture has fewer pixels there."""

Place = tuple[float, float]
Matrix = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of the grid over the work: its letter, its middle and its structural similarity in percent."""

    letter: str
    row: float
    column: float
    similarity: int


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
        rung = _rung(kind, said, _window(place, side, pair[0]), matrix, pair[1], len(rungs), locale)
        rungs += [rung] if rung else []
    return tuple(rungs)


Found = list[tuple[Literal["kept", "changed", "aligned"], Place, str]]


def _kept(region: Region, residual: Residual | None, points: Sequence[PointPair], side: int) -> Found:
    def n_near(row: float, column: float) -> int:
        return sum(_is_near((row, column), (point[0], point[1]), side) for point in points)

    if residual is None:
        middles = [(row, column) for row, column, _, _ in points]
        best = _apart(middles, lambda place: (n_near(*place),), side, N_KEPT)
        return [("aligned", place, notation.count(n_near(*place))) for place in best]
    cells = {(cell.row, cell.column): cell for cell in _cells(region, residual) if cell.letter == "k"}
    changed = [(cell.row, cell.column) for cell in _cells(region, residual) if cell.letter == "c"]
    whole = [place for place in cells if not any(_is_near(place, other, side) for other in changed)]
    best = _apart(whole or list(cells), lambda place: (n_near(*place), cells[place].similarity), side, N_KEPT)
    return [("kept", place, str(cells[place].similarity)) for place in best]


def _changed(region: Region, residual: Residual | None, side: int) -> Found:
    if residual is None:
        return []
    cells = {(cell.row, cell.column): cell for cell in _cells(region, residual) if cell.letter == "c"}

    def rank(place: Place) -> tuple[int, ...]:
        return sum(_is_near(place, other, side) for other in cells), -cells[place].similarity

    return [("changed", place, str(cells[place].similarity)) for place in _apart(list(cells), rank, side, 1)]


def _is_near(place: Place, other: Place, side: int) -> bool:
    """Whether one place lies in the square of that side around another."""
    return max(abs(place[0] - other[0]), abs(place[1] - other[1])) <= side / 2


def _apart(
    places: Sequence[Place], rank: Callable[[Place], tuple[int, ...]], side: int, n: int
) -> list[Place]:
    """Return the `n` places of the highest rank that lie at least `side` from each other."""
    chosen: list[Place] = []
    for _, place in sorted(((rank(place), place) for place in places), key=_best_first):
        if not any(_is_near(place, other, 2 * side - 1) for other in chosen):
            chosen.append(place)
        if len(chosen) == n:
            break
    return chosen


def _best_first(item: tuple[tuple[int, ...], Place]) -> tuple[tuple[int, ...], Place]:
    return tuple(-value for value in item[0]), item[1]


def _cells(region: Region, residual: Residual) -> list[_Cell]:
    high, wide = region.height / len(residual.cells), region.width / len(residual.cells[0])
    return [
        _Cell(letter, region.row + (i + 0.5) * high, region.column + (j + 0.5) * wide, similarity)
        for i, (letters, row) in enumerate(zip(residual.cells, residual.similarity, strict=True))
        for j, (letter, similarity) in enumerate(zip(letters, row, strict=True))
    ]


def _side(region: Region, matrix: Matrix) -> int:
    """Return how wide a place is in the work, so that the coarser picture still has pixels to show there."""
    finer = min(1.0, sqrt(abs(matrix[0] * matrix[4] - matrix[1] * matrix[3])) / abs(matrix[8] or 1.0))
    wanted = max(SIDE_PX, LEAST_SIDE_PX / max(finer, 1e-6))
    return max(1, round(min(wanted, MOST_SIDE_PX, region.height, region.width)))


def _window(place: Place, side: int, picture: PictureRef) -> Region:
    height, width = min(side, picture.height_px), min(side, picture.width_px)
    row = min(max(round(place[0] - height / 2), 0), picture.height_px - height)
    column = min(max(round(place[1] - width / 2), 0), picture.width_px - width)
    return Region(row, column, height, width)


def _rung(
    kind: Literal["kept", "changed", "aligned"],
    said: str,
    window: Region,
    matrix: Matrix,
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


def _carried(window: Region, matrix: Matrix) -> Outline:
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


def _around(corners: Outline, picture: PictureRef) -> Region | None:
    if not corners:
        return None
    rows, columns = zip(*corners, strict=True)
    top, left = max(0, round(min(rows))), max(0, round(min(columns)))
    bottom, right = min(picture.height_px, round(max(rows))), min(picture.width_px, round(max(columns)))
    return Region(top, left, bottom - top, right - left) if bottom > top and right > left else None


def _is_upright(corners: Outline) -> bool:
    """Whether the sides of a carried place run along rows and columns, to a pixel."""
    return all(
        min(abs(one[0] - other[0]), abs(one[1] - other[1])) < 1.0
        for one, other in zip(corners, corners[1:] + corners[:1], strict=True)
    )
