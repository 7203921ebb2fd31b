import hashlib
import io
import json

import pytest

from sidebyside.case.ledger import (
    FIRST_PREVIOUS,
    FileSink,
    LedgerReader,
    LedgerWriter,
    read_line,
    record_line,
)
from sidebyside.errors import InputError, VerificationError
from sidebyside.primitives.digest import canonical_json


def reader_of(path):
    return LedgerReader(io.BytesIO(path.read_bytes() if path.exists() else b""), path.name)


def writer_of(path):
    return LedgerWriter(reader_of(path), FileSink(path), path, lambda: "2026-01-01T00:00:00.000Z")


def written(tmp_path, *bodies):
    path = tmp_path / "ledger.jsonl"
    writer = writer_of(path)
    for body in bodies:
        writer.append("decided", body)
    writer.close()
    return path


def test_a_line_is_the_canonical_json_of_its_record():
    line, digest = record_line(0, "now", "decided", {"b": 1, "a": "圖"}, FIRST_PREVIOUS)
    record = json.loads(line)
    assert canonical_json(record) + b"\n" == line
    assert record.pop("digest") == digest == hashlib.sha256(canonical_json(record)).hexdigest()


def test_each_record_names_the_digest_of_the_one_before(tmp_path):
    reader = reader_of(written(tmp_path, {"a": 1}, {"a": 2}, {"a": 3}))
    records = [record for _, record in reader]
    assert [record.n for record in records] == [0, 1, 2]
    assert [record.previous for record in records] == [FIRST_PREVIOUS, *(r.digest for r in records[:-1])]
    assert (reader.length, reader.head, reader.torn) == (3, records[-1].digest, b"")


def test_the_place_of_a_record_leads_to_its_line(tmp_path):
    path = written(tmp_path, {"a": 1}, {"a": "二"}, {"a": 3})
    data = path.read_bytes()
    for place, record in reader_of(path):
        assert json.loads(data[place:].split(b"\n")[0])["digest"] == record.digest


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"n": 1}, "n does not fit: got 1, expected 0"),
        ({"n": True}, "n does not fit: got True"),
        ({"previous": "1" * 64}, "previous"),
        ({"digest": "1" * 64}, "digest"),
        ({"body": {"a": 2}}, "digest"),
        ({"kind": "exported"}, "digest"),
        ({"at": "later"}, "digest"),
        ({"schema": "sidebyside/ledger/9"}, "schema"),
        ({"more": 1}, "fields"),
        ({"body": []}, "body"),
    ],
)
def test_a_changed_record_is_refused_with_the_field_named(change, named):
    line, _ = record_line(0, "now", "decided", {"a": 1}, FIRST_PREVIOUS)
    changed = canonical_json({**json.loads(line), **change}) + b"\n"
    with pytest.raises(VerificationError, match=f"ledger.jsonl line 1: {named}"):
        read_line(changed, 0, FIRST_PREVIOUS, "ledger.jsonl")


@pytest.mark.parametrize("body", [b'{"a": 1}', b'{"a":0,"a":1}', b'{"a":1.0e0}'])
def test_other_bytes_for_the_same_values_are_refused(body):
    value = json.loads(body)
    line, _ = record_line(0, "now", "decided", value, FIRST_PREVIOUS)
    other = line.replace(canonical_json(value), body)
    assert other != line
    with pytest.raises(VerificationError, match="form does not fit"):
        read_line(other, 0, FIRST_PREVIOUS, "ledger.jsonl")


def test_a_kind_of_record_is_a_word_and_any_word_may_be_one(tmp_path):
    writer = writer_of(tmp_path / "ledger.jsonl")
    with pytest.raises(InputError, match="no kind of record: 'Not a word'"):
        writer.append("Not a word", {})
    assert writer.append("asked", {}).n == 0
    writer.close()


def test_half_a_character_in_a_record_is_refused_and_breaks_nothing(tmp_path):
    path = tmp_path / "ledger.jsonl"
    writer = writer_of(path)
    with pytest.raises(InputError, match="half a character"):
        writer.append("decided", {"what": "\ud800"})
    writer.append("decided", {"what": "whole"})
    writer.close()
    assert [record.body for _, record in reader_of(path)] == [{"what": "whole"}]


def test_a_record_is_one_write_and_the_disk_is_waited_for_once_a_second_at_most(tmp_path, monkeypatch):
    import os

    writer = writer_of(tmp_path / "ledger.jsonl")
    writes, syncs = [], []
    write, fsync = os.write, os.fsync
    monkeypatch.setattr(os, "write", lambda fd, data: writes.append(len(data)) or write(fd, data))
    monkeypatch.setattr(os, "fsync", lambda fd: syncs.append(fd) or fsync(fd))
    monkeypatch.setattr("sidebyside.case.ledger.time.monotonic", iter([0.0] * 5 + [1e9] * 5).__next__)
    for _ in range(10):
        writer.append("decided", {})
    assert len(writes) == 10
    assert len(syncs) == 1
    writer.close()
    assert len(syncs) == 2
