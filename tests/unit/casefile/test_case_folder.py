import hashlib
import json
from dataclasses import replace

import pytest

from sidebyside.casefile import conclude, entry, open_case, read_case
from sidebyside.errors import InputError, VerificationError
from sidebyside.primitives.text.decoding import decode
from sidebyside.records import (
    Artefact,
    Claim,
    Comparison,
    Generation,
    Note,
    Output,
    Part,
    Picture,
    Score,
    Span,
    Substitution,
    Text,
    Unscorable,
    Work,
)

HOW = {
    "settings": {"methods": ["verbatim"], "verbatim": {"floor": 8}},
    "seed": 7,
    "versions": {"sidebyside": "0"},
}


def digest(data):
    return hashlib.sha256(data).hexdigest()


def text_artefact(path, data, **more):
    return Artefact(path, digest(data), "text", Text(data.decode("utf-8"), **more))


COMPARISON = Comparison("verbatim", 0, Score("verbatim", 0.25))
OUTPUT = text_artefact("o.txt", b"output")


def test_a_new_case_says_what_was_in_force(tmp_path):
    with open_case(tmp_path / "deep" / "case", **HOW) as case:
        assert case.ledger_length == 1
    facts = json.loads((tmp_path / "deep/case/case.json").read_text())
    assert facts == {"schema": "sidebyside/case/1", "settings": HOW["settings"], "seed": 7}
    (record,) = read_case(tmp_path / "deep/case").records()
    assert (record.kind, record.body) == ("opened", HOW)


def test_a_case_goes_on_where_it_stopped(tmp_path):
    with open_case(tmp_path, **HOW) as case:
        case.append("compared", entry.compared("k1", OUTPUT, 1, [COMPARISON]))
        case.append("compared", entry.compared("k2", OUTPUT, 1, []))
        head = case.ledger_head
    with open_case(tmp_path, **HOW) as case:
        assert dict(case.finished) == {"k1": (COMPARISON,), "k2": ()}
        assert "k3" not in case.finished
        case.append("compared", entry.compared("k3", OUTPUT, 1, [COMPARISON]))
        assert case.finished["k3"] == (COMPARISON,)
        assert [record.kind for record in case.records()] == [
            "opened",
            *["compared"] * 2,
            "opened",
            "compared",
        ]
        assert [record.previous for record in case.records()][3] == head


def test_case_json_is_written_once(tmp_path):
    with open_case(tmp_path, **HOW):
        pass
    before = (tmp_path / "case.json").stat()
    with open_case(tmp_path, **HOW):
        pass
    assert (tmp_path / "case.json").stat().st_ino == before.st_ino


def test_another_setting_is_refused_and_each_difference_named(tmp_path):
    with open_case(tmp_path, **HOW):
        pass
    other = {**HOW, "seed": 8, "settings": {"methods": ["verbatim"], "verbatim": {"floor": 9}, "new": True}}
    with pytest.raises(InputError) as caught, open_case(tmp_path, **other):
        pass
    for part in ("seed is 7", "8 was asked", "settings.verbatim.floor is 8", "settings.new is None"):
        assert part in str(caught.value)


def test_settings_that_read_the_same_are_the_same(tmp_path):
    with open_case(tmp_path, **HOW):
        pass
    with open_case(tmp_path, **{**HOW, "settings": {"verbatim": {"floor": 8}, "methods": ("verbatim",)}}):
        pass


def test_a_folder_of_other_things_is_left_alone(tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    message = r"is not empty and is no case: it holds 'thesis\.docx'"
    with pytest.raises(InputError, match=message), open_case(tmp_path, **HOW):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_is_no_case_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is a file, not a folder"), open_case(tmp_path / "file", **HOW):
        pass


def test_reading_what_is_no_case_says_so(tmp_path):
    with pytest.raises(InputError, match=r"is no case: it has no case\.json"):
        read_case(tmp_path)


def test_bytes_are_kept_by_their_digest_and_not_written_again(tmp_path):
    with open_case(tmp_path, **HOW) as case:
        path = case.keep(b"abc", digest(b"abc"))
        assert path == tmp_path / "inputs" / "ba" / digest(b"abc") == case.path_of(digest(b"abc"))
        before = path.stat()
        assert case.keep(b"abc", digest(b"abc")) == path
        assert path.stat().st_ino == before.st_ino
        assert case.read(digest(b"abc")) == b"abc"
        assert not list((tmp_path / ".staging").iterdir())


def test_an_input_that_was_cut_short_by_a_power_cut_is_written_again(tmp_path):
    with open_case(tmp_path, **HOW) as case:
        case.keep(b"abc", digest(b"abc")).write_bytes(b"")
        case.keep(b"abc", digest(b"abc"))
        assert case.read(digest(b"abc")) == b"abc"


def test_bytes_under_a_wrong_digest_are_refused(tmp_path):
    with open_case(tmp_path, **HOW) as case, pytest.raises(InputError, match="were to be kept as"):
        case.keep(b"abc", digest(b"abd"))


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 63 + "/"])
def test_only_a_digest_leads_to_a_place_in_the_case(tmp_path, name):
    with open_case(tmp_path, **HOW) as case, pytest.raises(InputError, match="not a SHA-256"):
        case.path_of(name)


def test_a_changed_or_lost_input_is_named_when_it_is_read(tmp_path):
    with open_case(tmp_path, **HOW) as case:
        path = case.keep(b"abc", digest(b"abc"))
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
    with open_case(tmp_path, **HOW):
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
            Generation(model="m", settings=(("t", "0"),), attempt=3),
        ),
        b"": Unscorable("output", "e.txt", digest(b""), "text", "empty", "it holds nothing", "leave it out"),
    }


def test_every_item_comes_back_from_the_case_as_it_was_read(tmp_path):
    items = rich_items()
    with open_case(tmp_path, **HOW) as case:
        case.keep(b"taken out", digest(b"taken out"))
        for data, item in items.items():
            case.keep(data, digest(data))
            case.append("ingested", entry.ingested(item, [Note("work", "w", "code", "said")]))
        assert list(case.items()) == []
        findings, counts = conclude([], [], [], {}, cards=[], measure=None)
        case.append("concluded", entry.concluded(case.write_findings(findings), counts))
    with open_case(tmp_path, **HOW) as case:
        case.append("ingested", entry.ingested(items[b""]))
    view = read_case(tmp_path)
    assert list(view.items()) == list(items.values())
    assert entry.notes_of(next(view.ingested()).body)[0].message == "said"


def conclude_with(case, *items):
    for data, item in items:
        case.keep(data, digest(data))
        case.append("ingested", entry.ingested(item))
    findings, counts = conclude([], [], [], {}, cards=[], measure=None)
    case.append("concluded", entry.concluded(case.write_findings(findings), counts))


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
    with open_case(tmp_path, **HOW) as case:
        conclude_with(case, (data, item))
        assert list(case.items()) == [item]


def test_kept_bytes_that_are_not_the_text_ingested_are_named(tmp_path):
    item = Work(Artefact("w", digest(b"abc"), "text", Text("abc", encoding="no-such"), text_sha256=""))
    with open_case(tmp_path, **HOW) as case:
        conclude_with(case, (b"abc", item))
        with pytest.raises(VerificationError, match="w: the kept bytes are not the text ingested"):
            list(case.items())


def test_an_item_that_turned_out_to_be_unscorable_is_only_that(tmp_path):
    read, other = (Work(text_artefact(name, b"abc")) for name in ("w", "v"))
    unfit = Unscorable("work", "w", digest(b"abc"), "text", "too_short", "1 word")
    same_path = Output(text_artefact("w", b"abc"))
    with open_case(tmp_path, **HOW) as case:
        conclude_with(case, *[(b"abc", item) for item in (read, other, same_path, unfit)])
        assert list(case.items()) == [other, same_path, unfit]


def test_a_ledger_line_does_not_hold_the_text_of_an_input(tmp_path):
    with open_case(tmp_path, **HOW) as case:
        case.append("ingested", entry.ingested(Work(text_artefact("w.txt", b"a very particular sentence"))))
    assert b"particular" not in (tmp_path / "ledger.jsonl").read_bytes()


def test_findings_are_read_back_and_checked_against_the_conclusion(tmp_path):
    item = Unscorable("output", "e.txt", "", None, "empty", "it holds nothing")
    with open_case(tmp_path, **HOW) as case:
        with pytest.raises(InputError, match="no findings yet"):
            case.findings()
        findings, counts = conclude([], [], [item], {}, cards=[], measure=None)
        case.append("concluded", entry.concluded(case.write_findings(findings), counts))
    assert read_case(tmp_path).findings() == (item,)
    (tmp_path / "findings.jsonl").write_text("")
    with pytest.raises(VerificationError, match="expected"):
        read_case(tmp_path).findings()


def test_a_case_can_be_read_while_it_is_written(tmp_path):
    with open_case(tmp_path, **HOW) as case:
        case.append("decided", entry.decided("A. Person", "to leave page 3 out", reason="a blank page"))
        assert read_case(tmp_path).ledger_head == case.ledger_head


def test_bodies_of_an_export_and_a_decision_are_plain():
    assert entry.exported(("en", "zh-Hant"), "00") == {
        "languages": ["en", "zh-Hant"],
        "manifest_sha256": "00",
    }
    assert entry.decided("who", "what")["about"] == ""
