"""Photographs of one place: what two pictures have in common where neither comes from the other (N3).

Three places: a castle seen from eleven points of its court, a trunk with a hollow, a street walked along. Of
every other photograph all edits of `bench.edits` are made: they derive from it, and not from the photographs
beside it. A second picture made by bending the first would be an edit, so none is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.edits import EDITS, Given, Pixels, opened
from bench.image_searches import IMAGE, pictures

PLACES = {"train": ("chateau", "tree"), "test": ("street",)}
"""No place is on both sides."""
FOLDER = IMAGE / "one-place"
MOST_APART = {"street": 2}
"""So far apart along a way two photographs still show the same; elsewhere all show one thing."""
EDITED = 2
"""One photograph of so many is edited."""

Made = tuple[str, Pixels, str, str]
"""Name of an output, its pixels, the photograph it is made of, and the edit; none where it is as it was."""


def photographs(place: str) -> list[Path]:
    """Return the photographs of a place in the order in which they were taken."""
    return pictures(FOLDER / place)


def outputs(paths: Sequence[Path], hosts: Sequence[Path], rng: np.random.Generator) -> Iterator[Made]:
    """Yield the photographs of a place as they are, and the edits of some of them."""
    for number, path in enumerate(paths):
        pixels = opened(path)
        yield f"{path.stem}-itself", pixels, path.stem, ""
        if number % EDITED:
            continue
        for name, edit in EDITS.items():
            other = opened(hosts[int(rng.integers(len(hosts)))])
            yield f"{path.stem}-{name}", edit(Given(pixels, other, rng)).pixels, path.stem, name


def pairs(
    place: str, names: Sequence[str], made: Sequence[tuple[str, str]], *, is_measured_on: bool
) -> Iterator[tuple[int, int, str]]:
    """Yield numbers of a work and an output, with the grade; `made` says of which and by which edit.

    An edit goes with its own photograph; where pairs are measured on, also with those taken before and after
    it. A fit to those as well would ask more of every edit for pairs that are rare.
    """
    most = MOST_APART.get(place, len(names))
    for k, (of, edit) in enumerate(made):
        at = names.index(of)
        for i in range(len(names)):
            if i == at:
                if edit:
                    yield i, k, ""
            elif abs(i - at) <= (is_measured_on if edit else most):
                yield i, k, "N3"
