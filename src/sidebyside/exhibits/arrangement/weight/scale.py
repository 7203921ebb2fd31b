"""The words that go with a ratio: the scale of the ENFSI guideline.

Source: European Network of Forensic Science Institutes, Guideline for Evaluative Reporting in Forensic
Science, 2015, table of verbal expressions. It prints 1, then 2 to 10 and so on; what lies between 1 and 2
stands with 1 here, and an edge belongs to the band below it.
"""

import math

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
    """Return every band of the scale, with the one of this ratio marked."""
    here = band(llr)
    is_reversed = llr < 0 and here != "none"
    mark = locale.say("scale.here_h2" if is_reversed else "scale.here")
    rows = []
    for number, (name, least) in enumerate(BANDS):
        most = BANDS[number + 1][1] if number + 1 < len(BANDS) else None
        low = notation.count(least)
        ratios, log10 = locale.say("scale.above", low=low), f"> {math.log10(least):g}"
        if most is not None:
            ratios = locale.say("scale.from_to", low=low, high=notation.count(most))
            log10 = locale.say("scale.from_to", low=_short(least), high=_short(most))
        rows.append(
            ScaleRow(
                ratios,
                log10,
                locale.say(f"scale.{name}"),
                locale.say(f"scale_meaning.{name}"),
                mark if name == here else "",
            )
        )
    return tuple(rows)


def _short(value: int) -> str:
    return f"{math.log10(value):.2g}"
