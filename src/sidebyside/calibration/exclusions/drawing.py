"""Drawings, charts, logos, screenshots and pages of text as a work, by the pixels.

A photograph has texture: most of its pixels differ a little from their neighbours. A drawing is flat but for
its edges, and those are sharp. Where lines and letters stand close together, little is flat until thin lines
are taken away; in a photograph that takes nothing away.
"""

import numpy as np
from numpy.typing import NDArray

from sidebyside.calibration.exclusions import Exclusion, ExclusionCard, Pixels, SeenWork

MOST_TEXTURE = 0.135
"""Drawn where no window has more. Chosen on half of the pictures of `bench.exclusions`."""

FLAT, SHARP, CALM = 8, 48, 4
"""How much a pixel and its eight neighbours differ, of 255: flat up to the first, a sharp edge above the
second; flat up to the third where thin lines are gone."""
LINES = 2 / 3
"""How much lines count against texture."""
PART = 6
"""A window leaves out one of so many parts of the height or width at either side, or two at one side."""


def texture(pixels: Pixels) -> float:
    """Return how much texture the part of a picture with the most of it has.

    Parameters
    ----------
    pixels
        Shape (h, w, 3), uint8.

    Returns
    -------
    texture
        About -0.67 to 1.67, more in photographs: the share of pixels that differ from their neighbours a
        little, in grey, less two thirds of the pixels that become flat by a median over 5 x 5. Of five
        windows the largest: the whole, its middle by height and by width, and what is left without a third
        at the top or at the foot, so that a bar with words makes no drawing of a photograph.

    Notes
    -----
    Cost: some 10 ms. Does not see: what is shown.
    """
    import cv2

    def spread(image: Pixels) -> NDArray[np.uint8]:
        around = np.ones((3, 3), np.uint8)
        return np.asarray(cv2.subtract(cv2.dilate(image, around), cv2.erode(image, around)), dtype=np.uint8)

    grey = spread(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8))
    is_little = (grey > FLAT) & (grey <= SHARP)
    is_flat = spread(pixels).max(axis=2) <= FLAT
    is_calm = spread(np.asarray(cv2.medianBlur(pixels, 5), dtype=np.uint8)).max(axis=2) <= CALM
    found = is_little + LINES * (is_flat.astype(np.float64) - is_calm)
    height, width = found.shape
    rows, columns = height // PART, width // PART
    windows = (
        found,
        found[rows : height - rows],
        found[:, columns : width - columns],
        found[2 * rows :],
        found[: height - 2 * rows],
    )
    return max(float(window.mean()) for window in windows)


class Drawing:
    """Holds where no part of the work has the texture of a photograph."""

    card = ExclusionCard(
        "drawing",
        ("image",),
        "excluded_drawing",
        summary="in no window of the picture the share of pixels that differ a little from their "
        f"neighbours, less two thirds of those that a median makes flat, is above {MOST_TEXTURE}",
        source="flat areas and sharp edges as the mark of graphics: Athitsos, Swain and Frankel 1997, "
        "doi:10.1109/IVL.1997.629715; Lienhart and Hartmann 2002, doi:10.1117/1.1502259. The figure and its "
        "limit are of this project (`bench.exclusions`)",
        blind_spots=(
            "shaded drawings, paintings and rendered pictures, which have texture",
            "drawings on paper with a coarse grain",
            "photographs with blown-out contrast, or of little but sky, which are excluded at times",
        ),
    )

    def holds(self, work: SeenWork) -> bool:
        """Whether the work is a drawing."""
        return texture(work.pixels) <= MOST_TEXTURE


MEMBER: Exclusion = Drawing()
