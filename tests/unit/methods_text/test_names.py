"""Names by rule: English by capitals, Chinese by characters."""

import pytest

from sidebyside.methods.text.story.han_names import han_names, parts_of, without_title
from sidebyside.methods.text.story.names import Capitals, entities, mentions, read_capitals
from sidebyside.primitives.text.sentences import sentences
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Text


def read(text):
    tokens = tokenize(Text(text), Vocabulary())
    return read_capitals(tokens, sentences(tokens))


def names(text, beside=None):
    found = read(text)
    known = found.capitals if beside is None else found.capitals + read(beside).capitals
    return [" ".join(one.words) for one in mentions(found, known)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She saw Tamsin there. Nobody spoke.", ["Tamsin"]),
        ("He asked Mr. Scrooge and Dr. Livesey in.", ["Scrooge", "Livesey"]),
        ("We met Captain Smollett, and old Ben Gunn too.", ["Smollett", "Ben Gunn"]),
        ("Then came Marley's Ghost and Scrooge’s nephew.", ["Marley", "Ghost", "Scrooge"]),
        ("“Who is it?” “The wind,” she said. “Perhaps.”", []),
        ("He came with the Ghost of Christmas Past.", ["Ghost of Christmas Past"]),
        ("I said I'd go, and I'll go.", []),
        ("They read THE DAILY PAPER aloud.", []),
        ("They saw Anna Brandt. Anna Brandt saw them.", ["Anna Brandt", "Anna Brandt"]),
        ("On Thurs-\nday they met Orrell.", ["Thursday", "Orrell"]),
    ],
)
def test_a_name_is_known_by_its_capital(text, expected):
    assert names(text) == expected


def test_a_word_that_only_begins_sentences_is_a_name_where_it_is_rare_or_known_from_the_other_text():
    assert names("Quickly he ran. Meanwhile it rained. Scrooge slept.") == ["Scrooge"]
    assert names("Hunter slept.") == []
    assert names("Hunter slept.", beside="They called Hunter back.") == ["Hunter"]


def test_a_word_that_stands_mostly_with_a_small_letter_is_none():
    assert names("The Captain spoke. A Boy, a boy, a boy and a boy came.") == []


def test_places_are_those_of_the_name_without_title_and_possessive():
    text = "He met Mr. Pell’s dog."
    (found,) = mentions(read(text), read(text).capitals)
    assert text[found.span.start : found.span.end] == "Pell"


def test_first_and_last_name_go_together_only_where_nobody_else_has_them():
    heads = entities(
        [("jim", "hawkins"), ("jim",), ("hawkins",), ("john", "silver"), ("john", "hunter"), ("john",)]
    )
    assert heads["jim",] == heads["hawkins",] == ("jim", "hawkins")
    assert heads["john",] == ("john",)


def test_nothing_is_known_of_no_word():
    assert not Capitals().is_name("scrooge")
    assert names("") == names("12 34. 56!") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他叫艾比尼澤·史古基。", ["艾比尼泽·史古基"]),
        ("史古基很冷。鄰居看見史古基。史古基不說話。", ["史古基"]),
        ("陳阿福走進店裡。她問陳阿福在哪裡。於是陳阿福走了。", ["陈阿福"]),
        ("紀師傅正在喝茶。", ["纪师傅"]),
        ("李甫西醫生來了。", ["李甫西"]),
        ("那天下雨，老人坐在門口，一直到天黑。", []),
        ("", []),
    ],
)
def test_a_chinese_name_is_known_by_its_characters(text, expected):
    assert list(han_names(text)) == expected


def test_traditional_and_simplified_names_are_the_same():
    assert (
        han_names("馬利死了。馬利來了。看見馬利。").keys()
        == han_names("马利死了。马利来了。看见马利。").keys()
    )


def test_a_name_has_parts_and_may_have_a_title():
    assert parts_of("鮑伯‧克拉契") == ("鮑伯", "克拉契")
    assert without_title("紀師傅") == "紀師傅"  # not folded
    assert without_title("纪师傅") == "纪"
