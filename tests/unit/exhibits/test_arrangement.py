import re
from dataclasses import replace

import pytest

from sidebyside.errors import InputError
from sidebyside.exhibits import build, load
from sidebyside.records import to_plain

EN = load("en")


def test_a_finding_without_its_work_is_refused_and_named(small_case):
    material = small_case.material()
    with pytest.raises(InputError, match=r"F-02 names 'tale.html'"):
        build(replace(material, works=material.works[1:]), EN)


def test_a_finding_on_other_bytes_than_those_given_is_refused(small_case):
    material = small_case.material()
    other = replace(material.works[0], artefact=replace(material.works[0].artefact, sha256="0" * 64))
    with pytest.raises(InputError, match="rests on other bytes"):
        build(replace(material, works=(other, *material.works[1:])), EN)


def test_findings_stand_by_work_then_output_however_they_were_given(small_case):
    material = small_case.material()
    turned = replace(material, findings=material.findings[::-1])
    assert build(turned, EN).findings == build(material, EN).findings
    assert [view.work.path for view in build(material, EN).findings] == ["plate.ppm", "tale.html", "燈塔.txt"]


def test_every_finding_says_that_its_score_is_not_calibrated(small_case):
    for view in build(small_case.material(), EN).findings:
        assert [fact.value for fact in view.strength] == [
            "uncalibrated score",
            "not yet calibrated",
            "not yet calibrated",
        ]


def test_a_calibrated_figure_is_shown_as_it_stands(small_case):
    material = small_case.material()
    finding = replace(material.findings[0], expected_by_chance=0.002, llr=-1.5)
    view = build(replace(material, findings=(finding, *material.findings[1:])), EN)
    assert [fact.value for fact in view.findings[0].strength[1:]] == ["0.002", "-1.50"]


def test_what_was_not_stated_of_a_generation_says_so(small_case):
    view = build(small_case.material(), EN).findings[0]
    assert {fact.value for fact in view.generation} == {"not stated"}


def test_a_case_without_a_title_is_called_by_what_it_is(small_case):
    assert build(small_case.material(title=""), EN).title == "Side-by-side comparison of works and outputs"


def test_every_figure_of_the_quantum_is_that_of_the_finding(small_case):
    material = small_case.material()
    view = build(material, EN).findings[1]
    quantum = material.findings[1].quantum
    shown = [(row.words, row.characters, row.tokens) for row in view.extents[:3]]
    extents = (quantum.longest_run, quantum.total, quantum.total_in_output)
    assert shown == [(str(e.words), str(e.characters), str(e.tokens)) for e in extents]
    assert [row.share for row in view.extents[3:]] == ["65.00 %", "77.78 %"]


def test_no_figure_of_a_picture_differs_from_the_finding(small_case):
    material = small_case.material()
    view = build(material, EN).findings[0]
    facts = {fact.name: fact.value for fact in view.pictures.areas[1].facts}
    assert facts["Region of the work [row, column, height, width] in pixels"] == "[4, 12, 40, 48]"
    assert facts["Corresponding points that agree with the alignment"] == "30"
    assert view.pictures.areas[1].matrix == material.findings[0].matches[1].transform.matrix


def _leaves(value):
    if isinstance(value, dict):
        value = list(value.values())
    return [leaf for item in value for leaf in _leaves(item)] if isinstance(value, list) else [value]


def test_both_languages_show_the_same_figures_in_the_same_places(small_case):
    english, chinese = (
        _leaves(to_plain(build(small_case.material(), load(tag)))) for tag in ("en", "zh-Hant")
    )
    figures = [
        (ours, theirs)
        for ours, theirs in zip(english, chinese, strict=True)
        if not isinstance(ours, bool) and not re.search("[A-Za-z]", str(ours))
    ]
    assert len(figures) > 200
    assert [(ours, theirs) for ours, theirs in figures if ours != theirs] == []
