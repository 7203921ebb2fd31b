"""A few colours that stand for those of a picture, and how far two such palettes are apart.

Source: Lloyd 1982, doi:10.1109/TIT.1982.1056489 (k-means, in CIELAB); Rubner et al. 2000,
doi:10.1023/A:1026543900054 (earth mover's distance).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.primitives.pictures import Pixels

COLOURS = 6
ROUNDS = 12


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
    for _ in range(ROUNDS):
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
