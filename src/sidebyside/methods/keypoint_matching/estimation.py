"""One transform on which corresponding keypoints agree, and how surprising that is.

A pair of keypoints has a place, a size and an orientation on both sides, so each tells of a transform. Pairs
that tell of one are taken together, a transform is fitted to them, and those that agree with it are counted.

How surprising so many are is a number of false alarms (Desolneux, Moisan and Morel 2000, Meaningful
Alignments, IJCV 40, doi:10.1023/A:1026593302236), for transforms as in Moisan and Stival (2004, A
probabilistic criterion to detect rigid point matches, IJCV 57, doi:10.1023/B:VISI.0000013094.38752.54) and
Moisan, Moulon and Monasse (2012, ORSA, IPOL 2, doi:10.5201/ipol.2012.mmm-oh): the number of transforms that
could be tried, times the probability that so many of the other points fall so near to where the transform
puts them by chance.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.methods.keypoint_matching import plane
from sidebyside.methods.keypoint_matching.features import Features, Indices, Pairs
from sidebyside.methods.keypoint_matching.plane import KINDS, N_FIXING, TransformKind

N_VARIANTS = 4
"""A work is tried as it is, mirrored, with dark and light exchanged, and both."""
N_GROUPS_TRIED = 3
N_SAMPLED = 16
MIN_SPREAD_PX = 2.0
MAX_TURN, MAX_SIZE_RATIO = math.radians(30), 2.0
SEED_ERROR, SEED_ERROR_PX = 0.2, 3.0
"""How far a single keypoint misplaces another: a share of their distance, and some pixels besides."""
THRESHOLDS_PX = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)
"""Distances that are tried; each is a test of its own."""
WINDOW_PX = 24.0
"""Radius in which it is counted how dense the keypoints of the output lie."""
CELL_PX = 4


@dataclass(frozen=True, slots=True)
class PlacementCriteria:
    """When pairs of keypoints count as a placement.

    Attributes
    ----------
    max_ratio
        Largest ratio of the distances to the nearest and the second nearest keypoint.
    threshold_px
        Largest distance of an inlier from where the transform puts it, in pixels of the reduced output.
    floor_inliers
        Least number of inliers, at distinct points.
    max_log10_nfa
        Largest logarithm of the number of false alarms.
    max_placements
        Most placements of one pair of pictures.
    """

    max_ratio: float = 0.85
    threshold_px: float = 3.0
    floor_inliers: int = 5
    max_log10_nfa: float = 0.0
    max_placements: int = 4


@dataclass(frozen=True, slots=True, eq=False)
class TransformEstimate:
    """A transform, the pairs that agree on it, and log10 of its number of false alarms."""

    kind: TransformKind
    matrix: plane.Matrix
    inliers: Pairs
    log10_nfa: float


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """Pairs of keypoints, each a place, a size and an orientation on both sides.

    `source`, `target` have shape (n, 2); `scales` is the logarithm of how much larger the keypoint is in the
    output, `turns` the angle by which it is turned there. `work`, `output` number the places.
    """

    source: plane.Points
    target: plane.Points
    scales: NDArray[np.float64]
    turns: NDArray[np.float64]
    work: Indices
    output: Indices

    @classmethod
    def of(cls, work: Features, output: Features, pairs: Pairs) -> "Frames":
        """Return what the keypoints of pairs say."""
        return cls(
            work.points[pairs.work],
            output.points[pairs.output],
            np.log(output.sizes[pairs.output] / work.sizes[pairs.work]),
            output.angles[pairs.output] - work.angles[pairs.work],
            work.places[pairs.work],
            output.places[pairs.output],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """How dense the keypoints of a picture lie, as the probability a square pixel that one falls there.

    Uniform over the picture at least, and more where its keypoints lie dense: a point drawn at random from
    those of a picture falls on a cluster of them more often than on a plain sky.
    """

    grid: NDArray[np.float32]

    @classmethod
    def of(cls, points: plane.Points, height: int, width: int) -> "Density":
        """Count points within `WINDOW_PX`, on a grid of cells of `CELL_PX`."""
        cells = np.zeros((height // CELL_PX + 1, width // CELL_PX + 1), dtype=np.float32)
        at = np.clip((points / CELL_PX).astype(int), 0, np.array(cells.shape[::-1]) - 1)
        np.add.at(cells, (at[:, 1], at[:, 0]), 1.0)
        reach = int(WINDOW_PX / CELL_PX)
        y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
        disc = (x * x + y * y <= reach * reach).astype(np.float32)
        counts = cv2.filter2D(cells, -1, disc, borderType=cv2.BORDER_CONSTANT)
        grid = counts / (max(1, len(points)) * float(disc.sum()) * CELL_PX**2)
        return cls(np.maximum(grid, 1.0 / (height * width)).astype(np.float32))

    def at(self, points: plane.Points) -> NDArray[np.float64]:
        """Return the density at points, shape (n, 2); beyond the edges, that at the edge."""
        finite = np.nan_to_num(points, nan=0.0, posinf=0.0, neginf=0.0)
        cells = np.clip((finite / CELL_PX).astype(int), 0, np.array(self.grid.shape[::-1]) - 1)
        result: NDArray[np.float64] = self.grid[cells[:, 1], cells[:, 0]].astype(np.float64)
        return result


def estimate(
    work: Features, output: Features, pairs: Pairs, criteria: PlacementCriteria
) -> TransformEstimate | None:
    """Return the transform with the fewest false alarms, from pairs of which many are wrong.

    Pairs that one keypoint alone already predicts make a group; to a group a similarity, an affine change and
    a homography are fitted. None where no group gives one that reaches the floors and that a picture may
    undergo: see `plane.is_plausible`.

    An inlier lies within `threshold_px` of its counterpart, and its own size (within a factor of 2) and
    orientation (within 30 degrees) are as the transform says; each place counts once.
    """
    frames = Frames.of(work, output, pairs)
    tried = groups(frames, criteria.floor_inliers, N_GROUPS_TRIED)
    if not tried:
        return None
    density = Density.of(output.points, output.height, output.width)
    for group in tried:
        fitted = [_fitted(kind, frames, group, pairs, density, criteria) for kind in KINDS]
        reached = [item for item in fitted if item is not None]
        if reached:
            return min(reached, key=lambda item: item.log10_nfa)
    return None


def _fitted(
    kind: TransformKind,
    frames: Frames,
    group: Indices,
    pairs: Pairs,
    density: Density,
    criteria: PlacementCriteria,
) -> TransformEstimate | None:
    matrix = plane.fit(kind, frames.source[group], frames.target[group], criteria.threshold_px)
    if matrix is None:
        return None
    inliers = inliers_of(frames, matrix, criteria.threshold_px)
    if len(inliers) > len(group):  # Once more with those that were too far from the seed to be in its group.
        again = plane.fit(kind, frames.source[inliers], frames.target[inliers], criteria.threshold_px)
        if again is not None:
            matrix, inliers = again, inliers_of(frames, again, criteria.threshold_px)
    if len(inliers) < criteria.floor_inliers:
        return None
    source, target = frames.source[inliers], frames.target[inliers]
    if min(plane.spread(source), plane.spread(target)) < MIN_SPREAD_PX:
        return None
    if not plane.is_plausible(plane.hull(source), matrix):
        return None
    log10_nfa = _log10_nfa(kind, frames, inliers, density, criteria)
    return (
        TransformEstimate(kind, matrix, pairs[inliers], log10_nfa)
        if log10_nfa <= criteria.max_log10_nfa
        else None
    )


def _log10_nfa(
    kind: TransformKind, frames: Frames, inliers: Indices, density: Density, criteria: PlacementCriteria
) -> float:
    """Return log10 of the number of false alarms of the best transform through few of the inliers.

    A transform fitted to all inliers would be too near to each of them; so as in the publications the ones
    that are judged go exactly through the points that fix them, and those points are not counted.
    """
    n_fixing = N_FIXING[kind]
    if len(inliers) <= n_fixing:
        return math.inf
    chosen = inliers[_samples(len(inliers), n_fixing)]
    matrices = plane.through(kind, frames.source[chosen], frames.target[chosen])
    matrices = matrices[np.isfinite(matrices).all(axis=(1, 2))]
    n_tests = N_VARIANTS * len(KINDS) * criteria.max_placements * len(THRESHOLDS_PX)
    n_tests *= n_samples(len(frames.source), n_fixing)
    best = math.inf
    for matrix, agrees, errors in zip(matrices, *agreement(frames, matrices), strict=True):
        n = int(agrees.sum()) - n_fixing
        if n < 1:
            continue
        dense = float(density.at(plane.move(frames.source[agrees], matrix)).mean())
        for threshold in THRESHOLDS_PX:
            k = int((errors[agrees] < threshold).sum()) - n_fixing
            p = min(1.0, math.pi * (threshold + 0.25) ** 2 * dense)
            if k > n * p:
                best = min(best, math.log10(n_tests) + log10_tail(n, k, p))
    return best


def _samples(n: int, k: int) -> Indices:
    """Return `N_SAMPLED` ways to choose `k` of `n`, the same at every call."""
    rng = np.random.default_rng(n * 8 + k)
    return np.array([rng.choice(n, k, replace=False) for _ in range(N_SAMPLED)], dtype=np.intp)


def groups(frames: Frames, floor: int, most: int) -> list[Indices]:
    """Return groups of pairs that one keypoint alone already predicts, the largest first.

    A keypoint has a place, a size and an orientation, so each pair is a transform; it is exact at its own
    place and less so with distance. All pairs are tried, none is drawn by chance. Cost: O(n^2).
    """
    n = len(frames.source)
    if n < floor:
        return []
    turn = np.exp(frames.scales + 1j * frames.turns)
    z = frames.source[:, 0] + 1j * frames.source[:, 1]
    w = frames.target[:, 0] + 1j * frames.target[:, 1]
    away = (z[None] - z[:, None]) * turn[:, None]
    error = np.abs(w[None] - w[:, None] - away)
    together = error < SEED_ERROR_PX + SEED_ERROR * np.abs(away)
    together &= np.abs(frames.scales[None] - frames.scales[:, None]) < math.log(MAX_SIZE_RATIO)
    together &= _turned(frames.turns[None] - frames.turns[:, None]) < MAX_TURN
    found: list[Indices] = []
    counts = together.sum(axis=1)
    while len(found) < most:
        seed = int(counts.argmax())
        if counts[seed] < floor:
            break
        group = np.flatnonzero(together[seed])
        found.append(group)
        counts[group] = 0
    return found


def agreement(frames: Frames, matrices: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return for each of m transforms, shape (m, 3, 3), which pairs are sized and turned as it says.

    The second array, like the first of shape (m, n), says how far each is from where it is put, in pixels of
    the output; infinite where it is put nowhere.
    """
    x, y = frames.source.T
    a, b, c = (
        matrices[:, i, 0, None] * x + matrices[:, i, 1, None] * y + matrices[:, i, 2, None] for i in range(3)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        column, row = a / c, b / c
        (xx, xy), (yx, yy) = (
            [(matrices[:, i, j, None] - to * matrices[:, 2, j, None]) / c for j in range(2)]
            for i, to in enumerate((column, row))
        )
        scale = np.log(np.abs(xx * yy - xy * yx)) / 2
        agrees = np.abs(frames.scales - scale) < math.log(MAX_SIZE_RATIO)
        agrees &= _turned(frames.turns - np.arctan2(yx - xy, xx + yy)) < MAX_TURN
        errors = np.hypot(column - frames.target[:, 0], row - frames.target[:, 1])
    return agrees, np.where(np.isnan(errors), np.inf, errors)


def inliers_of(frames: Frames, matrix: plane.Matrix, threshold_px: float) -> Indices:
    """Return the pairs that agree with a transform within `threshold_px`, each place at most once."""
    (agrees,), (errors,) = agreement(frames, matrix[None])
    near = np.flatnonzero(agrees & (errors < threshold_px))
    kept = near[np.argsort(errors[near], kind="stable")]
    return kept[_distinct(frames.work[kept], frames.output[kept])]


def _distinct(work: Indices, output: Indices) -> Indices:
    """Of pairs that share a place on either side keep the first."""
    seen_work: set[int] = set()
    seen_output: set[int] = set()
    kept: list[int] = []
    for i, (a, b) in enumerate(zip(work.tolist(), output.tolist(), strict=True)):
        if a not in seen_work and b not in seen_output:
            seen_work.add(a)
            seen_output.add(b)
            kept.append(i)
    return np.array(kept, dtype=np.intp)


def _turned(angles: NDArray[np.float64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = np.abs(np.remainder(angles + np.pi, 2 * np.pi) - np.pi)
    return result


def log10_tail(n: int, k: int, p: float) -> float:
    """Return log10 of the probability that a binomial variable of `n` draws at `p` reaches `k`.

    Summed from the largest term in logarithms, so that nothing underflows.

    >>> round(log10_tail(3, 3, 0.01), 6)
    -6.0
    """
    if k <= 0 or p >= 1.0:
        return 0.0
    if k > n or p <= 0.0:
        return -math.inf
    i = np.arange(k, n + 1)
    terms = _log_choose(n)[k:] + i * math.log(p) + (n - i) * math.log1p(-p)
    top = float(terms.max())
    return min(0.0, (top + math.log(float(np.exp(terms - top).sum()))) / math.log(10.0))


def n_samples(n: int, k: int) -> int:
    """Return in how many ways `k` of `n` points can be chosen, at least 1."""
    return max(1, math.comb(n, k))


@lru_cache(maxsize=4096)
def _log_choose(n: int) -> NDArray[np.float64]:
    gamma = np.array([math.lgamma(i + 1) for i in range(n + 1)])
    result: NDArray[np.float64] = gamma[n] - gamma - gamma[::-1]
    return result
