"""Every character stays where it stood, whatever stands in the bytes."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.errors import UnfitItemError
from sidebyside.primitives.text.decoding import decode, decode_as, printable, without_surrogates
from sidebyside.records import Text
from sidebyside.sources.formats.markdown import marks
from sidebyside.sources.markup import scan

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "big5", "gb18030", "cp932", "cp1252")
MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
}
WORDS = ("night", "夜", "雨水", "ＡＢＣ", "𝄞", "\r\n", "\n", "\r", " ", "é", "—", "\t", "𠀀", "。")


def encodable(encoding: str) -> st.SearchStrategy[str]:
    usable = []
    for word in WORDS:
        try:
            word.encode(encoding)
        except UnicodeEncodeError:
            continue
        usable.append(word)
    return st.lists(st.sampled_from(usable), min_size=1, max_size=30).map("".join)


@given(st.data(), st.sampled_from(ENCODINGS))
def test_a_text_decodes_to_its_characters_in_every_encoding(data: st.DataObject, encoding: str) -> None:
    original = data.draw(encodable(encoding))
    mark = MARKS.get(encoding, b"")
    assert decode_as(mark + original.encode(encoding), encoding, len(mark)) == original


@given(st.data(), st.sampled_from(sorted(MARKS)))
def test_a_marked_text_is_decoded_untouched_and_its_mark_is_counted(
    data: st.DataObject, encoding: str
) -> None:
    original = data.draw(encodable(encoding))
    decoded = decode(MARKS[encoding] + original.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.bom_bytes) == (original, encoding, len(MARKS[encoding]))


@given(st.binary(max_size=200))
def test_any_bytes_either_decode_the_same_twice_or_are_refused(data: bytes) -> None:
    try:
        decoded = decode(data)
    except UnfitItemError:
        return
    decoded.text.encode("utf-8")
    assert decode_as(data, decoded.encoding, decoded.bom_bytes) == decoded.text


@given(
    st.lists(st.sampled_from(["圖", "é", "a", b"\xff", b"\xe5\x9c", "\ufffd", b"\xed\xa0\x80"]), max_size=30)
)
def test_each_stray_byte_in_utf8_is_one_replacement_and_nothing_else_moves(pieces: list[object]) -> None:
    body = codecs.BOM_UTF8 + b"".join(p.encode() if isinstance(p, str) else p for p in pieces)  # type: ignore[misc, attr-defined]
    decoded = decode(body)
    strays = [len(p) for p in pieces if isinstance(p, bytes)]
    assert decoded.text == "".join(p if isinstance(p, str) else "\ufffd" * len(p) for p in pieces)  # type: ignore[arg-type]
    assert decoded.n_stray == sum(strays)


@given(st.text(alphabet=st.characters(), max_size=50))
def test_surrogates_are_replaced_one_for_one_and_nothing_else_is(text: str) -> None:
    clean = without_surrogates(text)
    assert len(clean) == len(text)
    assert all(
        a == b or (b == "\ufffd" and "\ud800" <= a <= "\udfff") for a, b in zip(text, clean, strict=True)
    )


@given(st.text(alphabet=st.characters(), max_size=300))
def test_what_is_shown_is_one_line_of_characters_that_utf8_can_hold(text: str) -> None:
    shown = printable(text)
    shown.encode("utf-8")
    assert len(shown.splitlines()) <= 1
    assert len(shown) <= 200


@given(st.text(alphabet="<>/!-\"'&;ab= \n#x1pscriptheadtitle", max_size=120))
def test_hidden_and_substituted_places_of_any_page_are_sorted_disjoint_and_inside(source: str) -> None:
    markup = scan(source)
    Text(source, hidden=markup.hidden, substitutions=markup.substitutions)
    assert list(markup.hidden) == sorted(markup.hidden)
    assert list(markup.substitutions) == sorted(markup.substitutions, key=lambda item: item.span)


@given(st.text(alphabet="*_`~[]()<>!-&amp;\\# \n:ab", max_size=120))
def test_hidden_and_substituted_places_of_any_markdown_are_disjoint_and_inside(source: str) -> None:
    hidden, substitutions = marks(source)
    Text(source, hidden=tuple(hidden), substitutions=tuple(substitutions))
    assert hidden == sorted(hidden)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("老人坐在門前的石階上，看著雨水從屋簷落下。他想起從前的夏天，河水漲到橋下。", "big5"),
        ("老人坐在门前的石阶上，看着雨水从屋檐落下。他想起从前的夏天，河水涨到桥下。", "gb18030"),
        ("むかしむかし、あるところに、おじいさんとおばあさんが住んでいました。", "cp932"),
        ("It’s a model — “quoted” and so on. The rest is plain English prose.", "cp1252"),
        ("老人坐在門前的石階上，看著雨水從屋簷落下。", "utf-16-le"),
        ("The old man sat on the stone steps.", "utf-16-be"),
    ],
)
def test_an_encoding_without_a_mark_is_found_by_its_bytes(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.is_guessed) == (text, encoding, True)


@pytest.mark.parametrize("declared", ["unicode_escape", "punycode", "rot13", "no such", "utf-7", "hex"])
def test_a_file_may_not_declare_a_codec_that_is_no_encoding_of_files(declared: str) -> None:
    assert decode("caf\\u00e9 é à".encode("cp1252"), declared=declared).encoding == "cp1252"


def test_binary_data_is_refused_as_text() -> None:
    with pytest.raises(UnfitItemError, match="binary"):
        decode(bytes(range(256)) * 4)
