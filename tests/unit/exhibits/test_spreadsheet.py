import csv
import io
from dataclasses import replace

import pytest

from sidebyside.errors import InputError
from sidebyside.exhibits.spreadsheet import COLUMNS, findings_csv


def _rows(material):
    data = findings_csv(material.findings, material.findings_jsonl)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_there_is_a_row_for_each_line_with_its_id_first(small_case):
    rows = _rows(small_case.material())
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
    assert COLUMNS[0] == "id"
    assert [row["status"] for row in rows[3:]] == ["nothing_found"] * 4 + ["unscorable"] * 2


def test_the_figures_are_those_of_the_finding_to_the_last_digit(small_case):
    row = _rows(small_case.material())[1]
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
    image, near, exact, *_ = ([row[name] for name in names] for row in _rows(small_case.material()))
    assert image == ["", "", "", "", "", "", "0"]
    assert near == ["1e-09", "1e-09", "2e-05", "true", "near_verbatim 151.26", "near_verbatim 2", "1"]
    assert exact == ["0.25", "0.03", "7.5", "false", "verbatim 12.0", "verbatim 0", "0"]


def test_an_unscorable_item_stands_under_its_role_with_reason_and_way_out(small_case):
    row = _rows(small_case.material())[7]
    assert (row["work_path"], row["output_path"], row["reason"]) == ("empty.txt", "", "empty")
    assert (row["message"], row["hint"]) == ("is empty (0 bytes)", "leave it out")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "  =", "＝"])
def test_text_of_an_input_is_never_a_formula(start, small_case):
    material = small_case.material()
    generation = replace(material.findings[1].generation, prompt=f'{start}HYPERLINK("x")')
    finding = replace(material.findings[1], generation=generation)
    row = _rows(small_case.material(findings=(finding,)))[0]
    assert row["prompt"].startswith("'")


def test_a_negative_figure_stays_a_figure(small_case):
    finding = replace(small_case.material().findings[1], llr=-0.5)
    assert _rows(small_case.material(findings=(finding,)))[0]["llr"] == "-0.5"


def test_line_ends_and_quotes_in_a_prompt_keep_the_rows_apart(small_case):
    finding = replace(
        small_case.material().findings[1],
        generation=replace(small_case.GENERATION, prompt='a "quoted"\r\nline,\x00 two \ud800'),
    )
    rows = _rows(small_case.material(findings=(finding, finding)))
    assert len(rows) == 2
    assert rows[0]["prompt"] == 'a "quoted"\r\nline,\\x00 two \\ud800'


def test_findings_and_lines_of_different_number_are_refused(small_case):
    material = small_case.material()
    with pytest.raises(InputError, match="8 findings and 9 lines"):
        findings_csv(material.findings[1:], material.findings_jsonl)
