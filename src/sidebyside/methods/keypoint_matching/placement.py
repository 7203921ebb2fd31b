"""Where parts of one picture stand in another: one transform after the other, in pixels of the originals."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sidebyside.methods.keypoint_matching import plane
from sidebyside.methods.keypoint_matching.estimation import PlacementCriteria, estimate
from sidebyside.methods.keypoint_matching.features import Features, Indices, Pairs, pair_up
from sidebyside.methods.keypoint_matching.plane import TransformKind
from sidebyside.records import Region, Transform

Size = tuple[int, int]
"""Height and width, in pixels."""

REMOVAL_FACTOR = 3.0
N_DECIMALS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """A transform of the reduced work to the reduced output, and the pairs that agree on it."""

    kind: TransformKind
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


def find_placements(work: Features, output: Features, criteria: PlacementCriteria) -> list[Placement]:
    """Find the transforms that carry a part of the work to a part of the output, the most surprising first.

    Each round estimates one transform from the pairs that no earlier round explained, of the work as it is,
    mirrored, and both with dark and light exchanged, and keeps the one with the fewest false alarms; it ends
    where none reaches the floor.
    """
    variants = list(_variants(work, output, criteria))
    placements: list[Placement] = []
    while len(placements) < criteria.max_placements:
        found = [
            (variant, best)
            for variant in variants
            if (best := estimate(variant.features, output, variant.pairs, criteria)) is not None
        ]
        if not found:
            break
        variant, best = min(found, key=lambda item: item[1].log10_nfa)
        back = plane.mirroring(work.width) if variant.is_mirrored else np.eye(3)
        placements.append(
            Placement(
                best.kind,
                best.matrix @ back,
                variant.is_mirrored,
                variant.is_inverted,
                best.inliers,
                len(variant.pairs),
                best.log10_nfa,
            )
        )
        away = plane.move(variant.features.points[variant.pairs.work], best.matrix)
        away -= output.points[variant.pairs.output]
        near = np.hypot(away[:, 0], away[:, 1]) < REMOVAL_FACTOR * criteria.threshold_px
        explained = output.places[variant.pairs.output[near]]
        variants = [item.without(output, explained) for item in variants]
    return placements


def _variants(work: Features, output: Features, criteria: PlacementCriteria) -> Iterator[_Variant]:
    for is_mirrored in (False, True):
        side = work.mirrored() if is_mirrored else work
        for is_inverted in (False, True):
            features = side.inverted() if is_inverted else side
            pairs = pair_up(features, output, max_ratio=criteria.max_ratio)
            yield _Variant(features, is_mirrored, is_inverted, pairs)


@dataclass(frozen=True, slots=True)
class CorrespondingRegions:
    """Regions, outlines and shares of both pictures, and the transform between them."""

    work_region: Region
    output_region: Region
    work_outline: plane.Outline
    output_outline: plane.Outline
    share_of_work: float
    share_of_output: float
    transform: Transform


def corresponding_regions(
    corners: plane.Points,
    matrix: plane.Matrix,
    kind: TransformKind,
    reduced: tuple[Size, Size],
    sizes: tuple[Size, Size],
) -> CorrespondingRegions:
    """Return where a part of a work lies, given by corners in the reduced work, and where in the output.

    `matrix` takes the reduced work to the reduced output; `reduced` and `sizes` are those of work and output.
    Corners beyond an edge by rounding are brought back to it.
    """
    work, output = (
        plane.scaling(height / small[0], width / small[1])
        for small, (height, width) in zip(reduced, sizes, strict=True)
    )
    of_work = _inside(plane.move(corners, work), sizes[0])
    of_output = _inside(plane.move(plane.move(corners, matrix), output), sizes[1])
    whole = output @ matrix @ plane.inverse(work)
    a, b, c, d, e, f, g, h, i = (float(f"{value:.9g}") for value in (whole / whole[2, 2]).ravel())
    return CorrespondingRegions(
        plane.region(of_work, *sizes[0]),
        plane.region(of_output, *sizes[1]),
        plane.outline(of_work),
        plane.outline(of_output),
        _share(of_work, sizes[0]),
        _share(of_output, sizes[1]),
        Transform(kind, (a, b, c, d, e, f, g, h, i), bool(np.linalg.det(whole[:2, :2]) < 0)),
    )


def _inside(corners: plane.Points, size: Size) -> plane.Points:
    return np.clip(corners, 0.0, np.array(size[::-1], dtype=np.float64))


def _share(corners: plane.Points, size: Size) -> float:
    return round(min(1.0, max(10.0**-N_DECIMALS, plane.area(corners) / math.prod(size))), N_DECIMALS)
