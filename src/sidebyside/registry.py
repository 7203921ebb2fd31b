"""Who lives in a room?

The members of a room are the modules of its folder, plus what installed packages name under the entry
point group of the same dotted name. A file that is added is found; there is no list to edit. A module is a
member when it has an attribute named ``MEMBER``.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from sidebyside.errors import MethodError


@cache
def modules(room: str) -> tuple[str, ...]:
    """Return the names of the modules in the folder of a room, sorted, without importing them."""
    return tuple(sorted(info.name for info in iter_modules(import_module(room).__path__) if not info.ispkg))


@cache
def _installed(room: str) -> dict[str, Any]:
    from importlib.metadata import entry_points

    return {entry.name: entry for entry in entry_points(group=room)}


@cache
def names(room: str) -> tuple[str, ...]:
    """Return the names of the members of a room, sorted, without importing any.

    Parameters
    ----------
    room
        Dotted name of the folder, such as ``sidebyside.methods.text``.
    """
    return tuple(sorted({*modules(room), *_installed(room)}))


@cache
def member(room: str, name: str) -> Any:
    """Import one member of a room.

    Raises
    ------
    MethodError
        If the module has no ``MEMBER``.
    """
    if name in _installed(room):
        return _installed(room)[name].load()
    module = import_module(f"{room}.{name}")
    if not hasattr(module, "MEMBER"):
        raise MethodError(
            f"{room}.{name} has no MEMBER", hint="see CONTRIBUTING.md: to add a method, add one file"
        )
    return module.MEMBER


def members(room: str) -> dict[str, Any]:
    """Return every member of a room by name, in the order of their names."""
    return {name: member(room, name) for name in names(room)}
