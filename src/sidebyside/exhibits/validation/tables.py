"""Tables of a validation: what it rests on, the figures of each null, errors, robustness, power, weights."""

from dataclasses import dataclass

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.statistics import NullNames, null_words, size_words, transformation
from sidebyside.exhibits.locale import Locale
from sidebyside.records import (
    ErrorRow,
    Estimate,
    Misleading,
    NullValidation,
    Rate,
    SizeUnit,
    ValidationReport,
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heading; every row has a cell for each column. `notes` stand below it."""

    anchor: str
    title: str
    lead: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def rate(value: Rate, locale: Locale) -> str:
    """Write a rate with its counts and interval."""
    if not value.n_trials:
        return locale.say("validation.no_trials")
    return locale.say(
        "validation.rate_of",
        rate=notation.share(value.value),
        n_events=notation.count(value.n_events),
        n_trials=notation.count(value.n_trials),
        low=notation.share(value.low),
        high=notation.share(value.high),
    )


def estimate(value: Estimate, locale: Locale) -> str:
    """Write a figure with its interval."""
    low, high = notation.decimal(value.low), notation.decimal(value.high)
    return locale.say("validation.estimate", value=notation.decimal(value.value), low=low, high=high)


def basis(report: ValidationReport, locale: Locale) -> Table:
    """Return what was in the table of pairs, and how it was split."""
    truth, say = report.truth, locale.say
    split = say("validation.split_given")
    if not truth.is_split_given:
        split = say("validation.split_drawn", seed=report.seed)
    rows = [
        (say("validation.truth"), truth.name or notation.ABSENT),
        (say("validation.sha256"), truth.sha256 or notation.ABSENT),
        (say("validation.n_pairs"), notation.count(truth.n_pairs)),
        (say("validation.n_derived"), notation.count(truth.n_derived)),
    ]
    for null, n in truth.n_by_null:
        words = null_words(null, report.calibration.null_names, locale)
        rows.append((say("validation.n_of_null", null=words), notation.count(n)))
    for name, n in truth.n_by_language:
        language = locale.say_or(f"pair_language.{name}", name)
        rows.append((say("validation.n_of_language", language=language), notation.count(n)))
    rows += [
        (say("validation.n_works"), notation.count(truth.n_works)),
        (say("validation.n_outputs"), notation.count(truth.n_outputs)),
        (say("validation.n_clusters"), notation.count(truth.n_clusters)),
        (say("validation.split"), split),
        (say("validation.n_train"), notation.count(truth.n_train)),
        (say("validation.n_test"), notation.count(truth.n_test)),
        (say("validation.n_left_out"), notation.count(truth.n_left_out)),
        (say("validation.replicates"), notation.count(report.n_replicates)),
    ]
    return Table("basis", say("validation.basis"), "", (), tuple(rows))


def of_nulls(report: ValidationReport, locale: Locale) -> Table:
    """Return the figures against each null."""
    columns = (
        locale.say("strength.null"),
        locale.say("validation.n_of_each"),
        *(locale.say(f"figure.{name}") for name in ("cllr", "cllr_min", "cllr_cal", "dev_pav", "eer")),
        locale.say("validation.bounds"),
    )
    rows = tuple(_null_row(one, report.calibration.null_names, locale) for one in report.nulls)
    lead = locale.say("validation.figures_lead")
    return Table("figures", locale.say("validation.figures"), lead, columns, rows)


def _null_row(one: NullValidation, names: NullNames, locale: Locale) -> tuple[str, ...]:
    low, high = notation.log10_ratio(one.lower_bound), notation.log10_ratio(one.upper_bound)
    return (
        null_words(one.null, names, locale),
        locale.say("strength.n_of_each", n_h1=notation.count(one.n_h1), n_h2=notation.count(one.n_h2)),
        estimate(one.cllr, locale),
        estimate(one.cllr_min, locale),
        estimate(one.cllr_cal, locale),
        notation.decimal(one.dev_pav),
        estimate(one.eer, locale),
        locale.say("scale.from_to", low=low, high=high),
    )


def misleading(report: ValidationReport, locale: Locale) -> Table:
    """Return how often the ratio points the wrong way, against each null."""
    columns = (locale.say("strength.null"), locale.say("validation.what"), locale.say("validation.rate"))
    rows = tuple(
        (
            null_words(one.null, report.calibration.null_names, locale),
            _event(item, locale),
            rate(item.rate, locale),
        )
        for one in report.nulls
        for item in one.misleading
    )
    lead = locale.say("validation.misleading_lead")
    return Table("misleading", locale.say("validation.misleading"), lead, columns, rows)


def derivations(report: ValidationReport, locale: Locale) -> Table:
    """Return the figures of what programs, people and models made, apart, against each null."""
    columns = (
        locale.say("strength.null"),
        locale.say("error_group.derivation"),
        locale.say("figure.cllr"),
        locale.say("validation.fnmr"),
        locale.say("validation.above_10"),
    )
    rows = tuple(
        (
            locale.say(f"null_grade.{one.null}"),
            locale.say_or(f"derivation.{row.derivation}", row.derivation),
            notation.decimal(row.cllr),
            rate(row.missed, locale),
            rate(row.above_10, locale),
        )
        for one in report.nulls
        for row in one.by_derivation
    )
    lead = locale.say("validation.derivations_lead")
    return Table("derivations", locale.say("validation.derivations"), lead, columns, rows)


def _event(item: Misleading, locale: Locale) -> str:
    ratio = notation.count(item.ratio)
    if item.under == "h2":
        return locale.say("validation.under_h2", ratio=ratio)
    return locale.say("validation.under_h1", ratio=ratio if item.ratio == 1 else f"1/{ratio}")


def weights(report: ValidationReport, locale: Locale) -> Table:
    """Return the weights of the calibration, and what was left out."""
    calibration = report.calibration
    names = [locale.word("feature", one.name) for one in calibration.features]
    columns = (locale.say("strength.null"), locale.say("feature.start"), *names)
    rows = tuple(
        (
            null_words(model.null, calibration.null_names, locale),
            *(_weight(value) for value in (model.intercept, *model.weights)),
        )
        for model in calibration.nulls
    )
    notes = tuple(
        locale.say(
            "validation.dropped",
            null=null_words(item.null, calibration.null_names, locale),
            feature=locale.word("feature", item.feature),
            reason=locale.say(f"drop_reason.{item.reason}"),
        )
        for item in report.dropped
    )
    lead = locale.say("validation.weights_lead")
    return Table("weights", locale.say("validation.weights"), lead, columns, rows, notes)


def _weight(value: float) -> str:
    return f"{value:+.4f}".replace("-", "\N{MINUS SIGN}")


def errors(report: ValidationReport, locale: Locale) -> Table:
    """Return false matches and misses for each null, language and transformation."""
    columns = tuple(
        locale.say(key)
        for key in ("validation.group", "validation.part", "validation.fmr", "validation.fnmr")
    )
    rows = tuple(
        (
            locale.say(f"error_group.{row.group}"),
            _part(row, report.calibration.null_names, locale),
            rate(row.fmr, locale),
            rate(row.fnmr, locale),
        )
        for row in report.errors
    )
    lead = locale.say("validation.errors_lead", llr=notation.log10_ratio(report.operating_llr))
    return Table("errors", locale.say("validation.errors"), lead, columns, rows)


def _part(row: ErrorRow, names: NullNames, locale: Locale) -> str:
    if row.group == "transformation":
        return transformation(row.name, locale)
    if row.group == "null":
        return null_words(row.name, names, locale)
    table = "derivation" if row.group == "derivation" else "pair_language"
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
    return Table("power", locale.say("validation.power"), locale.say("validation.power_lead"), columns, rows)


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
