import csv
import io
from dataclasses import replace

import pytest

from sidebyside.errors import InputError
from sidebyside.exhibits.arrangement import tables
from sidebyside.exhibits.arrangement.tables import FINDING_COLUMNS, STORY_COLUMNS, findings_table
from sidebyside.exhibits.formats.csv import csv_of


def _rows(case):
    data = csv_of(findings_table(case.findings, case.findings_jsonl))
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_there_is_a_row_for_each_line_with_its_id_first(small_case):
    rows = _rows(small_case.case())
    assert [row["id"] for row in rows] == [
        "F-01",
        "F-02",
        "F-03",
        "W-04",
        "O-05",
        "O-06",
        "O-07",
        "U-08",
        "U-09",
    ]
    assert FINDING_COLUMNS[0] == "id"
    assert [row["status"] for row in rows[3:]] == ["nothing_found"] * 4 + ["unscorable"] * 2


def test_the_figures_are_those_of_the_finding_to_the_last_digit(small_case):
    row = _rows(small_case.case())[1]
    assert row["share_of_output"] == "0.777778"
    assert (row["total_words"], row["total_in_output_tokens"], row["tokenizer"]) == (
        "13",
        "14",
        "a-tokenizer",
    )
    assert row["work_spans"].split("; ")[1] == "verbatim [42, 77)"
    assert row["similarities"] == "near_verbatim 0.722222; verbatim 0.444444"


def test_chance_commonness_and_what_was_accepted_have_columns(small_case):
    names = ("expected_by_chance", "expected_by_chance_low", "expected_by_chance_high")
    names += ("is_distinguishable", "bits", "n_occurrences", "n_filtrations_accepted")
    image, near, exact, *_ = ([row[name] for name in names] for row in _rows(small_case.case()))
    assert image == ["", "", "", "", "", "", "0"]
    assert near == ["0.0001", "0.0001", "0.002", "true", "near_verbatim 151.26", "near_verbatim 2", "1"]
    assert exact == ["0.25", "0.03", "7.5", "false", "verbatim 12.0", "verbatim 0", "0"]


def test_an_unscorable_item_stands_under_its_role_with_reason_and_way_out(small_case):
    row = _rows(small_case.case())[7]
    assert (row["work_path"], row["output_path"], row["reason"]) == ("empty.txt", "", "empty")
    assert (row["message"], row["hint"]) == ("is empty (0 bytes)", "leave it out")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "  =", "＝"])
def test_text_of_an_input_is_never_a_formula(start, small_case):
    case = small_case.case()
    generation = replace(case.findings[1].generation, prompt=f'{start}HYPERLINK("x")')
    finding = replace(case.findings[1], generation=generation)
    row = _rows(small_case.case(findings=(finding,)))[0]
    assert row["prompt"].startswith("'")


def test_a_negative_figure_stays_a_figure(small_case):
    finding = replace(small_case.case().findings[1], llr=-0.5)
    assert _rows(small_case.case(findings=(finding,)))[0]["llr"] == "-0.5"


def test_line_ends_and_quotes_in_a_prompt_keep_the_rows_apart(small_case):
    finding = replace(
        small_case.case().findings[1],
        generation=replace(small_case.GENERATION, prompt='a "quoted"\r\nline,\x00 two \ud800'),
    )
    rows = _rows(small_case.case(findings=(finding, finding)))
    assert len(rows) == 2
    assert rows[0]["prompt"] == 'a "quoted"\r\nline,\\x00 two \\ud800'


def test_findings_and_lines_of_different_number_are_refused(small_case):
    case = small_case.case()
    with pytest.raises(InputError, match="8 findings and 9 lines"):
        findings_table(case.findings[1:], case.findings_jsonl)


def test_every_value_of_a_row_has_a_column(small_case, picture_case, weighed_case):
    seen = set()
    weighed_whole = weighed_case.case(small_case)
    weighed = weighed_whole.findings
    for case in (small_case.case(), picture_case.case(small_case), weighed_whole):
        for item in (*case.findings, replace(weighed[1], after=weighed[1].before)):
            seen |= set(tables._row(item))
        for _, found in case.statistics.searched:
            seen |= set(tables._left(found))
    assert seen == set(FINDING_COLUMNS) - {"id"}
    assert len(set(STORY_COLUMNS)) == len(STORY_COLUMNS)


def test_a_row_has_a_value_for_each_column_and_keeps_figures_as_figures(small_case):
    table = findings_table(small_case.case().findings, small_case.case().findings_jsonl)
    assert {len(row) for row in table.rows} == {len(table.columns)}
    row = dict(zip(table.columns, table.rows[1], strict=True))
    assert (row["share_of_output"], row["total_words"], row["n_inliers"]) == (0.777778, 13, None)


def test_a_row_has_the_band_of_its_weak_end_and_what_a_search_leaves(weighed_case, small_case):
    case = weighed_case.case(small_case)
    table = findings_table(case.findings, case.findings_jsonl, dict(case.statistics.searched))
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    shown = ("llr_band_weak_end", "llr_band", "n_works_searched", "llr_over_works", "over_works_because")
    assert [rows[1][name] for name in shown] == [
        "moderate_h1", "moderately_strong_h1", 1000, None, "nothing_left",
    ]  # fmt: skip
    assert (rows[1]["n_attempts_searched"], rows[1]["llr_best_of"]) == (6, 1.2)
    assert (rows[0]["llr_band_weak_end"], rows[0]["over_works_because"]) == ("none", "below_one")


def test_a_negative_says_with_how_many_of_how_many_it_was_compared(small_case):
    case = small_case.case()
    table = findings_table(case.findings, case.findings_jsonl)
    rows = {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    kept = ("n_compared", "n_of_medium", "n_compared_by")
    assert [rows["O-06"][name] for name in kept] == [2, 3, "near_verbatim 2; verbatim 3"]
