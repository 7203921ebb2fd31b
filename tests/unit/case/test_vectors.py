import pytest

from sidebyside.case.disk import VECTORS_NAME, VectorFile
from sidebyside.errors import InputError


def test_what_was_kept_is_there_the_next_time(tmp_path):
    with VectorFile(tmp_path / VECTORS_NAME) as vectors:
        assert vectors.get("a") is None
        vectors.put("a", b"\x00\xff")
        vectors.put("a", b"\x01\xff")
    with VectorFile(tmp_path / VECTORS_NAME) as vectors:
        assert vectors.get("a") == b"\x01\xff"


def test_a_file_that_is_no_table_is_named_with_the_way_out(tmp_path):
    (tmp_path / VECTORS_NAME).write_bytes(
        b"this is something else, and longer than a header of such a file" * 40
    )
    with pytest.raises(InputError, match=VECTORS_NAME) as caught, VectorFile(tmp_path / VECTORS_NAME):
        pass
    assert "remove" in caught.value.hint


def test_what_was_kept_before_an_accident_is_not_lost(tmp_path):
    def stopped():
        with VectorFile(tmp_path / VECTORS_NAME) as vectors:
            vectors.put("a", b"1")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    with VectorFile(tmp_path / VECTORS_NAME) as vectors:
        assert vectors.get("a") == b"1"
