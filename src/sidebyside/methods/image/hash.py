"""The industry's hash: how many of 256 bits of two whole pictures differ, in any of eight orientations.

It is here because the exchanges of the industry speak it, and finds less than `copy_descriptor`.

PDQ: luminance, two passes of a box filter in both directions, 64 x 64 samples, the 16 x 16 lowest frequencies
but the constant ones, one bit each: above their median or not. The quality counts gradients: a picture of few
has a hash that says little. Distances measured over 39,800 ordered pairs of unrelated photographs, the
nearest of eight orientations: 90 bits at least, 98 in one pair of a thousand, 116 in the middle.

Source: Facebook 2019, The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm (the paper
that came with the release of ThreatExchange); Jarosz 2001, Fast Image Convolutions, for the filter. Written
from the description; the figures of agreement with the reference program stand in the guide on hash lists.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sidebyside.contracts import Example, Method, Shortlist, check_ranges, filled
from sidebyside.errors import UnfitItemError
from sidebyside.methods.keypoint_matching import plane
from sidebyside.primitives.pdq import LEAST_QUALITY, MATCH_BITS, N_BITS, Hashes, distances
from sidebyside.primitives.pictures import Pixels, PreparedPicture
from sidebyside.primitives.recent import Recent
from sidebyside.records import Comparison, ImageQuantum, Match, MethodCard, Region, Score, Transform

NAME = "hash"
N_DECIMALS = 6
N_WORKS_A_BLOCK = 16_384
N_REMEMBERED = 32
"""So many pictures are remembered with their hashes, so that none is hashed twice in a batch."""

_SAMPLES = 64
_FREQUENCIES = 16
_PASSES = 2
_LUMA = np.array([0.299, 0.587, 0.114])
_RANGES: dict[str, tuple[float, float]] = {
    "floor_bits": (0, N_BITS),
    "near_bits": (0, N_BITS),
    "n_nearest": (0, 1_000_000),
    "least_quality": (0, 100),
}

ORIENTATIONS = (
    "as_it_is",
    "turned_90",
    "turned_180",
    "turned_270",
    "flipped_up_down",
    "flipped_left_right",
    "flipped_diagonal",
    "flipped_other_diagonal",
)
"""The eight ways in which a picture may lie; turns are counterclockwise, in degrees."""

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


@dataclass(frozen=True, slots=True)
class HashSettings:
    """Which pairs match, and which are named besides.

    Attributes
    ----------
    floor_bits
        Up to so many different bits a pair matches.
    near_bits, n_nearest
        Of the works within so many bits, so many are named though they do not match.
    least_quality
        Under this quality, 0 to 100, a picture is not matched.
    """

    floor_bits: int = MATCH_BITS
    near_bits: int = 90
    n_nearest: int = 5
    least_quality: int = LEAST_QUALITY

    def __post_init__(self) -> None:
        check_ranges(NAME, self, _RANGES)


CARD = MethodCard(
    name=NAME,
    version="1",
    medium="image",
    summary="Says how alike two pictures are as wholes, turned and mirrored too, by the 256 bits of PDQ, the "
    "hash that exchanges of known pictures use.",
    range="similarity: 1 - d / 256, where d is the number of bits that differ; 0 to 1, higher is more alike. "
    "Unrelated pictures lie about 0.5, not 0",
    floor="{floor_bits} different bits or fewer, a similarity of {floor_similarity}",
    foldings=(
        "colour is taken away",
        "proportions do not count, and nothing finer than about a thirtieth of a side",
        "the eight orientations: turned by quarters, mirrored",
        "alpha is laid over white",
    ),
    blind_spots=(
        "where in the picture the likeness lies: the regions given are the two whole pictures",
        "a part of a work, a frame, a band of text, a turn by less than a quarter: each changes all bits",
        "pictures with few gradients (quality under {least_quality}): their bits say little, and none is "
        "matched",
        "that two pictures of one layout, such as charts or pages, may have the same bits",
        "exactly the bits of other programs: these are taken at the working size, and differ from those of "
        "the full size by 0 to 22 bits; the lists of the verb hashes are made at full size",
    ),
    cost="about 10 ms of processor time a picture, then 0.1 microseconds a pair",
    source="Facebook 2019, The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm; filter: "
    "Jarosz 2001, Fast Image Convolutions; tried out by Dalins et al. 2019, doi:10.48550/arXiv.1912.07745",
    shows="likeness",
    evidence="none",
)

EXAMPLES = (
    Example("the same picture", "texture", "texture", True),
    Example("brighter", "texture", "texture, brighter", True),
    Example("blurred", "texture", "texture, blurred", True),
    Example("mirrored", "texture", "texture, mirrored", True),
    Example("another picture", "texture", "another texture", False),
)


def card_of(settings: HashSettings) -> MethodCard:
    """Return the card with its settings."""
    return filled(CARD, settings, floor_similarity=round(1 - settings.floor_bits / N_BITS, 3))


@dataclass(frozen=True, slots=True, eq=False)
class PictureHash:
    """The hashes of a picture as it would be in each of the `ORIENTATIONS`, uint64 (8, 4), and its quality.

    `quality` is 0 to 100, higher is more to be relied on.
    """

    hashes: Hashes
    quality: int


def hash_picture(pixels: Pixels) -> PictureHash:
    """Return the PDQ hashes of a picture, shape (h, w, 3), RGB.

    Cost: linear in the pixels, about 5 ms for 512 x 384. Does not see: colour; anything finer than a
    thirtieth of a side; a part of a picture, since the hash is of the whole.

    Notes
    -----
    The filter is summed here in double precision, where the reference program adds in single: a bit whose
    frequency lies at the median may turn out otherwise.
    """
    samples = _samples(pixels @ _LUMA)
    cosines = _cosines()
    spectrum = cosines @ samples @ cosines.T
    return PictureHash(np.stack([_bits(one) for one in _oriented(spectrum)]), _quality(samples))


def _samples(luma: NDArray[np.float64]) -> NDArray[np.float64]:
    """Blur and take the middles of 64 x 64 cells; a picture of that size is taken as it is."""
    height, width = luma.shape
    if (height, width) == (_SAMPLES, _SAMPLES):
        return luma
    for _ in range(_PASSES):
        luma = _boxes(_boxes(luma, 1), 0)
    middles = np.arange(_SAMPLES) + 0.5
    rows, columns = (middles * height / _SAMPLES).astype(int), (middles * width / _SAMPLES).astype(int)
    return luma[np.ix_(rows, columns)]


def _boxes(luma: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Average over a window of a 128th of the side, cut off at the ends."""
    side = luma.shape[axis]
    window = math.ceil(side / (2 * _SAMPLES))
    ahead = (window + 2) // 2
    places = np.arange(side)
    first, stop = np.maximum(0, places - (window - ahead)), np.minimum(side, places + ahead)
    sums = np.cumsum(luma, axis=axis)
    sums = np.concatenate([np.zeros_like(sums.take([0], axis=axis)), sums], axis=axis)
    counts = (stop - first).reshape((-1, 1) if axis == 0 else (1, -1))
    return np.asarray((sums.take(stop, axis=axis) - sums.take(first, axis=axis)) / counts)


def _quality(samples: NDArray[np.float64]) -> int:
    """Count gradients in whole percents of the range, so that many faint ones count for nothing."""
    steps = (np.diff(samples, axis=axis) * 100 / 255 for axis in (0, 1))
    total = sum(int(np.abs(np.trunc(step)).sum()) for step in steps)
    return min(100, total // 90)


@cache
def _cosines() -> NDArray[np.float64]:
    """Rows 1 to 16 of the cosine transform of 64 samples."""
    frequency, place = np.arange(1, _FREQUENCIES + 1)[:, None], np.arange(_SAMPLES)[None, :]
    return np.asarray(math.sqrt(2 / _SAMPLES) * np.cos(np.pi * frequency * (2 * place + 1) / (2 * _SAMPLES)))


def _oriented(spectrum: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Turn and flip a picture in its spectrum: mirroring an axis changes the sign of its odd frequencies."""
    signs = np.where(np.arange(_FREQUENCIES) % 2 == 0, -1.0, 1.0)
    across, down = spectrum * signs, spectrum * signs[:, None]
    both = down * signs
    return [spectrum, across.T, both, down.T, down, across, spectrum.T, both.T]


def _bits(spectrum: NDArray[np.float64]) -> Hashes:
    """One bit a frequency, above the lower median or not; the first frequency is the last bit."""
    median = np.sort(spectrum, axis=None)[(N_BITS + 1) // 2 - 1]
    ordered = (spectrum > median).ravel()[::-1]
    return np.packbits(ordered).view(">u8").astype(np.uint64)


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

    def __init__(self, settings: HashSettings) -> None:
        self._settings = settings
        self._works: list[Hashes] = []
        self._is_reliable: list[bool] = []
        self._sizes: list[tuple[int, int]] = []
        self._remembered: Recent[tuple[PreparedPicture, PictureHash]] = Recent(N_REMEMBERED)
        self.card = card_of(settings)

    def add(self, works: Sequence[PreparedPicture]) -> None:
        """Take a batch of works."""
        for work in works:
            found = self._hash(work)
            self._works.append(found.hashes[0])
            self._is_reliable.append(found.quality >= self._settings.least_quality)
            self._sizes.append((work.height_px, work.width_px))

    def unfit(self, item: PreparedPicture) -> UnfitItemError | None:
        """Refuse a picture with so few gradients that its hash says little."""
        quality = self._hash(item).quality
        if quality >= self._settings.least_quality:
            return None
        return UnfitItemError(
            f"too few gradients for a hash: a quality of {quality} of 100",
            hint=f"{NAME} matches pictures of a quality of {self._settings.least_quality} or more",
            code="low_quality",
        )

    def compare(
        self, outputs: Sequence[PreparedPicture], shortlists: Sequence[Shortlist] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare a batch of outputs with all works; `shortlists` narrows what is returned."""
        if not self._works:
            return [() for _ in outputs]
        works, reliable = np.stack(self._works), np.array(self._is_reliable)
        results: list[tuple[Comparison, ...]] = []
        for i, output in enumerate(outputs):
            found = self._hash(output)
            if found.quality < self._settings.least_quality:
                results.append(())
                continue
            bits, ways = nearest_orientations(works, found.hashes)
            numbers = self._choose(bits, reliable) if shortlists is None else sorted(shortlists[i])
            chosen = [number for number in numbers if reliable[number]]
            results.append(tuple(self._comparison(n, output, int(bits[n]), int(ways[n])) for n in chosen))
        return results

    def _choose(self, bits: NDArray[np.int64], reliable: NDArray[np.bool_]) -> list[int]:
        """Return the works that match, and the nearest of those that are nearer than chance."""
        within = np.flatnonzero((bits <= max(self._settings.near_bits, self._settings.floor_bits)) & reliable)
        ranked = within[np.argsort(bits[within], kind="stable")]
        n_matching = int(np.count_nonzero(bits[ranked] <= self._settings.floor_bits))
        return sorted(ranked[: max(self._settings.n_nearest, n_matching)].tolist())

    def _comparison(self, number: int, output: PreparedPicture, bits: int, orientation: int) -> Comparison:
        similarity = round(1 - bits / N_BITS, N_DECIMALS)
        score = Score(NAME, similarity)
        if bits > self._settings.floor_bits:
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
        # The picture is kept beside its hash, so that no other gets its identity meanwhile.
        return self._remembered.get(id(picture), lambda: (picture, hash_picture(picture.pixels)))[1]


class Hash:
    """The method, as the registry finds it."""

    card = card_of(HashSettings())
    examples = EXAMPLES
    settings = HashSettings

    def index(self, settings: HashSettings | None = None) -> HashIndex:
        """Open an empty index."""
        return HashIndex(settings or HashSettings())


MEMBER: Method[PreparedPicture, HashSettings] = Hash()
