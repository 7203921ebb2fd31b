"""What the third column, chance and filtration add to a case, from the command to the ledger."""

import json
import re

import pytest

import sidebyside as sbs
from sidebyside.cli import main
from sidebyside.errors import InputError
from sidebyside.workflows.decide import decide
from sidebyside.workflows.options import Options

LINE = "Nobody had lit the lamp on the outer mole since the night of the great storm, and nobody would."
STOCK = "and on the other side of it all"
QUOTED = f"As the author wrote, “{LINE}” That is how it ends."


def _filler(letter):
    return " ".join(f"{letter}{n}" for n in range(1000))


def _folder(place, files):
    place.mkdir()
    for name, content in files.items():
        (place / name).write_text(content, "utf-8")
    return place


@pytest.fixture
def sides(tmp_path):
    works = _folder(
        tmp_path / "w", {"lamp.txt": f"{LINE} {STOCK} a ship. {_filler('w')}", "other.txt": f"{LINE} Other."}
    )
    outputs = _folder(
        tmp_path / "o", {"quoted.txt": QUOTED, "stock.txt": f"Yes {STOCK} two trees stood. {_filler('o')}"}
    )
    return works, outputs


def _by(case):
    return {(finding.work.path, finding.output.path): finding for finding in case.matches}


def _kinds(case, kind):
    lines = (case.folder / "ledger.jsonl").read_text("utf-8").splitlines()
    return [record["body"] for record in map(json.loads, lines) if record["kind"] == kind]


def test_every_match_of_equal_words_has_its_commonness_and_its_number(sides):
    found = _by(sbs.compare(*sides))
    for finding in found.values():
        assert finding.expected_by_chance == min(match.chance.expected for match in finding.matches)
        assert all(match.commonness.n_texts_searched == 1 for match in finding.matches)
    nearest = found["lamp.txt", "quoted.txt"].matches[0].commonness
    assert (nearest.n_occurrences, nearest.nearest.path, nearest.nearest.is_work) == (1, "other.txt", True)


def test_a_match_that_chance_gives_is_listed_and_says_so(sides):
    found = _by(sbs.compare(*sides, options=Options()))
    weak, strong = found["lamp.txt", "stock.txt"], found["lamp.txt", "quoted.txt"]
    assert (weak.is_distinguishable, weak.reason) == (False, "not_distinguishable")
    assert weak.matches
    assert (strong.is_distinguishable, strong.reason) == (True, "")
    same = _by(sbs.compare(*sides, options=Options(max_expected=1e6)))["lamp.txt", "stock.txt"]
    assert same.is_distinguishable
    assert same.expected_by_chance == weak.expected_by_chance


def test_more_outputs_make_every_number_larger(sides):
    works, outputs = sides
    before = _by(sbs.compare(works, outputs))["lamp.txt", "stock.txt"].expected_by_chance
    (outputs / "more.txt").write_text(
        "Gardens in May are green and wet and full of small birds. " * 600, "utf-8"
    )
    after = _by(sbs.compare(works, outputs))["lamp.txt", "stock.txt"].expected_by_chance
    assert after > 5 * before


def test_a_background_is_searched_noted_and_not_kept(sides, tmp_path):
    background = _folder(tmp_path / "b", {"saying.txt": f"They say {STOCK} no soul.", "empty.txt": ""})
    case = sbs.compare(*sides, tmp_path / "case", options=Options(backgrounds=(str(background),)))
    common = _by(case)["lamp.txt", "stock.txt"].matches[0].commonness
    assert common.nearest.path == "saying.txt"
    assert common.n_occurrences == 1
    listed = _kinds(case, "searched")
    assert [(item["path"], item["code"]) for item in listed] == [("empty.txt", "empty"), ("saying.txt", "")]
    kept = {path.name for path in (case.folder / "inputs").rglob("*") if path.is_file()}
    assert listed[1]["sha256"] not in kept


def test_a_background_that_is_not_there_stops_before_anything_is_compared(sides, tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        sbs.compare(*sides, options=Options(backgrounds=(str(tmp_path / "nowhere"),)))


@pytest.mark.parametrize("limit", [0.0, 1e-5, -1.0, float("nan"), float("inf")])
def test_a_limit_that_is_no_number_of_matches_is_refused(limit):
    with pytest.raises(InputError, match="max_expected"):
        Options(max_expected=limit)


def test_a_text_in_another_language_is_weighed_with_the_cautious_constants(tmp_path):
    line = "Niemand hatte seit der Nacht des großen Sturmes die Lampe auf der äußeren Mole wieder angezündet"
    folder = _folder(tmp_path / "w", {"a.txt": line})
    (finding,) = sbs.compare(folder, folder).matches
    assert {match.chance.language for match in finding.matches} == {"other"}


def test_the_road_of_a_decision(sides, tmp_path):
    case = sbs.compare(*sides, tmp_path / "case")
    before = (case.folder / "findings.jsonl").read_bytes()
    path = case.folder / "decisions.toml"
    text = path.read_text("utf-8")
    table = next(part for part in text.split("[[filtration]]") if 'code = "quotation"' in part)
    signed = table.replace('"proposed"', '"accepted"').replace('by = ""', 'by = "Chan Siu Ming 陳"')
    path.write_text(text.replace(table, signed), "utf-8")
    result = decide(case.folder)
    assert result.n_by_decision["accepted"] == 1
    (finding,) = [one for one in result.findings if getattr(one, "quantum_after", None)]
    assert finding.quantum_after.total.tokens < finding.quantum.total.tokens
    (body,) = _kinds(case, "decided")
    assert (body["who"], body["about"]) == ("Chan Siu Ming 陳", finding.id)
    assert decide(case.folder).findings == result.findings
    assert len(_kinds(case, "decided")) == 1
    decided = (case.folder / "findings.jsonl").read_bytes()
    again = sbs.compare(*sides, case.folder)
    assert again.findings == result.findings
    assert (case.folder / "findings.jsonl").read_bytes() == decided
    assert len(_kinds(case, "decided")) == 1
    assert sbs.verify(again.exhibit()).is_ok
    path.write_text(text, "utf-8")
    decide(case.folder)
    assert [body["what"].split(":")[0] for body in _kinds(case, "decided")] == ["accepted", "proposed"]
    assert (case.folder / "findings.jsonl").read_bytes() == before


def test_a_malformed_decision_stops_with_its_line_and_leaves_the_findings(sides, tmp_path, capsys):
    case = sbs.compare(*sides, tmp_path / "case")
    before = (case.folder / "findings.jsonl").read_bytes()
    path = case.folder / "decisions.toml"
    path.write_text(path.read_text("utf-8").replace('by = ""', 'by = "', 1), "utf-8")
    assert main(["decide", str(case.folder)]) == 2
    assert re.search(r"decisions.toml line \d+ is no TOML", capsys.readouterr().err)
    with pytest.raises(InputError, match="line"):
        sbs.compare(*sides, case.folder)
    assert (case.folder / "findings.jsonl").read_bytes() == before


def test_nothing_proposed_is_nothing_to_decide(tmp_path):
    folder = _folder(tmp_path / "w", {"a.txt": LINE})
    case = sbs.compare(folder, folder, tmp_path / "case")
    with pytest.raises(InputError, match="nothing to decide"):
        decide(case.folder)


def test_the_command_takes_what_is_to_be_searched(sides, tmp_path, capsys):
    works, outputs = (str(side) for side in sides)
    free = _folder(tmp_path / "free", {"old.txt": LINE})
    out = str(tmp_path / "case")
    words = ["compare", works, outputs, "--out", out, "--public-domain", str(free), "--max-expected", "1e-3"]
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert "searched 1 texts" in printed
    assert "cannot be told from chance" in printed
    assert main(["decide", out, "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert counts["schema"] == "sidebyside/decided/1"
    assert counts["proposed"] >= 2


ENGLISH = (
    "The ferryman never spoke before the third stroke of the oar. Then he told us about the bell under the "
    "lake. It rang once in every war, and nobody who heard it would say what it had sounded like."
)
CHINESE = (
    "船夫划下第三槳以前從不開口。然後他向我們說起湖底的那口鐘。"
    "每逢戰爭它就響一次，聽過的人都不肯說那是什麼樣的聲音。"
)


@pytest.fixture
def translated(tmp_path):
    works = _folder(
        tmp_path / "w", {"bell.txt": ENGLISH, "zoo.txt": "The zoo opens at nine, and bears eat fish."}
    )
    return works, _folder(tmp_path / "o", {"zh.txt": CHINESE})


def test_lined_up_sentences_have_their_number_and_are_looked_up_elsewhere(translated, tmp_path):
    published = _folder(tmp_path / "b", {"edition.txt": f"第一章　{CHINESE}完。"})
    before, after = (
        sbs.compare(*translated, options=Options(backgrounds=paths)).matches[0]
        for paths in ((), (str(published),))
    )
    (match,) = before.matches
    assert match.chance.language == "en-zh"
    assert match.chance.expected == before.expected_by_chance
    assert before.is_distinguishable
    assert (match.commonness.n_texts_searched, match.commonness.n_occurrences) == (1, 0)
    (match,) = after.matches
    assert (match.commonness.nearest.path, match.commonness.n_occurrences) == ("edition.txt", 1)


def test_a_translation_of_what_the_prompt_gave_is_proposed_and_can_be_left_out(translated, tmp_path):
    works, _ = translated
    line = {"id": "1", "prompt": f"Translate into Chinese: {ENGLISH}", "text": CHINESE}
    outputs = _folder(tmp_path / "j", {"run.jsonl": json.dumps(line)})
    case = sbs.compare(works, outputs, tmp_path / "case")
    (finding,) = case.matches
    assert {one.code for one in finding.filtrations} == {"prompt_supplied"}
    assert len(finding.filtrations) == len(finding.matches[0].pairs)
    path = case.folder / "decisions.toml"
    signed = path.read_text("utf-8").replace('"proposed"', '"accepted"').replace('by = ""', 'by = "A"')
    path.write_text(signed, "utf-8")
    (finding,) = [one for one in decide(case.folder).findings if getattr(one, "quantum_after", None)]
    assert finding.quantum.total_in_output.tokens > 0
    assert finding.quantum_after.total_in_output.tokens == 0
