import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from sidebyside.primitives.text.folding import fold, fold_word


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
