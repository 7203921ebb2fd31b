"""An exhibit made to hurt the one who checks it."""

import hashlib
import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidebyside.exhibits import verify

EMPTY = hashlib.sha256(b"").hexdigest()


def manifest(folder, files=(), /, **more):
    value = {
        "schema": verify.MANIFEST_SCHEMA,
        "files": files if files != () else [],
        "ledger": {"head": "0" * 64, "length": 0},
        "findings_sha256": EMPTY,
        "counts": {},
        **more,
    }
    value["digest"] = hashlib.sha256(verify.canonical(value)).hexdigest()
    (folder / "manifest.json").write_bytes(verify.manifest_bytes(value))


def said(folder):
    return {(problem.step, problem.code, problem.file) for problem in verify.verify_folder(folder).problems}


@pytest.fixture
def opened(monkeypatch):
    """Return the list of the paths that are opened from now on."""
    paths = []
    plain_open = os.open
    monkeypatch.setattr(os, "open", lambda path, *more: paths.append(str(path)) or plain_open(path, *more))
    return paths


@pytest.mark.parametrize(
    "path",
    [
        "../secret",
        "/etc/passwd",
        "a/../../secret",
        "..\\secret",
        "C:/secret",
        "\\\\server\\share",
        "",
        ".",
        "a//b",
        "nul\0byte",
        "\udcff",
    ],
)
def test_a_listed_path_never_leads_outside(tmp_path, opened, path):
    (tmp_path / "secret").write_bytes(b"secret")
    folder = tmp_path / "exhibit"
    folder.mkdir()
    item = {"path": path, "bytes": 6, "sha256": hashlib.sha256(b"secret").hexdigest()}
    if path == "\udcff":
        (folder / "manifest.json").write_text(json.dumps({"files": [item]}))
    else:
        manifest(folder, [item])
    problems = said(folder)
    if path != "\udcff":
        assert (2, "unsafe", path) in problems
    assert {Path(name).parent for name in opened} <= {folder}


def test_links_are_named_and_never_followed(tmp_path, opened):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_bytes(b"")
    folder = tmp_path / "exhibit"
    folder.mkdir()
    (folder / "to-file").symlink_to(outside / "file")
    (folder / "to-folder").symlink_to(outside)
    (folder / "to-itself").symlink_to("to-itself")
    (folder / "to-parent").symlink_to("..")
    item = {"bytes": 0, "sha256": EMPTY}
    manifest(folder, [{"path": "to-file", **item}, {"path": "to-folder/file", **item}])
    problems = said(folder)
    assert {(3, "not_a_file", f"to-{name}") for name in ("file", "folder", "itself", "parent")} <= problems
    assert {(2, "removed", "to-file"), (2, "removed", "to-folder/file")} <= problems
    assert not any("to-" in name or "outside" in name for name in opened)


def test_a_manifest_that_is_a_link_is_not_read(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    manifest(tmp_path / "elsewhere")
    folder = tmp_path / "exhibit"
    folder.mkdir()
    (folder / "manifest.json").symlink_to(tmp_path / "elsewhere" / "manifest.json")
    assert {(1, "invalid", "manifest.json"), (3, "not_a_file", "manifest.json")} <= said(folder)


def test_a_pipe_does_not_make_the_verifier_wait(tmp_path):
    os.mkfifo(tmp_path / "ledger.jsonl")
    manifest(tmp_path, [{"path": "ledger.jsonl", "bytes": 0, "sha256": EMPTY}])
    assert {(2, "removed", "ledger.jsonl"), (3, "not_a_file", "ledger.jsonl")} <= said(tmp_path)


def test_a_file_that_turns_into_a_link_after_listing_is_not_followed(tmp_path):
    (tmp_path / "exhibit").mkdir()
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "exhibit" / "file").write_bytes(b"public")
    folder = verify.Folder(str(tmp_path / "exhibit"))
    (tmp_path / "exhibit" / "file").unlink()
    (tmp_path / "exhibit" / "file").symlink_to(tmp_path / "secret")
    with pytest.raises(verify.Unusable):
        folder.read("file")


def test_only_what_stands_in_the_listing_is_opened(tmp_path, opened):
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "exhibit").mkdir()
    folder = verify.Folder(str(tmp_path / "exhibit"))
    for take in (folder.read, folder.sha256_of, lambda path: next(folder.lines(path))):
        with pytest.raises(verify.Unusable, match="not there"):
            take("../secret")
    assert opened == []


@pytest.mark.parametrize(
    ("content", "got"),
    [
        (b'{"a":1,"a":1}', "stands twice"),
        (b'{"a":' + b"9" * 41 + b"}", "a number of 41 digits"),
        (b'{"a":Infinity}', "Infinity is no number"),
        (b"3", "int, not an object"),
    ],
)
def test_json_that_reads_in_two_ways_or_without_end_is_refused(content, got):
    with pytest.raises(verify.Unusable, match=got):
        verify.object_of(content)


DEEP = b"[" * 200_000
RUBBISH = {
    "nothing": b"",
    "no JSON": b"{",
    "no object": b"[]",
    "not UTF-8": b'{"schema":"\xff"}',
    "UTF-16": '{"schema":1}'.encode("utf-16"),
    "a mark before": b"\xef\xbb\xbf{}",
    "deep": b'{"schema":' + DEEP,
    "deep and closed": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a name twice": b'{"schema":"sidebyside/manifest/1","schema":"sidebyside/manifest/1"}',
    "not a number": b'{"schema":NaN}',
    "a long number": b'{"schema":' + b"9" * 1_000_000 + b"}",
    "half a character": b'{"schema":"\\ud800"}',
    "a zero byte": b'{"schema":"\0"}',
    "other types": b'{"schema":["sidebyside/manifest/1"],"files":{},"ledger":[],"counts":3}',
}


@pytest.mark.parametrize("name", RUBBISH)
@pytest.mark.parametrize("file", ["manifest.json", "ledger.jsonl", "findings.jsonl", "findings.csv"])
def test_rubbish_in_any_file_is_a_problem_and_not_a_crash(tmp_path, file, name):
    if file != "manifest.json":
        manifest(tmp_path, [{"path": file, "bytes": len(RUBBISH[name]) + 1, "sha256": EMPTY}])
    (tmp_path / file).write_bytes(RUBBISH[name] + b"\n")
    step = {"manifest.json": 1, "ledger.jsonl": 4, "findings.jsonl": 5, "findings.csv": 6}[file]
    assert (step, file) in {(number, where) for number, _, where in said(tmp_path)}


@pytest.mark.parametrize(
    ("more", "got"),
    [
        ({"files": {}}, "files are needed"),
        ({"files": [3]}, "a path is needed"),
        ({"files": [{"path": 3}]}, "a path is needed"),
        ({"files": [{"path": "a", "bytes": "0", "sha256": EMPTY}]}, "'a': bytes and sha256"),
        ({"files": [{"path": "a", "bytes": True, "sha256": EMPTY}]}, "'a': bytes and sha256"),
        ({"files": [{"path": "a", "bytes": 0, "sha256": EMPTY.upper()}]}, "'a': bytes and sha256"),
        ({"files": [{"path": "a", "bytes": 0, "sha256": EMPTY}] * 2}, "listed twice"),
        ({"ledger": {"head": "0" * 64, "length": True}}, "ledger: head and length"),
        ({"ledger": {"head": 0, "length": 0}}, "ledger: head and length"),
        ({"counts": None}, "counts are needed"),
        ({"findings_sha256": "0"}, "findings_sha256"),
    ],
)
def test_a_manifest_of_the_wrong_shape_is_named(tmp_path, more, got):
    manifest(tmp_path, **more)
    problem = verify.verify_folder(tmp_path).problems[0]
    assert (problem.step, problem.file) == (1, "manifest.json")
    assert got in problem.got


@pytest.mark.parametrize("file", ["manifest.json", "ledger.jsonl", "findings.jsonl", "findings.csv"])
def test_a_file_too_large_to_read_is_told_and_not_read(tmp_path, monkeypatch, file):
    monkeypatch.setattr(verify, "LIMIT_BYTES", 1000)
    if file != "manifest.json":
        manifest(tmp_path)
    with (tmp_path / file).open("wb") as stream:
        stream.truncate(1 << 32)
    assert file in {where for _, code, where in said(tmp_path) if code in ("invalid", "broken")}


def test_a_listed_file_the_disk_cannot_give_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    manifest(tmp_path, [{"path": "file", "bytes": 0, "sha256": EMPTY}])
    plain_open = os.open

    def failing(path, *more):
        if str(path).endswith("file"):
            raise PermissionError(13, "Permission denied")
        return plain_open(path, *more)

    monkeypatch.setattr(os, "open", failing)
    assert (2, "unreadable", "file") in said(tmp_path)


def test_a_folder_that_cannot_be_listed_is_named(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    plain_scandir = os.scandir

    def failing(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return plain_scandir(path)

    monkeypatch.setattr(os, "scandir", failing)
    assert (3, "unreadable", "closed") in said(tmp_path)


def test_names_of_every_kind_are_told_without_disturbing_a_terminal(tmp_path, capsysbinary):
    manifest(tmp_path)
    (tmp_path / "\x1b[2J").touch()
    if sys.platform == "linux":
        os.close(os.open(os.fsencode(tmp_path) + b"/\xff\xfe", os.O_CREAT))
    assert verify.main([str(tmp_path)]) == 6
    printed = capsysbinary.readouterr().out
    assert b"\x1b" not in printed
    assert b"\\x1b[2J" in printed
    assert verify.main([str(tmp_path), "--json"]) == 6
    assert json.loads(capsysbinary.readouterr().out)["is_ok"] is False


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5) | st.just("0" * 64),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["path", "bytes", "sha256", "head", "length", "id"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)
names = ["files", "ledger", "findings_sha256", "counts", "digest", "kind", "body", "n", "previous"]
names += ["id", "status", "reason", "work", "output"]
schemas = st.sampled_from([verify.MANIFEST_SCHEMA, verify.LEDGER_SCHEMA, verify.FINDING_SCHEMA])
objects = st.fixed_dictionaries({"schema": schemas}, optional=dict.fromkeys(names, plain))


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(names), plain), objects, objects, st.binary(max_size=20))
def test_no_content_whatever_makes_the_verifier_fail(tmp_path, one, two, three, table):
    manifest(tmp_path, **one)
    (tmp_path / "ledger.jsonl").write_text(json.dumps(two) + "\n", encoding="utf-8")
    (tmp_path / "findings.jsonl").write_text(json.dumps(three) + "\n", encoding="utf-8")
    (tmp_path / "findings.csv").write_bytes(table)
    report = verify.verify_folder(tmp_path)
    assert not report.is_ok
    assert "\n".join(verify.report_lines(report))
    assert json.dumps(verify.plain_report(report))
