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
MOST_SAMPLES = 2048


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

    k-means from fixed beginnings, the means of `n_colours` equal parts of the pixels ordered by lightness, so
    that equal pictures have equal palettes. Fewer colours come back where the picture has fewer.
    """
    points, samples = lab.reshape(-1, 3), pixels.reshape(-1, 3).astype(np.float64)
    step = -(-len(points) // MOST_SAMPLES)
    points, samples = points[::step], samples[::step]
    parts = np.array_split(points[np.lexsort(points.T)], min(n_colours, len(points)))
    middles = np.array([part.mean(axis=0) for part in parts])
    nearest = np.zeros(len(points), dtype=np.int64)
    for _ in range(ROUNDS):
        squares = ((points[:, None, :] - middles[None]) ** 2).sum(axis=2)
        nearest = squares.argmin(axis=1)
        counts = np.bincount(nearest, minlength=len(middles))
        used = counts > 0
        sums = np.stack([np.bincount(nearest, points[:, axis], len(middles)) for axis in range(3)], axis=1)
        middles[used] = sums[used] / counts[used, None]
    numbers = [number for number in range(len(middles)) if counts[number]]
    rows = [
        (-int(counts[number]), number, np.rint(samples[nearest == number].mean(axis=0)).astype(np.int64))
        for number in numbers
    ]
    rows.sort(key=lambda row: row[:2])
    order = [number for _, number, _ in rows]
    return Palette(np.array([row[2] for row in rows]), middles[order], counts[order] / len(points))


def palette_distance(one: Palette, other: Palette) -> float:
    """Return the least mean way to move the colours of one palette into those of the other, in CIELAB.

    0 where they are equal; black to white is 100; symmetric. About 2.3 is a difference just noticed.
    """
    distance, _, _ = cv2.EMD(_signature(one), _signature(other), cv2.DIST_L2)
    return max(0.0, float(distance))


def _signature(side: Palette) -> NDArray[np.float32]:
    return np.ascontiguousarray(np.column_stack((side.shares, side.lab)), dtype=np.float32)
