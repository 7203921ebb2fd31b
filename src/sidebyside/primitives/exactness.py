"""How exactly two pictures lie on each other: a copy does to a part of a pixel, another photograph does not.

An edited picture is moved as one plane, so what corresponds lies where one transform puts it, but for the
rounding of pixels and what compression does. Another photograph of the same thing is taken from another
place, at another time: near things move against far ones, and light, leaves and lens differ, so that fewer
points correspond, and those lie a pixel or two beside.
"""

import math
from collections.abc import Sequence

from sidebyside.records import Artefact, Feature, FeatureKind, ImageQuantum, Match, MethodCard

SIDE_PX = 512
"""Points are found in pictures reduced to this longer side, and exact to a pixel of those."""
EXACT_PX = 0.5
ALIKE_PERCENT = 90

EXACT: tuple[FeatureKind, ...] = ("exact_points", "exact_parts")
"""The features that tell a copy of a picture from another photograph of the same thing; so they are named."""

LEAST_POINTS, LEAST_PARTS = 0.1, 0.2
"""Of all corresponding points 0.02 lie exactly in two photographs of one place (median of 194 pairs), 0.15 at
most in 95 of 100; in edits of such photographs 0.87 (median of 544), 0.41 at least in 95 of 100."""


def exact_features(cards: Sequence[MethodCard]) -> list[Feature]:
    """Return the two features of how exactly pictures lie on each other; none without false alarms.

    ``exact_points`` is log2 of `exact_points` in multiples of 0.1, from 0 to 3.3; ``exact_parts`` that of the
    mean of `exact_points` and `exact_cells` in multiples of 0.2, from 0 to 2.3. Both rest on every method
    that states false alarms.
    """
    placing = sorted((card for card in cards if card.evidence == "false_alarms"), key=lambda card: card.name)
    if not placing:
        return []
    rests_on = tuple(card.name for card in placing), tuple(card.version for card in placing)
    return [
        Feature(kind, kind, *rests_on, round(math.log2(1.0 / least), 6), least)
        for kind, least in zip(EXACT, (LEAST_POINTS, LEAST_PARTS), strict=True)
    ]


def exact_value(feature: Feature, matches: Sequence[Match], work_px: int, output_px: int) -> float:
    """Return the value of one of the two features, from 0 to its cap; parameters as for `exact_points`."""
    share = exact_points(matches, work_px, output_px)
    if feature.kind == "exact_parts":
        share = (share + exact_cells(matches)) / 2.0
    return min(feature.cap, math.log2(max(1.0, share / feature.least)))


def longer_side(artefact: Artefact) -> int:
    """Return the longer side of a picture in pixels; 0 of a text."""
    picture = artefact.picture
    return max(picture.height_px, picture.width_px) if picture else 0


def exact_points(matches: Sequence[Match], work_px: int, output_px: int) -> float:
    """Return which share of all corresponding points of a pair lies exactly under one transform, 0 to 1.

    Parameters
    ----------
    matches
        Those of one pair of pictures, of methods that state false alarms.
    work_px, output_px
        The longer sides of work and output.

    Returns
    -------
    share
        Of the points that correspond at all those that agree on the transform with the fewest false alarms,
        times the share of these within half a pixel of where it puts them: in pixels of the coarser picture,
        both reduced to 512. Without such points `exact_cells`; 0 without a match.

    Notes
    -----
    Cost: linear in the points. Does not see that a flat thing, such as a painting or a front without depth,
    photographed twice lies as exactly as the lens allows.
    """
    pointed = [one for one in matches if one.points and one.transform is not None]
    if not pointed:
        return exact_cells(matches)
    best = min(pointed, key=_log10_nfa)
    return _agreeing(best) * _within(best, _reduction(work_px), _reduction(output_px))


def exact_cells(matches: Sequence[Match]) -> float:
    """Return which share of the covered cells has a structural similarity of 0.9 or more, 0 to 1.

    Of the match with the fewest false alarms that has a residual; 0 without one, and nearly so where dark and
    light are exchanged. Cost: linear in the cells.
    """
    laid = [one for one in matches if one.residual is not None]
    residual = min(laid, key=_log10_nfa).residual if laid else None
    if residual is None:
        return 0.0
    covered = [
        percent
        for letters, row in zip(residual.cells, residual.similarity, strict=True)
        for letter, percent in zip(letters, row, strict=True)
        if letter != "-"
    ]
    return sum(percent >= ALIKE_PERCENT for percent in covered) / len(covered) if covered else 0.0


def _log10_nfa(match: Match) -> float:
    return match.log10_nfa or 0.0


def _reduction(side_px: int) -> float:
    return min(1.0, SIDE_PX / max(1, side_px))


def _agreeing(match: Match) -> float:
    quantum = match.quantum
    if not isinstance(quantum, ImageQuantum) or not quantum.n_putative or quantum.n_inliers is None:
        return 1.0
    return min(1.0, quantum.n_inliers / quantum.n_putative)


def _within(match: Match, of_work: float, of_output: float) -> float:
    """Return which share of the points lies exactly."""
    if match.transform is None:
        return 0.0
    a, b, c, d, e, f, g, h, i = match.transform.matrix
    n_exact = 0
    for row, column, to_row, to_column in match.points:
        depth = g * column + h * row + i
        if depth == 0.0:
            continue
        x, y = (a * column + b * row + c) / depth, (d * column + e * row + f) / depth
        # How many pixels of the reduced output come to one of the reduced work, around the point.
        area = (a - x * g) * (e - y * h) - (b - x * h) * (d - y * g)
        scale = math.sqrt(abs(area)) / abs(depth) * of_output / of_work
        away = math.hypot(x - to_column, y - to_row) * of_output / max(1.0, scale)
        n_exact += away < EXACT_PX
    return n_exact / len(match.points)
