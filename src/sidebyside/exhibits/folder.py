"""The files of an exhibit, all but the seal."""

from collections.abc import Sequence
from pathlib import Path

from sidebyside.exhibits.arrangement import build
from sidebyside.exhibits.html.figure import Gallery
from sidebyside.exhibits.html.page import render_pages
from sidebyside.exhibits.html.volume import MOST_BYTES
from sidebyside.exhibits.locale import load
from sidebyside.exhibits.material import Material
from sidebyside.exhibits.spreadsheet import findings_csv
from sidebyside.exhibits.stories import stories_csv


def write(
    material: Material, folder: Path, languages: Sequence[str], *, most_bytes: int = MOST_BYTES
) -> None:
    """Write the pages of an exhibit and the files beside them.

    ``exhibit.<language>.html`` for each language, with ``exhibit.<language>.<number>.html`` where the pairs
    take more than `most_bytes`; ``findings.csv``, ``findings.jsonl`` and ``ledger.jsonl``; ``stories.csv``
    where a pair has a story table. The same material always gives the same bytes. The folder is made where
    it is missing; files of these names are replaced, no other is touched.

    Raises
    ------
    InputError
        For a language that has no file, or findings that do not fit the items given.
    MissingDependencyError
        Where the font package is not installed.
    """
    locales = [load(tag) for tag in languages]
    views = [build(material, locale) for locale in locales]
    gallery = Gallery(material.open_bytes)
    files = {
        "findings.csv": findings_csv(material.findings, material.findings_jsonl),
        "findings.jsonl": material.findings_jsonl,
        "ledger.jsonl": material.ledger,
    }
    if stories := stories_csv(material):
        files["stories.csv"] = stories
    folder.mkdir(parents=True, exist_ok=True)
    for view, locale in zip(views, locales, strict=True):
        for name, data in render_pages(view, locale, gallery, most_bytes=most_bytes):
            (folder / name).write_bytes(data)
    for name, data in files.items():
        (folder / name).write_bytes(data)
