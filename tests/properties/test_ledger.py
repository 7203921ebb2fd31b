import io
import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sidebyside.case.ledger import FileSink, LedgerReader, LedgerWriter
from sidebyside.errors import VerificationError

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
bodies = st.dictionaries(words, plain, max_size=4)
KINDS = ("opened", "started", "ingested", "compared", "concluded", "asked")
entries = st.tuples(st.sampled_from(KINDS), bodies, words)


def reader_of(path):
    return LedgerReader(io.BytesIO(path.read_bytes() if path.exists() else b""), path.name)


def write(path, given_entries):
    """Write the entries, opening the ledger anew after every third."""
    for first in range(0, len(given_entries), 3):
        reader = reader_of(path)
        list(reader)
        times = iter([at for _, _, at in given_entries[first : first + 3]])
        writer = LedgerWriter(reader, FileSink(path), path, times.__next__)
        for kind, body, _ in given_entries[first : first + 3]:
            writer.append(kind, body)
        writer.close()


@settings(deadline=None, max_examples=60)
@given(st.lists(entries, min_size=1, max_size=7))
def test_what_is_appended_is_what_is_read(given_entries):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ledger.jsonl")
        write(path, given_entries)
        records = [record for _, record in reader_of(path)]
        assert [(record.kind, record.body, record.at) for record in records] == given_entries


@settings(deadline=None, max_examples=100)
@given(st.lists(entries, min_size=1, max_size=4), st.data())
def test_no_single_byte_of_a_ledger_can_be_changed_unseen(given_entries, data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ledger.jsonl")
        write(path, given_entries)
        reader = reader_of(path)
        length = len(list(reader))
        whole = bytearray(path.read_bytes())
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] ^= data.draw(st.integers(1, 255))
        path.write_bytes(whole)
        again = reader_of(path)
        try:
            n_read, said = len(list(again)), ""
        except VerificationError as error:
            n_read, said = -1, str(error)
        line = bytes(whole[:place]).count(b"\n") + 1
        if n_read < 0:
            assert f"line {line}:" in said or f"line {line + 1}:" in said
        else:
            # The last line was left without an end: that is what a torn line looks like.
            assert (bool(again.torn), n_read, line) == (True, length - 1, length)


@settings(deadline=None, max_examples=60)
@given(st.lists(entries, min_size=1, max_size=4), st.data())
def test_a_ledger_cut_anywhere_keeps_every_whole_record(given_entries, data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ledger.jsonl")
        write(path, given_entries)
        whole = path.read_bytes()
        kept = whole[: data.draw(st.integers(0, len(whole)))]
        path.write_bytes(kept)
        reader = reader_of(path)
        records = [json.loads(json.dumps(record.body)) for _, record in reader]
        assert len(records) == kept.count(b"\n")
        assert reader.torn == kept[kept.rfind(b"\n") + 1 :]
