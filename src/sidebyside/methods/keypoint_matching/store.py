"""Pictures, keypoints and placements, made once for all methods that ask for them.

What is kept is a function of the pixels alone and found by their digest, so that a method gives the same
whether another asked before it or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from weakref import WeakValueDictionary

from sidebyside.methods.keypoint_matching.estimation import PlacementCriteria
from sidebyside.methods.keypoint_matching.features import Features, detect, to_grey
from sidebyside.methods.keypoint_matching.placement import Placement, find_placements
from sidebyside.primitives.pictures import Pixels, PreparedPicture, prepare
from sidebyside.primitives.recent import Recent

N_KEPT = 1024
"""So many works are kept reduced (200 KB each at most); further ones are read again when they are needed,
but for those that came as bytes, which have no file to be read from."""
N_FEATURES = 1024
"""The keypoints of so many pictures are kept (about 160 KB each)."""
N_PLACEMENTS = 16_384


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class GreyPicture:
    """A grey picture, shape (h, w), and the digest of its pixels."""

    grey: Pixels
    digest: bytes


@dataclass(frozen=True, slots=True)
class DetectorSettings:
    """How keypoints are looked for; see `features.detect`."""

    max_keypoints: int = 1000
    min_contrast: float = 0.005


_FEATURES: Recent[Features] = Recent(N_FEATURES)
_PLACEMENTS: Recent[tuple[Placement, ...]] = Recent(N_PLACEMENTS)
_GREY_PICTURES: WeakValueDictionary[bytes, GreyPicture] = WeakValueDictionary()


def grey_picture(pixels: Pixels, side_px: int) -> GreyPicture:
    """Return a picture, shape (h, w, 3), grey and reduced; the same object as long as one is in use."""
    grey = to_grey(pixels, side_px)
    digest = sha256(repr(grey.shape).encode() + grey.tobytes()).digest()
    made = GreyPicture(grey, digest)
    return _GREY_PICTURES.setdefault(digest, made)


def features_of(picture: GreyPicture, detector: DetectorSettings) -> Features:
    """Return the keypoints of a picture; detected at the first call."""

    def make() -> Features:
        return detect(picture.grey, max_keypoints=detector.max_keypoints, min_contrast=detector.min_contrast)

    return _FEATURES.get((picture.digest, detector), make)


def placements_of(
    work: GreyPicture, output: GreyPicture, detector: DetectorSettings, criteria: PlacementCriteria
) -> tuple[Placement, ...]:
    """Return the placements of a pair; found at the first call."""

    def make() -> tuple[Placement, ...]:
        return tuple(find_placements(features_of(work, detector), features_of(output, detector), criteria))

    return _PLACEMENTS.get((work.digest, output.digest, detector, criteria), make)


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    size: tuple[int, int]
    source: GreyPicture | Path
    prepared_side_px: int


class Works:
    """The works of an index: their sizes, and their pixels kept or read again."""

    def __init__(self, side_px: int) -> None:
        self._side_px = side_px
        self._held: list[_Held] = []

    def __len__(self) -> int:
        return len(self._held)

    def add(self, works: Sequence[PreparedPicture]) -> None:
        """Take a batch of works."""
        for work in works:
            is_read_again = work.path is not None and len(self._held) >= N_KEPT
            source = work.path if is_read_again and work.path else grey_picture(work.pixels, self._side_px)
            self._held.append(_Held((work.height_px, work.width_px), source, max(work.pixels.shape[:2])))

    def size(self, number: int) -> tuple[int, int]:
        """Return height and width of a work in pixels of the original."""
        return self._held[number].size

    def picture(self, number: int) -> GreyPicture:
        """Return a work reduced.

        Raises
        ------
        UnfitItemError
            Where it has to be read again and cannot be.
        """
        held = self._held[number]
        if isinstance(held.source, GreyPicture):
            return held.source
        n_pixels = held.size[0] * held.size[1]
        again = prepare(held.source, max_side_px=held.prepared_side_px, max_pixels=n_pixels)
        return grey_picture(again.pixels, self._side_px)
