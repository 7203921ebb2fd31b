"""Every exclusion found by listing the folder keeps the contract of the room."""

from typing import get_args

import numpy as np
import pytest

from sidebyside.calibration.exclusions import EXCLUSIONS, SeenWork
from sidebyside.exhibits.locale import languages, load
from sidebyside.records import Artefact, CalibrationKind, Picture, Text, UncalibratedReason

MEMBERS = EXCLUSIONS.members()
TEXTS = ("", "\n\n", "Nobody had lit the lamp.", "沒有人點過燈。", "“ ” > —", "x" * 5_000, "(a) \n" * 9)


def seen(text):
    def decode(artefact):
        raise AssertionError("a text has no pixels")

    return SeenWork(Artefact("w.txt", "0" * 64, "text", Text(text)), decode)


def picture(pixels):
    artefact = Artefact("w.png", "0" * 64, "image", picture=Picture(*pixels.shape[:2], "RGB", "PNG"))
    return SeenWork(artefact, lambda _: pixels)


@pytest.mark.parametrize("name", MEMBERS)
def test_a_card_says_by_what_it_goes_and_what_it_does_not_see(name):
    card = MEMBERS[name].card
    assert card.id == name
    assert card.summary
    assert card.source
    assert card.blind_spots
    assert all(card.blind_spots)
    assert set(card.kinds) <= set(get_args(CalibrationKind))


@pytest.mark.parametrize("tag", languages())
@pytest.mark.parametrize("name", MEMBERS)
def test_the_reason_is_known_and_said_in_every_language(name, tag):
    reason = MEMBERS[name].card.reason
    assert reason == f"excluded_{name}"
    assert reason in get_args(UncalibratedReason)
    assert load(tag).say(f"uncalibrated.{reason}")
    assert load(tag).say(f"exclusion.{name}")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", [name for name in MEMBERS if "image" not in MEMBERS[name].card.kinds])
def test_a_text_is_told_and_told_the_same_again(name, text):
    assert MEMBERS[name].holds(seen(text)) is MEMBERS[name].holds(seen(text))


@pytest.mark.parametrize("name", [name for name in MEMBERS if "image" in MEMBERS[name].card.kinds])
def test_a_picture_is_told_whatever_its_size(name):
    rng = np.random.default_rng(0)
    for size in ((16, 16, 3), (512, 17, 3), (300, 400, 3)):
        pixels = rng.integers(0, 256, size, dtype=np.uint8)
        assert MEMBERS[name].holds(picture(pixels)) is MEMBERS[name].holds(picture(pixels))
