"""A part of a work and where a transform puts it, in pixels of the originals."""

import math
from dataclasses import dataclass

import numpy as np

from sidebyside.methods.image.placing import plane
from sidebyside.methods.image.placing.transform import Kind
from sidebyside.records import Region, Transform

Size = tuple[int, int]
"""Height and width, in pixels."""

N_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Place:
    """Regions, outlines and shares of both pictures, and the transform between them."""

    work_region: Region
    output_region: Region
    work_outline: plane.Outline
    output_outline: plane.Outline
    share_of_work: float
    share_of_output: float
    transform: Transform


def place(
    corners: plane.Points,
    matrix: plane.Matrix,
    kind: Kind,
    reduced: tuple[Size, Size],
    sizes: tuple[Size, Size],
) -> Place:
    """Return where a part of a work lies, given by corners in the reduced work, and where in the output.

    `matrix` takes the reduced work to the reduced output; `reduced` and `sizes` are those of work and output.
    Corners beyond an edge by rounding are brought back to it.
    """
    work, output = (
        plane.scaling(height / small[0], width / small[1])
        for small, (height, width) in zip(reduced, sizes, strict=True)
    )
    of_work = _inside(plane.move(corners, work), sizes[0])
    of_output = _inside(plane.move(plane.move(corners, matrix), output), sizes[1])
    whole = output @ matrix @ plane.inverse(work)
    a, b, c, d, e, f, g, h, i = (float(f"{value:.9g}") for value in (whole / whole[2, 2]).ravel())
    return Place(
        plane.region(of_work, *sizes[0]),
        plane.region(of_output, *sizes[1]),
        plane.outline(of_work),
        plane.outline(of_output),
        _share(of_work, sizes[0]),
        _share(of_output, sizes[1]),
        Transform(kind, (a, b, c, d, e, f, g, h, i), bool(np.linalg.det(whole[:2, :2]) < 0)),
    )


def _inside(corners: plane.Points, size: Size) -> plane.Points:
    return np.clip(corners, 0.0, np.array(size[::-1], dtype=np.float64))


def _share(corners: plane.Points, size: Size) -> float:
    return round(min(1.0, max(10.0**-N_DECIMALS, plane.area(corners) / math.prod(size))), N_DECIMALS)
