"""What may the user choose, and what is in force?"""

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any, get_args

from sidebyside import __version__, registry
from sidebyside.errors import InputError
from sidebyside.records import Medium, NullGrade, Purpose
from sidebyside.sources import Limits

ROOMS: Mapping[Medium, str] = {"text": "sidebyside.methods.text", "image": "sidebyside.methods.image"}
GRADES: tuple[str, ...] = get_args(NullGrade)
EVERY = "all"
"""The word that names every method there is, also those that want to be asked for."""

_STANDS_ON = ("numpy", "rapidfuzz", "opencc", "pillow", "opencv-python-headless", "onnxruntime", "wordfreq")


@dataclass(frozen=True, slots=True)
class Options:
    """Everything a comparison depends on besides its inputs.

    Attributes
    ----------
    methods
        Names of the methods to run; empty runs those that need not be asked for, ``all`` every one there is.
    settings
        Settings of methods, by method and name, where they differ from those on the card.
    limits
        How large an input may be.
    n_shortlist
        How many works, nearest by the other methods, a pairwise method is given for each output; 0: all.
    seed
        From which every random choice is made.
    backgrounds, public_domain, licensed
        Folders or files of texts that matched passages are looked up in; they are searched, not kept.
    max_expected
        Up to which number of matches expected by chance, over the whole case, a match is called
        distinguishable from chance.
    calibrations
        Files of calibrations that take the place of the shipped ones of their kinds.
    nulls
        Grades and folders of nulls of the case: outputs for ``N4``, else works.
    """

    methods: tuple[str, ...] = ()
    settings: Mapping[str, Mapping[str, int | float | str | bool]] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    n_shortlist: int = 10
    seed: int = 0
    backgrounds: tuple[str, ...] = ()
    public_domain: tuple[str, ...] = ()
    licensed: tuple[str, ...] = ()
    max_expected: float = 0.01
    calibrations: tuple[str, ...] = ()
    nulls: tuple[tuple[NullGrade, str], ...] = ()

    def __post_init__(self) -> None:
        known = {name for room in ROOMS.values() for name in registry.names(room)}
        for name in (*self.methods, *self.settings):
            if name not in known and (name, name in self.methods) != (EVERY, True):
                raise InputError(
                    f"no method is called {name!r}", hint=f"there are {', '.join(sorted(known))}"
                )
        if self.n_shortlist < 0:
            raise InputError(
                f"a shortlist needs at least one work, got {self.n_shortlist}", hint="0 means all"
            )
        if not 0.0 < self.max_expected < float("inf"):
            raise InputError(
                f"max_expected is a number of matches above 0, got {self.max_expected}",
                hint="such as 0.01: one in a hundred cases of this size",
            )

        grades = [grade for grade, _ in self.nulls]
        for grade in grades:
            if grade not in GRADES or grades.count(grade) > 1:
                raise InputError(
                    f"a null is one of {', '.join(GRADES)}, each at most once, got {grade!r}",
                    hint="put what belongs to one grade into one folder",
                )

    def searched(self) -> tuple[tuple[Purpose, str], ...]:
        """Return what is searched for matched passages, and for what purpose."""
        return (
            *(("background", str(path)) for path in self.backgrounds),
            *(("public_domain", str(path)) for path in self.public_domain),
            *(("licensed", str(path)) for path in self.licensed),
        )

    def chosen(self, medium: Medium) -> tuple[str, ...]:
        """Return the names of the methods to run on a medium, sorted.

        Where none is named, that is every method that does not want to be asked for.
        """
        room = ROOMS[medium]
        if EVERY in self.methods:
            return registry.names(room)
        if self.methods:
            return tuple(name for name in registry.names(room) if name in self.methods)
        return tuple(name for name, member in registry.members(room).items() if not member.card.is_asked_for)

    def plain(self) -> dict[str, Any]:
        """Return what the case keeps; another value is another case."""
        return {
            "methods": sorted(self.methods),
            "settings": {name: dict(values) for name, values in sorted(self.settings.items())},
            "limits": asdict(self.limits),
            "n_shortlist": self.n_shortlist,
            "max_expected": float(self.max_expected),
        }


def versions() -> dict[str, str]:
    """Return the versions of the tool and of what its results rest on."""
    found = {"sidebyside": __version__, "python": platform.python_version()}
    for name in _STANDS_ON:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
