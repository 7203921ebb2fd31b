"""Places, times and numbers in two languages."""

import pytest

from sidebyside.methods.text.story.setting import setting_of


def keys(text):
    return [(one.kind, one.key) for one in setting_of(text)]


@pytest.mark.parametrize(
    ("english", "chinese", "expected"),
    [
        ("in London", "在倫敦", [("place", "london")]),
        ("on Christmas Eve", "平安夜", [("time", "christmas eve")]),
        ("in 1843", "一八四三年", [("time", "1843")]),
        ("at seven o'clock", "七點鐘", [("time", "7 h")]),
        ("412 items", "四百一十二個項目", [("number", "412")]),
        ("thirty-one men", "三十一個人", [("number", "31")]),
        ("in the morning", "早上", [("time", "morning")]),
        ("on Thursday", "星期四", [("time", "thursday")]),
        ("two doors, one lamp", "兩扇門，一盞燈", []),
    ],
)
def test_the_same_thing_has_the_same_key_in_both_languages(english, chinese, expected):
    assert keys(english) == keys(chinese) == expected


def test_a_month_or_a_place_needs_its_capital():
    assert keys("they may march past the china in turkey") == []


def test_a_character_belongs_to_one_thing_and_places_are_those_of_the_text():
    text = "On Christmas Eve 1,200 men stood in New York."
    found = setting_of(text)
    assert [one.text for one in found] == ["Christmas Eve", "1,200", "New York"]
    assert all(text[one.span.start : one.span.end] == one.text for one in found)
    assert [one.key for one in found] == ["christmas eve", "1200", "new york"]


def test_nothing_stands_in_nothing():
    assert setting_of("") == []
