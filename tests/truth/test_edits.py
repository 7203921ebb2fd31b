"""The truth that goes with an edited picture is where the work really stands in it."""

import cv2
import numpy as np
import pytest
from bench.edits import EDITS, Given

PLAIN = ("grey_contrast", "inverted", "blend_30", "jpeg_q10", "quarter_size", "collage_10")


def picture(seed, height=120, width=160):
    noise = np.random.default_rng(seed).integers(0, 256, (height // 8, width // 8, 3)).astype(np.uint8)
    return np.ascontiguousarray(cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC))


@pytest.mark.parametrize("name", EDITS)
def test_the_matrix_takes_the_work_to_the_output(name):
    work = picture(1)
    edited = EDITS[name](Given(work, picture(2, 200, 180), np.random.default_rng(3)))
    height, width = work.shape[:2]
    centred = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])
    to_output = centred @ edited.matrix @ np.linalg.inv(centred)
    back = cv2.warpPerspective(edited.pixels, np.linalg.inv(to_output), (width, height))
    seen = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(seen, np.rint(edited.seen).astype(np.int32), 1)
    if edited.changed is not None:
        row, column, rows, columns = edited.changed
        seen[row : row + rows, column : column + columns] = 0
    inside = cv2.erode(seen, np.ones((5, 5), np.uint8)) > 0
    assert inside.mean() > 0.05
    grey, other = (cv2.cvtColor(one, cv2.COLOR_RGB2GRAY)[inside] for one in (work, back))
    agreement = np.corrcoef(grey, other)[0, 1]
    assert abs(agreement) > (0.6 if name in PLAIN else 0.95)


@pytest.mark.parametrize("name", EDITS)
def test_the_outline_lies_on_the_canvas(name):
    work = picture(1)
    edited = EDITS[name](Given(work, picture(2, 200, 180), np.random.default_rng(3)))
    height, width = edited.pixels.shape[:2]
    outline = edited.outline()
    assert outline.min() > -0.6
    assert outline[:, 0].max() < width + 0.6
    assert outline[:, 1].max() < height + 0.6
