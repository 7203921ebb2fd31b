"""The words that go with a ratio: the scale of the ENFSI guideline.

Source: European Network of Forensic Science Institutes, Guideline for Evaluative Reporting in Forensic
Science, 2015, table of verbal expressions. It prints 1, then 2 to 10 and so on; what lies between 1 and 2
stands with 1 here, and an edge belongs to the band below it.
"""

import math
from collections.abc import Sequence

from sidebyside.exhibits import notation
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.strength_view import ScaleRow

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

_SLACK = 5e-5
"""Ratios are held to four decimals of their log10."""


def band(llr: float) -> str:
    """Return the name of the band of a ratio, whichever proposition it is for.

    >>> band(0.3), band(1.0), band(1.01), band(-3.5), band(7.0)
    ('none', 'weak', 'moderate', 'strong', 'extremely_strong')
    """
    size = abs(llr)
    return [name for name, least in BANDS if least == 1 or size > math.log10(least) + _SLACK][-1]


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
    mark = locale.say("scale.here_h2" if is_reversed else "scale.here")
    rows = []
    for number, (name, least) in enumerate(BANDS):
        ends = [least, *(top for _, top in BANDS[number + 1 : number + 2])]
        rows.append(
            ScaleRow(
                ratios=_range([_ratio(end, is_reversed) for end in ends], is_reversed, locale),
                log10=_range([_log10(end, is_reversed) for end in ends], is_reversed, locale),
                support=locale.say(f"scale.{name}"),
                meaning=locale.say(f"scale_meaning.{name}", first=first, other=other),
                mark=mark if name == here else "",
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
