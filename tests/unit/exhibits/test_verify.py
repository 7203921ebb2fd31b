import json
import random
from pathlib import Path

import numpy as np
import pytest

from sidebyside.calibration.concluding import Concluder, Remainder
from sidebyside.calibration.exclusions import ExclusionsInForce
from sidebyside.calibration.search import Search, Shares
from sidebyside.calibration.strength import KINDS, InForce, PairKinds, Strengths
from sidebyside.case import conclude, finding_to_line, write_case
from sidebyside.engine import TextPreparation
from sidebyside.errors import InputError
from sidebyside.exhibits import seal, verify
from sidebyside.primitives.digest import canonical_json, sha256_of_file, sha256_of_value
from sidebyside.records import (
    Artefact,
    Attempt,
    CaseStatistics,
    ComparedOutput,
    Comparison,
    Generation,
    ImageQuantum,
    Match,
    Output,
    Picture,
    Region,
    Score,
    Unscorable,
    Work,
    to_plain,
)


def picture(path):
    return Artefact(path, path.rjust(64, "0"), "image", picture=Picture(10, 10, "RGB", "PNG"))


def match(number):
    """Return a picture that matched the work of this number."""
    region = Region(0, 0, 5, 5)
    found = Match("keypoints", 0.5, ImageQuantum(0.5, 0.5, 20, 40), work_region=region, output_region=region)
    return Comparison("keypoints", number, Score("keypoints", 0.5), (found,))


def material():
    """Return three works, of which one output shows two, and outputs of every kind."""
    works = [Work(picture(f"著作 {n}.png")) for n in range(3)]
    outputs = [
        Output(picture(f"o{n}"), Attempt(Generation(status=status)))
        for n, status in enumerate(["ok", "ok", "refused", "missing", "failed"])
    ]
    unscorable = [Unscorable(role, "x", "", None, "empty", "it holds nothing") for role in ("work", "output")]
    return works, outputs, unscorable, {"o0": [match(0), match(1)], "o1": []}


def concluded(works, outputs, unscorable, comparisons):
    """Return the findings and the counts, each pair built as it is in a case, without a calibration."""
    there = {
        output.artefact.path: ComparedOutput(output, tuple(comparisons[output.artefact.path]), len(works))
        for output in outputs
        if output.artefact.path in comparisons
    }
    search = Search(works, [one.output for one in there.values()], (), TextPreparation(), 0.01)
    strengths = Strengths(
        PairKinds(works, outputs),
        Shares(search),
        InForce(dict.fromkeys(KINDS, "no_calibration")),
        ExclusionsInForce(lambda _: np.zeros((16, 16, 3), np.uint8)),
    )
    remainder = Remainder(search, Shares(search), ())
    concluder = Concluder(search, strengths, remainder, decisions={}, reasons={}, excluded=lambda _: None)
    pairs = concluder.findings(there.values())
    return conclude(works, outputs, unscorable, there, pairs, cards=())


@pytest.fixture
def sealed(tmp_path):
    """Return the folder of a sealed exhibit and the digest of its manifest."""
    folder = tmp_path / "exhibit"
    (folder / "inputs" / "deep").mkdir(parents=True)
    with write_case(tmp_path / "case", versions={}) as case:
        case.start("compare", settings={}, seed=1, versions={})
        findings, counts = concluded(*material())
        case.conclude(findings, counts, (), CaseStatistics())
        ledger = {"head": case.ledger_head, "length": case.ledger_length}
    for name in ("ledger.jsonl", "findings.jsonl"):
        (folder / name).write_bytes((tmp_path / "case" / name).read_bytes())
    rows = ["id,status", *(f"{finding_to_line(f)['id']},{finding_to_line(f)['status']}" for f in findings)]
    (folder / "findings.csv").write_text("\ufeff" + "\r\n".join(rows) + "\r\n", encoding="utf-8", newline="")
    (folder / "index.html").write_text("<p>比對</p>", encoding="utf-8")
    (folder / "inputs" / "deep" / "a picture.png").write_bytes(b"PNG" * 1000)
    (folder / "empty.txt").write_bytes(b"")
    return folder, seal(
        folder, facts={"ledger": ledger, "counts": to_plain(counts), "versions": {"sidebyside": "0"}}
    )


def said(folder, expect=""):
    return {
        (problem.step, problem.code, problem.file)
        for problem in verify.verify_folder(folder, expect).problems
    }


def rewrite(folder, change):
    """Change the manifest and give it the right digest and form again."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_bytes())
    change(manifest)
    manifest.pop("digest", None)
    manifest["digest"] = sha256_of_value(manifest)
    path.write_bytes(verify.manifest_bytes(manifest))


def test_a_sealed_exhibit_agrees(sealed):
    folder, digest = sealed
    report = verify.verify_folder(folder, digest.upper())
    assert report.problems == ()
    assert report.is_ok
    assert (report.manifest_sha256, report.n_files, report.n_records, report.n_findings) == (digest, 7, 3, 9)


def test_a_manifest_that_says_what_exported_is_taken_as_one_that_does_not_is(sealed):
    folder, _ = sealed
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert "exported_with" not in manifest
    facts = {name: manifest[name] for name in ("ledger", "counts", "versions")}
    seal(folder, facts={**facts, "exported_with": {"sidebyside": "1"}})
    assert said(folder) == set()


def test_sealing_again_gives_the_same_manifest(sealed):
    folder, digest = sealed
    manifest = json.loads((folder / "manifest.json").read_bytes())
    facts = {name: manifest[name] for name in ("ledger", "counts", "versions")}
    assert seal(folder, facts=facts) == digest == sha256_of_file(folder / "manifest.json")


def test_the_manifest_lists_every_file_but_itself_in_order(sealed):
    folder, _ = sealed
    manifest = json.loads((folder / "manifest.json").read_bytes())
    paths = [item["path"] for item in manifest["files"]]
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert paths == sorted(there - {"manifest.json"})
    assert "inputs/deep/a picture.png" in paths
    assert manifest["findings_sha256"] == sha256_of_file(folder / "findings.jsonl")


def test_the_verifier_in_the_exhibit_is_this_one(sealed):
    folder, _ = sealed
    assert (folder / "verify.py").read_bytes() == Path(verify.__file__).read_bytes()


@pytest.mark.parametrize("missing", ["counts", "ledger", "versions"])
def test_an_exhibit_is_not_sealed_without_its_facts(sealed, missing):
    facts = {"ledger": {}, "counts": {}, "versions": {}}
    del facts[missing]
    with pytest.raises(InputError, match=f"without {missing}"):
        seal(sealed[0], facts=facts)


def test_an_unfinished_exhibit_is_not_sealed(tmp_path):
    with pytest.raises(InputError, match=r"it has no ledger\.jsonl"):
        seal(tmp_path, facts={"ledger": {}, "counts": {}, "versions": {}})


def test_an_exhibit_with_a_link_is_not_sealed(sealed):
    (sealed[0] / "inputs" / "link").symlink_to("/etc")
    with pytest.raises(InputError, match="is a link or a device"):
        seal(sealed[0], facts={"ledger": {}, "counts": {}, "versions": {}})


def test_any_byte_changed_in_any_file_is_named(sealed):
    folder, _ = sealed
    chance = random.Random(1)
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size):
        whole = path.read_bytes()
        for _ in range(12):
            place = chance.randrange(len(whole))
            changed = bytearray(whole)
            changed[place] ^= chance.randrange(1, 256)
            path.write_bytes(changed)
            named = {file for _, _, file in said(folder)}
            assert path.relative_to(folder).as_posix() in named, (path.name, place)
        path.write_bytes(whole)
    assert said(folder) == set()


def test_other_bytes_for_the_same_values_are_named(sealed):
    folder, _ = sealed
    manifest = (folder / "manifest.json").read_bytes()
    (folder / "manifest.json").write_bytes(manifest + b"\n")
    assert said(folder) == {(1, "changed", "manifest.json")}
    (folder / "manifest.json").write_bytes(manifest)
    ledger = (folder / "ledger.jsonl").read_bytes()
    (folder / "ledger.jsonl").write_bytes(ledger.replace(b'"n":0', b'"n": 0'))
    assert (4, "broken", "ledger.jsonl") in said(folder)


def test_every_byte_of_the_manifest_counts(sealed):
    folder, _ = sealed
    path = folder / "manifest.json"
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert (1, "manifest.json") in {(step, file) for step, _, file in said(folder)}, place


def test_any_file_that_is_removed_is_named(sealed):
    folder, _ = sealed
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole = path.read_bytes()
        path.unlink()
        found = {(code, file) for _, code, file in said(folder)}
        name = path.relative_to(folder).as_posix()
        assert ("removed" if name != "manifest.json" else "invalid", name) in found
        path.write_bytes(whole)


@pytest.mark.parametrize(
    "name", ["new.txt", "inputs/deep/.hidden", "inputs/Thumbs.db", "名 稱\n.txt", "a\\b", "manifest.json.bak"]
)
def test_any_file_that_is_added_is_named(sealed, name):
    (sealed[0] / name).write_bytes(b"")
    assert said(sealed[0]) == {(3, "added", name)}


def test_a_size_that_changed_is_told_without_reading_the_file(sealed, monkeypatch):
    folder, _ = sealed
    with (folder / "index.html").open("r+b") as stream:
        stream.truncate(1 << 40)
    assert said(folder) == {(2, "changed", "index.html")}


def test_a_manifest_written_anew_is_told_only_by_the_digest_from_elsewhere(sealed):
    folder, digest = sealed
    (folder / "index.html").write_text("other")

    def change(manifest):
        for item in manifest["files"]:
            if item["path"] == "index.html":
                item.update(bytes=5, sha256=sha256_of_file(folder / "index.html"))

    rewrite(folder, change)
    assert said(folder) == set()
    assert said(folder, digest) == {(7, "disagrees", "manifest.json")}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda m: m.update(schema="sidebyside/manifest/9"), (1, "invalid", "manifest.json")),
        (lambda m: m["ledger"].update(head="1" * 64), (4, "disagrees", "ledger.jsonl")),
        (lambda m: m["ledger"].update(length=1), (4, "disagrees", "ledger.jsonl")),
        (lambda m: m.update(findings_sha256="1" * 64), (5, "disagrees", "findings.jsonl")),
        (lambda m: m["counts"].update(n_null=9), (5, "disagrees", "findings.jsonl")),
        (lambda m: m["counts"].update(n_pairs=9), (5, "disagrees", "manifest.json")),
    ],
)
def test_a_manifest_that_says_otherwise_than_the_files_is_named(sealed, change, expected):
    rewrite(sealed[0], change)
    assert expected in said(sealed[0])


def reseal(folder):
    """Seal again with the facts there are, as one who tampers with care would."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    seal(folder, facts={name: manifest[name] for name in ("ledger", "counts", "versions")})


def test_a_finding_taken_out_is_named_even_when_the_manifest_was_made_to_fit(sealed):
    folder, _ = sealed
    lines = (folder / "findings.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "findings.jsonl").write_bytes(b"".join(lines[1:]))
    reseal(folder)
    report = verify.verify_folder(folder)
    assert {(5, "disagrees", "findings.jsonl"), (6, "disagrees", "findings.csv")} <= said(folder)
    assert any(problem.got == "n_works_matched 1" for problem in report.problems)


def test_a_ledger_record_taken_out_is_named_even_when_the_manifest_was_made_to_fit(sealed):
    folder, _ = sealed
    lines = (folder / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "ledger.jsonl").write_bytes(b"".join(lines[1:]))
    reseal(folder)
    assert (4, "broken", "ledger.jsonl") in said(folder)


def replace_line(path, number, change):
    lines = path.read_bytes().splitlines(keepends=True)
    line = json.loads(lines[number])
    change(line)
    lines[number] = canonical_json(line) + b"\n"
    path.write_bytes(b"".join(lines))


@pytest.mark.parametrize(
    ("change", "got"),
    [
        (lambda line: line.update(schema="x"), "line 1: schema 'x'"),
        (lambda line: line.update(status="proven"), "line 1: status 'proven'"),
        (lambda line: line.update(status=[]), "line 1: status []"),
        (lambda line: line.update(id=None), "id None"),
        (lambda line: line.update(work=None), "line 1: a pair has"),
        (lambda line: line.update(work="w"), "line 1: work without a path"),
    ],
)
def test_a_line_that_is_no_finding_is_named(sealed, change, got):
    folder, _ = sealed
    replace_line(folder / "findings.jsonl", 0, change)
    problems = [problem for problem in verify.verify_folder(folder).problems if problem.step == 5]
    assert got in problems[0].got


def test_two_findings_with_one_id_are_named(sealed):
    folder, _ = sealed
    first = json.loads((folder / "findings.jsonl").read_bytes().splitlines()[0])["id"]
    replace_line(folder / "findings.jsonl", 1, lambda line: line.update(id=first))
    assert "an id that stands twice" in {problem.got for problem in verify.verify_folder(folder).problems}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda rows: [rows[0], *rows[2:]], "disagrees"),
        (lambda rows: [*rows, rows[-1]], "disagrees"),
        (lambda rows: [rows[0], rows[2], rows[1], *rows[3:]], "disagrees"),
        (lambda rows: [b"name,status", *rows[1:]], "invalid"),
        (lambda rows: [], "invalid"),
        (lambda rows: [*rows, b'"'], "invalid"),
        (lambda rows: [*rows, b"\xff"], "invalid"),
        (lambda rows: [rows[0], b"", *rows[2:]], "disagrees"),
    ],
)
def test_a_table_that_is_not_the_findings_is_named(sealed, change, code):
    path = sealed[0] / "findings.csv"
    path.write_bytes(
        b"\r\n".join(change(path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\r\n")[:-1]))
    )
    assert (6, code, "findings.csv") in said(sealed[0])


def test_the_report_is_said_in_both_languages(sealed):
    folder, digest = sealed
    good = "\n".join(verify.report_lines(verify.verify_folder(folder)))
    assert "Everything agrees. 全部相符。" in good
    assert digest in good
    assert "7." not in good
    (folder / "index.html").unlink()
    (folder / "新\n檔").touch()
    bad = "\n".join(verify.report_lines(verify.verify_folder(folder, "0" * 64), "0" * 64))
    for part in (
        "2. FAILED 不符",
        "index.html: is listed and not there 已列於清單但不存在",
        "新\\n檔: is not listed",
    ):
        assert part in bad
    assert "7. FAILED" in bad
    assert "Problems: 3 不符項目：3" in bad


def test_the_command_says_how_it_ended(sealed, capsys):
    folder, digest = sealed
    assert verify.main([str(folder), "--expect", digest]) == 0
    capsys.readouterr()
    (folder / "index.html").unlink()
    assert verify.main([str(folder), "--json"]) == 6
    report = json.loads(capsys.readouterr().out)
    assert (report["is_ok"], report["manifest_sha256"]) == (False, digest)
    (problem,) = report["problems"]
    assert (problem["step"], problem["code"], problem["file"]) == (2, "removed", "index.html")
    assert problem["message"] == {"en": "is listed and not there", "zh-Hant": "已列於清單但不存在"}


@pytest.mark.parametrize("arguments", [["absent"], [".", "--expect", "abc"], ["--no-such"]])
def test_a_command_that_cannot_be_started_as_asked_ends_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        verify.main(arguments)
    assert caught.value.code == 2
