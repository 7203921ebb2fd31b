"""What counts as the same: characters, words of two regions, and text with and without its readings."""

import unicodedata
from importlib.resources import files
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.primitives.text.folding import fold, fold_word, readings
from sidebyside.primitives.text.regional_words import find_wordings
from sidebyside.primitives.text.regional_words import wordings as wordings_of
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Text


@given(st.text())
def test_a_folded_text_is_as_long_as_the_original(text):
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


def test_quotes_dashes_and_full_width_forms_fold():
    assert fold("‘Ｔｏ‑ｄａｙ’") == "'to-day'"


def test_traditional_and_simplified_fold_to_the_same_characters():
    traditional = "自從暴風雨之後，就再也沒有人點過燈，回覆瞭解藉口看著著作臺灣裏面"
    simplified = "自从暴风雨之后，就再也没有人点过灯，回复了解借口看着著作台湾里面"
    assert fold(traditional) == fold(simplified)


def test_a_decomposed_word_folds_like_a_composed_one():
    assert fold_word(unicodedata.normalize("NFD", "naïveté")) == fold_word("naïveté")


def test_a_hyphen_at_a_line_end_leaves_no_trace():
    assert fold_word("door-\r\n  nail") == fold_word("door-nail") == fold_word("doornail")


def _forms(*texts):
    words = Vocabulary()
    return [tokenize(Text(text), words).forms.tolist() for text in texts]


def _lines():
    text = (files("sidebyside.primitives.text") / "regional.tsv").read_text("utf-8")
    return [line.split() for line in text.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize(
    ("taiwan", "mainland"),
    [
        ("他用滑鼠打開軟體，網路上的程式就開始執行。", "他用鼠标打开软件，网络上的程序就开始执行。"),
        ("部落格說肯亞的計程車裝了印表機", "博客说肯尼亚的出租车装了打印机"),
        ("程式設計師談智慧財產權", "程序员谈知识产权"),
        ("這套軟\n體很好", "这套软件很好"),
    ],
)
def test_wordings_of_taiwan_and_the_mainland_are_equal(taiwan, mainland):
    one, other = _forms(taiwan, mainland)
    assert one == other


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("身體很好", "身件很好"),
        ("軟，體很好", "软件很好"),
        ("文件", "檔案"),
        ("視窗", "窗口"),
        ("品質", "质量"),
        ("喬治亞", "格鲁吉亚"),
        ("資料", "数据"),
    ],
)
def test_what_a_reader_tells_apart_stays_apart(one, other):
    first, second = _forms(one, other)
    assert first != second


def test_every_listed_wording_equals_the_others_of_its_line_and_none_of_another_line():
    words = Vocabulary()
    seen = {}
    for line in _lines():
        forms = {tuple(tokenize(Text(word), words).forms.tolist()) for word in line}
        assert len(forms) == 1, line
        (form,) = forms
        assert form not in seen, (line, seen[form])
        seen[form] = line
    listed = [fold(word) for line in _lines() for word in line]
    assert len(listed) == len(set(listed))
    assert all(len(word) > 1 for word in listed)


def test_a_word_of_which_the_other_region_has_a_shorter_one_keeps_its_place():
    tokens = tokenize(Text("他的部落格。"), Vocabulary())
    places = zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)
    assert [tokens.original[a:b] for a, b in places] == ["他", "的", "部", "落格"]
    assert tokens.is_han.all()


_SOME = sorted({word for line in _lines()[::9] for word in line})


@given(st.lists(st.sampled_from([*_SOME, "的", "，", " ", "\n", "abc ", "體", "路"]), max_size=12))
def test_no_character_is_lost_and_none_stands_in_two_tokens(pieces):
    text = "".join(pieces)
    tokens = tokenize(Text(text), Vocabulary())
    covered = [
        at for a, b in zip(tokens.start, tokens.end, strict=True) for at in range(a, b) if text[at].isalpha()
    ]
    assert covered == [at for at, mark in enumerate(text) if mark.isalpha()]


@given(st.lists(st.sampled_from([*_SOME, "的", "體", "路", "程", "網"]), max_size=12), st.data())
def test_words_are_found_as_by_the_definition(pieces, data):
    text = fold("".join(pieces))
    cuts = data.draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text)))
    wordings = {word: of for line in _lines() for word, of in wordings_of(tuple(line)).items()}
    expected, at = [], 0
    while at < len(text):
        lengths = [
            n
            for n in range(12, 1, -1)
            if text[at : at + n] in wordings and at + n <= len(text) and not any(cuts[at + 1 : at + n])
        ]
        if lengths:
            expected.append((at, wordings[text[at : at + lengths[0]]]))
        at += lengths[0] if lengths else 1
    codes = np.array([ord(mark) for mark in text], dtype=np.uint32)
    assert list(find_wordings(codes, np.array(cuts, dtype=np.bool_))) == expected


@pytest.mark.parametrize(
    ("annotated", "plain"),
    [
        ("漢（ㄏㄢˋ）字（ㄗˋ）不難", "漢字不難"),
        ("漢字(ㄏㄢˋ ㄗˋ)不難", "漢字不難"),
        ("天ㄊㄧㄢ地ㄉㄧˋ玄ㄒㄩㄢˊ黃ㄏㄨㄤˊ", "天地玄黃"),
        ("漢(hàn)字(zì)", "汉字"),
        ("漢字（かんじ）を書《か》く", "漢字を書く"),
        ("｜東京《トウキョウ》の空", "東京の空"),
        ("｜ＡＢ《エービー》の空", "ABの空"),
    ],
)
def test_an_annotated_text_equals_the_plain_one(annotated, plain):
    one, other = _forms(annotated, plain)
    assert one == other


@pytest.mark.parametrize(
    "text",
    [
        "看《水滸傳》（第三回）",
        "好ㄉ，真的ㄇ",
        "他說（かな",
        "ab(かな)",
        "《かな》",
        "漢(han)字",
        "café (né)",
    ],
)
def test_what_is_no_reading_stays(text):
    assert readings(text) == []


@given(st.text(alphabet="漢字かんㄏㄢˋ˙（）()《》｜à b", max_size=30))
def test_readings_lie_in_order_inside_the_text(text):
    found = readings(text)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
