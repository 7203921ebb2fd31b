import pytest

from sidebyside.calibration.chance import local_score
from sidebyside.primitives.text.alignment_scores import CHANGED_BITS, GAP_BITS, GAP_TOKEN_BITS, MOVED_BITS
from sidebyside.primitives.text.rarity import bits_of_tokens
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import AlignedPair, EditOperation, Match, Span, Text, TextExtent, TextQuantum

EXTENT = TextExtent(1, 1, 1)
QUANTUM = TextQuantum(EXTENT, EXTENT, EXTENT, 0.1, 0.1, "t")


def both(work, output):
    vocabulary = Vocabulary()
    return tokenize(Text(work), vocabulary), tokenize(Text(output), vocabulary)


def match(*operations, work, output, pairs=()):
    return Match("m", 0.5, QUANTUM, work, output, operations=operations, pairs=pairs)


@pytest.mark.parametrize("text", ["lamp harbour mole", "燈塔港口外堤"])
def test_a_run_weighs_the_bits_of_its_tokens(text):
    work, output = both(text, text)
    span = Span(0, len(text))
    assert local_score(match(work=span, output=span), work, output) == pytest.approx(
        bits_of_tokens(output).sum()
    )


def test_differences_take_their_cost_and_ends_that_do_not_pay_are_left_off():
    work, output = both("lamp the harbour mole", "lamp a harbour storm mole")
    kept = [
        EditOperation("kept", Span(0, 4), Span(0, 4)),
        EditOperation("changed", Span(5, 8), Span(5, 6)),
        EditOperation("kept", Span(9, 16), Span(7, 14)),
        EditOperation("added", Span(16, 16), Span(15, 20)),
        EditOperation("moved", Span(17, 21), Span(21, 25)),
    ]
    bits = bits_of_tokens(output)
    whole = bits[0] + bits[2] + bits[4] - CHANGED_BITS - GAP_BITS - GAP_TOKEN_BITS - MOVED_BITS
    without = bits[0] + bits[2] - CHANGED_BITS
    score = local_score(match(*kept, work=Span(0, 21), output=Span(0, 25)), work, output)
    assert score == pytest.approx(max(whole, without))


def test_lined_up_sentences_have_no_weight_of_equal_words():
    work, output = both("lamp", "燈")
    pair = AlignedPair(Span(0, 4), Span(0, 1), 0.9, 1.3)
    assert local_score(match(work=Span(0, 4), output=Span(0, 1), pairs=(pair,)), work, output) is None


@pytest.mark.parametrize("word", ["ha ", "哈"])
def test_what_was_met_before_in_the_match_adds_nothing(word):
    work, output = both(word * 500, word * 500)
    span = Span(0, len(word) * 500 - word.count(" "))
    assert local_score(match(work=span, output=span), work, output) == pytest.approx(
        bits_of_tokens(output, 0, 3).sum()
    )


def test_a_refrain_counts_once_and_what_stands_between_counts():
    line = "row row your boat gently down the stream"
    work, output = both(f"{line} merrily {line} life", f"{line} merrily {line} life")
    bits = bits_of_tokens(output)
    # The first two words of the second refrain follow other words than before.
    expected = bits[:11].sum() + bits[17]
    span = Span(0, len(output.original))
    assert local_score(match(work=span, output=span), work, output) == pytest.approx(expected)
