"""Style: palette, scale of the strokes, directions, texture; shown beside each other, never counted.

It exists so that a reader sees what was set aside: a match of style is no match of expression. Each measure
is a few numbers of one picture and a distance of two; none is summed up.

Source: Lloyd 1982, doi:10.1109/TIT.1982.1056489 (k-means, in CIELAB); Rubner et al. 2000,
doi:10.1023/A:1026543900054 (earth mover's distance); Burt & Adelson 1983, doi:10.1109/TCOM.1983.1095851
(Laplacian pyramid); Bigun & Granlund 1987, Optimal Orientation Detection of Linear Symmetry, ICCV (structure
tensor); Ojala et al. 2002, doi:10.1109/TPAMI.2002.1017623 (local binary patterns).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.contracts import Example, Method, Shortlist, check_ranges, filled
from sidebyside.errors import UnfitItemError
from sidebyside.primitives.pictures import Pixels, PreparedPicture
from sidebyside.records import Comparison, MethodCard, StyleMeasure, StyleTable, Swatch

Distribution = NDArray[np.float64]
"""Shares that add up to 1, or are all 0 where there is nothing to measure."""

NAME = "style"
N_DECIMALS = 4
N_ROUNDS = 12
"""So often the colours of a palette are moved to the mean of those nearest to them."""
N_BANDS = 5
N_DIRECTIONS = 12
TENSOR_SIGMA_PX = 2.0
MEASURES = ("scales", "directions", "patterns")

_RANGES: dict[str, tuple[float, float]] = {"n_colours": (1, 16), "side_px": (32, 512)}


@dataclass(frozen=True, slots=True)
class StyleSettings:
    """How a picture is measured.

    Attributes
    ----------
    n_colours
        Most colours of a palette.
    side_px
        The longer side of a picture is reduced to this.
    """

    n_colours: int = 6
    side_px: int = 192

    def __post_init__(self) -> None:
        check_ranges(NAME, self, _RANGES)


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
        "the longer side is reduced to {side_px} pixels",
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
    is_pairwise=True,
    shows="apart",
    evidence="none",
)

EXAMPLES = (
    Example("the same picture: shown, not matched", "texture", "texture", False),
    Example("another picture", "texture", "another texture", False),
)


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """Colours from the most to the least frequent.

    Attributes
    ----------
    colours
        Shape (n, 3), sRGB 0 to 255: the mean colour of the pixels it stands for.
    lab
        Shape (n, 3), CIELAB.
    shares
        Shape (n,), of the picture; they add up to 1.
    """

    colours: NDArray[np.int64]
    lab: NDArray[np.float64]
    shares: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Manner:
    """Three distributions.

    Attributes
    ----------
    scales
        Energy of the bands of a Laplacian pyramid, from strokes of a pixel or two upwards by doubling.
    directions
        Energy by direction of the strokes, in steps of 15 degrees from level, counterclockwise.
    patterns
        Local patterns of eight neighbours that turn evenly, by the number of brighter ones, and all others.
    """

    scales: Distribution
    directions: Distribution
    patterns: Distribution

    def shares(self, name: str) -> Distribution:
        """Return one of the `MEASURES`."""
        value: Distribution = getattr(self, name)
        return value


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


def palette(pixels: Pixels, lab: NDArray[np.float64], n_colours: int) -> Palette:
    """Return the palette of a picture: its pixels (h, w, 3) and the same in CIELAB.

    k-means of the colours, pixels of nearly one colour taken together, from fixed beginnings: the means of
    `n_colours` equal parts of the picture ordered by lightness. So it depends on nothing but how often each
    colour occurs. Fewer colours come back where the picture has fewer.
    """
    rgb, points, weights = _histogram(pixels, lab)
    order = np.lexsort(points.T[::-1])
    part_of = np.floor((np.cumsum(weights[order]) - weights[order] / 2) * n_colours).astype(int)
    nearest = np.empty(len(points), dtype=np.int64)
    nearest[order] = np.minimum(part_of, n_colours - 1)
    middles = _means(points, weights, nearest, n_colours)
    for _ in range(N_ROUNDS):
        squares = ((points[:, None, :] - middles[None]) ** 2).sum(axis=2)
        nearest = np.where(np.isnan(squares), np.inf, squares).argmin(axis=1)
        middles = _means(points, weights, nearest, n_colours)
    shares = np.asarray(np.bincount(nearest, weights, n_colours), dtype=np.float64)
    chosen = [number for number in np.argsort(-shares, kind="stable").tolist() if shares[number] > 0]
    colours = np.rint(_means(rgb, weights, nearest, n_colours)[chosen]).astype(np.int64)
    return Palette(colours, middles[chosen], shares[chosen])


def _histogram(
    pixels: Pixels, lab: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean of each bin of 16 x 16 x 16 colours, in sRGB and in CIELAB, and its share."""
    samples = pixels.reshape(-1, 3)
    bins = (samples.astype(np.int64) >> 4) @ np.array([256, 16, 1])
    _, numbers = np.unique(bins, return_inverse=True)
    n_bins = int(numbers.max()) + 1
    counts = np.bincount(numbers, minlength=n_bins)
    rgb, points = (
        np.stack([np.bincount(numbers, values[:, axis], n_bins) / counts for axis in range(3)], axis=1)
        for values in (samples.astype(np.float64), lab.reshape(-1, 3))
    )
    return rgb, points, counts / len(samples)


def _means(
    points: NDArray[np.float64], weights: NDArray[np.float64], numbers: NDArray[np.int64], n_groups: int
) -> NDArray[np.float64]:
    """Return the weighted mean of each group, shape (n_groups, 3); NaN for an empty one."""
    totals = np.bincount(numbers, weights, n_groups)
    sums = np.stack([np.bincount(numbers, points[:, axis] * weights, n_groups) for axis in range(3)], axis=1)
    means = np.full((n_groups, 3), np.nan)
    means[totals > 0] = sums[totals > 0] / totals[totals > 0, None]
    return means


def palette_distance(one: Palette, other: Palette) -> float:
    """Return the least mean way to move the colours of one palette into those of the other, in CIELAB.

    0 where they are equal; black to white is 100; symmetric. About 2.3 is a difference just noticed.
    """
    distance, _, _ = cv2.EMD(_signature(one), _signature(other), cv2.DIST_L2)
    return max(0.0, float(distance))


def _signature(side: Palette) -> NDArray[np.float32]:
    return np.ascontiguousarray(np.column_stack((side.shares, side.lab)), dtype=np.float32)


def manner(lightness: NDArray[np.float64]) -> Manner:
    """Measure a picture by its lightness, shape (h, w), CIELAB 0 to 100. Cost: about 3 ms for 192 x 144."""
    values = np.ascontiguousarray(lightness, dtype=np.float32)
    return Manner(_scales(values), _directions(values), _patterns(values))


def _as_shares(values: Distribution) -> Distribution:
    total = values.sum()
    return values / total if total > 0 else np.zeros_like(values)


def _scales(values: NDArray[np.float32]) -> Distribution:
    energies = np.zeros(N_BANDS)
    for band in range(N_BANDS):
        if min(values.shape) < 2:
            break
        smaller = cv2.pyrDown(values)
        larger = cv2.pyrUp(smaller, dstsize=(values.shape[1], values.shape[0]))
        energies[band] = float(((values - larger).astype(np.float64) ** 2).mean())
        values = np.asarray(smaller, dtype=np.float32)
    return _as_shares(energies)


def _directions(values: NDArray[np.float32]) -> Distribution:
    across = cv2.Sobel(values, cv2.CV_32F, 1, 0, borderType=cv2.BORDER_REPLICATE)
    down = cv2.Sobel(values, cv2.CV_32F, 0, 1, borderType=cv2.BORDER_REPLICATE)
    products = (across * across, down * down, across * down)
    xx, yy, xy = (cv2.GaussianBlur(one, (0, 0), TENSOR_SIGMA_PX).astype(np.float64) for one in products)
    # How much one direction prevails, and the stroke, which lies across the gradient; rows count downwards.
    strength = np.hypot(xx - yy, 2 * xy)
    stroke = (np.pi / 2 - np.arctan2(2 * xy, xx - yy) / 2) % np.pi
    bins = np.floor(stroke / np.pi * N_DIRECTIONS + 0.5).astype(int) % N_DIRECTIONS
    energies = np.bincount(bins.ravel(), strength.ravel(), N_DIRECTIONS)
    return _as_shares(np.asarray(energies, dtype=np.float64))


def _patterns(values: NDArray[np.float32]) -> Distribution:
    if min(values.shape) < 3:
        return np.zeros(10)
    height, width = values.shape
    middle = values[1:-1, 1:-1]
    around = ((0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0))
    bits = np.stack(
        [values[row : row + height - 2, col : col + width - 2] > middle for row, col in around]
    ).astype(np.int64)
    n_turns = np.abs(bits - np.roll(bits, 1, axis=0)).sum(axis=0)
    numbers = np.where(n_turns <= 2, bits.sum(axis=0), 9)
    return _as_shares(np.bincount(numbers.ravel(), minlength=10).astype(np.float64))


class StyleIndex:
    """The works, and the measures of those that were asked for last."""

    def __init__(self, settings: StyleSettings) -> None:
        self._settings = settings
        self._works: list[Style] = []
        self.card = filled(CARD, settings)

    def add(self, works: Sequence[PreparedPicture]) -> None:
        """Take a batch of works."""
        self._works.extend(self._measured(work) for work in works)

    def unfit(self, item: PreparedPicture) -> UnfitItemError | None:
        """Refuse nothing: every picture that could be prepared has colours."""
        del item
        return None

    def compare(
        self, outputs: Sequence[PreparedPicture], shortlists: Sequence[Shortlist] | None = None
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
        settings = self._settings
        return style_of(picture.pixels, n_colours=settings.n_colours, side_px=settings.side_px)


class StyleMethod:
    """The method, as the registry finds it."""

    card = filled(CARD, StyleSettings())
    examples = EXAMPLES
    settings = StyleSettings

    def index(self, settings: StyleSettings | None = None) -> StyleIndex:
        """Open an empty index."""
        return StyleIndex(settings or StyleSettings())


MEMBER: Method[PreparedPicture, StyleSettings] = StyleMethod()
