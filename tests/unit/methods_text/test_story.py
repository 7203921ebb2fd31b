"""The story of two texts: events in order, who is who, and no table where there is none."""

import pytest

from sidebyside.contracts import open_index
from sidebyside.methods.text.story import MEMBER
from sidebyside.primitives.text.tokens import NEVER, Vocabulary, tokenize
from sidebyside.records import Text

EXAMPLES = MEMBER.examples
WORK = EXAMPLES[0].work
RETOLD = EXAMPLES[0].output
OTHER = EXAMPLES[1].output


class Shelf(dict):
    def put(self, key, value):
        self[key] = value


@pytest.fixture(scope="module")
def shelf():
    return Shelf()


def compared(works, outputs, shelf, settings=None):
    vocabulary = Vocabulary()
    index = open_index(MEMBER, settings)
    index.keep_vectors_in(shelf)
    index.add([tokenize(Text(work), vocabulary) for work in works])
    return index.compare([tokenize(Text(output), vocabulary) for output in outputs])


def table(work, output, shelf, settings=None):
    (found,) = compared([work], [output], shelf, settings)
    return found[0].apart if found else None


def test_events_stand_side_by_side_in_the_order_of_the_output(shelf):
    found = table(WORK, RETOLD, shelf)
    both = [row for row in found.events if row.work_span and row.output_span]
    assert len(both) >= 3
    assert all(row.is_in_order and 0.0 < row.similarity <= 1.0 for row in both)
    places = [row.output_span.start for row in found.events if row.output_span]
    assert places == sorted(places)
    assert len(places) == 4


def test_every_sentence_of_a_short_work_and_of_the_output_is_in_the_table_once(shelf):
    found = table(WORK, f"{OTHER} {RETOLD}", shelf)
    for text, spans in (
        (WORK, {row.work_span for row in found.events if row.work_span}),
        (f"{OTHER} {RETOLD}", {row.output_span for row in found.events if row.output_span}),
    ):
        covered = {at for span in spans for at in range(span.start, span.end)}
        assert all(at in covered or text[at].isspace() for at in range(len(text)))


def test_it_has_no_score_and_no_match(shelf):
    ((comparison,),) = compared([WORK], [RETOLD], shelf)
    assert (comparison.score, comparison.matches) == (None, ())


def test_a_moved_event_is_marked(shelf):
    sentences = [one + "。" for one in EXAMPLES[3].output.rstrip("。").split("。")]
    found = table(EXAMPLES[3].work, "".join([sentences[3], *sentences[:3]]), shelf)
    orders = [row.is_in_order for row in found.events if row.work_span and row.output_span]
    assert orders == [False, True, True, True]


def test_unrelated_texts_have_no_table_and_the_right_work_is_found_among_others(shelf):
    assert table(WORK, OTHER, shelf) is None
    (found,) = compared([OTHER, WORK, OTHER], [RETOLD], shelf)
    assert [comparison.work_number for comparison in found] == [1]


def test_what_stood_in_the_prompt_is_no_event(shelf):
    vocabulary = Vocabulary()
    index = MEMBER.index()
    index.keep_vectors_in(shelf)
    index.add([tokenize(Text(WORK), vocabulary)])
    output = tokenize(Text(RETOLD), vocabulary)
    supplied = output.without(output.forms != NEVER)
    assert index.compare([supplied]) == [()]


def test_names_are_said_to_be_the_same_translated_or_of_one_text_alone(shelf):
    relations = {
        (row.relation, row.work_name, row.output_name)
        for row in table(WORK, EXAMPLES[2].output, shelf).characters
    }
    assert relations == {("translated", "Anna Brandt", "安娜·布蘭特")}
    relations = {(row.relation, row.output_name) for row in table(WORK, RETOLD, shelf).characters}
    assert relations == {("only_in_work", ""), ("only_in_output", "Clara Voss")}


def test_the_setting_is_lined_up_across_languages(shelf):
    rows = {(row.kind, row.relation, row.work_name) for row in table(WORK, EXAMPLES[2].output, shelf).setting}
    assert {("time", "translated", "December"), ("number", "translated", "thirty")} <= rows


@pytest.mark.parametrize("text", ["", "。。。", "12 34 56. 78!", "🙂🙂 🙂"])
def test_a_text_without_letters_has_no_table(text, shelf):
    assert compared([WORK, text], [text, RETOLD], shelf)[0] == ()


def test_one_word_a_hundred_thousand_times_has_no_table(shelf):
    text = "rose " * 100_000
    assert table(text, text, shelf) is None


def test_an_identical_text_keeps_every_event_in_order(shelf):
    found = table(WORK, WORK, shelf)
    assert [row.work_span for row in found.events] == [row.output_span for row in found.events]
    assert all(row.is_in_order and row.similarity == pytest.approx(1.0, abs=1e-3) for row in found.events)


def test_a_third_language_works(shelf):
    french = (
        "Anne Brandt gardait la lampe du môle depuis trente ans. Une nuit de décembre, une goélette heurta "
        "le banc de sable; elle rama seule et ramena deux marins. "
        "Le conseil du port refusa de payer le bateau "
        "qu'elle avait perdu. Alors elle éteignit la lampe et alla vivre chez sa sœur dans les collines."
    )
    assert table(WORK, french, shelf) is not None


def test_a_long_output_is_shown_where_it_is_worth_most(shelf):
    found = table(WORK, f"{OTHER} {RETOLD} {OTHER}", shelf, {"n_events": 5})
    assert sum(row.output_span is not None for row in found.events) == 5
    assert sum(bool(row.work_span and row.output_span) for row in found.events) >= 3


def test_the_result_is_the_same_on_every_run_and_in_every_batch(shelf):
    together = compared([WORK, OTHER], [RETOLD, OTHER, EXAMPLES[2].output], Shelf())
    assert together == [
        compared([WORK, OTHER], [one], shelf)[0] for one in (RETOLD, OTHER, EXAMPLES[2].output)
    ]
