"""Descriptors of the parts of pictures, and which part of a work is most like which part of an output.

Three kinds of pairs of parts are compared, never small tiles with small tiles, because those of unrelated
pictures are alike often: sky with sky, wall with wall.

- every tile of the output with the whole work: a work laid into a picture;
- the whole output with every tile of the work: a detail enlarged; also with the tones of the output turned
  round;
- the places where a work made small fits (`shrunken.search`) with that whole work.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sidebyside.methods.image.describing import shrunken
from sidebyside.methods.image.describing.network import N_DIMENSIONS, Steps, coarse, coarse_cosines, embed
from sidebyside.methods.image.describing.tiles import WHOLE, Box, cut
from sidebyside.primitives.pictures import Pixels, PreparedPicture

N_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class PartPair:
    """A part of a work beside a part of an output, and the cosine of their descriptors, 0 to 1.

    `fit` is the correlation at 16 x 16 pixels where the place was found by the search with the work made
    small, else None; only then it is known whether the part is mirrored.
    """

    work_number: int
    similarity: float
    work: Box
    output: Box
    fit: float | None = None
    is_mirrored: bool = False
    is_inverted: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """How parts are cut and compared; the settings of the method under the same names explain them."""

    tiles: tuple[Box, ...]
    side_px: int
    batch: int
    n_looked: int
    n_places: int


@dataclass(frozen=True, slots=True, eq=False)
class DescribedOutput:
    """The descriptors of an output: of each tile, and of the whole with its tones turned round.

    `pyramid` gives the windows in which works made small are looked for.
    """

    tiles: Steps
    inverted: Steps
    pixels: Pixels
    pyramid: Callable[[], shrunken.Windows | None]


class PartIndex:
    """The descriptors of the tiles of the works; about 1 KB a tile and 2 KB more a work are kept."""

    def __init__(self, session: Any, rules: Rules) -> None:
        self._session, self._rules = session, rules
        self._tiles: list[Steps] = []
        self._small: list[shrunken.Shrunken] = []

    def add(self, works: Sequence[PreparedPicture]) -> None:
        """Take a batch of works."""
        if works:
            pictures = [work.pixels for work in works]
            self._tiles.append(self._described(pictures))
            self._small.extend(shrunken.shrink(pixels) for pixels in pictures)

    def describe(self, outputs: Sequence[PreparedPicture]) -> list[DescribedOutput]:
        """Describe the tiles of a batch of outputs, and each whole with its tones turned round."""
        pictures = [output.pixels for output in outputs]
        tiles = self._described(pictures)
        inverted = self._embedded([np.asarray(255 - pixels, dtype=np.uint8) for pixels in pictures])
        return [
            DescribedOutput(tiles[i], inverted[i : i + 1], pixels, partial(shrunken.pyramid, pixels))
            for i, pixels in enumerate(pictures)
        ]

    def compare(self, output: DescribedOutput) -> list[list[PartPair]]:
        """Return for each work its pairs of parts with an output: the best of each kind, best first."""
        self._tiles = [np.concatenate(self._tiles)]
        works, boxes = self._tiles[0], self._rules.tiles
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
        """Return the pairs at the places that the search with the works made small proposes."""
        rules = self._rules
        if not rules.n_places:
            return []
        places = shrunken.search(
            self._small, output.pixels, output.pyramid(), n_looked=rules.n_looked, n_places=rules.n_places
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
        rules = self._rules
        return coarse(embed(self._session, pictures, batch=rules.batch, side_px=rules.side_px))

    def _described(self, pictures: Sequence[Pixels]) -> Steps:
        """Return the descriptors of all tiles, shape (n pictures, n tiles, 512); zeros for a plain tile."""
        boxes = self._rules.tiles
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


def _best(table: NDArray[np.float32]) -> Iterator[tuple[int, int, float]]:
    """Yield of each row its number, the column of its greatest value, and that value."""
    if table.shape[1]:
        columns, values = table.argmax(axis=1).tolist(), table.max(axis=1).tolist()
        for number, (column, value) in enumerate(zip(columns, values, strict=True)):
            yield number, column, _rounded(value)


def _rounded(similarity: float) -> float:
    return round(min(1.0, max(0.0, float(similarity))), N_DECIMALS)
