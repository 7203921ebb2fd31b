"""What several outputs give of one work together: once, beyond chance, and never pooled in silence."""

from dataclasses import replace

import numpy as np
import pytest

from sidebyside.primitives.coverage import coverage_of_works
from sidebyside.primitives.text.extent import TextMeasure
from sidebyside.records import (
    Artefact,
    Chance,
    Finding,
    Generation,
    ImageQuantum,
    ItemRef,
    Match,
    Picture,
    Region,
    Residual,
    Span,
    Text,
    TextExtent,
    TextQuantum,
    Transform,
    Work,
)

WORDS = "one two three four five six seven eight nine ten"
LAMP = Work(Artefact("lamp.txt", "aa", "text", text=Text(WORDS)))
PLATE = Work(Artefact("plate.png", "bb", "image", picture=Picture(100, 200, "RGB", "PNG")))
TEXT = TextQuantum(TextExtent(1, 1, 1), TextExtent(1, 1, 1), TextExtent(1, 1, 1), 0.1, 0.1, "t")
BEYOND, WITHIN = (Chance(0.001, 0.0005, 0.002, 40.0, "en", told) for told in (True, False))


def measure(artefact):
    ends = [at for at, letter in enumerate(WORDS + " ") if letter == " "]
    starts = [0, *(at + 1 for at in ends[:-1])]
    n = len(starts)
    places = (np.array(starts, dtype=np.int32), np.array(ends, dtype=np.int32))
    return TextMeasure(artefact.text.original, *places, np.zeros(n, dtype=np.bool_), "t")


def words(first, last):
    start = WORDS.index(first)
    return Span(start, WORDS.index(last) + len(last))


def pair(work, output, *matches, model="", stratum="", is_distinguishable=True):
    return Finding(
        id=f"F-{output}",
        work=ItemRef(work.artefact.path, work.artefact.sha256),
        output=ItemRef(output, "cc"),
        medium=work.artefact.medium,
        scores=(),
        matches=matches,
        quantum=matches[0].quantum,
        generation=Generation(model=model, stratum=stratum),
        is_distinguishable=is_distinguishable,
    )


def equal(first, last, chance=BEYOND):
    span = words(first, last)
    return Match("verbatim", 1.0, TEXT, work_span=span, output_span=span, chance=chance)


def covered(*pairs, works=(LAMP,)):
    return coverage_of_works(works, pairs, measure)


def test_what_two_outputs_give_is_counted_once():
    (row,) = covered(pair(LAMP, "a", equal("one", "four")), pair(LAMP, "b", equal("three", "six")))
    assert (row.extent.words, row.n_outputs, row.is_pooled) == (6, 2, False)
    assert row.share == 0.6
    assert row.whole.words == 10


def test_strata_stand_apart_and_the_row_over_all_says_so():
    first = pair(LAMP, "a", equal("one", "four"), model="m", stratum="title-only")
    second = pair(LAMP, "b", equal("three", "six"), model="m", stratum="excerpt-prefix")
    rows = covered(first, second)
    assert [(row.stratum, row.extent.words, row.is_pooled) for row in rows] == [
        ("", 6, True),
        ("excerpt-prefix", 4, False),
        ("title-only", 4, False),
    ]


def test_what_chance_may_give_counts_for_nothing():
    by_chance = pair(LAMP, "a", equal("one", "four"), is_distinguishable=False)
    assert covered(by_chance) == ()
    mixed = pair(LAMP, "b", equal("one", "two"), equal("seven", "nine", WITHIN))
    (row,) = covered(mixed)
    assert row.extent.words == 2


def test_a_work_of_which_nothing_counts_has_no_row():
    other = Work(replace(LAMP.artefact, path="other.txt"))
    rows = covered(pair(LAMP, "a", equal("one", "two")), works=(other, LAMP))
    assert [row.path for row in rows] == ["lamp.txt"]


SAME = Transform("affine", (1.0, 0, 0, 0, 1.0, 0, 0, 0, 1.0), is_mirrored=False)


def laid(region, cells, share):
    similarity = tuple((0,) * len(row) for row in cells)
    return Match(
        "registered_pixels",
        0.9,
        ImageQuantum(share, 1.0),
        work_region=region,
        output_region=Region(0, 0, 10, 10),
        transform=SAME,
        residual=Residual(cells, similarity, 0.0, 0.0, 0.0, 0.0, 0.0),
    )


def test_the_area_of_two_pictures_is_joined_and_only_what_was_kept_counts():
    left = laid(Region(0, 0, 100, 100), ("kk", "kc"), 0.375)
    right = laid(Region(0, 50, 100, 100), ("kk", "kk"), 0.5)
    (one,) = covered(pair(PLATE, "a", left), works=(PLATE,))
    assert one.share == 0.375
    (both,) = covered(pair(PLATE, "a", left), pair(PLATE, "b", right), works=(PLATE,))
    assert both.share == pytest.approx(0.75, abs=0.01)
    assert (both.measure, both.n_outputs, both.extent) == ("structure", 2, None)


def test_two_pictures_that_are_alike_as_wholes_cover_no_area():
    everything = Region(0, 0, 100, 200)
    whole = Match("hash", 0.9, ImageQuantum(1.0, 1.0), work_region=everything, output_region=everything)
    assert covered(pair(PLATE, "a", whole), works=(PLATE,)) == ()


def test_an_outline_covers_what_lies_inside_it():
    outline = ((0.0, 0.0), (0.0, 200.0), (100.0, 0.0))
    half = Match(
        "keypoints",
        0.9,
        ImageQuantum(0.4, 0.4, 30, 40),
        work_region=Region(0, 0, 100, 200),
        output_region=Region(0, 0, 100, 200),
        work_outline=outline,
        transform=SAME,
    )
    (row,) = covered(pair(PLATE, "a", half), pair(PLATE, "b", half), works=(PLATE,))
    assert row.measure == "points"
    assert row.share == pytest.approx(0.5, abs=0.01)
