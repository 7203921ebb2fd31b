"""Translation: found in the other language, line by line, and nowhere else."""

import numpy as np
import pytest

from sidebyside.contracts import open_index
from sidebyside.errors import InputError
from sidebyside.methods.text.translation import MEMBER
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Text

WORK = (
    "The ferryman never spoke before the third stroke of the oar. Then he told us about the bell under the "
    "lake. It rang once in every war, and nobody who heard it would say what it had sounded like."
)
OTHER_MATTER = "銀行下個月要調高手續費。不同意的客戶可以免費結清帳戶。市長昨天為新的圖書館剪綵。"
TRANSLATED = (
    "船夫划下第三槳以前從不開口。然後他向我們說起湖底的那口鐘。"
    "每逢戰爭它就響一次，聽過的人都不肯說那是什麼樣的聲音。"
)


class Shelf(dict):
    def put(self, key, value):
        self[key] = value


@pytest.fixture(scope="module")
def shelf():
    return Shelf()


def compared(works, outputs, shelf, settings=None, shortlists=None):
    vocabulary = Vocabulary()
    index = open_index(MEMBER, settings)
    index.keep_vectors_in(shelf)
    index.add([tokenize(Text(work), vocabulary) for work in works])
    return index.compare([tokenize(Text(output), vocabulary) for output in outputs], shortlists)


def test_sentences_are_lined_up_with_their_translations(shelf):
    output = f"{OTHER_MATTER}{TRANSLATED}{OTHER_MATTER}"
    ((comparison,),) = compared([WORK], [output], shelf)
    (match,) = comparison.matches
    assert output[match.output_span.start : match.output_span.end] == TRANSLATED
    beside = [
        (
            WORK[pair.work_span.start : pair.work_span.end].split()[1],
            output[pair.output_span.start : pair.output_span.end][:2],
        )
        for pair in match.pairs
    ]
    assert beside == [("ferryman", "船夫"), ("he", "然後"), ("rang", "每逢")]
    assert all(0.0 < pair.similarity <= 1.0 < pair.margin for pair in match.pairs)
    assert 0.0 < comparison.score.similarity < match.quantum.share_of_output < 1.0


def test_the_other_direction_is_found_as_well(shelf):
    ((comparison,),) = compared([TRANSLATED], [WORK], shelf)
    assert comparison.matches


def test_the_same_language_is_left_to_other_methods():
    index, shelf = MEMBER.index(), Shelf()
    index.keep_vectors_in(shelf)
    vocabulary = Vocabulary()
    index.add([tokenize(Text(WORK), vocabulary)])
    assert index.compare([tokenize(Text(WORK), vocabulary)]) == [()]
    assert shelf == {}


def test_other_matter_in_the_other_language_matches_nothing(shelf):
    assert compared([WORK], [OTHER_MATTER], shelf) == [()]


def test_what_stood_in_the_prompt_never_matches(shelf):
    vocabulary = Vocabulary()
    index = MEMBER.index()
    index.keep_vectors_in(shelf)
    index.add([tokenize(Text(WORK), vocabulary)])
    output = tokenize(Text(TRANSLATED), vocabulary)
    assert index.compare([output])[0]
    assert index.compare([output.without(np.ones(output.n_tokens, dtype=bool))]) == [()]


def test_two_editions_of_a_work_both_match(shelf):
    second = WORK.replace("spoke", "said a word")
    (comparisons,) = compared([WORK, OTHER_MATTER, second], [TRANSLATED], shelf)
    assert [comparison.work_number for comparison in comparisons] == [0, 2]


def test_what_comes_back_does_not_depend_on_the_batch_nor_on_a_cache(shelf):
    outputs = [TRANSLATED, f"{OTHER_MATTER}{TRANSLATED}"]
    together = compared([WORK], outputs, shelf)
    assert together == [compared([WORK], [output], Shelf())[0] for output in outputs]


def test_an_english_and_a_chinese_half_are_compared_with_works_in_both_languages(shelf):
    english = "The bank will raise its fees next month. Customers who object may close their accounts."
    output = f"{TRANSLATED}\n\n{english}"
    (comparisons,) = compared([WORK, "銀行下個月要調高手續費。不同意的客戶可以結清帳戶。"], [output], shelf)
    assert [comparison.work_number for comparison in comparisons] == [0, 1]


def test_a_higher_floor_keeps_fewer_matches(shelf):
    assert compared([WORK], [TRANSLATED], shelf, {"floor": 5.0}) == [()]


def test_a_setting_below_its_range_is_refused():
    with pytest.raises(InputError, match="above 0"):
        open_index(MEMBER, {"gap": 0.0})


def test_a_work_that_another_one_surpasses_stays_out_also_where_it_stands_on_the_shortlist_alone(shelf):
    loose = (
        "The boatman said nothing for a while. Then he spoke of a bell in the water. It had been heard in "
        "wartime, and people kept quiet about it."
    )
    assert compared([loose], [TRANSLATED], shelf)[0], "by itself it is found"
    for shortlists in (None, [frozenset({0, 1})], [frozenset({1})]):
        (found,) = compared([loose, WORK], [TRANSLATED], shelf, shortlists=shortlists)
        assert [comparison.work_number for comparison in found] == [1]
    assert compared([loose, WORK], [TRANSLATED], shelf, shortlists=[frozenset({0})]) == [()]
