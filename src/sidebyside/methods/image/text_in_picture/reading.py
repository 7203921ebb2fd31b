"""What is written in a picture? Lines found, cut out, turned the right way up and read; kept by digest.

One network marks the pixels that belong to writing; connected marks become upright or turned rectangles,
grown again by what the network shrinks them. One says whether a line stands on its head. One, of English and
Chinese letters, gives for each place along the line how probable each letter is; the most probable ones are
taken, repetitions and blanks left out (connectionist temporal classification).

The networks are those of PP-OCR, as the package ``rapidocr-onnxruntime`` carries them; its code is not run.
Each runs on one thread and one line at a time, so that a reading is the same whatever else is read.

Source: Liao et al. 2020, Real-time Scene Text Detection with Differentiable Binarization,
doi:10.1609/aaai.v34i07.6812; Du et al. 2020, doi:10.48550/arXiv.2009.09941; Du et al. 2022, SVTR: Scene Text
Recognition with a Single Visual Model, doi:10.24963/ijcai.2022/124; Graves et al. 2006,
doi:10.1145/1143844.1143891.
"""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.contracts import VectorCache
from sidebyside.primitives.digest import canonical_json, sha256_of_bytes, sha256_of_file, sha256_of_value
from sidebyside.primitives.model_store import Weights, engine_errors, find, load_network
from sidebyside.primitives.pictures import Pixels, PreparedPicture, prepare

MOST_SIDE_PX = 2048
"""Lines are cut out of the picture reduced to this side, where the file can be read again."""

Corners = NDArray[np.float32]
"""Shape (4, 2): (column, row) of the corners, from the upper left one of the writing clockwise."""

_MEAN = 127.5

STRIDE_PX = 32
LEAST_SIDE_PX = 64
MARK = 0.3
"""A pixel is marked from this value on."""
LEAST_SCORE = 0.5
"""The marks of a line have at least this value in the mean."""
GROWTH = 1.6
LEAST_MARKED_PX = 3.0
MAX_LINES = 200
UPRIGHT_RATIO = 1.5
"""From this ratio of height to width on a rectangle is taken for writing on its side."""

HEIGHT_PX = 48
LEAST_WIDTH_PX, MOST_WIDTH_PX = 320, 3200
_TURN_WIDTH_PX = 192
_SURE_OF_TURN = 0.9
_STEP_PX = 32


def _weights(name: str, file: str, sha256: str, source: str) -> Weights:
    return Weights(
        name=name,
        package="rapidocr_onnxruntime",
        distribution="rapidocr-onnxruntime",
        folder="models",
        file=file,
        sha256=sha256,
        licence="Apache-2.0",
        source=source,
    )


LINES = _weights(
    "ppocr_v4_lines",
    "ch_PP-OCRv4_det_infer.onnx",
    "d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9",
    "Liao et al. 2020, doi:10.1609/aaai.v34i07.6812",
)
LETTERS = _weights(
    "ppocr_v4_letters",
    "ch_PP-OCRv4_rec_infer.onnx",
    "48fc40f24f6d2a207a2b1091d3437eb3cc3eb6b676dc3ef9c37384005483683b",
    "Du et al. 2022, doi:10.24963/ijcai.2022/124",
)
TURNS = _weights(
    "ppocr_v2_turns",
    "ch_ppocr_mobile_v2.0_cls_infer.onnx",
    "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
    "Du et al. 2020, doi:10.48550/arXiv.2009.09941",
)
NETWORKS = (LINES, LETTERS, TURNS)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A place with writing, in pixels of the picture that was given; `score` is the mean mark, 0.5 to 1."""

    corners: Corners
    score: float


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line as it was read.

    Attributes
    ----------
    text
        What it says.
    confidence
        Mean probability of its letters, 0 to 1.
    corners
        (row, column) of its four corners in pixels of the original.
    """

    text: str
    confidence: float
    corners: tuple[tuple[float, float], ...]


Writing = tuple[WrittenLine, ...]


class WritingReader:
    """The networks, and where readings are kept.

    Raises
    ------
    MissingDependencyError
        If the weights are not installed.
    """

    def __init__(self, *, side_px: int, least_confidence: float, path: str = "") -> None:
        self._sessions = tuple(load_network(find(weights, path), n_threads=1) for weights in NETWORKS)
        self._letters = letters_of(self._sessions[1])
        self._side_px, self._least_confidence = side_px, least_confidence
        self._cache: VectorCache | None = None

    def keep_in(self, cache: VectorCache) -> None:
        """Look in a cache from now on, and keep there what is read."""
        self._cache = cache

    def read_all(self, pictures: Sequence[PreparedPicture]) -> list[Writing]:
        """Return what is written in each picture.

        Cost: about 0.2 s of processor time a picture and 20 ms a line; pictures go side by side, and
        what is kept already is only looked up.
        """
        keys = ["" if self._cache is None else self._key(picture) for picture in pictures]
        kept = [self._kept(key) for key in keys]
        missing = [number for number, writing in enumerate(kept) if writing is None]
        with ThreadPoolExecutor(cpu_count() or 1, thread_name_prefix="reader") as pool:
            made = list(pool.map(lambda number: self.read(pictures[number]), missing))
        for number, writing in zip(missing, made, strict=True):
            kept[number] = writing
            if self._cache is not None:
                self._cache.put(keys[number], canonical_json([_plain(line) for line in writing]))
        return [writing or () for writing in kept]

    def read(self, picture: PreparedPicture) -> Writing:
        """Return what is written in one picture, from top to bottom."""
        pixels = _large(picture)
        rows, columns = picture.height_px / pixels.shape[0], picture.width_px / pixels.shape[1]
        to_lines, to_letters, to_turns = self._sessions
        found = []
        with engine_errors("reading the writing in a picture failed"):
            for line in find_lines(to_lines, pixels, side_px=self._side_px):
                flat = cut_out(pixels, line)
                if is_upside_down(to_turns, flat):
                    flat = np.ascontiguousarray(flat[::-1, ::-1])
                text, confidence = read_letters(to_letters, self._letters, flat)
                if text and confidence >= self._least_confidence:
                    corners = tuple(
                        (round(float(row) * rows, 2), round(float(column) * columns, 2))
                        for column, row in line.corners
                    )
                    found.append(WrittenLine(text, confidence, corners))
        return tuple(found)

    def _key(self, picture: PreparedPicture) -> str:
        if picture.path is not None:
            content = sha256_of_file(picture.path)
        else:
            content = sha256_of_bytes(picture.data or picture.pixels.tobytes())
        size = [picture.height_px, picture.width_px, *picture.pixels.shape]
        digests = [weights.sha256 for weights in NETWORKS]
        return sha256_of_value(
            ["writing 1", digests, self._side_px, str(self._least_confidence), size, content]
        )

    def _kept(self, key: str) -> Writing | None:
        value = self._cache.get(key) if self._cache is not None else None
        return None if value is None else tuple(_line(plain) for plain in json.loads(value))


def _plain(line: WrittenLine) -> list[Any]:
    return [line.text, line.confidence, [list(corner) for corner in line.corners]]


def _line(plain: list[Any]) -> WrittenLine:
    text, confidence, corners = plain
    return WrittenLine(str(text), float(confidence), tuple((float(r), float(c)) for r, c in corners))


def _large(picture: PreparedPicture) -> Pixels:
    """Return the picture larger than its working size, where there is more of it."""
    source = picture.path or picture.data
    if source is None or max(picture.height_px, picture.width_px) <= max(picture.pixels.shape[:2]):
        return picture.pixels
    n_pixels = picture.height_px * picture.width_px
    return prepare(source, max_side_px=MOST_SIDE_PX, max_pixels=n_pixels).pixels


def find_lines(session: Any, pixels: Pixels, *, side_px: int) -> list[Line]:
    """Return the lines of writing, from top to bottom and left to right, `MAX_LINES` at most.

    Parameters
    ----------
    session
        The network: float32 (1, 3, h, w) in, marks (1, 1, h, w) out.
    pixels
        Shape (h, w, 3), RGB.
    side_px
        The longer side is brought to this, up or down; a letter needs about 8 pixels there.

    Notes
    -----
    Cost: the network, about 0.2 s of processor time for 960 x 720.
    """
    marks = _marks(session, pixels, side_px)
    height, width = pixels.shape[:2]
    scale = np.array([width / marks.shape[1], height / marks.shape[0]], dtype=np.float32)
    mask = cv2.dilate((marks > MARK).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    lines = []
    for contour in contours:
        rectangle = cv2.minAreaRect(contour)
        if min(rectangle[1]) < LEAST_MARKED_PX:
            continue
        score = _mean_inside(marks, _corners(rectangle))
        if score >= LEAST_SCORE:
            corners = _in_order(_corners(_grown(rectangle))) * scale
            limits = np.array([width, height], dtype=np.float32)
            lines.append(Line(np.clip(corners, 0, limits), round(score, 4)))
    lines.sort(key=lambda line: (-line.score, *line.corners[0].tolist()))
    return sorted(lines[:MAX_LINES], key=lambda line: (line.corners[:, 1].min(), line.corners[:, 0].min()))


def cut_out(pixels: Pixels, line: Line) -> Pixels:
    """Return a line as a picture of its own, laid flat; a tall one is turned on its side."""
    corners = line.corners
    width = max(1, round(float(max(_length(corners, 0, 1), _length(corners, 3, 2)))))
    height = max(1, round(float(max(_length(corners, 0, 3), _length(corners, 1, 2)))))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    flat = cv2.warpPerspective(
        pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    if height >= UPRIGHT_RATIO * width:
        flat = np.rot90(flat)
    return np.ascontiguousarray(flat, dtype=np.uint8)


def _marks(session: Any, pixels: Pixels, side_px: int) -> NDArray[np.float32]:
    height, width = pixels.shape[:2]
    ratio = side_px / max(height, width)
    size = tuple(max(LEAST_SIDE_PX, round(side * ratio / STRIDE_PX) * STRIDE_PX) for side in (width, height))
    interpolation = cv2.INTER_AREA if ratio < 1 else cv2.INTER_LINEAR
    resized = cv2.resize(pixels, size, interpolation=interpolation)
    # The network was trained on blue, green, red.
    values = (resized[:, :, ::-1].astype(np.float32) - _MEAN) / _MEAN
    (marks,) = session.run(None, {session.get_inputs()[0].name: values.transpose(2, 0, 1)[None]})
    return np.asarray(marks[0, 0], dtype=np.float32)


def _grown(rectangle: Any) -> Any:
    """Grow a rectangle on every side by area times `GROWTH` over perimeter."""
    middle, (width, height), angle = rectangle
    margin = GROWTH * width * height / (width + height)
    return middle, (width + margin, height + margin), angle


def _corners(rectangle: Any) -> Corners:
    return np.asarray(cv2.boxPoints(rectangle), dtype=np.float32)


def _in_order(points: NDArray[np.float32]) -> Corners:
    """Order corners clockwise from the upper left one; the two leftmost make the left side."""
    by_column = points[np.argsort(points[:, 0], kind="stable")]
    left = by_column[:2][np.argsort(by_column[:2, 1], kind="stable")]
    right = by_column[2:][np.argsort(by_column[2:, 1], kind="stable")]
    return np.array([left[0], right[0], right[1], left[1]], dtype=np.float32)


def _mean_inside(marks: NDArray[np.float32], points: NDArray[np.float32]) -> float:
    height, width = marks.shape
    low = np.clip(np.floor(points.min(axis=0)).astype(int), 0, [width - 1, height - 1])
    high = np.clip(np.ceil(points.max(axis=0)).astype(int), 0, [width - 1, height - 1])
    mask = np.zeros((high[1] - low[1] + 1, high[0] - low[0] + 1), dtype=np.uint8)
    cv2.fillPoly(mask, [(points - low).astype(np.int32)], 1)
    inside = marks[low[1] : high[1] + 1, low[0] : high[0] + 1][mask > 0]
    return float(inside.mean()) if inside.size else 0.0


def _length(corners: Corners, one: int, other: int) -> float:
    return float(np.linalg.norm(corners[one] - corners[other]))


def letters_of(session: Any) -> tuple[str, ...]:
    """Return the letters a network knows, the blank first; they stand in its file."""
    listed = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return ("", *listed, " ")


def read_letters(session: Any, letters: Sequence[str], line: Pixels) -> tuple[str, float]:
    """Return what a line says, and the mean probability of its letters, 0 to 1.

    `line` is (h, w, 3), RGB, laid flat. Each line goes through the network alone, so that its reading does
    not depend on the others. Cost: about 10 ms for twenty letters.
    """
    width = min(MOST_WIDTH_PX, max(1, round(line.shape[1] * HEIGHT_PX / line.shape[0])))
    padded = max(LEAST_WIDTH_PX, -(-width // _STEP_PX) * _STEP_PX)
    (rows,) = session.run(None, {session.get_inputs()[0].name: _input(line, width, padded)})
    return decode(np.asarray(rows[0]), letters)


def decode(probabilities: NDArray[np.float32], letters: Sequence[str]) -> tuple[str, float]:
    """Return the text of the most probable letters, shape (places, letters), and their mean probability.

    >>> decode(np.array([[0.1, 0.9], [0.2, 0.8], [1.0, 0.0], [0.3, 0.7]]), ("", "a"))
    ('aa', 0.8)
    """
    best = probabilities.argmax(axis=1)
    is_new = np.concatenate([[True], best[1:] != best[:-1]]) & (best != 0)
    if not is_new.any():
        return "", 0.0
    text = "".join(letters[number] for number in best[is_new].tolist())
    confidence = float(probabilities.max(axis=1)[is_new].mean())
    stripped = text.strip()
    return stripped, round(confidence, 4) if stripped else 0.0


def is_upside_down(session: Any, line: Pixels) -> bool:
    """Say whether a line stands on its head, as far as the network is sure of it."""
    width = min(_TURN_WIDTH_PX, max(1, round(line.shape[1] * HEIGHT_PX / line.shape[0])))
    (rows,) = session.run(None, {session.get_inputs()[0].name: _input(line, width, _TURN_WIDTH_PX)})
    return bool(rows[0][1] > _SURE_OF_TURN)


def _input(line: Pixels, width: int, padded: int) -> NDArray[np.float32]:
    resized = cv2.resize(line, (width, HEIGHT_PX), interpolation=cv2.INTER_LINEAR)
    values = np.zeros((1, 3, HEIGHT_PX, padded), dtype=np.float32)
    # The network was trained on blue, green, red.
    values[0, :, :, :width] = ((resized[:, :, ::-1].astype(np.float32) - _MEAN) / _MEAN).transpose(2, 0, 1)
    return values
