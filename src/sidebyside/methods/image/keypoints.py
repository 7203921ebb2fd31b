"""Scale-invariant keypoints and the transforms on which they agree: where in the work, where in the output.

The core stands in `placing`: `features.detect` finds the keypoints of one picture, `features.pair_up` the
corresponding ones of two, `placement.find_placements` the transforms that carry a part of the work to a part
of the output. Each placement becomes a match with its regions, its transform and the points behind it.
"""

import math
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from os import cpu_count
from pathlib import Path

import numpy as np

from sidebyside.errors import InputError, UnfitItemError
from sidebyside.methods import Example, Settings
from sidebyside.methods.image.placing import plane
from sidebyside.methods.image.placing.features import Features, detect, reduce
from sidebyside.methods.image.placing.placement import Placement, Rules, find_placements
from sidebyside.methods.settings import Value, settled, shown
from sidebyside.primitives.pictures import Pixels, PreparedPicture, prepare
from sidebyside.records import Comparison, ImageQuantum, Match, MethodCard, Score, Transform

NAME = "keypoints"
N_DECIMALS = 6
N_KEPT = 1024
"""So many works are kept reduced (64 KB each at most); further ones are read again when they are needed."""
N_CACHED = 1024
"""The keypoints of so many works are kept (about 50 KB each)."""

DEFAULTS: dict[str, Value] = {
    "detection_side_px": 224,
    "max_keypoints": 200,
    "min_contrast": 0.02,
    "max_ratio": 0.8,
    "threshold_px": 3.0,
    "floor_inliers": 12,
    "max_placements": 4,
}

CARD = MethodCard(
    name=NAME,
    version="1",
    medium="image",
    summary="Finds the part of a work that stands in an output, turned, scaled, mirrored or seen at an "
    "angle, by small details that lie alike in both.",
    range="similarity: points of the output that agree on a placement, as a share of the points of that "
    "picture of the two which has fewer; 0 to 1, higher is more",
    floor="12 corresponding points at distinct places that agree on one transform",
    foldings=(
        "colour is taken away",
        "place, size, turn, mirroring, brightness and contrast do not count",
        "alpha is laid over white",
        "the longer side is reduced to the pixels of the setting detection_side_px",
    ),
    blind_spots=(
        "parts with few details: plain surfaces, strong blur, a drawing of a few lines",
        "a work that is shown smaller than about a quarter of the width of the output",
        "patterns that repeat, for which no place is the only one",
        "whose the shared details are: letters of one typeface, axes of diagrams, logos and other parts that "
        "many pictures have in common may agree in 12 places",
        "bent or redrawn content, such as another pose or another style",
        "more than 4 separate parts of one work in one output",
        "how far beyond the outermost corresponding points the likeness goes: regions and shares end there",
        "pairs that no other method put on the shortlist",
    ),
    cost="about 10 ms of processor time a picture and 1 ms a pair of the shortlist",
    source="Lowe 2004, doi:10.1023/B:VISI.0000029664.99615.94; Barath et al. 2020, MAGSAC++, "
    "doi:10.1109/CVPR42600.2020.00138",
    settings=shown(DEFAULTS),
    is_pairwise=True,
)

EXAMPLES = (
    Example("the same picture", "texture", "texture", True),
    Example("mirrored", "texture", "texture, mirrored", True),
    Example("turned by 30 degrees", "texture", "texture, turned", True),
    Example("a quarter cut out and enlarged", "texture", "texture, cropped", True),
    Example("pasted small into another picture", "texture", "texture, pasted", True),
    Example("another picture", "texture", "another texture", False),
)


def to_match(
    placement: Placement,
    features: tuple[Features, Features],
    sizes: tuple[tuple[int, int], tuple[int, int]],
) -> Match:
    """Turn a placement into a match in pixels of the originals.

    `features` and `sizes` (height, width) are those of the work and of the output. The region is the upright
    rectangle around the convex hull of the inliers, the outline the hull itself.
    """
    indices = placement.inliers.work, placement.inliers.output
    scalings = [
        plane.scaling(height / item.height, width / item.width)
        for item, (height, width) in zip(features, sizes, strict=True)
    ]
    hulls = [
        plane.hull(plane.move(item.points[index], scaling))
        for item, index, scaling in zip(features, indices, scalings, strict=True)
    ]
    shares = [min(1.0, plane.area(hull) / math.prod(size)) for hull, size in zip(hulls, sizes, strict=True)]
    n_inliers = len(placement.inliers.output)
    return Match(
        NAME,
        _share(n_inliers, *features),
        ImageQuantum(round(shares[0], 6), round(shares[1], 6), n_inliers, placement.n_putative),
        work_region=plane.region(hulls[0], *sizes[0]),
        output_region=plane.region(hulls[1], *sizes[1]),
        work_outline=plane.outline(hulls[0]),
        output_outline=plane.outline(hulls[1]),
        transform=_transform(placement, *scalings),
    )


def _transform(placement: Placement, work: plane.Matrix, output: plane.Matrix) -> Transform:
    matrix = output @ placement.matrix @ np.linalg.inv(work)
    a, b, c, d, e, f, g, h, i = (float(f"{value:.9g}") for value in (matrix / matrix[2, 2]).ravel())
    return Transform(placement.kind, (a, b, c, d, e, f, g, h, i), placement.is_mirrored)


def _share(n_points: int, work: Features, output: Features) -> float:
    fewer = min(work.n_places, output.n_places)
    return round(min(1.0, n_points / fewer), 6) if fewer else 0.0


def _check(values: dict[str, Value]) -> None:
    """Refuse values out of their range."""
    ranges: dict[str, tuple[float, float]] = {
        "detection_side_px": (64, 4096),
        "max_keypoints": (8, 100_000),
        "min_contrast": (0.001, 0.5),
        "max_ratio": (0.1, 0.99),
        "threshold_px": (0.1, 50),
        "floor_inliers": (6, 100_000),
        "max_placements": (1, 100),
    }
    for name, (low, high) in ranges.items():
        if not low <= float(values[name]) <= high:
            raise InputError(f"{NAME}.{name} must lie in {low:g} to {high:g}, got {values[name]}")


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """What is kept of a work: the reduced picture, or the file and the size at which it was prepared."""

    height_px: int
    width_px: int
    source: Pixels | Path
    prepared_side_px: int

    @property
    def size(self) -> tuple[int, int]:
        return self.height_px, self.width_px


class KeypointsIndex:
    """The works, and the keypoints of those that were asked for last."""

    def __init__(self, settings: Settings | None) -> None:
        values = settled(NAME, DEFAULTS, settings)
        _check(values)
        self._side_px = int(values["detection_side_px"])
        self._max_keypoints, self._min_contrast = int(values["max_keypoints"]), float(values["min_contrast"])
        self._rules = Rules(
            max_ratio=float(values["max_ratio"]),
            threshold_px=float(values["threshold_px"]),
            floor_inliers=int(values["floor_inliers"]),
            max_placements=int(values["max_placements"]),
        )
        self._works: list[_Held] = []
        self._known: OrderedDict[int, Features] = OrderedDict()
        floor = (
            f"{self._rules.floor_inliers} corresponding points at distinct places that agree on one transform"
        )
        self.card = replace(CARD, floor=floor, settings=shown(values))

    def add(self, works: Sequence[PreparedPicture]) -> None:
        """Take a batch of works; nothing is detected until a work stands on a shortlist."""
        for work in works:
            is_read_again = work.path is not None and len(self._works) >= N_KEPT
            source = work.path if is_read_again and work.path else reduce(work.pixels, self._side_px)
            self._works.append(_Held(work.height_px, work.width_px, source, max(work.pixels.shape[:2])))

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
        # First all keypoints, in threads, then all pairs, in this one: pairs hold the interpreter's lock.
        with ThreadPoolExecutor(cpu_count() or 1, thread_name_prefix=NAME) as pool:
            of_outputs = pool.map(lambda i: self._detect(outputs[i].pixels), wanted)
            of_works = self._features(numbers, pool)
            found = dict(zip(wanted, of_outputs, strict=True))
        return [
            tuple(self._compare(number, of_works[number], output, found[i]) for number in sorted(shortlist))
            for i, (output, shortlist) in enumerate(zip(outputs, shortlists, strict=True))
        ]

    def _features(self, numbers: Sequence[int], pool: ThreadPoolExecutor) -> dict[int, Features]:
        missing = [number for number in numbers if number not in self._known]
        detected = pool.map(lambda number: self._detect_work(self._works[number]), missing)
        self._known.update(zip(missing, detected, strict=True))
        features = {number: self._known[number] for number in numbers}
        for number in numbers:
            self._known.move_to_end(number)
        while len(self._known) > N_CACHED:
            self._known.popitem(last=False)
        return features

    def _detect_work(self, work: _Held) -> Features:
        if isinstance(work.source, Path):
            n_pixels = work.height_px * work.width_px
            again = prepare(work.source, max_side_px=work.prepared_side_px, max_pixels=n_pixels)
            return self._detect(again.pixels)
        return self._detect(work.source)

    def _detect(self, pixels: Pixels) -> Features:
        grey = pixels if pixels.ndim == 2 else reduce(pixels, self._side_px)
        return detect(grey, max_keypoints=self._max_keypoints, min_contrast=self._min_contrast)

    def _compare(self, number: int, work: Features, output: PreparedPicture, found: Features) -> Comparison:
        placements = find_placements(work, found, self._rules)
        sizes = self._works[number].size, (output.height_px, output.width_px)
        matches = tuple(to_match(placement, (work, found), sizes) for placement in placements)
        agreeing = {int(place) for item in placements for place in found.places[item.inliers.output]}
        return Comparison(NAME, number, Score(NAME, _share(len(agreeing), work, found)), matches)


class Keypoints:
    """The method, as the registry finds it."""

    card = CARD
    examples = EXAMPLES

    def index(self, settings: Settings | None = None) -> KeypointsIndex:
        """Open an empty index."""
        return KeypointsIndex(settings)


MEMBER = Keypoints()
