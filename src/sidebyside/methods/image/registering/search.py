"""Where does a whole picture stand, shrunken, in another?

Searched over places and sizes, upright and mirrored.

Each size is searched at the resolution at which the picture sought is `SIDE_PX` long, so that a large copy is
sought in few pixels and a small one in many, and a step from one size to the next costs the same accuracy.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from sidebyside.methods.image.placing import plane
from sidebyside.methods.image.registering.evidence import details
from sidebyside.primitives.pictures import Pixels

SIDE_PX = 24
RATIO = 1.13
MIN_SHARE, MAX_SHARE = 0.085, 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """A place where a shrunken picture may stand: how well it correlates, -1 to 1, and the transform."""

    correlation: float
    matrix: plane.Matrix
    is_mirrored: bool


def shares(least: float = MIN_SHARE, most: float = MAX_SHARE) -> Iterator[float]:
    """Yield the sizes that are tried, as a share of the size at which the picture just fits."""
    share = most
    while share >= least:
        yield share
        share /= RATIO


def search(picture: Pixels, ground: Pixels, *, n: int, least: float = MIN_SHARE) -> list[Sighting]:
    """Return the `n` places in `ground` where `picture` correlates best, by size of the correlation.

    Both grey, shape (h, w). What is correlated are details with even contrast, so that light, contrast and
    an inversion of tones do not count. Cost: about 30 ms where the least share is 0.085, 3 where it is 0.3.
    """
    height, width = picture.shape
    fit = min(ground.shape[0] / height, ground.shape[1] / width)
    found: list[Sighting] = []
    small = cv2.resize(picture, _size(picture, SIDE_PX / max(height, width)), interpolation=cv2.INTER_AREA)
    sought = details(small.astype(np.float32))
    for share in shares(least):
        # How many pixels of the ground come to one pixel of the picture as it is sought.
        reduction = SIDE_PX / max(height, width) / (fit * share)
        if reduction > 1.0:
            break
        size = _size(ground, reduction)
        reduced = cv2.resize(ground, size, interpolation=cv2.INTER_AREA)
        searched = details(reduced.astype(np.float32))
        if searched.shape[0] < sought.shape[0] or searched.shape[1] < sought.shape[1]:
            continue
        for is_mirrored in (False, True):
            template = np.ascontiguousarray(sought[:, ::-1]) if is_mirrored else sought
            fits = cv2.matchTemplate(searched, template, cv2.TM_CCOEFF_NORMED)
            low, high, low_at, high_at = cv2.minMaxLoc(fits)
            value, at = (low, low_at) if -low > high else (high, high_at)
            to_small = plane.scaling(small.shape[0] / height, small.shape[1] / width)
            to_ground = plane.scaling(ground.shape[0] / size[1], ground.shape[1] / size[0])
            turned = plane.mirroring(small.shape[1]) if is_mirrored else np.eye(3)
            matrix = to_ground @ plane.shifting(at[1], at[0]) @ turned @ to_small
            found.append(Sighting(float(value), matrix, is_mirrored))
    return sorted(found, key=lambda item: -abs(item.correlation))[:n]


def _size(picture: Pixels, ratio: float) -> tuple[int, int]:
    return max(8, round(picture.shape[1] * ratio)), max(8, round(picture.shape[0] * ratio))
