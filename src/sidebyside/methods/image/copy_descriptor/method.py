"""A descriptor learned for copy detection: how alike two pictures are, as wholes and part by part.

`descriptors` turns pictures and their parts into vectors of length 1 and says which part of a work is most
like which part of an output, `tiles` cuts pictures up, and `thumbnail_search` looks for places where a work
could stand in a smaller size. Nothing depends on how the pictures are divided into batches.

The floor of 0.75 for whole pictures is the authors' own: on their benchmark 9 of 10 pairs above it are
copies. Parts of unrelated photographs stay far below that of 0.7 (0.36 at most over 39,800 pairs), random
drawings of ellipses and rectangles reach 0.64. Drawings in one manner, pages of text and charts may pass
both; the card says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from os import cpu_count

import numpy as np
from numpy.typing import NDArray

from sidebyside.contracts import Example, Memory, Method, Shortlist, check_ranges, filled
from sidebyside.errors import InputError, UnfitItemError
from sidebyside.methods.image.copy_descriptor.descriptors import (
    MODELS,
    DescribedOutput,
    PartIndex,
    PartPair,
    PartSettings,
    Steps,
    Vectors,
    cosines,
    distinct,
    embed,
    is_placed,
)
from sidebyside.methods.image.copy_descriptor.thumbnail_search import SearchWindows, search_windows
from sidebyside.methods.image.copy_descriptor.tiles import (
    MIN_DETAIL,
    WHOLE,
    Box,
    detail,
    grid,
    region,
)
from sidebyside.primitives.digest import sha256_of_bytes
from sidebyside.primitives.model_store import Weights, find, load_network
from sidebyside.primitives.pictures import PreparedPicture
from sidebyside.records import Comparison, ImageQuantum, Match, MethodCard, Region, Score, Transform

NAME = "copy_descriptor"

_RANGES: dict[str, tuple[float, float]] = {
    "side_px": (64, 1024),
    "tile_side_px": (64, 1024),
    "floor": (1e-6, 1.0),
    "tile_floor": (1e-6, 1.0),
    "placed_floor": (1e-6, 1.0),
    "near": (0.0, 1.0),
    "n_nearest": (0, 1_000_000),
    "n_looked": (0, 1_000_000),
    "n_places": (0, 1_000_000),
    "batch": (1, 4096),
}


@dataclass(frozen=True, slots=True)
class CopyDescriptorSettings:
    """How pictures and their parts are described, and which pairs match or are named besides.

    Attributes
    ----------
    model, side_px
        The network for whole pictures, one of `descriptors.MODELS`, and the side it is given them in.
    tile_model, tile_side_px
        The same for parts.
    tile_scales
        Whole numbers with spaces between: at scale n the tiles are 1/n of a side. 1, the whole picture, is
        always among them.
    weights
        File or folder of the weights; empty for those of the installed package.
    floor, tile_floor, placed_floor
        Least cosine of a match of whole pictures, of parts, and of a part whose place correlates well.
    n_nearest, near
        Of the works from the similarity `near` on, so many are named though they do not match.
    n_looked, n_places
        So many works, best by their thumbnails, are looked at closely, and so many of them compared.
    batch
        How many pictures go through a network at once; has no influence on the result.
    """

    model: str = "sscd"
    side_px: int = 288
    tile_model: str = "sscd_distilled"
    tile_side_px: int = 160
    tile_scales: str = "1 2 3"
    weights: str = ""
    floor: float = 0.75
    tile_floor: float = 0.7
    placed_floor: float = 0.5
    n_nearest: int = 10
    near: float = 0.2
    n_looked: int = 48
    n_places: int = 16
    batch: int = 16

    def __post_init__(self) -> None:
        for name, value in (("model", self.model), ("tile_model", self.tile_model)):
            if value not in MODELS:
                raise InputError(
                    f"{NAME}.{name} has no model {value!r}", hint=f"there are {', '.join(MODELS)}"
                )
        check_ranges(NAME, self, _RANGES)
        words = self.tile_scales.split()
        if not words or any(len(word) > 1 or word not in "12345678" for word in words):
            raise InputError(
                f"{NAME}.tile_scales are whole numbers from 1 to 8, got {self.tile_scales!r}",
                hint="such as '1 2 3'; the whole picture, 1, is always compared",
            )

    @property
    def scales(self) -> tuple[int, ...]:
        """The scales of the tiles, each once, the whole picture first."""
        return tuple(dict.fromkeys((1, *map(int, self.tile_scales.split()))))


def _sources(weights: Weights, of_tiles: Weights) -> str:
    return f"{weights.source}; parts by {of_tiles.name}, SHA-256 {of_tiles.sha256}"


CARD = MethodCard(
    name=NAME,
    version="2",
    medium="image",
    summary="Says how alike two pictures are, as wholes and part by part, by a network trained to recognise "
    "edited copies.",
    range="similarity: cosine of two descriptors, 0 (negative ones included) to 1, higher is more alike; the "
    "greatest of the two whole pictures, of a part with a whole, and of a place where the work fits when it "
    "is made small; another processor rounds otherwise, and may give up to 0.02 more or less",
    floor="a cosine of {floor} or more for the whole pictures, of {tile_floor} or more for a part with a "
    "whole, or of {placed_floor} or more where the work made small correlates with its place by 0.8 or more",
    foldings=(
        "every picture and every part is squeezed to a square, so its proportions do not count",
        "mirroring hardly counts",
        "the tones of the output are also turned round",
        "alpha is laid over white",
        "8 bits a channel",
    ),
    blind_spots=(
        "where exactly in the picture the likeness lies: a part is named as coarsely as tiles are cut",
        "a part of a work in a part of an output where both are small, such as a detail in a collage",
        "a work that stands in the output smaller than 8 % of its shorter side, or turned and small",
        "places beyond the {n_places} in an output where works made small fit best",
        "smooth gradients, such as a blank sky, which are left out",
        "likeness of content alone, such as the same subject painted in another style",
        "expression apart from style and kind: drawings, diagrams, faces of a few lines, pages of text and "
        "other pictures made of the same parts may reach the floor although neither comes from the other",
        "text that stands in the picture",
    ),
    cost="about 0.1 s of processor time a work and 0.25 s an output, and 0.3 s an output for each 1,000 "
    "works; 40 KB a work",
    source=_sources(MODELS["sscd"], MODELS["sscd_distilled"]),
    weights_sha256=MODELS["sscd"].sha256,
    shows="likeness",
    evidence="similarity",
)

EXAMPLES = (
    Example("the same picture", "texture", "texture", True),
    Example("brighter", "texture", "texture, brighter", True),
    Example("blurred", "texture", "texture, blurred", True),
    Example("a quarter cut out and enlarged", "texture", "texture, cropped", True),
    Example("pasted small into another picture", "texture", "texture, pasted", True),
    Example("another picture", "texture", "another texture", False),
)


def choose(
    similarities: NDArray[np.float64], *, reached: Sequence[bool], near: float, n_nearest: int
) -> list[int]:
    """Return the numbers of the works worth naming for one output, in their order.

    Those that `reached` a floor; the nearest one, however far; and of those at or above `near` the
    `n_nearest` best. Of works with the same similarity those added first are taken.
    """
    chosen = set(np.flatnonzero(np.asarray(reached, dtype=np.bool_)).tolist())
    if n_nearest and len(similarities):
        candidates = np.flatnonzero(similarities >= min(near, float(similarities.max())))
        ranked = candidates[np.argsort(-similarities[candidates], kind="stable")]
        n_near = int(np.count_nonzero(similarities[ranked] >= near))
        chosen.update(ranked[: max(1, min(n_nearest, n_near))].tolist())
    return sorted(chosen)


def to_match(pair: PartPair, work_size: tuple[int, int], output_size: tuple[int, int]) -> Match:
    """Turn a pair of parts into a match in pixels of the originals; sizes are (height, width)."""
    regions = region(pair.work, *work_size), region(pair.output, *output_size)
    match = Match(
        NAME,
        pair.similarity,
        ImageQuantum(round(pair.work.share, 6), round(pair.output.share, 6)),
        work_region=regions[0],
        output_region=regions[1],
    )
    if not is_placed(pair):
        return match
    return replace(
        match,
        transform=_transform(pair, work_size, output_size),
        work_outline=_corners(regions[0]),
        output_outline=_corners(regions[1]),
    )


def _corners(place: Region) -> tuple[tuple[float, float], ...]:
    top, left = float(place.row), float(place.column)
    bottom, right = top + place.height, left + place.width
    return (top, left), (top, right), (bottom, right), (bottom, left)


def _transform(pair: PartPair, work_size: tuple[int, int], output_size: tuple[int, int]) -> Transform:
    """Return the scaling and shift that lay the part of the work on that of the output."""
    work, output = pair.work, pair.output
    down = output.height * output_size[0] / (work.height * work_size[0])
    across = output.width * output_size[1] / (work.width * work_size[1])
    scale = float(f"{(down * across) ** 0.5:.9g}")
    middle = [_middle(work, work_size), _middle(output, output_size)]
    sign = -1.0 if pair.is_mirrored else 1.0
    column = float(f"{middle[1][1] - sign * scale * middle[0][1]:.9g}")
    row = float(f"{middle[1][0] - scale * middle[0][0]:.9g}")
    matrix = (sign * scale, 0.0, column, 0.0, scale, row, 0.0, 0.0, 1.0)
    return Transform("similarity", matrix, pair.is_mirrored)


def _middle(box: Box, size: tuple[int, int]) -> tuple[float, float]:
    return (box.top + box.height / 2) * size[0], (box.left + box.width / 2) * size[1]


class CopyDescriptorIndex:
    """The descriptors of the works."""

    def __init__(self, settings: CopyDescriptorSettings) -> None:
        self._settings = settings
        weights, of_tiles = MODELS[settings.model], MODELS[settings.tile_model]
        self._session, of_parts = (
            load_network(find(one, settings.weights), n_threads=cpu_count() or 1)
            for one in (weights, of_tiles)
        )
        parts = PartSettings(
            grid(settings.scales),
            settings.tile_side_px,
            settings.batch,
            settings.n_looked,
            settings.n_places,
        )
        self._parts = PartIndex(of_parts, parts)
        self._blocks: list[Vectors] = []
        self._sizes: list[tuple[int, int]] = []
        self._is_fit: list[bool] = []
        self._memory: Memory | None = None
        self.card = replace(
            filled(CARD, settings), source=_sources(weights, of_tiles), weights_sha256=weights.sha256
        )

    def add(self, works: Sequence[PreparedPicture]) -> None:
        """Take a batch of works; with the default tiles 40 KB a work are kept."""
        if works:
            self._blocks.append(self._embed(works))
            self._parts.add(works)
            self._sizes.extend((work.height_px, work.width_px) for work in works)
            self._is_fit.extend(self.unfit(work) is None for work in works)

    def unfit(self, item: PreparedPicture) -> UnfitItemError | None:
        """Refuse a smooth gradient, such as a blank sky: its descriptor is that of any other."""
        if detail(item.pixels) >= MIN_DETAIL:
            return None
        return UnfitItemError(
            f"a smooth surface: it departs from a gradient by less than {MIN_DETAIL:g} of 255",
            hint=f"{NAME} has nothing in it to recognise",
            code="too_plain",
        )

    def compare(
        self, outputs: Sequence[PreparedPicture], shortlists: Sequence[Shortlist] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare a batch of outputs with all works; `shortlists` narrows what is returned."""
        if not outputs or not self._blocks:
            return [() for _ in outputs]
        self._blocks = [np.concatenate(self._blocks)]
        vectors, described = self._described(outputs)
        whole = cosines(vectors, self._blocks[0])
        return [
            self._row(output, row, parts, None if shortlists is None else shortlists[i])
            for i, (output, row, parts) in enumerate(zip(outputs, whole, described, strict=True))
        ]

    def remember_in(self, memory: Memory) -> None:
        """Take descriptions of outputs, and their search windows, from a memory."""
        self._memory = memory

    def _described(self, outputs: Sequence[PreparedPicture]) -> tuple[Vectors, list[DescribedOutput]]:
        if self._memory is None:
            return self._embed(outputs), self._parts.describe(outputs)
        found = [self._remembered(output, self._memory) for output in outputs]
        return np.concatenate([vector for vector, _ in found]), [parts for _, parts in found]

    def _remembered(self, output: PreparedPicture, memory: Memory) -> tuple[Vectors, DescribedOutput]:
        pixels = output.pixels
        digest = sha256_of_bytes(pixels.tobytes())
        key = NAME, self.card.version, self.card.settings, pixels.shape, digest

        def describe() -> tuple[Vectors, Steps, Steps]:
            (parts,) = self._parts.describe([output])
            return self._embed([output]), parts.tiles, parts.inverted

        def windows() -> SearchWindows | None:
            found: SearchWindows | None = memory.large.get(key, lambda: search_windows(pixels))
            return found

        vector, tiles, inverted = memory.descriptions.get(key, describe)
        return vector, DescribedOutput(tiles, inverted, pixels, windows)

    def _row(
        self,
        output: PreparedPicture,
        whole: NDArray[np.float64],
        described: DescribedOutput,
        shortlist: Shortlist | None,
    ) -> tuple[Comparison, ...]:
        if self.unfit(output) is not None:
            return ()
        parts = self._parts.compare(described)
        best = np.array([pairs[0].similarity for pairs in parts])
        similarities = np.maximum(whole, best)
        reached = [
            bool(likeness >= self._settings.floor) or bool(self._distinct(pairs))
            for likeness, pairs in zip(whole, parts, strict=True)
        ]
        if shortlist is None:
            numbers = choose(
                similarities, reached=reached, near=self._settings.near, n_nearest=self._settings.n_nearest
            )
        else:
            numbers = sorted(shortlist)
        chosen = [number for number in numbers if self._is_fit[number]]
        return tuple(self._comparison(k, output, float(whole[k]), parts[k]) for k in chosen)

    def _comparison(
        self, number: int, output: PreparedPicture, whole: float, parts: Sequence[PartPair]
    ) -> Comparison:
        """Name the whole pictures where they reach their floor, else the parts that reach theirs."""
        is_whole = whole >= self._settings.floor
        pairs = [PartPair(number, whole, WHOLE, WHOLE)] if is_whole else self._distinct(parts)
        sizes = self._sizes[number], (output.height_px, output.width_px)
        score = Score(NAME, max(whole, parts[0].similarity))
        return Comparison(NAME, number, score, tuple(to_match(pair, *sizes) for pair in pairs))

    def _distinct(self, parts: Sequence[PartPair]) -> list[PartPair]:
        return distinct(parts, floor=self._settings.tile_floor, placed_floor=self._settings.placed_floor)

    def _embed(self, pictures: Sequence[PreparedPicture]) -> Vectors:
        images = [picture.pixels for picture in pictures]
        return embed(self._session, images, batch=self._settings.batch, side_px=self._settings.side_px)


class CopyDescriptor:
    """The method, as the registry finds it."""

    card = filled(CARD, CopyDescriptorSettings())
    examples = EXAMPLES
    settings = CopyDescriptorSettings

    def index(self, settings: CopyDescriptorSettings | None = None) -> CopyDescriptorIndex:
        """Open an empty index; loads the networks."""
        return CopyDescriptorIndex(settings or CopyDescriptorSettings())


MEMBER: Method[PreparedPicture, CopyDescriptorSettings] = CopyDescriptor()
