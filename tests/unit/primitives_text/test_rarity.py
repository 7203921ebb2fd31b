import gzip

import msgpack
import numpy as np
import pytest

from sidebyside.errors import EngineError, MissingDependencyError
from sidebyside.primitives import model_store
from sidebyside.primitives.text import rarity, word_list
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Span, Substitution, Text


def test_a_rarer_word_has_more_bits_and_none_has_more_than_the_floor():
    bits = [word_list.bits_of_word(word) for word in ("the", "water", "harbour", "mizzenmast")]
    assert bits == sorted(bits)
    assert bits[-1] == word_list.FLOOR_BITS
    assert 4 < bits[0] < 5


def test_a_word_counts_the_same_in_every_form_the_foldings_make_equal():
    assert word_list.bits_of_word("DON’T") == word_list.bits_of_word("don't")
    assert word_list.bits_of_word("ﬁre") == word_list.bits_of_word("fire")
    assert word_list.bits_of_character("學") == word_list.bits_of_character("学")


def test_the_characters_of_the_list_add_up_to_one():
    assert sum(2.0**-bits for bits in word_list.chinese().values()) == pytest.approx(1.0, abs=0.01)


def test_a_number_counts_its_length_and_two_free_digits():
    assert word_list.bits_of_word("1843") == word_list.bits_of_word("1927")
    assert word_list.bits_of_word("7") < word_list.bits_of_word("1843") <= word_list.FLOOR_BITS


def test_tokens_are_weighed_as_a_reader_sees_them():
    marked = Text("the caf&eacute; 圖", substitutions=(Substitution(Span(7, 15), "é"),))
    plain = Text("the café 圖")
    of_marked, of_plain = (rarity.bits_of_tokens(tokenize(text, Vocabulary())) for text in (marked, plain))
    assert of_marked.tolist() == of_plain.tolist()
    assert rarity.bits_of_tokens(tokenize(plain, Vocabulary()), 1, 2).tolist() == of_plain[1:2].tolist()
    assert rarity.bits_of_tokens(tokenize(Text(""), Vocabulary())).dtype == np.float64


def test_a_missing_list_names_the_way_out(monkeypatch):
    monkeypatch.setattr(model_store, "find_spec", lambda name: None)
    with pytest.raises(MissingDependencyError, match="wordfreq"):
        list(word_list._frequencies(word_list.ENGLISH))


def test_a_list_of_another_form_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "list.gz"
    path.write_bytes(gzip.compress(msgpack.packb([{"format": "else"}])))
    monkeypatch.setattr(model_store, "find", lambda weights: path)
    with pytest.raises(EngineError, match="unknown format"):
        list(word_list._frequencies(word_list.ENGLISH))
