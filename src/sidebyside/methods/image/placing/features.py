"""Keypoints of one picture, and which of two pictures correspond."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.methods.image.placing import plane
from sidebyside.primitives.pictures import MIN_SIDE_PX, Pixels

Indices = NDArray[np.intp]


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

    @property
    def n_places(self) -> int:
        """Number of distinct points."""
        return len(np.unique(self.places))

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


def reduce(pixels: Pixels, side_px: int) -> Pixels:
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
        A picture as `reduce` gives it.
    max_keypoints
        The strongest are kept.
    min_contrast
        Least contrast of a keypoint, as OpenCV counts it (0.04 is Lowe's).

    Notes
    -----
    Cost: linear in the pixels, about 10 ms for 224 x 168. Source: Lowe (2004), "Distinctive Image Features
    from Scale-Invariant Keypoints", IJCV 60, sections 3 to 6.
    """
    detector = cv2.SIFT.create(max_keypoints, 3, min_contrast, 10, 1.6, True)
    found, descriptors = detector.detectAndCompute(grey, None)
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


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Corresponding keypoints, as indices into the features of the work and of the output."""

    work: Indices
    output: Indices


def pair_up(work: Features, output: Features, *, max_ratio: float) -> Pairs:
    """Give each keypoint of the output the nearest of the work, where the second nearest is clearly farther.

    `max_ratio` is the largest ratio of the two distances. The second nearest must lie at another point.
    Distances are exact whole numbers, so the result does not depend on the order of summation.
    Cost: O(n m).
    """
    if len(work.points) < 2 or not len(output.points):
        empty = np.zeros(0, dtype=np.intp)
        return Pairs(empty, empty)
    left, right = output.descriptors.astype(np.float32), work.descriptors.astype(np.float32)
    lengths = np.square(left).sum(axis=1)[:, None] + np.square(right).sum(axis=1)
    # Squared distances are whole numbers below 2**24, up to which float32 holds each of them. The product is
    # OpenCV's: it keeps to the calling thread, where several pairs are compared at once.
    squares = np.asarray(cv2.gemm(left, right, -2.0, lengths, 1.0, flags=cv2.GEMM_2_T))
    nearest = squares.argmin(axis=1)
    rows = np.arange(len(squares))
    best = squares[rows, nearest]
    np.putmask(squares, work.places == work.places[nearest][:, None], np.inf)
    kept = best < max_ratio**2 * squares.min(axis=1)
    return Pairs(nearest[kept], rows[kept])
