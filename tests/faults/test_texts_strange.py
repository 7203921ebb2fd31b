"""Texts that are no prose, or in no language that is measured: compared, in bounded work, and said."""

import numpy as np
import pytest

import sidebyside as sbs
from sidebyside.contracts import TEXT_METHODS
from sidebyside.methods.text.near_verbatim import alignment, passages
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Text

LITERAL = ("verbatim", "near_verbatim")
MILLION = 1_000_000
FRENCH = (
    "Il n'y avait personne dans la maison, et la lampe de la cuisine était encore allumée quand le vieux "
    "gardien est descendu pour ouvrir la porte, comme il le faisait tous les matins depuis la tempête."
)
GERMAN = (
    "Als er am Morgen aus dem Haus ging, war die Straße leer, und es lag Schnee auf den Dächern, wie man ihn "
    "in dieser Gegend seit dem Krieg nicht mehr gesehen hatte."
)
JAPANESE = (
    "吾輩は猫である。名前はまだ無い。どこで生れたか頓と見当がつかぬ。何でも薄暗いじめじめした所で泣いていた。"
)
MIXED = "他在 README 裡寫道 the lamp on the outer mole is never lit again 然後就再也沒有人去過那座燈塔了"


class Shelf(dict):
    """Every vector that was made."""

    def put(self, key, value):
        self[key] = value


def _index(name, *works):
    words = Vocabulary()
    index = TEXT_METHODS.member(name).index()
    index.add([tokenize(Text(work), words) for work in works])
    return index, words


def _matches(index, words, output):
    (found,) = index.compare([tokenize(Text(output), words)])
    return [match for comparison in found for match in comparison.matches]


@pytest.mark.parametrize("name", TEXT_METHODS.names())
@pytest.mark.parametrize("text", ["— … ！？\n***\n", "", "\u200b\ufeff", "🙂🙂🙂"])
def test_a_text_without_letters_is_unfit_and_matches_nothing(name, text):
    index, words = _index(name, text)
    assert index.unfit(tokenize(Text(text), words)) is not None
    assert _matches(index, words, text) == []


@pytest.mark.parametrize("word", ["rose ", "玫"])
@pytest.mark.parametrize("name", LITERAL)
def test_a_word_repeated_a_million_times_takes_bounded_work(name, word, monkeypatch):
    n_anchors, area = 0, 0
    chained, opcodes = passages.chain, alignment.Levenshtein.opcodes

    def counting_chain(anchors, costs, *, max_gap):
        nonlocal n_anchors
        n_anchors += len(anchors)
        return chained(anchors, costs, max_gap=max_gap)

    def counting_opcodes(one, other):
        nonlocal area
        area += len(one) * len(other)
        return opcodes(one, other)

    monkeypatch.setattr(passages, "chain", counting_chain)
    monkeypatch.setattr(alignment.Levenshtein, "opcodes", counting_opcodes)
    index, words = _index(name, word * MILLION)
    matches = _matches(index, words, word * MILLION)
    assert max(match.quantum.longest_run.tokens for match in matches) == MILLION
    assert len(matches) == 1
    assert n_anchors <= 64
    assert area <= 64 * 64 * 64


@pytest.mark.parametrize("name", ["translation", "paraphrase"])
def test_sentences_of_one_word_repeated_are_encoded_once(name):
    index, words = _index(name, "rose " * 200_000)
    shelf = Shelf()
    index.keep_vectors_in(shelf)
    assert len(_matches(index, words, "rose " * 200_000)) < 5_000
    assert len(shelf) < 1_000


@pytest.mark.parametrize("name", LITERAL)
def test_two_identical_books_are_one_match_from_end_to_end(name):
    rng = np.random.default_rng(5)
    list_of_words = ["".join(chr(97 + letter) for letter in rng.integers(0, 26, 6)) for _ in range(4000)]
    book = " ".join(list_of_words[at] for at in (4000 * rng.random(120_000) ** 2).astype(int))
    index, words = _index(name, book)
    (match,) = _matches(index, words, book)
    assert (match.similarity, match.work_span.start, match.work_span.end) == (1.0, 0, len(book))


@pytest.mark.parametrize(
    ("text", "said"),
    [(FRENCH, "French, 法文 (fr)"), (GERMAN, "German, 德文 (de)"), (JAPANESE, "Japanese, 日文 (ja)")],
)
def test_a_third_language_is_compared_and_the_case_says_for_which_it_was_taken(tmp_path, text, said):
    for side in ("w", "o"):
        (tmp_path / side).mkdir()
    (tmp_path / "w" / "work.txt").write_text(text, "utf-8")
    (tmp_path / "o" / "output.txt").write_text(f"— {text} —", "utf-8")
    case = sbs.compare(tmp_path / "w", tmp_path / "o", tmp_path / "case")
    assert case.counts.n_matched == 1
    notes = [note for note in case.notes if note.code == "other_language"]
    assert [(note.role, note.path) for note in notes] == [("work", "work.txt"), ("output", "output.txt")]
    assert all(said in note.message for note in notes)
    assert f'"language":"{said[-3:-1]}"' in (tmp_path / "case" / "ledger.jsonl").read_text("utf-8")


def test_a_text_in_no_language_that_is_told_is_compared_and_that_is_said(tmp_path):
    for side in ("w", "o"):
        (tmp_path / side).mkdir()
        (tmp_path / side / "a.txt").write_text(" ".join(f"zx{n}q vrr{n * 7}k" for n in range(30)), "utf-8")
    case = sbs.compare(tmp_path / "w", tmp_path / "o")
    assert case.counts.n_matched == 1
    assert {note.code for note in case.notes} == {"language_undetermined"}


@pytest.mark.parametrize("name", LITERAL)
def test_english_and_chinese_in_one_sentence_are_one_match(name):
    index, words = _index(name, f"那天夜裡，{MIXED}。")
    (match,) = _matches(index, words, f"Yes: {MIXED.upper()}!")
    assert match.work_span.end - match.work_span.start == len(MIXED)
    assert (match.quantum.longest_run.words, match.quantum.longest_run.tokens) == (11, 31)


def test_mixed_text_is_said_to_be_mixed_and_needs_no_note(tmp_path):
    for side in ("w", "o"):
        (tmp_path / side).mkdir()
        (tmp_path / side / "a.txt").write_text(MIXED, "utf-8")
    case = sbs.compare(tmp_path / "w", tmp_path / "o", tmp_path / "case")
    assert case.notes == ()
    assert '"language":"mixed"' in (tmp_path / "case" / "ledger.jsonl").read_text("utf-8")
