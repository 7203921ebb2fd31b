"""DOCX: paragraphs and tables in the order of the document, then foot- and endnotes."""

from collections.abc import Iterator
from typing import Any

from sidebyside.records import Medium
from sidebyside.sources.contract import Content, Format, Limits, stated
from sidebyside.sources.package import DUBLIN_CORE, SafeZip, joined, names_inside, opened, xml_root

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
# Deleted or moved away, layout (whose tab stops are no tabs), and an older form of what stands beside it.
_SKIPPED = {
    *(f"{_WORD}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "tblPr", "sectPr")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_BODY = "word/document.xml"
_NOTES = (("footnotes", "word/footnotes.xml"), ("endnotes", "word/endnotes.xml"))


class Docx:
    """Reads ``.docx``; a span counts the extracted text, with one line a paragraph.

    Insertions that are tracked are read, deletions are not. *What it does not see*: headers and footers,
    comments, and the numbers that a word processor puts before a list item.
    """

    label = "a DOCX document"
    medium: Medium = "text"
    suffixes = frozenset({".docx"})
    is_plain = False

    def recognise(self, data: bytes) -> str:
        """Know a DOCX by the path of its document in the ZIP."""
        if not data.startswith(b"PK\x03\x04"):
            return ""
        names = names_inside(data)
        # A truncated ZIP has lost its directory; what it was shows in its first entry.
        is_docx = b"[Content_Types].xml" in data[:200] if names is None else _BODY in names
        return self.label if is_docx else ""

    def read(self, data: bytes, suffix: str, limits: Limits) -> Content:
        """Read the paragraphs."""
        del suffix
        with opened(data, limits) as archive:
            return Content(text=joined(_sections(archive), limits), claims=_core_claims(archive))


def _sections(archive: SafeZip) -> Iterator[tuple[str, str]]:
    yield "", "\n".join(_paragraphs(xml_root(archive, _BODY)))
    for label, path in _NOTES:
        if path in archive:
            yield label, "\n".join(text for text in _paragraphs(xml_root(archive, path)) if text.strip())


def _core_claims(archive: SafeZip) -> Any:
    if "docProps/core.xml" not in archive:
        return ()
    core = xml_root(archive, "docProps/core.xml")
    return stated(
        "docx",
        title=core.findtext(f"{DUBLIN_CORE}title") or "",
        author=core.findtext(f"{DUBLIN_CORE}creator") or "",
    )


def _paragraphs(root: Any) -> Iterator[str]:
    """Give the text of each paragraph; one inside another (a text box) comes after the one around it.

    Walks with a stack of its own, so that no depth of nesting in the file is too deep.
    """
    open_texts: list[list[str]] = [[]]
    inner: list[list[str]] = [[]]
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, is_done = stack.pop()
        name = str(element.tag).replace(_STRICT, _WORD)
        if name in _SKIPPED:
            continue
        if name != f"{_WORD}p":
            open_texts[-1].append(_run_text(name, element.text))
            stack.extend((child, False) for child in reversed(element))
        elif not is_done:
            open_texts.append([])
            inner.append([])
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
        else:
            found = ["".join(open_texts.pop()), *inner.pop()]
            if len(inner) == 1:
                yield from found
            else:
                inner[-1] += found


def _run_text(name: str, text: str | None) -> str:
    kind = name.removeprefix(_WORD)
    if kind == "t":
        return text or ""
    return {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}.get(kind, "")


MEMBER: Format = Docx()
