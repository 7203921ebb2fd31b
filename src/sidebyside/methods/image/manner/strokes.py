"""The scales, the directions and the texture of the strokes of a picture, as shares.

Source: Burt & Adelson 1983, doi:10.1109/TCOM.1983.1095851 (Laplacian pyramid); Bigun & Granlund 1987, Optimal
Orientation Detection of Linear Symmetry, ICCV (structure tensor); Ojala et al. 2002,
doi:10.1109/TPAMI.2002.1017623 (local binary patterns).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float64]

N_BANDS = 5
N_DIRECTIONS = 12
TENSOR_SIGMA_PX = 2.0
MEASURES = ("scales", "directions", "patterns")


@dataclass(frozen=True, slots=True, eq=False)
class Manner:
    """Three distributions; each adds up to 1, or is all 0 where there is nothing to measure.

    Attributes
    ----------
    scales
        Energy of the bands of a Laplacian pyramid, from strokes of a pixel or two upwards by doubling.
    directions
        Energy by direction of the strokes, in steps of 15 degrees from level, counterclockwise.
    patterns
        Local patterns of eight neighbours that turn evenly, by the number of brighter ones, and all others.
    """

    scales: Shares
    directions: Shares
    patterns: Shares

    def shares(self, name: str) -> Shares:
        """Return one of the `MEASURES`."""
        value: Shares = getattr(self, name)
        return value


def manner(lightness: NDArray[np.float64]) -> Manner:
    """Measure a picture by its lightness, shape (h, w), CIELAB 0 to 100. Cost: about 3 ms for 192 x 144."""
    values = np.ascontiguousarray(lightness, dtype=np.float32)
    return Manner(_scales(values), _directions(values), _patterns(values))


def _as_shares(values: Shares) -> Shares:
    total = values.sum()
    return values / total if total > 0 else np.zeros_like(values)


def _scales(values: NDArray[np.float32]) -> Shares:
    energies = np.zeros(N_BANDS)
    for band in range(N_BANDS):
        if min(values.shape) < 2:
            break
        smaller = cv2.pyrDown(values)
        larger = cv2.pyrUp(smaller, dstsize=(values.shape[1], values.shape[0]))
        energies[band] = float(((values - larger).astype(np.float64) ** 2).mean())
        values = np.asarray(smaller, dtype=np.float32)
    return _as_shares(energies)


def _directions(values: NDArray[np.float32]) -> Shares:
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


def _patterns(values: NDArray[np.float32]) -> Shares:
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
