"""By which format are these bytes read: what do they hold, and what does the name say?"""

import os
from dataclasses import replace

from sidebyside.errors import UnfitItemError
from sidebyside.primitives.text.decoding import printable
from sidebyside.records import Role
from sidebyside.sources.contract import Content, Format, Limits
from sidebyside.sources.recognising import (
    collection_named,
    format_named,
    is_textual,
    known_suffixes,
    recognised,
)


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
