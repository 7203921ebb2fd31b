import pytest

from sidebyside.errors import InputError
from sidebyside.primitives.text.excerpt import VisibleText
from sidebyside.records import Part, Span, Substitution, Text

ORIGINAL = "ab<i>c&eacute;d</i> ef"
TEXT = Text(
    ORIGINAL,
    hidden=(Span(2, 5), Span(15, 19)),
    substitutions=(Substitution(Span(6, 14), "é"),),
    parts=(Part(0, "page 1"), Part(19, "page 2")),
)


def test_a_passage_shows_what_a_reader_sees():
    assert VisibleText(TEXT).passage(Span(0, len(ORIGINAL))) == "abcéd ef"


def test_passages_of_neighbouring_spans_join_up_wherever_they_are_cut():
    reading = VisibleText(TEXT)
    for cut in range(len(ORIGINAL) + 1):
        joined = reading.passage(Span(0, cut)) + reading.passage(Span(cut, len(ORIGINAL)))
        assert joined == "abcéd ef", cut


def test_a_passage_that_begins_inside_markup_begins_after_it():
    assert VisibleText(TEXT).passage(Span(3, 6)) == "c"


def test_a_span_beyond_the_text_is_refused_with_both_numbers():
    with pytest.raises(InputError, match=r"\[0, 99\) lies outside 22 characters"):
        VisibleText(TEXT).passage(Span(0, 99))


def test_context_is_cut_between_words_and_never_longer_than_asked():
    reading = VisibleText(Text("one two three four five six"))
    assert reading.before(18, 10) == "three four"
    assert reading.before(18, 9) == "four"
    assert reading.after(8, 10) == "three four"
    assert reading.after(8, 9) == "three"


def test_context_at_the_edges_is_what_there_is():
    reading = VisibleText(Text("one two"))
    assert (reading.before(0, 5), reading.after(7, 5), reading.before(4, 50)) == ("", "", "one ")


def test_chinese_context_is_cut_between_characters():
    reading = VisibleText(Text("港口那天早晨灰濛濛的，自從暴風雨之後"))
    assert (reading.before(6, 4), reading.after(6, 4)) == ("那天早晨", "灰濛濛的")


def test_context_counts_seen_characters_not_markup():
    text = Text("x" + "<b>" * 200 + "seen here", hidden=tuple(Span(1 + 3 * i, 4 + 3 * i) for i in range(200)))
    assert VisibleText(text).before(len(text.original), 20) == "xseen here"


def test_the_part_is_the_last_one_that_began():
    reading = VisibleText(TEXT)
    assert [reading.part(at) for at in (0, 18, 19)] == ["page 1", "page 1", "page 2"]
    assert VisibleText(Text("no parts")).part(3) == ""
