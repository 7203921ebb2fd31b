"""A person excludes a common source for a finding, or for the case: who, how, and what follows."""

import json
from dataclasses import replace

import numpy as np
import pytest

import sidebyside as sbs
from sidebyside.calibration.concluding import with_source_excluded
from sidebyside.calibration.likelihood_ratio import features_of
from sidebyside.case import EXCLUDED, WITHDRAWN, open_case
from sidebyside.cli import main
from sidebyside.contracts import TEXT_METHODS
from sidebyside.errors import InputError
from sidebyside.exhibits.arrangement.tables import findings_table
from sidebyside.primitives.digest import canonical_json
from sidebyside.records import AcceptanceLine, Calibration, NullModel, SourceExcluded, to_plain
from sidebyside.workflows.decide import decide
from sidebyside.workflows.options import Options

CARDS = [TEXT_METHODS.member(name).card for name in ("verbatim", "near_verbatim")]
H1 = tuple(np.linspace(-1.0, 3.0, 101).tolist())
REPLICATES = ((-1.6, 0.7, 0.1), (-1.4, 0.9, 0.3))


def calibration(*grades):
    numbers = {"N0": (-1.5, 0.8, 0.2, 3.1), "N2": (-2.5, 0.4, 0.2, 2.6), "N3": (-1.0, 0.0, 0.3, 1.75)}
    return Calibration(
        "en-made-up",
        "text",
        "en",
        features_of("en", CARDS)[:2],
        tuple(
            NullModel(grade, start, weights, REPLICATES, -1.9, upper, 200, 2000, 20, H1, H1)
            for grade, (start, *weights, upper) in ((one, numbers[one]) for one in grades)
            for weights in (tuple(weights),)
        ),
        (AcceptanceLine("cllr", 0.15, 0.1, is_met=True),),
        ("nothing",),
        ("text that is sung",),
        (),
        10,
        500,
    )


PROSE = (
    "the lamp went out on the pier and nobody of the crew would say who had touched it that night or "
    "why the old keeper had left his book open at the page of the storm which took the three sisters"
)
OTHER = (
    "a bell was rung for the ships that came in by the north channel and the harbour master counted every "
    "one of them aloud until his voice was gone and the boys upon the wall had to count for him"
)


@pytest.fixture
def make(tmp_path):
    def made(*grades):
        works, outputs = tmp_path / "works", tmp_path / "outputs"
        for folder in (works, outputs):
            folder.mkdir()
        (works / "w1.txt").write_text(f"The rest is told elsewhere. {PROSE}.", "utf-8")
        (works / "w2.txt").write_text(f"Of other things there was no word. {OTHER}.", "utf-8")
        (outputs / "o1.txt").write_text(f"He began so: {PROSE}!", "utf-8")
        (outputs / "o2.txt").write_text(f"She went on: {OTHER}?", "utf-8")
        path = tmp_path / "calibration.json"
        plain = {"schema": "sidebyside/calibration/1", **to_plain(calibration(*grades))}
        path.write_bytes(canonical_json(plain))
        options = Options(methods=("near_verbatim", "verbatim"), calibrations=(str(path),))
        return sbs.compare(works, outputs, tmp_path / "case", options=options)

    return made


def write(case, text):
    (case.folder / "decisions.toml").write_text(text, "utf-8")


def table(findings, by="A. Examiner", why="searched in the library of hymns; nothing older"):
    values = {"findings": findings, "by": by, "why": why}
    return "\n".join(["[common_source]", *(f"{key} = {json.dumps(one)}" for key, one in values.items()), ""])


def said(case):
    lines = [json.loads(line) for line in case.ledger.splitlines()]
    return [line["body"] for line in lines if line["kind"] == "decided"]


def test_by_default_the_common_source_is_quoted(make):
    case = make("N0", "N2", "N3")
    for finding in case.matches:
        assert finding.source_excluded is None
        assert finding.quoted.null == "N3"
        assert finding.llr == min(one.llr for one in finding.likelihood_ratios)


def test_where_a_person_excluded_it_another_null_is_quoted_and_every_figure_follows(make):
    before = make("N0", "N2", "N3")
    first, second = before.matches
    write(before, table([first.id]))
    assert decide(before.folder).n_source_excluded == 1
    case = open_case(before.folder)
    changed, same = case.matches
    assert same == second
    assert changed.source_excluded == SourceExcluded(
        "A. Examiner", "searched in the library of hymns; nothing older"
    )
    assert changed.likelihood_ratios == first.likelihood_ratios, "its row stays in the table"
    assert changed.quoted.null == "N2"
    assert changed.llr == changed.quoted.llr > first.llr
    total = sum(one.llr for one in changed.contributions)
    assert min(total, changed.quoted.upper_bound) == pytest.approx(changed.llr, abs=1e-3)
    values = [[(one.feature, one.value) for one in each.contributions] for each in (changed, first)]
    assert values[0] == values[1], "the evidence is the same; what it weighs is not"
    tested = {one.path: one for one in case.statistics.works_tested}
    earlier = {one.path: one for one in before.statistics.works_tested}
    assert tested["w1.txt"].llr == changed.llr
    assert tested["w1.txt"].llr_over_attempts > earlier["w1.txt"].llr_over_attempts
    assert tested["w2.txt"] == earlier["w2.txt"]
    assert (tested["w1.txt"].p, tested["w1.txt"].family_wise) == (
        earlier["w1.txt"].p,
        earlier["w1.txt"].family_wise,
    )
    assert dict(case.statistics.searched)[changed.id].llr == changed.llr
    (body,) = said(case)
    assert (body["who"], body["what"], body["about"]) == ("A. Examiner", EXCLUDED, first.id)


def test_what_is_withdrawn_gives_the_case_as_it_was_and_is_noted(make):
    case = make("N0", "N2", "N3")
    lines, statistics = case.findings_jsonl, to_plain(case.statistics)
    write(case, table("all"))
    assert decide(case.folder).n_source_excluded == 2
    decide(case.folder)
    assert len(said(open_case(case.folder))) == 1, "the same decision is noted once"
    write(case, "")
    decide(case.folder)
    after = open_case(case.folder)
    assert after.findings_jsonl == lines
    assert to_plain(after.statistics) == statistics
    assert [(body["what"], body["about"]) for body in said(after)] == [(EXCLUDED, ""), (WITHDRAWN, "")]


def test_a_comparison_anew_keeps_what_was_decided(make):
    case = make("N0", "N2", "N3")
    write(case, table("all"))
    decide(case.folder)
    decided = open_case(case.folder)
    folder = case.folder.parent
    options = Options(methods=("near_verbatim", "verbatim"), calibrations=(str(folder / "calibration.json"),))
    again = sbs.compare(folder / "works", folder / "outputs", case.folder, options=options, again=True)
    assert again.findings_jsonl == decided.findings_jsonl
    assert to_plain(again.statistics) == to_plain(decided.statistics)


def test_where_two_nulls_give_one_ratio_it_is_never_said_to_be_against_the_excluded_one(make):
    case = make("N0", "N2", "N3")
    (finding, _) = case.matches
    same = tuple(replace(one, llr=0.0, low=0.0, high=0.0) for one in finding.likelihood_ratios)
    finding = replace(finding, likelihood_ratios=same, llr=0.0)
    finding = replace(finding, after=finding.before)
    assert finding.quoted_of(finding.after).null == "N3"
    finding = replace(finding, source_excluded=SourceExcluded("A. Examiner", "searched"))
    assert finding.quoted.null == finding.quoted_of(finding.after).null == "N2"
    line = json.dumps({"id": finding.id}).encode()
    table = findings_table([finding], line)
    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert (row["llr_null"], row["llr_null_after"]) == ("N2", "N2")


def test_where_it_is_the_only_null_no_ratio_is_left_and_it_can_be_taken_back(make):
    case = make("N3")
    (finding, _) = case.matches
    excluded = SourceExcluded("A. Examiner", "searched")
    calibrations = {one.id: one for one in case.statistics.calibrations}
    after = with_source_excluded(finding, excluded, calibrations)
    assert (after.llr, after.quoted, after.strength) == (None, None, "uncalibrated score")
    assert after.uncalibrated_because == "common_source_alone"
    assert with_source_excluded(after, None, calibrations) == finding


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (table("all", by=" "), "line 3: by must name who excluded a common source, got ' '"),
        (table("all", why=""), "line 4: why must name how it was excluded, got ''"),
        ('[common_source]\nfindings = "all"\nby = "A"\n', "line 1: why must name how"),
        ('[common_source]\nby = "A"\nwhy = "so"\n', 'line 1: findings must be "all" or a list'),
        (table([]), 'line 2: findings must be "all" or a list'),
        (table("F-1"), 'line 2: findings must be "all" or a list'),
        (table(["F-none"]), "line 2: the case has no finding 'F-none'"),
        (table("all") + "colour = 1\n", "line 5: 'colour' does not belong here"),
        (
            (table("all") + table("all", by="B. Other")).replace("[common_source]", "[[common_source]]"),
            "line 6: findings: 'all' was named already",
        ),
        ("common_source = 3\n", "common_source must be a table"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_line_and_nothing_is_changed(make, text, line):
    case = make("N0", "N2", "N3")
    before = (case.folder / "findings.jsonl").read_bytes()
    write(case, f"\n{text}" if text.startswith("common_source =") else text)
    with pytest.raises(InputError) as caught:
        decide(case.folder)
    assert line in caught.value.message
    assert (case.folder / "findings.jsonl").read_bytes() == before


def test_several_persons_have_a_table_each(make):
    case = make("N0", "N2", "N3")
    first, second = (finding.id for finding in case.matches)
    tables = table([first]) + table([second], by="B. Other", why="the source is named in the preface")
    write(case, tables.replace("[common_source]", "[[common_source]]"))
    decide(case.folder)
    assert [one.source_excluded.by for one in open_case(case.folder).matches] == ["A. Examiner", "B. Other"]


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        (
            "en",
            (
                "excluded by A. Examiner: searched in the library",
                "A common source is no part of it: A. Examiner has excluded it.",
                'N2: works of the same author or artist <span class="mark">hardest: the ratio adopted',
                "This ratio does not hold for the following",
                "text that is sung",
            ),
        ),
        ("zh-Hant", ("業經A. Examiner排除：searched in the library", "共同來源不在其內", "此概似比不適用")),
    ],
)
def test_the_page_says_who_excluded_it_and_how(make, tag, words):
    case = make("N0", "N2", "N3")
    write(case, table("all"))
    decide(case.folder)
    folder = sbs.exhibit(case.folder)
    page = next(folder.rglob(f"*{tag}*.html"), folder / "index.html").read_text("utf-8")
    for said_there in words:
        assert said_there in page
    rows = (folder / "findings.csv").read_text("utf-8")
    assert "A. Examiner: searched in the library of hymns" in rows


def test_the_command_says_for_how_many(make, capsys):
    case = make("N0", "N2", "N3")
    write(case, table("all"))
    assert main(["decide", str(case.folder)]) == 0
    assert "common source excluded for 2 findings" in capsys.readouterr().out
    assert main(["decide", str(case.folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["source_excluded"] == 2
