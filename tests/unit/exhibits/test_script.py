import pytest

from sidebyside.exhibits.arrangement.script import language_of


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
