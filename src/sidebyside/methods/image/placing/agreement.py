"""Which pairs of keypoints tell of one transform: by place, by size and by orientation."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sidebyside.methods.image.placing import plane
from sidebyside.methods.image.placing.features import Features, Indices, Pairs

MAX_TURN, MAX_SIZE_RATIO = math.radians(30), 2.0
SEED_ERROR, SEED_ERROR_PX = 0.2, 3.0
"""How far a single keypoint misplaces another: a share of their distance, and some pixels besides."""


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


def _turned(angles: NDArray[np.float64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = np.abs(np.remainder(angles + np.pi, 2 * np.pi) - np.pi)
    return result


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
