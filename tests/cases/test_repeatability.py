"""The same figures with other threads and batches; with other arithmetic, within what is stated.

Graphs that are computed unoptimised, and instructions of the processor switched off, stand in for another
machine. The tolerances are those of docs/concepts/repeatability.md and of the method cards.
"""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from bench.repeatability import OTHER_PROCESSOR, figures

from sidebyside.errors import MissingDependencyError
from sidebyside.methods.image.copy_descriptor.descriptors import MODELS, cosines, embed
from sidebyside.methods.sentence_alignment import encoder
from sidebyside.methods.sentence_alignment.encoder import WEIGHTS, SentenceEncoder
from sidebyside.primitives.model_store import find, load_network
from sidebyside.primitives.pictures import prepare

TOLERANCE = {
    "score of copy_descriptor": 0.02,
    "score of keypoints": 0.02,
    "score of registered_pixels": 0.02,
    "llr": 0.1,
    "log10_nfa": 0.25,
    "share": 0.05,
}
SENTENCES = (
    "Nobody lit the lamp on the mole that night.",
    "那天夜裡沒有人點外堤的燈。",
    "The keeper had left his book open at the page of the storm.",
)


def _are_installed() -> bool:
    try:
        return all(find(one) for one in (*MODELS.values(), WEIGHTS))
    except MissingDependencyError:
        return False


needs_weights = pytest.mark.skipif(
    not _are_installed(), reason="the packages that carry the weights are not installed"
)
onnxruntime = pytest.importorskip("onnxruntime")


@pytest.fixture(scope="module")
def pictures(examples):
    return [prepare(path).pixels for path in sorted((examples / "works" / "pictures").glob("*.jpg"))]


@pytest.fixture
def sessions(monkeypatch):
    loaded = onnxruntime.InferenceSession

    def set_to(threads=None, graph=None):
        def session(path, options, **more):
            if threads is not None:
                options.intra_op_num_threads = threads
            if graph is not None:
                options.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, graph)
            return loaded(path, options, **more)

        monkeypatch.setattr(onnxruntime, "InferenceSession", session)
        load_network.cache_clear()
        encoder._session.cache_clear()

    yield set_to
    load_network.cache_clear()
    encoder._session.cache_clear()


def described(pictures, batch=16):
    sides = {"sscd": 288, "sscd_distilled": 160}
    return [
        embed(load_network(find(MODELS[name]), n_threads=2), pictures, batch=batch, side_px=side)
        for name, side in sides.items()
    ]


@needs_weights
def test_threads_and_batches_change_no_bit_of_a_vector(pictures, sessions):
    before, sentences = described(pictures), SentenceEncoder().encode(SENTENCES)
    for threads, batch in ((1, 1), (2, 3)):
        sessions(threads=threads)
        for mine, other in zip(before, described(pictures, batch), strict=True):
            np.testing.assert_array_equal(mine, other)
        np.testing.assert_array_equal(sentences, SentenceEncoder().encode(SENTENCES[::-1])[::-1])


@needs_weights
def test_a_graph_computed_otherwise_changes_a_cosine_within_the_tolerance(pictures, sessions):
    before, sentences = described(pictures), SentenceEncoder().encode(SENTENCES)
    sessions(graph="ORT_DISABLE_ALL")
    after = described(pictures)
    for mine, other in zip(before, after, strict=True):
        change = np.abs(cosines(mine, mine) - cosines(other, other)).max()
        assert change <= TOLERANCE["score of copy_descriptor"]
    # So that the test would see a change at all: the larger network does change.
    assert (before[0] != after[0]).any()
    np.testing.assert_array_equal(sentences, SentenceEncoder().encode(SENTENCES))


def compared(examples, folder, **environment):
    """Compare a story and the pictures in a process of its own; return its folder."""
    works, outputs = folder / "works", folder / "outputs"
    for side, names in (("works", ("*harbour.jpg", "*heron*")), ("outputs", ("*harbour*", "*heron*"))):
        (folder / side).mkdir(parents=True)
        for name in names:
            for path in (examples / side / "pictures").glob(name):
                (folder / side / path.name).write_bytes(path.read_bytes())
    for side in ("works", "outputs"):
        path = min((examples / side).glob("*.txt"))
        (folder / side / path.name).write_bytes(path.read_bytes())
    command = [sys.executable, "-m", "sidebyside", "compare", works, outputs, "--out", folder / "case"]
    quiet = {name: value for name, value in os.environ.items() if name not in environment}
    subprocess.run(command, check=True, capture_output=True, env={**quiet, **environment})
    lines = (folder / "case" / "findings.jsonl").read_bytes()
    (folder / "findings.json").write_text(json.dumps([json.loads(line) for line in lines.splitlines()]))
    return folder


@needs_weights
def test_a_case_is_the_same_with_other_threads_and_within_the_tolerance_on_another_processor(
    examples, tmp_path
):
    one = compared(examples, tmp_path / "one", OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    two = compared(examples, tmp_path / "two", OPENBLAS_NUM_THREADS="2", OMP_NUM_THREADS="2")
    assert (one / "findings.json").read_bytes() == (two / "findings.json").read_bytes()
    other = figures(compared(examples, tmp_path / "other", **OTHER_PROCESSOR))
    mine = figures(one)
    texts, texts_other = (
        [
            line
            for line in json.loads((folder / "findings.json").read_bytes())
            if not ((line.get("work") or {}).get("path", "") + "x").endswith((".jpgx", ".pngx"))
        ]
        for folder in (one, tmp_path / "other")
    )
    assert texts == texts_other
    pairs = {key for key in mine if key[0] == "status"}
    assert len(pairs) > 3
    assert {key for key in other if key[0] == "status"} == pairs
    for key in mine.keys() & other.keys():
        change = abs(mine[key] - other[key])
        if key[0] == "log10_nfa":
            change /= max(1.0, abs(mine[key]))
        name = "share" if key[0].startswith("share") else key[0]
        assert change <= TOLERANCE.get(name, np.inf), (key, mine[key], other[key])
