"""A validation as pages: what a calibration was fitted on, how well it does, and what it is unfit for."""

from collections.abc import Sequence
from pathlib import Path

from sidebyside.exhibits.arrangement.validation import build_report
from sidebyside.exhibits.html.report import render_report
from sidebyside.exhibits.locale import load
from sidebyside.records import ValidationReport


def write_report(report: ValidationReport, folder: Path, languages: Sequence[str]) -> None:
    """Write ``report.<language>.html`` for each language; each page stands alone.

    The same report always gives the same bytes. The folder is made where it is missing; files of these names
    are replaced, no other is touched.

    Raises
    ------
    InputError
        For a language that has no file.
    MissingDependencyError
        Where the font package is not installed.
    """
    locales = [load(tag) for tag in languages]
    pages = {
        f"report.{locale.tag}.html": render_report(build_report(report, locale), locale) for locale in locales
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in pages.items():
        (folder / name).write_bytes(data)
