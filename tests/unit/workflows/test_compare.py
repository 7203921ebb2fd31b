"""The road of a comparison: nothing is dropped, nothing is done twice, no run depends on another."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import sidebyside as sbs
from sidebyside.case import Case, open_case
from sidebyside.cli import main
from sidebyside.errors import InputError
from sidebyside.primitives.digest import sha256_of_bytes
from sidebyside.records import Finding, NothingFound, Unscorable
from sidebyside.workflows.options import Options

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
LINE = "Nobody had lit the lamp on the outer mole since the night of the great storm, and nobody would."
OTHER = "The committee will meet on Thursday to discuss the repair of the roof and the price of coal."


def _folder(place, files):
    place.mkdir()
    for name, content in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return place


def _generations(*lines):
    return "\n".join(json.dumps(line) for line in lines)


def test_every_input_is_in_exactly_one_finding(tmp_path):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE, "roof.txt": OTHER, "empty.txt": ""})
    outputs = _folder(
        tmp_path / "o",
        {
            "copy.txt": f"He wrote: {LINE}",
            "else.txt": "Something else entirely was written here about gardens and the weather in May.",
            "broken.png": b"\x89PNG\r\n\x1a\nnot really",
            "log.jsonl": _generations(
                {"id": "a", "text": LINE, "prompt": f"Repeat this: {LINE}"},
                {"id": "b", "text": "", "status": "failed"},
                {"id": "c", "text": "MODEL_RESPONSE_BLOCKED"},
            ),
        },
    )
    case = sbs.compare(works, outputs)
    counts = case.counts
    assert (counts.n_works, counts.n_works_matched, counts.n_works_null, counts.n_works_unscorable) == (
        3,
        1,
        1,
        1,
    )
    assert (counts.n_outputs, counts.n_matched, counts.n_null) == (6, 1, 3)
    assert (counts.n_refused, counts.n_missing, counts.n_unscorable) == (1, 1, 1)
    reasons = {f.output.path: f.reason for f in case.findings if isinstance(f, NothingFound) and f.output}
    assert reasons == {
        "else.txt": "",
        "log.jsonl#a": "prompt_supplied",
        "log.jsonl#b": "failed",
        "log.jsonl#c": "refused",
    }


def test_a_comparison_stopped_half_way_goes_on_to_the_same_bytes(tmp_path, monkeypatch):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    outputs = _folder(tmp_path / "o", {f"{n:03}.txt": f"{LINE} {n} {OTHER}" for n in range(60)})
    whole = sbs.compare(works, outputs, tmp_path / "whole")
    kept = Case.append
    n_compared = 0

    def append(self, kind, body):
        nonlocal n_compared
        n_compared += kind == "compared"
        if n_compared > 25:
            raise KeyboardInterrupt
        return kept(self, kind, body)

    monkeypatch.setattr(Case, "append", append)
    with pytest.raises(KeyboardInterrupt):
        sbs.compare(works, outputs, tmp_path / "stopped")
    monkeypatch.setattr(Case, "append", kept)
    again = sbs.compare(works, outputs, tmp_path / "stopped")
    assert (again.folder / "findings.jsonl").read_bytes() == (whole.folder / "findings.jsonl").read_bytes()
    ledger = (again.folder / "ledger.jsonl").read_text("utf-8")
    assert ledger.count('"kind":"compared"') == 60


def test_an_output_added_later_is_compared_and_the_others_are_not_again(tmp_path):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    outputs = _folder(tmp_path / "o", {"a.txt": f"{LINE} one"})
    sbs.compare(works, outputs, tmp_path / "case")
    (outputs / "b.txt").write_text(f"{LINE} two", "utf-8")
    with pytest.raises(InputError, match=r"1 output is added \(b\.txt\)") as refused:
        sbs.compare(works, outputs, tmp_path / "case")
    assert "--again" in refused.value.hint
    case = sbs.compare(works, outputs, tmp_path / "case", again=True)
    assert case.counts.n_matched == 2
    assert (case.folder / "ledger.jsonl").read_text("utf-8").count('"kind":"compared"') == 2


def test_another_prompt_is_another_comparison(tmp_path):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    outputs = _folder(tmp_path / "o", {"log.jsonl": _generations({"id": "a", "text": LINE})})
    assert sbs.compare(works, outputs, tmp_path / "case").counts.n_matched == 1
    (outputs / "log.jsonl").write_text(_generations({"id": "a", "text": LINE, "prompt": LINE}), "utf-8")
    case = sbs.compare(works, outputs, tmp_path / "case", again=True)
    assert case.counts.n_matched == 0


@pytest.mark.parametrize("statuses", [("ok", "failed", "missing"), ("missing", "refused", "ok")])
def test_the_same_command_again_counts_equal_texts_of_other_statuses_the_same(tmp_path, statuses):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    lines = [{"id": status, "text": LINE, "status": status} for status in statuses]
    outputs = _folder(tmp_path / "o", {"log.jsonl": _generations(*lines)})
    first = sbs.compare(works, outputs, tmp_path / "case")
    again = sbs.compare(works, outputs, tmp_path / "case")
    fresh = sbs.compare(works, outputs)
    assert first.counts == again.counts == fresh.counts
    assert first.findings_jsonl == again.findings_jsonl == fresh.findings_jsonl
    assert first.counts.n_matched + first.counts.n_missing == 3


def test_equal_bytes_read_in_two_ways_are_compared_in_both(tmp_path):
    marked = LINE.replace("lamp on the outer", "[lamp](u) on *the* outer")
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    outputs = _folder(tmp_path / "o", {"a.md": marked, "b.txt": marked})
    options = Options(methods=("verbatim",), settings={"verbatim": {"floor_words": 15}})
    counts = [
        sbs.compare(works, outputs, tmp_path / "case", options=options).counts.n_matched for _ in range(2)
    ]
    assert counts == [1, 1]


def test_a_work_that_is_read_in_another_way_is_compared_anew(tmp_path):
    marked = LINE.replace("lamp on the outer", "[lamp](u) on *the* outer")
    works = _folder(tmp_path / "w", {"lamp.txt": marked})
    outputs = _folder(tmp_path / "o", {"a.txt": LINE})
    options = Options(methods=("verbatim",), settings={"verbatim": {"floor_words": 15}})
    assert sbs.compare(works, outputs, tmp_path / "case", options=options).counts.n_matched == 0
    (works / "lamp.txt").rename(works / "lamp.md")
    again = sbs.compare(works, outputs, tmp_path / "case", options=options, again=True)
    assert again.counts.n_matched == sbs.compare(works, outputs, options=options).counts.n_matched == 1


def test_text_from_the_prompt_counts_on_neither_side_of_its_end(tmp_path):
    head, tail = LINE[:48], LINE[48:]
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    outputs = _folder(
        tmp_path / "o", {"log.jsonl": _generations({"id": "a", "text": LINE, "prompt": f"Go on: {head}"})}
    )
    (finding,) = sbs.compare(works, outputs).matches
    assert finding.reason == "prompt_supplied"
    assert all(match.output_span.start >= len(head) for match in finding.matches)
    assert LINE[finding.matches[0].output_span.start : finding.matches[0].output_span.end] == tail.strip(" .")


def test_works_and_outputs_may_be_one_folder(tmp_path):
    folder = _folder(tmp_path / "both", {"a.txt": LINE, "b.txt": f"{LINE} {OTHER}"})
    case = sbs.compare(folder, folder)
    assert case.counts.n_pairs == 4
    assert len(case.matches) == 4
    assert [note.code for note in case.notes] == ["same_place"]
    assert "WORKS" in case.notes[0].message


@pytest.mark.parametrize("side", ["o", "w"])
def test_a_case_among_its_inputs_never_reads_itself(tmp_path, side):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    outputs = _folder(tmp_path / "o", {"a.txt": f"{LINE} one", "log.jsonl": _generations({"text": LINE})})
    out = tmp_path / side / "case"
    for _ in range(2):
        case = sbs.compare(works, outputs, out)
        assert [note.path for note in case.notes if note.code == "own_case"] == ["case"]
        assert (case.counts.n_works, case.counts.n_outputs, case.counts.n_matched) == (1, 2, 2)


def test_a_case_as_outputs_is_refused(tmp_path):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    outputs = _folder(tmp_path / "o", {"a.txt": LINE})
    sbs.compare(works, outputs, tmp_path / "case")
    for named in (tmp_path / "case", tmp_path / "case" / "inputs"):
        with pytest.raises(InputError, match="is the folder of the case, or lies in it"):
            sbs.compare(works, named, tmp_path / "case")


def test_a_log_is_kept_in_the_case_and_every_attempt_leads_to_its_line(tmp_path):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    lines = [{"id": name, "text": f"{LINE} {name}", "model": "m", "prompt": "Go on."} for name in "ab"]
    outputs = _folder(tmp_path / "o", {"log.jsonl": _generations(*lines), "broken.jsonl": "{\n" * 3})
    case = sbs.compare(works, outputs, tmp_path / "case")
    view = open_case(tmp_path / "case")
    attempts = [output.attempt for output in view.outputs]
    kept = view.read(attempts[0].source.sha256)
    assert kept == (outputs / "log.jsonl").read_bytes()
    assert [json.loads(kept[one.source.start : one.source.end]) for one in attempts] == lines
    assert [one.number for one in attempts] == [1, 2]
    assert attempts == [output.attempt for output in case.outputs]
    assert view.read(sha256_of_bytes(b"{\n" * 3)) == b"{\n" * 3


def test_the_same_file_twice_is_said_and_both_are_listed(tmp_path):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    outputs = _folder(tmp_path / "o", {"a.txt": LINE, "b.txt": LINE})
    case = sbs.compare(works, outputs)
    assert [finding.output.path for finding in case.matches] == ["a.txt", "b.txt"]
    assert [note.code for note in case.notes if note.role == "output"] == ["same_bytes"]


def test_each_finding_is_built_once(monkeypatch):
    built, build = [], Finding.__init__

    def build_counted(finding, *values, **named):
        build(finding, *values, **named)
        built.append(finding.id)

    monkeypatch.setattr(Finding, "__init__", build_counted)
    case = sbs.compare(EXAMPLES / "works", EXAMPLES / "outputs")
    assert sorted(built) == sorted(finding.id for finding in case.matches)
    assert len(built) > 10


def test_a_wrong_setting_is_refused_before_anything_is_written(tmp_path):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    arguments = ["compare", str(works), str(works), "--out", str(tmp_path / "case"), "--set"]
    wrong = ("verbatim.floor_words=x", "near_verbatim.floor_score=nan", "verbatim.no_such=1", "no.such=1")
    for setting in (*wrong, "copy_descriptor.tile_scales=none"):
        assert main([*arguments, setting]) == 2
        assert not (tmp_path / "case").exists()
    for setting in ("verbatim.floor_words=9", "copy_descriptor.tile_scales=2"):
        assert main([*arguments, setting, "--again"]) == 0


def test_a_case_that_concluded_with_other_settings_is_gone_on_with_at_a_word(tmp_path):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    outputs = _folder(tmp_path / "o", {"a.txt": LINE})
    sbs.compare(works, outputs, tmp_path / "case")
    options = Options(settings={"verbatim": {"floor_words": 5}})
    with pytest.raises(InputError, match="floor_words"):
        sbs.compare(works, outputs, tmp_path / "case", options=options)
    assert open_case(tmp_path / "case").settings["settings"] == {}
    case = sbs.compare(works, outputs, tmp_path / "case", options=options, again=True)
    assert open_case(tmp_path / "case").settings["settings"] == {"verbatim": {"floor_words": 5}}
    first = next(run for run in case.runs if run.is_concluded)
    assert case.lines_of(first.conclusions[0]) != case.findings_jsonl
    sbs.compare(works, outputs, tmp_path / "case", options=options)


def test_pictures_that_cannot_be_used_stop_nothing_else(tmp_path):
    rng = np.random.default_rng(1)
    noise = np.kron(rng.integers(0, 255, (24, 32, 3), dtype=np.uint8), np.ones((10, 10, 1), dtype=np.uint8))
    works, outputs = _folder(tmp_path / "w", {}), _folder(tmp_path / "o", {"zero.png": b""})
    Image.fromarray(noise).save(works / "noise.png")
    Image.fromarray(noise).save(outputs / "noise.jpg", quality=90)
    Image.new("RGB", (64, 64), (128, 128, 128)).save(outputs / "grey.png")
    Image.new("RGB", (1, 1)).save(outputs / "dot.png")
    data = (outputs / "noise.jpg").read_bytes()
    (outputs / "cut.jpg").write_bytes(data[: len(data) // 2])
    case = sbs.compare(works, outputs)
    codes = {f.path: f.code for f in case.findings if isinstance(f, Unscorable)}
    assert codes == {
        "zero.png": "empty",
        "grey.png": "too_plain",
        "dot.png": "too_small",
        "cut.jpg": "truncated",
    }
    assert [finding.output.path for finding in case.matches] == ["noise.jpg"]
    messages = [f.message for f in case.findings if isinstance(f, Unscorable)]
    assert not any("/" in message or "picture of" in message for message in messages)


def test_a_case_without_a_folder_leaves_nothing_on_the_disk(tmp_path, monkeypatch):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    case = sbs.compare(works, works)
    assert case.folder is None
    assert isinstance(case.findings[0], Finding)
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize(
    "options", [{"methods": ("no_such",)}, {"n_shortlist": -1}, {"settings": {"no_such": {}}}]
)
def test_an_option_that_cannot_be_is_refused(options):
    with pytest.raises(InputError):
        Options(**options)


def test_a_method_that_wants_to_be_asked_for_runs_only_then():
    assert "paraphrase" not in Options().chosen("text")
    assert "paraphrase" in Options(methods=("all",)).chosen("text")
    assert Options(methods=("paraphrase",)).chosen("text") == ("paraphrase",)


def test_sentences_are_encoded_once_a_case(tmp_path, monkeypatch):
    from sidebyside.methods.sentence_alignment import encoder

    works = _folder(
        tmp_path / "w", {"lamp.txt": "She kept the lamp for thirty years. No ship came to harm on the bar."}
    )
    outputs = _folder(tmp_path / "o", {"a.txt": "她守了三十年的燈。沒有一艘船在沙洲上出過事。"})
    first = sbs.compare(works, outputs, tmp_path / "case")
    assert [match.method for finding in first.matches for match in finding.matches] == ["translation"]
    (outputs / "b.txt").write_text("她守了三十年的燈。沒有一艘船在沙洲上出過事。又一句。", "utf-8")
    made = []
    monkeypatch.setattr(
        encoder.SentenceEncoder,
        "_made",
        lambda self, text, kept=encoder.SentenceEncoder._made: made.append(text) or kept(self, text),
        raising=True,
    )
    sbs.compare(works, outputs, tmp_path / "case", again=True)
    assert len(made) <= 1
