"""The verifier needs Python alone."""

import ast
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sidebyside.exhibits import verify

SOURCE = Path(verify.__file__).read_text(encoding="utf-8")
BANNED = r"infring|stolen|plagiar|substantially\s+similar|抄襲|實質近似|\bprove|證明"


def run(folder, *arguments, **more):
    command = [sys.executable, "-I", "-S", "verify.py", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False, **more)


@pytest.fixture
def exhibit(tmp_path):
    """Return an exhibit without findings, made by hand from the protocol alone."""
    counts = dict.fromkeys(verify.counts_of([]), 0)
    body = {"findings_sha256": hashlib.sha256(b"").hexdigest(), "counts": counts}
    record = {
        "schema": verify.LEDGER_SCHEMA,
        "n": 0,
        "at": "",
        "kind": "concluded",
        "body": body,
        "previous": "0" * 64,
    }
    record["digest"] = hashlib.sha256(compact(record)).hexdigest()
    files = {
        "findings.csv": b"id\r\n",
        "findings.jsonl": b"",
        "ledger.jsonl": compact(record) + b"\n",
        "verify.py": SOURCE.encode(),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    listed = [{"path": k, "bytes": len(v), "sha256": hashlib.sha256(v).hexdigest()} for k, v in files.items()]
    manifest = {"schema": verify.MANIFEST_SCHEMA, "files": listed, **body}
    manifest["ledger"] = {"head": record["digest"], "length": 1}
    manifest["digest"] = hashlib.sha256(compact(manifest)).hexdigest()
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    (tmp_path / "manifest.json").write_bytes(text.encode())
    return tmp_path


def compact(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def test_it_imports_the_standard_library_alone():
    imported = set()
    for node in ast.walk(ast.parse(SOURCE)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(node.module.split(".")[0])
    assert imported
    assert imported <= set(sys.stdlib_module_names)
    assert not imported & {"socket", "http", "urllib", "subprocess", "ctypes", "pickle", "importlib"}


def test_it_is_written_in_the_python_of_3_8():
    tree = ast.parse(SOURCE, feature_version=(3, 8))
    later = {"removeprefix", "removesuffix", "is_relative_to", "pairwise", "readlink", "UTC"}
    assert not {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & later
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            assert "strict" not in {k.arg for k in node.keywords if getattr(node.func, "id", "") == "zip"}
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            names = {part.id for part in (node.left, node.right) if isinstance(part, ast.Name)}
            assert not names & {"str", "int", "dict", "list", "bytes"} or is_annotation(tree, node)


def is_annotation(tree, wanted):
    """Tell whether a node lies in an annotation, which is not evaluated."""
    places = []
    for node in ast.walk(tree):
        places += [node.annotation] if isinstance(node, ast.arg | ast.AnnAssign) else []
        places += [node.returns] if isinstance(node, ast.FunctionDef) else []
    return any(wanted in ast.walk(place) for place in places if place is not None)


def test_it_writes_nothing():
    called = {node.attr for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.Attribute)}
    assert not called & {
        "write",
        "write_text",
        "write_bytes",
        "mkdir",
        "unlink",
        "rename",
        "replace_file",
        "O_WRONLY",
    }


def test_its_words_judge_nothing():
    assert re.findall(BANNED, SOURCE, flags=re.IGNORECASE) == []


def test_each_step_stands_under_its_number():
    body = ast.get_source_segment(
        SOURCE, next(n for n in ast.parse(SOURCE).body if getattr(n, "name", "") == "verify_folder")
    )
    assert re.findall(r"^    # (\d)\. ", body, flags=re.MULTILINE) == list("1234567")
    assert re.findall(r"^    (\d)\. ", verify.__doc__, flags=re.MULTILINE) == list("1234567")
    assert len(verify.STEPS) == 7


def test_it_runs_with_python_alone(exhibit):
    digest = hashlib.sha256((exhibit / "manifest.json").read_bytes()).hexdigest()
    before = sorted(path.name for path in exhibit.iterdir())
    done = run(exhibit, "--expect", digest)
    assert (done.returncode, done.stderr) == (0, b"")
    assert digest in done.stdout.decode()
    assert "全部相符" in done.stdout.decode()
    assert sorted(path.name for path in exhibit.iterdir()) == before


def test_it_names_what_was_changed_added_and_removed(exhibit):
    (exhibit / "findings.csv").write_bytes(b"id,\n")
    (exhibit / "ledger.jsonl").unlink()
    (exhibit / "more").touch()
    done = run(exhibit, "--json")
    assert done.returncode == 6
    found = {(problem["code"], problem["file"]) for problem in json.loads(done.stdout)["problems"]}
    assert {("changed", "findings.csv"), ("removed", "ledger.jsonl"), ("added", "more")} <= found


def test_a_verifier_of_ones_own_checks_an_exhibit_elsewhere(exhibit, tmp_path_factory):
    own = tmp_path_factory.mktemp("own")
    shutil.copy(exhibit / "verify.py", own)
    with (exhibit / "verify.py").open("ab") as stream:
        stream.write(b"\n")
    done = run(own, str(exhibit))
    assert done.returncode == 6
    assert "verify.py: was changed" in done.stdout.decode()


def test_a_terminal_without_chinese_does_not_stop_it(exhibit):
    done = run(exhibit, env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PATH": "/usr/bin"})
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_wrong_call_ends_with_2(exhibit):
    assert run(exhibit, "absent").returncode == 2
    assert run(exhibit, "--expect", "x").returncode == 2
