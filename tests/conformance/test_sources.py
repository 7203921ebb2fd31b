"""Every member of the room of sources, found by listing its folders, keeps the contract."""

from typing import Any

import pytest

from sidebyside.errors import UnfitItemError
from sidebyside.records import Picture, Text
from sidebyside.sources import Content, Limits, PictureMetadata, contract

FORMATS = contract.FORMATS.members()
COLLECTIONS = contract.COLLECTIONS.members()
CLAIMS = contract.CLAIMS.members()
HOSTILE = [
    b"",
    b"\0",
    b"\xff" * 64,
    b"PK\x03\x04" + bytes(40),
    b"%PDF-1.7\n",
    b"\x89PNG\r\n\x1a\n",
    b"<" * 500,
    b"{" * 500,
]


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_says_its_medium_its_label_and_its_suffixes(name: str) -> None:
    member = FORMATS[name]
    assert member.medium in ("text", "image")
    assert member.label.split()[0] in ("a", "an")
    assert member.suffixes
    assert all(word.startswith(".") and word == word.lower() for word in member.suffixes)
    assert isinstance(member.is_plain, bool)


def test_no_suffix_is_claimed_by_two_members() -> None:
    claimed = [word for member in [*FORMATS.values(), *COLLECTIONS.values()] for word in member.suffixes]
    assert len(claimed) == len(set(claimed))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("data", HOSTILE)
def test_a_format_reads_hostile_bytes_or_says_in_one_line_why_not(name: str, data: bytes) -> None:
    member: Any = FORMATS[name]
    assert isinstance(member.recognise(data), str)
    content, refusal = None, None
    try:
        content = member.read(data, sorted(member.suffixes)[0], Limits())
    except UnfitItemError as error:
        refusal = error
    if refusal is not None:
        assert refusal.code != "unfit"
        assert refusal.message
        assert refusal.hint
        assert "\n" not in str(refusal)
    else:
        assert isinstance(content, Content)
        assert isinstance(content.text, Text) != isinstance(content.picture, Picture)


@pytest.mark.parametrize("name", COLLECTIONS)
@pytest.mark.parametrize("data", HOSTILE)
def test_a_collection_gives_distinct_ids_and_a_problem_or_a_thing_for_each_entry(
    name: str, data: bytes
) -> None:
    try:
        entries = list(COLLECTIONS[name].entries(data + b"\n" + data))
    except UnfitItemError:
        return
    assert len({entry.id for entry in entries}) == len(entries)
    assert all(
        entry.id and (entry.problem or entry.text is not None or entry.image_path) for entry in entries
    )


@pytest.mark.parametrize("name", COLLECTIONS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_entry_of_a_collection_names_the_bytes_of_its_line(name: str, encoding: str) -> None:
    lines = ['{"text": "夜雨"}', "圖\t雨", "", "x", '{"text": "one"}']
    data = "\r\n".join(lines).encode(encoding)
    entries = list(COLLECTIONS[name].entries(data))
    assert [entry.line.number for entry in entries] == [1, 2, 4, 5]
    unmarked = encoding.replace("16", "16-le").replace("-sig", "")
    for entry in entries:
        said = data[entry.line.start : entry.line.end].decode(unmarked)
        assert said == lines[entry.line.number - 1]


@pytest.mark.parametrize("name", CLAIMS)
@pytest.mark.parametrize("value", ["", "{", "<x:xmpmeta", "Steps:", "Job ID:", "[" * 5000, '{"a":' * 5000])
def test_a_reader_of_claims_takes_any_metadata(name: str, value: str) -> None:
    keys = ("parameters", "prompt", "workflow", "Description", "UserComment", "ImageDescription", "Software")
    texts = dict.fromkeys(keys, value)
    found = CLAIMS[name].claims(PictureMetadata("PNG", texts, texts, value + "DigitalSourceType"))
    assert isinstance(found, tuple)
    assert all(claim.source and claim.name and claim.value for claim in found)
    assert CLAIMS[name].claims(PictureMetadata("PNG", {}, {}, "")) == ()
