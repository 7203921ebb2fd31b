"""Scale-invariant keypoints and the transforms on which they agree: where in the work, where in the output.

The core stands in `methods.keypoint_matching`: `features.detect` finds the keypoints of one picture,
`features.pair_up` the corresponding ones of two, `placement.find_placements` the transforms that carry a part
of the work to a part of the output, `estimation` how surprising such an agreement is. Each placement becomes
a match with its regions, its transform and the points behind it.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np

from sidebyside.contracts import Example, Method, Shortlist, check_ranges, filled
from sidebyside.errors import UnfitItemError
from sidebyside.methods.keypoint_matching import plane
from sidebyside.methods.keypoint_matching.estimation import PlacementCriteria
from sidebyside.methods.keypoint_matching.features import Features
from sidebyside.methods.keypoint_matching.placement import Placement, Size, corresponding_regions
from sidebyside.methods.keypoint_matching.store import (
    DetectorSettings,
    GreyPicture,
    Works,
    features_of,
    grey_picture,
    placements_of,
)
from sidebyside.methods.keypoint_matching.warping import differ, overlap, supported, warp
from sidebyside.primitives.pictures import PreparedPicture
from sidebyside.records import Comparison, ImageQuantum, Match, MethodCard, PointPair, Score

NAME = "keypoints"
MAX_POINTS = 200
"""So many corresponding points of a match are handed on; of more, this number evenly chosen."""
SUPPORT_SIDE_PX = 128
"""Pictures are laid on each other at this size to see which part of an overlap agrees."""

_RANGES: dict[str, tuple[float, float]] = {
    "detection_side_px": (64, 4096),
    "max_keypoints": (8, 100_000),
    "min_contrast": (0.001, 0.5),
    "max_ratio": (0.1, 0.99),
    "threshold_px": (0.1, 50),
    "floor_inliers": (4, 100_000),
    "max_nfa": (1e-300, 1.0),
    "max_placements": (1, 100),
}


@dataclass(frozen=True, slots=True)
class KeypointsSettings:
    """How keypoints are found, paired and taken for a match.

    Attributes
    ----------
    detection_side_px
        The longer side of a picture is reduced to this before keypoints are looked for.
    max_keypoints, min_contrast
        See `features.detect`.
    max_ratio, threshold_px
        See `estimation.PlacementCriteria`.
    floor_inliers
        Least number of corresponding points of a match.
    max_nfa
        Largest number of false alarms of a match.
    max_placements
        Most matches of a pair.
    """

    detection_side_px: int = 512
    max_keypoints: int = 1000
    min_contrast: float = 0.005
    max_ratio: float = 0.85
    threshold_px: float = 3.0
    floor_inliers: int = 12
    max_nfa: float = 0.0001
    max_placements: int = 4

    def __post_init__(self) -> None:
        check_ranges(NAME, self, _RANGES)


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
    floor="{floor_inliers} corresponding points at distinct places that agree on one transform, and at most "
    "{max_nfa} false alarms a pair",
    foldings=(
        "colour is taken away",
        "place, size, turn, mirroring, brightness, contrast and an exchange of dark and light do not count",
        "alpha is laid over white",
        "the longer side is reduced to {detection_side_px} pixels",
    ),
    blind_spots=(
        "parts with few details: plain surfaces, strong blur, a drawing of a few lines",
        "a work that is shown smaller than about a fifth of the width of the output",
        "patterns that repeat, for which no place is the only one",
        "whose the shared details are: letters of one typeface, axes of diagrams, logos and other parts that "
        "many pictures have in common agree as those of a copy do",
        "whether two photographs of one flat thing, such as a painting or a house front, are one photograph",
        "bent or redrawn content, such as another pose or another style",
        "more than {max_placements} separate parts of one work in one output",
        "where exactly the likeness ends: a region is what both frames have in common, cut "
        "down only where less than 40 % of its details agree",
        "pairs that no other method put on the shortlist",
    ),
    cost="about 70 ms of processor time a picture and 25 ms a pair of the shortlist",
    source="Lowe 2004, doi:10.1023/B:VISI.0000029664.99615.94; Barath et al. 2020, MAGSAC++, "
    "doi:10.1109/CVPR42600.2020.00138; false alarms: Moisan, Moulon and Monasse 2012, "
    "doi:10.5201/ipol.2012.mmm-oh",
    is_pairwise=True,
    evidence="false_alarms",
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
    pictures: tuple[GreyPicture, GreyPicture],
    sizes: tuple[Size, Size],
) -> Match:
    """Turn a placement into a match in pixels of the originals.

    `features`, `pictures` and `sizes` (height, width) are those of the work and of the output. The outline is
    what the frames of both pictures have in common under the transform, not the hull of the points, which
    ends short of where the likeness does; where most of it does not agree, the part that does.
    """
    work, output = (picture.grey for picture in pictures)
    corners = overlap(work.shape[:2], output.shape[:2], placement.matrix)
    pair = warp(work, output, placement.matrix, SUPPORT_SIDE_PX)
    if pair is not None:
        difference = differ(pair, is_inverted=placement.is_inverted)
        corners = supported(pair, difference, corners)
    if len(corners) < 3:
        corners = plane.hull(features[0].points[placement.inliers.work])
    shapes = (work.shape[:2], output.shape[:2])
    found = corresponding_regions(corners, placement.matrix, placement.kind, shapes, sizes)
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


class KeypointsIndex:
    """The works, reduced; their keypoints are detected when they stand on a shortlist."""

    def __init__(self, settings: KeypointsSettings) -> None:
        self._settings = settings
        self._detector = DetectorSettings(settings.max_keypoints, settings.min_contrast)
        self._max_log10_nfa = math.log10(settings.max_nfa)
        # What is kept for all methods is found under criteria no stricter than the least.
        least = PlacementCriteria()
        self._criteria = PlacementCriteria(
            max_ratio=settings.max_ratio,
            threshold_px=settings.threshold_px,
            floor_inliers=min(settings.floor_inliers, least.floor_inliers),
            max_log10_nfa=max(self._max_log10_nfa, least.max_log10_nfa),
            max_placements=settings.max_placements,
        )
        self._works = Works(settings.detection_side_px)
        self.card = filled(CARD, settings)

    def add(self, works: Sequence[PreparedPicture]) -> None:
        """Take a batch of works; nothing is detected until a work stands on a shortlist."""
        self._works.add(works)

    def unfit(self, item: PreparedPicture) -> UnfitItemError | None:
        """Refuse nothing beforehand: how many keypoints a picture has is known when they are detected."""
        del item
        return None

    def compare(
        self, outputs: Sequence[PreparedPicture], shortlists: Sequence[Shortlist] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare each output with the works of its shortlist; without shortlists, with every work."""
        if shortlists is None:
            shortlists = [frozenset(range(len(self._works)))] * len(outputs)
        numbers = sorted(frozenset().union(*shortlists))
        wanted = [i for i, shortlist in enumerate(shortlists) if shortlist]
        with ThreadPoolExecutor(cpu_count() or 1, thread_name_prefix=NAME) as pool:
            works = dict(zip(numbers, pool.map(self._works.picture, numbers), strict=True))
            pictures = {i: grey_picture(outputs[i].pixels, self._settings.detection_side_px) for i in wanted}
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

    def _detect(self, picture: GreyPicture) -> Features:
        return features_of(picture, self._detector)

    def _compare(
        self, number: int, work: GreyPicture, output: PreparedPicture, picture: GreyPicture
    ) -> Comparison:
        placements = [
            item
            for item in placements_of(work, picture, self._detector, self._criteria)
            if len(item.inliers) >= self._settings.floor_inliers and item.log10_nfa <= self._max_log10_nfa
        ]
        features = features_of(work, self._detector), features_of(picture, self._detector)
        sizes = self._works.size(number), (output.height_px, output.width_px)
        matches = tuple(to_match(item, features, (work, picture), sizes) for item in placements)
        n_agreeing = sum(len(item.inliers) for item in placements)
        n_putative = max((item.n_putative for item in placements), default=0)
        return Comparison(NAME, number, Score(NAME, _share(n_agreeing, n_putative)), matches)


class Keypoints:
    """The method, as the registry finds it."""

    card = filled(CARD, KeypointsSettings())
    examples = EXAMPLES
    settings = KeypointsSettings

    def index(self, settings: KeypointsSettings | None = None) -> KeypointsIndex:
        """Open an empty index."""
        return KeypointsIndex(settings or KeypointsSettings())


MEMBER: Method[PreparedPicture, KeypointsSettings] = Keypoints()
