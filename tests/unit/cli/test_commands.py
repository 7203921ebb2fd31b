"""The command as a user types it, in process."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sidebyside import registry
from sidebyside.cli import VERBS, main
from sidebyside.cli.verbs.exhibit import pages_of

LINE = "The hand of the tide clock had not moved for nine years when the girl began to wind it."


@pytest.fixture
def pair(tmp_path):
    work, output = tmp_path / "work.txt", tmp_path / "output.txt"
    work.write_text(f"Once. {LINE} So it was.", "utf-8")
    output.write_text(f"As asked: {LINE}", "utf-8")
    return str(work), str(output)


def test_two_files_that_match_give_exit_0_and_one_screen(pair, capsys):
    assert main(["compare", *pair]) == 0
    shown = capsys.readouterr().out
    assert "match" in shown
    assert "uncalibrated score" in shown
    assert len(shown.splitlines()) <= 24


def test_the_screen_of_two_files_says_what_a_page_says(pair, capsys, tmp_path):
    assert main(["compare", *pair]) == 0
    shown = capsys.readouterr().out
    assert "expected by chance 0.0001 or less" in shown
    assert re.search(
        r"LR against N0: at least \+\d\.\d\d; the validation can tell no more$", shown, re.MULTILINE
    )
    assert shown.count(", quoted") == 1
    refused = tmp_path / "refused.txt"
    refused.write_text("I'm sorry, but I can't help with that request.", "utf-8")
    assert main(["compare", pair[0], str(refused)]) == 10
    assert "reason: not compared" in capsys.readouterr().out


def test_two_files_with_nothing_in_common_give_exit_10_and_the_detection_limit(pair, capsys, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("Quite another matter altogether, told by somebody else in a different place.", "utf-8")
    assert main(["compare", pair[0], str(other)]) == 10
    shown = capsys.readouterr().out
    assert "nothing found" in shown
    assert "8 words" in shown


def test_json_is_one_document_and_talk_goes_to_stderr(pair, capsys):
    assert main(["compare", *pair, "--json"]) == 0
    captured = capsys.readouterr()
    document = json.loads(captured.out)
    assert document["schema"] == "sidebyside/comparison/1"
    (finding,) = [item for item in document["findings"] if item["status"] == "match"]
    start, end = finding["matches"][0]["work_span"]
    assert Path(pair[0]).read_text("utf-8")[start:end] == LINE[:-1]
    assert "2 read" in captured.err


@pytest.mark.parametrize(
    ("arguments", "status", "named"),
    [
        (["compare", "nowhere", "nowhere"], 2, "nowhere"),
        (["exhibit", "nowhere"], 2, "nowhere"),
        (["verify", "nowhere"], 2, "nowhere"),
    ],
)
@pytest.mark.parametrize("is_json", [False, True])
def test_what_cannot_be_used_is_named_with_the_way_out(
    arguments, status, named, is_json, capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert main([*arguments, *(["--json"] if is_json else [])]) == status
    captured = capsys.readouterr()
    assert named in captured.err
    assert "way out:" in captured.err
    if is_json:
        assert json.loads(captured.out)["exit_status"] == status
    else:
        assert captured.out == ""


def test_an_unscorable_one_of_two_files_gives_exit_2(pair, tmp_path, capsys):
    short = tmp_path / "short.txt"
    short.write_text("Too short.", "utf-8")
    assert main(["compare", pair[0], str(short)]) == 2
    assert "short.txt" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["verbatim.floor_words", "verbatim=6", "nothing.x=1", "verbatim.no_such=1"])
def test_a_setting_that_does_not_exist_is_refused(pair, given, capsys):
    assert main(["compare", *pair, "--set", given]) == 2
    assert "way out:" in capsys.readouterr().err


def test_a_setting_changes_what_is_found(pair, tmp_path, capsys):
    output = tmp_path / "six.txt"
    output.write_text(
        "He said the hand of the tide clock and then, after a while, he fell asleep again.", "utf-8"
    )
    verbatim = ["compare", pair[0], str(output), "--method", "verbatim"]
    assert main(verbatim) == 10
    assert main([*verbatim, "--set", "verbatim.floor_words=6"]) == 0
    capsys.readouterr()


def test_a_method_can_be_chosen(pair, capsys):
    assert main(["compare", *pair, "--method", "verbatim", "--json"]) == 0
    assert [card["name"] for card in json.loads(capsys.readouterr().out)["methods"]] == ["verbatim"]


def test_ctrl_c_says_how_to_go_on_and_gives_130(pair, monkeypatch, capsys, tmp_path):
    def stop(*_args, **_keywords):
        raise KeyboardInterrupt

    monkeypatch.setattr("sidebyside.workflows.compare.compare", stop)
    assert main(["compare", *pair, "--out", str(tmp_path / "case")]) == 130
    assert "run the same command again" in capsys.readouterr().err


def test_a_full_disk_is_one_line_with_the_way_out(pair, monkeypatch, capsys, tmp_path):
    def full(*_args, **_keywords):
        raise OSError(28, "No space left on device", "ledger.jsonl")

    monkeypatch.setattr("sidebyside.workflows.compare.compare", full)
    assert main(["compare", *pair, "--out", str(tmp_path / "case")]) == 1
    error = capsys.readouterr().err
    assert "ledger.jsonl: No space left on device" in error
    assert "Traceback" not in error


@pytest.mark.parametrize("verb", registry.modules(VERBS))
def test_the_help_of_a_verb_has_an_example(verb, capsys):
    with pytest.raises(SystemExit) as stop:
        main([verb, "--help"])
    assert stop.value.code == 0
    shown = capsys.readouterr().out
    assert "example" in shown
    assert f"sidebyside {verb}" in shown
    assert "--json" in shown


def test_names_that_could_steer_a_terminal_are_shown_as_escapes(tmp_path, capsys):
    works, outputs = tmp_path / "works", tmp_path / "outputs"
    works.mkdir()
    outputs.mkdir()
    (works / "a\x1b[31m\nb 圖.txt").write_text(LINE, "utf-8")
    (outputs / "c.txt").write_text(LINE, "utf-8")
    assert main(["compare", str(works), str(outputs)]) == 0
    captured = capsys.readouterr()
    assert "\x1b" not in captured.out + captured.err
    assert "圖" in captured.out


def test_compare_exhibit_verify_follow_one_another(tmp_path, capsys, pair):
    case = tmp_path / "case"
    assert main(["compare", *pair, "--out", str(case)]) == 0
    assert main(["exhibit", str(case), "--json"]) == 0
    document = json.loads(capsys.readouterr().out.splitlines()[-1])
    exhibit = case / "exhibit"
    assert main(["verify", str(exhibit), "--expect", document["manifest_sha256"]]) == 0
    assert main(["verify", str(exhibit), "--expect", "0" * 64]) == 6
    page = exhibit / "exhibit.en.html"
    page.write_bytes(page.read_bytes() + b" ")
    capsys.readouterr()
    assert main(["verify", str(exhibit)]) == 6
    assert "exhibit.en.html" in capsys.readouterr().out


def test_volumes_are_named_after_the_first_page_and_hold_something(tmp_path, capsys, pair):
    case = tmp_path / "case"
    assert main(["compare", *pair, "--out", str(case)]) == 0
    assert main(["exhibit", str(case), "--volume-mb", "0"]) == 2
    assert "at least 1 byte" in capsys.readouterr().err
    for name in ("exhibit.en.html", "exhibit.en.2.html", "exhibit.en.1.html", "exhibit.en-GB.1.html"):
        (tmp_path / name).touch()
    assert pages_of(tmp_path, "en") == ["exhibit.en.html", "exhibit.en.1.html", "exhibit.en.2.html"]


def test_an_exhibit_made_again_replaces_the_old_one_and_nothing_else(tmp_path, capsys, pair):
    case, other = tmp_path / "case", tmp_path / "other"
    assert main(["compare", *pair, "--out", str(case)]) == 0
    assert main(["exhibit", str(case), "--lang", "en"]) == 0
    assert main(["exhibit", str(case), "--lang", "zh-Hant"]) == 0
    names = {path.name for path in (case / "exhibit").iterdir()}
    assert "exhibit.zh-Hant.html" in names
    assert "exhibit.en.html" not in names
    other.mkdir()
    (other / "precious.txt").write_text("keep me", "utf-8")
    assert main(["exhibit", str(case), "--out", str(other)]) == 2
    assert (other / "precious.txt").read_text("utf-8") == "keep me"
    capsys.readouterr()


def test_a_reader_that_goes_away_is_no_accident(pair):
    command = shutil.which("sidebyside", path=str(Path(sys.executable).parent))
    result = subprocess.run(
        [
            "bash",
            "-c",
            f"set -o pipefail; {command} compare {pair[0]} {pair[1]} --json | head -c 1 > /dev/null",
        ],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in result.stderr
