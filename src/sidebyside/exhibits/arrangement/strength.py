"""How much a match and a pair weigh: the expected number by chance, the likelihood ratio, and its words.

Every figure is that of the record; nothing is estimated here. The words that go with a ratio are the scale of
the European Network of Forensic Science Institutes, Guideline for Evaluative Reporting in Forensic Science,
2015, table of verbal expressions. It prints 1, then 2 to 10 and so on; what lies between 1 and 2 stands with
1 here, and an edge belongs to the band below it.
"""

import math
from collections.abc import Callable, Sequence

from sidebyside.exhibits import notation
from sidebyside.exhibits.chart import Axis, Bar, Chart, Curve, Waterfall, log10_axis, share_axis
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.strength_view import RatioRow, ScaleRow, StrengthView
from sidebyside.exhibits.text_view import LabelledValue
from sidebyside.records import (
    Calibration,
    Chance,
    Contribution,
    Finding,
    LikelihoodRatio,
    Match,
    NullModel,
    NullValidation,
    Point,
    SearchedRatio,
)

BANDS = (
    ("none", 1),
    ("weak", 2),
    ("moderate", 10),
    ("moderately_strong", 100),
    ("strong", 1_000),
    ("very_strong", 10_000),
    ("extremely_strong", 1_000_000),
)
"""Each band with the ratio that it starts above."""

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
    said = _least(value, locale)
    has_width = interval is not None and (is_text or interval[0] < interval[1])
    if interval is not None and has_width and interval[1] > notation.LEAST_EXPECTED:
        low, high = (_least(end, locale) for end in interval)
        said = locale.say("chance.interval", expected=said, low=low, high=high)
    if is_distinguishable is False:
        said = locale.say("chance.marked", expected=said, mark=mark(is_distinguishable, locale))
    return said


def _least(value: float, locale: Locale) -> str:
    said = notation.expected(value)
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


def quoted(finding: Finding) -> LikelihoodRatio | None:
    """Return the ratio that the finding quotes: the one that equals its `llr`, of the highest grade."""
    same = [one for one in finding.likelihood_ratios if one.llr == finding.llr]
    return max(same, key=lambda one: one.null) if same else None


def ratio_facts(finding: Finding, locale: Locale) -> tuple[LabelledValue, ...]:
    """Return the ratio, its interval and null in short, or why none is stated."""
    name = locale.say("strength.llr")
    one = quoted(finding)
    if one is not None:
        return (
            LabelledValue(name, _with_interval(one, locale)),
            LabelledValue(locale.say("strength.null"), locale.say(f"null_grade.{one.null}")),
            LabelledValue(locale.say("strength.in_words"), in_words(one.llr, locale)),
        )
    if finding.llr is not None:
        return (LabelledValue(name, notation.log10_ratio(finding.llr)),)
    because = finding.uncalibrated_because
    if not because:
        return (LabelledValue(name, locale.say("strength.not_calibrated")),)
    why = locale.say_or(f"uncalibrated.{because}", because)
    return (LabelledValue(name, locale.say("strength.not_stated", why=why)),)


def h2_of(stated: Sequence[LikelihoodRatio] | Sequence[NullValidation]) -> str:
    """Return which wording of h2 holds: a common source is part of it only where one was measured (N3)."""
    return "proposition.h2" if any(one.null == "N3" for one in stated) else "proposition.h2_unshared"


def strength_view(
    finding: Finding,
    calibrations: Sequence[tuple[str, Calibration]],
    searched: SearchedRatio | None,
    locale: Locale,
) -> StrengthView | None:
    """Return the panel of a finding; None where it has no ratio.

    `calibrations` are those in force, each with its anchor on the page; `searched` is the ratio after a
    search of a corpus, None where none was searched.
    """
    one = quoted(finding)
    if one is None:
        return None
    found = next(((at, item) for at, item in calibrations if item.id == one.calibration), None)
    model = next((item for item in found[1].nulls if item.null == one.null), None) if found else None
    null = locale.say(f"null_grade.{one.null}")
    return StrengthView(
        h1=locale.say("proposition.h1" if finding.medium == "text" else "proposition.h1_image"),
        h2=locale.say(h2_of(finding.likelihood_ratios), null=null),
        sentence=_sentence(one, locale),
        facts=_facts(one, locale),
        at_bound=_at_bound(one, locale),
        searched=_searched(searched, locale),
        ratios=tuple(_row(item, item is one, locale) for item in finding.likelihood_ratios),
        scale=scale_rows(one.llr, locale),
        scale_note=locale.say("scale.note"),
        waterfall=_waterfall(finding.contributions, one, locale),
        contributions=tuple(
            (
                _feature(item, locale),
                notation.ABSENT if item.feature == "start" else notation.decimal(item.value),
                notation.log10_ratio(item.llr),
            )
            for item in finding.contributions
        ),
        tippett=_tippett(model, one, locale) if model and model.quantiles_h1 and model.quantiles_h2 else None,
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
    """Write a ratio with its interval; at a bound as what it is at least, or at most, and no end beyond."""
    llr, low, high = said(one.llr), said(one.low), said(one.high)
    if one.is_at_upper_bound:
        if low == llr:
            return locale.say("strength.at_least", llr=llr)
        return locale.say("strength.at_least_from", llr=llr, low=low)
    if one.is_at_lower_bound:
        if high == llr:
            return locale.say("strength.at_most", llr=llr)
        return locale.say("strength.at_most_to", llr=llr, high=high)
    return locale.say("strength.with_interval", llr=llr, low=low, high=high)


def _ends(low: float, high: float) -> dict[str, str]:
    return {"low": notation.log10_ratio(low), "high": notation.log10_ratio(high)}


def _facts(one: LikelihoodRatio, locale: Locale) -> tuple[LabelledValue, ...]:
    ends = {"low": in_words(one.low, locale), "high": in_words(one.high, locale)}
    words = in_words(one.llr, locale)
    if ends["low"] != ends["high"]:
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
    n = notation.count(found.n)
    mark = "≥ " if found.llr_over_n is None else ""

    def both(llr: float) -> str:
        ratio, log = notation.ratio(llr), notation.log10_ratio(llr)
        return locale.say("searched.both", ratio=f"{mark}{ratio}", llr=f"{mark}{log}")

    over_n = locale.say("searched.at_bound") if found.llr_over_n is None else both(found.llr_over_n)
    return (
        LabelledValue(locale.say("searched.llr"), both(found.llr)),
        LabelledValue(locale.say("searched.llr_over_n", n=n), over_n),
    )


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


def _row(one: LikelihoodRatio, is_quoted: bool, locale: Locale) -> RatioRow:
    null = locale.say(f"null_grade.{one.null}")
    return RatioRow(
        null=locale.say("strength.null_of_case", null=null) if one.is_of_case else null,
        llr=f"{_bound_mark(one)}{notation.log10_ratio(one.llr)}",
        ratio=f"{_bound_mark(one)}{notation.ratio(one.llr)}",
        interval=_interval(one, locale),
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


def band(llr: float) -> str:
    """Return the name of the band of a ratio, whichever proposition it is for.

    >>> band(0.3), band(1.0), band(1.01), band(-3.5), band(7.0)
    ('none', 'weak', 'moderate', 'strong', 'extremely_strong')
    """
    size = abs(llr)
    return [name for name, least in BANDS if least == 1 or size > math.log10(least) + _SAME][-1]


def in_words(llr: float, locale: Locale) -> str:
    """Say how strongly a ratio supports which proposition."""
    name = band(llr)
    support = locale.say(f"scale.{name}")
    if name == "none":
        return support
    return locale.say("scale.for", support=support, proposition="h1" if llr > 0 else "h2")


def scale_rows(llr: float, locale: Locale) -> tuple[ScaleRow, ...]:
    """Return every band of the scale, with the one of this ratio marked.

    For a ratio that supports h2 the whole scale is that of ratios below 1.
    """
    here = band(llr)
    is_reversed = llr < 0 and here != "none"
    first, other = ("h2", "h1") if is_reversed else ("h1", "h2")
    said = locale.say("scale.here_h2" if is_reversed else "scale.here")
    rows = []
    for number, (name, least) in enumerate(BANDS):
        ends = [least, *(top for _, top in BANDS[number + 1 : number + 2])]
        rows.append(
            ScaleRow(
                ratios=_range([_ratio(end, is_reversed) for end in ends], is_reversed, locale),
                log10=_range([_log10(end, is_reversed) for end in ends], is_reversed, locale),
                support=locale.say(f"scale.{name}"),
                meaning=locale.say(f"scale_meaning.{name}", first=first, other=other),
                mark=said if name == here else "",
            )
        )
    return tuple(rows)


def _range(ends: Sequence[str], is_reversed: bool, locale: Locale) -> str:
    """Write the range between two ends, or beyond the one there is."""
    if len(ends) == 1:
        return locale.say("scale.below" if is_reversed else "scale.above", end=ends[0])
    low, high = reversed(ends) if is_reversed else ends
    return locale.say("scale.from_to", low=low, high=high)


def _ratio(value: int, is_reversed: bool) -> str:
    return f"1/{notation.count(value)}" if is_reversed and value > 1 else notation.count(value)


def _log10(value: int, is_reversed: bool) -> str:
    sign = "\N{MINUS SIGN}" if is_reversed and value > 1 else ""
    return f"{sign}{math.log10(value):.2g}"
