"""What stands in a package (EPUB, DOCX), and is it safe to open?

A package is a ZIP, checked before a byte of it is unpacked; the XML inside is read without entities, and the
text of its parts put together.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import ParseError  # the name alone; parsing is defusedxml's

from sidebyside.errors import UnfitItemError
from sidebyside.primitives.text.decoding import printable, without_surrogates
from sidebyside.records import Part, Text
from sidebyside.sources.contract import Limits, too_large

MAX_FILES = 20_000
"""Files inside one EPUB or DOCX."""

DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"

_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)


class SafeZip:
    """The files of a ZIP by name, read up to what the directory states of their size."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._by_name = {info.filename: info for info in archive.infolist()}

    @property
    def names(self) -> tuple[str, ...]:
        """Names in the order of the directory."""
        return tuple(self._by_name)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def read(self, name: str) -> bytes:
        """Unpack one file.

        Raises
        ------
        UnfitItemError
            With code ``corrupt`` where it is absent or damaged, or larger than the directory states.
        """
        if name not in self._by_name:
            raise UnfitItemError(
                f"has no file {printable(name)} inside", code="corrupt", hint="get a whole copy"
            )
        info = self._by_name[name]
        try:
            with self._archive.open(info) as stream:
                data = stream.read(info.file_size + 1)
        except _FAULTS as error:
            raise _corrupt(f"{printable(name)} inside: {error}") from error
        if len(data) > info.file_size:
            raise _corrupt(
                f"{printable(name)} inside unpacks to more than the {info.file_size} bytes it states"
            )
        return data


def names_inside(data: bytes) -> frozenset[str] | None:
    """Return the names in the directory of a ZIP; None where it has none that can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except _FAULTS:
        return None


def _corrupt(detail: str) -> UnfitItemError:
    return UnfitItemError(
        f"is damaged ({printable(detail)})", code="corrupt", hint="get a whole copy of the file"
    )


@contextmanager
def opened(data: bytes, limits: Limits) -> Iterator[SafeZip]:
    """Open a ZIP after checking its directory.

    Raises
    ------
    UnfitItemError
        ``corrupt``; ``encrypted``; ``unsafe_archive`` for a name that leads outside; ``too_large`` where the
        files unpack to more than the limit.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _FAULTS as error:
        raise _corrupt(str(error)) from error
    with archive:
        _check(archive.infolist(), limits)
        yield SafeZip(archive)


def _check(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    for info in infos:
        if _leads_outside(info.orig_filename) or _leads_outside(info.filename):
            raise UnfitItemError(
                f"holds the name {printable(info.orig_filename)}, which leads outside the file",
                code="unsafe_archive",
                hint="do not open it elsewhere either; make it anew from a source you trust",
            )
        if info.flag_bits & 1:
            raise UnfitItemError(
                f"is encrypted ({printable(info.filename)} inside needs a password)",
                code="encrypted",
                hint="save a copy without a password",
            )
    total = sum(info.file_size for info in infos)
    if total > limits.max_unpacked_mb << 20:
        raise too_large("unpacks to", total, limits, "max_unpacked_mb")
    if len(infos) > MAX_FILES:
        raise UnfitItemError(
            f"holds {len(infos)} files, over the limit of {MAX_FILES}",
            code="too_large",
            hint="save the text as .txt",
        )


def _leads_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":") or "\0" in name


def xml_root(archive: SafeZip, name: str) -> Any:
    """Parse one XML file of a package without entities or external references.

    Raises
    ------
    UnfitItemError
        With code ``corrupt`` where it is no XML, ``unsafe_archive`` where it declares entities.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(archive.read(name))
    except DefusedXmlException as error:
        raise UnfitItemError(
            f"declares XML entities ({printable(name)} inside)",
            code="unsafe_archive",
            hint="make it anew from a source you trust",
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise UnfitItemError(
            f"is damaged ({printable(name)} inside: {printable(str(error))})",
            code="corrupt",
            hint="get a whole copy of the file",
        ) from error


def joined(sections: Iterable[tuple[str, str]], limits: Limits) -> Text:
    """Put (label, text) sections together, with an empty line between, and keep where each begins.

    Raises
    ------
    UnfitItemError
        ``empty`` where there is no text at all, ``too_large`` over the limit.
    """
    texts, parts, start, size = [], [], 0, 0
    for label, section in sections:
        text = without_surrogates(section)
        if not text.strip():
            continue
        size += len(text.encode("utf-8"))
        if size > limits.max_text_mb << 20:
            raise too_large("holds text of", size, limits, "max_text_mb")
        parts.append(Part(start, label))
        texts.append(text)
        start += len(text) + 2
    if not texts:
        raise UnfitItemError("holds no text", code="empty", hint="name a file with text in it")
    return Text("\n\n".join(texts), kind="extracted", parts=tuple(part for part in parts if part.label))
