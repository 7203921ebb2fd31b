"""The neighbourhood of sentences: kept, in blocks, and never among their own copies."""

import numpy as np

from sidebyside.primitives import sentence_pairing
from sidebyside.primitives.sentence_encoder import N_DIMENSIONS, STEPS, cosines
from sidebyside.primitives.sentence_pairing import SAME, Crowd
from sidebyside.primitives.text.sentence_chains import neighbourhood


def vectors_of(n, seed):
    rows = np.random.default_rng(seed).normal(size=(n, N_DIMENSIONS)) + 0.5
    return np.rint(rows / np.linalg.norm(rows, axis=1, keepdims=True) * STEPS).astype(np.int16)


def test_a_crowd_in_blocks_gives_the_neighbourhood_of_the_whole(monkeypatch):
    crowd, own = vectors_of(23, 1), vectors_of(9, 2)
    expected = neighbourhood(cosines(own, crowd))
    texts = [f"{n}" for n in range(len(own))]
    for size in (4096, 23, 10, 3, 1):
        monkeypatch.setattr(sentence_pairing, "N_IN_BLOCK", size)
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
