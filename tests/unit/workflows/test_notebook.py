"""What a researcher types in a notebook: texts and pictures at hand, findings by a word, a table, a look."""

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas
import pytest
from PIL import Image

import sidebyside as sbs
from sidebyside.case import findings as findings_module
from sidebyside.records import Finding
from sidebyside.workflows.given import paths_or_values

LINE = "Nobody had lit the lamp on the outer mole since the night of the great storm, and nobody would."
OTHER = "The committee will meet on Thursday to discuss the repair of the roof and the price of coal."
HAN = "自從暴風雨之後，就再也沒有人點過外堤的燈。"
TEXTS = sbs.Options(methods=("verbatim", "near_verbatim"))


def noise(seed):
    rng = np.random.default_rng(seed)
    return np.kron(rng.integers(0, 255, (24, 32, 3), dtype=np.uint8), np.ones((10, 10, 1), dtype=np.uint8))


@pytest.mark.parametrize(
    ("works", "outputs", "paths"),
    [
        (LINE, f"He wrote: {LINE}", [("work", "output")]),
        (HAN, f"他說：{HAN}", [("work", "output")]),
        ([OTHER, LINE], (f"He wrote: {LINE}", "Nothing of the kind was ever written here by anybody."), 1),
        ({"lamp": LINE}, {"a/1": LINE, "b": OTHER}, [("lamp", "a/1")]),
        (pandas.Series([LINE], name="novel"), pandas.Series([OTHER, LINE], index=["x", "y"], name="said"), 2),
        (SimpleNamespace(name="c", to_list=lambda: [LINE]), [LINE], [("c[0]", "output[0]")]),
        ([LINE, LINE], {"": LINE}, [("work[0]", ""), ("work[1]", "")]),
    ],
)
def test_texts_at_hand_are_compared_under_their_names(works, outputs, paths):
    case = sbs.compare(works, outputs, options=TEXTS)
    found = [(one.work.path, one.output.path) for one in case.matches]
    wanted = {1: [("work[1]", "output[0]")], 2: [("novel[0]", "said[y]")]}
    assert found == (wanted[paths] if isinstance(paths, int) else paths)
    assert case.folder is None


def test_what_is_missing_in_a_column_is_counted_and_named():
    column = pandas.Series([LINE, None, float("nan"), " "], name="said")
    case = sbs.compare([LINE], column, options=TEXTS)
    assert (case.counts.n_outputs, case.counts.n_matched, case.counts.n_unscorable) == (4, 1, 3)
    assert {one.code for one in case.findings.where(status="unscorable")} == {"empty"}


@pytest.mark.parametrize("made", [Image.fromarray, lambda pixels: pixels])
def test_pictures_at_hand_are_compared(made):
    options = sbs.Options(methods=("keypoints",))
    case = sbs.compare([made(noise(1)), made(noise(2))], made(noise(2)), options=options)
    assert [(one.work.path, one.output.path) for one in case.matches] == [("work[1]", "output")]
    assert (case.counts.n_works, case.counts.n_works_null) == (2, 1)


def test_a_path_is_a_path_and_a_word_that_names_nothing_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a b c d e f g h").mkdir()
    assert paths_or_values("a b c d e f g h", "work") == (Path("a b c d e f g h"),)
    with pytest.raises(sbs.InputError, match=r"no such\.txt does not exist"):
        sbs.compare("no such.txt", LINE)
    for given, said in (([], "the list is empty"), ([LINE, 3], "type int"), (object(), "neither path")):
        with pytest.raises(sbs.InputError, match=said):
            sbs.compare(given, LINE)
    with pytest.raises(sbs.InputError, match="type dict"):
        sbs.compare([{"text": LINE}], LINE)


def test_in_a_list_of_names_of_files_every_item_is_one(tmp_path):
    paths = []
    for number, text in enumerate((LINE, OTHER)):
        paths.append(tmp_path / f"{number}.txt")
        paths[-1].write_text(text, "utf-8")
    case = sbs.compare(paths, [LINE], options=TEXTS)
    assert [(one.work.path, one.output.path) for one in case.matches] == [("0.txt", "output[0]")]
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "0.txt").write_text(LINE, "utf-8")
    case = sbs.compare([tmp_path / "x", tmp_path / "y" / "0.txt"], [LINE], options=TEXTS)
    assert [one.work.path for one in case.matches] == ["x/0.txt", "y/0.txt"]


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebook") / "case"
    return sbs.compare([LINE, OTHER], [f"He wrote: {LINE}", f"{OTHER} {LINE}", "No."], folder, options=TEXTS)


def test_findings_are_had_by_number_by_id_and_by_what_they_are(case):
    findings = sbs.open_case(case.folder).findings
    assert len(findings) == len(list(findings)) == 4
    assert findings[0] == findings.by_id(findings.ids[0]) == case.findings[0]
    assert findings[-1].code == "too_short"
    assert findings[:2] == (findings[0], findings[1])
    assert findings.where(status="match", output="output[1]") == findings[1:3]
    assert findings.where(lambda one: one.quantum.share_of_work > 0.9, status="match", work="work[1]") == (
        findings[2],
    )
    assert findings.where(no_such=1) == ()
    assert findings.where(medium="text") == tuple(findings)
    with pytest.raises(sbs.InputError, match="no status is called 'matched'"):
        findings.where(status="matched")
    with pytest.raises(sbs.InputError, match="no finding has the id"):
        findings.by_id("F-0")
    with pytest.raises(IndexError):
        findings[9]


def test_one_finding_is_read_without_parsing_the_others(case, monkeypatch):
    parsed = []
    parse = findings_module.line_to_finding
    monkeypatch.setattr(
        findings_module, "line_to_finding", lambda line: parsed.append(line["id"]) or parse(line)
    )
    again = sbs.open_case(case.folder)
    wanted = again.findings.ids[2]
    assert again.findings.by_id(wanted).id == wanted
    assert again.findings.by_id(wanted).id == wanted
    assert parsed == [wanted]
    assert repr(again.findings) == "<4 findings: 3 match, 1 unscorable>"
    assert parsed == [wanted]


def test_a_finding_of_a_case_is_the_record_and_shows_its_two_sides(case):
    finding = case.findings[0]
    assert isinstance(finding, Finding)
    plain = Finding(**{name: getattr(finding, name) for name in Finding.__dataclass_fields__})
    assert finding == plain == finding
    assert plain == finding
    assert hash(finding) == hash(plain)
    assert finding != replace(plain, id="F-other")
    shown = finding._repr_html_()
    assert f"<mark>{LINE.rstrip('.')}" in shown
    assert "expected by chance" in shown
    assert "[10, " in replace(finding, reason="x")._repr_html_()


def test_what_a_notebook_shows_is_escaped_and_short():
    case = sbs.compare({"<b>w": f"{LINE} <script>x</script>"}, {"o": f"{LINE} <script>x</script>" * 30})
    shown = case._repr_html_() + case.findings._repr_html_() + case.findings[0]._repr_html_()
    assert "<script>" not in shown
    assert "<b>" not in shown
    assert len(shown) < 12_000
    counted = "1 works, 1 attempts: 1 matched, 0 not distinguishable from chance, "
    counted += "0 nothing found (of these 0 refused)"
    assert repr(case) == f"<Case in memory: {counted}, 0 missing, 0 unscorable>"


def test_a_case_is_a_data_frame(case):
    frame = case.to_frame()
    assert list(frame["status"]) == ["match", "match", "match", "unscorable"]
    assert list(frame.query("status == 'match'")["output_path"]) == ["output[0]", "output[1]", "output[1]"]
    assert frame["expected_by_chance"].max() < 0.01
    assert set(frame["is_distinguishable"].dropna()) == {True}
    assert list(frame["id"]) == list(case.findings.ids)
    assert sbs.to_frame(case, "pandas").equals(frame)


def test_without_a_library_for_data_frames_there_is_a_clear_word(case, monkeypatch):
    with pytest.raises(sbs.InputError, match="no library is called 'excel'"):
        case.to_frame("excel")
    for name in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(
        sbs.MissingDependencyError, match="pandas or polars, which is not installed"
    ) as caught:
        case.to_frame()
    assert caught.value.hint == "pip install pandas"


def test_a_case_is_compared_in_exported_and_opened_again(tmp_path):
    case = sbs.compare([LINE], [f"He wrote: {LINE}"], tmp_path / "case", options=TEXTS)
    case = case.compare([LINE, OTHER], [f"He wrote: {LINE}"], options=TEXTS, again=True)
    assert case.counts.n_works == 2
    assert [run.is_concluded for run in sbs.open_case(tmp_path / "case").runs] == [True, True]
    folder = case.exhibit(tmp_path / "exhibit", languages=["en"])
    assert sbs.verify(folder).is_ok
    assert case.decide().counts == case.counts if case.decisions_path.exists() else True


def test_a_case_in_memory_is_exported_and_says_what_it_cannot(tmp_path):
    case = sbs.compare([LINE], [f"He wrote: {LINE}"], options=TEXTS)
    assert sbs.verify(case.exhibit(tmp_path / "exhibit", languages=["en"])).is_ok
    for verb, said in (
        (case.exhibit, "no folder for its exhibit"),
        (case.decide, "has no decisions.toml"),
        (lambda: case.compare([LINE], [LINE]), "takes no other run"),
    ):
        with pytest.raises(sbs.InputError, match=said):
            verb()
