"""The road of a comparison: nothing is dropped, nothing is done twice, no run depends on another."""

import json

import numpy as np
import pytest
from PIL import Image

import sidebyside as sbs
from sidebyside.errors import InputError
from sidebyside.records import Finding, NothingFound, Unscorable
from sidebyside.workflows.options import Options

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
    from sidebyside.casefile import CaseFolder

    kept = CaseFolder.append
    n_compared = 0

    def append(self, kind, body):
        nonlocal n_compared
        n_compared += kind == "compared"
        if n_compared > 25:
            raise KeyboardInterrupt
        return kept(self, kind, body)

    monkeypatch.setattr(CaseFolder, "append", append)
    with pytest.raises(KeyboardInterrupt):
        sbs.compare(works, outputs, tmp_path / "stopped")
    monkeypatch.setattr(CaseFolder, "append", kept)
    again = sbs.compare(works, outputs, tmp_path / "stopped")
    assert (again.folder / "findings.jsonl").read_bytes() == (whole.folder / "findings.jsonl").read_bytes()
    ledger = (again.folder / "ledger.jsonl").read_text("utf-8")
    assert ledger.count('"kind":"compared"') == 60


def test_an_output_added_later_is_compared_and_the_others_are_not_again(tmp_path):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    outputs = _folder(tmp_path / "o", {"a.txt": f"{LINE} one"})
    sbs.compare(works, outputs, tmp_path / "case")
    (outputs / "b.txt").write_text(f"{LINE} two", "utf-8")
    case = sbs.compare(works, outputs, tmp_path / "case")
    assert case.counts.n_matched == 2
    assert (case.folder / "ledger.jsonl").read_text("utf-8").count('"kind":"compared"') == 2


def test_another_prompt_is_another_comparison(tmp_path):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    outputs = _folder(tmp_path / "o", {"log.jsonl": _generations({"id": "a", "text": LINE})})
    assert sbs.compare(works, outputs, tmp_path / "case").counts.n_matched == 1
    (outputs / "log.jsonl").write_text(_generations({"id": "a", "text": LINE, "prompt": LINE}), "utf-8")
    assert sbs.compare(works, outputs, tmp_path / "case").counts.n_matched == 0


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


def test_the_same_file_twice_is_said_and_both_are_listed(tmp_path):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    outputs = _folder(tmp_path / "o", {"a.txt": LINE, "b.txt": LINE})
    case = sbs.compare(works, outputs)
    assert [finding.output.path for finding in case.matches] == ["a.txt", "b.txt"]
    assert [note.code for note in case.notes if note.role == "output"] == ["same_bytes"]


def test_a_case_of_other_settings_is_refused_by_the_name_of_the_setting(tmp_path):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    outputs = _folder(tmp_path / "o", {"a.txt": LINE})
    sbs.compare(works, outputs, tmp_path / "case")
    with pytest.raises(InputError, match="floor_words"):
        sbs.compare(
            works, outputs, tmp_path / "case", options=Options(settings={"verbatim": {"floor_words": 5}})
        )


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
    assert not any(str(case.folder) in f.message for f in case.findings if isinstance(f, Unscorable))


def test_a_case_without_a_folder_is_gone_when_it_is_no_longer_needed(tmp_path):
    works = _folder(tmp_path / "w", {"lamp.txt": LINE})
    case = sbs.compare(works, works)
    folder = case.folder
    assert folder.is_dir()
    assert isinstance(case.findings[0], Finding)
    del case
    import gc

    gc.collect()
    assert not folder.exists()


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
    from sidebyside.primitives import sentence_encoder

    works = _folder(
        tmp_path / "w", {"lamp.txt": "She kept the lamp for thirty years. No ship came to harm on the bar."}
    )
    outputs = _folder(tmp_path / "o", {"a.txt": "她守了三十年的燈。沒有一艘船在沙洲上出過事。"})
    first = sbs.compare(works, outputs, tmp_path / "case")
    assert [match.method for finding in first.matches for match in finding.matches] == ["translation"]
    (outputs / "b.txt").write_text("她守了三十年的燈。沒有一艘船在沙洲上出過事。又一句。", "utf-8")
    made = []
    monkeypatch.setattr(
        sentence_encoder.SentenceEncoder,
        "_made",
        lambda self, text, kept=sentence_encoder.SentenceEncoder._made: made.append(text) or kept(self, text),
        raising=True,
    )
    sbs.compare(works, outputs, tmp_path / "case")
    assert len(made) <= 1
