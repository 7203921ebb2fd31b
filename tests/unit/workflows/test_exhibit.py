"""A case handed over: read once, under the versions that computed it, and at the cost of no other file."""

import json
import shutil
from importlib import import_module
from pathlib import Path

import pytest

import sidebyside as sbs
from sidebyside.case import findings as findings_module
from sidebyside.case import ledger, write_case
from sidebyside.cli import main
from sidebyside.errors import InputError, VerificationError
from sidebyside.exhibits.verify import verify_folder

# The package has a function of that name.
workflow = import_module("sidebyside.workflows.exhibit")

LINE = "The hand of the tide clock had not moved for nine years when the girl began to wind it."
PRECIOUS = "keep me"


@pytest.fixture(scope="module")
def concluded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("concluded")
    for name, text in (("work", f"Once. {LINE} So it was."), ("output", f"As asked: {LINE}")):
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return sbs.compare(folder / "work.txt", folder / "output.txt", folder / "case").folder


@pytest.fixture
def case(concluded, tmp_path):
    return shutil.copytree(concluded, tmp_path / "case")


def export(case, out=None, **more):
    return sbs.exhibit(case, out, languages=["en"], **more)


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_bytes())


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_each_finding_is_parsed_once_and_the_ledger_is_checked_once(case, monkeypatch):
    parsed, checked = [], []
    parse, check = findings_module.line_to_finding, ledger.LedgerReader.__iter__

    def parse_counted(line):
        parsed.append(line["id"])
        return parse(line)

    def check_counted(reader):
        checked.append(reader.name)
        return check(reader)

    monkeypatch.setattr(findings_module, "line_to_finding", parse_counted)
    monkeypatch.setattr(ledger.LedgerReader, "__iter__", check_counted)
    sbs.exhibit(case, languages=["en", "zh-Hant"])
    lines = (case / "findings.jsonl").read_bytes().splitlines()
    assert parsed == [json.loads(line)["id"] for line in lines]
    assert checked == ["ledger.jsonl"]


def test_the_versions_are_those_that_computed_and_another_that_exports_is_said_beside_them(case, monkeypatch):
    computed = workflow.versions()
    monkeypatch.setattr(workflow, "versions", lambda: computed | {"sidebyside": "9.9.9"})
    folder = export(case)
    manifest = manifest_of(folder)
    assert manifest["versions"] == computed
    assert manifest["exported_with"] == computed | {"sidebyside": "9.9.9"}
    page = (folder / "exhibit.en.html").read_text("utf-8")
    assert f"<bdi>{computed['sidebyside']}</bdi>" in page
    assert "<bdi>Exported with other versions</bdi></dt><dd><bdi>sidebyside 9.9.9</bdi>" in page
    assert verify_folder(folder).is_ok


def test_the_version_that_exports_is_not_said_twice_where_it_is_the_one_that_computed(case):
    assert "Exported with other versions" not in (export(case) / "exhibit.en.html").read_text("utf-8")


def test_an_export_in_between_changes_nothing_of_what_computed(case, monkeypatch):
    monkeypatch.setattr(workflow, "versions", lambda: {"sidebyside": "9.9.9"})
    export(case)
    monkeypatch.undo()
    assert manifest_of(export(case))["versions"] == workflow.versions()


def test_a_folder_with_a_manifest_of_something_else_is_not_replaced(case, tmp_path):
    other = tmp_path / "extension"
    other.mkdir()
    (other / "manifest.json").write_text(json.dumps({"manifest_version": 3, "name": "x"}), "utf-8")
    (other / "thesis.txt").write_text(PRECIOUS, "utf-8")
    before = (case / "ledger.jsonl").read_bytes()
    with pytest.raises(InputError, match=r"is no exhibit: its manifest\.json is that of something else"):
        export(case, other)
    assert (other / "thesis.txt").read_text("utf-8") == PRECIOUS
    assert (case / "ledger.jsonl").read_bytes() == before


@pytest.mark.parametrize("place", ["notes.txt", "letters/to the court.txt", ".hidden"])
def test_a_file_that_the_manifest_does_not_list_is_named_and_nothing_is_replaced(case, place):
    folder = export(case)
    path = folder / place
    path.parent.mkdir(exist_ok=True)
    path.write_text(PRECIOUS, "utf-8")
    before = {item: item.read_bytes() for item in folder.rglob("*") if item.is_file()}
    with pytest.raises(InputError, match=f"holds a file that its manifest does not list: {place}"):
        export(case)
    assert {item: item.read_bytes() for item in folder.rglob("*") if item.is_file()} == before


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "Desktop.ini"])
def test_a_file_of_a_file_browser_hinders_nothing_and_that_it_goes_is_said(case, name):
    folder, told = export(case), []
    (folder / name).write_bytes(b"x")
    export(case, tell=told.append)
    assert told == [f"removed {folder / name}, which a file browser had put there"]
    assert name not in names(folder)
    assert verify_folder(folder).is_ok


def test_an_exhibit_may_stand_where_only_a_file_browser_was(case, tmp_path):
    new = tmp_path / "new"
    new.mkdir()
    (new / ".DS_Store").write_bytes(b"x")
    assert verify_folder(export(case, new)).is_ok


def test_a_case_folder_is_never_replaced(case):
    with pytest.raises(InputError, match="is a case, and no exhibit"):
        export(case, case)


def test_a_folder_that_holds_a_case_is_never_replaced_even_where_its_manifest_lists_it(case):
    exhibit = export(case)
    for path in exhibit.iterdir():
        path.unlink() if path.name != "manifest.json" else None
    (exhibit / "kept").mkdir()
    shutil.copy(case / "case.json", exhibit / "kept" / "case.json")
    files = [{"path": "kept/case.json", "bytes": 0, "sha256": "0" * 64}]
    (exhibit / "manifest.json").write_text(json.dumps(manifest_of(exhibit) | {"files": files}), "utf-8")
    with pytest.raises(InputError, match=r"holds a case: kept/case\.json"):
        export(case)
    assert (exhibit / "kept" / "case.json").is_file()


def test_what_lies_behind_a_link_is_never_replaced(case, tmp_path):
    exhibit = export(case, tmp_path / "real")
    (tmp_path / "link").symlink_to(exhibit)
    with pytest.raises(InputError, match="link is a link"):
        export(case, tmp_path / "link")
    (exhibit / "within").symlink_to(tmp_path)
    with pytest.raises(InputError, match="does not list: within"):
        export(case, exhibit)
    assert (tmp_path / "case" / "case.json").is_file()


def test_a_file_is_no_place_for_an_exhibit(case, tmp_path):
    (tmp_path / "file").write_text(PRECIOUS, "utf-8")
    with pytest.raises(InputError, match="file is a file, not a folder"):
        export(case, tmp_path / "file")


def test_an_export_that_fails_leaves_the_old_exhibit_and_nothing_else(case):
    folder = export(case)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    around = names(case)
    with pytest.raises(InputError, match="fr"):
        sbs.exhibit(case, languages=["fr"])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert names(case) == around


def test_a_folder_that_cannot_be_put_in_its_place_leaves_the_old_one_there(case, monkeypatch):
    folder = export(case)
    before, around = names(folder), names(case)
    rename = Path.rename

    def refused(path, target):
        if path.suffix == ".partial":
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(InputError, match=r"cannot write .*exhibit: Permission denied"):
        export(case)
    assert (names(folder), names(case)) == (before, around)


def test_what_comes_into_the_old_exhibit_meanwhile_is_kept_and_said(case, monkeypatch):
    folder, told = export(case), []
    seal = workflow.exhibits.seal

    def seal_late(staging, **more):
        (folder / "late.txt").write_text(PRECIOUS, "utf-8")
        return seal(staging, **more)

    monkeypatch.setattr(workflow.exhibits, "seal", seal_late)
    export(case, tell=told.append)
    (kept,) = case.glob(".exhibit.*.replaced/late.txt")
    assert kept.read_text("utf-8") == PRECIOUS
    assert names(kept.parent) == ["late.txt"]
    assert told == [f"{kept.parent} holds what came into the old exhibit meanwhile"]
    assert verify_folder(folder).is_ok


def test_a_case_without_a_conclusion_is_left_as_it_is(tmp_path, case):
    new = tmp_path / "new"
    with write_case(new, versions={}) as begun:
        begun.start("compare", settings={}, seed=1, versions={})
    before = (new / "ledger.jsonl").read_bytes()
    with pytest.raises(InputError, match="no findings yet"):
        export(new)
    assert (new / "ledger.jsonl").read_bytes() == before
    with pytest.raises(InputError, match=r"is no case: it has no case\.json"):
        export(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_findings_that_were_removed_are_shown_from_what_is_kept_of_the_conclusion(case):
    lines = (case / "findings.jsonl").read_bytes()
    (case / "findings.jsonl").unlink()
    assert (export(case) / "findings.jsonl").read_bytes() == lines
    assert verify_folder(case / "exhibit").is_ok


def test_findings_that_were_changed_make_no_exhibit(case):
    with (case / "findings.jsonl").open("ab") as stream:
        stream.write(b"\n")
    with pytest.raises(VerificationError, match="got SHA-256"):
        export(case)
    assert not (case / "exhibit").exists()


def test_tables_and_lines_are_there_in_whichever_format_the_exhibit_is(case):
    always = ["findings.csv", "findings.jsonl", "ledger.jsonl", "manifest.json", "verify.py"]
    assert names(export(case, formats=("csv",))) == ["coverage.csv", *always]
    assert names(export(case, formats=("html", "jsonl"))) == ["coverage.csv", "exhibit.en.html", *always]
    assert verify_folder(case / "exhibit").is_ok


def test_a_format_that_is_not_there_lists_those_that_are(case, capsys):
    assert main(["exhibit", str(case), "--format", "scroll"]) == 2
    said = capsys.readouterr().err
    assert "no format is called 'scroll'" in said
    for name in workflow.exhibits.RENDERERS.names():
        assert name in said
    assert not (case / "exhibit").exists()


def test_the_command_takes_several_formats_and_says_where_they_are(case, capsys):
    assert main(["exhibit", str(case), "--format", "csv", "--format", "jsonl"]) == 0
    assert f"folder    {case / 'exhibit'}" in capsys.readouterr().out
    assert main(["exhibit", str(case), "--format", "html", "--lang", "en"]) == 0
    assert "exhibit.en.html" in capsys.readouterr().out
