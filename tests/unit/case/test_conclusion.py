import random
from dataclasses import replace

import numpy as np
import pytest

from sidebyside.calibration.concluding import Concluder, Remainder
from sidebyside.calibration.exclusions import ExclusionsInForce
from sidebyside.calibration.negatives import looked_at
from sidebyside.calibration.search import Search, Shares
from sidebyside.calibration.strength import KINDS, InForce, PairKinds, Strengths
from sidebyside.case import conclude, finding_to_line
from sidebyside.engine import TextPreparation
from sidebyside.errors import InputError, MethodError
from sidebyside.primitives.digest import canonical_json
from sidebyside.primitives.text.tokens import TOKENIZER
from sidebyside.records import (
    Artefact,
    Attempt,
    ComparedOutput,
    Comparison,
    Counts,
    Finding,
    Generation,
    ImageQuantum,
    LookedAt,
    Match,
    MethodCard,
    Nearest,
    NothingFound,
    Output,
    Picture,
    Region,
    Residual,
    Score,
    Span,
    Text,
    TextExtent,
    TextQuantum,
    Unscorable,
    Work,
)


def card(name, medium="text", floor="8 words"):
    return MethodCard(name, "1", medium, "", "", floor, (), (), "", "")


CARDS = (card("verbatim"), card("near_verbatim"), card("keypoints", "image", "12 inliers"))
ORIGINAL = "one two three four five six seven eight nine ten"


def text(path, original=ORIGINAL):
    return Artefact(path, path.rjust(64, "0"), "text", Text(original))


def picture(path):
    return Artefact(path, path.rjust(64, "0"), "image", picture=Picture(10, 10, "RGB", "PNG"))


def text_match(method, work_span, output_span, longest=3):
    extent = TextExtent(longest, 5 * longest, longest)
    return Match(method, 0.5, TextQuantum(extent, extent, extent, 0.1, 0.1, "words"), work_span, output_span)


def image_match(share, n_inliers, method="keypoints"):
    quantum = ImageQuantum(share, share / 2, n_inliers, 99)
    return Match(method, 0.5, quantum, work_region=Region(0, 0, 5, 5), output_region=Region(0, 0, 5, 5))


def compared(method, number, similarity, *matches):
    return Comparison(method, number, Score(method, similarity), matches)


def concluded(works, outputs, unscorable, comparisons, *, cards=CARDS):
    """Conclude with every pair built as it is in a case, and no calibration."""
    n_works = {medium: sum(work.artefact.medium == medium for work in works) for medium in ("text", "image")}
    there = {
        output.artefact.path: ComparedOutput(
            output, tuple(comparisons[output.artefact.path]), n_works[output.artefact.medium]
        )
        for output in outputs
        if output.artefact.path in comparisons
    }
    search = Search(works, [one.output for one in there.values()], cards, TextPreparation(), 0.01)
    in_force = InForce(dict.fromkeys(KINDS, "no_calibration"))
    exclusions = ExclusionsInForce(lambda _: np.zeros((16, 16, 3), np.uint8))
    strengths = Strengths(PairKinds(works, outputs), Shares(search), in_force, exclusions)
    remainder = Remainder(search, Shares(search), ())
    concluder = Concluder(search, strengths, remainder, decisions={}, reasons={}, excluded=lambda _: None)
    pairs = concluder.findings(there.values())
    return conclude(works, outputs, unscorable, there, pairs, cards=cards)


def test_every_item_stands_once_and_the_sums_hold():
    works = [Work(text("w1")), Work(text("w2")), Work(picture("w3")), Work(picture("w4"))]
    outputs = [
        Output(text("o1")),
        Output(text("o2")),
        Output(text("o3"), Attempt(Generation(status="refused"))),
        Output(text("o4"), Attempt(Generation(status="failed"))),
        Output(text("o5"), Attempt(Generation(status="missing"))),
        Output(picture("o6")),
    ]
    unscorable = [
        Unscorable("output", "u1", "", None, "empty", "nothing in it"),
        Unscorable("work", "u2", "", "text", "too_short", "3 words"),
    ]
    comparisons = {
        "o1": [compared("verbatim", 0, 0.9, text_match("verbatim", Span(0, 13), Span(4, 18)))],
        "o2": [compared("verbatim", 1, 0.1)],
        "o3": [],
        "o6": [compared("keypoints", 1, 0.4, image_match(0.3, 20))],
    }
    findings, counts = concluded(works, outputs, unscorable, comparisons)
    said = [(type(finding).__name__, getattr(finding, "reason", "")) for finding in findings]
    assert said == [
        ("Finding", ""),
        ("Finding", ""),
        ("NothingFound", ""),
        ("NothingFound", ""),
        ("NothingFound", ""),
        ("NothingFound", "refused"),
        ("NothingFound", "failed"),
        ("NothingFound", "missing"),
        ("Unscorable", ""),
        ("Unscorable", ""),
    ]
    assert counts == Counts(
        n_works=5,
        n_works_matched=2,
        n_works_null=2,
        n_works_unscorable=1,
        n_outputs=7,
        n_matched=2,
        n_null=2,
        n_refused=1,
        n_missing=2,
        n_unscorable=1,
        n_pairs=2 * 3 + 2 * 1,
    )
    assert [finding.n_compared for finding in findings if isinstance(finding, NothingFound)] == [
        3,
        1,
        2,
        2,
        0,
        0,
    ]
    assert findings[0].generation == Generation()


def test_the_order_of_the_findings_does_not_depend_on_the_order_of_the_outputs():
    works = [Work(text("w2")), Work(text("w1"))]
    outputs = [Output(text(f"o{n}")) for n in range(8)]
    unscorable = [Unscorable("output", f"u{n}", "", None, "empty", "") for n in range(3)]
    match = text_match("verbatim", Span(0, 7), Span(0, 7))
    comparisons = {
        f"o{n}": [compared("verbatim", k, 0.125 * n, *[match] * (n % 3 == k)) for k in (0, 1)]
        for n in range(8)
    }
    wanted, counts = concluded(works, outputs, unscorable, comparisons)
    pairs = [(f.work.path, f.output.path) for f in wanted if isinstance(f, Finding)]
    assert pairs == sorted(pairs)
    assert len(pairs) == 6
    chance = random.Random(1)
    for _ in range(5):
        chance.shuffle(outputs)
        chance.shuffle(unscorable)
        again = concluded(works, outputs, unscorable, comparisons, cards=CARDS[::-1])
        assert again == (wanted, counts)
        assert [canonical_json(finding_to_line(f)) for f in again[0]] == [
            canonical_json(finding_to_line(f)) for f in wanted
        ]


def test_matches_and_scores_stand_in_a_fixed_order():
    a, b, c = (
        text_match("verbatim", Span(*at), Span(*to))
        for at, to in (((4, 7), (4, 7)), ((0, 3), (8, 13)), ((0, 3), (4, 7)))
    )
    d = text_match("near_verbatim", Span(14, 18), Span(14, 18))
    found = [compared("verbatim", 0, 0.5, a, b, c), compared("near_verbatim", 0, 0.75, d)]
    (finding,), _ = concluded([Work(text("w"))], [Output(text("o"))], [], {"o": found})
    assert [replace(match, commonness=None) for match in finding.matches] == [d, c, b, a]
    assert finding.scores == (Score("near_verbatim", 0.75), Score("verbatim", 0.5))


def test_what_two_methods_cover_is_counted_once_and_the_longest_run_is_the_longest_of_any():
    # words: one [0,3) two [4,7) three [8,13) four [14,18) ... ten [46,49)
    found = [
        compared("verbatim", 0, 0.5, text_match("verbatim", Span(0, 13), Span(4, 18), longest=3)),
        compared("near_verbatim", 0, 0.5, text_match("near_verbatim", Span(4, 18), Span(4, 18), longest=2)),
    ]
    (finding,), _ = concluded([Work(text("w"))], [Output(text("o"))], [], {"o": found})
    assert finding.quantum.total == TextExtent(words=4, characters=15, tokens=4)
    assert finding.quantum.total_in_output == TextExtent(words=3, characters=12, tokens=3)
    assert finding.quantum.longest_run.tokens == 3
    assert (finding.quantum.share_of_work, finding.quantum.share_of_output) == (0.4, 0.3)
    assert finding.quantum.tokenizer == TOKENIZER


def test_a_descriptor_alone_counts_the_pictures_as_wholes():
    found = [compared("copy_descriptor", 0, 0.5, image_match(0.75, None, "copy_descriptor"))]
    (finding,), _ = concluded([Work(picture("w"))], [Output(picture("o"))], [], {"o": found})
    assert (finding.quantum.share_of_work, finding.quantum.n_inliers) == (0.75, None)


def test_pictures_take_the_largest_located_share_and_the_most_inliers():
    found = [
        compared("keypoints", 0, 0.5, image_match(0.5, 12), image_match(0.25, 40)),
        compared("copy_descriptor", 0, 0.5, image_match(0.75, None, "copy_descriptor")),
    ]
    (finding,), _ = concluded([Work(picture("w"))], [Output(picture("o"))], [], {"o": found})
    assert finding.quantum == ImageQuantum(0.5, 0.25, 40, 99)


def test_where_pictures_were_laid_on_each_other_the_share_is_of_what_stayed():
    laid = replace(
        image_match(0.4, None, "registered_pixels"),
        residual=Residual(("kc",), ((90, 10),), 0.5, 0.5, 0.5, 0.1, 0.2),
    )
    found = [
        compared("keypoints", 0, 0.5, image_match(0.9, 12)),
        compared("registered_pixels", 0, 0.5, laid),
    ]
    cards = (*CARDS, card("registered_pixels", "image"))
    (finding,), _ = concluded([Work(picture("w"))], [Output(picture("o"))], [], {"o": found}, cards=cards)
    assert finding.quantum == ImageQuantum(0.4, 0.2, 12, 99)


def test_a_null_names_the_three_nearest_and_the_detection_limits():
    works = [Work(text(f"w{n}")) for n in range(5)]
    found = [compared("verbatim", n, score) for n, score in enumerate((0.1, 0.4, 0.0, 0.4, 0.3))]
    findings, _ = concluded(works, [Output(text("o"))], [], {"o": found})
    assert findings[-1].nearest == (
        Nearest("verbatim", "w1", 0.4),
        Nearest("verbatim", "w3", 0.4),
        Nearest("verbatim", "w4", 0.3),
    )
    assert findings[-1].detection_limit == (("near_verbatim", "8 words"), ("verbatim", "8 words"))
    assert [finding.nearest for finding in findings[:3]] == [
        (Nearest("verbatim", "o", 0.1),),
        (Nearest("verbatim", "o", 0.4),),
        (),
    ]


def test_an_item_that_nothing_could_be_compared_with_says_so():
    findings, counts = concluded([Work(picture("w"))], [Output(text("o"))], [], {"o": []})
    assert [(finding.reason, finding.n_compared) for finding in findings] == [("not_compared", 0)] * 2
    assert counts.n_pairs == 0


def test_a_negative_says_with_how_many_of_how_many_each_method_compared_it():
    works = [Work(text(f"w{n}")) for n in range(4)]
    outputs = [Output(text(f"o{n}")) for n in range(3)]
    narrow = ((0, 1), (1, 2), (1,))
    nowhere = {"o0": ComparedOutput(outputs[0], (), 4, (("near", 0),), (("near", ()),))}
    unseen, _ = conclude(works, outputs[:1], [], nowhere, [], cards=CARDS)
    assert {(one.reason, one.n_compared) for one in unseen} == {("no_candidate", 0)}
    there = {
        one.artefact.path: ComparedOutput(one, (), 4, (("near", len(given)), ("rank", 4)), (("near", given),))
        for one, given in zip(outputs, narrow, strict=True)
    }
    findings, counts = conclude(works, outputs, [], there, [], cards=CARDS)
    said = [(one.n_compared, one.n_of_medium, dict(one.n_compared_by)) for one in findings]
    assert said == [
        (1, 3, {"near": 1, "rank": 3}),
        (3, 3, {"near": 3, "rank": 3}),
        (1, 3, {"near": 1, "rank": 3}),
        (0, 3, {"near": 0, "rank": 3}),
        (2, 4, {"near": 2, "rank": 4}),
        (2, 4, {"near": 2, "rank": 4}),
        (1, 4, {"near": 1, "rank": 4}),
    ]
    assert counts.n_pairs == 12
    assert looked_at(works, there.values()) == (
        LookedAt("text", "near", 4, 1, 2, 3),
        LookedAt("text", "rank", 4, 4, 4, 3),
    )


def test_a_refusal_that_quotes_the_work_is_a_finding():
    output = Output(text("o"), Attempt(Generation(status="refused")))
    found = [compared("verbatim", 0, 0.5, text_match("verbatim", Span(0, 7), Span(0, 7)))]
    (finding,), counts = concluded([Work(text("w"))], [output], [], {"o": found})
    assert finding.generation.status == "refused"
    assert (counts.n_matched, counts.n_refused) == (1, 0)


def test_ids_depend_on_what_is_meant_and_on_nothing_else():
    def ids(work, output):
        match = text_match("verbatim", Span(0, 7), Span(0, 7))
        found = {output.path: [compared("verbatim", 0, 0.5, match)]}
        return concluded([Work(work)], [Output(output)], [], found)[0][0].id

    assert ids(text("w"), text("o")) == ids(text("w"), text("o")) != ids(text("w"), text("o2"))
    assert ids(text("a"), text("b")) != ids(text("b"), text("a"))


@pytest.mark.parametrize(
    ("comparisons", "named"),
    [
        ([compared("v", 0, 0.5, text_match("v", Span(0, 300), Span(0, 3)))], "up to character 300 of 'w'"),
        ([compared("v", 0, 0.5, text_match("v", Span(0, 3), Span(0, 300)))], "up to character 300 of 'o'"),
        ([compared("keypoints", 0, 0.5, image_match(0.5, 1))], "an image match of keypoints"),
    ],
)
def test_a_method_that_breaks_its_contract_is_named(comparisons, named):
    with pytest.raises(MethodError, match=named):
        concluded([Work(text("w"))], [Output(text("o"))], [], {"o": comparisons})


def test_a_text_match_for_pictures_is_refused():
    found = [compared("v", 0, 0.5, text_match("v", Span(0, 3), Span(0, 3)))]
    with pytest.raises(MethodError, match="a text match for the pictures"):
        concluded([Work(picture("w"))], [Output(picture("o"))], [], {"o": found})


def test_two_items_with_one_path_are_refused():
    with pytest.raises(MethodError, match="share the path 'o'"):
        concluded([], [Output(text("o")), Output(text("o"))], [], {})


@pytest.mark.parametrize("field", ["n_works", "n_outputs", "n_refused"])
def test_counts_that_do_not_add_up_cannot_be_made(field):
    good = dict.fromkeys(Counts.__dataclass_fields__, 0)
    Counts(**good)
    with pytest.raises(InputError, match=r"add up|refusals"):
        Counts(**{**good, field: 1})
