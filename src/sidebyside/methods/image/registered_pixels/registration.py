"""How two pictures lie on each other: transforms that are tried, made exact, and what speaks for each.

Each cell of the overlap is asked where it fits best: as the pictures lie, or with the output moved aside by
a few pixels in one of 24 ways. Where one picture has nothing to do with the other no place is special, so as
they lie is best in one cell of 25; how many cells say so is therefore a binomial variable, and its tail,
times the number of transforms that could be tried, is a number of false alarms.

A whole picture that stands shrunken in another is searched over places and sizes, upright and mirrored, each
size at the resolution at which the picture sought is `TEMPLATE_PX` long, so that a large copy is sought in
few pixels and a small one in many, and a step from one size to the next costs the same accuracy.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.methods.keypoint_matching import plane
from sidebyside.methods.keypoint_matching.estimation import log10_tail
from sidebyside.methods.keypoint_matching.plane import TransformKind
from sidebyside.methods.keypoint_matching.warping import MARGIN_PX, Grey, WarpedPair, warp
from sidebyside.primitives.pictures import Pixels

CELLS_SIDE_PX = 160
N_TEMPLATE_MATCHES = 3
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
N_ITERATIONS, EPSILON = 30, 1e-4
REFINED_SIDE_PX = 96
MAX_MOVE = 0.15
"""A refinement that moves a corner by more than this share of the overlap has gone astray."""
TEMPLATE_PX = 24
SIZE_RATIO = 1.13
MAX_SHARE = 0.95
N_STEPS = 2
"""The output is moved by up to 2 steps, in rows and in columns, each way."""
N_DISPLACED = (2 * N_STEPS + 1) ** 2
P_HIT = 1.0 / N_DISPLACED
MAX_SELF_LIKENESS = 0.75
MAX_LIKENESS_ELSEWHERE = 0.85
MIN_DEVIATION = 2.0
MIN_ENERGY = 0.05


@dataclass(frozen=True, slots=True)
class CellGrid:
    """Side of a cell and length of a step, in pixels."""

    cell_px: int
    step_px: int


COARSE, FINE = CellGrid(10, 3), CellGrid(6, 2)
FINE_BELOW_PX = 90
"""An overlap with a longer side below this is looked at with the fine cells, for want of more."""


@dataclass(frozen=True, slots=True)
class CellCount:
    """How many cells could tell, how many fit best as the pictures lie, and how surprising that is."""

    n_cells: int
    n_hits: int
    log10_nfa: float
    is_inverted: bool


def details(picture: Grey) -> Grey:
    """Return a picture, shape (h, w), without its slow changes and with its contrast made even."""
    fine = picture - cv2.GaussianBlur(picture, (0, 0), 3.0)
    contrast = np.sqrt(cv2.GaussianBlur(fine * fine, (0, 0), 5.0))
    return np.asarray(fine / (contrast + MIN_DEVIATION), dtype=np.float32)


def count_cells(pair: WarpedPair, log10_n_tests: float, *, is_strict: bool = False) -> CellCount:
    """Count the cells that fit best as the pictures lie, tones as they are or turned round.

    Cells without details, and those whose details look alike when moved, such as a straight edge or a
    pattern that repeats, cannot tell and are not counted. Where `is_strict`, neither are those whose details
    stand elsewhere in the work as well, however far away: two chessboards can always be laid on each other.
    Cost: about 2 ms, 20 more where it is strict.
    """
    grid = FINE if max(pair.work.shape) < FINE_BELOW_PX else COARSE
    work, around = details(pair.work), details(pair.around)
    energy = _cells(work * work, grid)
    middle = N_DISPLACED // 2
    fits = _fits(work, around, energy, grid)
    own = _fits(work, np.pad(work, MARGIN_PX, mode="reflect"), energy, grid)
    can_tell = (energy > MIN_ENERGY) & (np.delete(own, middle, axis=0).max(axis=0) < MAX_SELF_LIKENESS)
    reach = np.ones((2 * MARGIN_PX + 1, 2 * MARGIN_PX + 1), dtype=np.uint8)
    inner = cv2.erode(pair.is_output.astype(np.uint8), reach, borderType=cv2.BORDER_REPLICATE)
    inside = np.asarray(inner, dtype=bool)[MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX] & pair.covered
    can_tell &= _cells(inside.astype(np.float32), grid) > 0.95
    if is_strict:
        can_tell &= ~_repeated(work, grid)
    n = int(can_tell.sum())
    as_they_are, turned_round = (
        int((can_tell & (best == middle)).sum()) for best in (fits.argmax(axis=0), fits.argmin(axis=0))
    )
    n_hits = max(as_they_are, turned_round)
    log10_nfa = log10_n_tests + log10_tail(n, n_hits, P_HIT)
    return CellCount(n, n_hits, log10_nfa, is_inverted=turned_round > as_they_are)


def _fits(work: Grey, around: Grey, energy: NDArray[np.float32], grid: CellGrid) -> NDArray[np.float32]:
    """Return the correlation of each cell for each displacement, shape (25, rows, columns)."""
    height, width = work.shape
    fits = []
    for dy in range(-N_STEPS, N_STEPS + 1):
        for dx in range(-N_STEPS, N_STEPS + 1):
            y, x = MARGIN_PX + dy * grid.step_px, MARGIN_PX + dx * grid.step_px
            moved = around[y : y + height, x : x + width]
            fits.append(_cells(work * moved, grid) / np.sqrt(energy * _cells(moved * moved, grid) + 1e-9))
    return np.array(fits, dtype=np.float32)


def _repeated(work: Grey, grid: CellGrid) -> NDArray[np.bool_]:
    """Tell of each cell whether what it shows stands in another place of the work too."""
    side = grid.cell_px
    rows, columns = work.shape[0] // side, work.shape[1] // side
    everywhere = np.lib.stride_tricks.sliding_window_view(work, (side, side))
    height, width = everywhere.shape[:2]
    patches = everywhere.reshape(height * width, side * side)
    patches = patches / (np.linalg.norm(patches, axis=1, keepdims=True) + 1e-6)
    y, x = (side * axis.ravel() for axis in np.mgrid[:rows, :columns])
    none = np.zeros((0, 0), dtype=np.float32)
    product = cv2.gemm(patches[y * width + x], patches, 1.0, none, 0.0, flags=cv2.GEMM_2_T)
    alike = np.asarray(product).reshape(rows * columns, height, width)
    for one, top, left in zip(alike, y.tolist(), x.tolist(), strict=True):
        reach = MARGIN_PX + side // 2
        one[max(0, top - reach) : top + reach + 1, max(0, left - reach) : left + reach + 1] = -1.0
    result: NDArray[np.bool_] = alike.max(axis=(1, 2)).reshape(rows, columns) > MAX_LIKENESS_ELSEWHERE
    return result


def _cells(values: Grey, grid: CellGrid) -> NDArray[np.float32]:
    """Return the mean over cells; what does not fill a cell is left out."""
    side = grid.cell_px
    rows, columns = values.shape[0] // side, values.shape[1] // side
    cut = values[: rows * side, : columns * side]
    # Over whole cells the area interpolation is their mean, and several times as fast as numpy's.
    means = (
        cv2.resize(cut, (columns, rows), interpolation=cv2.INTER_AREA)
        if cut.size
        else np.zeros((rows, columns))
    )
    return np.asarray(means, dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Hypothesis:
    """A transform of the reduced work to the reduced output, and how many like it could be tried."""

    kind: TransformKind
    matrix: plane.Matrix
    is_inverted: bool
    log10_n_tests: float
    is_rough: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Registration:
    """How two pictures lie on each other, and how many of their cells say so."""

    kind: TransformKind
    matrix: plane.Matrix
    cells: CellCount


def register(work: Pixels, output: Pixels, hypothesis: Hypothesis) -> Registration | None:
    """Return what speaks for a hypothesis, as it is or made more exact, whichever is stronger.

    Both pictures grey, shape (h, w). None where they hardly overlap. The second form is looked at only where
    the first is not what chance gives every day, so that an unrelated pair costs one look.
    """
    given, tests = hypothesis.matrix, hypothesis.log10_n_tests
    best: Registration | None = None
    for is_refined in (True, False) if hypothesis.is_rough else (False, True):
        matrix = refine(work, output, given, is_inverted=hypothesis.is_inverted) if is_refined else given
        pair = warp(work, output, matrix, CELLS_SIDE_PX)
        if pair is None:
            continue
        cells = count_cells(pair, tests)
        if cells.log10_nfa < 0:
            cells = count_cells(pair, tests, is_strict=True)
        if best is None or cells.log10_nfa < best.cells.log10_nfa:
            is_affine = is_refined and hypothesis.kind == "similarity"
            best = Registration("affine" if is_affine else hypothesis.kind, matrix, cells)
        if cells.log10_nfa > tests + MAX_LOG10_TAIL:
            break
    return best


def whole_hypotheses(work: Pixels, output: Pixels) -> Iterator[Hypothesis]:
    """Yield the whole work on the whole output, upright and mirrored."""
    scaling = plane.scaling(output.shape[0] / work.shape[0], output.shape[1] / work.shape[1])
    for turned in (np.eye(3), plane.mirroring(work.shape[1])):
        yield Hypothesis("affine", scaling @ turned, False, LOG10_TESTS["whole"])


def searched_hypotheses(work: Pixels, output: Pixels, least_share: float) -> Iterator[Hypothesis]:
    """Yield where the work may stand shrunken in the output, and the output in the work."""
    tests = LOG10_TESTS["search"]
    for found in search(work, output, n=N_TEMPLATE_MATCHES, least=least_share):
        yield Hypothesis("similarity", found.matrix, found.correlation < 0, tests, is_rough=True)
    for found in search(output, work, n=1, least=LEAST_SHARE_OF_WORK):
        yield Hypothesis(
            "similarity", plane.inverse(found.matrix), found.correlation < 0, tests, is_rough=True
        )


def refine(work: Pixels, output: Pixels, matrix: plane.Matrix, *, is_inverted: bool) -> plane.Matrix:
    """Return the transform near to one given under which the pixels of two grey pictures agree best.

    By maximisation of the enhanced correlation coefficient over affine changes (Evangelidis and Psarakis
    2008, doi:10.1109/TPAMI.2008.113); the transform as given where that does not converge.
    Cost: about 5 ms.
    """
    pair = warp(work, output, matrix, REFINED_SIDE_PX)
    if pair is None:
        return matrix
    warped = 255.0 - pair.output if is_inverted else pair.output
    change = np.eye(2, 3, dtype=np.float32)
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, N_ITERATIONS, EPSILON)
    mask = pair.covered.astype(np.uint8)
    try:
        _, moved = cv2.findTransformECC(pair.work, warped, change, cv2.MOTION_AFFINE, criteria, mask, 5)
    except cv2.error:
        return matrix  # The pictures do not correlate, or the estimate ran off.
    inner = np.vstack((np.asarray(moved, dtype=np.float64), [0.0, 0.0, 1.0]))
    inner = plane.shifting(0.5, 0.5) @ inner @ plane.shifting(-0.5, -0.5)
    height, width = pair.work.shape
    corners = plane.frame(height, width)
    if np.abs(plane.move(corners, inner) - corners).max() > MAX_MOVE * max(height, width):
        return matrix
    result: plane.Matrix = matrix @ pair.to_work @ inner @ plane.inverse(pair.to_work)
    return result


@dataclass(frozen=True, slots=True, eq=False)
class TemplateMatch:
    """A place where a shrunken picture may stand: how well it correlates, -1 to 1, and the transform."""

    correlation: float
    matrix: plane.Matrix


def shares(least: float) -> Iterator[float]:
    """Yield the sizes that are tried, as a share of the size at which the picture just fits."""
    share = MAX_SHARE
    while share >= least:
        yield share
        share /= SIZE_RATIO


def search(picture: Pixels, ground: Pixels, *, n: int, least: float) -> list[TemplateMatch]:
    """Return the `n` places in `ground` where `picture` correlates best, by size of the correlation.

    Both grey, shape (h, w). What is correlated are details with even contrast, so that light, contrast and
    an inversion of tones do not count. Cost: about 30 ms where the least share is 0.085, 3 where it is 0.3.
    """
    height, width = picture.shape
    fit = min(ground.shape[0] / height, ground.shape[1] / width)
    found: list[TemplateMatch] = []
    small = cv2.resize(
        picture, _size(picture, TEMPLATE_PX / max(height, width)), interpolation=cv2.INTER_AREA
    )
    sought = details(small.astype(np.float32))
    for share in shares(least):
        # How many pixels of the ground come to one pixel of the picture as it is sought.
        reduction = TEMPLATE_PX / max(height, width) / (fit * share)
        if reduction > 1.0:
            break
        size = _size(ground, reduction)
        reduced = cv2.resize(ground, size, interpolation=cv2.INTER_AREA)
        searched = details(reduced.astype(np.float32))
        if searched.shape[0] < sought.shape[0] or searched.shape[1] < sought.shape[1]:
            continue
        for is_mirrored in (False, True):
            template = np.ascontiguousarray(sought[:, ::-1]) if is_mirrored else sought
            fits = cv2.matchTemplate(searched, template, cv2.TM_CCOEFF_NORMED)
            low, high, low_at, high_at = cv2.minMaxLoc(fits)
            value, at = (low, low_at) if -low > high else (high, high_at)
            to_small = plane.scaling(small.shape[0] / height, small.shape[1] / width)
            to_ground = plane.scaling(ground.shape[0] / size[1], ground.shape[1] / size[0])
            turned = plane.mirroring(small.shape[1]) if is_mirrored else np.eye(3)
            matrix = to_ground @ plane.shifting(at[1], at[0]) @ turned @ to_small
            found.append(TemplateMatch(float(value), matrix))
    return sorted(found, key=lambda item: -abs(item.correlation))[:n]


def _size(picture: Pixels, ratio: float) -> tuple[int, int]:
    return max(8, round(picture.shape[1] * ratio)), max(8, round(picture.shape[0] * ratio))
