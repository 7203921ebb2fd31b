"""Every text method found by listing the folder keeps the contract of the room."""

import re
from dataclasses import fields

import pytest

from sidebyside.contracts import TEXT_METHODS, open_index
from sidebyside.errors import InputError
from sidebyside.exhibits.locale import load
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Text, TextQuantum

MEMBERS = TEXT_METHODS.members()
EXAMPLES = [(name, example) for name, member in MEMBERS.items() for example in member.examples]
MATCHING = [(name, example) for name, example in EXAMPLES if example.is_match]
NUMBERS = [
    (name, item.name)
    for name, member in MEMBERS.items()
    for item in fields(member.settings)
    if not isinstance(item.default, str | bool)
]
SENTENCES, LISTS = ("summary", "range", "floor", "cost"), ("foldings", "blind_spots")
STORY = (
    "In the winter the harbour froze, and the children walked out upon it as far as the second buoy, where "
    "an old man sold chestnuts from a brazier and would not say how he had carried it there."
)
STORY_ZH = (
    "那年冬天港口結了冰，孩子們一路走到第二個浮標，有個老人在那裡用火盆賣栗子，問他是怎麼搬去的，他總不肯說。"
)


def _compare(member, works, outputs, shortlists=None):
    vocabulary = Vocabulary()
    index = member.index()
    index.add([tokenize(Text(work), vocabulary) for work in works])
    return index.compare([tokenize(Text(output), vocabulary) for output in outputs], shortlists)


def _places(comparison):
    """Return the places of a comparison: of its matches and their parts, or of what is shown apart."""
    for match in comparison.matches:
        yield match.work_span, match.output_span
        for part in (*match.operations, *match.pairs):
            yield part.work_span, part.output_span
    for row in comparison.apart.events if comparison.apart else ():
        yield row.work_span, row.output_span


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


def _is_on_whole_words(span, whole):
    edges = whole[max(0, span.start - 1) : span.start + 1], whole[max(0, span.end - 1) : span.end + 1]
    return not any(re.fullmatch("[A-Za-z]{2}", pair) for pair in edges)


@pytest.mark.parametrize(("name", "example"), MATCHING, ids=lambda value: getattr(value, "name", value))
def test_places_lie_on_whole_words_inside_both_texts(name, example):
    outputs = [example.output, f"So it goes. {example.output} The end.", "", "\n"]
    n_inspected = 0
    found = _compare(MEMBERS[name], [example.work], outputs)
    for output, comparisons in zip(outputs, found, strict=True):
        for comparison in comparisons:
            for places in _places(comparison):
                for span, whole in zip(places, (example.work, output), strict=True):
                    assert span is None or 0 <= span.start <= span.end <= len(whole)
                    assert span is None or span.start == span.end or _is_on_whole_words(span, whole)
                n_inspected += 1
    assert n_inspected, "or nothing was tested"
    assert found[2:] == [(), ()]


@pytest.mark.parametrize(("name", "example"), MATCHING, ids=lambda value: getattr(value, "name", value))
def test_figures_of_a_match_are_shares_and_its_places_are_not_empty(name, example):
    ((comparison,),) = _compare(MEMBERS[name], [example.work], [example.output])
    assert comparison.matches or comparison.apart
    for match in comparison.matches:
        assert len(match.work_span) > 0 < len(match.output_span)
        assert 0.0 <= match.similarity <= 1.0
        assert isinstance(match.quantum, TextQuantum)
        assert 0.0 < match.quantum.share_of_work <= 1.0
        assert 0.0 < match.quantum.share_of_output <= 1.0
    if comparison.score is not None:
        assert 0.0 < comparison.score.similarity <= 1.0


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


def _material(name):
    """Return works and outputs of which some match: the examples, and one edition more of each work."""
    of_member = [example for example in MEMBERS[name].examples if example.is_match]
    works = list(dict.fromkeys(example.work for example in of_member))
    editions = [f"{re.sub('lamp|燈', '', work)} {STORY}" for work in works]
    works = ["Nothing of that kind was ever seen in the town.", *works, *editions]
    return works, [*(example.output for example in of_member), STORY_ZH]


@pytest.mark.parametrize("name", MEMBERS)
def test_works_are_numbered_in_their_order_and_batches_change_nothing(name):
    works, outputs = _material(name)
    vocabulary = Vocabulary()
    texts = [tokenize(Text(work), vocabulary) for work in works]
    asked = [tokenize(Text(output), vocabulary) for output in outputs]
    at_once, in_parts = MEMBERS[name].index(), MEMBERS[name].index()
    at_once.add(texts)
    for text in texts:
        in_parts.add([text])
    together = at_once.compare(asked)
    assert together == [in_parts.compare([output])[0] for output in asked]
    assert any(len(result) > 1 for result in together), "or nothing was tested"
    for result in together:
        numbers = [comparison.work_number for comparison in result]
        assert numbers == sorted(set(numbers))
        for comparison in result:
            for work_span, _ in _places(comparison):
                assert work_span is None or work_span.end <= len(works[comparison.work_number])


@pytest.mark.parametrize("name", MEMBERS)
def test_a_shortlist_narrows_what_comes_back_and_changes_nothing_else(name):
    works, outputs = _material(name)
    every = _compare(MEMBERS[name], works, outputs)
    found = {comparison.work_number for result in every for comparison in result}
    assert len(found) > 1, "or nothing was tested"
    lists = [[frozenset(range(len(works)))] * len(outputs), [frozenset()] * len(outputs)]
    lists += [[frozenset(range(number % 3, len(works), 3)) for number in range(len(outputs))]]
    lists += [[frozenset({number})] * len(outputs) for number in sorted(found)]
    for shortlists in lists:
        expected = [
            tuple(comparison for comparison in result if comparison.work_number in shortlist)
            for result, shortlist in zip(every, shortlists, strict=True)
        ]
        assert _compare(MEMBERS[name], works, outputs, shortlists) == expected


@pytest.mark.parametrize("name", MEMBERS)
def test_an_empty_shortlist_gives_nothing(name):
    works, outputs = _material(name)
    assert _compare(MEMBERS[name], works, outputs, [frozenset()] * len(outputs)) == [()] * len(outputs)


@pytest.mark.parametrize("name", MEMBERS)
def test_no_work_matches_nothing(name):
    assert _compare(MEMBERS[name], [], [STORY]) == [()]


@pytest.mark.parametrize("name", MEMBERS)
def test_a_setting_the_card_does_not_name_is_refused(name):
    with pytest.raises(InputError, match="no_such_setting"):
        open_index(MEMBERS[name], {"no_such_setting": 1})


def _set_higher(name, setting):
    """Return the card of a method with one number set higher."""
    member = MEMBERS[name]
    value = getattr(member.settings(), setting)
    changed = value * 2 + 1 if isinstance(value, int) else value * 2
    card = open_index(member, {setting: changed}).card
    assert dict(card.settings) == dict(member.card.settings) | {setting: str(changed)}
    return card


def _sentences(card):
    return [getattr(card, key) for key in SENTENCES] + [line for key in LISTS for line in getattr(card, key)]


def _chinese(card):
    """Return the sentences of a card in Chinese, in the same order; None where it has none."""
    entries, prefix = load("zh-Hant").entries, f"method.{card.name}."
    if f"{prefix}summary" not in entries:
        return None
    named = dict(card.settings) | dict(card.figures)
    templates = [entries[prefix + key] for key in SENTENCES]
    templates += [line for key in LISTS for line in entries[prefix + key]]
    return [template.format(**named) for template in templates]


def _changed(before, after):
    assert len(before) == len(after)
    return [number for number, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]


@pytest.mark.parametrize(("name", "setting"), NUMBERS)
def test_a_number_set_higher_changes_the_same_sentences_of_the_card_in_both_languages(name, setting):
    card, changed = MEMBERS[name].card, _set_higher(name, setting)
    if _chinese(card) is not None:
        english = _changed(_sentences(card), _sentences(changed))
        assert english == _changed(_chinese(card), _chinese(changed))


@pytest.mark.parametrize("name", MEMBERS)
def test_the_floor_states_the_settings_in_force(name):
    changed = [_set_higher(name, setting).floor for method, setting in NUMBERS if method == name]
    assert any(floor != MEMBERS[name].card.floor for floor in changed)
    assert not any("{" in sentence for sentence in _sentences(MEMBERS[name].card))


@pytest.mark.parametrize(("name", "setting"), NUMBERS)
def test_a_number_far_below_its_range_is_refused_and_named(name, setting):
    with pytest.raises(InputError, match="-1"):
        open_index(MEMBERS[name], {setting: -1})


@pytest.mark.parametrize("name", MEMBERS)
def test_a_text_too_short_for_the_floor_is_named_unfit(name):
    index = MEMBERS[name].index()
    reason = index.unfit(tokenize(Text("Too short."), Vocabulary()))
    assert reason is not None
    assert reason.code == "too_short"
    assert index.unfit(tokenize(Text(STORY), Vocabulary())) is None
    assert index.unfit(tokenize(Text(STORY_ZH), Vocabulary())) is None
