"""The industry's hash: how many of 256 bits of two whole pictures differ, in any of eight orientations.

The core stands in `primitives.pdq`: `hash_picture` makes the hashes, `distances` counts the bits. It is here
because the exchanges of the industry speak it, and finds less than `copy_descriptor`.

Distances measured over 39,800 ordered pairs of unrelated photographs, the nearest of eight orientations: 90
bits at least, 98 in one pair of a thousand, 116 in the middle.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import InputError, UnfitItemError
from sidebyside.methods import Example, Settings
from sidebyside.methods.image.placing import plane
from sidebyside.methods.settings import Value, settled, shown
from sidebyside.primitives.pdq import (
    LEAST_QUALITY,
    MATCH_BITS,
    N_BITS,
    ORIENTATIONS,
    Hashes,
    PictureHash,
    distances,
    hash_picture,
)
from sidebyside.primitives.pictures import PreparedPicture
from sidebyside.records import Comparison, ImageQuantum, Match, MethodCard, Region, Score, Transform

NAME = "hash"
N_DECIMALS = 6
N_WORKS_A_BLOCK = 16_384
N_REMEMBERED = 32
"""So many pictures are remembered with their hashes, so that none is hashed twice in a batch."""

DEFAULTS: dict[str, Value] = {
    "floor_bits": MATCH_BITS,
    "near_bits": 90,
    "n_nearest": 5,
    "least_quality": LEAST_QUALITY,
}

CARD = MethodCard(
    name=NAME,
    version="1",
    medium="image",
    summary="Says how alike two pictures are as wholes, turned and mirrored too, by the 256 bits of PDQ, the "
    "hash that exchanges of known pictures use.",
    range="similarity: 1 - d / 256, where d is the number of bits that differ; 0 to 1, higher is more alike. "
    "Unrelated pictures lie about 0.5, not 0",
    floor="31 different bits or fewer, a similarity of 0.879",
    foldings=(
        "colour is taken away",
        "proportions do not count, and nothing finer than about a thirtieth of a side",
        "the eight orientations: turned by quarters, mirrored",
        "alpha is laid over white",
    ),
    blind_spots=(
        "where in the picture the likeness lies: the regions given are the two whole pictures",
        "a part of a work, a frame, a band of text, a turn by less than a quarter: each changes all bits",
        "pictures with few gradients (quality under 50): their bits say little, and none is matched",
        "that two pictures of one layout, such as charts or pages, may have the same bits",
        "exactly the bits of other programs: these are taken at the working size, and differ from those of "
        "the full size by 0 to 22 bits; the lists of the verb hashes are made at full size",
    ),
    cost="about 10 ms of processor time a picture, then 0.1 microseconds a pair",
    source="Facebook 2019, The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm; filter: "
    "Jarosz 2001, Fast Image Convolutions; tried out by Dalins et al. 2019, doi:10.48550/arXiv.1912.07745",
    settings=shown(DEFAULTS),
    shows="likeness",
)

EXAMPLES = (
    Example("the same picture", "texture", "texture", True),
    Example("brighter", "texture", "texture, brighter", True),
    Example("blurred", "texture", "texture, blurred", True),
    Example("mirrored", "texture", "texture, mirrored", True),
    Example("another picture", "texture", "another texture", False),
)

_TURNS = {
    "turned_90": ((0, 1, 0), (-1, 0, 1)),
    "turned_180": ((-1, 0, 1), (0, -1, 1)),
    "turned_270": ((0, -1, 1), (1, 0, 0)),
    "flipped_up_down": ((1, 0, 0), (0, -1, 1)),
    "flipped_left_right": ((-1, 0, 1), (0, 1, 0)),
    "flipped_diagonal": ((0, 1, 0), (1, 0, 0)),
    "flipped_other_diagonal": ((0, -1, 1), (-1, 0, 1)),
}
"""Where an orientation takes (column, row) of a square of side 1."""


def nearest_orientations(works: Hashes, output: Hashes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each work, (n, 4), the least distance to any of the hashes of an output, (8, 4), and which.

    Two int64 arrays (n,): bits, 0 to 256, and the number in `ORIENTATIONS`; of several the first. Cost: 8
    counts a pair.
    """
    blocks = [
        distances(works[start : start + N_WORKS_A_BLOCK], output)
        for start in range(0, len(works), N_WORKS_A_BLOCK)
    ]
    bits = np.concatenate(blocks) if blocks else np.empty((0, len(output)), dtype=np.int64)
    return bits.min(axis=1), bits.argmin(axis=1)


def transform_of(orientation: str, work: tuple[int, int], output: tuple[int, int]) -> Transform | None:
    """Return what takes a whole work of a size (height, width) to a whole output; None if it was not turned.

    `orientation` is that in which the output has the hash of the work.
    """
    if orientation not in _TURNS:
        return None
    back = np.linalg.inv(np.array([*_TURNS[orientation], (0, 0, 1)], dtype=np.float64))
    matrix = plane.scaling(*output) @ back @ plane.scaling(1 / work[0], 1 / work[1])
    a, b, c, d, e, f, g, h, i = (float(f"{value:.9g}") + 0.0 for value in matrix.ravel())
    is_mirrored = bool(np.linalg.det(matrix[:2, :2]) < 0)
    return Transform("affine", (a, b, c, d, e, f, g, h, i), is_mirrored)


def _whole(height_px: int, width_px: int) -> tuple[tuple[float, float], ...]:
    return ((0.0, 0.0), (0.0, float(width_px)), (float(height_px), float(width_px)), (float(height_px), 0.0))


class HashIndex:
    """The hashes of the works: 32 bytes each."""

    def __init__(self, settings: Settings | None) -> None:
        values = settled(NAME, DEFAULTS, settings)
        ranges = {"floor_bits": N_BITS, "near_bits": N_BITS, "n_nearest": 1_000_000, "least_quality": 100}
        for name, most in ranges.items():
            if not 0 <= int(values[name]) <= most:
                raise InputError(f"{NAME}.{name} must lie in 0 to {most}, got {values[name]}")
        self._floor, self._near = int(values["floor_bits"]), int(values["near_bits"])
        self._n_nearest, self._least_quality = int(values["n_nearest"]), int(values["least_quality"])
        self._works: list[Hashes] = []
        self._is_reliable: list[bool] = []
        self._sizes: list[tuple[int, int]] = []
        self._remembered: OrderedDict[int, tuple[PreparedPicture, PictureHash]] = OrderedDict()
        floor = (
            f"{self._floor} different bits or fewer, a similarity of {round(1 - self._floor / N_BITS, 3):g}"
        )
        self.card = replace(CARD, floor=floor, settings=shown(values))

    def add(self, works: Sequence[PreparedPicture]) -> None:
        """Take a batch of works."""
        for work in works:
            found = self._hash(work)
            self._works.append(found.hashes[0])
            self._is_reliable.append(found.quality >= self._least_quality)
            self._sizes.append((work.height_px, work.width_px))

    def unfit(self, item: PreparedPicture) -> UnfitItemError | None:
        """Refuse a picture with so few gradients that its hash says little."""
        quality = self._hash(item).quality
        if quality >= self._least_quality:
            return None
        return UnfitItemError(
            f"too few gradients for a hash: a quality of {quality} of 100",
            hint=f"{NAME} matches pictures of a quality of {self._least_quality} or more",
            code="low_quality",
        )

    def compare(
        self, outputs: Sequence[PreparedPicture], shortlists: Sequence[frozenset[int]] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare a batch of outputs with all works; `shortlists` narrows what is returned."""
        if not self._works:
            return [() for _ in outputs]
        works, reliable = np.stack(self._works), np.array(self._is_reliable)
        results: list[tuple[Comparison, ...]] = []
        for i, output in enumerate(outputs):
            found = self._hash(output)
            if found.quality < self._least_quality:
                results.append(())
                continue
            bits, ways = nearest_orientations(works, found.hashes)
            numbers = self._choose(bits, reliable) if shortlists is None else sorted(shortlists[i])
            chosen = [number for number in numbers if reliable[number]]
            results.append(tuple(self._comparison(n, output, int(bits[n]), int(ways[n])) for n in chosen))
        return results

    def _choose(self, bits: NDArray[np.int64], reliable: NDArray[np.bool_]) -> list[int]:
        """Return the works that match, and the nearest of those that are nearer than chance."""
        within = np.flatnonzero((bits <= max(self._near, self._floor)) & reliable)
        ranked = within[np.argsort(bits[within], kind="stable")]
        n_matching = int(np.count_nonzero(bits[ranked] <= self._floor))
        return sorted(ranked[: max(self._n_nearest, n_matching)].tolist())

    def _comparison(self, number: int, output: PreparedPicture, bits: int, orientation: int) -> Comparison:
        similarity = round(1 - bits / N_BITS, N_DECIMALS)
        score = Score(NAME, similarity)
        if bits > self._floor:
            return Comparison(NAME, number, score)
        sizes = self._sizes[number], (output.height_px, output.width_px)
        transform = transform_of(ORIENTATIONS[orientation], *sizes)
        match = Match(
            NAME,
            similarity,
            ImageQuantum(share_of_work=1.0, share_of_output=1.0),
            work_region=Region(0, 0, *sizes[0]),
            output_region=Region(0, 0, *sizes[1]),
            work_outline=_whole(*sizes[0]) if transform else (),
            output_outline=_whole(*sizes[1]) if transform else (),
            transform=transform,
        )
        return Comparison(NAME, number, score, (match,))

    def _hash(self, picture: PreparedPicture) -> PictureHash:
        key = id(picture)
        if key not in self._remembered:
            self._remembered[key] = picture, hash_picture(picture.pixels)
            if len(self._remembered) > N_REMEMBERED:
                self._remembered.popitem(last=False)
        return self._remembered[key][1]


class Hash:
    """The method, as the registry finds it."""

    card = CARD
    examples = EXAMPLES

    def index(self, settings: Settings | None = None) -> HashIndex:
        """Open an empty index."""
        return HashIndex(settings)


MEMBER = Hash()
