"""Texts and pictures that are at hand and in no folder, such as in a notebook."""

from collections import Counter
from collections.abc import Iterable, Iterator

from sidebyside.errors import UnfitItemError
from sidebyside.primitives.text.decoding import without_surrogates
from sidebyside.records import Medium, Role, Text
from sidebyside.sources.contract import Content, Limits, Reading, too_large
from sidebyside.sources.reading import SourceReader
from sidebyside.sources.recognising import content_of

_DEFAULT_LIMITS = Limits()


def read_values(
    values: Iterable[tuple[str, str | bytes]], role: Role, *, limits: Limits = _DEFAULT_LIMITS
) -> Iterator[Reading]:
    """Read texts, and pictures as the bytes of a file.

    Parameters
    ----------
    values
        Name and value of each; a text is taken as it is, character by character.
    role, limits
        As for `read`.

    Yields
    ------
    One `Reading` a value, in their order; names that are there twice are told apart by ``~2``, ``~3``.
    """
    reader = SourceReader(role, limits, "", f"the {role}s")
    names: Counter[str] = Counter()
    for name, value in values:
        names[name] += 1
        path = name if names[name] == 1 else f"{name}~{names[name]}"
        yield from reader.counted(iter([_reading(reader, path, value)]))


def _reading(reader: SourceReader, path: str, value: str | bytes) -> Reading:
    data = without_surrogates(value).encode("utf-8") if isinstance(value, str) else value
    medium: Medium = "text" if isinstance(value, str) else "image"
    try:
        if not data.strip():
            raise UnfitItemError("holds nothing but white space", code="empty", hint="leave it out")
        limit = "max_text_mb" if medium == "text" else "max_file_mb"
        if len(data) > getattr(reader.limits, limit) << 20:
            raise too_large(f"is a {medium} of", len(data), reader.limits, limit)
        if medium == "text":
            return reader.accepted(path, data, Content(text=Text(data.decode("utf-8"))))
        return reader.accepted(path, data, content_of(data, "", reader.role, reader.limits)[1])
    except UnfitItemError as error:
        return reader.unscorable(path, error, data=data, medium=medium)
