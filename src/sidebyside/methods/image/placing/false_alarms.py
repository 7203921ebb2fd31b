"""How many such agreements do points that correspond at random give?

The number of false alarms of Desolneux, Moisan and Morel (2000, Meaningful Alignments, IJCV 40,
doi:10.1023/A:1026593302236), for transforms as in Moisan and Stival (2004, A probabilistic criterion to
detect rigid point matches, IJCV 57, doi:10.1023/B:VISI.0000013094.38752.54) and Moisan, Moulon and Monasse
(2012, ORSA, IPOL 2, doi:10.5201/ipol.2012.mmm-oh): the number of transforms that could be tried, times the
probability that so many of the other points fall so near to where the transform puts them by chance.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.methods.image.placing import plane

THRESHOLDS_PX = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)
"""Distances that are tried; each is a test of its own."""
WINDOW_PX = 24.0
"""Radius in which it is counted how dense the keypoints of the output lie."""
CELL_PX = 4


def log10_tail(n: int, k: int, p: float) -> float:
    """Return log10 of the probability that a binomial variable of `n` draws at `p` reaches `k`.

    Summed from the largest term in logarithms, so that nothing underflows.

    >>> round(log10_tail(3, 3, 0.01), 6)
    -6.0
    """
    if k <= 0 or p >= 1.0:
        return 0.0
    if k > n or p <= 0.0:
        return -math.inf
    i = np.arange(k, n + 1)
    terms = _log_choose(n)[k:] + i * math.log(p) + (n - i) * math.log1p(-p)
    top = float(terms.max())
    return min(0.0, (top + math.log(float(np.exp(terms - top).sum()))) / math.log(10.0))


def n_samples(n: int, k: int) -> int:
    """Return in how many ways `k` of `n` points can be chosen, at least 1."""
    return max(1, math.comb(n, k))


@lru_cache(maxsize=4096)
def _log_choose(n: int) -> NDArray[np.float64]:
    gamma = np.array([math.lgamma(i + 1) for i in range(n + 1)])
    result: NDArray[np.float64] = gamma[n] - gamma - gamma[::-1]
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """How dense the keypoints of a picture lie, as the probability a square pixel that one falls there.

    Uniform over the picture at least, and more where its keypoints lie dense: a point drawn at random from
    those of a picture falls on a cluster of them more often than on a plain sky.
    """

    grid: NDArray[np.float32]

    @classmethod
    def of(cls, points: plane.Points, height: int, width: int) -> "Density":
        """Count points within `WINDOW_PX`, on a grid of cells of `CELL_PX`."""
        cells = np.zeros((height // CELL_PX + 1, width // CELL_PX + 1), dtype=np.float32)
        at = np.clip((points / CELL_PX).astype(int), 0, np.array(cells.shape[::-1]) - 1)
        np.add.at(cells, (at[:, 1], at[:, 0]), 1.0)
        reach = int(WINDOW_PX / CELL_PX)
        y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
        disc = (x * x + y * y <= reach * reach).astype(np.float32)
        counts = cv2.filter2D(cells, -1, disc, borderType=cv2.BORDER_CONSTANT)
        grid = counts / (max(1, len(points)) * float(disc.sum()) * CELL_PX**2)
        return cls(np.maximum(grid, 1.0 / (height * width)).astype(np.float32))

    def at(self, points: plane.Points) -> NDArray[np.float64]:
        """Return the density at points, shape (n, 2); beyond the edges, that at the edge."""
        finite = np.nan_to_num(points, nan=0.0, posinf=0.0, neginf=0.0)
        cells = np.clip((finite / CELL_PX).astype(int), 0, np.array(self.grid.shape[::-1]) - 1)
        result: NDArray[np.float64] = self.grid[cells[:, 1], cells[:, 0]].astype(np.float64)
        return result
