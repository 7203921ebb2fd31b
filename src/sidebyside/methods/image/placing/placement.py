"""Transforms on which corresponding keypoints agree."""

import math
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.methods.image.placing import plane
from sidebyside.methods.image.placing.features import Features, Indices, Pairs, pair_up

Kind = Literal["similarity", "homography"]

MAX_SCALE, MAX_STRETCH = 10.0, 3.0
MAX_TURN, MAX_SIZE_RATIO = math.radians(30), 2.0
MIN_SPREAD_PX = 4.0
REMOVAL_FACTOR = 3.0
N_ALWAYS_TRIED = 100


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
    max_placements
        Most placements of one pair of pictures.
    """

    max_ratio: float = 0.8
    threshold_px: float = 3.0
    floor_inliers: int = 12
    max_placements: int = 4


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """A transform of the reduced work to the reduced output, and the pairs that agree on it."""

    kind: Kind
    matrix: plane.Matrix
    is_mirrored: bool
    inliers: Pairs
    n_putative: int


def find_placements(work: Features, output: Features, rules: Rules) -> list[Placement]:
    """Find the transforms that carry a part of the work to a part of the output, the best founded first.

    Each round estimates one transform from the pairs that no earlier round explained, upright and mirrored,
    and keeps the one with more inliers; it ends where neither reaches `floor_inliers`.
    """
    sides = [(work, False), (work.mirrored(), True)]
    pairs = [pair_up(side, output, max_ratio=rules.max_ratio) for side, _ in sides]
    placements: list[Placement] = []
    while len(placements) < rules.max_placements:
        found = [
            (i, *estimated)
            for i, (side, _) in enumerate(sides)
            if (estimated := estimate(side, output, pairs[i], rules)) is not None
        ]
        if not found:
            break
        best, kind, matrix, inliers = max(found, key=lambda item: len(item[3].output))
        side, is_mirrored = sides[best]
        back = plane.mirroring(work.width) if is_mirrored else np.eye(3)
        placements.append(Placement(kind, matrix @ back, is_mirrored, inliers, len(pairs[best].output)))
        near = _errors(side, output, pairs[best], matrix) < REMOVAL_FACTOR * rules.threshold_px
        explained = output.places[pairs[best].output[near]]
        pairs = [_without(item, output, explained) for item in pairs]
    return placements


def estimate(
    work: Features, output: Features, pairs: Pairs, rules: Rules
) -> tuple[Kind, plane.Matrix, Pairs] | None:
    """Estimate one transform from pairs of which many are wrong; None where too few agree.

    First a homography by MAGSAC++ (Barath et al. 2020, "MAGSAC++, a fast, reliable and accurate robust
    estimator", CVPR); where that is degenerate or implausible, a similarity by RANSAC (Fischler & Bolles
    1981). Neither draws on the global state of chance, so the same pairs give the same transform.

    An inlier lies within `threshold_px` of its counterpart, and its own size (within a factor of 2) and
    orientation (within 30 degrees) are as the transform says. The latter is what keeps chance out: unrelated
    photographs give homographies with up to 9 points in place, but hardly 4 that are also turned and sized
    alike.
    """
    if _largest_agreement(work, output, pairs) < rules.floor_inliers:
        return None
    source, target = work.points[pairs.work], output.points[pairs.output]
    kinds: tuple[tuple[Kind, plane.Matrix | None], ...] = (
        ("homography", _homography(source, target, rules)),
        ("similarity", _similarity(source, target, rules)),
    )
    for kind, matrix in kinds:
        if matrix is None:
            continue
        inliers = _inliers(work, output, pairs, matrix, rules)
        if len(inliers.output) >= rules.floor_inliers and _is_plausible(work, output, inliers, matrix):
            return kind, matrix, inliers
    return None


def _homography(source: plane.Points, target: plane.Points, rules: Rules) -> plane.Matrix | None:
    parameters = cv2.UsacParams()
    parameters.threshold = rules.threshold_px
    parameters.confidence = 0.999
    parameters.maxIterations = 2000
    parameters.randomGeneratorState = 0
    parameters.score = cv2.SCORE_METHOD_MAGSAC
    parameters.loMethod = cv2.LOCAL_OPTIM_SIGMA
    parameters.final_polisher = cv2.MAGSAC
    matrix, _ = cv2.findHomography(source, target, parameters)
    return None if matrix is None else np.asarray(matrix, dtype=np.float64)


def _similarity(source: plane.Points, target: plane.Points, rules: Rules) -> plane.Matrix | None:
    matrix, _ = cv2.estimateAffinePartial2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=rules.threshold_px
    )
    return None if matrix is None else np.vstack((matrix, [0.0, 0.0, 1.0]))


def _errors(work: Features, output: Features, pairs: Pairs, matrix: plane.Matrix) -> NDArray[np.float64]:
    away = plane.move(work.points[pairs.work], matrix) - output.points[pairs.output]
    errors: NDArray[np.float64] = np.hypot(away[:, 0], away[:, 1])
    return np.where(np.isnan(errors), np.inf, errors)


def _inliers(work: Features, output: Features, pairs: Pairs, matrix: plane.Matrix, rules: Rules) -> Pairs:
    local = plane.jacobians(work.points[pairs.work], matrix)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.sqrt(np.linalg.det(local))
        turn = np.arctan2(local[:, 1, 0] - local[:, 0, 1], local[:, 0, 0] + local[:, 1, 1])
        size = np.abs(np.log(output.sizes[pairs.output] / work.sizes[pairs.work] / scale))
    angle = output.angles[pairs.output] - work.angles[pairs.work] - turn
    errors = _errors(work, output, pairs, matrix)
    agrees = (errors < rules.threshold_px) & (size < math.log(MAX_SIZE_RATIO))
    agrees &= np.abs(np.remainder(angle + np.pi, 2 * np.pi) - np.pi) < MAX_TURN
    agreeing = np.flatnonzero(agrees)
    agreeing = agreeing[np.argsort(errors[agreeing], kind="stable")]
    kept = agreeing[_distinct(work.places[pairs.work[agreeing]], output.places[pairs.output[agreeing]])]
    return Pairs(pairs.work[kept], pairs.output[kept])


def _largest_agreement(work: Features, output: Features, pairs: Pairs) -> int:
    """Count the pairs that agree with some pair in how keypoints were turned and scaled, as inliers would.

    Far cheaper than an estimate, and where chance is at work nearly always too few.
    """
    turns = output.angles[pairs.output] - work.angles[pairs.work]
    scales = np.log(output.sizes[pairs.output] / work.sizes[pairs.work])
    if len(turns) > N_ALWAYS_TRIED or not len(turns):
        return len(turns)
    turned = np.abs(np.remainder(turns[:, None] - turns[None, :] + np.pi, 2 * np.pi) - np.pi)
    scaled = np.abs(scales[:, None] - scales[None, :])
    agreeing = (turned < 1.5 * MAX_TURN) & (scaled < 1.5 * math.log(MAX_SIZE_RATIO))
    return int(agreeing.sum(axis=1).max())


def _distinct(work: Indices, output: Indices) -> Indices:
    """Of pairs that share a point on either side keep the first."""
    seen_work: set[int] = set()
    seen_output: set[int] = set()
    kept: list[int] = []
    for i, (a, b) in enumerate(zip(work.tolist(), output.tolist(), strict=True)):
        if a not in seen_work and b not in seen_output:
            seen_work.add(a)
            seen_output.add(b)
            kept.append(i)
    return np.array(kept, dtype=np.intp)


def _is_plausible(work: Features, output: Features, inliers: Pairs, matrix: plane.Matrix) -> bool:
    """Tell whether a picture undergoes such a transform: no line, no fold, no extreme scale or stretch."""
    source, target = work.points[inliers.work], output.points[inliers.output]
    if min(_spread(source), _spread(target)) < MIN_SPREAD_PX:
        return False
    local = plane.jacobians(plane.hull(source), matrix)
    if not np.isfinite(local).all() or (np.linalg.det(local) <= 0).any():
        return False
    stretch = np.linalg.svd(local, compute_uv=False)
    if (stretch[:, 0] > MAX_STRETCH * stretch[:, 1]).any():
        return False
    return bool((stretch < MAX_SCALE).all() and (stretch > 1 / MAX_SCALE).all())


def _spread(points: plane.Points) -> float:
    """Return the standard deviation of points across the line that fits them best."""
    centred = points - points.mean(axis=0)
    return float(np.linalg.svd(centred, compute_uv=False)[1]) / math.sqrt(len(points))


def _without(pairs: Pairs, output: Features, explained: Indices) -> Pairs:
    kept = ~np.isin(output.places[pairs.output], explained)
    return Pairs(pairs.work[kept], pairs.output[kept])
