import pytest

from sidebyside.calibration import Background, EqualStretch, SearchedText
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Text

PASSAGE = "nobody had lit the lamp on the outer mole since the night of the great storm"
PASSAGE_ZH = "自從暴風雨之後就再也沒有人點過外堤的燈"


def look_up(passage, *texts, work=None, stretches=None):
    vocabulary = Vocabulary()
    output = tokenize(Text(passage), vocabulary)
    background = Background(
        [
            SearchedText(name, name.rjust(64, "0"), tokenize(Text(text), vocabulary), is_work=name == "w")
            for name, text in texts
        ]
    )
    (runs,) = background.runs([output])
    key, itself = (work or "").rjust(64, "0"), tokenize(Text("something of its own"), vocabulary)
    whole = [EqualStretch(0, output.n_tokens, 0)]
    return background.commonness(
        runs, output, stretches or whole, bits=1.0, work=SearchedText("the work", key, itself)
    )


@pytest.mark.parametrize("passage", [PASSAGE, PASSAGE_ZH])
def test_every_place_is_counted_and_the_texts_apart(passage):
    far = "一二三四五六七八九十" * 5 if passage == PASSAGE_ZH else "something else about gardens here " * 12
    common = look_up(passage, ("a", f"{passage}. {far} {passage}"), ("b", f"{far} {passage}"), ("c", far))
    assert (common.n_occurrences, common.n_texts, common.n_texts_searched) == (3, 2, 3)
    assert common.nearest.path == "a"
    assert common.nearest.excerpt.startswith(passage[:8])


def test_the_nearest_is_the_one_with_most_words_in_common():
    six, nine = " ".join(PASSAGE.split()[:6]), " ".join(PASSAGE.split()[3:12])
    common = look_up(PASSAGE, ("few", f"{six} again"), ("more", f"yes {nine} no"))
    assert (common.nearest.path, common.nearest.n_common) == ("more", 9)
    assert common.nearest.excerpt == nine
    assert common.n_occurrences == 1


def test_another_work_never_stands_before_a_text_that_both_sides_may_have_it_from():
    nine = " ".join(PASSAGE.split()[3:12])
    common = look_up(PASSAGE, ("w", PASSAGE), ("z", f"yes {nine} no"))
    assert (common.nearest.path, common.nearest.is_work, common.nearest.n_common) == ("z", False, 9)
    assert common.n_occurrences == 2


def test_less_than_half_of_the_longest_run_is_no_occurrence():
    passage = " ".join(f"{PASSAGE} {n}" for n in ("first", "second"))
    part = " ".join(PASSAGE.split()[:10])
    common = look_up(passage, ("a", part))
    assert common.n_occurrences == 0
    assert common.nearest.n_common == 10


def test_a_short_longest_run_must_stand_there_as_a_whole():
    six = [EqualStretch(0, 6, 0)]
    five = " ".join(PASSAGE.split()[:5])
    assert look_up(PASSAGE, ("a", five), stretches=six).n_occurrences == 0
    assert look_up(PASSAGE, ("a", f"{five} on"), stretches=six).n_occurrences == 1


def test_the_work_is_not_looked_for_in_itself_and_another_work_is_named_as_one():
    alone = look_up(PASSAGE, ("w", PASSAGE), work="w")
    assert (alone.n_texts_searched, alone.n_occurrences, alone.nearest) == (0, 0, None)
    other = look_up(PASSAGE, ("w", PASSAGE), work="else")
    assert other.n_occurrences == 1
    assert other.nearest.is_work


def test_nothing_searched_is_said_as_nothing_searched():
    assert look_up(PASSAGE).n_texts_searched == 0


def test_a_long_passage_elsewhere_is_shortened():
    long = " ".join(f"word{n}" for n in range(200))
    assert len(look_up(long, ("a", long)).nearest.excerpt) == 400


def test_of_each_kind_the_text_that_has_most_of_what_matched_is_named_with_the_places():
    vocabulary = Vocabulary()
    output = tokenize(Text(PASSAGE), vocabulary)
    six, nine, part = (" ".join(PASSAGE.split()[at]) for at in (slice(6), slice(3, 12), slice(4, 10)))
    given = (
        ("few.txt", f"{six} again", {}),
        ("more.txt", f"yes {nine} no", {}),
        ("free.txt", f"so {part} it", {"is_public_domain": True}),
        ("work.txt", "nothing of it stands here in a row", {"is_work": True}),
    )
    background = Background(
        [SearchedText(path, path, tokenize(Text(text), vocabulary), **kind) for path, text, kind in given]
    )
    (runs,) = background.runs([output])
    work = SearchedText("itself", "0", tokenize(Text(f"Once {PASSAGE}"), vocabulary))
    common = background.commonness(
        runs, output, [EqualStretch(0, 10, 1)], bits=1.0, work=work, rivals={"work.txt": range(7, 20)}
    )
    # Only the ten tokens that matched count; of the work those that were matched with it.
    assert [(one.kind, one.path, one.n_tokens) for one in common.common] == [
        ("background", "more.txt", 7),
        ("public_domain", "free.txt", 6),
        ("work", "work.txt", 3),
    ]
    assert common.common[0].output_spans == (output.span(3, 10),)


def test_the_same_text_in_other_bytes_is_the_work_itself_and_nowhere_else():
    vocabulary = Vocabulary()
    output = tokenize(Text(PASSAGE), vocabulary)
    work = SearchedText("w.txt", "1", tokenize(Text(f"Once {PASSAGE}, they said."), vocabulary))
    twice = SearchedText("w.md", "2", tokenize(Text(f"ONCE {PASSAGE} they said"), vocabulary), is_work=True)
    longer = SearchedText(
        "l.md", "3", tokenize(Text(f"Once {PASSAGE}, they all said."), vocabulary), is_work=True
    )
    background = Background([twice, longer])
    assert [background.is_same(number, work) for number in (0, 1)] == [True, False]
    (runs,) = background.runs([output])
    common = background.commonness(runs, output, [EqualStretch(0, 16, 1)], bits=1.0, work=work)
    assert (common.n_texts_searched, common.n_occurrences, common.nearest.path) == (1, 1, "l.md")
