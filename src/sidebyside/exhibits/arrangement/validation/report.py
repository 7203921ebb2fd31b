"""A validation report to its view in one language."""

from sidebyside.exhibits.arrangement.validation import breakdown, figures
from sidebyside.exhibits.arrangement.validation.charts import null_charts
from sidebyside.exhibits.arrangement.weight import calibration_views
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.validation_view import ValidationView
from sidebyside.records import ValidationReport


def build_report(report: ValidationReport, locale: Locale) -> ValidationView:
    """Arrange a validation for one language. Cost: linear in its points and rows."""
    calibration = report.calibration
    is_accepted = calibration.is_accepted
    tables = (
        figures.basis(report, locale),
        figures.of_nulls(report, locale),
        figures.misleading(report, locale),
        breakdown.errors(report, locale),
        breakdown.robustness(report, locale),
        breakdown.power(report, locale),
        breakdown.searches(report, locale),
        figures.weights(report, locale),
    )
    return ValidationView(
        lang=locale.tag,
        title=locale.say("validation.title", id=calibration.id),
        is_accepted=is_accepted,
        outcome=locale.say("validation.accepted" if is_accepted else "validation.blocked"),
        h1=locale.say("proposition.h1" if report.medium == "text" else "proposition.h1_image"),
        nulls=tuple(
            locale.say("proposition.h2", null=locale.say(f"null_grade.{one.null}")) for one in report.nulls
        ),
        calibration=calibration_views((calibration,), locale)[0],
        tables=tuple(table for table in tables if table.rows),
        charts=tuple(null_charts(one, locale) for one in report.nulls),
    )
