from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Span, Substitution, Text


def _words(text: Text) -> list[str]:
    tokens = tokenize(text, Vocabulary())
    return [text.original[a:b] for a, b in zip(tokens.start, tokens.end, strict=True)]


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_tokens_are_sorted_disjoint_and_inside_the_original(text):
    tokens = tokenize(Text(text), Vocabulary())
    places = list(zip(tokens.start.tolist(), tokens.end.tolist(), strict=True))
    assert all(start < end for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    assert not places or places[-1][1] <= len(text)


def test_words_and_chinese_characters_are_cut_without_a_dictionary():
    assert _words(Text("He said “don’t”, 著作權法 in 2026.")) == [
        *("He", "said", "don’t"),
        *"著作權法",
        *("in", "2026"),
    ]


def test_characters_outside_the_basic_plane_are_one_token_each():
    assert _words(Text("𠮷野家 𝓐")) == ["𠮷", "野", "家", "𝓐"]


def test_markup_inside_a_word_does_not_cut_it_and_the_place_covers_it():
    text = Text("Sal<em>tma</em>rsh", hidden=(Span(3, 7), Span(10, 15)))
    tokens = tokenize(text, Vocabulary())
    assert (tokens.start.tolist(), tokens.end.tolist()) == ([0], [18])


def test_a_character_reference_reads_as_its_character():
    text = Text("caf&eacute; noir", substitutions=(Substitution(Span(3, 11), "é"),))
    vocabulary = Vocabulary()
    marked, plain = tokenize(text, vocabulary), tokenize(Text("café noir"), vocabulary)
    assert marked.forms.tolist() == plain.forms.tolist()
    assert (marked.start.tolist(), marked.end.tolist()) == ([0, 12], [11, 16])


def test_zero_width_characters_and_soft_hyphens_do_not_hide_a_word():
    vocabulary = Vocabulary()
    hidden = tokenize(Text("light\u00adhouse kee\u200bper"), vocabulary)
    assert hidden.forms.tolist() == tokenize(Text("lighthouse keeper"), vocabulary).forms.tolist()


def test_a_text_without_words_has_no_tokens():
    assert tokenize(Text("— … !\n"), Vocabulary()).n_tokens == 0
