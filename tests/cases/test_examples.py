"""The complete case in examples/, run end to end against what it says must be found."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import sidebyside as sbs
from sidebyside.records import Finding, NothingFound, Unscorable, to_plain

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
EXPECTED = tomllib.loads((EXAMPLES / "expected.toml").read_text("utf-8"))
EXPECTED_OUTPUTS = EXPECTED["output"]


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp("examples") / "case"
    return sbs.compare(EXAMPLES / "works", EXAMPLES / "outputs", folder)


@pytest.fixture(scope="module")
def exhibit(case):
    return case.exhibit(languages=["en", "zh-Hant"])


def _text(case, role, path):
    items = case.works if role == "work" else case.outputs
    return next(item.artefact.text.original for item in items if item.artefact.path == path)


def test_the_counts_are_those_the_example_was_made_for(case):
    got = to_plain(case.counts)
    assert {name: got[name] for name in EXPECTED["counts"]} == EXPECTED["counts"]


@pytest.mark.parametrize("expected", EXPECTED_OUTPUTS, ids=lambda item: item["path"])
def test_an_output_comes_out_as_the_example_says(case, expected):
    path, status = expected["path"], expected["status"]
    pairs = [f for f in case.findings if isinstance(f, Finding) and f.output.path == path]
    assert {pair.work.path for pair in pairs} == {match["work"] for match in expected.get("match", [])}
    nothing = [
        f
        for f in case.findings
        if isinstance(f, NothingFound) and f.output is not None and f.output.path == path
    ]
    unscorable = [
        f for f in case.findings if isinstance(f, Unscorable) and (f.role, f.path) == ("output", path)
    ]
    match status:
        case "match":
            assert not nothing
            assert not unscorable
        case "unscorable":
            assert [item.code for item in unscorable] == [expected["code"]]
        case "nothing_found":
            assert [item.reason for item in nothing] in ([""], ["prompt_supplied"])
        case _:
            assert [item.reason for item in nothing] == [status]


PAIRS = [(output["path"], match) for output in EXPECTED_OUTPUTS for match in output.get("match", [])]


@pytest.mark.parametrize(
    ("path", "expected"), PAIRS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_match_stands_where_the_example_says(case, path, expected):
    (pair,) = [
        f
        for f in case.findings
        if isinstance(f, Finding) and (f.work.path, f.output.path) == (expected["work"], path)
    ]
    methods = {match.method for match in pair.matches}
    assert methods >= set(expected["must"])
    assert not methods & set(expected.get("never", []))
    if expected.get("is_mirrored"):
        assert any(match.transform and match.transform.is_mirrored for match in pair.matches)
    if pair.medium != "text":
        return
    assert pair.quantum.total.words >= expected.get("min_words", 0)
    assert pair.quantum.total.tokens - pair.quantum.total.words >= expected.get("min_characters", 0)
    work, output = _text(case, "work", expected["work"]), _text(case, "output", path)
    passages = [
        (work[m.work_span.start : m.work_span.end], output[m.output_span.start : m.output_span.end], m.method)
        for m in pair.matches
    ]
    sought = (expected["work_passage"], expected["output_passage"])
    if "verbatim" in expected["must"]:
        assert (*sought, "verbatim") in passages
    else:
        assert any(sought[0] in one and sought[1] in other for one, other, _ in passages)


@pytest.mark.parametrize(
    "expected",
    [item for item in EXPECTED_OUTPUTS if "supplied_by_prompt" in item],
    ids=lambda item: item["path"],
)
def test_what_stood_in_the_prompt_is_in_no_match(case, expected):
    output = _text(case, "output", expected["path"])
    start = output.index(expected["supplied_by_prompt"])
    end = start + len(expected["supplied_by_prompt"])
    for finding in case.findings:
        if isinstance(finding, Finding) and finding.output.path == expected["path"]:
            for match in finding.matches:
                assert match.output_span.end <= start or match.output_span.start >= end


def test_every_work_has_a_line_and_every_item_is_counted_once(case):
    matched = {f.work.path for f in case.findings if isinstance(f, Finding)}
    null = [f.work.path for f in case.findings if isinstance(f, NothingFound) and f.work is not None]
    assert sorted([*matched, *null]) == sorted(work["path"] for work in EXPECTED["work"])
    assert len(null) == len(set(null))


def test_the_same_inputs_give_the_same_bytes(case, tmp_path):
    again = sbs.compare(EXAMPLES / "works", EXAMPLES / "outputs", tmp_path / "again")
    assert (again.folder / "findings.jsonl").read_bytes() == (case.folder / "findings.jsonl").read_bytes()


def test_running_again_compares_nothing_twice(case):
    before = (case.folder / "ledger.jsonl").read_text("utf-8").count('"kind":"compared"')
    sbs.compare(EXAMPLES / "works", EXAMPLES / "outputs", case.folder)
    assert (case.folder / "ledger.jsonl").read_text("utf-8").count('"kind":"compared"') == before


def test_the_exhibit_is_verified_by_python_alone(exhibit):
    verifier = exhibit / "verify.py"
    result = subprocess.run(
        [sys.executable, "-I", "-S", verifier, exhibit], capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0, result.stdout
    assert sbs.verify(exhibit).is_ok


def test_the_pages_show_every_work_and_every_output(exhibit, case):
    for language in ("en", "zh-Hant"):
        page = (exhibit / f"exhibit.{language}.html").read_text("utf-8")
        for item in (*case.works, *case.outputs):
            assert item.artefact.path in page
        assert "http://" not in page.replace("http://www.w3.org", "")
        assert "https://" not in page


def test_findings_lines_follow_the_contract(exhibit):
    lines = [json.loads(line) for line in (exhibit / "findings.jsonl").read_text("utf-8").splitlines()]
    assert {line["schema"] for line in lines} == {"sidebyside/finding/1"}
    assert {line["status"] for line in lines} == {"match", "nothing_found", "unscorable"}
    assert any(line["llr"] is not None for line in lines)
    for line in lines:
        ratios = line["likelihood_ratios"]
        assert line["llr"] == min((one["llr"] for one in ratios), default=None)
        assert all(one["lower_bound"] <= one["llr"] <= one["upper_bound"] for one in ratios)
        if line["status"] == "match":
            assert (line["strength"] == "likelihood ratio") is bool(ratios)
            assert bool(line["uncalibrated_because"]) is not bool(ratios)
        numbers = [match["chance"]["expected"] for match in line["matches"] if "chance" in match]
        assert line["expected_by_chance"] == min(numbers, default=None)
        assert line["is_distinguishable"] is (True if numbers else None)
        # Where words are equal, their worth is stated.
        assert all("chance" in match for match in line["matches"] if "verbatim" in match["method"])
