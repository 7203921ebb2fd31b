from dataclasses import replace
from itertools import permutations

from sidebyside.exhibits import load
from sidebyside.exhibits.arrangement.passage import TextPair, nest, passages
from sidebyside.primitives.text.excerpt import VisibleText
from sidebyside.records import Chance, EditOperation, Span, Text

EN = load("en")


def _views(small_case, matches):
    work = small_case.case().works[0].artefact.text
    return passages(matches, TextPair(VisibleText(work), VisibleText(Text(small_case.RETOLD))), "f1", EN)


def _matches(small_case):
    inner = small_case.exact_match(
        small_case.TALE,
        small_case.RETOLD,
        "years, and no ship came to harm",
        "years</b>, and no ship came to harm",
    )
    return small_case.near_match(), inner


def test_the_marked_pieces_join_up_to_the_clean_passage(small_case):
    (view,) = _views(small_case, [small_case.near_match()])
    for side in (view.work, view.output):
        assert "".join(piece.text for piece in side.segments) == side.text
    assert view.work.text == "She kept the lamp for thirty years, and no ship came to harm — not one"


def test_every_difference_is_a_row_and_stands_under_its_number_on_both_sides(small_case):
    (view,) = _views(small_case, [small_case.near_match()])
    assert [(row.number, row.kind, row.work_text, row.output_text) for row in view.differences] == [
        (1, "changed", "lamp", "light"),
        (2, "added", "", "long"),
        (3, "dropped", "not one", ""),
    ]
    for side in (view.work, view.output):
        assert [piece.number for piece in side.segments if piece.number] == [1, 2, 3]
    assert [fact.value for fact in view.difference_counts] == ["1", "1", "1", "0"]


def test_what_was_moved_stands_in_its_own_place_on_each_side(small_case):
    near = small_case.near_match()
    kept, *rest = near.operations
    swapped = replace(
        near,
        operations=(
            replace(kept, kind="moved", work_span=Span(near.work_span.end - 4, near.work_span.end)),
            *(item for item in rest if item.work_span.end <= near.work_span.end - 4),
        ),
    )
    (view,) = _views(small_case, [swapped])
    assert next(piece.kind for piece in view.output.segments if piece.kind != "plain") == "moved"
    assert [piece.kind for piece in view.work.segments if piece.kind != "plain"][-1] == "moved"


def test_a_passage_without_differences_that_two_methods_found_stands_under_the_literal_one(small_case):
    near, inner = _matches(small_case)
    plain = replace(
        near,
        work_span=inner.work_span,
        output_span=inner.output_span,
        operations=(
            replace(
                near.operations[0], kind="kept", work_span=inner.work_span, output_span=inner.output_span
            ),
        ),
    )
    (view,) = _views(small_case, [plain, inner])
    assert (view.method, [row.method for row in view.inner]) == ("verbatim", ["near_verbatim"])


def test_a_match_without_operations_is_marked_as_a_whole_and_has_no_differences(small_case):
    (view,) = _views(small_case, [_matches(small_case)[1]])
    assert [piece.kind for piece in view.work.segments] == ["kept"]
    assert view.differences == ()


def test_a_run_inside_a_match_with_differences_is_a_row_under_it(small_case):
    near, inner = _matches(small_case)
    (view,) = _views(small_case, [inner, near])
    assert view.method == "near_verbatim"
    assert [row.method for row in view.inner] == ["verbatim"]


def test_nesting_gives_every_match_back_once_whatever_the_order(small_case):
    near, inner = _matches(small_case)
    beside = replace(inner, work_span=Span(0, 8), output_span=Span(0, 8))
    given = [near, inner, beside, replace(inner, output_span=Span(0, 60))]
    for order in permutations(given):
        nested = nest(order)
        back = [match for outer, inside in nested for match in (outer, *inside)]
        assert sorted(map(id, back)) == sorted(map(id, given))
        assert [outer for outer, _ in nested] == [outer for outer, _ in nest(given)]


def test_lined_up_sentences_hold_no_run_of_words_and_lie_in_none(small_case):
    near, inner = _matches(small_case)
    for match in (near, inner):
        aligned = replace(
            small_case.aligned_match(), work_span=match.work_span, output_span=match.output_span
        )
        assert [inside for _, inside in nest([match, aligned])] == [[], []]


def test_a_run_inside_a_match_says_what_chance_would_give(small_case):
    near, inner = _matches(small_case)
    with_chance = replace(
        inner, chance=Chance(0.25, 0.03, 7.5, 12.0, "en", False), commonness=small_case.elsewhere()
    )
    (view,) = _views(small_case, [near, with_chance])
    assert view.inner[0].expected == "0.25 (95 % interval [0.03, 7.5]): not distinguishable from chance"
    assert view.inner[0].n_occurrences == "2"


def test_a_match_that_was_not_looked_up_says_so_and_one_that_was_shows_its_figures(small_case):
    near = small_case.near_match()
    (bare,) = _views(small_case, [near])
    assert (bare.elsewhere.status, bare.elsewhere.facts, bare.elsewhere.nearest) == (
        "Not searched.",
        (),
        None,
    )
    (view,) = _views(small_case, [replace(near, commonness=small_case.elsewhere())])
    assert [fact.value for fact in view.elsewhere.facts] == ["2", "1", "3", "45,678", "151.3"]
    nearest = view.elsewhere.nearest
    assert (nearest.path, nearest.span, nearest.whose) == (
        "old tales.txt",
        "characters [40, 93)",
        "background text",
    )
    assert nearest.in_common.endswith(": 7")


def test_two_equal_matches_are_both_shown(small_case):
    inner = _matches(small_case)[1]
    assert len(_views(small_case, [inner, replace(inner)])) == 2


def test_operations_that_overlap_show_no_character_twice(small_case):
    near = small_case.near_match()
    first = near.operations[0]
    doubled = EditOperation("changed", first.work_span, first.output_span)
    (view,) = _views(small_case, [replace(near, operations=(first, doubled, *near.operations[1:]))])
    assert "".join(piece.text for piece in view.work.segments) == view.work.text
