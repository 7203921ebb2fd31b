from dataclasses import replace

import pytest

from sidebyside.errors import InputError
from sidebyside.exhibits import build, load
from sidebyside.records import NothingFound, Output, Work

EN = load("en")


def test_every_work_stands_in_the_summary_sorted_by_path(small_case):
    case = small_case.case()
    rows = build(case, EN).works
    named = {work.artefact.path for work in case.works} | {"empty.txt"}
    assert [row.path for row in rows] == sorted(named)
    assert [row.result for row in rows if row.path == "other.txt"] == ["nothing found"]
    assert [row.result for row in rows if row.path == "empty.txt"] == ["unscorable"]


def test_every_output_stands_in_exactly_one_list(small_case):
    case = small_case.case()
    view = build(case, EN)
    matched = [item.output.path for item in view.findings]
    listed = [row.path for row in (*view.null_outputs, *view.missing_outputs)]
    unscorable = [row.path for row in view.unscorable if row.role == "output"]
    everything = [output.artefact.path for output in case.outputs] + ["cut.png"]
    assert sorted(matched + listed + unscorable) == sorted(everything)


def test_the_numbers_of_rows_are_the_counts(small_case):
    case = small_case.case()
    view = build(case, EN)
    assert len(view.null_outputs) == case.counts.n_null
    assert len(view.missing_outputs) == case.counts.n_missing
    assert len(view.null_works) == case.counts.n_works_null
    assert len(view.works) == case.counts.n_works


def test_an_output_no_finding_names_is_not_passed_over(small_case):
    extra = Output(small_case.text_artefact("forgotten.txt", "x"))
    with pytest.raises(InputError, match="attempts missing: 2 in the lists and 1 in the counts"):
        build(small_case.case(outputs=(*small_case.case().outputs, extra)), EN)


def test_a_thousand_nulls_are_a_thousand_rows(small_case):
    case = small_case.case()
    artefact = small_case.text_artefact("n.txt", "words")
    nulls = tuple(
        NothingFound(f"O-{n}", None, replace(small_case.ref(artefact), path=f"n{n}.txt"), "text", 2, ())
        for n in range(1000)
    )
    view = build(small_case.case(findings=case.findings + nulls), EN)
    assert len(view.null_outputs) == 1000 + case.counts.n_null


def test_many_findings_of_one_work_are_linked_by_first_and_last_and_all_listed(small_case):
    case = small_case.case()
    finding, output = case.findings[1], case.outputs[0]
    outputs = tuple(
        replace(output, artefact=replace(output.artefact, path=f"o{n:02}.txt")) for n in range(20)
    )
    findings = tuple(
        replace(finding, id=f"F-{n}", output=small_case.ref(item.artefact)) for n, item in enumerate(outputs)
    )
    view = build(small_case.case(findings=findings, outputs=outputs, works=case.works[:1]), EN)
    (row,) = view.works
    assert (row.is_range, [link.label for link in row.links], row.n_matched) == (True, ["1", "20"], "20")
    assert len(view.findings) == 20


def test_the_sum_of_the_attempts_is_written_out(small_case):
    assert build(small_case.case(), EN).attempts_sum == (
        "7 tried = 2 matched + 1 not distinguishable from chance + 2 nothing found + 1 missing + 1 unscorable"
    )


def test_a_work_without_any_output_says_that_it_was_compared_with_none(small_case):
    work = Work(small_case.text_artefact("lone.txt", "words"))
    null = NothingFound("W-1", small_case.ref(work.artefact), None, "text", 0, ())
    view = build(small_case.case(works=(work,), outputs=(), findings=(null,)), EN)
    assert [(row.path, row.n_compared) for row in view.works] == [("lone.txt", "0")]
    assert view.findings == ()


@pytest.mark.parametrize("left_out", [0, 1, 2, 3, 5, 6, 7, 8])  # 4 is missing, and is listed as an output
def test_lists_that_do_not_agree_with_the_first_page_make_no_exhibit(left_out, small_case):
    case = small_case.case()
    fewer = tuple(item for n, item in enumerate(case.findings) if n != left_out)
    with pytest.raises(InputError, match="in the lists and"):
        build(replace(case, findings=fewer), EN)
