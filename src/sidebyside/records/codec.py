"""Records to plain values and back: what JSON can hold, nothing else.

Spans become ``[start, end]``, regions ``[row, column, height, width]``, pairs and tuples lists, nested
records objects with the names of their fields. The way back follows the type annotations, so a value that
does not fit its annotation is refused with the name of the field.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from sidebyside.errors import InputError
from sidebyside.records.place import Region, Span

T = TypeVar("T")
_AS_LIST = (Span, Region)


def _names(kind: Any) -> tuple[str, ...]:
    return _field_names(kind)


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind))


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def to_plain(value: Any) -> Any:
    """Turn a record, or a tuple of records, into values that JSON can hold.

    >>> to_plain(Span(2, 5))
    [2, 5]
    """
    # One look-up a value: a ledger writes tens of thousands of records.
    kind: Any = type(value)
    return _writer(kind)(value)


@cache
def _writer(kind: Any) -> Callable[[Any], Any]:
    if kind is NoneType or issubclass(kind, str | int | float):
        return _same
    if issubclass(kind, tuple | list):
        return _list
    if kind in _AS_LIST:
        read = attrgetter(*_names(kind))
        return lambda place: list(read(place))
    if is_dataclass(kind):
        return _record_writer(kind)
    raise InputError(f"no plain form for a {kind.__name__}")


def _record_writer(kind: Any) -> Callable[[Any], dict[str, Any]]:
    """Return what writes a record; a field that holds what JSON can hold is not looked at twice."""
    hints = _hints(kind)
    names = tuple((name, _is_plain(hints[name])) for name in _names(kind))

    def write(record: Any) -> dict[str, Any]:
        return {
            name: getattr(record, name) if is_plain else to_plain(getattr(record, name))
            for name, is_plain in names
        }

    return write


def _is_plain(hint: Any) -> bool:
    return hint in (str, int, float, bool) or get_origin(hint) is Literal


def _same(value: Any) -> Any:
    return value


def _list(values: Any) -> list[Any]:
    return [to_plain(item) for item in values]


def from_plain(kind: type[T], value: Any) -> T:
    """Build a record of type `kind` from plain values; the inverse of `to_plain`.

    Raises
    ------
    InputError
        Where a field is missing, unknown or of the wrong type; names the field.

    >>> from_plain(Span, [2, 5])
    Span(start=2, end=5)
    """
    result: T = _build(kind, value, kind.__name__)
    return result


def _build(kind: Any, value: Any, where: str) -> Any:
    if kind in _AS_LIST:
        if not isinstance(value, list) or not all(type(item) is int for item in value):
            raise InputError(f"{where}: expected a list of whole numbers, got {value!r}")
        if len(value) != len(_names(kind)):
            raise InputError(f"{where}: expected {len(_names(kind))} numbers, got {value!r}")
        return kind(*value)
    if is_dataclass(kind):
        return _build_record(kind, value, where)
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _build_union(get_args(kind), value, where)
    if origin is tuple:
        return _build_tuple(get_args(kind), value, where)
    if origin is Literal:
        if value not in get_args(kind):
            raise InputError(f"{where}: expected one of {get_args(kind)}, got {value!r}")
        return value
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise InputError(f"{where}: expected {kind.__name__}, got {value!r}")
    return value


def _build_record(kind: Any, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise InputError(f"{where}: expected an object, got {value!r}")
    unknown = set(value) - set(_names(kind))
    if unknown:
        raise InputError(f"{where}: unknown fields {sorted(unknown)}")
    hints = _hints(kind)
    try:
        return kind(**{name: _build(hints[name], item, f"{where}.{name}") for name, item in value.items()})
    except TypeError as error:
        raise InputError(f"{where}: {error}") from error


def _build_union(choices: tuple[Any, ...], value: Any, where: str) -> Any:
    if value is None:
        if NoneType in choices:
            return None
        raise InputError(f"{where}: expected a value, got null")
    problems = []
    for choice in choices:
        if choice is NoneType:
            continue
        try:
            return _build(choice, value, where)
        except InputError as error:
            problems.append(str(error))
    raise InputError(f"{where}: fits none of its types: {'; '.join(problems)}")


def _build_tuple(arguments: tuple[Any, ...], value: Any, where: str) -> Any:
    if not isinstance(value, list):
        raise InputError(f"{where}: expected a list, got {value!r}")
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_build(arguments[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if len(arguments) != len(value):
        raise InputError(f"{where}: expected {len(arguments)} items, got {len(value)}")
    return tuple(
        _build(kind, item, f"{where}[{i}]")
        for i, (kind, item) in enumerate(zip(arguments, value, strict=True))
    )
