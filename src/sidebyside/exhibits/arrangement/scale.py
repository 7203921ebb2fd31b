"""The verbal scale: in which band a ratio lies, and what is said where its interval reaches into another.

The words are those of the European Network of Forensic Science Institutes, Guideline for Evaluative Reporting
in Forensic Science, 2015, table of verbal expressions. It prints 1, then 2 to 10 and so on; what lies between
1 and 2 stands with 1 here, and an edge belongs to the band below it. No figure is made here: the end of an
interval that is nearer to 1 is picked, and named.
"""

import math
from collections.abc import Sequence

from sidebyside.exhibits import notation
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.strength_view import ScaleRow

Interval = tuple[float, float] | None

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


def weak_end(llr: float, interval: Interval) -> float:
    """Return the end of an interval that is nearer to 0; 0 where the interval holds it, `llr` without one.

    >>> weak_end(1.5, (-0.08, 2.74)), weak_end(-1.2, (-1.6, -0.4)), weak_end(2.0, None)
    (0.0, -0.4, 2.0)
    """
    if interval is None:
        return llr
    low, high = interval
    return 0.0 if low <= 0.0 <= high else low if low > 0.0 else high


def words_of(llr: float, interval: Interval, locale: Locale) -> str:
    """Say how strongly a ratio supports which proposition at the weak end of its interval.

    Where the middle lies in another band that one is named beside it.
    """
    middle, weakest = in_words(llr, locale), in_words(weak_end(llr, interval), locale)
    if weakest == middle:
        return middle
    if interval is not None and interval[0] <= 0.0 <= interval[1]:
        return locale.say("scale.weakest_none", middle=middle)
    return locale.say("scale.weakest", weakest=weakest, middle=middle)


def band_word(llr: float, interval: Interval = None) -> str:
    """Return the band at the weak end of an interval as one word, the same in every language.

    >>> band_word(2.5, (1.9, 2.9)), band_word(-1.2), band_word(1.5, (-0.08, 2.74))
    ('moderate_h1', 'moderate_h2', 'none')
    """
    weakest = weak_end(llr, interval)
    name = band(weakest)
    return name if name == "none" else f"{name}_{'h1' if weakest > 0 else 'h2'}"


def scale_rows(llr: float, locale: Locale, interval: Interval = None) -> tuple[ScaleRow, ...]:
    """Return every band of the scale, with those of the ratio and of the weak end of its interval marked.

    For a ratio that supports h2 the whole scale is that of ratios below 1.
    """
    here, middle = band(weak_end(llr, interval)), band(llr)
    is_reversed = llr < 0 and middle != "none"
    first, other = ("h2", "h1") if is_reversed else ("h1", "h2")
    marks = {middle: locale.say("scale.here_h2" if is_reversed else "scale.here")}
    if here != middle:
        marks = {middle: locale.say("scale.middle"), here: locale.say("scale.at_weakest")}
    rows = []
    for number, (name, least) in enumerate(BANDS):
        ends = [least, *(top for _, top in BANDS[number + 1 : number + 2])]
        rows.append(
            ScaleRow(
                ratios=_range([_ratio(end, is_reversed) for end in ends], is_reversed, locale),
                log10=_range([_log10(end, is_reversed) for end in ends], is_reversed, locale),
                support=locale.say(f"scale.{name}"),
                meaning=locale.say(f"scale_meaning.{name}", first=first, other=other),
                mark=marks.get(name, ""),
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
