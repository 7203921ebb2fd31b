from dataclasses import replace

import pytest

from sidebyside.calibration.concluding import Remainder
from sidebyside.calibration.search import Search, Shares
from sidebyside.calibration.weighing import proposal_id
from sidebyside.case import read_decisions, write_proposals
from sidebyside.contracts import TEXT_METHODS
from sidebyside.engine import TextPreparation
from sidebyside.errors import InputError
from sidebyside.primitives.quantum import quantum_after
from sidebyside.primitives.text.extent import text_quantum
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import (
    AlignedPair,
    Artefact,
    Decided,
    Filtration,
    Finding,
    ItemRef,
    Match,
    Output,
    Score,
    Span,
    Text,
    Work,
)

LINE = "Nobody had lit the lamp on the outer mole since the great storm"
OUTPUT = f"So {LINE}"
MEASURE = {path: tokenize(Text(text), Vocabulary()).measure for path, text in (("w", LINE), ("o", OUTPUT))}
WORK_ITEM = Artefact("w", "1" * 64, "text", Text(LINE))
OUTPUT_ITEM = Artefact("o", "2" * 64, "text", Text(OUTPUT))


def filtration(first, stop, decision="proposed"):
    work, output = Span(first, stop), Span(first + 3, stop + 3)
    return Filtration(proposal_id("F-1", "fact", "r", work, output), "fact", "r", work, output, decision)


def finding(*filtrations):
    work, output = Span(0, len(LINE)), Span(3, len(OUTPUT))
    quantum = text_quantum(MEASURE["w"], MEASURE["o"], [(work, output)])
    match = Match("verbatim", 1.0, quantum, work, output)
    refs = ItemRef("w", "1" * 64), ItemRef("o", "2" * 64)
    return Finding(
        "F-1", *refs, "text", (Score("verbatim", 1.0),), (match,), quantum, filtrations=tuple(filtrations)
    )


def decided(found, decisions):
    cards = (TEXT_METHODS.member("verbatim").card,)
    search = Search([Work(WORK_ITEM)], [Output(OUTPUT_ITEM)], cards, TextPreparation(), 0.01)
    return Remainder(search, Shares(search), ()).of(found, decisions)


def after_filtration(found):
    return quantum_after(found.matches, found.filtrations, MEASURE["w"], MEASURE["o"])


def test_proposals_come_back_as_proposed_and_are_added_once(tmp_path):
    path = tmp_path / "decisions.toml"
    assert read_decisions(path) == {}
    write_proposals(path, [finding(filtration(0, 10))], {"o": OUTPUT})
    first = path.read_text("utf-8")
    assert 'passage = "Nobody had"' in first
    write_proposals(path, [finding(filtration(0, 10))], {"o": OUTPUT})
    assert path.read_text("utf-8") == first
    write_proposals(path, [finding(filtration(0, 10), filtration(11, 14))], {"o": OUTPUT})
    assert path.read_text("utf-8").startswith(first)
    assert {item.decision for item in read_decisions(path).values()} == {"proposed"}
    assert len(read_decisions(path)) == 2


@pytest.mark.parametrize("ending", [b"", b"\r\n", b"\n\n\n", b"# a remark"])
def test_what_a_person_left_in_the_file_stays_byte_for_byte(tmp_path, ending):
    path = tmp_path / "decisions.toml"
    write_proposals(path, [finding(filtration(0, 10))], {"o": OUTPUT})
    edited = (
        path.read_bytes().replace(b"\n", b"\r\n").replace(b'why = ""', b"why   =  'so'").rstrip() + ending
    )
    path.write_bytes(edited)
    write_proposals(path, [finding(filtration(0, 10), filtration(11, 14))], {"o": OUTPUT})
    assert path.read_bytes().startswith(edited)
    assert [item.why for item in read_decisions(path).values()] == ["so", ""]


def test_no_proposal_makes_no_file(tmp_path):
    write_proposals(tmp_path / "decisions.toml", [finding()], {})
    assert not (tmp_path / "decisions.toml").exists()


def test_any_text_of_an_output_can_be_written(tmp_path):
    path = tmp_path / "decisions.toml"
    nasty = '\x00"\\\x7f\ud800\u2028]] "" 繁體\r\n' + "x" * 200
    write_proposals(path, [finding(filtration(0, 150))], {"o": nasty})
    assert len(read_decisions(path)) == 1


@pytest.mark.parametrize(
    ("old", "new", "line", "about"),
    [
        ('decision = "proposed"', 'decision = "yes"', 14, "'yes'"),
        ('decision = "proposed"', "decision = proposed", 14, "no TOML"),
        ('decision = "proposed"', 'decision = "accepted"', 15, "by must name"),
        ('by = ""', "by = 7", 15, "by must be text"),
        ('by = ""', 'by = ""\ncolour = "red"', 16, "'colour'"),
        ("[[filtration]]", "[[other]]", 6, "'other'"),
        ('id = "P', 'name = "P', 7, "'name'"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line_with_its_number_and_the_way_out(
    tmp_path, old, new, line, about
):
    path = tmp_path / "decisions.toml"
    write_proposals(path, [finding(filtration(0, 10))], {"o": OUTPUT})
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(InputError, match=f"line {line}.*{about}") as caught:
        read_decisions(path)
    assert "\n" not in str(caught.value)
    assert caught.value.hint


def test_two_entries_with_one_id_are_refused_by_both_lines(tmp_path):
    path = tmp_path / "decisions.toml"
    write_proposals(path, [finding(filtration(0, 10), filtration(11, 14))], {"o": OUTPUT})
    tables = path.read_text("utf-8").replace("[[filtration]]", "[[ filtration ]]  # by hand", 1)
    path.write_text(tables + tables[tables.index("[[") :], "utf-8")
    lines = [n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if line.startswith("id =")]
    assert len(lines) == 4
    with pytest.raises(InputError, match=rf"line {lines[2]}: .* stands in line {lines[0]} already"):
        read_decisions(path)


def test_a_proposal_that_is_made_twice_is_written_once(tmp_path):
    path = tmp_path / "decisions.toml"
    write_proposals(path, [finding(filtration(0, 10), filtration(0, 10))], {"o": OUTPUT})
    assert len(read_decisions(path)) == 1


def test_the_line_of_a_fault_is_found_among_many_entries(tmp_path):
    path = tmp_path / "decisions.toml"
    write_proposals(path, [finding(*(filtration(n, n + 9) for n in range(3000)))], {"o": OUTPUT})
    text = path.read_text("utf-8")
    at = text.rindex('by = ""')
    path.write_text(text[:at] + text[at:].replace('by = ""', "by = 7"), "utf-8")
    line = text[:at].count("\n") + 1
    with pytest.raises(InputError, match=f"line {line}: by must be text"):
        read_decisions(path)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "decisions.toml").write_bytes(b'by = "\xff"')
    with pytest.raises(InputError, match="UTF-8"):
        read_decisions(tmp_path / "decisions.toml")


def test_only_what_is_accepted_changes_a_figure():
    whole = finding(filtration(0, 10), filtration(11, 14))
    one, other = whole.filtrations
    assert decided(whole, {}) == whole
    rejected = decided(whole, {one.id: Decided("rejected", "A", "no")})
    assert rejected.quantum_after is None
    assert rejected.filtrations[0].by == "A"
    accepted = decided(whole, {one.id: Decided("accepted", "A", "yes")})
    assert accepted.quantum == whole.quantum
    assert accepted.quantum_after.total.tokens == whole.quantum.total.tokens - 2
    both = decided(whole, {item.id: Decided("accepted", "A", "") for item in (one, other)})
    assert both.quantum_after.total.tokens == whole.quantum.total.tokens - 3
    assert both.quantum_after.longest_run.tokens == whole.quantum.longest_run.tokens - 3


def test_where_all_is_accepted_nothing_is_left():
    whole = finding(filtration(0, len(LINE), "accepted"))
    after = after_filtration(whole)
    assert (after.total.tokens, after.share_of_work, after.longest_run.characters) == (0, 0.0, 0)


def test_the_same_words_at_another_place_still_count():
    whole = finding(Filtration("P-1", "fact", "r", Span(0, 6), Span(20, 26), "accepted"))
    after = after_filtration(whole)
    assert after == whole.quantum


PAIRS = (
    AlignedPair(Span(0, 27), Span(3, 30), 0.8, 1.5),
    AlignedPair(Span(28, len(LINE)), Span(31, len(OUTPUT)), 0.7, 1.4),
)


def lined_up(*filtrations):
    quantum = text_quantum(MEASURE["w"], MEASURE["o"], [(pair.work_span, pair.output_span) for pair in PAIRS])
    match = Match("translation", 0.75, quantum, Span(0, len(LINE)), Span(3, len(OUTPUT)), pairs=PAIRS)
    return replace(finding(*filtrations), matches=(match,), quantum=quantum)


def test_a_lined_up_pair_of_sentences_is_left_out_as_a_whole_or_not_at_all():
    whole = lined_up(filtration(0, 27, "accepted"))
    after = after_filtration(whole)
    assert after.total == MEASURE["w"].extent([PAIRS[1].work_span])
    part = lined_up(filtration(0, 22, "accepted"))
    assert after_filtration(part) == part.quantum


def test_beside_equal_text_lined_up_sentences_count_neither_before_nor_after():
    literal, by_meaning = finding(filtration(0, 6, "accepted")), lined_up()
    both = replace(literal, matches=literal.matches + by_meaning.matches)
    after = after_filtration(both)
    assert after == after_filtration(literal)
    assert after.total.tokens == literal.quantum.total.tokens - 1
