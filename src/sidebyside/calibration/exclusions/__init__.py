"""For which works does a calibration not hold, so that no ratio is stated?

One exclusion a file, found by listing the folder. A calibration names those that it enforces
(`Calibration.excludes`); where the work has the property, no ratio is stated and the finding says why. What
nothing in an item tells stays a sentence of the calibration (`unfit_for`), beside every ratio it limits.

Only the work decides. A calibration was fitted on works of one sort, and on outputs of whatever sort
programs, models and people make of them. An output that is a drawing may derive from a photograph, and one
in verse from prose: were the output to decide, whoever made it could do away with the ratio.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import InputError
from sidebyside.primitives.text.tokens import reading_of
from sidebyside.records import Artefact, Calibration, CalibrationKind, UncalibratedReason
from sidebyside.registry import Room

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class ExclusionCard:
    """What an exclusion says of itself.

    Its id, by which a calibration names it; the kinds of calibration it can apply to; the word a finding
    gives for it; by what it goes, from which source; and what it does not see.
    """

    id: str
    kinds: tuple[CalibrationKind, ...]
    reason: UncalibratedReason
    summary: str
    source: str
    blind_spots: tuple[str, ...]


@dataclass(frozen=True)
class SeenWork:
    """A work as an exclusion sees it: a text as a reader reads it, or the pixels of a picture.

    `decode` gives the pixels of a picture, shape (h, w, 3), uint8, at the working size of the methods; it is
    called once, and for a text never.
    """

    artefact: Artefact
    decode: Callable[[Artefact], Pixels]

    @cached_property
    def text(self) -> str:
        """The text without its markup; empty for a picture."""
        return reading_of(self.artefact.text)[0] if self.artefact.text is not None else ""

    @cached_property
    def pixels(self) -> Pixels:
        """The pixels of a picture."""
        return self.decode(self.artefact)


class Exclusion(Protocol):
    """An exclusion; ``MEMBER`` of its module is one."""

    @property
    def card(self) -> ExclusionCard:
        """The card."""
        ...

    def holds(self, work: SeenWork) -> bool:
        """Whether the work is of the sort that is excluded; the same each time it is asked."""
        ...


EXCLUSIONS: Room[Exclusion] = Room("sidebyside.calibration.exclusions")


class ExclusionsInForce:
    """Says for which works a calibration does not hold; each work is looked at once.

    Parameters
    ----------
    decode
        Gives the pixels of a picture.

    Notes
    -----
    Cost: linear in the text of a work; a picture is decoded once more, some milliseconds. Nothing is looked
    at for a calibration that names no exclusion.
    """

    def __init__(self, decode: Callable[[Artefact], Pixels]) -> None:
        self._decode = decode
        self._seen: dict[str, SeenWork] = {}
        self._holds: dict[tuple[str, str], bool] = {}

    def reason(self, calibration: Calibration, work: Artefact) -> UncalibratedReason | None:
        """Return why no ratio is stated for a work; None where nothing excludes it.

        Raises
        ------
        InputError
            If the calibration names an exclusion that is not there, or one of another kind.
        """
        for exclusion in exclusions_of(calibration):
            key = (exclusion.card.id, work.path)
            if key not in self._holds:
                seen = self._seen.setdefault(work.path, SeenWork(work, self._decode))
                self._holds[key] = exclusion.holds(seen)
            if self._holds[key]:
                return exclusion.card.reason
        return None


def exclusions_of(calibration: Calibration) -> tuple[Exclusion, ...]:
    """Return the exclusions a calibration names, in its order.

    Raises
    ------
    InputError
        If one is not there, or is of another kind: it could not be enforced.
    """
    return tuple(named_exclusion(name, calibration.kind) for name in calibration.excludes)


def named_exclusion(name: str, kind: CalibrationKind) -> Exclusion:
    """Return the exclusion of a name, for a kind of calibration; raises as `exclusions_of`."""
    there = {key: one for key, one in EXCLUSIONS.members().items() if kind in one.card.kinds}
    if name not in there:
        raise InputError(
            f"no exclusion of the kind {kind!r} is called {name!r}",
            hint=f"there are {', '.join(there) or 'none'}; what cannot be tested is said with unfit_for",
        )
    return there[name]
