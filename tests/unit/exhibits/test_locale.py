import pytest

from sidebyside.errors import InputError
from sidebyside.exhibits.locale import Locale, language_of, languages, load

LOCALE = Locale("xx", {"a.b": "{n} of {total}", "list": ("x", "y")})


def test_a_sentence_is_filled_in_by_name():
    assert LOCALE.say("a.b", n=1, total=2) == "1 of 2"


@pytest.mark.parametrize("fields", [{"n": 1}, {"n": 1, "total": 2, "more": 3}, {}])
def test_a_field_too_many_or_too_few_is_refused(fields):
    with pytest.raises(InputError, match="has the fields"):
        LOCALE.say("a.b", **fields)


def test_braces_in_a_value_are_not_fields():
    assert LOCALE.say("a.b", n="{total}", total="{0.__class__}") == "{total} of {0.__class__}"


@pytest.mark.parametrize("key", ["none", "list"])
def test_a_key_without_a_sentence_is_refused_by_name(key):
    with pytest.raises(InputError, match=key):
        LOCALE.say(key)


def test_a_language_that_is_not_there_names_those_that_are():
    with pytest.raises(InputError, match=r"there are: en, zh-Hant"):
        load("fr")
    assert languages() == ("en", "zh-Hant")


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("She kept the lamp", "en"),
        ("她守了三十年的燈", "zh-Hant"),
        ("她守了三十年的灯，没有一艘船出过事", "zh-Hans"),
        ("灯台守の女", "ja"),
        ("등대", "ko"),
        ("Ĉiuj homoj estas denaske liberaj", ""),
        ("1234 — !", ""),
        ("", ""),
        ("the word 燈 in a long English sentence of which it is a small part", "en"),
    ],
)
def test_a_passage_is_tagged_by_what_its_characters_show(text, tag):
    assert language_of(text) == tag
