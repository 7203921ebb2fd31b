"""How two pictures may lie on each other, and what speaks for it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sidebyside.methods.image.placing import plane
from sidebyside.methods.image.placing.transform import Kind
from sidebyside.methods.image.registering.evidence import Evidence, weigh
from sidebyside.methods.image.registering.laying import lay
from sidebyside.methods.image.registering.refinement import refine
from sidebyside.methods.image.registering.search import search
from sidebyside.primitives.pictures import Pixels

EVIDENCE_SIDE_PX = 160
N_SIGHTINGS = 3
LEAST_SHARE_OF_WORK = 0.3
MAX_LOG10_TAIL = -2.0

LOG10_TESTS: dict[str, float] = {
    "whole": 3.0,
    "search": 6.1,
    "similarity": 8.0,
    "affine": 10.0,
    "homography": 12.0,
}
"""How many transforms of a kind can be told apart, as a power of ten: all of them count as tried.

Whole on whole: upright or mirrored, tones as they are or turned round, and the refinement. A search: every
place and size, both ways. A similarity: places 2 pixels, sizes 13 % and turns 6 degrees apart; an affine or
projective change: ten steps more for each of two or four further parameters.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Hypothesis:
    """A transform of the reduced work to the reduced output, and how many like it could be tried."""

    kind: Kind
    matrix: plane.Matrix
    is_inverted: bool
    log10_n_tests: float
    is_rough: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Lie:
    """How two pictures lie on each other, and the evidence that they do."""

    kind: Kind
    matrix: plane.Matrix
    evidence: Evidence


def examine(work: Pixels, output: Pixels, hypothesis: Hypothesis) -> Lie | None:
    """Return what speaks for a hypothesis, as it is or made more exact, whichever is stronger.

    Both pictures grey, shape (h, w). None where they hardly overlap. The second form is looked at only where
    the first is not what chance gives every day, so that an unrelated pair costs one look.
    """
    given, tests = hypothesis.matrix, hypothesis.log10_n_tests
    best: Lie | None = None
    for is_refined in (True, False) if hypothesis.is_rough else (False, True):
        matrix = refine(work, output, given, is_inverted=hypothesis.is_inverted) if is_refined else given
        laid = lay(work, output, matrix, EVIDENCE_SIDE_PX)
        if laid is None:
            continue
        evidence = weigh(laid, tests)
        if evidence.log10_nfa < 0:
            evidence = weigh(laid, tests, is_strict=True)
        if best is None or evidence.log10_nfa < best.evidence.log10_nfa:
            is_affine = is_refined and hypothesis.kind == "similarity"
            best = Lie("affine" if is_affine else hypothesis.kind, matrix, evidence)
        if evidence.log10_nfa > tests + MAX_LOG10_TAIL:
            break
    return best


def wholes(work: Pixels, output: Pixels) -> Iterator[Hypothesis]:
    """Yield the whole work on the whole output, upright and mirrored."""
    scaling = plane.scaling(output.shape[0] / work.shape[0], output.shape[1] / work.shape[1])
    for turned in (np.eye(3), plane.mirroring(work.shape[1])):
        yield Hypothesis("affine", scaling @ turned, False, LOG10_TESTS["whole"])


def sightings(work: Pixels, output: Pixels, least_share: float) -> Iterator[Hypothesis]:
    """Yield where the work may stand shrunken in the output, and the output in the work."""
    tests = LOG10_TESTS["search"]
    for found in search(work, output, n=N_SIGHTINGS, least=least_share):
        yield Hypothesis("similarity", found.matrix, found.correlation < 0, tests, is_rough=True)
    for found in search(output, work, n=1, least=LEAST_SHARE_OF_WORK):
        yield Hypothesis(
            "similarity", plane.inverse(found.matrix), found.correlation < 0, tests, is_rough=True
        )
