"""Sentences: where they end, and that their places are exact."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.primitives.text.sentences import MOST_CHARACTERS, UNPUNCTUATED_HAN, sentences
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Span, Substitution, Text


def cut(text):
    return sentences(tokenize(text if isinstance(text, Text) else Text(text), Vocabulary()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mr. J. Brown came at 3.5 knots. He left by noon, e.g. before us all.",
            ["Mr. J. Brown came at 3.5 knots.", "He left by noon, e.g. before us all."],
        ),
        (
            "“Who is there at this hour?” asked the miller. “It is only me, sir!”",
            ["“Who is there at this hour?” asked the miller.", "“It is only me, sir!”"],
        ),
        (
            "“你怎麼現在才來呢？”他低聲問了一句。外面又下起大雨來了……我們都沒有回答他。",
            ["“你怎麼現在才來呢？”", "他低聲問了一句。", "外面又下起大雨來了……", "我們都沒有回答他。"],
        ),
        (
            "他在用這個模型.它的版本是 3.5 版.大家都說好用.",
            ["他在用這個模型.", "它的版本是 3.5 版.", "大家都說好用."],
        ),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(text, expected):
    assert [sentence.text for sentence in cut(text)] == expected


def test_a_sentence_runs_over_the_ends_of_wrapped_lines():
    wrapped = (
        "They had come a long way over the\nhills, and the road was wet and bad\nthen. It rained all day."
    )
    assert [sentence.text for sentence in cut(wrapped)] == [
        "They had come a long way over the hills, and the road was wet and bad then.",
        "It rained all day.",
    ]


def test_lines_of_different_lengths_are_sentences_of_their_own():
    lines = ["A heading without a stop", "Then a line that is longer than the first", "And a short one"]
    assert [sentence.text for sentence in cut("\n".join(lines))] == lines


def test_chinese_without_marks_is_cut_at_a_stated_length():
    text = (
        "天命之謂性率性之謂道修道之謂教道也者不可須臾離也"
        + "可離非道也是故君子戒慎乎其所不睹恐懼乎其所不聞莫見乎隱"
    )
    lengths = [len(sentence.text) for sentence in cut(text)]
    assert lengths[0] == UNPUNCTUATED_HAN
    assert sum(lengths) == len(text)


def test_a_very_long_sentence_is_cut_at_a_comma():
    long = ", ".join(["the rain fell on the hills and on the town below them"] * 20) + "."
    assert all(len(sentence.text) <= MOST_CHARACTERS["alphabetic"] for sentence in cut(long))
    assert all(sentence.text.endswith((",", ".")) for sentence in cut(long))


def test_a_word_without_end_is_left_whole():
    assert len(cut("a" * 5000)) == 1


def test_a_few_words_are_joined_to_what_follows():
    assert len(cut("No. Never! I told you so yesterday.")) == 1


def test_places_count_the_original_with_its_markup():
    html = "<p>The caf&eacute; was closed.</p> <p>We went home again.</p>"
    tags = tuple(Span(*found.span()) for found in re.finditer("<.*?>", html))
    text = Text(html, hidden=tags, substitutions=(Substitution(Span(10, 18), "é"),))
    first, second = cut(text)
    assert (first.text, second.text) == ("The café was closed.", "We went home again.")
    assert text.original[first.span.start : first.span.end] == "The caf&eacute; was closed."
    assert text.original[second.span.start : second.span.end] == "We went home again."


def test_the_script_of_a_sentence_is_that_of_most_of_it():
    scripts = [sentence.script for sentence in cut("這是 GPT-4 寫的一段中文。 This one was written by 李白.")]
    assert scripts == ["han", "alphabetic"]


def test_a_sentence_that_stood_in_the_prompt_is_out_of_play():
    tokens = tokenize(Text("Write of a fox at night. The fox ran away."), Vocabulary())
    told, own = sentences(tokens.without(np.arange(tokens.n_tokens) < 6))
    assert (told.is_in_play, own.is_in_play) == (False, True)


def test_a_word_divided_at_a_line_end_is_not_cut():
    assert len(cut("It was a long-\nForgotten road.")) == 1


@given(st.text(alphabet="aB .,!?\n“”‘’漢字。，！；… \u3000\r1-", max_size=300))
def test_every_token_lies_in_one_sentence_and_sentences_do_not_overlap(text):
    tokens = tokenize(Text(text), Vocabulary())
    made = sentences(tokens)
    edges = [0, *(sentence.stop for sentence in made)]
    assert [sentence.first for sentence in made] == edges[:-1]
    assert edges[-1] == tokens.n_tokens
    for one, other in pairwise(made):
        assert one.span.end <= other.span.start
    for sentence in made:
        assert sentence.span.start <= tokens.start[sentence.first]
        assert tokens.end[sentence.stop - 1] <= sentence.span.end
