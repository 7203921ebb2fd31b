"""A newcomer's day: the members of CONTRIBUTING, in a package of their own, found, typed and shown."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MEMBERS = {
    "longest_run": "sidebyside.methods.text",
    "rare_words": "sidebyside.engine.candidates",
    "prompt_table": "sidebyside.sources.collections",
    "text": "sidebyside.exhibits.formats",
}
BLOCK = re.compile(r'^```(?P<kind>python title="src/(?P<path>[^"]+)"|toml)\n(?P<text>.*?)^```$', re.M | re.S)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """Install the blocks of CONTRIBUTING as ``my_package``, by the entry points that it prints."""
    site = tmp_path_factory.mktemp("site")
    folder = site / "my_package"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Members of a newcomer."""\n')
    (folder / "py.typed").touch()
    entry_points = {}
    for block in BLOCK.finditer((ROOT / "CONTRIBUTING.md").read_text("utf-8")):
        if block["path"] is None:
            entry_points = tomllib.loads(block["text"])["project"]["entry-points"]
        elif (name := Path(block["path"]).stem) in MEMBERS:
            assert block["path"] == f"{MEMBERS[name].replace('.', '/')}/{name}.py"
            (folder / f"{name}.py").write_text(block["text"], "utf-8")
    assert entry_points == {room: {name: f"my_package.{name}:MEMBER"} for name, room in MEMBERS.items()}
    named = site / "my_package-1.2.dist-info"
    named.mkdir()
    (named / "METADATA").write_text("Metadata-Version: 2.1\nName: my-package\nVersion: 1.2\n")
    lines = [f"[{room}]\n{name} = {at}\n" for room, of in entry_points.items() for name, at in of.items()]
    (named / "entry_points.txt").write_text("\n".join(lines))
    return site


def run(package, *command, cwd=ROOT):
    places = os.pathsep.join([str(package), str(ROOT / "src")])
    environment = {**os.environ, "PYTHONPATH": places, "MYPYPATH": places}
    found = subprocess.run(
        [sys.executable, "-m", *map(str, command)], cwd=cwd, env=environment, capture_output=True, timeout=300
    )
    return found.returncode, found.stdout.decode("utf-8"), found.stderr.decode("utf-8")


@pytest.fixture(scope="module")
def case(package, tmp_path_factory):
    folder = tmp_path_factory.mktemp("day")
    shutil.copytree(ROOT / "examples" / "works", folder / "works", ignore=shutil.ignore_patterns("pictures"))
    (folder / "outputs").mkdir()
    shutil.copy(ROOT / "examples" / "outputs" / "handmade-en-verbatim.txt", folder / "outputs" / "a.txt")
    answer = (folder / "outputs" / "a.txt").read_text("utf-8").replace("\n", " ")
    (folder / "outputs" / "asked.tsv").write_text(f"Go on.\t{answer}\nGo on.\t\n", "utf-8")
    status, out, err = run(
        package,
        *("sidebyside", "compare", folder / "works", folder / "outputs", "--out", folder / "case"),
        *("--method", "longest_run", "--candidates", "rare_words"),
    )
    assert status == 0, err + out
    return folder / "case"


def bodies(case, kind):
    lines = (case / "ledger.jsonl").read_text("utf-8").splitlines()
    return [record["body"] for record in map(json.loads, lines) if record["kind"] == kind]


def findings(case):
    return [json.loads(line) for line in (case / "findings.jsonl").read_text("utf-8").splitlines()]


def test_a_method_is_found_weighed_and_says_which_package_it_is_of(case):
    pairs = [line for line in findings(case) if line["status"] == "match"]
    assert {match["method"] for line in pairs for match in line["matches"]} == {"longest_run"}
    chances = [match["chance"] for line in pairs for match in line["matches"]]
    assert all(chance["bits"] > 20 and chance["expected"] < 0.01 for chance in chances)
    (card,) = bodies(case, "concluded")[-1]["cards"]
    assert (card["evidence"], card["distribution"]) == ("equal_words", "my-package 1.2")
    assert bodies(case, "started")[-1]["versions"]["my-package"] == "1.2"


def test_a_method_without_a_calibration_of_its_own_has_no_ratio_and_says_why(case):
    (reason,) = {line["uncalibrated_because"] for line in findings(case) if line["status"] == "match"}
    assert reason == "method_missing"


def test_a_store_of_works_leaves_works_out_and_every_negative_says_among_how_many_it_looked(case):
    n_works = len([body for body in bodies(case, "ingested") if body["role"] == "work"])
    compared = bodies(case, "compared")
    assert {body["n_works"] for body in compared} == {n_works}
    assert all(body["n_compared"]["longest_run"] < n_works for body in compared)
    nulls = [line for line in findings(case) if line["status"] == "nothing_found"]
    works = [line for line in nulls if line["work"]]
    assert {line["n_of_medium"] for line in works} == {2}
    assert {(line["n_compared"], line["reason"]) for line in works} == {(0, "no_candidate"), (2, "")}


def test_every_attempt_of_a_log_is_counted_and_leads_to_its_bytes(case):
    attempts = [body["attempt"] for body in bodies(case, "ingested") if "asked.tsv" in body["path"]]
    assert [one["number"] for one in attempts] == [1, 2]
    kept = next((case / "inputs").rglob(attempts[0]["source"]["sha256"])).read_bytes()
    line = kept[attempts[0]["source"]["start"] : attempts[0]["source"]["end"]]
    assert line.startswith(b"Go on.\t")
    counts = bodies(case, "concluded")[-1]["counts"]
    assert (counts["n_outputs"], counts["n_matched"], counts["n_missing"]) == (3, 2, 1)


def test_a_renderer_writes_its_files_and_the_exhibit_verifies(package, case, tmp_path):
    status, out, err = run(
        package, "sidebyside", "exhibit", case, "--out", tmp_path / "x", "--format", "text"
    )
    assert status == 0, err + out
    for tag in ("en", "zh-Hant"):
        assert "a.txt" in (tmp_path / "x" / f"exhibit.{tag}.txt").read_text("utf-8")
    status, out, err = run(package, "sidebyside", "verify", tmp_path / "x")
    assert status == 0, err + out


def test_every_member_is_typed(package, tmp_path):
    status, out, err = run(
        package,
        *("mypy", "--strict", "--config-file", ROOT / "pyproject.toml", "--cache-dir", tmp_path),
        package / "my_package",
    )
    assert status == 0, out + err


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("longest_run", "works: Sequence[TokenizedText]", "works: Sequence[str]"),
        ("rare_words", "def of(self, outputs", "def about(self, outputs"),
        ("prompt_table", "-> Iterator[Entry]", "-> Iterator[str]"),
        ("text", "Iterator[tuple[str, bytes]]", "Iterator[str]"),
    ],
)
def test_a_member_that_breaks_its_contract_is_seen_by_mypy(package, tmp_path, name, right, wrong):
    text = (package / "my_package" / f"{name}.py").read_text("utf-8")
    assert right in text
    (tmp_path / f"{name}.py").write_text(text.replace(right, wrong), "utf-8")
    status, out, _ = run(
        package,
        *("mypy", "--strict", "--config-file", ROOT / "pyproject.toml", "--cache-dir", tmp_path / "cache"),
        tmp_path / f"{name}.py",
    )
    assert status == 1
    assert "MEMBER" in out or "Incompatible" in out, out
