"""Who lives in a room?

The members of a room are the modules and the folders in its folder, plus what installed packages name under
the entry point group of the same dotted name. A file that is added is found; there is no list to edit. Each
is a member by its attribute ``MEMBER``; what several members share stands outside their room.
"""

from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint
from pkgutil import iter_modules
from typing import Generic, TypeVar, cast

from sidebyside.errors import MethodError

T = TypeVar("T")


@cache
def modules(room: str) -> tuple[str, ...]:
    """Return the names of the modules and folders in the folder of a room, sorted, without importing them."""
    return tuple(sorted(info.name for info in iter_modules(import_module(room).__path__)))


@cache
def _installed(room: str) -> dict[str, EntryPoint]:
    """Return the entry points of a room by name.

    Raises
    ------
    MethodError
        If a package takes the name of a built-in member, or of one of another package.
    """
    from importlib.metadata import entry_points

    found: dict[str, EntryPoint] = {}
    for entry in entry_points(group=room):
        rival = "is built in" if entry.name in modules(room) else ""
        if entry.name in found:
            rival = f"the package {_distribution(found[entry.name])} names too"
        if rival:
            raise MethodError(
                f"the package {_distribution(entry)} names a member {entry.name!r} of {room}, which {rival}",
                hint="no member takes the place of another: uninstall that package, or rename its member",
            )
        found[entry.name] = entry
    return found


def _distribution(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value


class Room(Generic[T]):
    """One room: its members by name, each of the type that the contract of the room asks for.

    Parameters
    ----------
    name
        Dotted name of the folder, such as ``sidebyside.methods.text``.

    Notes
    -----
    That a member keeps the contract is for mypy to say of ``MEMBER``, and for the conformance suite of the
    room, which runs on every member found.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def names(self) -> tuple[str, ...]:
        """Return the names of the members, sorted, without importing any."""
        return tuple(sorted({*modules(self.name), *_installed(self.name)}))

    def member(self, name: str) -> T:
        """Import one member.

        Raises
        ------
        MethodError
            If there is none of that name, or its module has no ``MEMBER``.
        """
        return cast(T, _member(self.name, name))

    def members(self) -> dict[str, T]:
        """Return every member by name, in the order of their names."""
        return {name: self.member(name) for name in self.names()}

    def distribution(self, name: str) -> str:
        """Return name and version of the package a member comes from; empty where it is built in."""
        entry = _installed(self.name).get(name)
        return _distribution(entry) if entry else ""


@cache
def _member(room: str, name: str) -> object:
    if name in _installed(room):
        return _installed(room)[name].load()
    if name not in modules(room):
        raise MethodError(f"{room} has no member {name!r}", hint=f"there are {', '.join(modules(room))}")
    module = import_module(f"{room}.{name}")
    if not hasattr(module, "MEMBER"):
        raise MethodError(
            f"{room}.{name} has no MEMBER", hint="see CONTRIBUTING.md: to add a method, add one file"
        )
    member: object = module.MEMBER
    return member
