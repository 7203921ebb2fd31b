r"""What in a page does a reader not see?

A scanner of our own: one pass from left to right, linear in the length of the page whatever stands in it, and
every piece with its exact place in the source. A page is never repaired or rewritten.

*What it does not see*: style sheets and scripts are not run, so text that they hide or write is taken as it
stands in the source.

>>> found = scan("<p>caf&eacute;<!-- x --></p>")
>>> found.rendered
'café'
>>> found.substitutions[1]
Substitution(span=Span(start=6, end=14), text='é')
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Literal

from sidebyside.records import Span, Substitution

_BLOCK_NAMES = """
address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption
figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option
p pre search section select summary table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_RAW = frozenset(("script", "style", "title", "noframes", "iframe"))
_READINGS = frozenset(("rt", "rp"))
_ENDS_READING = frozenset(("rt", "rp", "rb", "rtc", "ruby")) | _BLOCKS
_IN_HEAD = frozenset(("head", "title", "meta", "link", "base", "script", "style", "noscript", "template"))
_TAG = re.compile(r"</?([A-Za-z][^\s/>]*+)(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_TAG_UNQUOTED = re.compile(r"</?([A-Za-z][^\s/>]*+)[^>]*+>")
_BOGUS = re.compile(r"<[!?/][^>]*+>")
_SPECIAL = re.compile("[<&]")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,8}+|#[xX][0-9A-Fa-f]{1,8}+|[A-Za-z][A-Za-z0-9]{1,31}+);?")
_ATTRIBUTE = re.compile(r"([^\s=/>\"'<]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"']++))")
_BLANKS = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True, slots=True)
class MarkupPiece:
    """A stretch of the source; `name` is that of a tag or of the raw element that is `hidden` whole."""

    kind: Literal["text", "start_tag", "end_tag", "reference", "hidden"]
    start: int
    end: int
    name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Markup:
    """What a reader does not see, sees differently, what the page says of itself, and what a reader sees."""

    hidden: tuple[Span, ...]
    substitutions: tuple[Substitution, ...]
    title: str
    author: str
    rendered: str


class _Scanner:
    """The place in the source, and what is known of the rest of it so that nothing is searched for twice."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.last_end = source.rfind(">")
        self.last_comment_end = source.rfind("-->")
        self.has_balanced_quotes = True
        self.is_xml = "<?xml" in source[:100] or "http://www.w3.org/1999/xhtml" in source[:2000]

    def pieces(self) -> Iterator[MarkupPiece]:
        position, length = 0, len(self.source)
        while position < length:
            found = _SPECIAL.search(self.source, position)
            start = found.start() if found else length
            if start > position:
                yield MarkupPiece("text", position, start)
            if start == length:
                return
            piece = self._at(start)
            yield piece
            position = piece.end
            if piece.kind == "start_tag" and piece.name in _RAW and not self._is_empty(piece):
                position = self._raw_end(piece.end, piece.name)
                yield MarkupPiece("hidden", piece.end, position, piece.name)

    def _at(self, start: int) -> MarkupPiece:
        piece = None
        if self.source[start] == "&":
            piece = self._reference(start)
        elif start < self.last_end:
            piece = self._comment(start) if self.source.startswith("<!--", start) else self._tag(start)
        return piece or MarkupPiece("text", start, start + 1)

    def _reference(self, start: int) -> MarkupPiece | None:
        found = _REFERENCE.match(self.source, start)
        text = unescape(found.group()) if found else ""
        if found is None or text == found.group():
            return None
        return MarkupPiece("reference", start, found.end(), text=text)

    def _comment(self, start: int) -> MarkupPiece:
        if start + 2 <= self.last_comment_end:
            return MarkupPiece("hidden", start, self.source.find("-->", start + 2) + 3)
        # A comment that is never closed would hide the rest of the page; it ends at the next ">" instead.
        return MarkupPiece("hidden", start, self.source.find(">", start) + 1)

    def _tag(self, start: int) -> MarkupPiece | None:
        found = _TAG.match(self.source, start) if self.has_balanced_quotes else None
        if found is None:
            found = _TAG_UNQUOTED.match(self.source, start)
            # A quote that is open to the end of the page was searched for once; not again at every tag.
            self.has_balanced_quotes = self.has_balanced_quotes and found is None
        if found:
            is_end = self.source.startswith("</", start)
            return MarkupPiece(
                "end_tag" if is_end else "start_tag", start, found.end(), found.group(1).lower()
            )
        found = _BOGUS.match(self.source, start)
        return MarkupPiece("hidden", start, found.end()) if found else None

    def _is_empty(self, piece: MarkupPiece) -> bool:
        return self.is_xml and self.source.endswith("/>", piece.start, piece.end)

    def _raw_end(self, start: int, name: str) -> int:
        found = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(self.source, start)
        return found.start() if found else len(self.source)


class _Reader:
    """Follows the pieces and keeps what a reader would and would not see."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.hidden: list[list[int]] = []
        self.substitutions: list[Substitution] = []
        self.seen: list[str] = []
        self.title = self.author = ""
        self.unseen = self.reading = ""
        self.n_pre = 0

    def take(self, piece: MarkupPiece) -> None:
        if self.unseen == "head" and self._ends_head(piece):
            self.unseen = ""
        if self.unseen == "reading" and piece.name in _ENDS_READING:
            self._end_reading()
        if piece.kind in ("start_tag", "end_tag"):
            self._take_tag(piece)
        elif piece.kind == "hidden":
            if piece.name == "title" and not self.title:
                self.title = _BLANKS.sub(" ", unescape(self.source[piece.start : piece.end])).strip()
            self._hide(piece)
        elif self.unseen == "reading":
            self._hide(piece)
            self.reading += piece.text or self.source[piece.start : piece.end]
        elif self.unseen:
            self._hide(piece)
        elif piece.kind == "reference":
            self.substitutions.append(Substitution(Span(piece.start, piece.end), piece.text))
            self.seen.append(piece.text)
        else:
            text = self.source[piece.start : piece.end]
            self.seen.append(text if self.n_pre else _BLANKS.sub(" ", text))

    def _ends_head(self, piece: MarkupPiece) -> bool:
        if piece.kind == "text":
            return bool(self.source[piece.start : piece.end].strip())
        return piece.kind == "start_tag" and piece.name not in _IN_HEAD

    def _take_tag(self, piece: MarkupPiece) -> None:
        is_start = piece.kind == "start_tag"
        if piece.name == "meta" and is_start:
            self._take_meta(self.source[piece.start : piece.end])
        if piece.name == "pre":
            self.n_pre = max(0, self.n_pre + (1 if is_start else -1))
        was_unseen, opens = bool(self.unseen), piece.name in ("head", "template")
        if opens and (not self.unseen or self.unseen == piece.name):
            self.unseen = piece.name if is_start else ""
        if piece.name in _READINGS and is_start and not self.unseen:
            self.unseen = "reading"
        if was_unseen or opens or piece.name not in _BLOCKS:
            self._hide(piece)
        else:
            # Without a break, the last word of one paragraph and the first of the next would be one word.
            self.substitutions.append(Substitution(Span(piece.start, piece.end), "\n"))
            self.seen.append({"br": "\v", "td": "\t", "th": "\t"}.get(piece.name, "\f"))

    def _end_reading(self) -> None:
        """Take what stands beside a character out of the line; a reader is given it in brackets."""
        self.unseen, reading = "", self.reading.strip(" ()（）《》\t\r\n")
        self.seen += [f"（{reading}）"] if reading else []
        self.reading = ""

    def _take_meta(self, tag: str) -> None:
        values = {
            found[0].lower(): unescape(found[1] or found[2] or found[3]) for found in _ATTRIBUTE.findall(tag)
        }
        if values.get("name", "").lower() == "author" and not self.author:
            self.author = values.get("content", "")

    def _hide(self, piece: MarkupPiece) -> None:
        if piece.start == piece.end:
            return
        if self.hidden and self.hidden[-1][1] == piece.start:
            self.hidden[-1][1] = piece.end
        else:
            self.hidden.append([piece.start, piece.end])


def scan(source: str) -> Markup:
    """Find what a reader of an HTML or XHTML page sees.

    Parameters
    ----------
    source
        The decoded page, untouched.

    Returns
    -------
    Tags within a line, comments, scripts, styles, the head, and readings beside a character (``<rt>``) as
    `hidden`; character references, and tags that begin or end a block, as `substitutions` (a block tag reads
    as a line end). `rendered` is the visible text alone, with an empty line between blocks and a reading in
    brackets.

    Notes
    -----
    *Cost*: linear in the length of the page.
    """
    reader = _Reader(source)
    for piece in _Scanner(source).pieces():
        reader.take(piece)
    hidden = tuple(Span(start, end) for start, end in reader.hidden)
    return Markup(
        hidden, tuple(reader.substitutions), reader.title, reader.author, _tidy("".join(reader.seen))
    )


def _tidy(seen: str) -> str:
    r"""Turn block marks (form feeds) into empty lines, line marks into line ends, many blanks into one."""
    seen = re.sub(r"[ \t\n]*\f[ \t\n\f\v]*", "\n\n", seen)
    seen = re.sub(r" *\v *", "\n", seen)
    return re.sub(r" {2,}", " ", seen).strip()
