"""How what a finding holds is written out, figures and text. Nothing here makes a new figure.

A value short of one is never rounded up to it, and one above nothing never down to nothing. Control
characters, zero-width characters and those that change the direction of writing can make a passage look other
than it is: each is shown as its code point in brackets, ``[U+202E]``.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from sidebyside.records import Region, Span

ABSENT = "—"
"""Stands where a record holds no value."""


def count(value: int | None) -> str:
    """Write a whole number, thousands parted by commas.

    >>> count(12345)
    '12,345'
    """
    return ABSENT if value is None else f"{value:,}"


def hundredths(value: int) -> str:
    """Write a figure in [-1, 1] that is held in hundredths, as `signed` writes it.

    >>> hundredths(-38), hundredths(97)
    ('−0.38', '0.97')
    """
    return signed(value / 100)


def decimal(value: float | None) -> str:
    """Write a similarity or another figure with four decimals.

    >>> decimal(0.91239), decimal(0.99999), decimal(1.0)
    ('0.9124', '>0.9999', '1.0000')
    """
    if value is None:
        return ABSENT
    if 0.99995 <= value < 1.0:
        return ">0.9999"
    if 0.0 < value < 0.00005:
        return "<0.0001"
    return f"{value:.4f}"


LEAST_EXPECTED = 1e-4
"""The least expected number that is stated; it stands for that or less."""


def expected(value: float) -> str:
    """Write an expected number as the finding holds it, to six digits.

    >>> expected(0.002), expected(1e-4), expected(12.5)
    ('0.002', '0.0001', '12.5')
    """
    return f"{value:g}"


def probability(log10: float) -> str:
    """Write ten to a power, 0 or less, to two digits and without an exponent.

    >>> probability(-4.64), probability(0.0), probability(-0.3)
    ('0.000023', '1', '0.5')
    """
    return f"{Decimal(f'{10.0**log10:.2g}'):f}"


def log10_ratio(value: float) -> str:
    """Write a log10 likelihood ratio with its sign and two decimals.

    >>> log10_ratio(2.5441), log10_ratio(-0.5), log10_ratio(0.0)
    ('+2.54', '−0.50', '0.00')
    """
    said = f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")
    return said[1:] if said[1:] == "0.00" else said


def ratio(log10: float) -> str:
    """Write the ratio to a log10, to two digits; below 1 as one part of how many.

    >>> ratio(2.5441), ratio(-1.0), ratio(0.1), ratio(6.0), ratio(0.0)
    ('350', '1/10', '1.3', '1,000,000', '1')
    """
    if log10 < 0.0:
        return f"1/{ratio(-log10)}" if 10**-log10 >= 1.005 else "1"
    digits = float(f"{10**log10:.2g}")
    return f"{digits:,.0f}" if digits >= 10.0 else f"{digits:g}"


def surprise(value: float, *, of: float = 1.0) -> str:
    """Write a value of a test, to two digits and never as 0; `of` is the value that it was adjusted from.

    >>> surprise(0.0), surprise(0.0312), surprise(1.0), surprise(1e-4), surprise(0.00011)
    ('≤0.0001', '0.031', '1', '≤0.0001', '0.00011')
    >>> surprise(0.0004, of=1e-4), surprise(0.0004, of=2e-4)
    ('≤0.0004', '0.0004')
    """
    if value <= LEAST_EXPECTED:
        return f"≤{LEAST_EXPECTED:g}"
    return f"≤{value:.2g}" if of <= LEAST_EXPECTED and value < 1.0 else f"{value:.2g}"


def signed(value: float) -> str:
    """Write a figure in [-1, 1] with two decimals and a true minus sign.

    >>> signed(0.934), signed(-0.5)
    ('0.93', '−0.50')
    """
    return f"{value:.2f}".replace("-", "\N{MINUS SIGN}")


def bits(value: float) -> str:
    """Write an amount of information in bits, to one decimal.

    >>> bits(151.26)
    '151.3'
    """
    return f"{value:,.1f}"


def share(value: float) -> str:
    """Write a share in [0, 1] in hundredths.

    >>> share(0.83456), share(0.999999), share(0.000001), share(1.0)
    ('83.46 %', '>99.99 %', '<0.01 %', '100 %')
    """
    if value == 1.0:
        return "100 %"
    if value >= 0.99995:
        return ">99.99 %"
    if 0.0 < value < 0.00005:
        return "<0.01 %"
    return f"{value * 100:.2f} %"


def span(value: Span | None) -> str:
    """Write a span as the findings do, ``[start, end)``.

    >>> span(Span(3, 1200))
    '[3, 1200)'
    """
    return ABSENT if value is None else f"[{value.start}, {value.end})"


def region(value: Region | None) -> str:
    """Write a region as the findings do, ``[row, column, height, width]``."""
    return ABSENT if value is None else f"[{value.row}, {value.column}, {value.height}, {value.width}]"


UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\uffff\U00013430-\U0001345f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
"""What is shown as a code point; the tab and the line feed are not, nor are marks that alter a letter."""

_LINE_ENDS = re.compile(r"\r\n|\r")


def stretches(text: str) -> Iterator[tuple[str, bool]]:
    r"""Yield `text` in stretches, each with whether it is an unseen character, written out.

    Line ends become a line feed.

    >>> list(stretches("pay\u202eLLA"))
    [('pay', False), ('[U+202E]', True), ('LLA', False)]
    """
    text = _LINE_ENDS.sub("\n", text) if "\r" in text else text
    cursor = 0
    for found in () if text.isascii() and text.isprintable() else UNSEEN.finditer(text):
        if found.start() > cursor:
            yield text[cursor : found.start()], False
        yield f"[U+{ord(found.group()):04X}]", True
        cursor = found.end()
    if cursor < len(text):
        yield text[cursor:], False


def visible(text: str) -> str:
    r"""Return `text` with every unseen character written out.

    >>> visible("pay\u202eLLA")
    'pay[U+202E]LLA'
    """
    return "".join(part for part, _ in stretches(text))
