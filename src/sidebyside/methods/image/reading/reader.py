"""What is written in a picture? Lines found, cut out, turned the right way up and read; kept by digest.

The three networks come with the package ``rapidocr-onnxruntime``; its code is not run. Each runs on one
thread and one line at a time, so that a reading is the same whatever else is read.
"""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from os import cpu_count
from pathlib import Path
from typing import Any

import numpy as np

from sidebyside.errors import EngineError
from sidebyside.methods import VectorCache
from sidebyside.methods.image.reading.letters import is_upside_down, letters_of, read_letters
from sidebyside.methods.image.reading.lines import cut_out, find_lines
from sidebyside.primitives.digest import canonical_json, sha256_of_bytes, sha256_of_file, sha256_of_value
from sidebyside.primitives.model_store import Weights, find
from sidebyside.primitives.pictures import Pixels, PreparedPicture, prepare

MOST_SIDE_PX = 2048
"""Lines are cut out of the picture reduced to this side, where the file can be read again."""


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


class Reader:
    """The networks, and where readings are kept.

    Raises
    ------
    MissingDependencyError
        If the weights are not installed.
    """

    def __init__(self, *, side_px: int, least_confidence: float, path: str = "") -> None:
        self._sessions = tuple(_session(find(weights, path)) for weights in NETWORKS)
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
        with _engine("reading the writing in a picture failed"):
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
        content = sha256_of_file(picture.path) if picture.path else sha256_of_bytes(picture.pixels.tobytes())
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
    if picture.path is None or max(picture.height_px, picture.width_px) <= max(picture.pixels.shape[:2]):
        return picture.pixels
    n_pixels = picture.height_px * picture.width_px
    return prepare(picture.path, max_side_px=MOST_SIDE_PX, max_pixels=n_pixels).pixels


@contextmanager
def _engine(what: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # the errors of onnxruntime share no other base
        raise EngineError(f"{what}: {error}") from error


@lru_cache(maxsize=6)
def _session(path: Path) -> Any:
    """Load a network to run on one thread; no use is reported and nothing is fetched."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    with _engine(f"{path} cannot be loaded"):
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
