"""Edited copies of pictures with their truth: what of the work stands where in the output.

The same seed gives the same pictures. Half of a folder of photographs serve as works, the other half are
never indexed: they are the hosts of collages, the pictures blended in, and the outputs that match nothing.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Pixels = NDArray[np.uint8]
Matrix = NDArray[np.float64]
SEED = 20_260
WORDS = "LIMITED OFFER   ORDER NOW   ONLY THIS WEEK   "


@dataclass(frozen=True)
class Edited:
    """An output made from a work.

    `matrix` takes (column, row, 1) of the work to the output, places being continuous. `seen` is the part of
    the work that stands in the output, as a polygon of (column, row) in the work; `changed` the rectangle
    (row, column, height, width) of the work where something else was laid over it.
    """

    edit: str
    pixels: Pixels
    matrix: Matrix
    seen: NDArray[np.float64]
    changed: tuple[int, int, int, int] | None = None

    def outline(self) -> NDArray[np.float64]:
        """Return `seen` in the output, shape (n, 2), (column, row)."""
        corners = np.column_stack([self.seen, np.ones(len(self.seen))]) @ self.matrix.T
        return corners[:, :2] / corners[:, 2:]


class Given(NamedTuple):
    """What an edit is made from: the work, another photograph, and what is drawn by lot."""

    work: Pixels
    other: Pixels
    rng: np.random.Generator


Edit = Callable[[Given], Edited]


def halves(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the works and the never seen ones: every other file by name."""
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".jpeg", ".jpg", ".png"))
    return paths[::2], paths[1::2]


def opened(path: Path) -> Pixels:
    """Return a picture as RGB, shape (h, w, 3)."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def edits_of(
    works: list[Path], others: list[Path], *, names: tuple[str, ...] = (), n_works: int | None = None
) -> Iterator[tuple[int, Edited]]:
    """Yield the number of the work and each of its edits, works in their order."""
    for number, path in enumerate(works[:n_works]):
        work = opened(path)
        for k, (name, edit) in enumerate(EDITS.items()):
            if names and name not in names:
                continue
            rng = np.random.default_rng([SEED, number, k])
            other = opened(others[int(rng.integers(len(others)))])
            yield number, replace(edit(Given(work, other, rng)), edit=name)


def _frame(pixels: Pixels) -> NDArray[np.float64]:
    height, width = pixels.shape[:2]
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64)


def _rectangle(row: float, column: float, height: float, width: float) -> NDArray[np.float64]:
    return np.array(
        [[column, row], [column + width, row], [column + width, row + height], [column, row + height]],
        dtype=np.float64,
    )


def _whole(pixels: Pixels, work: Pixels) -> Edited:
    return Edited("", pixels, np.eye(3), _frame(work))


def _scaling(rows: float, columns: float) -> Matrix:
    return np.diag([columns, rows, 1.0])


def _shift(row: float, column: float) -> Matrix:
    return np.array([[1, 0, column], [0, 1, row], [0, 0, 1]], dtype=np.float64)


def _resized(pixels: Pixels, height: int, width: int) -> Pixels:
    image = Image.fromarray(pixels).resize((max(1, width), max(1, height)), Image.Resampling.LANCZOS)
    return np.asarray(image)


def jpeg_q10(given: Given) -> Edited:
    """Strong JPEG compression."""
    stream = io.BytesIO()
    Image.fromarray(given.work).save(stream, "JPEG", quality=10)
    return _whole(np.asarray(Image.open(stream).convert("RGB")), given.work)


def quarter_size(given: Given) -> Edited:
    """A quarter of each side."""
    height, width = given.work.shape[:2]
    small = _resized(given.work, height // 4, width // 4)
    scaling = _scaling(small.shape[0] / height, small.shape[1] / width)
    return Edited("", small, scaling, _frame(given.work))


def grey_contrast(given: Given) -> Edited:
    """Without colour, contrast raised by half."""
    grey = cv2.cvtColor(given.work, cv2.COLOR_RGB2GRAY).astype(np.float64)
    strong = np.clip((grey - 128.0) * 1.5 + 128.0, 0, 255).astype(np.uint8)
    return _whole(np.repeat(strong[:, :, None], 3, axis=2), given.work)


def text_band(given: Given) -> Edited:
    """A white band with words over a quarter of the height."""
    height, width = given.work.shape[:2]
    band = height // 4
    row = int(given.rng.integers(0, height - band + 1))
    image = Image.fromarray(given.work.copy())
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, row, width, row + band - 1), fill="white")
    font = ImageFont.load_default(size=band * 0.4)
    draw.text((width * 0.02, row + band * 0.25), WORDS, fill="black", font=font)
    return Edited("", np.asarray(image), np.eye(3), _frame(given.work), (row, 0, band, width))


def mirror(given: Given) -> Edited:
    """Left and right exchanged."""
    matrix = np.array([[-1, 0, given.work.shape[1]], [0, 1, 0], [0, 0, 1]], dtype=np.float64)
    return Edited("", np.ascontiguousarray(given.work[:, ::-1]), matrix, _frame(given.work))


def rotate_25(given: Given) -> Edited:
    """Turned by 25 degrees on its own canvas; what falls outside is lost."""
    height, width = given.work.shape[:2]
    turn = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), 25, 1.0), [0, 0, 1]])
    return _warped(given.work, turn, height, width)


def perspective(given: Given) -> Edited:
    """Seen at an angle: each corner moved inwards by up to a fifth."""
    height, width = given.work.shape[:2]
    inwards = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], dtype=np.float64)
    moved = _frame(given.work) + inwards * given.rng.uniform(0.0, 0.2, (4, 2)) * (width, height)
    matrix = cv2.getPerspectiveTransform(_frame(given.work).astype(np.float32), moved.astype(np.float32))
    return _warped(given.work, matrix, height, width)


def _warped(work: Pixels, matrix: Matrix, height: int, width: int) -> Edited:
    # OpenCV counts from the middle of the first pixel, the matrix from its corner.
    centred = _shift(-0.5, -0.5) @ matrix @ _shift(0.5, 0.5)
    pixels = cv2.warpPerspective(work, centred, (width, height), flags=cv2.INTER_LINEAR)
    seen = _clipped(_frame(work), matrix, height, width)
    return Edited("", np.asarray(pixels, dtype=np.uint8), matrix, seen)


def _clipped(frame: NDArray[np.float64], matrix: Matrix, height: int, width: int) -> NDArray[np.float64]:
    """Return the part of the work's frame that falls on the output's canvas, in the work."""
    corners = np.column_stack([frame, np.ones(len(frame))]) @ matrix.T
    outline = (corners[:, :2] / corners[:, 2:]).astype(np.float32)
    canvas = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    _, common = cv2.intersectConvexConvex(outline, canvas)
    back = np.column_stack([common.reshape(-1, 2), np.ones(len(common))]) @ np.linalg.inv(matrix).T
    return np.asarray(back[:, :2] / back[:, 2:], dtype=np.float64)


def _crop(work: Pixels, row: int, column: int, height: int, width: int) -> Edited:
    """Cut out and enlarged to the size of the work."""
    full_height, full_width = work.shape[:2]
    part = _resized(work[row : row + height, column : column + width], full_height, full_width)
    matrix = _scaling(full_height / height, full_width / width) @ _shift(-row, -column)
    return Edited("", part, matrix, _rectangle(row, column, height, width))


def _crop_of_area(work: Pixels, share: float, place: tuple[float, float]) -> Edited:
    height, width = (max(8, round(side * share**0.5)) for side in work.shape[:2])
    row = round((work.shape[0] - height) * place[0])
    column = round((work.shape[1] - width) * place[1])
    return _crop(work, row, column, height, width)


def centre_crop_50(given: Given) -> Edited:
    """The middle half of the area."""
    return _crop_of_area(given.work, 0.5, (0.5, 0.5))


def corner_crop_25(given: Given) -> Edited:
    """A quarter of the area at one corner."""
    row, column = given.rng.integers(0, 2, 2)
    return _crop_of_area(given.work, 0.25, (float(row), float(column)))


def crop_10(given: Given) -> Edited:
    """A tenth of the area, anywhere."""
    row, column = given.rng.uniform(0.0, 1.0, 2)
    return _crop_of_area(given.work, 0.1, (row, column))


def padding_30(given: Given) -> Edited:
    """A plain border of 30 % of each side all round."""
    height, width = given.work.shape[:2]
    rows, columns = round(height * 0.3), round(width * 0.3)
    canvas = np.full(
        (height + 2 * rows, width + 2 * columns, 3), given.rng.integers(0, 256, 3), dtype=np.uint8
    )
    canvas[rows : rows + height, columns : columns + width] = given.work
    return Edited("", canvas, _shift(rows, columns), _frame(given.work))


def collage(given: Given, *, share: float) -> Edited:
    """The whole work, its sides `share` of those of another photograph, laid somewhere on it."""
    canvas = given.other.copy()
    ratio = share * min(
        given.other.shape[0] / given.work.shape[0], given.other.shape[1] / given.work.shape[1]
    )
    height, width = (max(4, round(side * ratio)) for side in given.work.shape[:2])
    row = int(given.rng.integers(0, given.other.shape[0] - height + 1))
    column = int(given.rng.integers(0, given.other.shape[1] - width + 1))
    canvas[row : row + height, column : column + width] = _resized(given.work, height, width)
    scaling = _scaling(height / given.work.shape[0], width / given.work.shape[1])
    return Edited("", canvas, _shift(row, column) @ scaling, _frame(given.work))


def collage_50(given: Given) -> Edited:
    """Half of the side of the host."""
    return collage(given, share=0.5)


def collage_25(given: Given) -> Edited:
    """A quarter of the side of the host."""
    return collage(given, share=0.25)


def collage_10(given: Given) -> Edited:
    """A tenth of the side of the host."""
    return collage(given, share=0.1)


def inverted(given: Given) -> Edited:
    """Every colour turned round."""
    return _whole(255 - given.work, given.work)


def template(given: Given) -> Edited:
    """One third of the picture replaced by another picture."""
    height, width = given.work.shape[:2]
    third = width // 3
    column = int(given.rng.integers(0, width - third + 1))
    pixels = given.work.copy()
    pixels[:, column : column + third] = _resized(given.other, height, third)
    return Edited("", pixels, np.eye(3), _frame(given.work), (0, column, height, third))


def blend_30(given: Given) -> Edited:
    """Another picture laid over the work at 30 %."""
    laid = _resized(given.other, *given.work.shape[:2]).astype(np.float64)
    return _whole(np.rint(0.7 * given.work + 0.3 * laid).astype(np.uint8), given.work)


EDITS: dict[str, Edit] = {
    "jpeg_q10": jpeg_q10,
    "quarter_size": quarter_size,
    "grey_contrast": grey_contrast,
    "text_band_25": text_band,
    "mirror": mirror,
    "rotation_25": rotate_25,
    "centre_crop_50": centre_crop_50,
    "corner_crop_25": corner_crop_25,
    "crop_10": crop_10,
    "padding_30": padding_30,
    "collage_50": collage_50,
    "collage_25": collage_25,
    "collage_10": collage_10,
    "perspective": perspective,
    "inverted": inverted,
    "template": template,
    "blend_30": blend_30,
}
