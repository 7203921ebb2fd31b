"""Markdown: the file as it stands, with the marks that a reader does not see hidden."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from html import unescape

from sidebyside.records import Claim, Medium, Span, Substitution
from sidebyside.sources.contract import Content, Format, Limits, decoded_text, stated, text_content

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?:(?!---)[^\n]*\n)*?---[ \t]*(?:\r?\n|$)")
_FIELD = re.compile(r"^(title|author)\s*:\s*(.+?)\s*$", re.MULTILINE | re.IGNORECASE)
_MAX_LABEL = 2000
_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n|$)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[^\r\n]*")
_LINE_MARK = re.compile(r"(?:[ \t]{0,3}(?:#{1,6}(?=[ \t\r\n]|$)|>)[ \t]?)+")
_DEFINITION = re.compile(r" {0,3}\[[^\]\r\n]{1,200}\]:[ \t]*\S[^\r\n]*")
# One alternative for each mark; the named groups are what is hidden, the rest stays to be read.
_INLINE = re.compile(
    r"""
      (?P<escape>\\)(?=[!-/:-@\[-`{-~])[!-/:-@\[-`{-~]
    | (?P<auto_open><)(?=https?://[^\s<>]{1,2000}>)
    | (?P<tag></?[A-Za-z][A-Za-z0-9-]{0,40}(?:\s[^<>]{0,2000})?/?>)
    | (?P<target>\]\((?:[^()\s]|\([^()\s]{0,500}\)){0,2000}(?:\s+(?:"[^"]{0,500}"|'[^']{0,500}'))?\s{0,9}\))
    | (?P<reference>\]\[[^\]\[]{0,200}\])
    | (?P<image>!(?=\[))
    | (?P<stars>\*{1,3}|~~)
    | (?P<underscores>(?<![^\W_])_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?![^\W_]))
    | (?P<ticks>`+)
    | (?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
    """,
    re.VERBOSE,
)


class Markdown:
    """Reads ``.md``. Hidden: front matter, comments, tags, link targets, fences, and the marks of emphasis.

    *What it does not see*: the numbering and bullets of lists and the rules of tables stay as they stand.
    """

    label = "a Markdown file"
    medium: Medium = "text"
    suffixes = frozenset({".md", ".markdown"})
    is_plain = True

    def recognise(self, data: bytes) -> str:
        """Say nothing: Markdown has no mark at its beginning."""
        del data
        return ""

    def read(self, data: bytes, suffix: str, limits: Limits) -> Content:
        """Decode the file and mark what is hidden."""
        del suffix, limits
        decoded = decoded_text(data)
        hidden, substitutions = marks(decoded.text)
        return text_content(
            decoded, hidden=hidden, substitutions=substitutions, claims=_front_matter_claims(decoded.text)
        )


def _front_matter_claims(source: str) -> tuple[Claim, ...]:
    found = _FRONT_MATTER.match(source)
    fields = {
        name.lower(): value.strip("\"'") for name, value in _FIELD.findall(found.group() if found else "")
    }
    return stated("front matter", title=fields.get("title", ""), author=fields.get("author", ""))


def marks(source: str) -> tuple[list[Span], list[Substitution]]:
    """Find the marks of Markdown; both lists are sorted and nothing overlaps.

    >>> marks("a [b](c) *d*")[0]
    [Span(start=2, end=3), Span(start=4, end=8), Span(start=9, end=10), Span(start=11, end=12)]
    """
    whole, prose = _lines(source)
    hidden = list(whole)
    substitutions = []
    for start, end in prose:
        for span, text in _inline(source, start, end):
            if text is None:
                hidden.append(span)
            else:
                substitutions.append(Substitution(span, text))
    return _merged(hidden), substitutions


def _lines(source: str) -> tuple[list[Span], list[tuple[int, int]]]:
    """Part the source into what is hidden by the line, and stretches of prose to be looked at closer."""
    front = _FRONT_MATTER.match(source)
    position = front.end() if front else 0
    hidden = [Span(0, position)] if position else []
    prose: list[tuple[int, int]] = []
    fence = ""
    while position < len(source):
        found = _LINE.match(source, position)
        end = found.end() if found and found.end() > position else position + 1
        opened = _FENCE.match(source, position, end)
        definition = None if fence else _DEFINITION.match(source, position, end)
        if opened and (
            not fence or (opened.group(1).startswith(fence) and not opened.group().strip("`~ \t"))
        ):
            hidden.append(Span(position, opened.end()))
            fence = "" if fence else opened.group(1)
        elif definition:
            hidden.append(Span(position, definition.end()))
        elif not fence:
            mark = _LINE_MARK.match(source, position, end)
            start = mark.end() if mark else position
            if start > position:
                hidden.append(Span(position, start))
            # Neighbouring lines are one stretch, so that a comment or a link may run over their end.
            if prose and prose[-1][1] == start:
                prose[-1] = prose[-1][0], end
            else:
                prose.append((start, end))
        position = end
    return hidden, prose


def _inline(source: str, start: int, end: int) -> Iterator[tuple[Span, str | None]]:
    """Give the marks within a stretch; a paired mark only where its partner stands in the same paragraph."""
    comments = list(_comments(source, start, end))
    yield from ((span, None) for span in comments)
    ends = [span.end for span in comments]
    found = [
        item for item in _INLINE.finditer(source, start, end) if not _is_covered(item.span(), comments, ends)
    ]
    paired = _paired(source, found)
    for item in found:
        kind = item.lastgroup or ""
        if kind == "entity":
            text = unescape(item.group())
            if text != item.group():
                yield Span(*item.span()), text
        elif kind not in ("stars", "underscores", "ticks") or item.start() in paired:
            yield Span(*item.span(kind)), None
        if kind in ("target", "reference"):
            opening = source.rfind("[", max(start, item.start() - _MAX_LABEL), item.start())
            if (
                opening >= 0
                and "]" not in source[opening : item.start()]
                and not _is_covered((opening, opening + 1), comments, ends)
            ):
                yield Span(opening, opening + 1), None


def _comments(source: str, start: int, end: int) -> Iterator[Span]:
    while (opening := source.find("<!--", start, end)) >= 0 and (
        closing := source.find("-->", opening, end)
    ) >= 0:
        start = closing + 3
        yield Span(opening, start)


def _is_covered(place: tuple[int, int], covers: list[Span], ends: list[int]) -> bool:
    """Say whether a place touches one of the sorted, disjoint covers, whose ends are given beside."""
    index = bisect_right(ends, place[0])
    return index < len(covers) and covers[index].start < place[1]


def _paired(source: str, found: Iterable[re.Match[str]]) -> set[int]:
    """Return where marks of emphasis or code stand that open or close something."""
    breaks = [item.start() for item in re.finditer(r"\n[ \t]*\r?\n", source)]
    open_marks: dict[tuple[str, int], int] = {}
    paired: set[int] = set()
    for item in found:
        if item.lastgroup not in ("stars", "underscores", "ticks"):
            continue
        key = (item.group(), bisect_right(breaks, item.start()))
        if key in open_marks and not source[item.start() - 1].isspace():
            paired |= {open_marks.pop(key), item.start()}
        elif not source[item.end() : item.end() + 1].isspace():
            open_marks[key] = item.start()
    return paired


def _merged(hidden: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(hidden):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        elif len(span):
            merged.append(span)
    return merged


MEMBER: Format = Markdown()
