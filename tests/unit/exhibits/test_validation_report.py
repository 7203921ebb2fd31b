"""The pages of a validation: every figure of the record, charts with words, the same bytes."""

import re
from dataclasses import replace

import pytest

from sidebyside.exhibits import languages, load
from sidebyside.exhibits.validation import build_report, write_report
from sidebyside.exhibits.validation.charts import INFINITE
from sidebyside.records import AcceptanceLine

EN = load("en")


@pytest.fixture
def report(validated_case, weighed_case):
    return validated_case.report(weighed_case)


def page(report, tag, folder):
    write_report(report, folder, [tag])
    return (folder / f"report.{tag}.html").read_text("utf-8")


def cells(view):
    return " | ".join(cell for table in view.tables for row in table.rows for cell in row)


def test_every_figure_of_the_record_is_on_the_page(report):
    said = cells(build_report(report, EN))
    for figure in (
        *("0.1152 (0.0800 to 0.1600)", "0.0310 (0.0100 to 0.0500)", "−1.60 to +2.90", "drawn, seed 7"),
        *(
            "0.16 % (3 of 1,830; 0.03 % to 0.48 %)",
            "2.92 % (7 of 240; 1.18 % to 5.92 %)",
            "a run of 12 words",
        ),
        *(
            "of known source, LR below 1",
            "of the null, LR above 10",
            "extrapolated",
            "simulated on held-out pairs",
            "20 words or Chinese characters",
        ),
        *(
            "10 % of the words or characters changed",
            "4,200",
            "no such pairs",
            "not shown for any size tried",
        ),
    ):
        assert figure in said
    assert [table.anchor for table in build_report(report, EN).tables] == [
        *("basis", "figures", "misleading", "errors", "robustness", "power", "searches", "weights")
    ]


def test_a_missed_demand_blocks_and_the_page_says_so_first(report, tmp_path):
    assert EN.say("validation.accepted") in page(report, "en", tmp_path)
    missed = replace(report.calibration, acceptance=(AcceptanceLine("N2.cllr", 0.1, 0.2, False),))
    html = page(replace(report, calibration=missed), "en", tmp_path)
    assert (
        html.index(EN.say("validation.blocked")) < html.index("Cllr, against N2") < html.index("missed</td>")
    )


@pytest.mark.parametrize("tag", languages())
def test_the_page_stands_alone_says_nothing_barred_and_is_the_same_again(report, tag, tmp_path, violations):
    html = page(report, tag, tmp_path)
    assert html == page(report, tag, tmp_path / "again")
    assert not re.findall(r'(?:src|href)="(?!#|data:)', html)
    assert "style=" not in html
    body = re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL)
    assert violations(body) == []
    assert "a &lt;new&gt; one" in html


@pytest.mark.parametrize("tag", languages())
def test_each_null_has_four_charts_with_words_and_curves_apart_by_dashes(report, tag, tmp_path):
    view = build_report(report, load(tag))
    assert [len(item.charts) for item in view.charts] == [4, 4]
    for item in view.charts:
        for chart in item.charts:
            assert len({curve.kind for curve in chart.curves}) == len(chart.curves)
            assert chart.label
            assert all(curve.name for curve in chart.curves)
    svgs = re.findall(r"<svg [^>]*>", page(report, tag, tmp_path))
    assert all("aria-label=" in svg or 'aria-hidden="true"' in svg for svg in svgs)


def test_infinite_ratios_stand_at_an_edge_that_says_so(report):
    pav = build_report(report, EN).charts[0].charts[2]
    assert pav.y.ticks[0][1] == "−∞"
    assert pav.y.ticks[-1][1] == "∞"
    assert -9.0 < pav.y.low < pav.x.low < pav.x.high < pav.y.high < 9.0


def test_the_line_of_equal_ratios_runs_over_all_finite_ones_and_no_further(report):
    for item in build_report(report, EN).charts:
        pav = item.charts[2]
        assert pav.curves[1].points == ((pav.x.low, pav.x.low), (pav.x.high, pav.x.high))
        finite = [value for point in pav.curves[0].points for value in point if abs(value) < INFINITE]
        assert pav.x.low < min(finite)
        assert max(finite) < pav.x.high
        assert (pav.x.name, pav.y.name) == (EN.say("chart.before_pav"), EN.say("chart.after_pav"))
