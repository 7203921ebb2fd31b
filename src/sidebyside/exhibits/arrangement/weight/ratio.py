"""A finding with a likelihood ratio: its panel."""

from collections.abc import Sequence

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.weight.axes import log10_axis, share_axis
from sidebyside.exhibits.arrangement.weight.scale import in_words, scale_rows
from sidebyside.exhibits.chart_view import Axis, Bar, Chart, Curve, Point, Waterfall
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.strength_view import RatioRow, StrengthView
from sidebyside.exhibits.text_view import Fact
from sidebyside.records import Calibration, Contribution, Finding, LikelihoodRatio, NullModel

_SAME = 5e-5


def quoted(finding: Finding) -> LikelihoodRatio | None:
    """Return the ratio that the finding quotes: the one that equals its `llr`, of the highest grade."""
    same = [one for one in finding.likelihood_ratios if one.llr == finding.llr]
    return max(same, key=lambda one: one.null) if same else None


def ratio_facts(finding: Finding, locale: Locale) -> tuple[Fact, ...]:
    """Return the ratio, its interval and null in short, or why none is stated."""
    name = locale.say("strength.llr")
    one = quoted(finding)
    if one is not None:
        return (
            Fact(name, _with_interval(one, locale)),
            Fact(locale.say("strength.null"), locale.say(f"null_grade.{one.null}")),
            Fact(locale.say("strength.in_words"), in_words(one.llr, locale)),
        )
    if finding.llr is not None:
        return (Fact(name, notation.log10_ratio(finding.llr)),)
    because = finding.uncalibrated_because
    if not because:
        return (Fact(name, locale.say("strength.not_calibrated")),)
    why = locale.say_or(f"uncalibrated.{because}", because)
    return (Fact(name, locale.say("strength.not_stated", why=why)),)


def strength_view(
    finding: Finding, calibrations: Sequence[tuple[str, Calibration]], locale: Locale
) -> StrengthView | None:
    """Return the panel of a finding; None where it has no ratio.

    `calibrations` are those in force, each with its anchor on the page.
    """
    one = quoted(finding)
    if one is None:
        return None
    found = next(((at, item) for at, item in calibrations if item.id == one.calibration), None)
    model = next((item for item in found[1].nulls if item.null == one.null), None) if found else None
    null = locale.say(f"null_grade.{one.null}")
    return StrengthView(
        h1=locale.say("proposition.h1" if finding.medium == "text" else "proposition.h1_image"),
        h2=locale.say("proposition.h2", null=null),
        sentence=_sentence(one.llr, locale),
        facts=_facts(one, locale),
        at_bound=_at_bound(one, locale),
        ratios=tuple(_row(item, item is one, locale) for item in finding.likelihood_ratios),
        scale=scale_rows(one.llr, locale),
        scale_note=locale.say("scale.note"),
        waterfall=_waterfall(finding.contributions, one, locale),
        contributions=tuple(
            (_feature(item, locale), notation.decimal(item.value), notation.log10_ratio(item.llr))
            for item in finding.contributions
        ),
        tippett=_tippett(model, one, locale) if model and model.quantiles_h1 and model.quantiles_h2 else None,
        calibration=found[0] if found else "",
    )


def _sentence(llr: float, locale: Locale) -> str:
    times = notation.ratio(abs(llr))
    if times == "1":
        return locale.say("strength.as_probable")
    return locale.say("strength.more_probable" if llr > 0 else "strength.less_probable", times=times)


def _with_interval(one: LikelihoodRatio, locale: Locale) -> str:
    return locale.say("strength.with_interval", llr=notation.log10_ratio(one.llr), **_ends(one.low, one.high))


def _ends(low: float, high: float) -> dict[str, str]:
    return {"low": notation.log10_ratio(low), "high": notation.log10_ratio(high)}


def _facts(one: LikelihoodRatio, locale: Locale) -> tuple[Fact, ...]:
    low, high = notation.ratio(one.low), notation.ratio(one.high)
    ends = {"low": in_words(one.low, locale), "high": in_words(one.high, locale)}
    words = in_words(one.llr, locale)
    if ends["low"] != ends["high"]:
        words = locale.say("strength.words_of_interval", words=words, **ends)
    bounds = locale.say("scale.from_to", **_ends(one.lower_bound, one.upper_bound))
    return (
        Fact(locale.say("strength.llr"), _with_interval(one, locale)),
        Fact(
            locale.say("strength.ratio"),
            locale.say("strength.with_interval", llr=notation.ratio(one.llr), low=low, high=high),
        ),
        Fact(locale.say("strength.bounds"), bounds),
        Fact(locale.say("strength.in_words"), words),
        Fact(
            locale.say("strength.n_pairs"),
            locale.say("strength.n_of_each", n_h1=notation.count(one.n_h1), n_h2=notation.count(one.n_h2)),
        ),
    )


def _at_bound(one: LikelihoodRatio, locale: Locale) -> str:
    if one.llr >= one.upper_bound - _SAME:
        return locale.say("strength.at_upper_bound")
    return locale.say("strength.at_lower_bound") if one.llr <= one.lower_bound + _SAME else ""


def _row(one: LikelihoodRatio, is_quoted: bool, locale: Locale) -> RatioRow:
    null = locale.say(f"null_grade.{one.null}")
    return RatioRow(
        null=locale.say("strength.null_of_case", null=null) if one.is_of_case else null,
        llr=notation.log10_ratio(one.llr),
        ratio=notation.ratio(one.llr),
        interval=locale.say("scale.from_to", **_ends(one.low, one.high)),
        bounds=locale.say("scale.from_to", **_ends(one.lower_bound, one.upper_bound)),
        n_pairs=locale.say(
            "strength.n_of_each", n_h1=notation.count(one.n_h1), n_h2=notation.count(one.n_h2)
        ),
        mark=locale.say("strength.quoted") if is_quoted else "",
    )


def _feature(item: Contribution, locale: Locale) -> str:
    return locale.say_or(f"feature.{item.feature}", item.feature)


def _waterfall(parts: Sequence[Contribution], one: LikelihoodRatio, locale: Locale) -> Waterfall:
    bars, at = [], 0.0
    for item in parts:
        after = at + item.llr
        value = notation.log10_ratio(item.llr)
        bars.append(Bar(_feature(item, locale), value, at, after, "more" if item.llr >= 0 else "less"))
        at = after
    if abs(at - one.llr) > len(parts) * _SAME:
        bars.append(Bar(locale.say("chart.before_bound"), notation.log10_ratio(at), 0.0, at, "sum"))
    bars.append(Bar(locale.say("chart.quoted"), notation.log10_ratio(one.llr), 0.0, one.llr, "sum"))
    listed = " · ".join(f"{bar.name} {bar.value}" for bar in bars)
    ends = [value for bar in bars for value in (bar.start, bar.end)]
    label = locale.say("chart.waterfall_label", bars=listed)
    return Waterfall(label, log10_axis(locale.say("chart.llr"), ends), tuple(bars))


def _tippett(model: NullModel, one: LikelihoodRatio, locale: Locale) -> Chart:
    null = locale.say(f"null_grade.{one.null}")
    llr = notation.log10_ratio(one.llr)
    values = (*model.quantiles_h1, *model.quantiles_h2, one.llr)
    x = log10_axis(locale.say("chart.llr"), values)
    curves = (
        Curve(locale.say("chart.pairs_h1"), "solid", _shares(model.quantiles_h1, x)),
        Curve(locale.say("chart.pairs_h2", null=null), "dashed", _shares(model.quantiles_h2, x)),
    )
    return Chart(
        title=locale.say("chart.tippett"),
        label=locale.say(
            "chart.tippett_label",
            llr=llr,
            null=null,
            n_h1=notation.count(model.n_h1),
            n_h2=notation.count(model.n_h2),
        ),
        x=x,
        y=share_axis(locale.say("chart.share_at_least")),
        curves=curves,
        marks=((one.llr, locale.say("chart.this_pair", llr=llr)),),
    )


def _shares(quantiles: Sequence[float], x: Axis) -> tuple[Point, ...]:
    """Return (ratio, share of the pairs at it or above) from evenly spaced quantiles, over the whole axis.

    Of a flat run only the ends are kept.

    >>> _shares((-1.0, 0.0, 0.0, 0.0, 2.0), Axis("", -2.0, 3.0, ()))
    ((-2.0, 1.0), (-1.0, 1.0), (0.0, 0.75), (0.0, 0.25), (2.0, 0.0), (3.0, 0.0))
    """
    last = len(quantiles) - 1
    points = [(value, 1.0 - number / last) for number, value in enumerate(quantiles)]
    kept = tuple(
        (value, round(share, 6))
        for number, (value, share) in enumerate(points)
        if number in (0, last) or not points[number - 1][0] == value == points[number + 1][0]
    )
    return ((x.low, 1.0), *kept, (x.high, 0.0))
