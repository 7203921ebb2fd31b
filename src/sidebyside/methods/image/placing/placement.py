"""Transforms on which corresponding keypoints agree, and how surprising that is."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sidebyside.methods.image.placing import plane
from sidebyside.methods.image.placing.agreement import Frames, agreement, groups, inliers_of
from sidebyside.methods.image.placing.false_alarms import (
    THRESHOLDS_PX,
    Density,
    log10_tail,
    n_samples,
)
from sidebyside.methods.image.placing.features import Features, Indices, Pairs, pair_up
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
N_GROUPS_TRIED = 3
N_SAMPLED = 16
MIN_SPREAD_PX = 2.0
REMOVAL_FACTOR = 3.0


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
class Placement:
    """A transform of the reduced work to the reduced output, and the pairs that agree on it."""

    kind: Kind
    matrix: plane.Matrix
    is_mirrored: bool
    is_inverted: bool
    inliers: Pairs
    n_putative: int
    log10_nfa: float


@dataclass(frozen=True, slots=True, eq=False)
class _Variant:
    """The work as it is, mirrored, with its tones turned round, or both."""

    features: Features
    is_mirrored: bool
    is_inverted: bool
    pairs: Pairs

    def without(self, output: Features, explained: Indices) -> "_Variant":
        kept = ~np.isin(output.places[self.pairs.output], explained)
        return _Variant(self.features, self.is_mirrored, self.is_inverted, self.pairs[kept])


def find_placements(work: Features, output: Features, rules: Rules) -> list[Placement]:
    """Find the transforms that carry a part of the work to a part of the output, the most surprising first.

    Each round estimates one transform from the pairs that no earlier round explained, of the work as it is,
    mirrored, and both with dark and light exchanged, and keeps the one with the fewest false alarms; it ends
    where none reaches the floor.
    """
    variants = list(_variants(work, output, rules))
    placements: list[Placement] = []
    while len(placements) < rules.max_placements:
        found = [(variant, _best(variant, output, rules)) for variant in variants]
        reached = [(variant, best) for variant, best in found if best is not None]
        if not reached:
            break
        variant, best = min(reached, key=lambda item: item[1].log10_nfa)
        placements.append(best)
        matrix = best.matrix @ (plane.mirroring(work.width) if variant.is_mirrored else np.eye(3))
        away = plane.move(variant.features.points[variant.pairs.work], matrix)
        away -= output.points[variant.pairs.output]
        near = np.hypot(away[:, 0], away[:, 1]) < REMOVAL_FACTOR * rules.threshold_px
        explained = output.places[variant.pairs.output[near]]
        variants = [item.without(output, explained) for item in variants]
    return placements


def _variants(work: Features, output: Features, rules: Rules) -> Iterator[_Variant]:
    for is_mirrored in (False, True):
        side = work.mirrored() if is_mirrored else work
        for is_inverted in (False, True):
            features = side.inverted() if is_inverted else side
            pairs = pair_up(features, output, max_ratio=rules.max_ratio)
            yield _Variant(features, is_mirrored, is_inverted, pairs)


def _best(variant: _Variant, output: Features, rules: Rules) -> Placement | None:
    """Return the placement of one variant with the fewest false alarms, if one reaches the floor."""
    frames = Frames.of(variant.features, output, variant.pairs)
    tried = groups(frames, rules.floor_inliers, N_GROUPS_TRIED)
    if not tried:
        return None
    density = Density.of(output.points, output.height, output.width)
    for group in tried:
        placed = [_placed(kind, frames, group, variant, density, rules) for kind in KINDS]
        reached = [item for item in placed if item is not None]
        if reached:
            return min(reached, key=lambda item: item.log10_nfa)
    return None


def _placed(
    kind: Kind, frames: Frames, group: Indices, variant: _Variant, density: Density, rules: Rules
) -> Placement | None:
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
    if log10_nfa > rules.max_log10_nfa:
        return None
    back = plane.mirroring(variant.features.width) if variant.is_mirrored else np.eye(3)
    pairs = variant.pairs[inliers]
    return Placement(
        kind, matrix @ back, variant.is_mirrored, variant.is_inverted, pairs, len(frames.source), log10_nfa
    )


def _log10_nfa(kind: Kind, frames: Frames, inliers: Indices, density: Density, rules: Rules) -> float:
    """Return log10 of the number of false alarms of the best transform through few of the inliers.

    A transform fitted to all inliers would be too near to each of them; so as in the publications the ones
    that are judged go exactly through the points that fix them, and those points are not counted.
    """
    n_fixing = N_FIXING[kind]
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
