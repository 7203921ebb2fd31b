"""Where parts of one picture stand in another: one transform after the other."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sidebyside.methods.image.placing import plane
from sidebyside.methods.image.placing.estimation import Rules, estimate
from sidebyside.methods.image.placing.features import Features, Indices, Pairs, pair_up
from sidebyside.methods.image.placing.transform import Kind

REMOVAL_FACTOR = 3.0


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
        found = [
            (variant, best)
            for variant in variants
            if (best := estimate(variant.features, output, variant.pairs, rules)) is not None
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
