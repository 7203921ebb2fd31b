"""The score of a chain is what the method added up, and its number grows with what was searched."""

import math

import pytest

from sidebyside.calibration.chance import LEAST
from sidebyside.calibration.sentence_chance import (
    COSTS,
    TAILS,
    effective_sentences,
    expected_sentences,
    sentence_score,
)
from sidebyside.methods.sentence_alignment.chains import line_up
from sidebyside.methods.sentence_alignment.encoder import (
    Crowd,
    SentenceEncoder,
    background_sentences,
    encoded,
)
from sidebyside.methods.sentence_alignment.index import comparison_of
from sidebyside.methods.text.paraphrase import MEMBER as PARAPHRASE
from sidebyside.methods.text.translation import MEMBER as TRANSLATION
from sidebyside.primitives.text.sentences import sentences
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Text

WORK = (
    "The ferryman never spoke before the third stroke of the oar. Then he told us about the bell under the "
    "lake. It rang once in every war, and nobody who heard it would say what it had sounded like."
)
RETOLD = (
    "Until he had pulled the oar three times the boatman kept silent. Bells are cast from bronze. After that "
    "we learned from him of a bell at the bottom of the lake. In each war it was heard a single time, but "
    "those who had listened refused to describe the sound."
)
TRANSLATED = (
    "船夫划下第三槳以前從不開口。然後他向我們說起湖底的那口鐘。"
    "每逢戰爭它就響一次，聽過的人都不肯說那是什麼樣的聲音。"
)
ONE, TWO = "sentences_of_one_language", "sentences_of_two_languages"
WIDE = {"alphabetic": 1000, "han": 1000}


def weighed(member, work, output):
    vocabulary = Vocabulary()
    of_work, of_output = (tokenize(Text(text), vocabulary) for text in (work, output))
    index = member.index()
    index.add([of_work])
    ((comparison,),) = index.compare([of_output])
    (match,) = comparison.matches
    return match, sentences(of_work), sentences(of_output)


@pytest.fixture(scope="module")
def retold():
    return weighed(PARAPHRASE, WORK, RETOLD)


@pytest.fixture(scope="module")
def translated():
    return weighed(TRANSLATION, WORK, TRANSLATED)


def test_the_score_made_of_what_a_match_states_is_the_worth_of_its_chain():
    encoder, vocabulary = SentenceEncoder(), Vocabulary()
    crowd = Crowd(encoder.encode(background_sentences("alphabetic")))
    of_work, of_output = (tokenize(Text(text), vocabulary) for text in (WORK, RETOLD))
    cut = [sentences(text) for text in (of_work, of_output)]
    sides = [encoded(encoder, one, crowd) for one in cut]
    (chain,) = line_up(*sides, encoder, COSTS)
    (match,) = comparison_of("paraphrase", 0, of_work, of_output, [(*sides, chain)]).matches
    assert len(chain.beads) == 3, "with one sentence left out between them"
    assert sentence_score(match, *cut) == pytest.approx(chain.worth, abs=0.002)


def test_a_chain_has_the_constants_of_its_method_and_languages(retold, translated):
    of_paraphrase = expected_sentences(*retold, evidence=ONE, n_works=WIDE, n_outputs=WIDE)
    of_translation = expected_sentences(*translated, evidence=TWO, n_works=WIDE, n_outputs=WIDE)
    assert (of_paraphrase.language, of_translation.language) == ("en", "en-zh")
    tail = TAILS[TWO]["en-zh"]
    area = effective_sentences(TWO, 1000) * 1000 * 2
    score = sentence_score(*translated)
    expected = math.exp(tail.ln_k - tail.lam * score) * area
    assert of_translation.expected == pytest.approx(max(LEAST, expected), rel=1e-3)
    assert of_translation.log10_expected == pytest.approx(math.log10(expected), abs=1e-3)
    assert of_translation.bits == pytest.approx(tail.lam * score / math.log(2), abs=0.06)


def test_more_sentences_searched_make_the_number_larger(retold):
    numbers = [
        expected_sentences(
            *retold, evidence=ONE, n_works={"alphabetic": m}, n_outputs={"alphabetic": n}
        ).expected
        for m, n in ((10_000, 10_000), (100_000, 10_000), (100_000, 1_000_000))
    ]
    assert numbers == sorted(numbers)
    assert numbers[1] < numbers[2]


def test_words_of_another_language_are_weighed_with_the_most_cautious_constants(retold):
    usual = expected_sentences(*retold, evidence=ONE, n_works=WIDE, n_outputs=WIDE)
    other = expected_sentences(*retold, evidence=ONE, n_works=WIDE, n_outputs=WIDE, is_english=False)
    assert other.language == "other"
    assert other.expected >= usual.expected


def test_chains_of_a_method_that_says_they_are_no_evidence_have_no_number(retold):
    assert expected_sentences(*retold, evidence="none", n_works=WIDE, n_outputs=WIDE) is None


@pytest.mark.parametrize("evidence", [ONE, TWO])
def test_sentences_of_the_works_count_less_the_more_they_are_but_never_fall(evidence):
    counts = [effective_sentences(evidence, n) for n in (0, 1, 10, 100, 255, 256, 257, 1000, 100_000)]
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert all(
        count <= n for count, n in zip(counts, (0, 1, 10, 100, 255, 256, 257, 1000, 100_000), strict=True)
    )


def test_in_a_search_of_very_many_a_chain_is_not_distinguishable(translated):
    few, many = (
        expected_sentences(*translated, evidence=TWO, n_works=size, n_outputs=size)
        for size in ({"alphabetic": 10, "han": 10}, {"alphabetic": 10**13, "han": 10**13})
    )
    assert few.expected == LEAST
    assert few.is_distinguishable
    assert many.expected > 0.01
    assert not many.is_distinguishable
