"""Tables of a validation by part: errors, robustness, power, searches."""

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.validation.figures import rate
from sidebyside.exhibits.arrangement.weight.whole_case import size_words, transformation
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.validation_view import Table
from sidebyside.records import ErrorRow, SizeUnit, ValidationReport


def errors(report: ValidationReport, locale: Locale) -> Table:
    """Return false matches and misses for each null, language and transformation."""
    columns = tuple(
        locale.say(key)
        for key in ("validation.group", "validation.what", "validation.fmr", "validation.fnmr")
    )
    rows = tuple(
        (
            locale.say(f"error_group.{row.group}"),
            _part(row, locale),
            rate(row.fmr, locale),
            rate(row.fnmr, locale),
        )
        for row in report.errors
    )
    lead = locale.say("validation.errors_lead", llr=notation.log10_ratio(report.operating_llr))
    return Table("errors", locale.say("validation.errors"), lead, columns, rows)


def _part(row: ErrorRow, locale: Locale) -> str:
    if row.group == "transformation":
        return transformation(row.name, locale)
    table = "null_grade" if row.group == "null" else "pair_language"
    return locale.say_or(f"{table}.{row.name}", row.name)


def robustness(report: ValidationReport, locale: Locale) -> Table:
    """Return how many derived pairs were found, by transformation and size."""
    columns = tuple(
        locale.say(key)
        for key in (
            "validation.transformation",
            "validation.size",
            "validation.found",
            "validation.median",
        )
    )
    rows = tuple(
        (
            transformation(row.transformation, locale),
            _size(row.size, report.unit, locale),
            rate(row.found, locale),
            notation.log10_ratio(row.median_llr),
        )
        for row in report.robustness
    )
    lead = locale.say("validation.robustness_lead")
    return Table("robustness", locale.say("validation.robustness"), lead, columns, rows)


def _size(size: float | None, unit: SizeUnit, locale: Locale) -> str:
    if size is None:
        return notation.ABSENT
    return notation.share(size) if unit == "share" else locale.say("validation.tokens", size=f"{size:,g}")


def power(report: ValidationReport, locale: Locale) -> Table:
    """Return from which size on pieces are found."""
    columns = tuple(
        locale.say(key)
        for key in (
            "validation.transformation",
            "validation.probability",
            "validation.least_size",
            "validation.n_planted",
        )
    )
    rows = tuple(
        (
            transformation(item.transformation, locale),
            f"{item.probability:g}",
            size_words(item, locale) if item.size is not None else locale.say("validation.no_size"),
            notation.count(item.n),
        )
        for item in report.power
    )
    return Table("power", locale.say("validation.power"), locale.say("worth.limits_lead"), columns, rows)


def searches(report: ValidationReport, locale: Locale) -> Table:
    """Return how often a search gives a false alarm."""
    columns = tuple(
        locale.say(key)
        for key in ("validation.n", "validation.fpir", "strength.interval_of", "validation.measured_or_not")
    )
    rows = tuple(
        (
            notation.count(item.n),
            notation.share(item.rate),
            locale.say("scale.from_to", low=notation.share(item.low), high=notation.share(item.high)),
            locale.say("validation.extrapolated" if item.is_extrapolated else "validation.simulated"),
        )
        for item in report.searches
    )
    lead = locale.say("validation.searches_lead")
    return Table("searches", locale.say("validation.searches"), lead, columns, rows)
