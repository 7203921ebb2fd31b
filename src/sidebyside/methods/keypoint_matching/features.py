"""Keypoints of one picture, and which of two pictures correspond."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.methods.keypoint_matching import plane
from sidebyside.primitives.pictures import MIN_SIDE_PX, Pixels

Indices = NDArray[np.intp]

NEAR_PX = 4.0
"""Keypoints nearer to each other than this lie at one place: they see the same details."""
N_PARTS = 5
"""Keypoints are chosen evenly over so many rows and columns of parts of a picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """The keypoints of one picture.

    Attributes
    ----------
    points
        Shape (n, 2): (column, row) in continuous pixels of the picture as reduced for detection.
    sizes, angles
        Shape (n,): diameter in the same pixels; orientation in radians, from columns towards rows.
    descriptors
        Shape (n, 128), uint8.
    places
        Shape (n,): equal for keypoints at one point, which may have several orientations.
    height, width
        Size of the reduced picture.
    """

    points: plane.Points
    sizes: NDArray[np.float64]
    angles: NDArray[np.float64]
    descriptors: NDArray[np.uint8]
    places: Indices
    height: int
    width: int

    def mirrored(self) -> "Features":
        """Return the keypoints of the picture with left and right swapped, without detecting again.

        A descriptor is a grid of 4 rows, 4 columns and 8 directions laid along the orientation of its
        keypoint. In a mirror the rows across that orientation and the sense of rotation are reversed.
        """
        grid = self.descriptors.reshape(-1, 4, 4, 8)[:, ::-1, :, -np.arange(8) % 8]
        return replace(
            self,
            points=plane.move(self.points, plane.mirroring(self.width)),
            angles=np.pi - self.angles,
            descriptors=np.ascontiguousarray(grid.reshape(-1, 128)),
        )

    def inverted(self) -> "Features":
        """Return the keypoints of the picture with dark and light exchanged, without detecting again.

        Every gradient points the other way, so the orientation of a keypoint turns by half a circle and the
        grid of its descriptor is read from the opposite corner; the directions relative to it stay.
        """
        grid = self.descriptors.reshape(-1, 4, 4, 8)[:, ::-1, ::-1]
        return replace(
            self,
            angles=self.angles + np.pi,
            descriptors=np.ascontiguousarray(grid.reshape(-1, 128)),
        )


def to_grey(pixels: Pixels, side_px: int) -> Pixels:
    """Return a picture, shape (h, w, 3), in grey and with a longer side of `side_px` at most."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    ratio = min(1.0, side_px / max(height, width))
    least = min(width, MIN_SIDE_PX), min(height, MIN_SIDE_PX)
    size = max(least[0], round(width * ratio)), max(least[1], round(height * ratio))
    reduced = grey if ratio == 1.0 else cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return np.asarray(reduced, dtype=np.uint8)


def detect(grey: Pixels, *, max_keypoints: int, min_contrast: float) -> Features:
    """Find the keypoints of a grey picture, shape (h, w), and describe each by 128 numbers.

    Parameters
    ----------
    grey
        A picture as `to_grey` gives it.
    max_keypoints
        So many are kept: the strongest of each of 5 x 5 parts of the picture and of each octave in turn, so
        that neither a busy place crowds out a quiet one nor fine details the large ones, which are what a
        reduced copy still has.
    min_contrast
        Least contrast of a keypoint, as OpenCV counts it (0.04 is Lowe's).

    Notes
    -----
    Cost: linear in the pixels, about 70 ms for 400 x 300. Source: Lowe (2004), "Distinctive Image Features
    from Scale-Invariant Keypoints", IJCV 60, sections 3 to 6.
    """
    detector = cv2.SIFT.create(0, 3, min_contrast, 10, 1.6, True)
    chosen = _chosen(detector.detect(grey, None), max_keypoints, grey.shape)
    found, descriptors = detector.compute(grey, chosen) if chosen else ((), None)
    points = np.array([item.pt for item in found], dtype=np.float64).reshape(-1, 2)
    return Features(
        points=points + 0.5,
        sizes=np.array([item.size for item in found], dtype=np.float64),
        angles=np.radians(np.array([item.angle for item in found], dtype=np.float64)),
        descriptors=np.zeros((0, 128), np.uint8) if descriptors is None else descriptors.astype(np.uint8),
        places=np.unique(points, axis=0, return_inverse=True)[1].reshape(-1),
        height=grey.shape[0],
        width=grey.shape[1],
    )


def _chosen(found: "Sequence[cv2.KeyPoint]", n: int, shape: tuple[int, ...]) -> "list[cv2.KeyPoint]":
    """Choose keypoints in turns: the strongest of each part and octave, then the second of each."""
    parts: dict[tuple[int, int, int], int] = {}
    ranked: list[tuple[int, int, cv2.KeyPoint]] = []
    for item in sorted(found, key=lambda item: (-item.response, item.pt, item.angle)):
        column, row = item.pt
        octave = (item.octave + 1) & 255
        part = int(N_PARTS * row / shape[0]), int(N_PARTS * column / shape[1]), min(octave, 3)
        rank = parts[part] = parts.get(part, -1) + 1
        ranked.append((rank, len(ranked), item))
    return [item for _, _, item in sorted(ranked, key=lambda item: item[:2])[:n]]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Corresponding keypoints, as indices into the features of the work and of the output."""

    work: Indices
    output: Indices

    def __len__(self) -> int:
        return len(self.work)

    def __getitem__(self, chosen: NDArray[np.bool_] | Indices) -> "Pairs":
        return Pairs(self.work[chosen], self.output[chosen])


def pair_up(work: Features, output: Features, *, max_ratio: float) -> Pairs:
    """Pair keypoints that are each other's nearest, where the second nearest of the work is clearly farther.

    `max_ratio` is the largest ratio of the two distances; the second nearest must lie at another place, so a
    pattern that repeats, in which no place is the only one, gives no pairs. Of pairs that lie within
    `NEAR_PX` of each other in both pictures one is kept: they are one observation, not several.

    Distances are exact whole numbers, so the result does not depend on the order of summation.
    Cost: O(n m).
    """
    empty = np.zeros(0, dtype=np.intp)
    if len(work.points) < 2 or not len(output.points):
        return Pairs(empty, empty)
    squares = _squared_distances(output.descriptors, work.descriptors)
    nearest = squares.argmin(axis=1)
    rows = np.flatnonzero(squares.argmin(axis=0)[nearest] == np.arange(len(squares)))
    nearest = nearest[rows]
    places = work.points.astype(np.float32)
    away = np.square(places[nearest, 0, None] - places[:, 0]) + np.square(
        places[nearest, 1, None] - places[:, 1]
    )
    others = squares[rows]
    best = others[np.arange(len(rows)), nearest]
    others[away < NEAR_PX**2] = np.inf
    second = others.min(axis=1)
    kept = np.flatnonzero(best < max_ratio**2 * second)
    kept = kept[np.argsort(best[kept] / second[kept], kind="stable")]
    return _apart(Pairs(nearest[kept], rows[kept]), work, output)


def _squared_distances(left: NDArray[np.uint8], right: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the squared distances of all rows, shape (n, m), in one product.

    They are whole numbers below 2**24, up to which float32 holds each of them. The product is OpenCV's: it
    keeps to the calling thread, where several pairs are compared at once.
    """
    a, b = left.astype(np.float32), right.astype(np.float32)
    one = np.ones((1, 1), dtype=np.float32)
    a = np.hstack((-2.0 * a, np.square(a).sum(axis=1, keepdims=True), np.repeat(one, len(a), axis=0)))
    b = np.hstack((b, np.repeat(one, len(b), axis=0), np.square(b).sum(axis=1, keepdims=True)))
    return np.asarray(cv2.gemm(a, b, 1.0, np.zeros((0, 0), dtype=np.float32), 0.0, flags=cv2.GEMM_2_T))


def _apart(pairs: Pairs, work: Features, output: Features) -> Pairs:
    """Of pairs near to each other in both pictures keep the first."""
    if not len(pairs):
        return pairs
    near = np.ones((len(pairs), len(pairs)), dtype=bool)
    for points in (work.points[pairs.work], output.points[pairs.output]):
        away = points[:, None] - points[None]
        near &= np.hypot(away[..., 0], away[..., 1]) < NEAR_PX
    kept: list[int] = []
    is_free = np.ones(len(pairs), dtype=bool)
    for i in range(len(pairs)):
        if is_free[i]:
            kept.append(i)
            is_free &= ~near[i]
    return pairs[np.array(kept, dtype=np.intp)]
