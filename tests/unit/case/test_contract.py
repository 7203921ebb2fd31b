import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.case import finding_to_line, line_to_finding
from sidebyside.case.contract import id_of
from sidebyside.errors import InputError
from sidebyside.primitives.digest import canonical_json, stable_id
from sidebyside.records import (
    BEST_FIRST,
    Attempt,
    EditOperation,
    EventPair,
    Finding,
    Generation,
    ImageQuantum,
    ItemRef,
    Match,
    NamedThing,
    Nearest,
    NothingFound,
    OtherWork,
    PairFigures,
    ReadPair,
    Region,
    Residual,
    Score,
    ScorePercentile,
    Span,
    StoryTable,
    StyleMeasure,
    StyleTable,
    Swatch,
    TextExtent,
    TextQuantum,
    Transform,
    UncountedPair,
    Unscorable,
)

KEYS = {
    *(
        "schema",
        "id",
        "status",
        "medium",
        "work",
        "output",
        "matches",
        "scores",
        "quantum",
        "expected_by_chance",
    ),
    *(
        "llr",
        "strength",
        "reason",
        "message",
        "hint",
        "nearest",
        "n_compared",
        "detection_limit",
        "generation",
    ),
    *("expected_by_chance_interval", "is_distinguishable", "filtrations", "quantum_after"),
    *("after", "counts_as", "other_works"),
    *(
        "standings",
        "apart",
        "likelihood_ratios",
        "contributions",
        "uncalibrated_because",
        "refused_calibration",
        "prompt_spans",
    ),
    *("n_of_medium", "n_compared_by"),
    "source_excluded",
}
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
shares = st.floats(0, 1)
counts = st.integers(0, 10**6)
refs = st.builds(ItemRef, words, words)
spans = st.tuples(counts, counts).map(lambda pair: Span(min(pair), max(pair)))
regions = st.builds(Region, counts, counts, st.integers(1, 9999), st.integers(1, 9999))
extents = st.builds(TextExtent, counts, counts, counts)
text_quanta = st.builds(TextQuantum, extents, extents, extents, shares, shares, words)
image_quanta = st.builds(ImageQuantum, shares, shares, st.none() | counts, st.none() | counts)
operations = st.builds(EditOperation, st.sampled_from(["kept", "changed", "dropped", "added"]), spans, spans)
outlines = st.lists(st.tuples(shares, shares), max_size=4).map(tuple)
numbers = st.floats(allow_nan=False, allow_infinity=False)
transforms = st.builds(
    Transform,
    st.sampled_from(["similarity", "affine", "homography"]),
    st.tuples(*[numbers] * 9),
    st.booleans(),
)
generations = st.builds(
    Generation,
    model=words,
    prompt=words,
    settings=st.lists(st.tuples(words, words), max_size=2).map(tuple),
    attempt=st.none() | counts,
    status=st.sampled_from(["ok", "refused", "failed", "missing"]),
)


def some(strategy):
    return st.lists(strategy, max_size=3).map(tuple)


text_matches = st.builds(
    Match,
    method=words,
    similarity=shares,
    quantum=text_quanta,
    work_span=spans,
    output_span=spans,
    operations=some(operations),
)
image_matches = st.builds(
    Match,
    method=words,
    similarity=shares,
    quantum=image_quanta,
    work_region=regions,
    output_region=regions,
    work_outline=outlines,
    output_outline=outlines,
    transform=st.none() | transforms,
    points=some(st.tuples(shares, shares, shares, shares)),
    residual=st.none() | st.just(Residual(("kc-",), ((90, -3, 0),), 0.3, 0.4, 0.5, 0.1, 0.2)),
    read=st.none() | st.builds(ReadPair, words, words, shares, some(operations)),
    log10_nfa=st.none() | st.floats(-300, 5),
)
standings = st.builds(
    ScorePercentile, words, st.sampled_from(["unrelated", "same_subject"]), shares, st.integers(1, 9999)
)
things = st.builds(
    NamedThing,
    st.sampled_from(["name", "place", "time", "number"]),
    st.sampled_from(["same", "translated", "renamed", "only_in_work"]),
    words,
    words,
    counts,
    counts,
    st.none() | spans,
)
stories = st.builds(
    StoryTable,
    words,
    some(st.builds(EventPair, spans, st.none() | spans, st.none() | shares, st.none() | st.booleans())),
    some(things),
    some(things),
)
swatches = st.builds(Swatch, st.integers(0, 255), st.integers(0, 255), st.integers(0, 255), shares)
styles = st.builds(
    StyleTable,
    words,
    some(swatches),
    some(swatches),
    some(st.builds(StyleMeasure, words, shares, some(shares), some(shares))),
)


def pairs(medium, matches, quanta):
    return st.builds(
        Finding,
        id=words,
        work=refs,
        output=refs,
        medium=st.just(medium),
        scores=some(st.builds(Score, words, shares)),
        matches=some(matches),
        quantum=quanta,
        generation=st.none() | generations,
        reason=words,
        standings=some(standings),
        apart=some(stories | styles),
        after=st.none()
        | st.builds(PairFigures, expected_by_chance=st.none() | shares, llr=st.none() | shares),
        counts_as=st.sampled_from(BEST_FIRST),
        other_works=some(st.builds(OtherWork, words, words, words, st.booleans())),
    )


set_apart = st.builds(
    UncountedPair,
    id=words,
    work=refs,
    output=refs,
    medium=st.sampled_from(["text", "image"]),
    kind=st.sampled_from(["same_subject", "parallels"]),
    scores=some(st.builds(Score, words, shares)),
    standings=some(standings),
    apart=some(stories | styles),
    generation=st.none() | generations,
)


def nothing(work, output):
    return st.builds(
        NothingFound,
        id=words,
        work=work,
        output=output,
        medium=st.sampled_from(["text", "image"]),
        n_compared=counts,
        detection_limit=some(st.tuples(words, words)),
        nearest=some(st.builds(Nearest, words, words, shares)),
        generation=st.none() | generations,
        reason=words,
        n_of_medium=st.none() | counts,
        n_compared_by=some(st.tuples(words, counts)),
    )


unscorable = st.builds(
    Unscorable,
    role=st.sampled_from(["work", "output"]),
    path=words,
    sha256=words,
    medium=st.sampled_from([None, "text", "image"]),
    code=words,
    message=words,
    hint=words,
    attempt=st.none() | st.builds(Attempt, generations),
)
findings = (
    pairs("text", text_matches, text_quanta)
    | pairs("image", image_matches, image_quanta)
    | set_apart
    | nothing(refs, st.none())
    | nothing(st.none(), refs)
    | unscorable
)


@given(findings)
def test_a_finding_comes_back_from_its_line(finding):
    line = finding_to_line(finding)
    assert set(line) == KEYS
    assert line_to_finding(json.loads(canonical_json(line))) == finding


def test_a_text_match_has_spans_and_no_key_that_does_not_apply():
    extent = TextExtent(8, 40, 8)
    quantum = TextQuantum(extent, extent, extent, 0.5, 0.25, "words")
    match = Match("verbatim", 1.0, quantum, Span(1, 2), Span(3, 4))
    finding = Finding("F-1", ItemRef("w", "0"), ItemRef("o", "1"), "text", (), (match,), quantum)
    line = finding_to_line(finding)
    assert line["status"] == "match"
    assert line["work"] == {"path": "w", "sha256": "0"}
    assert line["matches"][0] == {
        "method": "verbatim",
        "similarity": 1.0,
        "quantum": line["quantum"],
        "work_span": [1, 2],
        "output_span": [3, 4],
    }
    assert (line["expected_by_chance"], line["llr"], line["n_compared"]) == (None, None, None)
    assert line["strength"] == "uncalibrated score"


def test_an_image_match_has_regions_and_its_transform():
    transform = Transform("affine", (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0), True)
    quantum = ImageQuantum(0.5, 0.5, 20, 40)
    match = Match(
        "keypoints",
        1.0,
        quantum,
        work_region=Region(1, 2, 3, 4),
        output_region=Region(5, 6, 7, 8),
        transform=transform,
    )
    finding = Finding("F-1", ItemRef("w", "0"), ItemRef("o", "1"), "image", (), (match,), quantum)
    (line,) = finding_to_line(finding)["matches"]
    assert (line["work_region"], line["output_region"]) == ([1, 2, 3, 4], [5, 6, 7, 8])
    assert line["transform"]["is_mirrored"] is True
    assert set(line) == {"method", "similarity", "quantum", "work_region", "output_region", "transform"}


def test_an_unscorable_item_has_a_code_a_sentence_and_a_way_out():
    item = Unscorable("work", "a.pdf", "", None, "encrypted", "it needs a password", "save it without one")
    line = finding_to_line(item)
    assert (line["status"], line["reason"]) == ("unscorable", "encrypted")
    assert (line["message"], line["hint"]) == ("it needs a password", "save it without one")
    assert (line["work"], line["output"]) == ({"path": "a.pdf", "sha256": ""}, None)
    assert line["id"] == id_of(item) == stable_id("U", "work", "a.pdf", "")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"schema": "sidebyside/finding/9"}, "unknown schema"),
        ({"status": "proven"}, "unknown status: 'proven'"),
        ({"extra": 1}, r"\['extra'\]"),
        ({"id": "U-0"}, "the id 'U-0'"),
        ({"message": 3}, "message"),
    ],
)
def test_a_line_of_another_contract_is_refused(change, named):
    line = finding_to_line(Unscorable("work", "a", "", None, "empty", "m"))
    with pytest.raises(InputError, match=named):
        line_to_finding({**line, **change})
