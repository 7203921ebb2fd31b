"""Characters that hide or turn text around, made to be seen.

Control characters, zero-width characters and those that change the direction of writing can make a passage
look other than it is. Each is shown as its code point in brackets, ``[U+202E]``.
"""

import re

from markupsafe import Markup, escape

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\uffff\U00013430-\U0001345f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
"""What is shown as a code point; the tab and the line feed are not, nor are marks that alter a letter."""

_LINE_ENDS = re.compile(r"\r\n|\r")


def _code_point(found: re.Match[str]) -> str:
    return f"[U+{ord(found.group()):04X}]"


def visible(text: str) -> str:
    r"""Return `text` with every unseen character written out; line ends become a line feed.

    >>> visible("pay\u202eLLA")
    'pay[U+202E]LLA'
    """
    if "\r" in text:
        text = _LINE_ENDS.sub("\n", text)
    return text if text.isascii() and text.isprintable() else UNSEEN.sub(_code_point, text)


def shown(text: str) -> Markup:
    r"""Return text of an input as markup: escaped, kept apart in its direction, unseen characters boxed.

    >>> shown("<b>\u200b")
    Markup('<bdi>&lt;b&gt;<span class="unseen">[U+200B]</span></bdi>')
    """
    if "\r" in text:
        text = _LINE_ENDS.sub("\n", text)
    pieces, cursor = ["<bdi>"], 0
    if not (text.isascii() and text.isprintable()):
        for found in UNSEEN.finditer(text):
            pieces += [
                escape(text[cursor : found.start()]),
                f'<span class="unseen">{_code_point(found)}</span>',
            ]
            cursor = found.end()
    pieces += [escape(text[cursor:]), "</bdi>"]
    return Markup("".join(pieces))  # noqa: S704 - every stretch of the input above went through escape()
