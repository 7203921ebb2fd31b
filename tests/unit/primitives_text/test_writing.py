"""What two regions and what annotators write otherwise, and in which language a text is."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.primitives.text.folding import fold
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.primitives.text.writing import regional
from sidebyside.primitives.text.writing.language import LANGUAGES, NAMES, language_of_text
from sidebyside.primitives.text.writing.ruby import readings
from sidebyside.records import Text


def _forms(*texts):
    words = Vocabulary()
    return [tokenize(Text(text), words).forms.tolist() for text in texts]


def _lines():
    text = regional.files("sidebyside.primitives.text.writing").joinpath("regional.tsv").read_text("utf-8")
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
    assert len(listed) == len(set(listed)) == regional.n_listed()
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
    wordings = {word: of for line in _lines() for word, of in regional.wordings(tuple(line)).items()}
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
    assert list(regional.find_words(codes, np.array(cuts, dtype=np.bool_))) == expected


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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It was the best of times, it was the worst of times, it was the age of wisdom.", "en"),
        ("學而時習之不亦說乎有朋自遠方來不亦樂乎", "zh"),
        ("北冥有魚，其名為鯤。", "zh"),
        ("我們今天 use Python 來寫程式，因為 the code is short and easy，很方便", "mixed"),
        ("吾輩は猫である。名前はまだ無い。", "ja"),
        ("그는 바다를 보고 있었다.", "ko"),
        ("Als er am Morgen aus dem Haus ging, war die Straße leer und es lag Schnee auf den Dächern.", "de"),
        ("Il n'y avait personne dans la maison, et la lampe de la cuisine était encore allumée.", "fr"),
        ("No había nadie en la casa y la lámpara de la cocina estaba encendida desde el martes.", "es"),
        ("Все спали, и в доме не было слышно ни звука, как будто он стоял на краю света.", "ru"),
        ("Никто", "undetermined"),
        ("— … ！", "undetermined"),
        ("12 34 56", "undetermined"),
        ("", "undetermined"),
    ],
)
def test_a_language_is_named_or_said_to_be_undetermined(text, language):
    assert language_of_text(text) == language


def test_every_language_has_its_name_in_english_and_chinese():
    assert set(NAMES) == set(LANGUAGES)
    assert all(len(name.split(", ")) == 2 for name in NAMES.values())
