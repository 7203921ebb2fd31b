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
    named: Any = kind
    result: T = _reader(named)(value, kind.__name__)
    return result


_Where = str | tuple[Any, str | int]
"""The name of a record, or a place and the step from there; put into words only for a message."""
_Reader = Callable[[Any, _Where], Any]


def _shown(where: _Where) -> str:
    steps: list[str] = []
    while not isinstance(where, str):
        where, step = where
        steps.append(f".{step}" if isinstance(step, str) else f"[{step}]")
    return "".join([where, *reversed(steps)])


@cache
def _reader(kind: Any) -> _Reader:
    """Return what reads a value of a type; it is made once, since a case has tens of thousands of records."""
    if kind in _AS_LIST:
        return _place_reader(kind)
    if is_dataclass(kind):
        return _record_reader(kind)
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _union_reader(get_args(kind))
    if origin is tuple:
        return _tuple_reader(get_args(kind))
    if origin is Literal:
        return _word_reader(get_args(kind))
    return _float_reader if kind is float else _exact_reader(kind)


def _place_reader(kind: Any) -> _Reader:
    n_numbers = len(_names(kind))

    def read(value: Any, where: _Where) -> Any:
        if not isinstance(value, list) or not all(type(item) is int for item in value):
            raise InputError(f"{_shown(where)}: expected a list of whole numbers, got {value!r}")
        if len(value) != n_numbers:
            raise InputError(f"{_shown(where)}: expected {n_numbers} numbers, got {value!r}")
        return kind(*value)

    return read


def _record_reader(kind: Any) -> _Reader:
    readers = {name: _reader(_hints(kind)[name]) for name in _names(kind)}

    def read(value: Any, where: _Where) -> Any:
        if not isinstance(value, dict):
            raise InputError(f"{_shown(where)}: expected an object, got {value!r}")
        if not value.keys() <= readers.keys():
            unknown = sorted(value.keys() - readers.keys())
            raise InputError(f"{_shown(where)}: unknown fields {unknown}")
        try:
            return kind(**{name: readers[name](item, (where, name)) for name, item in value.items()})
        except TypeError as error:
            raise InputError(f"{_shown(where)}: {error}") from error

    return read


def _union_reader(choices: tuple[Any, ...]) -> _Reader:
    is_optional = NoneType in choices
    readers = [_reader(choice) for choice in choices if choice is not NoneType]

    def read(value: Any, where: _Where) -> Any:
        if value is None:
            if is_optional:
                return None
            raise InputError(f"{_shown(where)}: expected a value, got null")
        problems = []
        for reader in readers:
            try:
                return reader(value, where)
            except InputError as error:
                problems.append(str(error))
        raise InputError(f"{_shown(where)}: fits none of its types: {'; '.join(problems)}")

    return read


def _tuple_reader(kinds: tuple[Any, ...]) -> _Reader:
    is_of_any_length = len(kinds) == 2 and kinds[1] is Ellipsis
    readers = [_reader(kind) for kind in kinds if kind is not Ellipsis]

    def read(value: Any, where: _Where) -> Any:
        if not isinstance(value, list):
            raise InputError(f"{_shown(where)}: expected a list, got {value!r}")
        if is_of_any_length:
            return tuple([readers[0](item, (where, n)) for n, item in enumerate(value)])
        if len(readers) != len(value):
            raise InputError(f"{_shown(where)}: expected {len(readers)} items, got {len(value)}")
        return tuple(
            [reader(item, (where, n)) for n, (reader, item) in enumerate(zip(readers, value, strict=True))]
        )

    return read


def _word_reader(words: tuple[Any, ...]) -> _Reader:
    def read(value: Any, where: _Where) -> Any:
        if value not in words:
            raise InputError(f"{_shown(where)}: expected one of {words}, got {value!r}")
        return value

    return read


def _float_reader(value: Any, where: _Where) -> float:
    if type(value) is int:
        return float(value)
    if type(value) is not float:
        raise InputError(f"{_shown(where)}: expected float, got {value!r}")
    return value


def _exact_reader(kind: Any) -> _Reader:
    def read(value: Any, where: _Where) -> Any:
        if type(value) is not kind:
            raise InputError(f"{_shown(where)}: expected {kind.__name__}, got {value!r}")
        return value

    return read
