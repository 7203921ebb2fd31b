import hashlib
import json
from dataclasses import replace

import pytest

from sidebyside.case import DiskStore, MemoryStore, entry, open_case, write_case
from sidebyside.case.case import Case
from sidebyside.case.ledger import LedgerReader
from sidebyside.errors import InputError, VerificationError
from sidebyside.primitives.text.decoding import decode
from sidebyside.records import (
    Artefact,
    Attempt,
    CaseStatistics,
    Claim,
    ComparedOutput,
    Comparison,
    Counts,
    Generation,
    Note,
    Output,
    Part,
    Picture,
    Score,
    SourceBytes,
    Span,
    Substitution,
    Text,
    Unscorable,
    Work,
    to_plain,
)

HOW = {"versions": {"sidebyside": "0"}}
RUN = {"settings": {"methods": ["verbatim"], "verbatim": {"floor": 8}}, "seed": 7, **HOW}


def digest(data):
    return hashlib.sha256(data).hexdigest()


def text_artefact(path, data, **more):
    return Artefact(path, digest(data), "text", Text(data.decode("utf-8"), **more))


COMPARISON = Comparison("verbatim", 0, Score("verbatim", 0.25))
OUTPUT = Output(text_artefact("o.txt", b"output"))


def compared(*comparisons):
    return ComparedOutput(OUTPUT, comparisons, 3, (("near_verbatim", 3), ("verbatim", 3)))


def records(folder):
    lines = (folder / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    return [record for _, record in LedgerReader(lines, "ledger.jsonl")]


def test_a_new_case_says_by_what_it_was_made_and_a_run_what_was_in_force(tmp_path):
    with write_case(tmp_path / "deep" / "case", **HOW) as case:
        assert case.ledger_length == 1
        assert (case.runs, case.concluded) == ((), None)
        case.start("compare", **RUN)
    assert json.loads((tmp_path / "deep/case/case.json").read_text()) == {"schema": "sidebyside/case/2"}
    first, second = records(tmp_path / "deep/case")
    assert (first.kind, first.body) == ("opened", HOW)
    assert (second.kind, second.body) == ("started", {"verb": "compare", **RUN})
    (run,) = open_case(tmp_path / "deep/case").runs
    assert (run.verb, run.settings, run.seed, run.versions) == ("compare", *RUN.values())
    assert not run.is_concluded


def test_a_case_goes_on_where_it_stopped(tmp_path):
    with write_case(tmp_path, **HOW) as case:
        case.append("compared", entry.compared("k1", compared(COMPARISON)))
        case.append("compared", entry.compared("k2", compared()))
        head = case.ledger_head
    with write_case(tmp_path, **HOW) as case:
        assert case.compared("k1", OUTPUT) == compared(COMPARISON)
        assert case.compared("k2", OUTPUT) == compared()
        assert case.compared("k3", OUTPUT) is None
        case.append("compared", entry.compared("k3", compared(COMPARISON)))
        assert case.compared("k3", OUTPUT) == compared(COMPARISON)
    found = records(tmp_path)
    assert [record.kind for record in found] == ["opened", *["compared"] * 2, "opened", "compared"]
    assert found[3].previous == head


def test_case_json_is_written_once(tmp_path):
    with write_case(tmp_path, **HOW):
        pass
    before = (tmp_path / "case.json").stat()
    with write_case(tmp_path, **HOW):
        pass
    assert (tmp_path / "case.json").stat().st_ino == before.st_ino


def test_a_case_holds_runs_of_several_settings_and_remembers_what_each_came_to(tmp_path):
    item = Unscorable("output", "e.txt", digest(b""), "text", "empty", "it holds nothing")
    other = replace(item, path="f.txt")
    with write_case(tmp_path, **HOW) as case:
        concluded(case, item)
        concluded(case, other, settings={"methods": [], "new": True}, seed=8)
    case = open_case(tmp_path)
    first, second = case.runs
    assert case.run == second
    assert (case.settings, case.seed, case.versions) == ({"methods": [], "new": True}, 8, HOW["versions"])
    assert list(case.findings) == [other]
    assert json.loads(case.lines_of(first.conclusions[0]))["output"]["path"] == "e.txt"
    said = case.changes_since(first)
    assert said == (
        "seed was 7, now 8",
        "settings.methods was ['verbatim'], now []",
        "settings.verbatim was {'floor': 8}, now None",
        "1 output is gone (e.txt)",
        "1 output is added (f.txt)",
    )
    assert case.changes_since(second) == ()


def test_a_conclusion_after_a_decision_belongs_to_the_run_that_concluded(tmp_path):
    item = Unscorable("output", "e.txt", digest(b""), "text", "empty", "it holds nothing")
    with write_case(tmp_path, **HOW) as case:
        concluded(case, item)
        case.start("compare", **{**RUN, "seed": 9})
        case.append("ingested", entry.ingested(replace(item, path="x.txt")))
    with write_case(tmp_path, **HOW) as case:
        assert (case.seed, list(case.findings)) == (7, [item])
        case.conclude(case.findings, case.counts, case.cards, case.statistics)
    first, second = open_case(tmp_path).runs
    assert (len(first.conclusions), second.is_concluded) == (2, False)


@pytest.mark.parametrize("is_in_memory", [True, False])
def test_a_case_is_the_same_in_memory_and_in_a_folder(tmp_path, is_in_memory):
    folder = None if is_in_memory else tmp_path / "case"
    item = Work(text_artefact("w.txt", b"a work"))
    with write_case(folder, **HOW, clock=lambda: "2026-01-01T00:00:00.000Z") as case:
        with case.store.vectors() as vectors:
            vectors.put("k", b"v")
            assert (vectors.get("k"), vectors.get("l")) == (b"v", None)
        case.append("compared", entry.compared("k", compared(COMPARISON)))
        conclude_with(case, (b"a work", item))
        assert case.compared("k", OUTPUT) == compared(COMPARISON)
    assert case.folder == folder
    assert case.works == (item,)
    assert case.read(item.artefact.sha256) == b"a work"
    assert case.ledger.count(b"\n") == case.ledger_length == 5
    with pytest.raises(InputError, match="not open for writing"):
        case.append("compared", {})
    for asked in (digest(b"other"), "0" * 64):
        with pytest.raises(VerificationError):
            case.read(asked)
    again = Case(case.store if is_in_memory else DiskStore(folder))
    assert (again.ledger_head, again.works, list(again.findings)) == (case.ledger_head, (item,), [])


def test_what_is_too_large_for_memory_goes_to_a_file_without_a_name(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    store = MemoryStore(most_bytes=5)
    kept = [b"abc", b"defg", b"hi", b"", b"jklmnop"]
    for data in (*kept, *kept):
        store.keep(data, digest(data))
    assert [store.source_of(digest(data)) for data in reversed(kept)] == kept[::-1]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_other_things_is_left_alone(tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    message = r"is not empty and is no case: it holds 'thesis\.docx'"
    with pytest.raises(InputError, match=message), write_case(tmp_path, **HOW):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_is_no_case_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is a file, not a folder"), write_case(tmp_path / "file", **HOW):
        pass


def test_reading_what_is_no_case_says_so(tmp_path):
    with pytest.raises(InputError, match=r"is no case: it has no case\.json"):
        open_case(tmp_path)


def test_bytes_are_kept_by_their_digest_and_not_written_again(tmp_path):
    with write_case(tmp_path, **HOW) as case:
        case.keep(b"abc", digest(b"abc"))
        path = tmp_path / "inputs" / "ba" / digest(b"abc")
        assert path == case.store.source_of(digest(b"abc"))
        before = path.stat()
        case.keep(b"abc", digest(b"abc"))
        assert path.stat().st_ino == before.st_ino
        assert case.read(digest(b"abc")) == b"abc"
        assert not list((tmp_path / ".staging").iterdir())


def test_an_input_that_was_cut_short_by_a_power_cut_is_written_again(tmp_path):
    with write_case(tmp_path, **HOW) as case:
        case.keep(b"abc", digest(b"abc"))
        case.store.source_of(digest(b"abc")).write_bytes(b"")
        case.keep(b"abc", digest(b"abc"))
        assert case.read(digest(b"abc")) == b"abc"


def test_bytes_under_a_wrong_digest_are_refused(tmp_path):
    with write_case(tmp_path, **HOW) as case, pytest.raises(InputError, match="were to be kept as"):
        case.keep(b"abc", digest(b"abd"))


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 63 + "/"])
def test_only_a_digest_leads_to_a_place_in_the_case(tmp_path, name):
    with write_case(tmp_path, **HOW) as case, pytest.raises(InputError, match="not a SHA-256"):
        case.read(name)


def test_a_changed_or_lost_input_is_named_when_it_is_read(tmp_path):
    with write_case(tmp_path, **HOW) as case:
        case.keep(b"abc", digest(b"abc"))
        path = case.store.source_of(digest(b"abc"))
        path.write_bytes(b"abd")
        with pytest.raises(VerificationError, match=f"an input was changed.*expected {digest(b'abc')}"):
            case.read(digest(b"abc"))
        path.unlink()
        with pytest.raises(VerificationError, match="No such file"):
            case.read(digest(b"abc"))


def test_leftovers_of_a_killed_process_are_swept_away(tmp_path):
    (tmp_path / ".lock").touch()
    (tmp_path / ".case.json.12ab34cd.tmp").write_text("{")
    (tmp_path / ".staging").mkdir()
    (tmp_path / ".staging" / ".x.tmp").touch()
    with write_case(tmp_path, **HOW):
        assert not list((tmp_path / ".staging").iterdir())


def rich_items():
    shown = Text("a&amp;b<i>c</i>", hidden=(Span(7, 10), Span(11, 15)), parts=(Part(0, "page 1"),))
    shown = replace(shown, substitutions=(Substitution(Span(1, 6), "&"),))
    page = b"%PDF"
    extracted = Text("taken out", kind="extracted")
    return {
        b"a&amp;b<i>c</i>": Work(Artefact("w.html", digest(b"a&amp;b<i>c</i>"), "text", shown)),
        page: Work(
            Artefact("w.pdf", digest(page), "text", extracted, text_sha256=digest(b"taken out")),
        ),
        b"PNG": Output(
            Artefact(
                "o.png",
                digest(b"PNG"),
                "image",
                picture=Picture(3, 4, "RGB", "PNG"),
                claims=(Claim("png", "parameters", "Steps: 20"),),
            )
        ),
        "﻿圖".encode("utf-16-le"): Output(
            Artefact(
                "o.txt",
                digest("﻿圖".encode("utf-16-le")),
                "text",
                Text("圖", encoding="utf-16-le", bom_bytes=2),
            ),
            Attempt(
                Generation(model="m", settings=(("t", "0"),), attempt=3),
                protocol="sha256:00",
                number=4,
                source=SourceBytes("00", 5, 9),
            ),
        ),
        b"": Unscorable("output", "e.txt", digest(b""), "text", "empty", "it holds nothing", "leave it out"),
    }


def concluded(case, *items, **run):
    """Run and conclude with items none of which could be scored, or with none."""
    works = [item for item in items if isinstance(item, Unscorable) and item.role == "work"]
    outputs = [item for item in items if isinstance(item, Unscorable) and item.role == "output"]
    counts = Counts(len(works), 0, 0, len(works), len(outputs), 0, 0, 0, 0, len(outputs), 0)
    case.start("compare", **{**RUN, **run})
    for item in items:
        case.append("ingested", entry.ingested(item, [Note("work", "w", "code", "said")]))
    case.conclude([*works, *outputs], counts, (), CaseStatistics())


def test_every_item_comes_back_from_the_case_as_it_was_read(tmp_path):
    items = rich_items()
    with write_case(tmp_path, **HOW) as case:
        case.keep(b"taken out", digest(b"taken out"))
        for data in items:
            case.keep(data, digest(data))
        concluded(case, *items.values())
    with write_case(tmp_path, **HOW) as case:
        case.append("ingested", entry.ingested(items[b""]))
    case = open_case(tmp_path)
    assert [*case.works, *case.outputs] == [
        item for item in items.values() if not isinstance(item, Unscorable)
    ]
    assert {note.message for note in case.notes} == {"said"}


def test_items_of_an_older_ledger_come_back_without_what_it_did_not_note():
    generation = {**to_plain(Generation(model="m", attempt=3))}
    artefact = to_plain(text_artefact("o.txt", b"abc"))
    del artefact["text"]["original"], artefact["language"]
    body = {"role": "output", "artefact": artefact, "language": "fr", "generation": generation, "notes": []}
    item = entry.item_of(body, {digest(b"abc"): b"abc"}.__getitem__)
    assert item.attempt == Attempt(Generation(model="m", attempt=3))
    assert item.attempt.source is None
    assert (item.artefact.language, item.artefact.text.original) == ("fr", "abc")
    unfit = {**to_plain(Unscorable("output", "u", "", None, "empty", "m")), "generation": generation}
    del unfit["attempt"]
    assert entry.item_of({"unscorable": unfit}, None).generation == Generation(model="m", attempt=3)
    assert entry.item_of({"unscorable": {**unfit, "generation": None}}, None).attempt is None


def conclude_with(case, *items):
    for data, _ in items:
        case.keep(data, digest(data))
    case.start("compare", **RUN)
    for _, item in items:
        case.append("ingested", entry.ingested(item))
    case.conclude([], Counts(*[0] * 11), (), CaseStatistics())


@pytest.mark.parametrize(
    "data",
    [
        b"caf\xe9 \xff au lait, s'il vous pla\xc3\xaet",
        "\ufeff圖\r\n書".encode("utf-16"),
        "圖書館".encode() + b"\xe5",
    ],
)
def test_a_text_with_stray_bytes_comes_back_with_the_same_characters(tmp_path, data):
    decoded = decode(data)
    item = Work(
        Artefact(
            "w",
            digest(data),
            "text",
            Text(decoded.text, encoding=decoded.encoding, bom_bytes=decoded.bom_bytes),
        )
    )
    with write_case(tmp_path, **HOW) as case:
        conclude_with(case, (data, item))
        assert case.works == (item,)


def test_kept_bytes_that_are_not_the_text_ingested_are_named(tmp_path):
    item = Work(Artefact("w", digest(b"abc"), "text", Text("abc", encoding="no-such"), text_sha256=""))
    with write_case(tmp_path, **HOW) as case:
        conclude_with(case, (b"abc", item))
        with pytest.raises(VerificationError, match="w: the kept bytes are not the text ingested"):
            _ = case.works


def test_an_item_that_turned_out_to_be_unscorable_is_only_that(tmp_path):
    read, other = (Work(text_artefact(name, b"abc")) for name in ("w", "v"))
    unfit = Unscorable("work", "w", digest(b"abc"), "text", "too_short", "1 word")
    same_path = Output(text_artefact("w", b"abc"))
    with write_case(tmp_path, **HOW) as case:
        conclude_with(case, *[(b"abc", item) for item in (read, other, same_path, unfit)])
        assert (case.works, case.outputs) == ((other,), (same_path,))


def test_a_ledger_line_does_not_hold_the_text_of_an_input(tmp_path):
    with write_case(tmp_path, **HOW) as case:
        case.append("ingested", entry.ingested(Work(text_artefact("w.txt", b"a very particular sentence"))))
    assert b"particular" not in (tmp_path / "ledger.jsonl").read_bytes()


def test_findings_are_read_back_and_checked_against_the_conclusion(tmp_path):
    item = Unscorable("output", "e.txt", digest(b""), None, "empty", "it holds nothing")
    with write_case(tmp_path, **HOW) as case:
        with pytest.raises(InputError, match="no findings yet"):
            _ = case.findings
        concluded(case, item)
        assert list(case.findings) == [item]
    assert list(open_case(tmp_path).findings) == [item]
    (tmp_path / "findings.jsonl").write_text("")
    with pytest.raises(VerificationError, match="expected"):
        _ = open_case(tmp_path).findings


def test_a_case_can_be_read_while_it_is_written(tmp_path):
    with write_case(tmp_path, **HOW) as case:
        case.append("decided", entry.decided("A. Person", "to leave page 3 out", reason="a blank page"))
        assert open_case(tmp_path).ledger_head == case.ledger_head


def test_bodies_of_an_export_and_a_decision_are_plain():
    assert entry.exported(("en", "zh-Hant"), "00") == {
        "languages": ["en", "zh-Hant"],
        "manifest_sha256": "00",
    }
    assert entry.decided("who", "what")["about"] == ""


def test_a_long_ledger_in_memory_reads_back_as_it_was_written():
    with write_case(None, **HOW) as case:
        for number in range(3000):
            case.append("compared", entry.compared(f"k{number}", compared(COMPARISON)))
        assert case.ledger_length == 3001
        assert len(case.ledger) > 1 << 20
        assert case.compared("k7", OUTPUT) == compared(COMPARISON)
        case.append("compared", entry.compared("k3000", compared()))
        assert case.compared("k3000", OUTPUT) == compared()
