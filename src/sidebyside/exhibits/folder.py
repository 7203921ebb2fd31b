"""The files of an exhibit, all but the seal."""

from collections.abc import Sequence
from pathlib import Path

from sidebyside.exhibits.arrangement import build
from sidebyside.exhibits.html.figure import Gallery
from sidebyside.exhibits.html.page import render
from sidebyside.exhibits.locale import load
from sidebyside.exhibits.material import Material
from sidebyside.exhibits.spreadsheet import findings_csv


def write(material: Material, folder: Path, languages: Sequence[str]) -> None:
    """Write the pages of an exhibit and the files beside them.

    ``exhibit.<language>.html`` for each language, ``findings.csv``, ``findings.jsonl`` and
    ``ledger.jsonl``. The same material always gives the same bytes. The folder is made where it is
    missing; files of these names are replaced, no other is touched.

    Raises
    ------
    InputError
        For a language that has no file, or findings that do not fit the items given.
    MissingDependencyError
        Where the font package is not installed.
    """
    locales = [load(tag) for tag in languages]
    gallery = Gallery(material.open_bytes)
    pages = {
        f"exhibit.{locale.tag}.html": render(build(material, locale), locale, gallery) for locale in locales
    }
    files = {
        **pages,
        "findings.csv": findings_csv(material.findings, material.findings_jsonl),
        "findings.jsonl": material.findings_jsonl,
        "ledger.jsonl": material.ledger,
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
