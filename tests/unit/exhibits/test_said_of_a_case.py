"""What a page says of a case as a whole, and of why it says no more: in words, in both languages."""

import re
from dataclasses import replace

import pytest

from sidebyside.exhibits import RENDERERS, arrange, build, languages, load
from sidebyside.exhibits.arrangement.tables import coverage_table
from sidebyside.records import Span

EN = load("en")


def html_of(case, tag="en"):
    ((_, page),) = RENDERERS.member("html").files(arrange(case, [tag], most_bytes=10**9))
    return page.decode("utf-8")


@pytest.fixture
def refused(weighed_case, small_case):
    """The weighed case, with its last pair resting on a calibration that was refused."""
    case = weighed_case.case(small_case)
    missed = {"uncalibrated_because": "acceptance_missed", "refused_calibration": "zh-made-up"}
    findings = tuple(
        replace(one, **missed) if getattr(one, "id", "") == "F-03" else one for one in case.findings
    )
    return replace(case, findings=findings)


@pytest.mark.parametrize("tag", languages())
def test_a_refused_ratio_shows_the_demand_the_figure_and_the_null_beside_it(refused, tag):
    locale = load(tag)
    (finding,) = [one for one in build(refused, locale).findings if one.id == "F-03"]
    assert finding.strength[-1].name == locale.say("refused.missed")
    said = finding.strength[-1].value
    for part in ("0.15", "0.1759", "zh-made-up", locale.say("null_grade.N1"), locale.say("figure.cllr")):
        assert part in said
    assert "misleading" not in said
    html = html_of(refused, tag)
    assert f'href="#{finding.refused}"' in html
    assert html.count(f'id="{finding.refused}"') == 1


def test_the_case_shows_every_demand_of_a_refused_calibration(refused):
    (item,) = build(refused, EN).statistics.refused
    assert [(limit, measured, met) for _, limit, measured, met in item.acceptance] == [
        ("0.15", "0.1759", "missed"),
        ("0.01", "0.0020", "met"),
    ]
    assert "Verse." in html_of(refused)


def test_the_attempts_of_each_medium_add_up_on_one_line(weighed_case, small_case):
    lines = build(weighed_case.case(small_case), EN).statistics.compared
    for line in lines:
        tried, *parts = (int(number) for number in re.findall(r"\d+", line))
        assert tried == sum(parts)
    assert lines[0].startswith("Attempts and outputs compared, text: 5 attempts = 3 compared + 1 refused")
    assert "kind of file not recognised" in lines[1]


def test_what_all_outputs_give_of_a_work_stands_in_its_row_and_says_what_it_is_over(weighed_case, small_case):
    view = build(weighed_case.case(small_case), EN)
    together = {row.path: row.together for row in view.works}
    assert together["tale.html"] == (
        "16 words (80 characters with punctuation), 80.00 % of the work; outputs: 3; equal text; "
        "over all models and prompt strata together (before filtration)",
    )
    assert together["plate.ppm"][0].startswith("55.00 % of the work's area; outputs: 1; structure kept")
    assert together["other.txt"] == ()
    rows = view.statistics.coverage
    assert [(row.model, row.stratum, row.share) for row in rows] == [
        ("all together", "all together", "80.00 %"),
        ("a-model", "title only", "60.00 %"),
        ("not stated", "not stated", "55.00 %"),
    ]


def test_what_is_covered_stands_in_a_table_for_a_spreadsheet(weighed_case, small_case):
    table = coverage_table(weighed_case.case(small_case))
    row = dict(zip(table.columns, table.rows[1], strict=True))
    assert (row["work_path"], row["stratum"], row["is_pooled"]) == ("tale.html", "title-only", "false")
    assert (row["covered_words"], row["work_words"], row["share_of_work"]) == (12, 20, 0.6)
    assert (row["covered_chinese_characters"], row["covered_characters"]) == (0, 60)


@pytest.mark.parametrize("tag", languages())
def test_what_the_prompt_gave_is_marked_in_words_in_every_view_of_the_passage(small_case, tag):
    locale = load(tag)
    case = small_case.case()
    text = case.findings[1]
    given = (
        small_case.place(small_case.RETOLD, "Once more"),
        small_case.place(small_case.RETOLD, "So it was"),
    )
    finding = replace(text, prompt_spans=given, reason="prompt_supplied")
    given_case = replace(case, findings=(case.findings[0], finding, *case.findings[2:]))
    output = build(given_case, locale).findings[1].passages[0].output
    assert [one.text for one in output.before if one.is_given] == ["Once more"]
    assert [one.text for one in output.after if one.is_given] == ["So it was"]
    html = html_of(given_case, tag)
    article = html[html.index('id="f2"') : html.index("</article>", html.index('id="f2"'))]
    note = locale.say("legend.given_note")
    assert article.count(f" {note}</span>") == 4  # before and after, in the clean and in the marked pair
    assert locale.say("reason.prompt_supplied") in article
    assert "prompt_supplied" not in html


def test_a_part_that_the_prompt_gave_is_cut_out_of_a_passage_and_nothing_is_lost(small_case):
    case = small_case.case()
    span = small_case.place(small_case.RETOLD, "long")
    finding = replace(case.findings[1], prompt_spans=(Span(span.start, span.end - 1),))
    view = build(replace(case, findings=(case.findings[0], finding, *case.findings[2:])), EN)
    side = view.findings[1].passages[0].output
    assert "".join(one.text for one in side.segments) == side.text
    assert [(one.text, one.kind, one.number) for one in side.segments if one.text in ("lon", "g")] == [
        ("lon", "added", 0),
        ("g", "added", 2),
    ]
    assert [one.text for one in side.segments if one.is_given] == ["lon"]


@pytest.mark.parametrize("tag", languages())
def test_no_code_word_of_the_contract_is_shown(refused, tag):
    html = re.sub(r"<(style|script)>.*?</\1>", "", html_of(refused, tag), flags=re.DOTALL)
    shown = re.sub(r"<[^>]+>", " ", html)
    codes = ("not_distinguishable", "prompt_supplied", "acceptance_missed", "no_calibration", "equal_words")
    codes += (
        "title-only",
        "excerpt-prefix",
        "background_run",
        "quoted_in_output",
        "stock_phrase",
        "set_apart",
    )
    assert [code for code in codes if code in shown] == []


def test_a_null_is_called_what_its_pairs_are_where_the_calibration_says_so(weighed_case, small_case):
    case = weighed_case.case(small_case)
    text, picture = case.statistics.calibrations
    named = replace(picture, null_names=(("N2", "programs painting over photographs"),))
    picture_finding, *others = case.findings
    ratios = tuple(replace(one, is_of_case=False) for one in picture_finding.likelihood_ratios)
    case = replace(
        case,
        findings=(replace(picture_finding, likelihood_ratios=ratios), *others),
        statistics=replace(case.statistics, calibrations=(text, named)),
    )
    for tag, words in (("en", "N2: programs painting over photographs"), ("zh-Hant", "N2：以程式重繪照片")):
        panel = build(case, load(tag)).findings[0].ratio
        assert words in panel.h2
        assert [row.null for row in panel.ratios] == [words]
