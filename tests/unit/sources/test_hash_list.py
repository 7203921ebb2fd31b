import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.errors import InputError
from sidebyside.primitives.pdq import from_hex, to_hex
from sidebyside.sources.hash_list import hash_line, read_hash_list

ONE, OTHER = "f8" * 32, "0f" * 32


@pytest.mark.parametrize(
    ("line", "quality", "name"),
    [
        (ONE, None, ""),
        (ONE.upper(), None, ""),
        (f"  {ONE}  ", None, ""),
        (f"{ONE},100,folder/a, b.png", 100, "folder/a, b.png"),
        (f"{ONE},0,圖.png", 0, "圖.png"),
        (f"{ONE}\t77\tname", 77, "name"),
        (f"pdq {ONE}", None, ""),
        (f"HASH_PDQ,{ONE},90", 90, ""),
        (
            f'"{ONE}",5555555555555555,2020-07-31T18:47:52+0000,tag1',
            None,
            "5555555555555555,2020-07-31T18:47:52+0000,tag1",
        ),
        (f"{ONE} some words", None, "some words"),
    ],
)
def test_a_line_gives_its_hash_quality_and_name(line, quality, name):
    (listed,) = read_hash_list(line.encode()).hashes
    assert (to_hex(listed.bits), listed.quality, listed.name, listed.line) == (ONE, quality, name, 1)


def test_every_line_is_accounted_for():
    lines = (
        "hash,quality,name",
        f"{ONE},100,a",
        "",
        "# a remark",
        "nonsense",
        f"{ONE}0,1,b",
        OTHER,
        f"{ONE},9,c",
    )
    found = read_hash_list(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert [item.line for item in found.hashes] == [2, 7, 8]
    assert [item.line for item in found.unread] == [5, 6]
    assert found.n_passed_over == 3
    assert found.n_lines == 8
    assert "64 hexadecimal digits" in found.unread[0].reason


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"hash\n", b"not a hash\n", b"\xff\xfe\x00", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_list_is_refused(data):
    with pytest.raises(InputError):
        read_hash_list(data)


@given(
    st.text("0123456789abcdef", min_size=64, max_size=64),
    st.integers(0, 100),
    st.text(min_size=1, max_size=40),
)
def test_what_is_written_is_read_again(digits, quality, name):
    line = hash_line(from_hex(digits), quality, name)
    found = read_hash_list(f"{line}\n".encode())
    assert not found.unread
    (listed,) = found.hashes
    assert (to_hex(listed.bits), listed.quality) == (digits, quality)
    assert line == f"{digits},{quality},{name}" or "\\" in line or "\ufffd" in line


def test_a_name_with_commas_and_numbers_comes_back_whole():
    line = hash_line(from_hex(ONE), 50, "12, rue, 3.png")
    assert read_hash_list(line.encode()).hashes[0].name == "12, rue, 3.png"
