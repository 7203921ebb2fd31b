"""SHA-256 of bytes, files and records; canonical JSON, so that equal values have equal bytes.

Source: FIPS 180-4 (SHA-256); RFC 8785 for the idea of canonical JSON. Ours is the subset that needs no
number formatting rule: keys sorted, no white space, UTF-8, no NaN.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

BLOCK_BYTES = 1 << 20


def sha256_of_bytes(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 of the bytes of a file, read in blocks of 1 MiB."""
    state = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            state.update(block)
    return state.hexdigest()


def canonical_json(value: Any) -> bytes:
    r"""Return the one JSON text of a plain value, in UTF-8.

    >>> canonical_json({"b": 1, "a": "圖"}).decode()
    '{"a":"圖","b":1}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def sha256_of_value(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON of a plain value."""
    return sha256_of_bytes(canonical_json(value))


ID_DIGITS = 16
"""64 bits: among a million findings two share an id with a chance of about 3 in 100 million."""


def stable_id(letter: str, *parts: str) -> str:
    """Return an id that is the same whenever it is made of the same parts.

    >>> stable_id("W", "a.txt", "00")
    'W-b75a49b152e0507f'
    """
    return f"{letter}-{sha256_of_value(list(parts))[:ID_DIGITS]}"
