"""Style: palette, scale of the strokes, directions, texture; shown beside each other, never counted.

It exists so that a reader sees what was set aside: a match of style is no match of expression. Each measure
is a few numbers of one picture and a distance of two; none is summed up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import InputError, UnfitItemError
from sidebyside.methods import Example, Settings
from sidebyside.methods.image.manner.palette import COLOURS, Palette, palette, palette_distance
from sidebyside.methods.image.manner.strokes import MEASURES, Manner, manner
from sidebyside.methods.settings import Value, settled, shown
from sidebyside.primitives.pictures import Pixels, PreparedPicture
from sidebyside.records import Comparison, MethodCard, StyleMeasure, StyleTable, Swatch

NAME = "style"
N_DECIMALS = 4

DEFAULTS: dict[str, Value] = {"n_colours": COLOURS, "side_px": 192}
_RANGES = {"n_colours": (1, 16), "side_px": (32, 512)}

CARD = MethodCard(
    name=NAME,
    version="1",
    medium="image",
    summary="Sets palette, scale of the strokes, directions and texture of two pictures beside each other. "
    "It is shown apart and counts for nothing.",
    range="distances of 0 (equal) upwards, each in its own unit: palette in CIELAB, mean difference of "
    "colours moved into one another, 0 to about 120; the others as half the sum of differences of shares, 0 "
    "to 1; no figure sums them up, and none is a similarity",
    floor="no match is reported, whatever the distances",
    foldings=(
        "what is shown, and where: only how colours, scales and directions are distributed",
        "the longer side is reduced to the pixels of the setting side_px",
        "alpha is laid over white",
    ),
    blind_spots=(
        "whether anything of a work stands in the output: two strange pictures may have one palette",
        "manner beyond these measures: line, composition, motif, technique",
        "the difference between a manner and a subject: two pictures of a forest agree in all measures",
        "strokes finer than a pixel at that size",
    ),
    cost="about 10 ms of processor time a picture and 0.1 ms a pair of the shortlist",
    source="Lloyd 1982, doi:10.1109/TIT.1982.1056489 (palette); Rubner et al. 2000, "
    "doi:10.1023/A:1026543900054 (distance of palettes); Burt & Adelson 1983, "
    "doi:10.1109/TCOM.1983.1095851 (scales); Bigun & Granlund 1987, ICCV (directions); Gatys et al. 2016, "
    "doi:10.1109/CVPR.2016.265 (that style is a matter of such statistics)",
    settings=shown(DEFAULTS),
    is_pairwise=True,
    shows="apart",
)

EXAMPLES = (
    Example("the same picture: shown, not matched", "texture", "texture", False),
    Example("another picture", "texture", "another texture", False),
)


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """The measures of one picture."""

    palette: Palette
    manner: Manner


def style_of(pixels: Pixels, *, n_colours: int, side_px: int) -> Style:
    """Measure a picture, shape (h, w, 3), RGB; the same pixels give the same measures.

    Cost: about 10 ms. Does not see what is shown, nor where.
    """
    height, width = pixels.shape[:2]
    ratio = min(1.0, side_px / max(height, width))
    size = max(1, round(width * ratio)), max(1, round(height * ratio))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    lab = np.asarray(cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), dtype=np.float64)
    return Style(palette(small, lab, n_colours), manner(lab[..., 0]))


def compare_styles(work: Style, output: Style) -> StyleTable:
    """Set two styles beside each other."""
    measures = [
        StyleMeasure("palette", round(palette_distance(work.palette, output.palette), N_DECIMALS), (), ())
    ]
    for name in MEASURES:
        one, other = work.manner.shares(name), output.manner.shares(name)
        distance = round(float(np.abs(one - other).sum()) / 2, N_DECIMALS)
        measures.append(StyleMeasure(name, distance, _plain(one), _plain(other)))
    return StyleTable(NAME, _swatches(work.palette), _swatches(output.palette), tuple(measures))


def _plain(values: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(round(float(value), N_DECIMALS) for value in values)


def _swatches(one: Palette) -> tuple[Swatch, ...]:
    rows = zip(one.colours.tolist(), one.shares.tolist(), strict=True)
    return tuple(Swatch(red, green, blue, round(share, N_DECIMALS)) for (red, green, blue), share in rows)


class StyleIndex:
    """The works, and the measures of those that were asked for last."""

    def __init__(self, settings: Settings | None) -> None:
        values = settled(NAME, DEFAULTS, settings)
        for name, (low, high) in _RANGES.items():
            if not low <= int(values[name]) <= high:
                raise InputError(f"{NAME}.{name} must lie in {low} to {high}, got {values[name]}")
        self._n_colours, self._side_px = int(values["n_colours"]), int(values["side_px"])
        self._works: list[Style] = []
        self.card = replace(CARD, settings=shown(values))

    def add(self, works: Sequence[PreparedPicture]) -> None:
        """Take a batch of works."""
        self._works.extend(self._measured(work) for work in works)

    def unfit(self, item: PreparedPicture) -> UnfitItemError | None:
        """Refuse nothing: every picture that could be prepared has colours."""
        return None

    def compare(
        self, outputs: Sequence[PreparedPicture], shortlists: Sequence[frozenset[int]] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Set each output beside the works of its shortlist; without shortlists, beside every work."""
        if shortlists is None:
            shortlists = [frozenset(range(len(self._works)))] * len(outputs)
        results: list[tuple[Comparison, ...]] = []
        for output, shortlist in zip(outputs, shortlists, strict=True):
            measured = self._measured(output) if shortlist else None
            rows = sorted(shortlist) if measured else []
            results.append(tuple(self._comparison(number, measured) for number in rows if measured))
        return results

    def _comparison(self, number: int, output: Style) -> Comparison:
        return Comparison(NAME, number, None, apart=compare_styles(self._works[number], output))

    def _measured(self, picture: PreparedPicture) -> Style:
        return style_of(picture.pixels, n_colours=self._n_colours, side_px=self._side_px)


class StyleMethod:
    """The method, as the registry finds it."""

    card = CARD
    examples = EXAMPLES

    def index(self, settings: Settings | None = None) -> StyleIndex:
        """Open an empty index."""
        return StyleIndex(settings)


MEMBER = StyleMethod()
