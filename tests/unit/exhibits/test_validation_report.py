"""The pages of a validation: every figure of the record, charts with words, the same bytes."""

import re
from dataclasses import replace

import pytest

from sidebyside.exhibits import languages, load
from sidebyside.exhibits.arrangement.validation import build_report
from sidebyside.exhibits.validation import write_report
from sidebyside.exhibits.wording import violations
from sidebyside.records import (
    AcceptanceLine,
    DetectionLimit,
    DroppedFeature,
    EcePoint,
    ErrorRow,
    Estimate,
    Misleading,
    NullValidation,
    Rate,
    RobustnessRow,
    SearchRate,
    TruthSummary,
    ValidationReport,
)

EN = load("en")


def null_validation(grade):
    return NullValidation(
        null=grade,
        n_h1=240,
        n_h2=1830,
        n_train_h1=250,
        n_train_h2=1900,
        n_works=40,
        eer=Estimate(0.031, 0.01, 0.05),
        cllr=Estimate(0.1152, 0.08, 0.16),
        cllr_min=Estimate(0.1, 0.07, 0.15),
        cllr_cal=Estimate(0.0152, 0.01, 0.03),
        dev_pav=None,
        lower_bound=-1.6,
        upper_bound=2.9,
        fmr=Rate(3, 1830, 0.0003, 0.0048),
        fnmr=Rate(7, 240, 0.0118, 0.0592),
        misleading=(
            Misleading("h2", 10, Rate(2, 1830, 0.0001, 0.0039)),
            Misleading("h1", 1, Rate(7, 240, 0.0118, 0.0592)),
        ),
        roc=((0.0, 0.0), (0.0, 0.9), (0.1, 0.97), (1.0, 1.0)),
        pav=((-1.6, -9.0), (-0.5, -0.4), (1.0, 1.3), (2.9, 9.0)),
        tippett_h1=((-1.6, 1.0), (1.0, 0.9), (2.9, 0.7)),
        tippett_h2=((-1.6, 1.0), (-0.5, 0.1), (1.0, 0.01)),
        ece=tuple(
            EcePoint(x, 0.1 - abs(x) / 40, 0.09 - abs(x) / 40, 1.0 - abs(x) / 4) for x in (-3.0, 0.0, 3.0)
        ),
    )


@pytest.fixture
def report(weighed_case):
    return ValidationReport(
        kind="en",
        medium="text",
        seed=7,
        n_replicates=200,
        operating_llr=0.0,
        unit="tokens",
        truth=TruthSummary(
            "pairs.tsv",
            "ab" * 32,
            4200,
            490,
            (("N0", 1850), ("N2", 1860)),
            (("en", 4200),),
            80,
            900,
            41,
            2100,
            2070,
            30,
            False,
        ),
        nulls=(null_validation("N0"), null_validation("N2")),
        errors=(
            ErrorRow("null", "N0", Rate(3, 1830, 0.0003, 0.0048), Rate(0, 0, 0.0, 1.0)),
            ErrorRow("language", "en", Rate(3, 1830, 0.0003, 0.0048), Rate(7, 240, 0.0118, 0.0592)),
            ErrorRow("transformation", "10% changed", Rate(0, 0, 0.0, 1.0), Rate(1, 60, 0.0004, 0.0894)),
        ),
        robustness=(RobustnessRow("a <new> one", 20.0, Rate(57, 60, 0.861, 0.9896), 2.9),),
        power=(
            DetectionLimit("en", "", "tokens", 12.0, 0.95, 80),
            DetectionLimit("en", "unchanged", "tokens", None, 0.95, 80),
        ),
        searches=(SearchRate(100, 0.08, 0.01, 0.26, False), SearchRate(1000000, 1.0, 0.9, 1.0, True)),
        dropped=(DroppedFeature("N0", "aligned", "negative_weight"),),
        calibration=weighed_case.calibration(),
    )


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
            "derived, LR below 1",
            "not derived, LR above 10",
            "extrapolated",
            "simulated on held-out pairs",
            "20 tokens",
        ),
        *("10 % of the words or characters changed", "4,200", "no such pairs", "no size that was tried"),
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
def test_the_page_stands_alone_says_nothing_barred_and_is_the_same_again(report, tag, tmp_path):
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
    assert -9.0 < pav.y.low < pav.y.high < 9.0
