import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.methods.image.text_in_picture.shared_words import bits_of, grams, letters, shared_words
from sidebyside.records import EQUAL_KINDS

lines = st.text("shutterock SHUT0159-·燈塔著作 ", min_size=0, max_size=30)


@pytest.mark.parametrize(
    ("work", "output"),
    [
        ("shutterstock.com · 1289345", "SHUTTERST0CK"),
        ("gettyimages", "getyyimagos"),
        ("© Marguerite Ashdown 1911", "Margueritte Ashdovvn"),
        ("dreamstime.com", "dreamstlme"),
        ("alamy stock photo", "alamy stock photo"),
        ("MargueriteAshdown", "Marguerite Ashdovn"),
        ("潮水鐘停擺九年無人上弦", "潮水钟停九年,无人上弦"),
    ],
)
def test_a_garbled_watermark_or_signature_is_worth_as_much_as_its_letters(work, output):
    shared = shared_words(work, output)
    assert shared.similarity >= 0.7
    assert shared.bits >= 20


@pytest.mark.parametrize(
    ("work", "output"),
    [
        ("HAPPY BIRTHDAY", "happy birthday"),
        ("COFFEE SHOP", "Coffee Shop"),
        ("Canon EOS", "CANON"),
        ("2019-07-12 12:45", "2019-07-12 12:45"),
        ("20190712", "20190712"),
        ("www.photos.com", "www.images.com"),
        ("All rights reserved", "ALL RIGHTS RESERVED"),
        ("NO PARKING", "No parking"),
        ("NOPARKING", "No parking"),
        ("HAPPYBIRTHDAY", "HappyBirthday"),
        ("Canon2019-07-12", "Canon2019-07-12"),
        ("POLICESTATION", "Police station"),
        ("歡迎光臨", "欢迎光临"),
        ("the", "the"),
        ("SHUTTERSTOCK", "STARSTUCK"),
    ],
)
def test_common_words_dates_and_makers_of_cameras_are_not_enough(work, output):
    shared = shared_words(work, output)
    assert shared.bits < 20


def test_the_best_stretch_lies_inside_longer_lines():
    shared = shared_words("photo by smith, shutterstock", "shutterstock 1289345 stock photo")
    assert (shared.similarity, shared.n_kept) == (1.0, 12)


@pytest.mark.parametrize(("work", "output"), [("", ""), ("", "abc"), ("abc", "xyz"), ("···", "···")])
def test_without_a_letter_in_common_nothing_is_shared(work, output):
    assert shared_words(work, output) is None


@given(lines, lines)
def test_the_operations_lead_from_one_line_to_the_other(work, output):
    shared = shared_words(work, output)
    if shared is None:
        return
    at_work = at_output = 0
    for step in shared.operations:
        assert (step.work_span.start, step.output_span.start) == (at_work, at_output)
        at_work, at_output = step.work_span.end, step.output_span.end
        if step.kind in EQUAL_KINDS:
            one, other = work[step.work_span.start : at_work], output[step.output_span.start : at_output]
            assert letters(one).folded == letters(other).folded
    assert (at_work, at_output) == (len(work), len(output))
    assert 0.0 < shared.similarity <= 1.0


@given(lines)
def test_a_line_shares_all_with_itself(line):
    shared = shared_words(line, line)
    if letters(line).folded:
        assert (shared.similarity, shared.n_kept) == (1.0, len(letters(line).folded))
        assert {step.kind for step in shared.operations} == {"kept"}
    else:
        assert shared is None


@given(lines, lines)
def test_what_is_shared_is_worth_the_same_from_either_side(work, output):
    one, other = shared_words(work, output), shared_words(output, work)
    assert (one is None) == (other is None)
    if one is not None:
        # Of several best stretches each side may take another.
        assert (one.n_kept > 0) == (other.n_kept > 0)


def test_writing_from_right_to_left_is_lined_up_as_it_was_read():
    shared = shared_words("שעון הגאות", "שעון הגאות")
    assert shared.similarity == 1.0
    assert letters("ساعة").folded


@pytest.mark.parametrize("word", ["the", "Canon", "12", "2019", "20190712", "19991231235959", "www"])
def test_some_words_are_worth_next_to_nothing(word):
    assert bits_of(word) < 3


def test_a_word_in_no_list_is_worth_more_the_longer_it_is_and_what_it_is_made_of_at_most():
    worths = [bits_of(word) for word in ("qzxv", "qzxvbn", "qzxvbnmk", "qzxvbnmkwrtp", "qzxvbnmkwrtpq")]
    assert worths == sorted(worths)
    assert bits_of("coffeeshop") == bits_of("coffee") + bits_of("shop") + 1


def test_a_line_shorter_than_a_piece_is_looked_up_by_nothing():
    assert grams("ab") == frozenset()
    assert grams("燈") == frozenset()
