"""Who is who: equal names, renderings, roles, and those of one text alone."""

from sidebyside.methods.text.story.cast import bearers, related
from sidebyside.methods.text.story.names import Mention
from sidebyside.records import Span


def named(*places, script="alphabetic"):
    return [
        Mention(tuple(name.split("·" if script == "han" else " ")), Span(at, at + 1), script)
        for name, at in places
    ]


def event(at):
    """The events of both texts stand at the same places, ten characters each."""
    return Span(at, at + 10), Span(at, at + 10)


def rows(work, output, events=(), work_text="", output_text=""):
    return {
        (row.relation, row.work_name, row.output_name)
        for row in related(*bearers(work, output), events, work_text, output_text)
    }


def test_one_bearer_has_one_row_whatever_the_form():
    work = named(("Scrooge", 1), ("Ebenezer Scrooge", 5), ("Scrooge", 9))
    ((row,)) = related(*bearers(work, named(("Ebenezer", 0))), (), "", "")
    assert (row.relation, row.work_name, row.output_name) == ("same", "Scrooge", "Ebenezer")
    assert (row.n_in_work, row.n_in_output, row.work_span) == (3, 1, Span(1, 2))


def test_a_rendering_needs_a_common_event_unless_it_is_very_near():
    work, output = named(("Scrooge", 1)), named(("史古基", 1), script="han")
    assert rows(work, output) == {("only_in_work", "Scrooge", ""), ("only_in_output", "", "史古基")}
    assert rows(work, output, [event(0)]) == {("translated", "Scrooge", "史古基")}
    assert rows(named(("Marley", 1)), named(("馬利", 50), script="han")) == {("translated", "Marley", "馬利")}


def test_a_rendering_that_stands_once_is_looked_for_in_the_events():
    text = "昨天佩爾先生來了"
    found = rows(named(("Pell", 1)), [], [(Span(0, 10), Span(0, len(text)))], "", text)
    assert found == {("translated", "Pell", "佩爾")}


def test_another_name_in_the_same_events_has_the_same_role():
    places = [0, 20, 40, 60]
    work = named(*(("Scrooge", at) for at in places), ("Marley", 80), ("Marley", 100), ("Marley", 120))
    output = named(*(("Harlow", at) for at in places), ("Venning", 80), ("Venning", 100), ("Venning", 120))
    events = [event(at) for at in (*places, 80, 100, 120)]
    assert rows(work, output, events) == {("renamed", "Scrooge", "Harlow"), ("renamed", "Marley", "Venning")}


def test_two_events_in_common_are_too_few_where_both_names_stand_everywhere():
    work, output = named(("Scrooge", 0), ("Scrooge", 20)), named(("Harlow", 0), ("Harlow", 20))
    assert rows(work, output, [event(0), event(20)]) == {
        ("only_in_work", "Scrooge", ""),
        ("only_in_output", "", "Harlow"),
    }


def test_no_names_make_no_rows():
    assert related([], [], (), "", "") == []
