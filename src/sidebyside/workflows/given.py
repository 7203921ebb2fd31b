"""What was given to compare: a path, or texts and pictures themselves, as a notebook has them.

==========================================  =================================================================
given                                       read as
==========================================  =================================================================
a path, or the word of one that exists      that file or folder
a text of several lines or of eight words   one text, called ``work`` or ``output``
a list, a tuple, a column of a data frame   an item each: a text, or a picture; by number, or by its index
a list of paths (of ``pathlib``)            those files and folders, by their places below the one they share
a mapping                                   the same, by its keys
==========================================  =================================================================

A picture is one of Pillow's, or an array of shape (h, w), (h, w, 3) or (h, w, 4), uint8. A column is anything
with an ``items`` of index and value (pandas) or a ``to_list`` (polars); what is missing in it is an empty
text, and is counted as such.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from sidebyside.errors import InputError
from sidebyside.primitives.text.decoding import printable
from sidebyside.records import Role

LEAST_WORDS, LEAST_CHARACTERS = 8, 12
"""A word of so many words, or characters without a blank in a row, that names no file is taken for a text."""

Value = str | bytes
Given = str | Path | Sequence[Any] | Mapping[Any, Any] | Any
"""See the table above."""


def paths_or_values(given: Given, role: Role) -> tuple[Path, ...] | list[tuple[str, Value]]:
    """Return the paths that were given, or texts, and pictures as bytes, by name.

    Raises
    ------
    InputError
        If something is neither text nor picture: says which, and what it is.
    """
    if isinstance(given, Path) or (isinstance(given, str) and _is_path(given)):
        return (Path(given),)
    if isinstance(given, str):
        return [(role, given)]
    if _is_picture(given):
        return [(role, _value(given, role))]
    if isinstance(given, Sequence) and given and all(isinstance(item, Path) for item in given):
        return tuple(given)
    found = [(printable(name), _value(value, name)) for name, value in _items(given, role)]
    if not found:
        raise InputError(f"no {role} was given: the list is empty")
    return found


def _is_path(word: str) -> bool:
    """Say whether a word names a file or folder, or is too short to be a text to compare.

    Raises
    ------
    InputError
        If it names nothing and is too short for a text.
    """
    if "\n" in word or "\0" in word or len(word) > 1024:
        return False
    if Path(word).exists():
        return True
    return len(word.split()) < LEAST_WORDS and not _is_han(word)


def _is_han(word: str) -> bool:
    return sum("\u3400" <= character <= "\u9fff" for character in word) >= LEAST_CHARACTERS


def _items(given: Any, role: Role) -> Iterator[tuple[str, Any]]:
    """Yield name and value of everything in a list, a column or a mapping."""
    stem = str(getattr(given, "name", None) or role)
    if isinstance(given, Mapping):
        yield from ((str(name), value) for name, value in given.items())
    elif hasattr(given, "index") and hasattr(given, "items"):
        yield from ((f"{stem}[{name}]", value) for name, value in given.items())
    elif isinstance(given, Sequence) or hasattr(given, "to_list") or hasattr(given, "__iter__"):
        values = given.to_list() if hasattr(given, "to_list") else given
        yield from ((f"{stem}[{number}]", value) for number, value in enumerate(values))
    else:
        raise InputError(
            f"{role}s were given as {type(given).__name__}, which is neither path, text, picture nor list",
            hint="give a folder, a list of texts, or a column of a data frame",
        )


def _value(value: Any, name: str) -> Value:
    if isinstance(value, str):
        return value
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if _is_picture(value):
        return _encoded(value, name)
    raise InputError(
        f"{name} is of type {type(value).__name__}, and neither a text nor a picture",
        hint="give strings, pictures of Pillow, or arrays of uint8",
    )


def _is_picture(value: Any) -> bool:
    return (hasattr(value, "save") and hasattr(value, "convert")) or (
        hasattr(value, "dtype") and getattr(value, "ndim", 0) in (2, 3) and str(value.dtype) == "uint8"
    )


def _encoded(value: Any, name: str) -> bytes:
    """Return a picture as PNG, which loses nothing."""
    from PIL import Image

    try:
        picture = value if hasattr(value, "save") else Image.fromarray(value)
        stream = BytesIO()
        picture.save(stream, format="PNG")
    except (OSError, TypeError, ValueError) as error:
        raise InputError(f"{name} cannot be kept as a picture: {error}") from error
    return stream.getvalue()
