"""PDQ: a hash of 256 bits under which edited copies of a picture stay near one another.

Luminance, two passes of a box filter in both directions, 64 x 64 samples, the 16 x 16 lowest frequencies but
the constant ones, one bit each: above their median or not. The quality counts gradients: a picture of few
has a hash that says little.

Source: Facebook 2019, The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm (the paper
that came with the release of ThreatExchange); Jarosz 2001, Fast Image Convolutions, for the filter. Written
from the description; the figures of agreement with the reference program stand in the guide on hash lists.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import InputError
from sidebyside.primitives.pictures import Pixels

Hashes = NDArray[np.uint64]
"""Shape (..., 4): 256 bits, the most significant first, as they are written in hexadecimal."""

N_BITS = 256
N_DIGITS = 64
LEAST_QUALITY = 50
"""Under this quality (of 100) the exchanges do not match a hash."""
MATCH_BITS = 31
"""Up to this many different bits the exchanges call two pictures the same."""

_SAMPLES = 64
_FREQUENCIES = 16
_PASSES = 2
_LUMA = np.array([0.299, 0.587, 0.114])

ORIENTATIONS = (
    "as_it_is",
    "turned_90",
    "turned_180",
    "turned_270",
    "flipped_up_down",
    "flipped_left_right",
    "flipped_diagonal",
    "flipped_other_diagonal",
)
"""The eight ways in which a picture may lie; turns are counterclockwise, in degrees."""


@dataclass(frozen=True, slots=True, eq=False)
class PictureHash:
    """The hashes of a picture as it would be in each of the `ORIENTATIONS`, uint64 (8, 4), and its quality.

    `quality` is 0 to 100, higher is more to be relied on.
    """

    hashes: Hashes
    quality: int

    @property
    def is_reliable(self) -> bool:
        """Whether the quality reaches what the exchanges ask for."""
        return self.quality >= LEAST_QUALITY


def hash_picture(pixels: Pixels) -> PictureHash:
    """Return the PDQ hashes of a picture, shape (h, w, 3), RGB.

    Cost: linear in the pixels, about 5 ms for 512 x 384. Does not see: colour; anything finer than a
    thirtieth of a side; a part of a picture, since the hash is of the whole.

    Notes
    -----
    The filter is summed here in double precision, where the reference program adds in single: a bit whose
    frequency lies at the median may turn out otherwise.
    """
    samples = _samples(pixels @ _LUMA)
    cosines = _cosines()
    spectrum = cosines @ samples @ cosines.T
    return PictureHash(np.stack([_bits(one) for one in _oriented(spectrum)]), _quality(samples))


def distances(one: Hashes, other: Hashes) -> NDArray[np.int64]:
    """Return how many bits differ, shape (n, m), of hashes (n, 4) and (m, 4); 0 to 256.

    One exclusive or and one count a pair: about 10 ns.
    """
    differing = np.bitwise_count(one[:, None, :] ^ other[None, :, :])
    return np.asarray(differing.sum(axis=2, dtype=np.int64))


def to_hex(one: Hashes) -> str:
    """Write a hash, shape (4,), as 64 hexadecimal digits, as the exchanges do.

    >>> to_hex(from_hex("0f" * 32)) == "0f" * 32
    True
    """
    return "".join(f"{int(word):016x}" for word in one)


def from_hex(digits: str) -> Hashes:
    """Read a hash from 64 hexadecimal digits.

    Raises
    ------
    InputError
        If it is something else.
    """
    if len(digits) != N_DIGITS or set(digits.lower()) - set("0123456789abcdef"):
        raise InputError(
            f"a PDQ hash is {N_DIGITS} hexadecimal digits, got {digits[:80]!r} ({len(digits)} characters)"
        )
    return np.array([int(digits[at : at + 16], 16) for at in range(0, N_DIGITS, 16)], dtype=np.uint64)


def _samples(luma: NDArray[np.float64]) -> NDArray[np.float64]:
    """Blur and take the middles of 64 x 64 cells; a picture of that size is taken as it is."""
    height, width = luma.shape
    if (height, width) == (_SAMPLES, _SAMPLES):
        return luma
    for _ in range(_PASSES):
        luma = _boxes(_boxes(luma, 1), 0)
    middles = np.arange(_SAMPLES) + 0.5
    rows, columns = (middles * height / _SAMPLES).astype(int), (middles * width / _SAMPLES).astype(int)
    return luma[np.ix_(rows, columns)]


def _boxes(luma: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Average over a window of a 128th of the side, cut off at the ends."""
    side = luma.shape[axis]
    window = math.ceil(side / (2 * _SAMPLES))
    ahead = (window + 2) // 2
    places = np.arange(side)
    first, stop = np.maximum(0, places - (window - ahead)), np.minimum(side, places + ahead)
    sums = np.cumsum(luma, axis=axis)
    sums = np.concatenate([np.zeros_like(sums.take([0], axis=axis)), sums], axis=axis)
    counts = (stop - first).reshape((-1, 1) if axis == 0 else (1, -1))
    return np.asarray((sums.take(stop, axis=axis) - sums.take(first, axis=axis)) / counts)


def _quality(samples: NDArray[np.float64]) -> int:
    """Count gradients in whole percents of the range, so that many faint ones count for nothing."""
    steps = (np.diff(samples, axis=axis) * 100 / 255 for axis in (0, 1))
    total = sum(int(np.abs(np.trunc(step)).sum()) for step in steps)
    return min(100, total // 90)


@cache
def _cosines() -> NDArray[np.float64]:
    """Rows 1 to 16 of the cosine transform of 64 samples."""
    frequency, place = np.arange(1, _FREQUENCIES + 1)[:, None], np.arange(_SAMPLES)[None, :]
    return np.asarray(math.sqrt(2 / _SAMPLES) * np.cos(np.pi * frequency * (2 * place + 1) / (2 * _SAMPLES)))


def _oriented(spectrum: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Turn and flip a picture in its spectrum: mirroring an axis changes the sign of its odd frequencies."""
    signs = np.where(np.arange(_FREQUENCIES) % 2 == 0, -1.0, 1.0)
    across, down = spectrum * signs, spectrum * signs[:, None]
    both = down * signs
    return [spectrum, across.T, both, down.T, down, across, spectrum.T, both.T]


def _bits(spectrum: NDArray[np.float64]) -> Hashes:
    """One bit a frequency, above the lower median or not; the first frequency is the last bit."""
    median = np.sort(spectrum, axis=None)[(N_BITS + 1) // 2 - 1]
    ordered = (spectrum > median).ravel()[::-1]
    return np.packbits(ordered).view(">u8").astype(np.uint64)
