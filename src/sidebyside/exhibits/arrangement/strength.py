"""How much a match and a pair weigh: the expected number by chance, the likelihood ratio, and its words.

Every figure is that of the record; nothing is estimated here. The words that go with a ratio are those of its
weak end (`scale`); where it was searched for, what is left of it stands beside it.
"""

from collections.abc import Callable, Sequence

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement import before_and_after
from sidebyside.exhibits.arrangement.before_and_after import why_none
from sidebyside.exhibits.arrangement.said import said
from sidebyside.exhibits.arrangement.scale import in_words, scale_rows, words_of
from sidebyside.exhibits.arrangement.searched import after_search, with_interval
from sidebyside.exhibits.arrangement.statistics import InForce, null_of
from sidebyside.exhibits.chart import Axis, Bar, Chart, Curve, Waterfall, log10_axis, share_axis
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.strength_view import RatioRow, StrengthView
from sidebyside.exhibits.text_view import LabelledValue
from sidebyside.records import (
    Chance,
    Contribution,
    Finding,
    LikelihoodRatio,
    Match,
    NullModel,
    NullValidation,
    PairFigures,
    Point,
    SearchedRatio,
)

_SAME = 5e-5
"""Ratios are held to four decimals of their log10; a smaller difference is none."""


def expected(
    value: float | None,
    interval: tuple[float, float] | None,
    is_distinguishable: bool | None,
    locale: Locale,
    *,
    is_text: bool = True,
) -> str:
    """Write an expected number with its interval, and the word beside it where it is above the limit.

    The number of a match of pictures is that of its method; its interval has no width and is left out.
    """
    if value is None:
        return locale.say("strength.not_calibrated")
    said = least(value, locale)
    has_width = interval is not None and (is_text or interval[0] < interval[1])
    if interval is not None and has_width and interval[1] > notation.LEAST_EXPECTED:
        low, high = (least(end, locale) for end in interval)
        said = locale.say("chance.interval", expected=said, low=low, high=high)
    if is_distinguishable is False:
        said = locale.say("chance.marked", expected=said, mark=mark(is_distinguishable, locale))
    return said


def least(value: float, locale: Locale) -> str:
    """Write an expected number; at the least that is stated as that or less."""
    said = notation.expected(float(f"{max(value, notation.LEAST_EXPECTED):.4g}"))
    return locale.say("chance.or_less", value=said) if value <= notation.LEAST_EXPECTED else said


def mark(is_distinguishable: bool | None, locale: Locale) -> str:
    """Return the words for what is not distinguishable from chance; empty for all else."""
    return locale.say("chance.not_distinguishable") if is_distinguishable is False else ""


def expected_of(chance: Chance | None, locale: Locale) -> str:
    """Write the expected number of one match."""
    if chance is None:
        return locale.say("strength.not_calibrated")
    interval, is_text = (chance.low, chance.high), chance.language is not None
    return expected(chance.expected, interval, chance.is_distinguishable, locale, is_text=is_text)


def chance_facts(match: Match, locale: Locale) -> tuple[LabelledValue, ...]:
    """Return the expected number of a match, its weight, and whose constants were used."""
    facts = [LabelledValue(locale.say("strength.expected_by_chance"), expected_of(match.chance, locale))]
    if match.chance is not None:
        language = locale.say(f"chance_language.{match.chance.language}")
        facts.append(LabelledValue(locale.say("chance.bits"), notation.bits(match.chance.bits)))
        facts.append(LabelledValue(locale.say("chance.language"), language))
    return tuple(facts)


def ratio_facts(
    finding: Finding,
    figures: PairFigures,
    searched: SearchedRatio | None,
    calibrations: InForce,
    locale: Locale,
) -> tuple[LabelledValue, ...]:
    """Return the ratio, its interval and null in short, and what a search leaves of it; or why none is."""
    name = locale.say("strength.llr")
    one = finding.quoted_of(figures)
    if one is not None:
        words = words_of(one.llr, (one.low, one.high), locale)
        return (
            LabelledValue(name, _with_interval(one, locale)),
            LabelledValue(locale.say("strength.in_words"), words),
            *after_search(searched, locale),
            LabelledValue(locale.say("strength.null"), null_of(one, calibrations, locale)),
        )
    if figures.llr is not None:
        return (LabelledValue(name, notation.log10_ratio(figures.llr)),)
    if not figures.uncalibrated_because:
        return (LabelledValue(name, locale.say("strength.not_calibrated")),)
    return (LabelledValue(name, locale.say("strength.not_stated", why=why_none(figures, locale))),)


def h2_of(stated: Sequence[NullValidation]) -> str:
    """Return which wording of h2 holds: a common source is part of it only where one was measured (N3)."""
    return "proposition.h2" if any(one.null == "N3" for one in stated) else "proposition.h2_unshared"


def strength_view(
    finding: Finding,
    calibrations: InForce,
    searched: SearchedRatio | None,
    locale: Locale,
) -> StrengthView | None:
    """Return the panel of a finding; None where it has no ratio.

    `calibrations` are those in force, each with its anchor on the page; `searched` is the ratio after a
    search of a corpus, None where none was searched. The figures are those after filtration where there are
    any; before and after stand beside each other in the sentence and in the facts.
    """
    figures = finding.in_force if finding.quoted_of(finding.in_force) else finding.before
    one = finding.quoted_of(figures)
    if one is None:
        return None
    found = next(((at, item) for at, item in calibrations if item.id == one.calibration), None)
    model = next((item for item in found[1].nulls if item.null == one.null), None) if found else None
    null = null_of(one, calibrations, locale)
    return StrengthView(
        h1=locale.say("proposition.h1" if finding.medium == "text" else "proposition.h1_image"),
        h2=_h2_of_finding(finding, null, locale),
        sentence=before_and_after.sentence(finding, lambda each: _sentence(each, locale), locale),
        limits=said(found[1].unfit_for, locale) if found else (),
        facts=before_and_after.facts(finding, lambda each: _facts(each, locale), locale),
        at_bound=_at_bound(one, locale),
        searched=_searched(searched, locale),
        ratios=tuple(
            _row(item, _row_mark(item, finding.in_force_alone, locale), calibrations, locale)
            for item in figures.likelihood_ratios
        ),
        scale=scale_rows(one.llr, locale, (one.low, one.high)),
        scale_note=locale.say("scale.note"),
        waterfall=_waterfall(figures.contributions, one, locale),
        contributions=tuple(
            (
                _feature(item, locale),
                notation.ABSENT if item.feature == "start" else notation.decimal(item.value),
                notation.log10_ratio(item.llr),
            )
            for item in figures.contributions
        ),
        tippett=_tippett(model, one, null, locale)
        if model and model.quantiles_h1 and model.quantiles_h2
        else None,
        calibration=found[0] if found else "",
    )


def _sentence(one: LikelihoodRatio, locale: Locale) -> str:
    times = notation.ratio(abs(one.llr))
    if times == "1":
        return locale.say("strength.as_probable")
    key = "strength.more_probable" if one.llr > 0 else "strength.less_probable"
    is_at_bound = one.is_at_upper_bound if one.llr > 0 else one.is_at_lower_bound
    return locale.say(f"{key}_at_least" if is_at_bound else key, times=times)


def _with_interval(
    one: LikelihoodRatio, locale: Locale, said: Callable[[float], str] = notation.log10_ratio
) -> str:
    bound = "upper" if one.is_at_upper_bound else "lower" if one.is_at_lower_bound else ""
    return with_interval(one.llr, (one.low, one.high), bound, locale, said)


def _ends(low: float, high: float) -> dict[str, str]:
    return {"low": notation.log10_ratio(low), "high": notation.log10_ratio(high)}


def _facts(one: LikelihoodRatio, locale: Locale) -> tuple[LabelledValue, ...]:
    ends = {"low": in_words(one.low, locale), "high": in_words(one.high, locale)}
    words = words_of(one.llr, (one.low, one.high), locale)
    if words == in_words(one.llr, locale) and ends["low"] != ends["high"]:
        words = locale.say("strength.words_of_interval", words=words, **ends)
    bounds = locale.say("scale.from_to", **_ends(one.lower_bound, one.upper_bound))
    return (
        LabelledValue(locale.say("strength.llr"), _with_interval(one, locale)),
        LabelledValue(
            locale.say("strength.ratio"),
            _with_interval(one, locale, notation.ratio),
        ),
        LabelledValue(locale.say("strength.bounds"), bounds),
        LabelledValue(locale.say("strength.in_words"), words),
        LabelledValue(
            locale.say("strength.n_pairs"),
            locale.say("strength.n_of_each", n_h1=notation.count(one.n_h1), n_h2=notation.count(one.n_h2)),
        ),
    )


def _at_bound(one: LikelihoodRatio, locale: Locale) -> str:
    if one.is_at_upper_bound:
        return locale.say("strength.at_upper_bound")
    return locale.say("strength.at_lower_bound") if one.is_at_lower_bound else ""


def _searched(found: SearchedRatio | None, locale: Locale) -> tuple[LabelledValue, ...]:
    if found is None:
        return ()
    mark = "≥ " if found.because == "at_upper_bound" else ""
    ratio, log = f"{mark}{notation.ratio(found.llr)}", f"{mark}{notation.log10_ratio(found.llr)}"
    plain = locale.say("searched.plain", ratio=ratio, llr=log)
    return (LabelledValue(locale.say("searched.llr"), plain), *after_search(found, locale))


def _bound_mark(one: LikelihoodRatio) -> str:
    """Return the sign before a ratio that stands at a bound: it is at least, or at most, so much."""
    return "≥ " if one.is_at_upper_bound else "≤ " if one.is_at_lower_bound else ""


def _interval(one: LikelihoodRatio, locale: Locale) -> str:
    """Write an interval without an end at a bound, where nothing more is known; absent if no end is left."""
    low, high = notation.log10_ratio(one.low), notation.log10_ratio(one.high)
    if low == high:
        return notation.ABSENT
    if one.is_at_upper_bound:
        return locale.say("strength.from_low", low=low)
    if one.is_at_lower_bound:
        return locale.say("strength.up_to_high", high=high)
    return locale.say("scale.from_to", low=low, high=high)


def _row(one: LikelihoodRatio, mark: str, calibrations: InForce, locale: Locale) -> RatioRow:
    null = null_of(one, calibrations, locale)
    return RatioRow(
        null=locale.say("strength.null_of_case", null=null) if one.is_of_case else null,
        llr=f"{_bound_mark(one)}{notation.log10_ratio(one.llr)}",
        ratio=f"{_bound_mark(one)}{notation.ratio(one.llr)}",
        interval=_interval(one, locale),
        bounds=locale.say("scale.from_to", **_ends(one.lower_bound, one.upper_bound)),
        n_pairs=locale.say(
            "strength.n_of_each", n_h1=notation.count(one.n_h1), n_h2=notation.count(one.n_h2)
        ),
        mark=mark,
    )


def _feature(item: Contribution, locale: Locale) -> str:
    return locale.word("feature", item.feature)


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


def _tippett(model: NullModel, one: LikelihoodRatio, null: str, locale: Locale) -> Chart:
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


def _h2_of_finding(finding: Finding, null: str, locale: Locale) -> str:
    """Say what h2 is; a common source is part of it where one was measured (N3) and nobody excluded it."""
    if finding.source_excluded is not None:
        return locale.say("proposition.h2_excluded", null=null, by=finding.source_excluded.by)
    is_measured = any(one.null == "N3" for one in finding.likelihood_ratios)
    return locale.say("proposition.h2" if is_measured else "proposition.h2_unshared", null=null)


def _row_mark(one: LikelihoodRatio, finding: Finding, locale: Locale) -> str:
    """Say of a ratio that it is quoted, or who excluded what it is held against, and how; else nothing."""
    if one == finding.quoted:
        return locale.say("strength.quoted")
    excluded = finding.source_excluded
    if excluded is None or one in finding.applicable:
        return ""
    return locale.say("common_source.excluded", by=excluded.by, why=excluded.why)
