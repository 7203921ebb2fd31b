"""The charts of a validation against one null: ROC, Tippett, PAV, ECE."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.statistics import NullNames, null_words
from sidebyside.exhibits.chart import Axis, Chart, Curve, log10_axis, share_axis, upward_axis
from sidebyside.exhibits.locale import Locale
from sidebyside.records import NullValidation, Point

INFINITE = 9.0
"""Ratios after PAV that would be infinite stand so in a report."""

EDGE = 0.08
"""The edge of the infinite ones lies this share of the axis beyond the last finite value."""


@dataclass(frozen=True, slots=True)
class NullCharts:
    """The charts of one null."""

    anchor: str
    title: str
    charts: tuple[Chart, ...]


def null_charts(one: NullValidation, names: NullNames, locale: Locale) -> NullCharts:
    """Return the charts of one null, each with its title and the words for those who do not see it."""
    null = null_words(one.null, names, locale)
    charts = (
        _roc(one, null, locale),
        _tippett(one, null, locale),
        _pav(one, null, locale),
        _ece(one, null, locale),
    )
    return NullCharts(f"charts-{one.null}", locale.say("validation.against", null=null), charts)


def _roc(one: NullValidation, null: str, locale: Locale) -> Chart:
    return Chart(
        title=locale.say("chart.roc"),
        label=locale.say("chart.roc_label", null=null, eer=notation.decimal(one.eer.value)),
        x=share_axis(locale.say("chart.fmr")),
        y=share_axis(locale.say("chart.found")),
        curves=(
            Curve(locale.say("chart.system"), "solid", one.roc),
            Curve(locale.say("chart.even"), "thin", ((0.0, 0.0), (1.0, 1.0))),
        ),
    )


def _tippett(one: NullValidation, null: str, locale: Locale) -> Chart:
    x = log10_axis(locale.say("chart.llr"), _values(one.tippett_h1, one.tippett_h2))
    return Chart(
        title=locale.say("chart.tippett"),
        label=locale.say(
            "chart.tippett_of_null",
            null=null,
            n_h1=notation.count(one.n_h1),
            n_h2=notation.count(one.n_h2),
        ),
        x=x,
        y=share_axis(locale.say("chart.share_at_least")),
        curves=(
            Curve(locale.say("chart.pairs_h1"), "solid", stairs(one.tippett_h1, x)),
            Curve(locale.say("chart.pairs_h2", null=one.null), "dashed", stairs(one.tippett_h2, x)),
        ),
    )


def _pav(one: NullValidation, null: str, locale: Locale) -> Chart:
    held = [*_values(one.pav), *(after for _, after in one.pav if abs(after) < INFINITE)]
    x = log10_axis(locale.say("chart.before_pav"), held)
    return Chart(
        title=locale.say("chart.pav"),
        label=locale.say("chart.pav_label", null=null, dev_pav=notation.decimal(one.dev_pav)),
        x=x,
        y=_with_edges(one.pav, replace(x, name=locale.say("chart.after_pav"))),
        curves=(
            Curve(locale.say("chart.as_fitted"), "dots", one.pav),
            Curve(locale.say("chart.equal"), "thin", ((x.low, x.low), (x.high, x.high))),
        ),
    )


def _with_edges(pav: Iterable[Point], axis: Axis) -> Axis:
    """Return an axis for ratios after PAV, on which the infinite ones stand at an edge that says so."""
    after = [y for _, y in pav]
    low, high, ticks = axis.low, axis.high, list(axis.ticks)
    room = (high - low) * EDGE
    if max(after, default=0.0) >= INFINITE:
        high += room
        ticks.append((high, "\N{INFINITY}"))
    if min(after, default=0.0) <= -INFINITE:
        low -= room
        ticks.insert(0, (low, "\N{MINUS SIGN}\N{INFINITY}"))
    return Axis(axis.name, low, high, tuple(ticks))


def _ece(one: NullValidation, null: str, locale: Locale) -> Chart:
    odds = [point.log10_prior_odds for point in one.ece]
    system, best, nothing = (
        tuple((point.log10_prior_odds, getattr(point, name)) for point in one.ece)
        for name in ("system", "pav", "reference")
    )
    return Chart(
        title=locale.say("chart.ece"),
        label=locale.say(
            "chart.ece_label",
            null=null,
            cllr=notation.decimal(one.cllr.value),
            cllr_min=notation.decimal(one.cllr_min.value),
        ),
        x=log10_axis(locale.say("chart.prior"), odds),
        y=upward_axis(locale.say("chart.bits"), (y for line in (system, best, nothing) for _, y in line)),
        curves=(
            Curve(locale.say("chart.system"), "solid", system),
            Curve(locale.say("chart.best"), "dashed", best),
            Curve(locale.say("chart.nothing"), "dotted", nothing),
        ),
    )


def _values(*lines: Iterable[Point]) -> list[float]:
    return [x for line in lines for x, _ in line]


def stairs(points: Iterable[Point], x: Axis) -> tuple[Point, ...]:
    """Return the falling stairs of (value, share at that value or above) over the whole axis.

    >>> stairs(((0.0, 1.0), (1.0, 0.4)), Axis("", -1.0, 2.0, ()))
    ((-1.0, 1.0), (0.0, 1.0), (0.0, 0.4), (1.0, 0.4), (1.0, 0.0), (2.0, 0.0))
    """
    drawn: list[Point] = [(x.low, 1.0)]
    for value, share in points:
        drawn += [(drawn[-1][0], share), (value, share)]
    drawn += [(drawn[-1][0], 0.0), (x.high, 0.0)]
    return tuple(one for n, one in enumerate(drawn) if n == 0 or one != drawn[n - 1])
