"""Who is compared with whom: pure, a batch at a time, among the candidates that a store of works names."""

from dataclasses import dataclass, replace

import pytest

from sidebyside.contracts import CANDIDATE_STORES, TEXT_METHODS, Candidacy, filled
from sidebyside.engine import Engine, Plan, TextPreparation
from sidebyside.engine.comparing import keys_of
from sidebyside.errors import InputError, MethodError, UnfitItemError
from sidebyside.primitives.digest import sha256_of_bytes
from sidebyside.records import (
    Artefact,
    Attempt,
    ComparedOutput,
    Comparison,
    Generation,
    MethodCard,
    Output,
    Score,
    Span,
    Substitution,
    Text,
    Unscorable,
    Work,
)

LINES = (
    "Nobody had lit the lamp on the outer mole since the night of the great storm, and nobody would.",
    "The committee will meet on Thursday to discuss the repair of the roof and the price of coal.",
    "In the winter the harbour froze, and the children walked out upon it as far as the second buoy.",
)
BOTH = {"verbatim": {}, "near_verbatim": {}}


def artefact(path, text):
    return Artefact(path, sha256_of_bytes(text.encode()), "text", Text(text), language="en")


WORKS = [Work(artefact(f"w{n}", line)) for n, line in enumerate(LINES)]
OUTPUTS = [
    Output(artefact(f"o{n}", f"He wrote: {line} And so on, {n}.")) for n, line in enumerate(LINES * 15)
]


def compared(works=WORKS, outputs=OUTPUTS, plan=None):
    engine = Engine("text", plan or Plan(BOTH), TextPreparation())
    taken = list(engine.add(works))
    return engine, taken, list(engine.compare(outputs))


@pytest.fixture
def store(monkeypatch):
    """A store of works that leaves some out, under the name ``sparse``."""

    def make(of):
        class Sparse:
            def __init__(self):
                self.works = []

            def add(self, works):
                self.works += works

            def of(self, outputs):
                return [of(self.works, output) for output in outputs]

        class Store:
            summary, version, is_exhaustive = "some", "1", False

            def open(self, medium):
                return Sparse()

        known = CANDIDATE_STORES.member
        monkeypatch.setattr(
            type(CANDIDATE_STORES),
            "member",
            lambda room, name: Store() if name == "sparse" else known.__func__(room, name),
        )
        return Plan(BOTH, candidates="sparse")

    return make


def test_every_output_is_compared_with_every_work_and_says_with_how_many():
    engine, taken, found = compared()
    assert taken == WORKS
    assert [card.name for card in engine.cards] == ["near_verbatim", "verbatim"]
    assert [one.output for one in found] == OUTPUTS
    assert {(one.n_looked_at, one.n_compared, one.narrowed) for one in found} == {
        (3, (("near_verbatim", 3), ("verbatim", 3)), ())
    }
    for number, one in enumerate(found):
        matched = {comparison.work_number for comparison in one.comparisons if comparison.matches}
        assert matched == {number % 3}


def test_batches_and_the_order_of_the_outputs_change_nothing():
    _, _, found = compared()
    _, _, backwards = compared(outputs=OUTPUTS[::-1])
    assert backwards[::-1] == found
    assert [one for output in OUTPUTS[:3] for one in compared(outputs=[output])[2]] == found[:3]


def test_what_no_method_can_compare_comes_back_with_its_reason_on_either_side():
    short = artefact("short", "Too short.")
    engine, taken, found = compared([WORKS[0], Work(short)], [Output(short, Attempt(Generation(model="m")))])
    assert engine.works == [WORKS[0]]
    assert [one.code for one in taken if isinstance(one, Unscorable)] == ["too_short"]
    (unfit,) = found
    assert (unfit.role, unfit.code, unfit.generation.model) == ("output", "too_short", "m")


def test_nothing_to_compare_with_gives_nothing():
    assert compared([], OUTPUTS[:1])[2] == [ComparedOutput(OUTPUTS[0], (), 0, ())]
    assert compared(WORKS, [])[2] == []


def test_a_store_that_leaves_works_out_gives_the_same_of_the_rest_and_says_among_how_many_it_looked(store):
    _, _, whole = compared()

    def of(works, output):
        return Candidacy(frozenset({number for number in range(len(works)) if number != 1}), len(works))

    _, _, found = compared(plan=store(of))
    for one, all_of_it in zip(found, whole, strict=True):
        left = tuple(comparison for comparison in all_of_it.comparisons if comparison.work_number != 1)
        assert one.comparisons == left
        assert (one.n_looked_at, dict(one.n_compared)) == (3, {"near_verbatim": 2, "verbatim": 2})
        assert dict(one.narrowed) == {"near_verbatim": (0, 2), "verbatim": (0, 2)}


def test_a_store_may_name_other_works_for_each_output_and_none(store):
    def of(works, output):
        number = next(n for n, work in enumerate(works) if work.text.original in output.text.original)
        return Candidacy(frozenset({number} - {2}), len(works))

    _, _, found = compared(plan=store(of))
    numbers = [{comparison.work_number for comparison in one.comparisons} for one in found]
    assert numbers == [{0}, {1}, set()] * 15
    given = [{dict(one.narrowed)["verbatim"], dict(one.narrowed)["near_verbatim"]} for one in found]
    assert given == [{(0,)}, {(1,)}, {()}] * 15
    assert [set(dict(one.n_compared).values()) for one in found] == [{1}, {1}, {0}] * 15
    assert {one.n_looked_at for one in found} == {3}


def test_a_store_that_names_a_work_it_does_not_have_is_named(store):
    with pytest.raises(MethodError, match="'sparse' named work 7 of 3"):
        compared(plan=store(lambda works, output: Candidacy(frozenset({7}), 9)))
    with pytest.raises(MethodError, match="2 candidates among 1"):
        Candidacy(frozenset({0, 1}), 1)


@dataclass(frozen=True, slots=True)
class _NoSettings:
    pass


class _Index:
    def __init__(self, card, found):
        self.card, self.found = card, found

    def add(self, works):
        pass

    def unfit(self, item):
        return None

    def compare(self, outputs, shortlists=None):
        return self.found(outputs, shortlists)


@pytest.fixture
def method(monkeypatch):
    """A method of texts that returns what it is told, under the name ``told``."""

    def make(found, **said):
        card = MethodCard("told", "1", "text", "", "", "", (), (), "", "", **said)

        class Method:
            settings, examples = _NoSettings, ()

            def __init__(self):
                self.card = filled(card, _NoSettings())

            def index(self, settings=None):
                return _Index(self.card, found)

        known = TEXT_METHODS.member
        monkeypatch.setattr(
            type(TEXT_METHODS),
            "member",
            lambda room, name: Method() if name == "told" else known.__func__(room, name),
        )
        return Plan({"told": {}})

    return make


def scored(*numbers):
    return tuple(Comparison("told", number, Score("told", 0.5)) for number in numbers)


@pytest.mark.parametrize(
    ("found", "named"),
    [
        (lambda outputs, lists: [], "0 results for 1 outputs"),
        (lambda outputs, lists: [scored(3)], "work number 3, which is not among 3 given"),
        (lambda outputs, lists: [scored(-1)], "work number -1"),
        (lambda outputs, lists: [scored(0, 1, 0)], "returned a pair twice"),
    ],
)
def test_a_method_that_breaks_its_contract_is_named(method, found, named):
    with pytest.raises(MethodError, match=f"told .*{named}|{named}"):
        compared(outputs=OUTPUTS[:1], plan=method(found))


def test_a_method_that_shows_something_apart_may_not_return_a_match(method):
    real = TEXT_METHODS.member("verbatim").index()
    texts = TextPreparation()
    real.add(list(texts(WORKS)))
    matches = real.compare(list(texts(OUTPUTS[:1])))[0][0].matches
    found = (replace(scored(0)[0], matches=matches),)
    with pytest.raises(MethodError, match="counts for nothing and returned a match"):
        compared(outputs=OUTPUTS[:1], plan=method(lambda outputs, lists: [found], shows="apart"))


def test_a_pairwise_method_is_given_the_nearest_works_of_the_others(method):
    seen = []

    def found(outputs, lists):
        seen.extend(lists)
        return [() for _ in outputs]

    plan = replace(method(found, is_pairwise=True), methods={"told": {}, "verbatim": {}}, n_shortlist=1)
    _, _, results = compared(outputs=OUTPUTS[:2], plan=plan)
    assert seen == [frozenset({0}), frozenset({1})]
    assert [dict(one.n_compared) for one in results] == [{"told": 1, "verbatim": 3}] * 2
    assert [one.narrowed for one in results] == [(("told", (0,)),), (("told", (1,)),)]


def test_a_method_that_an_output_is_unfit_for_is_not_said_to_have_compared_it(method, monkeypatch):
    monkeypatch.setattr(_Index, "unfit", lambda index, item: UnfitItemError("too dull"))
    plan = replace(method(lambda outputs, lists: [()]), methods={"told": {}, "verbatim": {}})
    engine, _, (one,) = compared(outputs=OUTPUTS[:1], plan=plan)
    assert dict(one.n_compared) == {"verbatim": 3}
    assert engine.unfit == {"told": {0, 1, 2}, "verbatim": set()}


def test_works_that_a_method_cannot_compare_are_not_counted_for_it(method, monkeypatch):
    dull = WORKS[1].artefact.text.original
    monkeypatch.setattr(
        _Index,
        "unfit",
        lambda index, item: UnfitItemError("too dull") if item.text.original == dull else None,
    )
    plan = replace(method(lambda outputs, lists: [()]), methods={"told": {}, "verbatim": {}})
    _, _, (one,) = compared(outputs=OUTPUTS[:1], plan=plan)
    assert (dict(one.n_compared), one.narrowed) == ({"told": 2, "verbatim": 3}, ())


def test_a_setting_that_a_method_does_not_take_is_refused_when_the_engine_opens():
    with pytest.raises(InputError, match="no setting 'no_such'"):
        Engine("text", Plan({"verbatim": {"no_such": 1}}), TextPreparation())


def keys(works=WORKS, outputs=OUTPUTS[:1], cards=(), plan=None):
    return keys_of(works, outputs, cards, plan or {})


def test_a_key_names_all_that_a_comparison_depends_on():
    output = OUTPUTS[0]
    text = replace(output.artefact.text, hidden=(Span(0, 3),))
    seen = replace(output.artefact.text, substitutions=(Substitution(Span(0, 1), "x"),))
    card = MethodCard("m", "1", "text", "", "", "", (), (), "", "")
    others = [
        keys(outputs=[replace(output, artefact=replace(output.artefact, text=text))]),
        keys(outputs=[replace(output, artefact=replace(output.artefact, text=seen))]),
        keys(outputs=[replace(output, attempt=Attempt(Generation(prompt="Go on.")))]),
        keys(WORKS[::-1]),
        keys(WORKS[:2]),
        keys(
            [
                replace(
                    WORKS[0],
                    artefact=replace(
                        WORKS[0].artefact, text=replace(WORKS[0].artefact.text, hidden=(Span(0, 3),))
                    ),
                ),
                *WORKS[1:],
            ]
        ),
        keys(cards=[card]),
        keys(cards=[replace(card, version="2")]),
        keys(plan={"n_shortlist": 3}),
    ]
    values = [found["o0"] for found in (keys(), *others)]
    assert len(set(values)) == len(values)
    assert keys() == keys()
