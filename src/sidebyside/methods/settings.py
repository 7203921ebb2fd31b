"""Settings of a method: those its card names, with a given value or the default."""

from collections.abc import Mapping

from sidebyside.errors import InputError

Value = int | float | str | bool


def settled(
    method: str, defaults: Mapping[str, Value], given: Mapping[str, Value] | None
) -> dict[str, Value]:
    """Return the settings in force.

    Raises
    ------
    InputError
        For a name the method does not have, or a value of another type than the default.
    """
    unknown = sorted(set(given or {}) - set(defaults))
    if unknown:
        raise InputError(
            f"{method} has no setting {', '.join(map(repr, unknown))}",
            hint=f"its settings are {', '.join(sorted(defaults))}",
        )
    result = dict(defaults)
    for name, value in (given or {}).items():
        default = defaults[name]
        if isinstance(default, float) and type(value) is int:
            value = float(value)
        if type(value) is not type(default):
            raise InputError(
                f"{method}.{name} must be a {type(default).__name__}, got {value!r}",
                hint=f"the default is {default!r}",
            )
        result[name] = value
    return result


def shown(settings: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    """Return settings as a card prints them, sorted by name."""
    return tuple((name, str(settings[name])) for name in sorted(settings))
