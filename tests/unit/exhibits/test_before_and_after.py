"""Figures before and after filtration side by side, and other works in the sentence of the ratio."""

from dataclasses import replace

import pytest

from sidebyside.errors import InputError
from sidebyside.exhibits import languages, load
from sidebyside.exhibits.arrangement import build
from sidebyside.records import OtherWork, PairFigures

EN = load("en")


@pytest.fixture
def filtered(weighed_case, small_case):
    """The weighed case, its finding of texts with a smaller ratio after filtration."""
    case = weighed_case.case(small_case)
    picture, text, *others = case.findings
    weak = replace(text.likelihood_ratios[1], llr=0.3, low=0.1, high=0.6)
    after = replace(text.before, llr=0.3, likelihood_ratios=(weak,), expected_by_chance=0.004)
    after = replace(after, expected_by_chance_interval=(0.002, 0.008))
    return replace(case, findings=(picture, replace(text, after=after), *others))


def with_finding(case, number, **changes):
    findings = list(case.findings)
    findings[number] = replace(findings[number], **changes)
    return replace(case, findings=tuple(findings))


def test_the_figure_after_filtration_goes_first_and_both_are_named(filtered):
    view = build(filtered, EN).findings[1]
    after, before = (EN.say("strength.more_probable", times=times) for times in ("2", "350"))
    assert view.ratio.sentence == f"After filtration: {after} Before filtration: {before}"
    names = [row.name for row in view.ratio.facts]
    assert [name.endswith("(after filtration)") for name in names] == [True] * 5 + [False] * 5
    assert view.ratio.facts[0].value.startswith("+0.30 ")
    assert view.ratio.facts[5].value.startswith("+2.54 ")
    expected = [row.value for row in view.strength if row.name.startswith("Matches expected by chance")]
    assert expected == [
        "0.004 (95 % interval [0.002, 0.008])",
        "0.0001 or less (95 % interval [0.0001 or less, 0.002])",
    ]
    assert view.share_of_work == "45.00 % (before filtration: 65.00 %)"


def test_where_nothing_is_left_the_sentence_says_so_and_the_ratio_before_stands_in_the_panel(filtered):
    nothing = PairFigures(uncalibrated_because="filtered_out")
    case = with_finding(filtered, 1, after=nothing, counts_as="filtered_out")
    counts = replace(case.counts, n_matched=1, n_filtered_out=1, n_works_matched=1, n_works_filtered_out=1)
    view = build(replace(case, counts=counts), EN)
    assert view.attempts_sum.startswith(
        "7 tried = 1 matched + 1 not distinguishable from chance + 1 filtered out +"
    )
    finding = view.findings[1]
    assert finding.counts_mark == "filtered out"
    assert finding.ratio.sentence.startswith(
        "After filtration: No ratio is stated: nothing is left of what matched. Before filtration: What"
    )
    assert finding.ratio.facts[0].name == "log10 likelihood ratio (before filtration)"
    assert {row.value for row in finding.strength} >= {"nothing is left that could be counted"}
    (row,) = [row for row in view.works if row.path == "tale.html"]
    assert (row.result, row.n_matched, row.not_counted) == (
        "filtered out",
        "0",
        ("of these filtered out: 1",),
    )


@pytest.mark.parametrize("tag", languages())
def test_a_picture_that_matches_two_works_in_one_place_says_that_its_ratio_does_not_tell(filtered, tag):
    others = (OtherWork("tale.html", "12" * 32, "F-02", is_same=False),)
    locale = load(tag)
    finding = build(with_finding(filtered, 0, other_works=others), locale).findings[0]
    assert finding.ratio.sentence.endswith(locale.say("other_works.restriction_image", n="2"))
    (row,) = finding.other_works
    assert (row.path, row.anchor, row.label) == ("tale.html", "f2", locale.say("summary.at", number="2"))
    assert row.said == locale.say("other_works.another")


def test_a_work_given_twice_restricts_nothing_and_a_work_without_a_finding_has_no_link(filtered):
    twice = (OtherWork("other.txt", "12" * 32, "", is_same=True),)
    before = build(filtered, EN).findings[0].ratio.sentence
    finding = build(with_finding(filtered, 0, other_works=twice), EN).findings[0]
    assert finding.ratio.sentence == before
    assert (finding.other_works[0].anchor, finding.other_works[0].label) == ("", "")


def test_a_list_that_does_not_agree_with_the_rows_of_the_counts_is_refused(filtered):
    with pytest.raises(InputError, match="outputs matched: 1 in the lists and 2 in the counts"):
        build(with_finding(filtered, 1, counts_as="not_distinguishable"), EN)
