"""The features of a pair."""

from dataclasses import replace

import pytest

from sidebyside.calibration.likelihood_ratio import evidence_of, evidence_of_scores, features_of, surprise
from sidebyside.calibration.search import ComparedPair
from sidebyside.calibration.weighing import WeighedPair
from sidebyside.errors import InputError
from sidebyside.records import (
    Artefact,
    BackgroundPassage,
    Chance,
    Commonness,
    CommonPart,
    Feature,
    ImageQuantum,
    Match,
    MethodCard,
    Output,
    Picture,
    Region,
    Score,
    Span,
    Text,
    TextExtent,
    TextQuantum,
    Transform,
)

LITERAL = Feature("literal", "surprise", ("verbatim", "near_verbatim"), ("1", "2"), 9.0)
ALIGNED = Feature("aligned", "surprise", ("translation",), ("1",), 9.0)
POINTS = Feature("keypoints", "surprise", ("keypoints",), ("2",), 12.0)
LIKE = Feature("copy_descriptor", "similarity", ("copy_descriptor",), ("2",), 1.0)
QUANTUM = ImageQuantum(0.5, 0.5)


def text_match(method, expected):
    chance = expected and Chance(expected, expected, expected, 10.0, "en", is_distinguishable=True)
    return Match(method, 1.0, QUANTUM, Span(0, 9), Span(0, 9), chance=chance)


def picture_match(log10_nfa):
    place = Region(0, 0, 5, 5)
    return Match("keypoints", 0.5, QUANTUM, work_region=place, output_region=place, log10_nfa=log10_nfa)


def pair(medium, *matches, scores=(), kind=None):
    sides = {
        "text": {"text": Text("a")},
        "image": {"picture": Picture(9, 9, "RGB", "PNG")},
    }[medium]
    work, output = Artefact("w", "0", medium, **sides), Artefact("o", "1", medium, **sides)
    return WeighedPair(ComparedPair(work, Output(output), kind, matches, scores, ()), matches)


def test_the_expected_number_of_the_pair_alone_counts_and_the_best_match():
    found = pair("text", text_match("verbatim", 1e-3), text_match("near_verbatim", 1e-4))
    evidence = evidence_of(found, (LITERAL, ALIGNED), share=0.01)
    assert evidence == {"literal": pytest.approx(6.0), "aligned": 0.0}


def test_what_is_expected_anyway_is_no_surprise_and_nothing_exceeds_the_cap():
    assert evidence_of(pair("text", text_match("verbatim", 40.0)), (LITERAL,), share=1.0)["literal"] == 0.0
    assert evidence_of(pair("text", text_match("verbatim", 1e-9)), (LITERAL,), share=1e-6)["literal"] == 9.0
    assert evidence_of(pair("text", text_match("verbatim", None)), (LITERAL,), share=1.0)["literal"] == 0.0


def test_pictures_take_the_number_of_their_own_pair_and_the_score():
    found = pair("image", picture_match(-4.0), picture_match(-7.5), scores=(Score("copy_descriptor", 0.8),))
    assert evidence_of(found, (POINTS, LIKE), share=1e-6) == {"keypoints": 7.5, "copy_descriptor": 0.8}


def test_how_exactly_pictures_lie_on_each_other_is_evidence():
    exact = tuple(
        Feature(name, name, ("keypoints",), ("2",), 4.0, 0.05) for name in ("exact_points", "exact_parts")
    )
    lying = replace(
        picture_match(-9.0),
        transform=Transform("similarity", (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0), is_mirrored=False),
        points=((1.0, 1.0, 1.0, 1.1), (2.0, 2.0, 2.0, 4.0)),
    )
    assert evidence_of(pair("image", lying), exact, share=1.0) == {
        "exact_points": pytest.approx(3.3219, abs=1e-4),
        "exact_parts": pytest.approx(2.3219, abs=1e-4),
    }
    assert evidence_of_scores((), exact) == {"exact_points": 0.0, "exact_parts": 0.0}


def test_a_pair_set_apart_has_its_likeness_and_no_place():
    apart = pair("image", scores=(Score("copy_descriptor", 0.9),), kind="same_subject")
    assert evidence_of(apart, (POINTS, LIKE), share=0.5) == {"keypoints": 0.0, "copy_descriptor": 0.9}


@pytest.mark.parametrize("share", [0.0, 1.5, -1.0])
def test_a_share_is_a_share(share):
    with pytest.raises(InputError, match="part"):
        evidence_of(pair("text"), (LITERAL,), share=share)


def test_what_stands_in_a_text_searched_besides_the_works_surprises_only_by_the_rest():
    extent = TextExtent(20, 100, 20)
    quantum = TextQuantum(extent, extent, extent, 0.1, 0.1, "t")

    def surprise_with(n_common, is_work):
        nearest = BackgroundPassage("b", "2", Span(0, 5), n_common, is_work, "")
        match = text_match("verbatim", 1e-8)
        common = Commonness(1, 1, 1, 100, 80.0, nearest)
        return surprise(replace(match, quantum=quantum, commonness=common), 1.0)

    assert surprise_with(0, is_work=False) == pytest.approx(8.0)
    assert surprise_with(15, is_work=False) == pytest.approx(2.0)
    assert surprise_with(30, is_work=False) == 0.0
    assert surprise_with(15, is_work=True) == pytest.approx(8.0)


def test_what_another_work_or_the_public_domain_has_surprises_no_more_and_is_taken_off_once():
    extent = TextExtent(20, 100, 20)
    quantum = TextQuantum(extent, extent, extent, 0.1, 0.1, "t")

    def surprise_with(*parts):
        common = tuple(CommonPart(kind, "b", "2", n, (Span(0, 5),)) for kind, n in parts)
        match = replace(text_match("verbatim", 1e-8), quantum=quantum)
        return surprise(replace(match, commonness=Commonness(1, 1, 1, 100, 80.0, None, common)), 1.0)

    assert surprise_with() == pytest.approx(8.0)
    assert surprise_with(("work", 15)) == pytest.approx(2.0)
    assert surprise_with(("public_domain", 15)) == surprise_with(("background", 15)) == pytest.approx(2.0)
    assert surprise_with(("background", 10), ("public_domain", 15), ("work", 5)) == pytest.approx(2.0)


def test_features_come_from_the_cards_and_style_never_does():
    def card(name, medium, evidence="none"):
        return MethodCard(name, "3", medium, "", "", "", (), (), "", "", evidence=evidence)

    cards = [
        card("verbatim", "text", "equal_words"),
        card("a_new_one", "text", "equal_words"),
        card("translation", "text", "sentences_of_two_languages"),
        card("paraphrase", "text", "sentences_of_one_language"),
        card("story", "text"),
        card("keypoints", "image", "false_alarms"),
        card("copy_descriptor", "image", "similarity"),
        card("style", "image"),
    ]
    english = features_of("en", cards)
    assert [(one.name, one.methods) for one in english] == [
        ("literal", ("a_new_one", "verbatim")),
        ("aligned", ("paraphrase",)),
        ("longest_run", ("a_new_one", "verbatim")),
        ("long_run", ("a_new_one", "verbatim")),
        ("besides_run", ("a_new_one", "verbatim")),
    ]
    assert [(one.cap, one.least) for one in english[2:4]] == [
        (7.0, 1.0),
        (pytest.approx(3.415, abs=1e-3), 12.0),
    ]
    assert [one.methods for one in features_of("translation", cards)] == [("translation",)]
    assert [(one.name, one.kind) for one in features_of("image", cards)] == [
        ("copy_descriptor", "similarity"),
        ("keypoints", "surprise"),
        ("exact_points", "exact_points"),
        ("exact_parts", "exact_parts"),
    ]
    with pytest.raises(InputError, match="'image'"):
        features_of("image", cards[:4])


def test_how_long_the_longest_run_is_and_how_much_stands_besides_it_are_evidence():
    def match(longest, total, method="near_verbatim"):
        extent = TextExtent(longest, 5 * longest, longest), TextExtent(total, 5 * total, total)
        quantum = TextQuantum(extent[0], extent[1], extent[1], 0.1, 0.1, "words")
        return replace(text_match(method, 1e-9), quantum=quantum)

    runs = tuple(
        Feature(name, kind, ("verbatim", "near_verbatim"), ("1", "2"), cap, least)
        for name, kind, cap, least in (
            ("longest_run", "longest_run", 7.0, 1.0),
            ("long_run", "longest_run", 3.0, 12.0),
            ("besides_run", "besides_run", 4.0, 1.0),
        )
    )

    def evidence(*matches):
        return evidence_of(pair("text", *matches), runs, share=1.0)

    assert evidence(match(8, 8)) == {"longest_run": 3.0, "long_run": 0.0, "besides_run": 0.0}
    # Two methods found the same words: they count once.
    both = evidence(match(24, 24, "verbatim"), match(24, 27), match(4, 4))
    assert both == {"longest_run": pytest.approx(4.585, abs=1e-3), "long_run": 1.0, "besides_run": 3.0}
    assert evidence(match(10_000, 20_000)) == {"longest_run": 7.0, "long_run": 3.0, "besides_run": 4.0}
    assert evidence() == {"longest_run": 0.0, "long_run": 0.0, "besides_run": 0.0}


def test_a_pair_without_a_match_has_its_likeness_alone():
    found = evidence_of_scores((Score("copy_descriptor", 0.4), Score("keypoints", 0.9)), (POINTS, LIKE))
    assert found == {"keypoints": 0.0, "copy_descriptor": 0.4}
