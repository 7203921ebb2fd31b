"""Pictures laid on each other pixel by pixel: whether they lie so by chance, what stayed and what changed.

The core stands in `registration`, which tries transforms, makes them exact and says whether two pictures
agree better so than moved aside, and in `methods.keypoint_matching.warping`, which says what stayed and what
changed then.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

from sidebyside.contracts import Example, Method, Shortlist, check_ranges, filled
from sidebyside.errors import MethodError, UnfitItemError
from sidebyside.methods.image.registered_pixels.registration import (
    LOG10_TESTS,
    Hypothesis,
    Registration,
    register,
    searched_hypotheses,
    whole_hypotheses,
)
from sidebyside.methods.keypoint_matching.estimation import PlacementCriteria
from sidebyside.methods.keypoint_matching.placement import Size, corresponding_regions
from sidebyside.methods.keypoint_matching.store import (
    DetectorSettings,
    GreyPicture,
    Works,
    grey_picture,
    placements_of,
)
from sidebyside.methods.keypoint_matching.warping import differ, overlap, residual, supported, warp
from sidebyside.primitives.pictures import Pixels, PreparedPicture
from sidebyside.records import Comparison, ImageQuantum, Match, MethodCard, Score

NAME = "registered_pixels"
SIDE_PX = 512
RESIDUAL_SIDE_PX = 256

_RANGES: dict[str, tuple[float, float]] = {
    "floor_cells": (3, 1000),
    "max_nfa": (1e-300, 1.0),
    "least_share": (0.02, 0.95),
    "max_placements": (1, 100),
}


@dataclass(frozen=True, slots=True)
class RegisteredPixelsSettings:
    """How far a registration is looked for, and when it is taken for a match.

    Attributes
    ----------
    floor_cells
        Least number of cells that fit best as the pictures lie.
    max_nfa
        Largest number of false alarms of a match.
    least_share
        Down to which share of the size at which it just fits a work is searched in an output.
    max_placements
        Most transforms taken from corresponding points.
    """

    floor_cells: int = 6
    max_nfa: float = 0.0001
    least_share: float = 0.085
    max_placements: int = 4

    def __post_init__(self) -> None:
        check_ranges(NAME, self, _RANGES)


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
    floor="{floor_cells} parts that fit best as the pictures lie, and at most {max_nfa} false alarms a pair",
    foldings=(
        "colour is taken away",
        "place, size, mirroring, brightness, contrast and an exchange of dark and light do not count; turn "
        "and angle of view where corresponding points give them",
        "alpha is laid over white",
        "the longer side is reduced to 512 pixels, and to 160 where the pictures are laid on each other",
    ),
    blind_spots=(
        "pictures whose details are edges of one direction only, patterns that repeat, or plain surfaces",
        "a work shown smaller than {least_percent} % of the width of the output, or less than some 30 pixels "
        "wide",
        "a small copy that is also turned or seen at an angle, where too few points correspond",
        "bent or redrawn content, such as another pose or another style",
        "changes of colour alone",
        "changes smaller than a cell of the grid, a 48th of the longer side",
        "pairs that no other method put on the shortlist",
    ),
    cost="about 40 ms of processor time a pair of the shortlist, besides what keypoints costs",
    source="residual: Carlini et al. 2023, doi:10.48550/arXiv.2301.13188, and Wang et al. 2004, "
    "doi:10.1109/TIP.2003.819861; false alarms: Desolneux et al. 2000, doi:10.1023/A:1026593302236",
    is_pairwise=True,
    evidence="false_alarms",
)

EXAMPLES = (
    Example("the same picture", "texture", "texture", True),
    Example("mirrored", "texture", "texture, mirrored", True),
    Example("blurred", "texture", "texture, blurred", True),
    Example("one third replaced", "texture", "texture, replaced", True),
    Example("pasted small into another picture", "texture", "texture, pasted", True),
    Example("another picture", "texture", "another texture", False),
)


def card_of(settings: RegisteredPixelsSettings) -> MethodCard:
    """Return the card with its settings."""
    return filled(CARD, settings, least_percent=100 * settings.least_share)


def to_match(registration: Registration, pictures: tuple[Pixels, Pixels], sizes: tuple[Size, Size]) -> Match:
    """Turn a registration of two grey pictures into a match in pixels of the originals, with its residual.

    The outline is what both frames have in common, or the part of it that agrees where most does not. Shares
    are of the area that stayed.
    """
    work, output = pictures
    cells, matrix = registration.cells, registration.matrix
    corners = overlap(work.shape[:2], output.shape[:2], matrix)
    pair = warp(work, output, matrix, RESIDUAL_SIDE_PX)
    if pair is None:  # Not so: it was warped before, to count its cells.
        raise MethodError(
            f"{NAME} found that pictures lie on each other which do not overlap: {registration.kind}"
        )
    difference = differ(pair, is_inverted=cells.is_inverted)
    part = supported(pair, difference, corners)
    again = warp(work, output, matrix, RESIDUAL_SIDE_PX, part) if part is not corners and len(part) else None
    if again is not None:
        corners, pair, difference = part, again, differ(again, is_inverted=cells.is_inverted)
    found = corresponding_regions(
        corners, matrix, registration.kind, (work.shape[:2], output.shape[:2]), sizes
    )
    rest = residual(pair, difference, is_inverted=cells.is_inverted)
    kept = rest.share_kept / max(rest.share_kept + rest.share_changed, 1e-6)
    return Match(
        NAME,
        round(cells.n_hits / cells.n_cells, 6),
        ImageQuantum(
            round(max(1e-6, found.share_of_work * kept), 6), round(max(1e-6, found.share_of_output * kept), 6)
        ),
        work_region=found.work_region,
        output_region=found.output_region,
        work_outline=found.work_outline,
        output_outline=found.output_outline,
        transform=found.transform,
        residual=rest,
        log10_nfa=round(cells.log10_nfa, 3),
    )


class RegisteredPixelsIndex:
    """The works, reduced."""

    def __init__(self, settings: RegisteredPixelsSettings) -> None:
        self._settings = settings
        self._max_log10_nfa = math.log10(settings.max_nfa)
        self._criteria = PlacementCriteria(max_placements=settings.max_placements)
        self._works = Works(SIDE_PX)
        self.card = card_of(settings)

    def add(self, works: Sequence[PreparedPicture]) -> None:
        """Take a batch of works."""
        self._works.add(works)

    def unfit(self, item: PreparedPicture) -> UnfitItemError | None:
        """Refuse nothing beforehand: how many parts can tell is known when they are laid on each other."""
        del item
        return None

    def compare(
        self, outputs: Sequence[PreparedPicture], shortlists: Sequence[Shortlist] | None = None
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
        shortlist: Shortlist,
        works: dict[int, GreyPicture],
        pool: ThreadPoolExecutor,
    ) -> tuple[Comparison, ...]:
        picture = grey_picture(output.pixels, SIDE_PX)
        size = output.height_px, output.width_px
        return tuple(pool.map(lambda n: self._compare(n, works[n], picture, size), sorted(shortlist)))

    def _compare(self, number: int, work: GreyPicture, output: GreyPicture, size: Size) -> Comparison:
        sizes = self._works.size(number), size
        matches = tuple(
            to_match(found, (work.grey, output.grey), sizes) for found in self._registrations(work, output)
        )
        score = max((match.similarity for match in matches), default=0.0)
        return Comparison(NAME, number, Score(NAME, score), matches)

    def _registrations(self, work: GreyPicture, output: GreyPicture) -> list[Registration]:
        """Return how the pictures lie by their corresponding points; where those say nothing, as wholes, or
        as the search finds.
        """
        placed = [
            Hypothesis(item.kind, item.matrix, item.is_inverted, LOG10_TESTS[item.kind])
            for item in placements_of(work, output, DetectorSettings(), self._criteria)
        ]
        found = [reached for item in placed if (reached := self._registered(work, output, item)) is not None]
        if found:
            return found
        for hypotheses in (
            whole_hypotheses(work.grey, output.grey),
            searched_hypotheses(work.grey, output.grey, self._settings.least_share),
        ):
            found = [reached for item in hypotheses if (reached := self._registered(work, output, item))]
            if found:
                return [min(found, key=lambda item: item.cells.log10_nfa)]
        return []

    def _registered(
        self, work: GreyPicture, output: GreyPicture, hypothesis: Hypothesis
    ) -> Registration | None:
        found = register(work.grey, output.grey, hypothesis)
        if found is None or found.cells.n_hits < self._settings.floor_cells:
            return None
        return found if found.cells.log10_nfa <= self._max_log10_nfa else None


class RegisteredPixels:
    """The method, as the registry finds it."""

    card = card_of(RegisteredPixelsSettings())
    examples = EXAMPLES
    settings = RegisteredPixelsSettings

    def index(self, settings: RegisteredPixelsSettings | None = None) -> RegisteredPixelsIndex:
        """Open an empty index."""
        return RegisteredPixelsIndex(settings or RegisteredPixelsSettings())


MEMBER: Method[PreparedPicture, RegisteredPixelsSettings] = RegisteredPixels()
