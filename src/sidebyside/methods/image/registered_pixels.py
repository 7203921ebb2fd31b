"""Pictures laid on each other pixel by pixel: whether they lie so by chance, what stayed and what changed.

The core stands in `registering`: `search` finds a shrunken picture in another, `refinement` makes a transform
exact, `evidence` says whether two pictures agree better so than moved aside, `difference` what stayed and
what changed then.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from os import cpu_count

from sidebyside.errors import InputError, MethodError, UnfitItemError
from sidebyside.methods import Example, Settings
from sidebyside.methods.image.placing.estimation import Rules
from sidebyside.methods.image.placing.place import Size, place
from sidebyside.methods.image.placing.store import Detection, Reduced, Works, placements_of, reduced
from sidebyside.methods.image.registering.difference import differ, residual, supported
from sidebyside.methods.image.registering.hypothesis import (
    LOG10_TESTS,
    Hypothesis,
    Lie,
    examine,
    sightings,
    wholes,
)
from sidebyside.methods.image.registering.laying import lay, overlap
from sidebyside.methods.settings import Value, settled, shown
from sidebyside.primitives.pictures import Pixels, PreparedPicture
from sidebyside.records import Comparison, ImageQuantum, Match, MethodCard, Score

NAME = "registered_pixels"
SIDE_PX = 512
RESIDUAL_SIDE_PX = 256

DEFAULTS: dict[str, Value] = {
    "floor_cells": 6,
    "max_nfa": 0.0001,
    "least_share": 0.085,
    "max_placements": 4,
}

CARD = MethodCard(
    name=NAME,
    version="1",
    medium="image",
    summary="Lays the output on the work pixel by pixel and shows what stayed and what changed: a picture of "
    "which one part was replaced, a blurred or overlaid copy, a small copy in a larger picture.",
    range="similarity: parts of the work that fit best exactly where the pictures lie on each other, as a "
    "share of the covered parts that have details to tell by; 0 to 1, higher is more. Number of false "
    "alarms: how many pairs of unrelated pictures laid as well on each other are expected among all "
    "transforms that could be tried; lower is more surprising. Another processor may give a similarity up "
    "to 0.02 more or less, and a log10 of that number a quarter",
    floor="6 parts that fit best as the pictures lie, and at most 0.0001 false alarms a pair",
    foldings=(
        "colour is taken away",
        "place, size, mirroring, brightness, contrast and an exchange of dark and light do not count; turn "
        "and angle of view where corresponding points give them",
        "alpha is laid over white",
        "the longer side is reduced to 512 pixels, and to 160 where the pictures are laid on each other",
    ),
    blind_spots=(
        "pictures whose details are edges of one direction only, patterns that repeat, or plain surfaces",
        "a work shown smaller than 8.5 % of the width of the output, or less than some 30 pixels wide",
        "a small copy that is also turned or seen at an angle, where too few points correspond",
        "bent or redrawn content, such as another pose or another style",
        "changes of colour alone",
        "changes smaller than a cell of the grid, a 48th of the longer side",
        "pairs that no other method put on the shortlist",
    ),
    cost="about 40 ms of processor time a pair of the shortlist, besides what keypoints costs",
    source="residual: Carlini et al. 2023, doi:10.48550/arXiv.2301.13188, and Wang et al. 2004, "
    "doi:10.1109/TIP.2003.819861; false alarms: Desolneux et al. 2000, doi:10.1023/A:1026593302236",
    settings=shown(DEFAULTS),
    is_pairwise=True,
)

EXAMPLES = (
    Example("the same picture", "texture", "texture", True),
    Example("mirrored", "texture", "texture, mirrored", True),
    Example("blurred", "texture", "texture, blurred", True),
    Example("one third replaced", "texture", "texture, replaced", True),
    Example("pasted small into another picture", "texture", "texture, pasted", True),
    Example("another picture", "texture", "another texture", False),
)


def to_match(lie: Lie, pictures: tuple[Pixels, Pixels], sizes: tuple[Size, Size]) -> Match:
    """Turn a lie of two grey pictures into a match in pixels of the originals, with its residual.

    The outline is what both frames have in common, or the part of it that agrees where most does not. Shares
    are of the area that stayed.
    """
    work, output = pictures
    is_inverted = lie.evidence.is_inverted
    corners = overlap(work.shape[:2], output.shape[:2], lie.matrix)
    laid = lay(work, output, lie.matrix, RESIDUAL_SIDE_PX)
    if laid is None:  # Not so: it was laid before, to be weighed.
        raise MethodError(f"{NAME} found that pictures lie on each other which do not overlap: {lie.kind}")
    difference = differ(laid, is_inverted=is_inverted)
    part = supported(laid, difference, corners)
    again = (
        lay(work, output, lie.matrix, RESIDUAL_SIDE_PX, part) if part is not corners and len(part) else None
    )
    if again is not None:
        corners, laid, difference = part, again, differ(again, is_inverted=is_inverted)
    found = place(corners, lie.matrix, lie.kind, (work.shape[:2], output.shape[:2]), sizes)
    rest = residual(laid, difference, is_inverted=is_inverted)
    kept = rest.share_kept / max(rest.share_kept + rest.share_changed, 1e-6)
    return Match(
        NAME,
        round(lie.evidence.n_hits / lie.evidence.n_cells, 6),
        ImageQuantum(
            round(max(1e-6, found.share_of_work * kept), 6), round(max(1e-6, found.share_of_output * kept), 6)
        ),
        work_region=found.work_region,
        output_region=found.output_region,
        work_outline=found.work_outline,
        output_outline=found.output_outline,
        transform=found.transform,
        residual=rest,
        log10_nfa=round(lie.evidence.log10_nfa, 3),
    )


def _check(values: dict[str, Value]) -> None:
    """Refuse values out of their range."""
    ranges: dict[str, tuple[float, float]] = {
        "floor_cells": (3, 1000),
        "max_nfa": (1e-300, 1.0),
        "least_share": (0.02, 0.95),
        "max_placements": (1, 100),
    }
    for name, (low, high) in ranges.items():
        if not low <= float(values[name]) <= high:
            raise InputError(f"{NAME}.{name} must lie in {low:g} to {high:g}, got {values[name]}")


class RegisteredPixelsIndex:
    """The works, reduced."""

    def __init__(self, settings: Settings | None) -> None:
        values = settled(NAME, DEFAULTS, settings)
        _check(values)
        self._floor_cells = int(values["floor_cells"])
        self._max_log10_nfa = math.log10(float(values["max_nfa"]))
        self._least_share = float(values["least_share"])
        self._rules = Rules(max_placements=int(values["max_placements"]))
        self._works = Works(SIDE_PX)
        floor = CARD.floor.replace("6", str(self._floor_cells), 1).replace("0.0001", str(values["max_nfa"]))
        self.card = replace(CARD, floor=floor, settings=shown(values))

    def add(self, works: Sequence[PreparedPicture]) -> None:
        """Take a batch of works."""
        self._works.add(works)

    def unfit(self, item: PreparedPicture) -> UnfitItemError | None:
        """Refuse nothing beforehand: how many parts can tell is known when they are laid on each other."""
        return None

    def compare(
        self, outputs: Sequence[PreparedPicture], shortlists: Sequence[frozenset[int]] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare each output with the works of its shortlist; without shortlists, with every work."""
        if shortlists is None:
            shortlists = [frozenset(range(len(self._works)))] * len(outputs)
        numbers = sorted(frozenset().union(*shortlists))
        with ThreadPoolExecutor(cpu_count() or 1, thread_name_prefix=NAME) as pool:
            works = dict(zip(numbers, pool.map(self._works.picture, numbers), strict=True))
            return [
                self._compare_one(output, shortlist, works, pool) if shortlist else ()
                for output, shortlist in zip(outputs, shortlists, strict=True)
            ]

    def _compare_one(
        self,
        output: PreparedPicture,
        shortlist: frozenset[int],
        works: dict[int, Reduced],
        pool: ThreadPoolExecutor,
    ) -> tuple[Comparison, ...]:
        picture = reduced(output.pixels, SIDE_PX)
        size = output.height_px, output.width_px
        return tuple(pool.map(lambda n: self._compare(n, works[n], picture, size), sorted(shortlist)))

    def _compare(self, number: int, work: Reduced, output: Reduced, size: Size) -> Comparison:
        lies = self._lies(work, output)
        sizes = self._works.size(number), size
        matches = tuple(to_match(lie, (work.grey, output.grey), sizes) for lie in lies)
        score = max((match.similarity for match in matches), default=0.0)
        return Comparison(NAME, number, Score(NAME, score), matches)

    def _lies(self, work: Reduced, output: Reduced) -> list[Lie]:
        """Return how the pictures lie by their corresponding points; where those say nothing, as wholes, or
        as the search finds.
        """
        placed = [
            Hypothesis(item.kind, item.matrix, item.is_inverted, LOG10_TESTS[item.kind])
            for item in placements_of(work, output, Detection(), self._rules)
        ]
        found = [lie for item in placed if (lie := self._confirmed(work, output, item)) is not None]
        if found:
            return found
        for hypotheses in (
            wholes(work.grey, output.grey),
            sightings(work.grey, output.grey, self._least_share),
        ):
            confirmed = [lie for item in hypotheses if (lie := self._confirmed(work, output, item))]
            if confirmed:
                return [min(confirmed, key=lambda lie: lie.evidence.log10_nfa)]
        return []

    def _confirmed(self, work: Reduced, output: Reduced, hypothesis: Hypothesis) -> Lie | None:
        lie = examine(work.grey, output.grey, hypothesis)
        if lie is None or lie.evidence.n_hits < self._floor_cells:
            return None
        return lie if lie.evidence.log10_nfa <= self._max_log10_nfa else None


class RegisteredPixels:
    """The method, as the registry finds it."""

    card = CARD
    examples = EXAMPLES

    def index(self, settings: Settings | None = None) -> RegisteredPixelsIndex:
        """Open an empty index."""
        return RegisteredPixelsIndex(settings)


MEMBER = RegisteredPixels()
