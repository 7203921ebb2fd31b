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
    assert near == ["1e-09", "1e-09", "2e-05", "true", "near_verbatim 151.26", "near_verbatim 2", "1"]
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
    for case in (small_case.case(), picture_case.case(small_case), weighed_case.case(small_case)):
        for item in case.findings:
            seen |= set(tables._row(item))
    assert seen == set(FINDING_COLUMNS) - {"id"}
    assert len(set(STORY_COLUMNS)) == len(STORY_COLUMNS)


def test_a_row_has_a_value_for_each_column_and_keeps_figures_as_figures(small_case):
    table = findings_table(small_case.case().findings, small_case.case().findings_jsonl)
    assert {len(row) for row in table.rows} == {len(table.columns)}
    row = dict(zip(table.columns, table.rows[1], strict=True))
    assert (row["share_of_output"], row["total_words"], row["n_inliers"]) == (0.777778, 13, None)
