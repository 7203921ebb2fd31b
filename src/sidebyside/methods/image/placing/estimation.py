"""One transform on which corresponding keypoints agree, and how surprising that is."""

import math
from dataclasses import dataclass

import numpy as np

from sidebyside.methods.image.placing import plane
from sidebyside.methods.image.placing.agreement import Frames, agreement, groups, inliers_of
from sidebyside.methods.image.placing.false_alarms import THRESHOLDS_PX, Density, log10_tail, n_samples
from sidebyside.methods.image.placing.features import Features, Indices, Pairs
from sidebyside.methods.image.placing.transform import (
    KINDS,
    N_FIXING,
    Kind,
    fit,
    is_plausible,
    spread,
    through,
)

N_VARIANTS = 4
"""A work is tried as it is, mirrored, with dark and light exchanged, and both."""
N_GROUPS_TRIED = 3
N_SAMPLED = 16
MIN_SPREAD_PX = 2.0


@dataclass(frozen=True, slots=True)
class Rules:
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
class Estimate:
    """A transform, the pairs that agree on it, and log10 of its number of false alarms."""

    kind: Kind
    matrix: plane.Matrix
    inliers: Pairs
    log10_nfa: float


def estimate(work: Features, output: Features, pairs: Pairs, rules: Rules) -> Estimate | None:
    """Return the transform with the fewest false alarms, from pairs of which many are wrong.

    Pairs that one keypoint alone already predicts make a group; to a group a similarity, an affine change and
    a homography are fitted. None where no group gives one that reaches the floors and that a picture may
    undergo: see `transform.is_plausible`.

    An inlier lies within `threshold_px` of its counterpart, and its own size (within a factor of 2) and
    orientation (within 30 degrees) are as the transform says; each place counts once.
    """
    frames = Frames.of(work, output, pairs)
    tried = groups(frames, rules.floor_inliers, N_GROUPS_TRIED)
    if not tried:
        return None
    density = Density.of(output.points, output.height, output.width)
    for group in tried:
        fitted = [_fitted(kind, frames, group, pairs, density, rules) for kind in KINDS]
        reached = [item for item in fitted if item is not None]
        if reached:
            return min(reached, key=lambda item: item.log10_nfa)
    return None


def _fitted(
    kind: Kind, frames: Frames, group: Indices, pairs: Pairs, density: Density, rules: Rules
) -> Estimate | None:
    matrix = fit(kind, frames.source[group], frames.target[group], rules.threshold_px)
    if matrix is None:
        return None
    inliers = inliers_of(frames, matrix, rules.threshold_px)
    if len(inliers) > len(group):  # Once more with those that were too far from the seed to be in its group.
        again = fit(kind, frames.source[inliers], frames.target[inliers], rules.threshold_px)
        if again is not None:
            matrix, inliers = again, inliers_of(frames, again, rules.threshold_px)
    if len(inliers) < rules.floor_inliers:
        return None
    source, target = frames.source[inliers], frames.target[inliers]
    if min(spread(source), spread(target)) < MIN_SPREAD_PX:
        return None
    if not is_plausible(plane.hull(source), matrix):
        return None
    log10_nfa = _log10_nfa(kind, frames, inliers, density, rules)
    return Estimate(kind, matrix, pairs[inliers], log10_nfa) if log10_nfa <= rules.max_log10_nfa else None


def _log10_nfa(kind: Kind, frames: Frames, inliers: Indices, density: Density, rules: Rules) -> float:
    """Return log10 of the number of false alarms of the best transform through few of the inliers.

    A transform fitted to all inliers would be too near to each of them; so as in the publications the ones
    that are judged go exactly through the points that fix them, and those points are not counted.
    """
    n_fixing = N_FIXING[kind]
    if len(inliers) <= n_fixing:
        return math.inf
    chosen = inliers[_samples(len(inliers), n_fixing)]
    matrices = through(kind, frames.source[chosen], frames.target[chosen])
    matrices = matrices[np.isfinite(matrices).all(axis=(1, 2))]
    n_tests = N_VARIANTS * len(KINDS) * rules.max_placements * len(THRESHOLDS_PX)
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
