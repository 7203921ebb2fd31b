"""Places: a span of characters, a region of pixels; how two pictures lie on each other, and what differs."""

from dataclasses import dataclass
from typing import Literal

from sidebyside.errors import InputError


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch ``[start, end)`` of characters (Unicode code points) of the decoded original.

    >>> len(Span(3, 10))
    7
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise InputError(f"a span needs 0 <= start <= end, got [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """An upright rectangle of a picture in pixels; row and column count from the top left corner."""

    row: int
    column: int
    height: int
    width: int

    def __post_init__(self) -> None:
        if self.row < 0 or self.column < 0 or self.height < 1 or self.width < 1:
            raise InputError(
                "a region needs row, column >= 0 and height, width >= 1, got "
                f"[{self.row}, {self.column}, {self.height}, {self.width}]"
            )


PointPair = tuple[float, float, float, float]
"""A point of the work and the one of the output that answers to it: row, column, row, column, in pixels."""


@dataclass(frozen=True, slots=True)
class ImageQuantum:
    """How much of a picture matched: areas as shares in [0, 1] and the corresponding points behind them.

    `n_inliers` is None where the method has no corresponding points.
    """

    share_of_work: float
    share_of_output: float
    n_inliers: int | None = None
    n_putative: int | None = None


@dataclass(frozen=True, slots=True)
class Transform:
    """A 3x3 matrix, row major, that takes (column, row, 1) of the work to the output, both in pixels.

    Places are continuous: (0, 0) is the top left corner of the picture, (0.5, 0.5) the middle of its first
    pixel.
    """

    kind: Literal["similarity", "affine", "homography"]
    matrix: tuple[float, float, float, float, float, float, float, float, float]
    is_mirrored: bool


@dataclass(frozen=True, slots=True)
class Residual:
    """What stayed and what changed, on a grid over the work's region of the match.

    Attributes
    ----------
    cells
        One string a row of the grid, one letter a cell: ``k`` kept, ``c`` changed, ``-`` not covered by the
        output, or too plain to tell.
    similarity
        The structural similarity of each cell in percent, -100 to 100, 0 where not covered; rows as in
        `cells`.
    share_kept, share_changed
        Of the work's region, 0 to 1; what is missing to 1 is not covered.
    structural_similarity
        Mean over the covered cells, -1 to 1.
    l2, l2_worst_tile
        Root mean square difference of the covered pixels, 0 to 1 of the range of values, over everything and
        in the worst tile (Carlini et al. 2023, Extracting Training Data from Diffusion Models).
    is_inverted
        True where the tones of the output are those of the work turned round.
    """

    cells: tuple[str, ...]
    similarity: tuple[tuple[int, ...], ...]
    share_kept: float
    share_changed: float
    structural_similarity: float
    l2: float
    l2_worst_tile: float
    is_inverted: bool = False

    @property
    def n_kept(self) -> int:
        """The cells whose structure stayed."""
        return sum(row.count("k") for row in self.cells)

    @property
    def n_compared(self) -> int:
        """The cells that were compared: those that stayed and those that changed."""
        return sum(len(row) - row.count("-") for row in self.cells)

    def __post_init__(self) -> None:
        widths = {len(row) for row in self.cells} | {len(row) for row in self.similarity}
        if len(self.cells) != len(self.similarity) or len(widths) != 1:
            raise InputError(
                f"a residual needs one similarity a cell, in rows of one length, got lengths {sorted(widths)}"
            )
        if unknown := set("".join(self.cells)) - set("kc-"):
            raise InputError(f"a residual knows the cells k, c and - only, got {sorted(unknown)}")
