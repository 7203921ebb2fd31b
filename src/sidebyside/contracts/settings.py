"""Settings of a method: a frozen dataclass a method, and a card whose sentences state those in force.

Every field is a whole number, a number, a word or a yes/no, with a default; what a value must be besides, the
dataclass checks itself. The sentences of a card are templates: ``{floor_words}`` stands for the setting of
that name, so that no sentence can state another figure than the one that is in force, in any language.
"""

import math
from collections.abc import Mapping
from dataclasses import Field, fields, replace
from string import Formatter
from typing import Any, ClassVar, Protocol, TypeVar

from sidebyside.errors import InputError, MethodError
from sidebyside.records import MethodCard

Value = int | float | str | bool
GivenSettings = Mapping[str, Value]
"""By name, what a user set; the rest stays as it is."""

SENTENCES = ("summary", "range", "floor", "cost")
LISTS = ("foldings", "blind_spots")
"""The sentences of a card that may be templates."""


class MethodSettings(Protocol):
    """Any frozen dataclass of plain values with defaults."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


S = TypeVar("S", bound=MethodSettings)


def settled(kind: type[S], method: str, given: GivenSettings | None) -> S:
    """Return the settings in force.

    Parameters
    ----------
    kind
        The dataclass of the method.
    method
        Its name, for the message.
    given
        What the user set. A word is taken for what the field holds where it reads as such, so that what was
        typed on a command line needs no quotes: ``"6"`` for a whole number, ``"true"`` for a yes.

    Raises
    ------
    InputError
        For a name the method does not have, a value of another type than the default, a number that is not
        finite, or what the dataclass refuses.
    """
    defaults = {item.name: item.default for item in fields(kind)}
    unknown = sorted(set(given or {}) - set(defaults))
    if unknown:
        names = ", ".join(sorted(defaults)) or "none"
        raise InputError(
            f"{method} has no setting {', '.join(map(repr, unknown))}", hint=f"its settings are {names}"
        )
    return kind(
        **{name: _typed(method, name, value, defaults[name]) for name, value in (given or {}).items()}
    )


def _typed(method: str, name: str, value: Value, default: Any) -> Value:
    read = _read(value, type(default)) if isinstance(value, str) else value
    if isinstance(default, float) and type(read) is int:
        read = float(read)
    if type(read) is not type(default) or (isinstance(read, float) and not math.isfinite(read)):
        kind = "finite number" if isinstance(default, float) else type(default).__name__
        raise InputError(
            f"{method}.{name} must be a {kind}, got {value!r}", hint=f"the default is {default!r}"
        )
    return read


def _read(word: str, kind: type) -> Value:
    """Return what a word stands for where a value of a type is wanted; the word itself where it is none."""
    if kind is bool:
        return {"true": True, "false": False}.get(word.lower(), word)
    if kind in (int, float):
        try:
            return int(word) if kind is int else float(word)
        except ValueError:
            return word
    return word


def check_ranges(method: str, settings: MethodSettings, ranges: Mapping[str, tuple[float, float]]) -> None:
    """Refuse a number that lies outside its range, or is none; the ends belong to it.

    Raises
    ------
    InputError
        Names the first such setting, its range and the value.
    """
    for name, (low, high) in ranges.items():
        value = getattr(settings, name)
        if not low <= value <= high:
            raise InputError(f"{method}.{name} must lie in {low:g} to {high:g}, got {value}")


def shown(settings: MethodSettings) -> tuple[tuple[str, str], ...]:
    """Return settings as a card lists them, sorted by name."""
    return tuple(sorted((item.name, str(getattr(settings, item.name))) for item in fields(settings)))


def filled(template: MethodCard, settings: MethodSettings, **figures: float | str) -> MethodCard:
    """Return a card with its settings, and every sentence with the figures in force.

    Parameters
    ----------
    template
        A card whose sentences name settings, or `figures`, in braces.
    settings
        Those in force.
    figures
        What follows from the settings and a sentence states, such as a share made of a number of bits. They
        stand on the card, so that another language fills its own sentences with the same.

    Raises
    ------
    MethodError
        If a sentence names something else.
    """
    stated = tuple(sorted((name, _figure(value)) for name, value in figures.items()))
    named = {item.name: _figure(getattr(settings, item.name)) for item in fields(settings)} | dict(stated)
    texts: dict[str, Any] = {name: fill(getattr(template, name), named, template.name) for name in SENTENCES}
    for name in LISTS:
        texts[name] = tuple(fill(item, named, template.name) for item in getattr(template, name))
    return replace(template, **texts, settings=shown(settings), figures=stated)


def figures_of(card: MethodCard) -> dict[str, str]:
    """Return what the sentences of a card may name in any language, as they print it: settings and figures.

    >>> card = MethodCard("m", "1", "text", "", "", "", (), (), "", "", settings=(("floor_bits", "9.0"),))
    >>> figures_of(card)
    {'floor_bits': '9'}
    """
    return {name: _figure(_number(value)) for name, value in card.settings} | dict(card.figures)


def _number(shown: str) -> Value:
    """Return a setting of a card as the number it is, where that has a point or a power; else as its word."""
    try:
        number = float(shown)
    except ValueError:
        return shown
    return number if str(number) == shown else shown


def fill(sentence: str, named: Mapping[str, str], method: str) -> str:
    """Return a sentence with its figures.

    Raises
    ------
    MethodError
        If it names one that is not there.
    """
    wanted = {field for _, field, _, _ in Formatter().parse(sentence) if field is not None}
    if unknown := sorted(wanted - set(named)):
        raise MethodError(f"a sentence of the card of {method} names {unknown}, and it has {sorted(named)}")
    return sentence.format(**{name: named[name] for name in wanted})


def _figure(value: Value) -> str:
    """Return a value as a sentence prints it: 9.0 is 9.

    >>> _figure(9.0), _figure(0.0001), _figure("1 2 3")
    ('9', '0.0001', '1 2 3')
    """
    return f"{value:g}" if isinstance(value, float) else str(value)
