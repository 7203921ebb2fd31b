"""What is set apart: the story of a pair, beside its finding or alone, counted nowhere."""

import csv
import io
from dataclasses import replace

import pytest

from sidebyside.exhibits import RENDERERS, arrange, build, languages, load, write
from sidebyside.exhibits.arrangement.apart import ALONE_CHARACTERS
from sidebyside.exhibits.arrangement.tables import stories_table
from sidebyside.exhibits.formats.csv import csv_of
from sidebyside.records import EventPair, Finding, NamedThing, Span, StoryTable, UncountedPair

EN = load("en")
STORY = StoryTable(
    "story",
    (
        EventPair(Span(0, 9), None),
        EventPair(Span(10, 49), Span(0, 40), 0.6123, True),
        EventPair(None, Span(41, 70)),
        EventPair(Span(50, 60), Span(71, 80), 0.5, False),
    ),
    (
        NamedThing("name", "renamed", "Brandt", "沃斯", 3, 2, Span(0, 2), Span(0, 2), "same events"),
        NamedThing("name", "only_in_work", "Abney", "", 1, 0, Span(0, 2)),
    ),
    (NamedThing("place", "translated", "London", "倫敦", 1, 1, Span(0, 2), Span(0, 2), "list"),),
)


def html_of(case, tag="en"):
    ((_, page),) = RENDERERS.member("html").files(arrange(case, [tag], most_bytes=10**9))
    return page.decode("utf-8")


def parallels_of(small_case, table=STORY):
    """The text finding of the case turned into a pair set apart, and the finding with the table."""
    case = small_case.case()
    text = next(one for one in case.findings if isinstance(one, Finding) and one.medium == "text")
    apart = UncountedPair("A-01", text.work, text.output, "text", "parallels", (), apart=(table,))
    beside = [replace(one, apart=(table,)) if one is text else one for one in case.findings]
    findings = (*beside, apart)
    return small_case.case(findings=findings, findings_jsonl=small_case.lines(findings))


def test_a_story_stands_beside_the_finding_and_alone_and_no_count_changes(small_case):
    before, after = build(small_case.case(), EN), build(parallels_of(small_case), EN)
    assert (after.attempts, after.works, after.null_outputs) == (
        before.attempts,
        before.works,
        before.null_outputs,
    )
    assert [len(item.stories) for item in after.findings].count(1) == 1
    (pair,) = after.parallels
    assert (pair.number, pair.id, len(pair.stories)) == (1, "A-01", 1)


def test_the_counts_are_those_of_the_rows_below(small_case):
    (story,) = build(parallels_of(small_case), EN).parallels[0].stories
    assert [fact.value for fact in story.counts] == ["2", "1", "1", "1"]
    assert [row.order for row in story.events] == ["", "yes", "", "no: it stands elsewhere"]
    assert [bool(row.work_text) for row in story.events] == [True, True, False, True]
    assert [bool(row.output_text) for row in story.events] == [False, True, True, True]


def test_a_long_event_without_another_is_shortened(small_case):
    table = replace(STORY, events=(EventPair(Span(0, 90), None),))
    (story,) = build(parallels_of(small_case, table), EN).parallels[0].stories
    assert len(story.events[0].work_text) <= ALONE_CHARACTERS + 2


@pytest.mark.parametrize("tag", languages())
def test_the_page_says_that_nothing_of_it_counts_and_names_every_relation(tag, small_case, violations):
    locale = load(tag)
    case = parallels_of(small_case)
    html = html_of(case, tag)
    section = html[html.index('id="parallels"') : html.index('id="null-works"')]
    for key in ("parallels.title", "parallels.sentence", "story.mark", "story.no_event", "story.order_kept"):
        assert locale.say(key) in section
    for key in (
        "story_relation.renamed",
        "story_relation.only_in_work",
        "story_basis.same_events",
        "named_kind.place",
    ):
        assert locale.say(key) in section
    assert 'href="#parallels"' in html
    assert violations(locale.say("parallels.lead") + locale.say("story.lead")) == []


def test_without_such_a_pair_there_is_no_section(small_case):
    case = small_case.case()
    html = html_of(case)
    assert 'id="parallels"' not in html
    assert EN.say("story.title") not in html


def test_an_empty_table_says_so(small_case):
    table = StoryTable("story", (), (), ())
    case = parallels_of(small_case, table)
    html = html_of(case)
    assert EN.say("story.no_names") in html
    assert EN.say("story.no_setting") in html


def rows_of(case):
    text = csv_of(stories_table(case)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_each_row_of_a_story_stands_in_a_table_beside_the_findings(small_case):
    case = parallels_of(small_case)
    rows = [row for row in rows_of(case) if row["id"] == "A-01"]
    assert len(rows) == len(STORY.events) + len(STORY.characters) + len(STORY.setting)
    assert {row["status"] for row in rows} == {"set_apart"}
    events = [row for row in rows if row["part"] == "event"]
    assert [row["relation"] for row in events] == ["only_in_work", "in_both", "only_in_output", "in_both"]
    assert [row["is_in_order"] for row in events] == ["", "true", "", "false"]
    (work,) = (item.artefact for item in case.works if item.artefact.path == rows[0]["work_path"])
    whole = work.text.original
    span = STORY.events[1].work_span
    assert events[1]["work_text"] == whole[span.start : span.end]
    assert events[1]["work_span"] == f"[{span.start}, {span.end})"
    assert float(events[1]["similarity"]) == STORY.events[1].similarity
    named = [(row["part"], row["relation"], row["work_name"], row["output_name"]) for row in rows[4:]]
    assert named == [
        (item.kind, item.relation, item.work_name, item.output_name)
        for item in (*STORY.characters, *STORY.setting)
    ]


def test_a_name_that_a_spreadsheet_would_run_stands_behind_an_apostrophe(small_case):
    thing = NamedThing("name", "only_in_work", "=1+1", "", 1, 0)
    (row, *_) = rows_of(parallels_of(small_case, StoryTable("story", (), (thing,), ())))
    assert row["work_name"] == "'=1+1"


def test_without_a_story_there_is_no_such_table(small_case, tmp_path):
    write(small_case.case(), tmp_path / "without", ["en"])
    write(parallels_of(small_case), tmp_path / "with", ["en"])
    assert not (tmp_path / "without" / "stories.csv").exists()
    assert (tmp_path / "with" / "stories.csv").read_bytes() == csv_of(stories_table(parallels_of(small_case)))
