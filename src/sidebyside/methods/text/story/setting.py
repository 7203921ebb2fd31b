"""When and where: times and places of a list, years, hours, and numbers, in English and Chinese.

The list `setting.tsv` is this project's own. What stands in it under two forms is one thing, so ``London``
and 倫敦 are the same place by the list and not by their sound. Numbers of three and more are read, as digits
and as words; one and two stand in every text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sidebyside.primitives.text.folding import fold
from sidebyside.records import NamedKind, Span

LEAST_NUMBER = 3

_UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_POWERS = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_SINGLE = "|".join([*_UNITS, *_TENS])
_NUMBER_WORDS = re.compile(
    rf"\b(?:(?:a|{_SINGLE})[ -])?(?:{'|'.join([*_POWERS, _SINGLE])})(?:[ -](?:and[ -])?(?:{_SINGLE}|"
    rf"{'|'.join(_POWERS)}))*\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w,])|(?<![\w.,])\d+(?![\w,]|\.\d)")
_HOUR = re.compile(rf"\b(\d{{1,2}}|{_SINGLE})\s+o['’]?\s?clock\b", re.IGNORECASE)
_HAN_DIGITS = {mark: value for value, mark in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_POWERS = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = "[零〇一二三四五六七八九十百千万两]+|\\d+"
_HAN_HOUR = re.compile(rf"({_HAN_NUMBER})(?:点(?:钟|整)|时许?(?=[，。、]))")
_HAN_YEAR = re.compile(r"([零〇一二三四五六七八九]{4}|\d{4})年")
_COUNTERS = (
    "个位名只隻条艘年天日岁人次英里尺哩浬磅镑块元本座间步杯把张匹头封枚颗支枝根件辆扇棵朵双对代世纪层夜小时"
    "分钟秒星期"
)
_HAN_COUNTED = re.compile(rf"(?<![第星期拜周再初])({_HAN_NUMBER})(?=[{_COUNTERS}])")


@dataclass(frozen=True, slots=True)
class SettingMention:
    """A place, a time or a number where it stands; `key` is equal for what is the same."""

    kind: NamedKind
    key: str
    text: str
    span: Span


@cache
def _listed() -> tuple[dict[str, tuple[NamedKind, str]], re.Pattern[str], re.Pattern[str]]:
    """Return the things by folded form, and what finds the English and the Chinese forms, longest first."""
    things: dict[str, tuple[NamedKind, str]] = {}
    latin: list[str] = []
    han: list[str] = []
    lines = (files("sidebyside.methods.text.story") / "setting.tsv").read_text("utf-8").splitlines()
    for kind, english, chinese in (line.split("\t") for line in lines if not line.startswith("#")):
        forms = [fold(form) for form in english.split("|")]
        others = [fold(form) for form in chinese.split("|")]
        for form in forms + others:
            things[form] = ("place" if kind == "place" else "time", forms[0])
        latin += forms
        han += others
    return things, _any(latin, r"(?<!\w)(?:{})(?!\w)"), _any(han, "{}")


def _any(forms: list[str], around: str) -> re.Pattern[str]:
    inner = "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
    return re.compile(around.format(inner))


def setting_of(original: str) -> list[SettingMention]:
    """Return the places, times and numbers of a text, in their order; a word belongs to one of them.

    Names of months and seasons with small letters (``march``, ``may``), and places so written, are left out.

    Cost: linear. Does not see: places that are not in the list, dates of a calendar other than the common
    one, relative times (the next day), and numbers in other scripts.

    >>> [(one.kind, one.key) for one in setting_of("On Christmas Eve in London, at three o'clock, 7 men")]
    [('time', 'christmas eve'), ('place', 'london'), ('time', '3 h'), ('number', '7')]
    >>> [(one.kind, one.key) for one in setting_of("一八四三年的平安夜，倫敦，三點鐘，七個人")]
    [('time', '1843'), ('time', 'christmas eve'), ('place', 'london'), ('time', '3 h'), ('number', '7')]
    """
    seen = fold(original)
    found: list[SettingMention] = []
    taken: list[bool] = [False] * len(seen)
    for kind, key, first, stop in _all(original, seen):
        if not any(taken[first:stop]):
            taken[first:stop] = [True] * (stop - first)
            found.append(SettingMention(kind, key, original[first:stop], Span(first, stop)))
    return sorted(found, key=lambda one: one.span)


def is_listed_setting(word: str) -> bool:
    """Whether a word is a place or a time of the list."""
    return fold(word) in _listed()[0]


def _all(original: str, seen: str) -> Iterator[tuple[NamedKind, str, int, int]]:
    things, latin, han = _listed()
    for match in latin.finditer(seen):
        kind, key = things[match.group()]
        is_word = kind == "time" and key in _SMALL
        if is_word or original[match.start()].isupper():
            yield kind, key, *match.span()
    for match in _HAN_YEAR.finditer(seen):
        yield "time", str(_value_of_digits(match.group(1))), *match.span()
    for match in _HAN_HOUR.finditer(seen):
        yield "time", f"{_han_value(match.group(1))} h", *match.span()
    for match in han.finditer(seen):
        yield *things[match.group()], *match.span()
    for match in _HOUR.finditer(seen):
        yield "time", f"{_value(match.group(1))} h", *match.span()
    for match in _DIGITS.finditer(seen):
        value = int(match.group().replace(",", ""))
        is_year = len(match.group()) == 4 and 1000 <= value <= 2100
        if is_year or value >= LEAST_NUMBER:
            yield "time" if is_year else "number", str(value), *match.span()
    for match in _NUMBER_WORDS.finditer(seen):
        if (value := _value(match.group())) >= LEAST_NUMBER:
            yield "number", str(value), *match.span()
    for match in _HAN_COUNTED.finditer(seen):
        if (value := _han_value(match.group(1))) >= LEAST_NUMBER:
            yield "number", str(value), *match.span(1)


_SMALL = frozenset(
    {
        "spring", "summer", "autumn", "winter", "dawn", "morning", "noon", "afternoon", "evening", "sunset",
        "night", "midnight",
    }
)  # fmt: skip
"""Times that are written with a small letter."""


def _value(words: str) -> int:
    """Return the value of a number in English words or digits.

    >>> _value("a hundred and twenty-three"), _value("two thousand"), _value("forty")
    (123, 2000, 40)
    """
    total = current = 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word.isdigit():
            current += int(word)
        elif word in _POWERS:
            current = max(1, current) * _POWERS[word]
            if _POWERS[word] >= 1000:
                total, current = total + current, 0
        else:
            current += _UNITS.get(word, _TENS.get(word, 0))
    return total + current


def _value_of_digits(marks: str) -> int:
    return int(
        "".join(mark if mark.isdigit() and mark.isascii() else str(_HAN_DIGITS[mark]) for mark in marks)
    )


def _han_value(marks: str) -> int:
    """Return the value of a number in Chinese characters, folded, or in digits.

    >>> _han_value("三百二十"), _han_value("十二"), _han_value("一万五千"), _han_value("一八四三")
    (320, 12, 15000, 1843)
    """
    if not any(mark in _HAN_POWERS or mark == "万" for mark in marks):
        return _value_of_digits(marks)
    total = section = digit = 0
    for mark in marks:
        if mark == "万":
            total, section, digit = (section + digit or 1) * 10000, 0, 0
        elif mark in _HAN_POWERS:
            section += (digit or 1) * _HAN_POWERS[mark]
            digit = 0
        else:
            digit = _HAN_DIGITS.get(mark, 0) if not mark.isascii() else 10 * digit + int(mark)
    return total + section + digit
