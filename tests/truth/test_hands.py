"""Pictures painted by a hand: the same each time, not the photograph, and both sides kept apart."""

import cv2
import numpy as np
import pytest
from bench.hands import MANNERS, OF_SIDE, Hand, recoloured


def photograph(seed, height=96, width=128):
    noise = np.random.default_rng(seed).integers(0, 256, (height // 8, width // 8, 3)).astype(np.uint8)
    return np.ascontiguousarray(cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC))


@pytest.mark.parametrize("manner", MANNERS)
def test_a_hand_paints_the_same_picture_again_and_keeps_what_it_shows(manner):
    hand = Hand(manner, manner, photograph(7), 3.0, 30.0)
    work = photograph(1)
    made, again = (hand.paints(work, np.random.default_rng(5)) for _ in range(2))
    assert made.shape == work.shape
    assert made.dtype == np.uint8
    assert (made == again).all()
    assert np.abs(made.astype(int) - work).mean() > 5
    assert made.std() > 5
    small = [cv2.resize(cv2.cvtColor(one, cv2.COLOR_RGB2GRAY), (16, 12)) for one in (made, work)]
    # A sketch keeps edges rather than tones.
    assert np.corrcoef(*(cv2.GaussianBlur(one, (0, 0), 1).ravel() for one in small))[0, 1] > 0.1


def test_recolouring_takes_the_palette_and_keeps_a_picture_that_has_it():
    work, palette = photograph(1), photograph(2) // 2
    made = recoloured(work, palette)
    assert np.abs(made.mean(axis=(0, 1)) - palette.mean(axis=(0, 1))).max() < 20
    assert np.abs(recoloured(work, work).astype(int) - work).max() <= 1


def test_no_manner_is_on_both_sides():
    assert not set(OF_SIDE["train"]) & set(OF_SIDE["test"])
    assert sorted((*OF_SIDE["train"], *OF_SIDE["test"])) == sorted(MANNERS)
