"""The panel of a finding with a ratio: its words, its scale, its figures, and what it never says."""

import re
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from typing import get_args

import pytest

from sidebyside.calibration.shipped import shipped
from sidebyside.exhibits import RENDERERS, arrange, build, languages, load
from sidebyside.exhibits.arrangement.said import said_view
from sidebyside.exhibits.arrangement.scale import BANDS, band, band_word, scale_rows, words_of
from sidebyside.exhibits.chart import fallen, plotted
from sidebyside.records import CaseStatistics, Contribution, NoRateReason, SearchedRatio, SearchReason

EN = load("en")


def html_of(case, tag="en"):
    ((_, page),) = RENDERERS.member("html").files(arrange(case, [tag], most_bytes=10**9))
    return page.decode("utf-8")


def view_of(weighed_case, small_case, tag="en"):
    return build(weighed_case.case(small_case), load(tag))


def test_the_panel_quotes_the_hardest_null_and_shows_every_other(weighed_case, small_case):
    panel = view_of(weighed_case, small_case).findings[1].ratio
    assert [(row.llr, row.ratio, bool(row.mark)) for row in panel.ratios] == [
        ("+3.10", "1,300", False),
        ("+2.54", "350", True),
    ]
    assert panel.sentence == EN.say("strength.more_probable", times="350")
    assert EN.say("null_grade.N2") in panel.h2
    assert "pairs given with the case" in panel.ratios[1].null
    assert panel.facts[1].value == "350 (95 % interval [79, 790])"


def test_a_ratio_below_one_speaks_for_h2(weighed_case, small_case):
    panel = view_of(weighed_case, small_case).findings[0].ratio
    assert panel.sentence == EN.say("strength.less_probable", times="4.2")
    assert panel.facts[1].value.startswith("1/4.2 ")
    weakest, marked = [row for row in panel.scale if row.mark]
    assert (marked.support, marked.mark) == ("weak support", EN.say("scale.middle"))
    assert (weakest.support, weakest.mark) == ("no support either way", EN.say("scale.at_weakest"))
    assert (marked.ratios, marked.log10) == ("1/10 to 1/2", "−1 to −0.3")
    assert marked.meaning == "slightly more probable given h2 than given h1"
    assert (panel.scale[0].ratios, panel.scale[-1].ratios) == ("1/2 to 1", "less than 1/1,000,000")


@pytest.mark.parametrize("tag", languages())
def test_the_scale_is_printed_in_full_with_one_band_marked(tag):
    for llr in (-9.0, -0.3, 0.0, 0.31, 1.0, 2.0, 3.5, 6.0, 6.01):
        rows = scale_rows(llr, load(tag))
        assert len(rows) == len(BANDS) == 7
        assert sum(bool(row.mark) for row in rows) == 1


def test_an_edge_belongs_to_the_band_below_it():
    edges = {
        0.301: "none",
        1.0: "weak",
        2.0: "moderate",
        3.0: "moderately_strong",
        4.0: "strong",
        6.0: "very_strong",
    }
    assert {llr: band(llr) for llr in edges} == edges
    assert {band(llr + 0.001) for llr in edges} == {name for name, _ in BANDS[1:]}


def test_the_bars_add_up_to_what_is_quoted_or_say_where_the_bound_cut(weighed_case, small_case):
    finding = weighed_case.case(small_case).findings[1]
    bars = view_of(weighed_case, small_case).findings[1].ratio.waterfall.bars
    assert [bar.kind for bar in bars] == ["less", "more", "more", "sum"]
    assert bars[2].end == pytest.approx(finding.llr)
    assert all(after.start == bar.end for bar, after in pairwise(bars[:3]))
    beyond = replace(finding, contributions=(*finding.contributions, Contribution("more", 1.0, 2.0)))
    case = weighed_case.case(small_case)
    given = replace(case, findings=(case.findings[0], beyond, *case.findings[2:]))
    cut = build(given, EN).findings[1].ratio.waterfall.bars
    assert [bar.value for bar in cut[-2:]] == ["+4.54", "+2.54"]


def test_the_tippett_plot_marks_this_pair_and_falls_from_one_to_nothing(weighed_case, small_case):
    chart = view_of(weighed_case, small_case).findings[1].ratio.tippett
    assert chart.marks == ((2.5441, "this pair +2.54"),)
    for curve in chart.curves:
        shares = [share for _, share in curve.points]
        assert shares[0] == 1.0
        assert shares[-1] == 0.0
        assert shares == sorted(shares, reverse=True)
    assert "+2.54" in chart.label
    assert len({curve.kind for curve in chart.curves}) == 2


def test_without_the_calibration_the_panel_stands_and_has_no_plot(weighed_case, small_case):
    case = replace(weighed_case.case(small_case), statistics=CaseStatistics())
    panel = build(case, EN).findings[1].ratio
    assert panel.tippett is None
    assert panel.calibration == ""
    assert panel.ratios


def test_a_finding_without_a_ratio_says_why(weighed_case, small_case):
    view = view_of(weighed_case, small_case).findings[2]
    assert view.ratio is None
    assert view.strength[0].value == "uncalibrated score"
    assert view.strength[2].value == "not stated: there is no calibration for this kind of pair"


def test_after_a_search_both_ratios_stand_and_one_sentence_on_the_two_schools(weighed_case, small_case):
    against, text = (item.ratio.searched for item in view_of(weighed_case, small_case).findings[:2])
    assert [fact.value for fact in text] == [
        "350 (log10 +2.54)",
        "nothing left: of log10 +2.54 without a search, the 1,000 works searched leave a ratio of 1 or less, "
        "which speaks for neither proposition",
        "16 (log10 +1.20): weak support for h1 over the other, at the weak end of the 95 % interval (its "
        "middle: moderate support for h1 over the other)",
    ]
    assert "1,000" in text[1].name
    assert against[1].value.startswith("not divided: log10 −0.62")
    assert "h1" not in against[2].value


@pytest.mark.parametrize("tag", languages())
def test_what_a_search_leaves_stands_beside_the_plain_ratio_on_top_and_in_both_tables(
    tag, weighed_case, small_case
):
    view, say = view_of(weighed_case, small_case, tag), load(tag).say
    names = [say("searched.llr_over_n", n="1,000"), say("searched.llr_best_of", n="6")]
    for item in view.findings[:2]:
        top = [fact.name for fact in item.strength]
        assert top[top.index(say("strength.llr")) + 2 :][:2] == names
    for rows in (view.works, view.statistics.works_tested):
        weights = {row.path: row.weight for row in rows}
        plain, over_works, best_of = weights["tale.html"]
        assert plain.startswith(say("searched.largest", llr="@", words="@").split("@")[0])
        assert over_works.startswith(names[0])
        assert best_of.startswith(names[1])
        assert all(weights[row.path] for row in view.statistics.works_tested), "no empty cell"


def test_at_its_bound_the_page_says_why_nothing_is_taken_off(weighed_case, small_case):
    case = weighed_case.case(small_case)
    searched = dict(case.statistics.searched)
    searched["F-02"] = SearchedRatio(2.9, None, 1000, "at_upper_bound", None, 6, None, "at_upper_bound")
    statistics = replace(case.statistics, searched=tuple(searched.items()))
    for tag in languages():
        say, view = load(tag).say, build(replace(case, statistics=statistics), load(tag))
        said = [fact.value for fact in view.findings[1].strength]
        works, attempts = say("searched.works", n="1,000"), say("searched.attempts", n="6")
        what = say("searched.works_and_attempts", works=works, attempts=attempts)
        assert say("search_reason.at_upper_bound", llr="+2.90", searched=what) in said


def test_the_words_are_those_of_the_weak_end_of_the_interval(weighed_case, small_case):
    assert words_of(1.4, (-0.08, 2.74), EN) == EN.say(
        "scale.weakest_none", middle="moderate support for h1 over the other"
    )
    assert words_of(2.5, (2.1, 2.9), EN) == "moderately strong support for h1 over the other"
    assert words_of(-1.2, (-1.6, -0.4), EN).startswith("weak support for h2 over the other, at the weak end")
    assert [band_word(*one) for one in ((1.4, (-0.08, 2.74)), (2.5, (1.9, 2.9)), (-1.2,))] == [
        "none",
        "moderate_h1",
        "moderate_h2",
    ]
    against, text = view_of(weighed_case, small_case).findings[:2]
    name = EN.say("strength.in_words")
    words = {fact.name: fact.value for fact in text.strength}[name]
    assert words.startswith("moderate support for h1 over the other, at the weak end")
    assert words.endswith("(its middle: moderately strong support for h1 over the other)")
    assert {fact.name: fact.value for fact in against.strength}[name].startswith("no support for either")


@pytest.mark.parametrize("tag", languages())
def test_how_many_attempts_matched_is_a_row_a_stratum_with_its_reason_or_figure(
    tag, weighed_case, small_case
):
    view, say = view_of(weighed_case, small_case, tag), load(tag).say
    rows = [row for row in view.statistics.attempts if row.path == "tale.html"]
    assert [row.by_chance for row in rows] == [
        say("matching.less_than", n="1,000,000"),
        "0.36",
        say("matching.not_stated", why=say("rate_reason.not_measured")),
    ]
    assert rows[0].n_trials == say("matching.unprompted", trials="38", n="2")
    assert [row.rate for row in rows] == ["0.75 %", "0.75 %", "—"]
    html = html_of(weighed_case.case(small_case), tag)
    assert say("matching.assumed") in html
    assert "N3" in say("matching.assumed")


@pytest.mark.parametrize("tag", languages())
def test_no_page_with_ratios_says_what_an_exhibit_may_not(tag, weighed_case, small_case, violations):
    case, locale = weighed_case.case(small_case), load(tag)
    html = html_of(case, tag)
    body = re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL)
    assert violations(body) == []
    assert locale.say("strength.not_of_propositions") in html
    assert html.count('class="weight"') == 2


def test_the_strata_are_rows_and_have_no_sum(weighed_case, small_case):
    rows = view_of(weighed_case, small_case).statistics.strata
    assert [(row.n_matched, row.rate, row.bound) for row in rows] == [
        ("0", "—", "4.87 %"),
        ("3", "1.57 % to 20.39 %", "—"),
        ("2", "9.43 % to 99.16 %", "—"),
    ]
    assert rows[2].model == rows[2].stratum == "not stated"


def test_the_headline_counts_the_works_that_are_marked(weighed_case, small_case):
    statistics = view_of(weighed_case, small_case).statistics
    marked = [row.path for row in statistics.works_tested if row.mark]
    assert marked == ["tale.html"]
    assert statistics.headline[0].endswith(f": {len(marked)}.")
    assert statistics.headline[1] == EN.say(
        "statistics.headline_ratios", n="2", n_plain="1", n_left="0", n_unknown="0"
    )
    assert build(small_case.case(), EN).statistics.headline == ()


def test_every_limit_says_with_how_many_works_the_outputs_were_compared(weighed_case, small_case):
    for tag in languages():
        say, statistics = load(tag).say, view_of(weighed_case, small_case, tag).statistics
        some = say("scale.from_to", low="10", high="12")
        image = {"medium": say("looked_medium.image"), "n_outputs": "30", "n_works": "48"}
        text = {"medium": say("looked_medium.text"), "n_outputs": "5", "n_works": "3"}
        assert statistics.looked_at == (
            say("looked.all", methods="copy_descriptor", **image),
            say("looked.some", n=some, methods="keypoints", **image),
            say("looked.all", methods="near_verbatim, verbatim", **text),
        )


def test_what_would_have_been_found_is_said_in_the_unit_of_its_kind(weighed_case, small_case):
    sentences = view_of(weighed_case, small_case).statistics.limits
    assert sentences[0] == (
        "English texts, unchanged: a run of 12 words or more would have been found with probability 0.95 "
        "(of that size 80 planted)."
    )
    assert "a run of 24 Chinese characters or more" in sentences[1]
    assert "a region of 8 % of the work or more" in sentences[2]
    assert "for no size that was tried do the planted pieces show a probability of 0.95" in sentences[3]
    assert len(sentences) == 4


def test_a_drawing_stays_within_its_frame(weighed_case, small_case):
    panel = view_of(weighed_case, small_case).findings[1].ratio
    for plot in (plotted(panel.tippett), fallen(panel.waterfall)):
        for bar in plot.bars:
            assert plot.left <= bar.x <= bar.x + bar.width <= plot.width
        for line in plot.lines:
            numbers = [float(number) for number in re.findall(r"-?[\d.]+", line.path)]
            assert all(plot.left <= x <= plot.right for x in numbers[::2])
            assert all(plot.top <= y <= plot.bottom for y in numbers[1::2])


@pytest.mark.parametrize("tag", [tag for tag in languages() if tag != "en"])
@pytest.mark.parametrize("calibration", shipped(), ids=lambda one: one.kind)
def test_what_a_shipped_calibration_says_of_itself_is_said_in_the_language_of_the_page(calibration, tag):
    said = [said_view(line, load(tag)) for line in (*calibration.made_of, *calibration.unfit_for)]
    assert {one.lang for one in said} == {tag}
    said = [said_view(line, load("en")) for line in calibration.made_of]
    assert [one.text for one in said] == list(calibration.made_of)


def test_no_sentence_on_calibrations_is_left_over_in_a_language():
    shown = {
        line for one in shipped() for line in (*one.made_of, *one.unfit_for, *dict(one.null_names).values())
    }
    keys = {f"said.{sha256(line.encode()).hexdigest()[:12]}" for line in shown}
    held = {key for tag in languages() for key in load(tag).entries if key.startswith("said.")}
    assert held <= keys


def test_what_users_said_of_their_own_calibration_stands_as_they_wrote_it():
    for line, lang in (("Poems of the sea.", "en"), ("海洋詩", "zh-Hant"), ("1848", "")):
        view = said_view(line, load("zh-Hant"))
        assert (view.text, view.lang) == (line, lang)


@pytest.mark.parametrize("tag", languages())
def test_every_reason_why_nothing_is_left_or_known_has_its_sentence(tag):
    entries = load(tag).entries
    assert {key for key in entries if key.startswith("search_reason.")} == {
        f"search_reason.{reason}" for reason in get_args(SearchReason)
    }
    assert {key for key in entries if key.startswith("rate_reason.")} == {
        f"rate_reason.{reason}" for reason in get_args(NoRateReason)
    }
