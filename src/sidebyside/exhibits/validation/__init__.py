"""A validation as pages: what a calibration was fitted on, how well it does, and what it is unfit for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from sidebyside.exhibits.arrangement.statistics import calibration_views, null_words
from sidebyside.exhibits.arrangement.strength import h2_of
from sidebyside.exhibits.chart import fallen, plotted
from sidebyside.exhibits.formats.html.page import asset, finished, template
from sidebyside.exhibits.locale import Locale, load
from sidebyside.exhibits.strength_view import CalibrationView
from sidebyside.exhibits.validation import tables
from sidebyside.exhibits.validation.charts import NullCharts, null_charts
from sidebyside.exhibits.validation.tables import Table
from sidebyside.records import ValidationReport


@dataclass(frozen=True, slots=True)
class ValidationView:
    """A validation report in one language."""

    lang: str
    title: str
    is_accepted: bool
    outcome: str
    h1: str
    nulls: tuple[str, ...]
    calibration: CalibrationView
    tables: tuple[Table, ...]
    charts: tuple[NullCharts, ...]


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


def build_report(report: ValidationReport, locale: Locale) -> ValidationView:
    """Arrange a validation for one language. Cost: linear in its points and rows."""
    calibration = report.calibration
    is_accepted = calibration.is_accepted
    made = (
        tables.basis(report, locale),
        tables.of_nulls(report, locale),
        tables.misleading(report, locale),
        tables.derivations(report, locale),
        tables.errors(report, locale),
        tables.robustness(report, locale),
        tables.power(report, locale),
        tables.searches(report, locale),
        tables.weights(report, locale),
    )
    return ValidationView(
        lang=locale.tag,
        title=locale.say("validation.title", id=calibration.id),
        is_accepted=is_accepted,
        outcome=locale.say("validation.accepted" if is_accepted else "validation.blocked"),
        h1=locale.say("proposition.h1" if report.medium == "text" else "proposition.h1_image"),
        nulls=tuple(
            locale.say(h2_of(report.nulls), null=null_words(one.null, calibration.null_names, locale))
            for one in report.nulls
        ),
        calibration=calibration_views((calibration,), locale)[0],
        tables=tuple(table for table in made if table.rows),
        charts=tuple(null_charts(one, calibration.null_names, locale) for one in report.nulls),
    )


def render_report(view: ValidationView, locale: Locale) -> bytes:
    """Return the page in UTF-8; it carries no pictures, and no script that does anything."""
    html = template("validation.html").render(
        view=view, t=locale.say, plotted=plotted, fallen=fallen, style_place=Markup("@style@")
    )
    return finished(html, asset("style.css"), "", locale)
