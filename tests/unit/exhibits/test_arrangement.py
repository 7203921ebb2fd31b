import re
from dataclasses import replace

import pytest

from sidebyside.errors import InputError
from sidebyside.exhibits import build, load
from sidebyside.records import Span, to_plain

EN = load("en")


def test_a_finding_without_its_work_is_refused_and_named(small_case):
    case = small_case.case()
    with pytest.raises(InputError, match=r"F-02 names 'tale.html'"):
        build(replace(case, works=case.works[1:]), EN)


def test_a_finding_on_other_bytes_than_those_given_is_refused(small_case):
    case = small_case.case()
    other = replace(case.works[0], artefact=replace(case.works[0].artefact, sha256="0" * 64))
    with pytest.raises(InputError, match="rests on other bytes"):
        build(replace(case, works=(other, *case.works[1:])), EN)


def test_findings_stand_by_work_then_output_however_they_were_given(small_case):
    case = small_case.case()
    turned = replace(case, findings=case.findings[::-1])
    assert build(turned, EN).findings == build(case, EN).findings
    assert [view.work.path for view in build(case, EN).findings] == ["plate.ppm", "tale.html", "燈塔.txt"]


def test_every_finding_says_that_its_score_is_not_calibrated(small_case):
    views = build(small_case.case(), EN).findings
    values = [[fact.value for fact in view.strength] for view in views]
    assert [first for first, _, _ in values] == ["uncalibrated score"] * 3
    assert [last for _, _, last in values] == ["not yet calibrated"] * 3
    assert values[0][1] == "not yet calibrated"


def test_the_expected_number_stands_with_its_interval_and_the_least_one_as_that_or_less(small_case):
    values = [view.strength[1].value for view in build(small_case.case(), EN).findings[1:]]
    assert values == [
        "0.0001 or less (95 % interval [0.0001 or less, 0.002])",
        "0.25 (95 % interval [0.03, 7.5]): not distinguishable from chance",
    ]


def test_what_is_not_distinguishable_from_chance_is_marked_wherever_it_is_listed(small_case):
    view = build(small_case.case(), EN)
    marks = [item.counts_mark for item in view.findings]
    assert marks == ["", "", "not distinguishable from chance"]
    assert [item.chance_mark for item in view.findings[2].passages] == marks[2:]
    rows = {row.path: row.not_counted for row in view.works}
    assert rows.pop("燈塔.txt") == ("of these not distinguishable from chance: 1",)
    assert set(rows.values()) == {()}
    assert "is not counted as matched" in view.findings[2].counts_note


def test_every_filtration_is_a_row_with_its_passage_and_its_decision(small_case):
    rows = build(small_case.case(), EN).findings[1].filtrations
    assert [(row.code, row.rule, row.decision, row.by) for row in rows] == [
        ("stock phrase", "background run", "accepted", "A. Reader"),
        ("quotation", "quoted in output", "proposed, not yet decided", "—"),
    ]
    assert [(row.work_text, row.output_text) for row in rows] == [
        ("no ship came to harm",) * 2,
        ("for thirty",) * 2,
    ]


def _aligned_too(small_case, *literal):
    case = small_case.case()
    aligned = replace(
        small_case.aligned_match(),
        work_span=case.findings[1].matches[0].work_span,
        output_span=case.findings[1].matches[0].output_span,
        pairs=(replace(small_case.aligned_match().pairs[0], work_span=Span(0, 9), output_span=Span(0, 9)),),
    )
    finding = replace(case.findings[1], matches=(*literal, aligned))
    given = replace(case, findings=(case.findings[0], finding, *case.findings[2:]))
    return build(given, EN)


def test_amounts_of_lined_up_sentences_are_never_called_equal_words(small_case):
    view = _aligned_too(small_case)
    row = next(row for row in view.works if row.path == "tale.html")
    marks = (view.findings[1].aligned_mark, row.longest_mark, row.share_mark)
    assert marks == ("lined-up sentences",) * 3
    assert view.findings[1].aligned_note.startswith("These amounts are of sentences lined up")


def test_where_words_are_equal_too_the_amounts_are_of_those(small_case):
    view = _aligned_too(small_case, small_case.near_match())
    assert view.findings[1].aligned_mark == ""
    assert view.findings[1].aligned_note.startswith("These amounts are of equal words only.")
    assert build(small_case.case(), EN).findings[1].aligned_note == ""


def test_the_figures_after_filtration_stand_only_where_something_was_accepted(small_case):
    views = build(small_case.case(), EN).findings
    assert [[row.share for row in view.extents_after][3:] for view in views] == [
        [],
        ["45.00 %", "55.56 %"],
        [],
    ]


def test_a_calibrated_figure_is_shown_as_it_stands(small_case):
    case = small_case.case()
    finding = replace(case.findings[0], expected_by_chance=0.002, llr=-1.5)
    view = build(replace(case, findings=(finding, *case.findings[1:])), EN)
    assert [fact.value for fact in view.findings[0].strength[1:]] == ["0.002", "\N{MINUS SIGN}1.50"]


def test_what_was_not_stated_of_a_generation_says_so(small_case):
    view = build(small_case.case(), EN).findings[0]
    assert {fact.value for fact in view.generation} == {"not stated"}


def test_a_case_without_a_title_is_called_by_what_it_is(small_case):
    assert build(small_case.case(), EN).title == "Side-by-side comparison of works and outputs"


def test_every_figure_of_the_quantum_is_that_of_the_finding(small_case):
    case = small_case.case()
    view = build(case, EN).findings[1]
    quantum = case.findings[1].quantum
    extents = (quantum.longest_run, quantum.total, quantum.total_in_output)
    assert [row.amount for row in view.extents[:3]] == [
        f"{e.words} words ({e.characters} characters with punctuation)" for e in extents
    ]
    assert [row.share for row in view.extents[3:]] == ["65.00 %", "77.78 %"]


def test_no_figure_of_a_picture_differs_from_the_finding(small_case):
    case = small_case.case()
    view = build(case, EN).findings[0]
    facts = {fact.name: fact.value for fact in view.pictures.areas[1].facts}
    assert facts["Region of the work [row, column, height, width] in pixels"] == "[4, 12, 40, 48]"
    assert facts["Corresponding points that agree with the alignment"] == "30"
    assert view.pictures.areas[1].overlay.matrix == case.findings[0].matches[1].transform.matrix


def _leaves(value):
    if isinstance(value, dict):
        value = list(value.values())
    return [leaf for item in value for leaf in _leaves(item)] if isinstance(value, list) else [value]


def test_both_languages_show_the_same_figures_in_the_same_places(small_case):
    english, chinese = (_leaves(to_plain(build(small_case.case(), load(tag)))) for tag in ("en", "zh-Hant"))
    figures = [
        (ours, theirs)
        for ours, theirs in zip(english, chinese, strict=True)
        if not isinstance(ours, bool) and not re.search("[A-Za-z]", str(ours))
    ]
    assert len(figures) > 200
    assert [(ours, theirs) for ours, theirs in figures if ours != theirs] == []
