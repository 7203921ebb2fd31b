"""Every text method found by listing the folder keeps the contract of the room."""

import re

import pytest

from sidebyside import registry
from sidebyside.errors import InputError
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Text, TextQuantum

ROOM = "sidebyside.methods.text"
MEMBERS = registry.members(ROOM)
EXAMPLES = [(name, example) for name, member in MEMBERS.items() for example in member.examples]
STORY = (
    "In the winter the harbour froze, and the children walked out upon it as far as the second buoy, where "
    "an old man sold chestnuts from a brazier and would not say how he had carried it there."
)
STORY_ZH = (
    "那年冬天港口結了冰，孩子們一路走到第二個浮標，有個老人在那裡用火盆賣栗子，問他是怎麼搬去的，他總不肯說。"
)


def _compare(member, works, outputs):
    vocabulary = Vocabulary()
    index = member.index()
    index.add([tokenize(Text(work), vocabulary) for work in works])
    return index.compare([tokenize(Text(output), vocabulary) for output in outputs])


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=lambda value: getattr(value, "name", value))
def test_an_example_behaves_as_it_says(name, example):
    (comparisons,) = _compare(MEMBERS[name], [example.work], [example.output])
    found = [bool(comparison.matches) or comparison.apart is not None for comparison in comparisons]
    assert any(found) == example.is_match


@pytest.mark.parametrize("name", MEMBERS)
def test_a_card_says_all_it_must(name):
    card = MEMBERS[name].card
    assert (card.name, card.medium) == (name, "text")
    for text in (card.version, card.summary, card.range, card.floor, card.cost, card.source):
        assert text.strip()
    assert card.blind_spots
    assert card.foldings
    assert re.search(r"doi:10\.\d+|https?://|ISBN", card.source)


@pytest.mark.parametrize("name", MEMBERS)
def test_examples_are_there_in_both_languages_and_both_ways(name):
    han = re.compile("[\u4e00-\u9fff]")
    kinds = {(bool(han.search(example.work)), example.is_match) for example in MEMBERS[name].examples}
    assert kinds == {(False, True), (False, False), (True, True), (True, False)}


@pytest.mark.parametrize("name", MEMBERS)
@pytest.mark.parametrize("text", [STORY, STORY_ZH, "", "。。。"])
def test_places_lie_on_whole_words_inside_both_texts(name, text):
    changed = text.replace("old", "very old").replace("老人", "老頭子")
    outputs = [text, f"So it goes. {changed} The end.", "", "\n"]
    for output, comparisons in zip(outputs, _compare(MEMBERS[name], [text], outputs), strict=True):
        for comparison in comparisons:
            if comparison.score is not None:
                assert 0.0 <= comparison.score.similarity <= 1.0
            for match in comparison.matches:
                for span, whole in ((match.work_span, text), (match.output_span, output)):
                    assert 0 <= span.start < span.end <= len(whole)
                    around = (
                        whole[max(0, span.start - 1) : span.start + 1],
                        whole[span.end - 1 : span.end + 1],
                    )
                    assert not any(re.fullmatch("[A-Za-z]{2}", pair) for pair in around)
                assert isinstance(match.quantum, TextQuantum)
                assert 0.0 < match.quantum.share_of_work <= 1.0
                assert 0.0 < match.quantum.share_of_output <= 1.0


@pytest.mark.parametrize("name", MEMBERS)
def test_what_is_shown_apart_is_no_match_and_has_no_score(name):
    for example in MEMBERS[name].examples:
        for (comparison,) in filter(None, _compare(MEMBERS[name], [example.work], [example.output])):
            if MEMBERS[name].card.shows == "apart":
                assert (comparison.matches, comparison.score) == ((), None)
                for row in comparison.apart.events:
                    for span, whole in ((row.work_span, example.work), (row.output_span, example.output)):
                        assert span is None or 0 <= span.start < span.end <= len(whole)
            else:
                assert comparison.apart is None
                assert comparison.score is not None


@pytest.mark.parametrize("name", MEMBERS)
def test_works_are_numbered_in_their_order_and_batches_change_nothing(name):
    works = ["Nothing of that kind was ever seen in the town.", STORY, STORY_ZH]
    vocabulary = Vocabulary()
    texts = [tokenize(Text(work), vocabulary) for work in works]
    outputs = [tokenize(Text(f"He wrote: {STORY.replace('old', 'tall')} Then he slept."), vocabulary)]
    outputs.append(tokenize(Text(STORY_ZH.replace("老人", "男人")), vocabulary))
    at_once, in_parts = MEMBERS[name].index(), MEMBERS[name].index()
    at_once.add(texts)
    for text in texts:
        in_parts.add([text])
    together = at_once.compare(outputs)
    assert together == [in_parts.compare([output])[0] for output in outputs]
    for result in together:
        numbers = [comparison.work_number for comparison in result]
        assert numbers == sorted(set(numbers))
        for comparison in result:
            for match in comparison.matches:
                assert match.work_span.end <= len(works[comparison.work_number])


@pytest.mark.parametrize("name", MEMBERS)
def test_no_work_matches_nothing(name):
    assert _compare(MEMBERS[name], [], [STORY]) == [()]


@pytest.mark.parametrize("name", MEMBERS)
def test_a_setting_the_card_does_not_name_is_refused(name):
    with pytest.raises(InputError, match="no_such_setting"):
        MEMBERS[name].index({"no_such_setting": 1})


@pytest.mark.parametrize("name", MEMBERS)
def test_a_setting_changes_the_card(name):
    setting, value = MEMBERS[name].card.settings[0]
    changed = float(value) * 2 if "." in value else int(value) * 2
    assert dict(MEMBERS[name].index({setting: changed}).card.settings)[setting] == str(changed)


@pytest.mark.parametrize("name", MEMBERS)
def test_a_text_too_short_for_the_floor_is_named_unfit(name):
    index = MEMBERS[name].index()
    reason = index.unfit(tokenize(Text("Too short."), Vocabulary()))
    assert reason is not None
    assert reason.code == "too_short"
    assert index.unfit(tokenize(Text(STORY), Vocabulary())) is None
    assert index.unfit(tokenize(Text(STORY_ZH), Vocabulary())) is None
