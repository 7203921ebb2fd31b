import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from sidebyside.errors import InputError
from sidebyside.records import Output, SourceBytes, Unscorable, Work, from_plain, to_plain
from sidebyside.sources import Limits, Reading, read


def readings(folder: Path, role: Any = "output", **limits: int) -> dict[str, Reading]:
    found = {}
    for reading in read(folder, role, limits=Limits(**limits)):
        item = reading.item
        path = item.path if isinstance(item, Unscorable) else item.artefact.path
        assert path not in found
        found[path] = reading
        if reading.data:
            digest = item.sha256 if isinstance(item, Unscorable) else item.artefact.sha256
            assert digest == hashlib.sha256(reading.data).hexdigest()
        json.dumps(to_plain(item), ensure_ascii=False).encode("utf-8")
        assert from_plain(type(item), json.loads(json.dumps(to_plain(item)))) == item
    return found


def jsonl(folder: Path, *rows: object, name: str = "g.jsonl") -> dict[str, Reading]:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    return readings(folder)


def output(reading: Reading) -> Output:
    assert isinstance(reading.item, Output), reading.item
    return reading.item


def unscorable(reading: Reading) -> Unscorable:
    assert isinstance(reading.item, Unscorable), reading.item
    assert "\n" not in reading.item.message + reading.item.hint
    return reading.item


def test_a_folder_is_read_in_the_order_of_its_paths_whatever_the_order_on_the_disk(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a.txt", "a/b/c.txt", "é.txt", "Z.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    expected = sorted(("b.txt", "a/z.txt", "a.txt", "a/b/c.txt", "é.txt", "Z.txt"), key=str.encode)
    assert list(readings(tmp_path)) == expected
    assert list(read(tmp_path, "output")) == list(read(tmp_path, "output"))


def test_a_single_file_is_named_by_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The tide rose.")
    (reading,) = read(tmp_path / "a.txt", "work")
    assert isinstance(reading.item, Work)
    assert reading.item.artefact.path == "a.txt"


def test_the_same_bytes_twice_are_both_read_and_the_second_names_the_first(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("The tide rose.")
    found = readings(tmp_path)
    assert found["a.txt"].notes == ()
    (note,) = found["b.txt"].notes
    assert (note.code, note.message) == ("same_bytes", "b.txt has the same bytes as a.txt")


def test_an_output_that_is_a_refusal_keeps_its_bytes_and_the_rule(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("MODEL_RESPONSE_BLOCKED")
    reading = readings(tmp_path)["a.txt"]
    assert (output(reading).generation.status, output(reading).generation.status_rule) == (
        "refused",
        "sentinel",
    )
    assert reading.data == b"MODEL_RESPONSE_BLOCKED"


def test_a_line_of_jsonl_becomes_an_output_with_all_that_was_stated(tmp_path: Path) -> None:
    row = {
        "id": "a1", "text": "The tide rose. 夜雨", "model": "m", "version": 2,
        "prompt": [{"role": "user", "content": "go"}], "stratum": "title-only",
        "settings": {"temperature": 0.5, "stop": ["x"], "mode": "fast"},
        "attempt": 3, "created": "2025-01-31", "status": "ok",
    }  # fmt: skip
    reading = jsonl(tmp_path, row)["g.jsonl#a1"]
    generation = output(reading).generation
    assert (generation.model, generation.version, generation.attempt) == ("m", "2", 3)
    assert generation.prompt == '[{"content":"go","role":"user"}]'
    assert generation.settings == (("mode", "fast"), ("stop", '["x"]'), ("temperature", "0.5"))
    assert reading.data == "The tide rose. 夜雨".encode()


LOG = {"id": "a", "text": "夜雨", "model": "m", "prompt": "圖"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "big5"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_log_is_kept_once_and_an_attempt_names_the_bytes_of_its_line(
    tmp_path: Path, encoding: str, line_end: str
) -> None:
    lines = [json.dumps({**LOG, "id": name, "mood": " " * 9}, ensure_ascii=False) for name in "abc"]
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    data = (mark + line_end.join([lines[0], "", f"  {lines[1]}", lines[2]])).encode(encoding)
    (tmp_path / "g.jsonl").write_bytes(data)
    found = readings(tmp_path)
    containers = [reading.container for reading in found.values() if reading.container]
    assert [one.data for one in containers] == [data] * 3
    assert all(one.data is containers[0].data for one in containers)
    assert containers[0].sha256 == hashlib.sha256(data).hexdigest()
    unmarked = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(encoding, encoding)
    said = [place(reading).decode(unmarked) for reading in found.values()]
    assert said == [lines[0], f"  {lines[1]}", lines[2]]


def place(reading: Reading) -> bytes:
    source, container = output(reading).attempt.source, reading.container
    assert source is not None
    assert container is not None
    assert source.sha256 == container.sha256
    return container.data[source.start : source.end]


def test_a_plain_file_is_an_attempt_of_no_protocol_and_its_bytes_are_the_file(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"The tide rose. {name}")
    (tmp_path / "c.txt").touch()
    found = readings(tmp_path)
    attempts = [output(found[name]).attempt for name in ("a.txt", "b.txt")]
    assert [one.key for one in attempts] == [("", "", "", 1), ("", "", "", 2)]
    digest = hashlib.sha256(b"The tide rose. a.txt").hexdigest()
    assert attempts[0].source == SourceBytes(digest, 0, 20)
    assert attempts[0].status == "answered"
    assert unscorable(found["c.txt"]).attempt is None


def test_attempts_have_the_number_that_is_stated_or_else_the_ordinal_of_model_and_prompt(
    tmp_path: Path,
) -> None:
    found = jsonl(
        tmp_path,
        {"id": "a", "text": "one", "model": "m", "prompt": "p"},
        {"id": "b", "text": "two", "model": "m", "prompt": "q"},
        {"id": "c", "text": "three", "model": "m", "prompt": "p"},
        {"id": "d", "text": "four", "model": "n", "prompt": "p", "attempt": 7},
        {"id": "e", "status": "missing", "model": "m", "prompt": "p"},
        {"id": "f", "text": " ", "model": "m", "prompt": "p"},
        {"id": "g", "text": "five", "model": "m", "prompt": "p"},
    )
    protocol = "sha256:" + hashlib.sha256((tmp_path / "g.jsonl").read_bytes()).hexdigest()
    attempts = {name: reading.item.attempt for name, reading in found.items() if reading.item.attempt}  # type: ignore[union-attr]
    assert [one.key for one in attempts.values()] == [
        (protocol, "m", "p", 1),
        (protocol, "m", "q", 1),
        (protocol, "m", "p", 2),
        (protocol, "n", "p", 7),
        (protocol, "m", "p", 3),
        (protocol, "m", "p", 4),
        (protocol, "m", "p", 5),
    ]
    assert [one.generation.attempt for one in attempts.values()] == [None] * 3 + [7] + [None] * 3
    assert [one.status for one in attempts.values()] == ["answered"] * 4 + ["missing"] + ["answered"] * 2
    assert not [note for reading in found.values() for note in reading.notes]


def test_a_number_that_was_taken_is_noted_with_both_lines_and_the_next_free_one_is_given(
    tmp_path: Path,
) -> None:
    found = jsonl(
        tmp_path, *({"id": str(n), "text": "x", "attempt": a} for n, a in enumerate((1, 3, 1, 1, 2)))
    )
    assert [output(reading).attempt.number for reading in found.values()] == [1, 3, 2, 4, 5]
    assert [output(reading).generation.attempt for reading in found.values()] == [1, 3, 1, 1, 2]
    notes = [
        [note for note in reading.notes if note.code == "duplicate_attempt"] for reading in found.values()
    ]
    assert [len(one) for one in notes] == [0, 0, 1, 1, 1]
    assert notes[2][0].message == (
        "g.jsonl#2 (line 3) states attempt 1 of its model and prompt, as line 1 of g.jsonl does; "
        "it is counted as attempt 2"
    )
    assert "line 3 of g.jsonl" in notes[4][0].message


def test_a_line_without_a_number_gives_way_without_a_note(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": "x", "attempt": 2}, {"id": "b", "text": "x"}, {"id": "c", "text": "x"}]
    found = jsonl(tmp_path, *rows)
    assert [output(reading).attempt.number for reading in found.values()] == [2, 3, 4]
    assert "duplicate_attempt" not in [note.code for reading in found.values() for note in reading.notes]


def test_two_logs_of_the_same_bytes_are_two_sets_of_attempts(tmp_path: Path) -> None:
    rows = [{"id": str(n), "text": f"{n}", "attempt": n} for n in (1, 2)]
    jsonl(tmp_path, *rows)
    found = jsonl(tmp_path, *rows, name="h.jsonl")
    assert len({output(reading).attempt.key for reading in found.values()}) == 4
    (note,) = [note for note in found["h.jsonl#1"].notes if note.code == "duplicate_attempt"]
    assert "as line 1 of g.jsonl does" in note.message


def test_ids_and_numbers_that_come_a_hundred_thousand_times_are_told_apart(tmp_path: Path) -> None:
    line = json.dumps({"id": "a", "text": "x", "attempt": 5})
    (tmp_path / "g.jsonl").write_text("\n".join([line] * 100_000))
    found = list(read(tmp_path, "output"))
    assert {output(reading).attempt.number for reading in found} == set(range(5, 100_005))
    assert output(found[-1]).artefact.path == "g.jsonl#a~100000"


def test_the_notes_on_a_line_that_cannot_be_used_are_kept(tmp_path: Path) -> None:
    found = jsonl(tmp_path, *({"id": "a", "text": "\n", "attempt": 1, "mood": 1} for _ in range(2)))
    codes = [note.code for note in found["g.jsonl#a~2"].notes]
    assert codes[:3] == ["duplicate_id", "unknown_keys", "duplicate_attempt"]
    attempt = unscorable(found["g.jsonl#a~2"]).attempt
    assert attempt is not None
    assert attempt.number == 2


def test_a_log_of_nothing_but_blank_lines_is_named(tmp_path: Path) -> None:
    (tmp_path / "g.jsonl").write_text(" \n\r\n\t")
    assert unscorable(readings(tmp_path)["g.jsonl"]).code == "empty"


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("a.txt", "It was dark on the mole, and the lamp was out as it had been for a year.", "en"),
        ("a.txt", "那天夜裡沒有人點外堤的燈。", "zh"),
        ("a.txt", "1 2 3", "undetermined"),
        ("a.html", f"<p>那天夜裡沒有人點外堤的燈。</p><!--{'the of and to in that was he ' * 9}-->", "zh"),
    ],
)
def test_the_language_of_a_text_is_told_as_its_reader_sees_it(
    tmp_path: Path, name: str, text: str, language: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    assert output(readings(tmp_path)[name]).artefact.language == language


def test_a_picture_has_no_language_and_a_line_of_a_log_has_one(tmp_path: Path) -> None:
    Image.new("RGB", (9, 7), "teal").save(tmp_path / "a.png")
    found = jsonl(tmp_path, {"id": "a", "text": "那天夜裡沒有人點外堤的燈。"})
    assert output(found["g.jsonl#a"]).artefact.language == "zh"
    assert output(found["a.png"]).artefact.language == ""


def left_out(folder: Path, *folders: Path) -> tuple[list[str], list[tuple[str, str]]]:
    found = list(read(folder, "output", leave_out=folders))
    notes = [(note.code, note.path) for reading in found for note in reading.notes]
    return [output(reading).artefact.path for reading in found], notes


def test_the_folder_of_the_case_is_not_read_and_one_note_says_so(tmp_path: Path) -> None:
    case = tmp_path / "in" / "sub" / "case"
    case.mkdir(parents=True)
    for place in (case, tmp_path / "in" / "sub" / "case2", tmp_path / "in"):
        place.mkdir(exist_ok=True)
        (place / "a.txt").write_text("The tide rose.")
    (tmp_path / "in" / "z.txt").symlink_to("sub/case/a.txt")
    (tmp_path / "link").symlink_to("in/sub")
    paths, notes = left_out(tmp_path / "in", tmp_path / "link" / "case", tmp_path / "elsewhere")
    assert paths == ["a.txt", "sub/case2/a.txt"]
    assert [path for code, path in notes if code == "own_case"] == ["sub/case", "z.txt"]
    assert left_out(tmp_path / "in", tmp_path / "elsewhere")[0] == [
        "a.txt",
        "sub/case/a.txt",
        "sub/case2/a.txt",
        "z.txt",
    ]


def test_the_folder_of_the_case_and_what_lies_in_it_are_no_inputs(tmp_path: Path) -> None:
    (tmp_path / "case" / "inputs").mkdir(parents=True)
    (tmp_path / "case" / "inputs" / "a.txt").write_text("The tide rose.")
    (tmp_path / "link").symlink_to("case")
    for place in ("case", "link", "case/inputs", "case/inputs/a.txt"):
        with pytest.raises(InputError, match="is the folder of the case, or lies in it"):
            read(tmp_path / place, "output", leave_out=[tmp_path / "case"])
    (tmp_path / "link").unlink()
    with pytest.raises(InputError, match="no files in it but the folder of the case"):
        read(tmp_path, "output", leave_out=[tmp_path / "case"])


@pytest.mark.parametrize("status", ["refused", "failed", "missing"])
def test_an_attempt_that_gave_nothing_is_an_output_with_its_status(tmp_path: Path, status: str) -> None:
    found = jsonl(tmp_path, {"id": "a", "status": status}, {"id": "b", "status": status, "text": "no"})
    assert [output(reading).generation.status for reading in found.values()] == [status, status]
    text = output(found["g.jsonl#a"]).artefact.text
    assert text is not None
    assert text.original == ""


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("not json", "Expecting value"),
        ("[1]", "expected a JSON object"),
        ('{"id": "a"}', "neither text nor image_path"),
        ('{"text": "a", "image_path": "b.png"}', "both text and image_path"),
        ('{"text": 5}', "text is no string but 5"),
        ('{"text": "a", "attempt": "one"}', 'attempt is no whole number from 0 up but "one"'),
        ('{"text": "a", "attempt": true}', "attempt is no whole number from 0 up but true"),
        ('{"text": "a", "status": "great"}', 'status is none of ok, refused, failed, missing but "great"'),
        ('{"text": "a", "settings": [1]}', "settings is no JSON object but [1]"),
        ('{"text": "a", "settings": {"x": NaN}}', "NaN is no JSON number"),
        ('{"text": "a", "text": "b"}', "'text' stands there twice"),
        ("[" * 100_000, "nested too deep"),
        ('{"text": "a', "Unterminated string"),
    ],
)
def test_a_malformed_line_is_unscorable_with_its_number_and_stops_nothing(
    tmp_path: Path, line: str, reason: str
) -> None:
    found = jsonl(tmp_path, {"id": "a", "text": "one"}, "", line, {"id": "b", "text": "two"})
    assert list(found) == ["g.jsonl#a", "g.jsonl#line 3", "g.jsonl#b"]
    item = unscorable(found["g.jsonl#line 3"])
    assert item.code == "malformed_line"
    assert "(line 3)" in item.message
    assert reason in item.message


def test_ids_that_come_twice_or_not_at_all_are_made_distinct_and_noted(tmp_path: Path) -> None:
    found = jsonl(
        tmp_path,
        *({"id": "a", "text": str(n)} for n in range(3)),
        {"text": "x", "mood": 1},
        {"id": "a\nb", "text": "y"},
    )
    assert list(found) == ["g.jsonl#a", "g.jsonl#a~2", "g.jsonl#a~3", "g.jsonl#line 4", "g.jsonl#a\\nb"]
    assert [note.code for note in found["g.jsonl#a~2"].notes] == ["duplicate_id"]
    assert "mood" in found["g.jsonl#line 4"].notes[0].message


def test_a_lone_surrogate_in_json_is_replaced_one_for_one_everywhere(tmp_path: Path) -> None:
    line = r'{"id": "\ud800", "text": "a\udc00b", "model": "\ud800", "settings": {"\ud800": ["\ud800"]}}'
    (reading,) = jsonl(tmp_path, line).values()
    text = output(reading).artefact.text
    assert text is not None
    assert text.original == "a\ufffdb"


def test_a_picture_that_a_line_names_is_read_there_and_not_a_second_time(tmp_path: Path) -> None:
    (tmp_path / "pics").mkdir()
    Image.new("RGB", (9, 7), "teal").save(tmp_path / "pics" / "a.png")
    Image.new("RGB", (9, 7), "red").save(tmp_path / "pics" / "b.png")
    found = jsonl(tmp_path, {"id": "p", "image_path": "pics/a.png", "prompt": "a tide"})
    assert list(found) == ["g.jsonl#p", "pics/b.png"]
    artefact = output(found["g.jsonl#p"]).artefact
    assert artefact.picture is not None
    assert (artefact.picture.width_px, artefact.claims[0].value) == (9, "pics/a.png")
    assert output(found["g.jsonl#p"]).generation.prompt == "a tide"


def test_a_picture_that_a_line_names_must_be_there_be_a_picture_and_stay_inside(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    Image.new("RGB", (9, 7)).save(tmp_path / "out.png")
    (folder / "link.png").symlink_to(tmp_path / "out.png")
    (folder / "t.txt").write_text("text")
    paths = (
        "../out.png",
        str(tmp_path / "out.png"),
        "link.png",
        "a\0b.png",
        "none.png",
        "t.txt",
        "..\\out.png",
        "x" * 5000,
    )
    found = jsonl(folder, *({"id": str(n), "image_path": path, "model": "m"} for n, path in enumerate(paths)))
    items = [unscorable(found[f"g.jsonl#{n}"]) for n in range(len(paths))]
    assert [item.code for item in items] == ["outside_folder"] * 4 + [
        "missing_file",
        "wrong_type",
        "outside_folder",
        "missing_file",
    ]
    assert all(item.generation is not None and item.generation.model == "m" for item in items)


def test_works_may_not_be_given_as_jsonl(tmp_path: Path) -> None:
    (tmp_path / "w.jsonl").write_text('{"text": "a"}')
    item = unscorable(readings(tmp_path, "work")["w.jsonl"])
    assert (item.code, item.role) == ("unsupported_type", "work")
    assert "works may not" in item.message


def test_jsonl_in_another_encoding_is_read(tmp_path: Path) -> None:
    (tmp_path / "g.jsonl").write_bytes(
        json.dumps({"id": "a", "text": "夜雨"}, ensure_ascii=False).encode("utf-16")
    )
    assert readings(tmp_path)["g.jsonl#a"].data == "夜雨".encode()


def test_what_does_not_exist_or_is_empty_is_refused_at_once(tmp_path: Path) -> None:
    for place, reason in (
        (tmp_path / "no", "does not exist"),
        (tmp_path, "no files"),
        (Path("a\0b"), r"a\\x00b"),
    ):
        with pytest.raises(InputError, match=reason):
            read(place, "work")
    with pytest.raises(InputError, match="neither a file nor a folder"):
        read(Path("/dev/null"), "work")


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "64"])
def test_a_limit_that_is_no_whole_number_is_refused_with_its_option(value: object) -> None:
    with pytest.raises(InputError, match="--max-text-mb"):
        Limits(max_text_mb=value)  # type: ignore[arg-type]


def test_more_items_than_the_limit_are_refused(tmp_path: Path) -> None:
    rows = "\n".join(json.dumps({"text": str(n)}) for n in range(5))
    (tmp_path / "g.jsonl").write_text(rows)
    with pytest.raises(InputError, match="--max-items"):
        readings(tmp_path, max_items=4)
    assert len(readings(tmp_path, max_items=5)) == 5


def test_reading_plain_text_loads_no_library_of_pictures_or_documents(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The tide rose.")
    script = (
        "import sys; from pathlib import Path; from sidebyside.sources import read; "
        f"list(read(Path({str(tmp_path)!r}), 'output')); "
        "print([name for name in ('PIL', 'numpy', 'cv2', 'docx', 'lxml', 'pypdfium2', 'charset_normalizer', "
        "'defusedxml') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout.strip() == "[]"
