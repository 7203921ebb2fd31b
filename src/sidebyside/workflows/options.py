"""What may the user choose, and what is in force?"""

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any, get_args

from sidebyside import __version__
from sidebyside.calibration.chance import LEAST
from sidebyside.contracts import CANDIDATE_STORES, GivenSettings, methods_of, open_index, settled
from sidebyside.engine import Plan
from sidebyside.errors import InputError
from sidebyside.records import Medium, MethodCard, NullGrade, Purpose
from sidebyside.sources import Limits

MEDIA: tuple[Medium, ...] = ("text", "image")
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
        Grades of nulls of the case, each with a folder (outputs for ``N4``, else works) or a table of pairs.
    candidates
        Name of the store of works, which says which of them an output is compared with.

    Raises
    ------
    InputError
        For a name or a value that cannot be used; nothing has been written then.
    """

    methods: tuple[str, ...] = ()
    settings: Mapping[str, GivenSettings] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    n_shortlist: int = 10
    seed: int = 0
    backgrounds: tuple[str, ...] = ()
    public_domain: tuple[str, ...] = ()
    licensed: tuple[str, ...] = ()
    max_expected: float = 0.01
    calibrations: tuple[str, ...] = ()
    nulls: tuple[tuple[NullGrade, str], ...] = ()
    candidates: str = "in_memory"

    def __post_init__(self) -> None:
        known = {name for medium in MEDIA for name in methods_of(medium).names()}
        for name in (*self.methods, *self.settings):
            if name not in known and (name, name in self.methods) != (EVERY, True):
                raise InputError(
                    f"no method is called {name!r}", hint=f"there are {', '.join(sorted(known))}"
                )
        for name in self.settings:
            self._settled(name)
        if self.candidates not in CANDIDATE_STORES.names():
            raise InputError(
                f"no store of works is called {self.candidates!r}",
                hint=f"there are {', '.join(CANDIDATE_STORES.names())}",
            )
        if self.n_shortlist < 0:
            raise InputError(
                f"a shortlist needs at least one work, got {self.n_shortlist}", hint="0 means all"
            )
        if not LEAST <= self.max_expected < float("inf"):
            raise InputError(
                f"max_expected is a number of matches of {LEAST:g} or more, got {self.max_expected}",
                hint="such as 0.01: one in a hundred cases of this size; a smaller number is never stated",
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
        room = methods_of(medium)
        if EVERY in self.methods:
            return room.names()
        if self.methods:
            return tuple(name for name in room.names() if name in self.methods)
        return tuple(name for name, member in room.members().items() if not member.card.is_asked_for)

    def _settled(self, name: str) -> dict[str, Any]:
        """Return the settings given for a method as they are in force."""
        room = methods_of("text" if name in methods_of("text").names() else "image")
        settings = settled(room.member(name).settings, name, self.settings[name])
        return {key: getattr(settings, key) for key in self.settings[name]}

    def plan(self, medium: Medium) -> Plan:
        """Return which methods run on a medium, and how."""
        methods = {name: self.settings.get(name, {}) for name in self.chosen(medium)}
        return Plan(methods, self.n_shortlist, self.candidates)

    def plain(self) -> dict[str, Any]:
        """Return what a run notes of itself; with other values the findings may be others."""
        return {
            "methods": sorted(self.methods),
            "settings": {name: self._settled(name) for name in sorted(self.settings)},
            "limits": asdict(self.limits),
            "n_shortlist": self.n_shortlist,
            "max_expected": float(self.max_expected),
            "candidates": self.candidates,
        }


def versions(options: Options | None = None) -> dict[str, str]:
    """Return the versions of the tool and of what its results rest on.

    With `options` also the packages that brought methods which are to run.
    """
    found = {"sidebyside": __version__, "python": platform.python_version()}
    for name in _STANDS_ON:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    for medium in MEDIA if options else ():
        room = methods_of(medium)
        for name in room.names():
            package, _, number = room.distribution(name).partition(" ")
            if package and options and name in options.chosen(medium):
                found[package] = number
    return found


def cards_of(medium: Medium, options: Options) -> tuple[MethodCard, ...]:
    """Return the cards of the methods that are to run on a medium, with the settings in force."""
    room = methods_of(medium)
    return tuple(
        open_index(room.member(name), given).card for name, given in options.plan(medium).methods.items()
    )
