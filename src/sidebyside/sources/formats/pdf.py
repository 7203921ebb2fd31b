"""PDF: the text layer, page by page."""

import re
from collections.abc import Iterator
from typing import Any

from sidebyside.errors import UnfitItemError
from sidebyside.primitives.text.decoding import printable, without_surrogates
from sidebyside.records import Medium, Part, Text
from sidebyside.sources.contract import Content, Format, Limits, stated, too_large

PAGE_BREAK = "\n\f\n"
_LINE_END = re.compile("\r\n?")
# PDFium marks a hyphen that only the line end put there with a code point of its own.
_HYPHENS = str.maketrans({"\ufffe": "-", "\x02": "-", "\0": None})


class Pdf:
    """Reads ``.pdf`` with PDFium; a span counts the extracted text, its parts are the pages.

    *What it does not see*: text in pictures (that needs OCR), and the order of columns where the file does
    not keep it. *Cost*: one page in memory at a time, and the text of all.
    """

    label = "a PDF file"
    medium: Medium = "text"
    suffixes = frozenset({".pdf"})
    is_plain = False

    def recognise(self, data: bytes) -> str:
        """Know a PDF by its first line."""
        return self.label if data.startswith(b"%PDF-") else ""

    def read(self, data: bytes, suffix: str, limits: Limits) -> Content:
        """Extract the text of every page."""
        del suffix
        import pypdfium2

        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise _refused(error) from error
        try:
            pages = list(_pages(document, limits))
            metadata = document.get_metadata_dict()
        except pypdfium2.PdfiumError as error:
            raise _refused(error) from error
        finally:
            document.close()
        return _content(pages, metadata)


def _refused(error: Exception) -> UnfitItemError:
    if "password" in str(error).lower():
        return UnfitItemError(
            "is encrypted and needs a password", code="encrypted", hint="save a copy without a password"
        )
    return UnfitItemError(
        f"cannot be opened as a PDF ({printable(str(error))})",
        code="corrupt",
        hint="get a whole copy of the file",
    )


def _pages(document: Any, limits: Limits) -> Iterator[str]:
    size = 0
    for number in range(len(document)):
        page = document[number]
        layer = page.get_textpage()
        text = _LINE_END.sub("\n", without_surrogates(layer.get_text_range())).translate(_HYPHENS)
        layer.close()
        page.close()
        size += len(text.encode("utf-8"))
        if size > limits.max_text_mb << 20:
            raise too_large(f"holds, up to page {number + 1}, text of", size, limits, "max_text_mb")
        yield text


def _content(pages: list[str], metadata: dict[str, str]) -> Content:
    empty = [number for number, text in enumerate(pages, 1) if not text.strip()]
    if len(empty) == len(pages):
        raise UnfitItemError(
            f"has no text layer on any of its {len(pages)} pages and needs OCR",
            code="needs_ocr",
            hint="run OCR over it and name the result",
        )
    parts, start = [], 0
    for number, text in enumerate(pages, 1):
        parts.append(Part(start, f"page {number}"))
        start += len(text) + len(PAGE_BREAK)
    notes: tuple[tuple[str, str], ...] = ()
    if empty:
        shown = ", ".join(map(str, empty[:10])) + (", …" if len(empty) > 10 else "")
        notes = (("pages_without_text", f"has no text on {len(empty)} of {len(pages)} pages ({shown})"),)
    return Content(
        text=Text(PAGE_BREAK.join(pages), kind="extracted", parts=tuple(parts)),
        claims=stated("pdf", title=metadata.get("Title", ""), author=metadata.get("Author", "")),
        notes=notes,
    )


MEMBER: Format = Pdf()
