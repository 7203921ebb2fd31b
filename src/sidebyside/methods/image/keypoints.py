"""Scale-invariant keypoints and the transforms on which they agree: where in the work, where in the output.

The core stands in `placing`: `features.detect` finds the keypoints of one picture, `features.pair_up` the
corresponding ones of two, `placement.find_placements` the transforms that carry a part of the work to a part
of the output, `false_alarms` how surprising such an agreement is. Each placement becomes a match with its
regions, its transform and the points behind it.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from os import cpu_count

import numpy as np

from sidebyside.errors import InputError, UnfitItemError
from sidebyside.methods import Example, Settings
from sidebyside.methods.image.placing import plane
from sidebyside.methods.image.placing.estimation import Rules
from sidebyside.methods.image.placing.features import Features
from sidebyside.methods.image.placing.place import Size, place
from sidebyside.methods.image.placing.placement import Placement
from sidebyside.methods.image.placing.store import (
    Detection,
    Reduced,
    Works,
    features_of,
    placements_of,
    reduced,
)
from sidebyside.methods.image.registering.difference import differ, supported
from sidebyside.methods.image.registering.laying import lay, overlap
from sidebyside.methods.settings import Value, settled, shown
from sidebyside.primitives.pictures import PreparedPicture
from sidebyside.records import Comparison, ImageQuantum, Match, MethodCard, PointPair, Score

NAME = "keypoints"
MAX_POINTS = 200
"""So many corresponding points of a match are handed on; of more, this number evenly chosen."""
SUPPORT_SIDE_PX = 128
"""Pictures are laid on each other at this size to see which part of an overlap agrees."""

DEFAULTS: dict[str, Value] = {
    "detection_side_px": 512,
    "max_keypoints": 1000,
    "min_contrast": 0.005,
    "max_ratio": 0.85,
    "threshold_px": 3.0,
    "floor_inliers": 12,
    "max_nfa": 0.0001,
    "max_placements": 4,
}

CARD = MethodCard(
    name=NAME,
    version="2",
    medium="image",
    summary="Finds the part of a work that stands in an output, turned, scaled, mirrored, seen at an angle "
    "or with dark and light exchanged, by small details that lie alike in both, and says how many such "
    "agreements chance would give.",
    range="similarity: pairs of corresponding points that agree on a placement, as a share of all pairs that "
    "were formed; 0 to 1, higher is more. Number of false alarms: how many agreements "
    "at least as good are expected of this pair if points corresponded at random; lower is more surprising. "
    "Another processor may give a similarity up to 0.02 more or less, and a log10 of that number a quarter",
    floor="12 corresponding points at distinct places that agree on one transform, and at most 0.0001 false "
    "alarms a pair",
    foldings=(
        "colour is taken away",
        "place, size, turn, mirroring, brightness, contrast and an exchange of dark and light do not count",
        "alpha is laid over white",
        "the longer side is reduced to the pixels of the setting detection_side_px",
    ),
    blind_spots=(
        "parts with few details: plain surfaces, strong blur, a drawing of a few lines",
        "a work that is shown smaller than about a fifth of the width of the output",
        "patterns that repeat, for which no place is the only one",
        "whose the shared details are: letters of one typeface, axes of diagrams, logos and other parts that "
        "many pictures have in common agree as those of a copy do",
        "whether two photographs of one flat thing, such as a painting or a house front, are one photograph",
        "bent or redrawn content, such as another pose or another style",
        "more than 4 separate parts of one work in one output",
        "where exactly the likeness ends: a region is what both frames have in common, cut "
        "down only where less than 40 % of its details agree",
        "pairs that no other method put on the shortlist",
    ),
    cost="about 70 ms of processor time a picture and 25 ms a pair of the shortlist",
    source="Lowe 2004, doi:10.1023/B:VISI.0000029664.99615.94; Barath et al. 2020, MAGSAC++, "
    "doi:10.1109/CVPR42600.2020.00138; false alarms: Moisan, Moulon and Monasse 2012, "
    "doi:10.5201/ipol.2012.mmm-oh",
    settings=shown(DEFAULTS),
    is_pairwise=True,
)

EXAMPLES = (
    Example("the same picture", "texture", "texture", True),
    Example("mirrored", "texture", "texture, mirrored", True),
    Example("turned by 30 degrees", "texture", "texture, turned", True),
    Example("a quarter cut out and enlarged", "texture", "texture, cropped", True),
    Example("pasted small into another picture", "texture", "texture, pasted", True),
    Example("dark and light exchanged", "texture", "texture, inverted", True),
    Example("another picture", "texture", "another texture", False),
)


def to_match(
    placement: Placement,
    features: tuple[Features, Features],
    pictures: tuple[Reduced, Reduced],
    sizes: tuple[Size, Size],
) -> Match:
    """Turn a placement into a match in pixels of the originals.

    `features`, `pictures` and `sizes` (height, width) are those of the work and of the output. The outline is
    what the frames of both pictures have in common under the transform, not the hull of the points, which
    ends short of where the likeness does; where most of it does not agree, the part that does.
    """
    work, output = (picture.grey for picture in pictures)
    corners = overlap(work.shape[:2], output.shape[:2], placement.matrix)
    laid = lay(work, output, placement.matrix, SUPPORT_SIDE_PX)
    if laid is not None:
        difference = differ(laid, is_inverted=placement.is_inverted)
        corners = supported(laid, difference, corners)
    if len(corners) < 3:
        corners = plane.hull(features[0].points[placement.inliers.work])
    shapes = (work.shape[:2], output.shape[:2])
    found = place(corners, placement.matrix, placement.kind, shapes, sizes)
    n_inliers = len(placement.inliers)
    return Match(
        NAME,
        _share(n_inliers, placement.n_putative),
        ImageQuantum(found.share_of_work, found.share_of_output, n_inliers, placement.n_putative),
        work_region=found.work_region,
        output_region=found.output_region,
        work_outline=found.work_outline,
        output_outline=found.output_outline,
        transform=found.transform,
        points=_points(placement, features, sizes),
        log10_nfa=round(placement.log10_nfa, 3),
    )


def _points(
    placement: Placement, features: tuple[Features, Features], sizes: tuple[Size, Size]
) -> tuple[PointPair, ...]:
    """Return corresponding points as row and column of the work, row and column of the output."""
    n = len(placement.inliers)
    chosen = np.unique(np.linspace(0, n - 1, min(n, MAX_POINTS)).round().astype(int))
    indices = placement.inliers.work[chosen], placement.inliers.output[chosen]
    moved = [
        plane.move(item.points[index], plane.scaling(height / item.height, width / item.width))[:, ::-1]
        for item, index, (height, width) in zip(features, indices, sizes, strict=True)
    ]
    rows = sorted(tuple(round(value, 2) for value in row) for row in np.hstack(moved).tolist())
    return tuple((a, b, c, d) for a, b, c, d in rows)


def _share(n_agreeing: int, n_putative: int) -> float:
    return round(min(1.0, n_agreeing / n_putative), 6) if n_putative else 0.0


def _check(values: dict[str, Value]) -> None:
    """Refuse values out of their range."""
    ranges: dict[str, tuple[float, float]] = {
        "detection_side_px": (64, 4096),
        "max_keypoints": (8, 100_000),
        "min_contrast": (0.001, 0.5),
        "max_ratio": (0.1, 0.99),
        "threshold_px": (0.1, 50),
        "floor_inliers": (4, 100_000),
        "max_nfa": (1e-300, 1.0),
        "max_placements": (1, 100),
    }
    for name, (low, high) in ranges.items():
        if not low <= float(values[name]) <= high:
            raise InputError(f"{NAME}.{name} must lie in {low:g} to {high:g}, got {values[name]}")


class KeypointsIndex:
    """The works, reduced; their keypoints are detected when they stand on a shortlist."""

    def __init__(self, settings: Settings | None) -> None:
        values = settled(NAME, DEFAULTS, settings)
        _check(values)
        self._side_px = int(values["detection_side_px"])
        self._detection = Detection(int(values["max_keypoints"]), float(values["min_contrast"]))
        self._floor_inliers = int(values["floor_inliers"])
        self._max_log10_nfa = math.log10(float(values["max_nfa"]))
        least = Rules()
        self._rules = Rules(
            max_ratio=float(values["max_ratio"]),
            threshold_px=float(values["threshold_px"]),
            floor_inliers=min(self._floor_inliers, least.floor_inliers),
            max_log10_nfa=max(self._max_log10_nfa, least.max_log10_nfa),
            max_placements=int(values["max_placements"]),
        )
        self._works = Works(self._side_px)
        floor = CARD.floor.replace("12", str(self._floor_inliers), 1).replace(
            "0.0001", str(values["max_nfa"])
        )
        self.card = replace(CARD, floor=floor, settings=shown(values))

    def add(self, works: Sequence[PreparedPicture]) -> None:
        """Take a batch of works; nothing is detected until a work stands on a shortlist."""
        self._works.add(works)

    def unfit(self, item: PreparedPicture) -> UnfitItemError | None:
        """Refuse nothing beforehand: how many keypoints a picture has is known when they are detected."""
        return None

    def compare(
        self, outputs: Sequence[PreparedPicture], shortlists: Sequence[frozenset[int]] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare each output with the works of its shortlist; without shortlists, with every work."""
        if shortlists is None:
            shortlists = [frozenset(range(len(self._works)))] * len(outputs)
        numbers = sorted(frozenset().union(*shortlists))
        wanted = [i for i, shortlist in enumerate(shortlists) if shortlist]
        with ThreadPoolExecutor(cpu_count() or 1, thread_name_prefix=NAME) as pool:
            works = dict(zip(numbers, pool.map(self._works.picture, numbers), strict=True))
            pictures = {i: reduced(outputs[i].pixels, self._side_px) for i in wanted}
            list(pool.map(self._detect, [*works.values(), *pictures.values()]))
            asked = [(n, i) for i, shortlist in enumerate(shortlists) for n in sorted(shortlist)]
            found = list(
                pool.map(
                    lambda at: self._compare(at[0], works[at[0]], outputs[at[1]], pictures[at[1]]), asked
                )
            )
        rows: list[list[Comparison]] = [[] for _ in outputs]
        for (_, i), comparison in zip(asked, found, strict=True):
            rows[i].append(comparison)
        return [tuple(row) for row in rows]

    def _detect(self, picture: Reduced) -> Features:
        return features_of(picture, self._detection)

    def _compare(self, number: int, work: Reduced, output: PreparedPicture, picture: Reduced) -> Comparison:
        placements = [
            item
            for item in placements_of(work, picture, self._detection, self._rules)
            if len(item.inliers) >= self._floor_inliers and item.log10_nfa <= self._max_log10_nfa
        ]
        features = features_of(work, self._detection), features_of(picture, self._detection)
        sizes = self._works.size(number), (output.height_px, output.width_px)
        matches = tuple(to_match(item, features, (work, picture), sizes) for item in placements)
        n_agreeing = sum(len(item.inliers) for item in placements)
        n_putative = max((item.n_putative for item in placements), default=0)
        return Comparison(NAME, number, Score(NAME, _share(n_agreeing, n_putative)), matches)


class Keypoints:
    """The method, as the registry finds it."""

    card = CARD
    examples = EXAMPLES

    def index(self, settings: Settings | None = None) -> KeypointsIndex:
        """Open an empty index."""
        return KeypointsIndex(settings)


MEMBER = Keypoints()
