"""In which format is an exhibit written?

One format a file or a folder, found by listing. A `Renderer` is given the exhibit as it was arranged: the
views of all languages with their sentences, the tables, the pictures. It reads no case, counts nothing and
makes no figure; it gives file after file, so that only one is held at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from sidebyside.exhibits.assets.gallery import Gallery
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.view import DataTable, View
from sidebyside.registry import Room

MOST_BYTES = 24_000_000
"""Pairs are bound into volumes of at most this, so that a browser opens a page and a mail carries it."""


@dataclass(frozen=True, slots=True)
class LocalisedView:
    """What is shown in one language, and the sentences to show it with."""

    view: View
    locale: Locale


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One case, arranged and not yet written in any format.

    Attributes
    ----------
    views
        The case in each language; the same pairs under the same anchors, with the same figures.
    tables
        What is the same in every language, row by row: ``findings``, and ``coverage`` and ``stories`` where
        there are rows.
    findings_jsonl, ledger
        The lines of the case, unchanged.
    gallery
        The pictures that the views name: reduced, laid over each other, cut out. Glyphs are in
        `sidebyside.exhibits.assets.font`, what a chart looks like in `sidebyside.exhibits.chart`.
    most_bytes
        Where a format has volumes, how large one may be.
    """

    views: tuple[LocalisedView, ...]
    tables: tuple[DataTable, ...]
    findings_jsonl: bytes
    ledger: bytes
    gallery: Gallery
    most_bytes: int = MOST_BYTES


class Renderer(Protocol):
    """A format of the exhibit; ``MEMBER`` of its module is one."""

    @property
    def label(self) -> str:
        """What it writes, in a few words: said where somebody asks for a format that is not there."""
        ...

    @property
    def is_by_language(self) -> bool:
        """Whether each file is in one language and named ``exhibit.<tag>.`` and more; else each is in none.

        What is in no language is the same bytes whatever languages are asked for.
        """
        ...

    def files(self, exhibit: Exhibit) -> Iterator[tuple[str, bytes]]:
        """Yield the name and the bytes of each file; the same exhibit always gives the same bytes.

        A name holds no folder, and no two members write the same.

        Raises
        ------
        MissingDependencyError
            Where a package or a program is not installed; the hint names it.
        """
        ...


RENDERERS: Room[Renderer] = Room("sidebyside.exhibits.formats")
