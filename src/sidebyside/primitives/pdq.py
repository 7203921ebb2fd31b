"""A PDQ hash as the exchanges of known pictures handle it: 256 bits, written in hexadecimal and compared.

How a picture is hashed stands with the method, `methods.image.hash`.
"""

import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import InputError

Hashes = NDArray[np.uint64]
"""Shape (..., 4): 256 bits, the most significant first, as they are written in hexadecimal."""

N_BITS = 256
N_DIGITS = 64
LEAST_QUALITY = 50
"""Under this quality (of 100) the exchanges do not match a hash."""
MATCH_BITS = 31
"""Up to this many different bits the exchanges call two pictures the same."""


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
