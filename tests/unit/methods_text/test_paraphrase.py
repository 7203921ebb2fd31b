"""Paraphrase: told again in other words, in order, and not what is literal."""

import numpy as np
import pytest

from sidebyside.methods.text.paraphrase import MEMBER
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Text

WORK = (
    "The ferryman never spoke before the third stroke of the oar. Then he told us about the bell under the "
    "lake. It rang once in every war, and nobody who heard it would say what it had sounded like."
)
RETOLD = (
    "Until he had pulled the oar three times the boatman kept silent. After that we learned from him of a "
    "bell at the bottom of the lake. In each war it was heard a single time, but those who had listened "
    "refused to describe the sound."
)
OTHER = (
    "Bells are cast from bronze. The metal is poured into a mould of clay. A large one may take a week to "
    "cool, and only then can its tone be tested."
)


class Shelf(dict):
    def put(self, key, value):
        self[key] = value


@pytest.fixture(scope="module")
def shelf():
    return Shelf()


def index_of(works, shelf, vocabulary):
    index = MEMBER.index()
    index.keep_vectors_in(shelf)
    index.add([tokenize(Text(work), vocabulary) for work in works])
    return index


def compared(works, outputs, shelf):
    vocabulary = Vocabulary()
    index = index_of(works, shelf, vocabulary)
    return index.compare([tokenize(Text(output), vocabulary) for output in outputs])


def test_a_retold_passage_is_one_ordered_chain_of_pairs(shelf):
    ((comparison,),) = compared([WORK], [f"{OTHER} {RETOLD}"], shelf)
    (match,) = comparison.matches
    assert len(match.pairs) == 3
    places = [(pair.work_span.start, pair.output_span.start) for pair in match.pairs]
    assert places == sorted(places)
    assert match.output_span.start == len(OTHER) + 1


def test_the_same_subject_alone_matches_nothing(shelf):
    assert compared([WORK], [OTHER], shelf) == [()]


def test_what_is_taken_over_word_for_word_is_left_to_other_methods(shelf):
    assert compared([WORK], [WORK], shelf) == [()]


def test_what_stood_in_the_prompt_never_matches(shelf):
    vocabulary = Vocabulary()
    index = index_of([WORK], shelf, vocabulary)
    output = tokenize(Text(RETOLD), vocabulary)
    assert index.compare([output])[0]
    assert index.compare([output.without(np.ones(output.n_tokens, dtype=bool))]) == [()]


def test_nothing_is_encoded_where_no_block_is_alike():
    vocabulary, shelf = Vocabulary(), Shelf()
    index = index_of([WORK], shelf, vocabulary)
    assert index.compare([tokenize(Text("Zwölf Boxkämpfer jagten Viktor quer über Sylt."), vocabulary)]) == [
        ()
    ]
    assert shelf == {}


def test_what_comes_back_does_not_depend_on_the_batch_nor_on_a_cache(shelf):
    outputs = [RETOLD, OTHER, f"{OTHER} {RETOLD}"]
    together = compared([OTHER, WORK], outputs, shelf)
    assert together == [compared([OTHER, WORK], [output], Shelf())[0] for output in outputs]
    assert together[0]
