import re
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sidebyside.primitives.text.extent import (
    TextMeasure,
    n_characters,
    n_visible,
    text_quantum,
    token_range,
    token_ranges,
    union_of_spans,
)
from sidebyside.primitives.text.tokens import TOKENIZER, Vocabulary, tokenize
from sidebyside.records import Span, Substitution, Text, TextExtent

spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda p: Span(min(p), max(p))), max_size=8
)


def measured(original, **more):
    tokens = tokenize(Text(original, **more), Vocabulary())
    return TextMeasure(original, tokens.start, tokens.end, tokens.is_han, TOKENIZER, **more)


@given(spans)
def test_a_union_covers_the_same_characters_and_has_gaps_between_its_spans(given_spans):
    union = union_of_spans(given_spans)
    covered = {place for span in given_spans for place in range(span.start, span.end)}
    assert {place for span in union for place in range(span.start, span.end)} == covered
    assert all(before.end < after.start for before, after in pairwise(union))
    assert all(len(span) for span in union)
    assert union_of_spans(union) == union


@given(st.text(alphabet="ab 圖書\n　", max_size=40), spans)
def test_an_extent_counts_what_a_slow_count_counts(original, given_spans):
    tokens = [(m.start(), m.end(), m.group() in "圖書") for m in re.finditer("[圖書]|[ab]+", original)]
    measure = TextMeasure(
        original,
        np.array([token[0] for token in tokens], dtype=np.int64),
        np.array([token[1] for token in tokens], dtype=np.int64),
        np.array([token[2] for token in tokens], dtype=np.bool_),
        "slow",
    )
    inside = {place for span in given_spans for place in range(span.start, span.end)}
    whole = [token for token in tokens if set(range(token[0], token[1])) <= inside]
    cut = [t for t in tokens if 0 < len(inside & set(range(t[0], t[1]))) < t[1] - t[0]]
    extent = measure.extent(given_spans)
    assert extent.characters == sum(
        place < len(original) and not original[place].isspace() for place in inside
    )
    if not cut:
        assert extent.tokens == len(whole)
        assert extent.words == sum(not token[2] for token in whole)
        assert 0.0 <= measure.share(extent) <= 1.0


def test_words_and_chinese_characters_are_both_tokens_and_only_words_are_words():
    measure = measured("Read 圖書館 now")
    assert measure.n_tokens == 5
    assert measure.extent([Span(0, 8)]) == TextExtent(words=1, characters=7, tokens=4)
    assert measure.share(measure.extent([Span(0, 12)])) == 1.0


def test_a_part_that_two_spans_cover_is_counted_once():
    measure = measured("one two three")
    assert measure.extent([Span(0, 7), Span(4, 13)]) == measure.extent([Span(0, 13)])


def test_an_empty_text_has_nothing_and_a_share_of_nothing():
    measure = measured("")
    assert measure.extent([Span(0, 0)]) == TextExtent(0, 0, 0)
    assert measure.share(TextExtent(0, 0, 0)) == 0.0


def test_markup_is_not_counted_and_a_reference_counts_as_what_is_seen():
    original = "caf&eacute; <i>au</i> lait"
    hidden = (Span(12, 15), Span(17, 21))
    substitutions = (Substitution(Span(3, 11), "é"),)
    whole = Span(0, len(original))
    assert n_characters(whole, original, hidden, substitutions) == len("café") + len("au") + len("lait")
    assert n_characters(Span(0, 11), original, hidden, substitutions) == 4
    assert n_characters(Span(13, 17), original, hidden, substitutions) == 2
    assert measured(original, hidden=hidden, substitutions=substitutions).extent([whole]).tokens == 3


def test_white_space_of_every_kind_is_not_counted():
    assert n_visible(" \t\r\n\u00a0\u3000\u2003x") == 1


def test_a_token_at_the_edge_of_a_span_lies_inside():
    start, end = np.array([0, 4, 8]), np.array([3, 7, 11])
    assert token_range(Span(4, 11), start, end) == (1, 3)
    assert token_range(Span(3, 4), start, end) == (1, 1)
    assert token_range(Span(5, 6), start, end) == (2, 2)


@given(st.text(alphabet="ab 圖書\n　", max_size=40), spans)
def test_many_ranges_at_once_are_the_ranges_one_by_one(original, given_spans):
    text = measured(original)
    first, stop = token_ranges(given_spans, text.start, text.end)
    rows = list(zip(first.tolist(), stop.tolist(), strict=True))
    assert rows == [token_range(span, text.start, text.end) for span in given_spans]


@given(st.text(alphabet="ab 圖書\n　", max_size=40), spans)
def test_the_longest_run_is_the_first_of_those_with_most_tokens(original, given_spans):
    text = measured(original)
    runs = [text.extent([span]) for span in given_spans]
    longest = max(runs, key=lambda run: run.tokens, default=TextExtent(0, 0, 0))
    assert text_quantum(text, text, [(span, span) for span in given_spans]).longest_run == longest
