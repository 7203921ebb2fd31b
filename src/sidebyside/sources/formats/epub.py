"""EPUB: the chapters in the order of the spine."""

import posixpath
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from sidebyside.errors import UnfitItemError
from sidebyside.primitives.text.decoding import decode, printable
from sidebyside.records import Medium
from sidebyside.sources.contract import Content, Format, Limits, stated
from sidebyside.sources.markup import scan
from sidebyside.sources.package import DUBLIN_CORE, SafeZip, joined, names_inside, opened, xml_root

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"


class Epub:
    """Reads ``.epub`` 2 and 3; a span counts the extracted text, its parts are the chapters.

    Every name inside is looked up in the ZIP and never on the disk. *What it does not see*: pictures, and
    text that only a style sheet or a script writes.
    """

    label = "an EPUB book"
    medium: Medium = "text"
    suffixes = frozenset({".epub"})
    is_plain = False

    def recognise(self, data: bytes) -> str:
        """Know an EPUB by its first entry, or by the path of its container file."""
        if not data.startswith(b"PK\x03\x04"):
            return ""
        is_epub = b"application/epub+zip" in data[:100] or _CONTAINER in (names_inside(data) or ())
        return self.label if is_epub else ""

    def read(self, data: bytes, suffix: str, limits: Limits) -> Content:
        """Read the spine, and the chapters through the reader of HTML pages."""
        del suffix
        with opened(data, limits) as archive:
            package_path = _package_path(archive)
            package = xml_root(archive, package_path)
            chapters = _chapter_paths(package, package_path)
            _check_readable(archive, chapters)
            text = joined(_sections(archive, chapters), limits)
            missing = [path for path in chapters if path not in archive]
        notes = tuple(
            ("missing_chapter", f"names a chapter {printable(path)} that is not inside") for path in missing
        )
        return Content(text=text, notes=notes, claims=stated("epub", **_titles(package)))


def _package_path(archive: SafeZip) -> str:
    for element in xml_root(archive, _CONTAINER).iter():
        path = element.get("full-path", "") if _local(element) == "rootfile" else ""
        if path:
            return str(path)
    raise UnfitItemError("names no package file", code="corrupt", hint="get a whole copy of the file")


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _titles(package: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, tag in (("title", "title"), ("author", "creator")):
        values = [(element.text or "").strip() for element in package.iter(f"{DUBLIN_CORE}{tag}")]
        found[name] = "; ".join(value for value in values if value)
    return found


def _chapter_paths(package: Any, package_path: str) -> list[str]:
    """Return the paths of the spine inside the ZIP; a path that leads outside is refused."""
    folder = posixpath.dirname(package_path)
    hrefs = {element.get("id", ""): element for element in package.iter() if _local(element) == "item"}
    paths = []
    for reference in (element for element in package.iter() if _local(element) == "itemref"):
        item = hrefs.get(reference.get("idref", ""))
        if item is None or "html" not in item.get("media-type", "html"):
            continue
        href = unquote(urlsplit(item.get("href", "")).path)
        path = posixpath.normpath(posixpath.join(folder, href))
        if path.startswith(("..", "/")):
            raise UnfitItemError(
                f"names the chapter {printable(href)}, which leads outside the file",
                code="unsafe_archive",
                hint="make it anew from a source you trust",
            )
        paths.append(path)
    return list(dict.fromkeys(paths))


def _check_readable(archive: SafeZip, chapters: list[str]) -> None:
    """Refuse a book whose chapters, and not only its fonts, are encrypted."""
    if _ENCRYPTION not in archive:
        return
    locked = {unquote(element.get("URI", "")) for element in xml_root(archive, _ENCRYPTION).iter()}
    if locked & set(chapters):
        raise UnfitItemError(
            "is encrypted (its chapters are under rights management)",
            code="encrypted",
            hint="get a copy without rights management",
        )


def _sections(archive: SafeZip, chapters: list[str]) -> Iterator[tuple[str, str]]:
    for number, path in enumerate((path for path in chapters if path in archive), 1):
        page = scan(decode(archive.read(path)).text)
        yield f"chapter {number}" + (f": {page.title[:200]}" if page.title else ""), page.rendered


MEMBER: Format = Epub()
