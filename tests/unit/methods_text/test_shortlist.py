"""The shortlist of blocks, and sentences taken over word for word."""

from itertools import pairwise

import numpy as np

from sidebyside.methods.text.paraphrase.shortlist import BlockIndex, blocks, literal_sentences, terms
from sidebyside.primitives.text.sentences import sentences
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Text

TOWNS = ("Aldby", "Brigham", "Carlow", "Denton", "Elmsall")


def prepared(text, vocabulary):
    tokens = tokenize(Text(text), vocabulary)
    return tokens, sentences(tokens)


def story(town):
    return " ".join(
        f"The people of {town} walked to the market on day number {n} of the fair." for n in range(40)
    )


def test_every_sentence_lies_in_a_block_and_neighbours_overlap():
    _, cut = prepared(story("Aldby"), Vocabulary())
    made = list(blocks(cut))
    assert {at for block in made for at in range(block.first, block.stop)} == set(range(len(cut)))
    assert all(one.stop > other.first for one, other in pairwise(made))


def test_no_sentence_makes_no_block():
    assert list(blocks(())) == []


def test_the_block_with_the_rare_word_comes_first():
    vocabulary, index = Vocabulary(), BlockIndex()
    for number, town in enumerate(TOWNS):
        index.add(number, *prepared(story(town), vocabulary))
    tokens, _ = prepared("A summary that speaks of Carlow and of its fair.", vocabulary)
    found = index.nearest(terms(tokens, 0, tokens.n_tokens), floor=0.0, n_most=1)
    assert found[0][0] == TOWNS.index("Carlow")
    assert 0.0 < found[0][2] <= 1.0


def test_a_block_is_most_like_itself():
    vocabulary, index = Vocabulary(), BlockIndex()
    tokens, cut = prepared("The heron stood in the shallow water. Nobody came by until evening.", vocabulary)
    index.add(0, tokens, cut)
    assert index.nearest(terms(tokens, 0, tokens.n_tokens), floor=0.9, n_most=3)[0][2] == 1.0


def test_an_empty_index_has_no_nearest_block():
    assert BlockIndex().nearest(np.array([1, 2]), floor=0.0, n_most=3) == []


def test_chinese_is_counted_in_pairs_of_characters():
    tokens, _ = prepared("著作權法", Vocabulary())
    assert len(terms(tokens, 0, 4)) == 3


def test_a_sentence_taken_over_is_literal_and_one_in_other_words_is_not():
    vocabulary = Vocabulary()
    work, cut = prepared(
        "She had kept the lamp for thirty years. No ship came to harm on the bar.", vocabulary
    )
    output, own = prepared(
        "She had kept the lamp for many years. Every vessel was safe near her.", vocabulary
    )
    assert literal_sentences(output, own, [(work, cut[0].first, cut[-1].stop)]).tolist() == [True, False]
    assert literal_sentences(output, own, []).tolist() == [False, False]


def test_what_stood_in_the_prompt_is_not_literal():
    vocabulary = Vocabulary()
    work, cut = prepared("She had kept the lamp for thirty years.", vocabulary)
    output, own = prepared("She had kept the lamp for thirty years.", vocabulary)
    told = output.without(np.ones(output.n_tokens, dtype=bool))
    assert literal_sentences(told, own, [(work, cut[0].first, cut[-1].stop)]).tolist() == [False]
