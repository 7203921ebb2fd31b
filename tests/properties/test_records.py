"""Records go to plain values and back unchanged."""

import json
from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebyside import records
from sidebyside.errors import InputError, MethodError
from sidebyside.primitives.digest import canonical_json
from sidebyside.records import Comparison, Match, Region, Score, SourceBytes, Span, from_plain, to_plain

KINDS = [kind for kind in vars(records).values() if isinstance(kind, type) and is_dataclass(kind)]
st.register_type_strategy(
    Span, st.tuples(st.integers(0, 9), st.integers(9, 99)).map(lambda pair: Span(*pair))
)
st.register_type_strategy(
    SourceBytes, st.builds(SourceBytes, st.text(), st.integers(0, 9), st.integers(9, 99))
)
st.register_type_strategy(Region, st.builds(Region, *[st.integers(1, 50)] * 4))


def _fitting(kind: type) -> st.SearchStrategy:
    """Draw a record; what its own check refuses is drawn again."""
    if kind in (Span, Region, SourceBytes):
        return st.from_type(kind)
    if kind is records.Counts:
        return st.lists(st.integers(0, 10**6), min_size=11, max_size=11).flatmap(_counts)

    @st.composite
    def draw_one(draw):
        values = {}
        for item in fields(kind):
            hint = records.codec._hints(kind)[item.name]
            bounded = item.name in {"similarity", "share_of_work", "share_of_output"}
            values[item.name] = draw(st.floats(0, 1) if bounded else _of(hint))
        try:
            return kind(**values)
        except (InputError, MethodError):
            from hypothesis import reject

            reject()

    return draw_one()


def _counts(parts):
    """Draw counts whose sums hold, the only ones that can be made."""
    works, outputs = parts[:5], parts[5:]
    return st.builds(
        records.Counts,
        n_works=st.just(sum(works)),
        n_works_matched=st.just(works[0]),
        n_works_null=st.just(works[1]),
        n_works_unscorable=st.just(works[2]),
        n_works_not_distinguishable=st.just(works[3]),
        n_works_filtered_out=st.just(works[4]),
        n_outputs=st.just(sum(outputs)),
        n_matched=st.just(outputs[0]),
        n_null=st.just(outputs[1]),
        n_refused=st.integers(0, outputs[1]),
        n_missing=st.just(outputs[2]),
        n_unscorable=st.just(outputs[3]),
        n_not_distinguishable=st.just(outputs[4]),
        n_filtered_out=st.just(outputs[5]),
        n_pairs=st.integers(0, 10**6),
    )


def _of(hint):
    if hint is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    return st.from_type(hint)


@pytest.mark.parametrize(
    "kind",
    [
        Span,
        Region,
        Score,
        records.Claim,
        records.Generation,
        records.Attempt,
        records.Unscorable,
        records.TextExtent,
        records.TextQuantum,
        records.Counts,
        records.MethodCard,
        records.Note,
        records.Nearest,
        records.ItemRef,
        records.Transform,
        records.EditOperation,
    ],
)
@given(data=st.data())
def test_a_record_survives_the_way_to_json_and_back(kind, data):
    record = data.draw(_fitting(kind))
    try:
        text = canonical_json(to_plain(record))
    except (UnicodeEncodeError, ValueError):
        return
    assert from_plain(kind, json.loads(text)) == record


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_is_frozen_slotted_and_documented(kind):
    assert kind.__dataclass_params__.frozen
    assert hasattr(kind, "__slots__")
    assert kind.__doc__
    assert not kind.__doc__.startswith(f"{kind.__name__}(")


def test_a_record_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Span(1, 2).start = 5


@pytest.mark.parametrize("make", [lambda: Span(3, 2), lambda: Span(-1, 2), lambda: Region(0, 0, 0, 4)])
def test_a_place_that_cannot_be_is_refused_with_the_value_seen(make):
    with pytest.raises(InputError, match="got"):
        make()


def test_a_similarity_outside_its_range_is_the_fault_of_the_method():
    with pytest.raises(MethodError, match=r"1\.5"):
        Score("m", 1.5)


def test_a_match_needs_two_places_of_one_kind():
    with pytest.raises(InputError, match="two spans or two regions"):
        Match("m", 1.0, records.ImageQuantum(1.0, 1.0), work_span=Span(0, 1))


@pytest.mark.parametrize(
    ("plain", "named"),
    [
        ({"method": "m", "work_number": "0", "score": {"method": "m", "similarity": 1}}, "work_number"),
        ({"method": "m", "work_number": 0, "score": {"method": "m"}}, "similarity"),
        ({"method": "m", "work_number": 0, "score": {"method": "m", "similarity": 1, "x": 1}}, "x"),
        ([], "Comparison"),
    ],
)
def test_a_plain_value_that_does_not_fit_is_refused_by_the_name_of_its_field(plain, named):
    with pytest.raises(InputError, match=named):
        from_plain(Comparison, plain)
