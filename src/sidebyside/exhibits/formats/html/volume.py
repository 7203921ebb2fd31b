"""How the pairs of an exhibit are bound: on one page, or in volumes where one would be too large to open.

Each volume is a page of its own, with its pictures in it; the first page then holds the lists, the table of
volumes and all else. Nothing is left out, and nothing is shown less exactly.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sidebyside.exhibits.picture_view import PictureRef

_ANCHOR = re.compile(r'(?<=\sid=")[^"]+(?=")')
_LINK = re.compile(r'(<a (?:[\w-]+="[^"]*" )*href=")#([^"]+)(?=")')


@dataclass(frozen=True, slots=True)
class Article:
    """A pair as it stands on a page: a finding, or one that is set apart."""

    number: int
    anchor: str
    is_finding: bool
    html: Markup
    pictures: tuple[PictureRef, ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """What one page holds. `name` is its file; a volume without pairs is never made."""

    number: int
    name: str
    findings: tuple[Article, ...]
    set_apart: tuple[Article, ...]

    @property
    def anchors(self) -> tuple[str, ...]:
        """The anchors of the pairs, in their order."""
        return tuple(item.anchor for item in (*self.findings, *self.set_apart))

    @property
    def pictures(self) -> tuple[PictureRef, ...]:
        """Each picture of the volume once, by its digest."""
        held = {
            picture.sha256: picture for item in (*self.findings, *self.set_apart) for picture in item.pictures
        }
        return tuple(held[key] for key in sorted(held))


def bind(
    articles: Sequence[Article], n_bytes_of: Callable[[PictureRef], int], most_bytes: int, stem: str
) -> tuple[Volume, ...]:
    """Return the volumes, in the order of the articles.

    Parameters
    ----------
    articles
        Findings first, then what is set apart.
    n_bytes_of
        From a picture to the bytes it takes in a page; a page carries it once.
    most_bytes
        A volume is closed before it grows larger; one pair that is larger has a volume of its own.
    stem
        Name of the first page without its suffix; volumes are numbered after it.
    """
    groups: list[list[Article]] = [[]]
    n_bytes, held = 0, set[PictureRef]()
    for item in articles:
        added = len(item.html.encode()) + sum(n_bytes_of(picture) for picture in set(item.pictures) - held)
        if groups[-1] and n_bytes + added > most_bytes:
            groups.append([])
            n_bytes, held = 0, set()
            added = len(item.html.encode()) + sum(n_bytes_of(picture) for picture in set(item.pictures))
        groups[-1].append(item)
        n_bytes, held = n_bytes + added, held.union(item.pictures)
    digits = len(str(len(groups)))
    return tuple(
        Volume(
            number,
            f"{stem}.{number:0{digits}}.html" if len(groups) > 1 else f"{stem}.html",
            tuple(item for item in group if item.is_finding),
            tuple(item for item in group if not item.is_finding),
        )
        for number, group in enumerate(groups, start=1)
    )


def places(volumes: Sequence[Volume]) -> dict[str, str]:
    """Return the page on which each anchor of a pair stands; all other anchors stand on the first page."""
    return {
        anchor: volume.name
        for volume in volumes
        for item in (*volume.findings, *volume.set_apart)
        for anchor in _ANCHOR.findall(item.html)
    }


def linked(html: str, name: str, first_page: str, where: Mapping[str, str]) -> str:
    """Return a page with every link to a place that stands on another page leading there.

    >>> linked('<a href="#f9"><a href="#list">', "e.1.html", "e.html", {"f9": "e.2.html"})
    '<a href="e.2.html#f9"><a href="e.html#list">'
    >>> linked('<a href="#f9"><a href="#list">', "e.html", "e.html", {"f9": "e.2.html"})
    '<a href="e.2.html#f9"><a href="#list">'
    """

    def led(found: re.Match[str]) -> str:
        before, anchor = found.groups()
        page = where.get(anchor, first_page)
        return f"{before}#{anchor}" if page == name else f"{before}{page}#{anchor}"

    return _LINK.sub(led, html)
