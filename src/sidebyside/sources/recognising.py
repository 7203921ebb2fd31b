"""What do these bytes hold, what does the name say, and by which format are they read?"""

import os
from dataclasses import replace
from functools import cache

from sidebyside.errors import UnfitItemError
from sidebyside.primitives.text.decoding import printable
from sidebyside.records import Role
from sidebyside.sources.contract import COLLECTIONS, FORMATS, Collection, Content, Format, Limits

_FOREIGN = (
    (0, b"\x7fELF", "a program (ELF)"),
    (0, b"MZ", "a program (Windows)"),
    (0, b"\xcf\xfa\xed\xfe", "a program (Mach-O)"),
    (0, b"\xca\xfe\xba\xbe", "a program (Java or Mach-O)"),
    (0, b"\0asm", "a program (WebAssembly)"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"PK\x05\x06", "an empty ZIP archive"),
    (0, b"\x1f\x8b", "gzip data"),
    (0, b"BZh", "bzip2 data"),
    (0, b"\xfd7zXZ\0", "xz data"),
    (0, b"\x28\xb5\x2f\xfd", "Zstandard data"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"PAR1", "a Parquet file"),
    (0, b"OggS", "Ogg audio or video"),
    (0, b"fLaC", "FLAC audio"),
    (0, b"ID3", "MP3 audio"),
    (0, b"\x1aE\xdf\xa3", "Matroska or WebM video"),
    (4, b"ftypisom", "MP4 video"),
    (4, b"ftypmp4", "MP4 video"),
    (4, b"ftypM4", "MP4 audio or video"),
    (4, b"ftypqt", "QuickTime video"),
    (8, b"WAVE", "WAV audio"),
    (8, b"AVI ", "AVI video"),
)


@cache
def formats() -> tuple[Format, ...]:
    """Return every format, in the order of their names."""
    return tuple(FORMATS.members().values())


@cache
def collections() -> tuple[Collection, ...]:
    """Return every kind of collection, in the order of their names."""
    return tuple(COLLECTIONS.members().values())


@cache
def format_named(suffix: str) -> Format | None:
    """Return the format that a suffix promises."""
    return next((item for item in formats() if suffix in item.suffixes), None)


@cache
def collection_named(suffix: str) -> Collection | None:
    """Return the kind of collection that a suffix promises."""
    return next((item for item in collections() if suffix in item.suffixes), None)


@cache
def known_suffixes() -> tuple[str, ...]:
    """Return the suffixes of every format and collection, sorted."""
    named = [item.suffixes for item in formats()] + [item.suffixes for item in collections()]
    return tuple(sorted({suffix for suffixes in named for suffix in suffixes}))


def recognised(data: bytes) -> tuple[Format | None, str]:
    """Say what the bytes are by their beginning: the format and its label, or the label of a foreign kind.

    Returns
    -------
    ``(None, "")`` where the beginning tells nothing, as with plain text.
    """
    for item in formats():
        if label := item.recognise(data):
            return item, label
    if is_textual(data):
        return None, ""
    for offset, magic, label in _FOREIGN:
        if data.startswith(magic, offset):
            return None, label
    return None, ""


def is_textual(data: bytes) -> bool:
    """Say whether the beginning of a file is plain text in UTF-8 without control characters."""
    sample = data[:4096]
    if sample.translate(None, bytes(set(range(32)) - {9, 10, 12, 13})) != sample:
        return False
    return bool(sample) and "\ufffd" not in sample.decode("utf-8", "replace")[:-3]


def suffix_of(path: str) -> str:
    """Return the ending of a name, lower case, with the dot."""
    return os.path.splitext(path)[1].lower()  # noqa: PTH122 - a path of a record, not of the disk


def chosen_format(data: bytes, suffix: str) -> Format | None:
    """Return the format to read the bytes with: by their beginning, else by the suffix.

    Raises
    ------
    UnfitItemError
        With code ``wrong_type`` where the bytes are of another medium than the suffix says.
    """
    named = format_named(suffix)
    if named is not None and named.is_plain and is_textual(data) and not data.startswith(b"%PDF-"):
        return named
    actual, label = recognised(data)
    if named is None:
        return actual if not suffix else None
    if not label:
        return named
    if actual is None or actual.medium != named.medium:
        raise _wrong_type(suffix, named, label)
    return actual


def _wrong_type(suffix: str, named: Format, label: str) -> UnfitItemError:
    return UnfitItemError(
        f"is named {suffix} ({named.label}) and holds {label}",
        code="wrong_type",
        hint="give it the suffix of what it holds",
    )


def content_of(data: bytes, suffix: str, role: Role, limits: Limits) -> tuple[Format, Content]:
    """Read the bytes of one file, and note where its name says something else.

    Raises
    ------
    UnfitItemError
        With code ``unsupported_type``, ``wrong_type``, or what the format raises.
    """
    form = chosen_format(data, suffix)
    if form is None:
        raise _unsupported(suffix, data, role)
    try:
        content = form.read(data, suffix, limits)
    except UnfitItemError as error:
        if error.code == "corrupt" and not form.is_plain and is_textual(data) and not recognised(data)[1]:
            raise _wrong_type(suffix, form, "plain text") from error
        raise
    named = format_named(suffix)
    if form is not named and form.medium == "text":
        note = ("name_differs", f"is named {suffix} and holds {form.label}; it was read as that")
        content = replace(content, notes=(*content.notes, note))
    if named is None:
        content = replace(
            content, notes=(*content.notes, ("no_suffix", f"has no suffix and was read as {form.label}"))
        )
    return form, content


def _unsupported(suffix: str, data: bytes, role: Role) -> UnfitItemError:
    label = recognised(data)[1] or ("plain text" if is_textual(data) else "data of no known kind")
    usable = [word for word in known_suffixes() if role == "output" or collection_named(word) is None]
    documents = [word for word in usable if (form := format_named(word)) is None or form.medium == "text"]
    name = f"the suffix {printable(suffix, 40)}" if suffix else "no suffix"
    return UnfitItemError(
        f"has {name}, which is not read here; it holds {label}",
        code="unsupported_type",
        hint=f"read are {' '.join(documents)} and pictures",
    )
