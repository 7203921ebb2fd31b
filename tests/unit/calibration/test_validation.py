"""Fitting and measuring on pairs of known truth: splits, weights, figures, demands, the same bytes."""

import json
from dataclasses import replace

import numpy as np
import pytest

from sidebyside.calibration.likelihood_ratio import ratios
from sidebyside.calibration.validation import Demand, KnownPair, Naming, read_demands, validate_pairs
from sidebyside.calibration.validation import figures as measured
from sidebyside.calibration.validation.fitting import fit
from sidebyside.calibration.validation.known import split
from sidebyside.errors import InputError
from sidebyside.records import Feature, ValidationReport, from_plain, to_plain

pytest.importorskip("lir")

FEATURES = (
    Feature("literal", "surprise", ("verbatim",), ("2",), 9.0),
    Feature("noise", "similarity", ("other",), ("1",), 1.0),
)
NAMING = Naming("en-test", "en", ("drawn at random",), ("anything else",))


def known_pairs(n_authors=16, seed=1, strength=6.0):
    rng = np.random.default_rng(seed)
    pairs = []
    for a in range(n_authors):
        for k in range(8):
            value = float(np.clip(rng.normal(strength, 2.0), 0.0, 9.0))
            size = (8.0, 20.0)[k % 2]
            pairs.append(
                KnownPair(
                    f"w{a}",
                    f"o{a}.{k}",
                    None,
                    (f"author:{a}",),
                    (value, 0.3 * rng.random()),
                    "en",
                    "run",
                    size,
                    90,
                )
            )
        for grade, mean in (("N0", 0.2), ("N2", 0.8)):
            for k in range(12):
                b = (a + 2 * k) % n_authors
                value = float(min(9.0, rng.exponential(mean))) if rng.random() < 0.5 else 0.0
                clusters = tuple(dict.fromkeys((f"author:{a}", f"author:{b}")))
                pairs.append(
                    KnownPair(f"w{a}", f"{grade}.{a}.{k}", grade, clusters, (value, 0.9 * rng.random()), "en")
                )
    return pairs


@pytest.fixture(scope="module")
def report():
    return validate_pairs(known_pairs(), FEATURES, NAMING, seed=3, n_replicates=60)


def test_no_author_work_or_output_is_on_both_sides_and_what_lies_between_is_counted():
    pairs = known_pairs()
    halves = split(pairs, seed=3)
    for items in (
        lambda half: {cluster for pair in half for cluster in pair.clusters},
        lambda half: {pair.work for pair in half},
        lambda half: {pair.output for pair in half},
    ):
        assert not items(halves.train) & items(halves.test)
    assert len(halves.train) + len(halves.test) + halves.n_left_out == len(pairs)
    n_derived = [sum(pair.is_derived for pair in half) for half in (halves.train, halves.test)]
    assert abs(n_derived[0] - n_derived[1]) <= 8


def test_a_source_joins_what_authors_keep_apart():
    pairs = [KnownPair(f"w{i}", f"o{i}", None, (f"author:{i}", "source:one"), (1.0,)) for i in range(6)]
    halves = split(pairs, seed=0)
    assert (len(halves.train), len(halves.test), halves.n_clusters) == (6, 0, 1)


def test_a_split_that_is_given_is_kept():
    pairs = [replace(pair, side="test" if pair.work < "w3" else "train") for pair in known_pairs()]
    halves = split(pairs, seed=3)
    assert halves.is_given
    assert {pair.side for pair in halves.test} == {"test"}


def test_weights_are_those_of_a_balanced_logistic_regression():
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(0)
    y = rng.random(400) < 0.2
    x = rng.normal(size=(400, 2)) + y[:, None] * [1.5, 0.7]
    found = fit(x - x.min(), y, [str(i) for i in range(400)], seed=0, n_replicates=2)
    peer = LogisticRegression(class_weight="balanced", tol=1e-10, max_iter=10_000).fit(x - x.min(), y)
    assert found.weights == pytest.approx(tuple(peer.coef_[0] / np.log(10)), abs=1e-4)
    assert found.intercept == pytest.approx(peer.intercept_[0] / np.log(10), abs=1e-3)


def test_a_feature_that_counts_against_likeness_is_dropped_and_said(report):
    assert {(one.null, one.feature, one.reason) for one in report.dropped} == {
        ("N0", "noise", "negative_weight"),
        ("N2", "noise", "negative_weight"),
    }
    assert all(model.weights[1] == 0.0 <= model.weights[0] for model in report.calibration.nulls)


def test_the_same_pairs_and_seed_give_the_same_bytes_and_come_back_from_json(report):
    again = validate_pairs(known_pairs(), FEATURES, NAMING, seed=3, n_replicates=60)
    text = json.dumps(to_plain(report), sort_keys=True)
    assert json.dumps(to_plain(again), sort_keys=True) == text
    assert from_plain(ValidationReport, json.loads(text)) == report


def test_figures_are_those_of_lir_on_the_held_out_ratios(report):
    from lir.data.models import LLRData
    from lir.metrics import cllr, cllr_min

    halves = split(known_pairs(), seed=3)
    for one in report.nulls:
        test = [pair for pair in halves.test if pair.null in (None, one.null)]
        model = next(item for item in report.calibration.nulls if item.null == one.null)
        llrs = np.clip(
            [model.intercept + model.weights[0] * pair.values[0] for pair in test],
            model.lower_bound,
            model.upper_bound,
        )
        data = LLRData(features=llrs, labels=np.array([int(pair.is_derived) for pair in test]))
        assert one.cllr.value == pytest.approx(cllr(data), abs=1e-5)
        assert one.cllr_min.value == pytest.approx(cllr_min(data), abs=1e-5)
        assert one.cllr.low <= one.cllr.value <= one.cllr.high
        assert (one.n_h1, one.n_h2) == (sum(p.is_derived for p in test), sum(not p.is_derived for p in test))


def test_no_printed_ratio_exceeds_what_the_held_out_pairs_carry(report):
    for model in report.calibration.nulls:
        assert model.upper_bound <= np.log10(model.n_h2 + 1) + 1e-9
        assert model.lower_bound >= -np.log10(model.n_h1 + 1) - 1e-9
    accepted = replace(
        report.calibration,
        acceptance=tuple(replace(line, is_met=True) for line in report.calibration.acceptance),
    )
    for one in ratios(accepted, {"literal": 9.0, "noise": 0.0}):
        assert one.high <= one.upper_bound


def test_curves_run_from_end_to_end_and_fall_or_rise_throughout(report):
    for one in report.nulls:
        assert (one.roc[0], one.roc[-1]) == ((0.0, 0.0), (1.0, 1.0))
        for points, sign in ((one.roc, 1), (one.pav, 1), (one.tippett_h1, -1), (one.tippett_h2, -1)):
            x, y = np.array(points).T
            assert (np.diff(x) >= 0).all()
            assert (sign * np.diff(y) >= -1e-9).all()
        assert all(point.pav <= point.system + 1e-6 for point in one.ece)
        neutral = next(point for point in one.ece if point.log10_prior_odds == 0.0)
        assert (neutral.reference, neutral.system) == (1.0, pytest.approx(one.cllr.value, abs=1e-5))


def test_parts_add_up_to_the_whole(report):
    by_null = [row for row in report.errors if row.group == "null"]
    english = next(row for row in report.errors if row.name == "en")
    assert sum(row.fmr.n_trials for row in by_null) == english.fmr.n_trials
    assert sum(row.found.n_trials for row in report.robustness) == english.fnmr.n_trials
    assert [one.n for one in report.searches] == [100, 1_000, 10_000, 100_000, 1_000_000]
    assert {one.probability for one in report.power} == {0.8, 0.95}


def test_equal_error_rate_of_what_cannot_be_told_apart_is_a_half():
    llrs, truth = np.zeros(10), np.array([True, False] * 5)
    assert measured.equal_error_rate(measured.roc(llrs, truth)) == pytest.approx(0.5)
    assert measured.equal_error_rate(measured.roc(truth.astype(float), truth)) == 0.0


def test_a_missed_line_blocks_the_ratio():
    demands = (Demand("cllr", 0.9), Demand("misleading_10", 0.0, "N3"))
    done = validate_pairs(known_pairs(), FEATURES, NAMING, demands=demands, seed=3, n_replicates=5)
    lines = {line.name: line.is_met for line in done.calibration.acceptance}
    assert lines == {"cllr": True, "N3.misleading_10": False}
    assert not done.calibration.is_accepted
    with pytest.raises(InputError, match="missed an acceptance line"):
        ratios(done.calibration, {"literal": 1.0, "noise": 0.0})


def test_what_people_made_is_held_to_a_line_of_its_own():
    """Every third derived pair was made by a person, and shows nothing; the others are found."""
    pairs = []
    for number, pair in enumerate(known_pairs()):
        made_by = ("human" if number % 3 == 0 else "model") if pair.is_derived else ""
        pairs.append(
            replace(pair, derivation=made_by, values=(0.0, 0.0) if made_by == "human" else pair.values)
        )
    apart = (Demand("cllr", 0.9), Demand("cllr", 3.0, derivation="human"))
    lines = {}
    for demands in (apart, apart[:1]):
        done = validate_pairs(pairs, FEATURES, NAMING, demands=demands, seed=3, n_replicates=5)
        lines[len(demands)] = {line.name: line.measured for line in done.calibration.acceptance}
    rows = {row.derivation: row for row in done.nulls[0].by_derivation}
    assert rows["human"].missed.value == 1.0
    assert rows["model"].missed.value < 0.2
    assert sum(row.n_h1 for row in rows.values()) == done.nulls[0].n_h1
    assert lines[2]["cllr"] < lines[1]["cllr"] < lines[2]["human.cllr"]


def test_demands_are_read_and_refused_with_what_there_is(tmp_path):
    path = tmp_path / "lines.toml"
    path.write_text("cllr = 0.2\n[N3]\ncllr = 0.4\n[human]\ncllr = 0.8\n", "utf-8")
    human = Demand("cllr", 0.8, derivation="human")
    assert read_demands(path) == (Demand("cllr", 0.2), Demand("cllr", 0.4, "N3"), human)
    for text, said in (
        ("", "demands nothing"),
        ("power = 1", "no figure is called 'power'"),
        ("[N7]\ncllr = 1", "no null and no derivation is called 'N7'"),
        ("[human]\neer = 1", "only Cllr is demanded"),
        ("cllr = true", "cllr is True"),
        ("cllr =", "no TOML"),
    ):
        path.write_text(text, "utf-8")
        with pytest.raises(InputError, match=said):
            read_demands(path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda pairs: [pair for pair in pairs if pair.is_derived], "one class"),
        (lambda pairs: [*pairs[:4], *pairs[8:14]], "too few pairs"),
        (lambda pairs: [*pairs, pairs[0]], "given twice"),
        (lambda pairs: [replace(pairs[0], values=(float("nan"), 0.0)), *pairs[1:]], "is nan"),
        (lambda pairs: [replace(pair, clusters=("author:one",)) for pair in pairs], "half for test has 0"),
    ],
)
def test_pairs_nothing_can_be_fitted_on_are_refused(change, said):
    with pytest.raises(InputError, match=said) as refused:
        validate_pairs(change(known_pairs()), FEATURES, NAMING)
    assert refused.value.hint


def with_common_source(pairs, *, derivation="model"):
    """Add pairs of a common source that score like derived ones, and derived ones that score far higher."""
    rng = np.random.default_rng(9)
    found = list(pairs)
    for a in range(16):
        for k in range(8):
            clusters = (f"author:{a}",)
            like = float(np.clip(rng.normal(4.0, 1.0), 0.0, 9.0)), 0.5
            found.append(KnownPair(f"w{a}", f"N3.{a}.{k}", "N3", clusters, like, "en"))
            high = float(np.clip(rng.normal(7.5, 0.7), 0.0, 9.0)), 0.5
            found.append(
                KnownPair(f"w{a}", f"real.{a}.{k}", None, clusters, high, "en", "real", derivation=derivation)
            )
    return found


def test_against_a_common_source_stands_what_people_and_models_made_where_there_is_enough_of_it():
    pairs = with_common_source(known_pairs())
    made = validate_pairs(pairs, FEATURES, NAMING, seed=3, n_replicates=20)
    by_null = {one.null: one for one in made.nulls}
    n_real = {one.n_h1 + one.n_train_h1 for one in made.nulls if one.null == "N3"}
    assert n_real == {16 * 8}
    assert by_null["N0"].n_h1 + by_null["N0"].n_train_h1 == 2 * 16 * 8
    programmed = validate_pairs(
        with_common_source(known_pairs(), derivation="programmed"), FEATURES, NAMING, seed=3, n_replicates=20
    )
    (against,) = [one for one in programmed.nulls if one.null == "N3"]
    assert against.n_h1 + against.n_train_h1 == 2 * 16 * 8


def test_whether_a_piece_is_found_is_not_asked_against_a_common_source():
    without = validate_pairs(known_pairs(), FEATURES, NAMING, seed=3, n_replicates=20)
    common = [
        pair for pair in with_common_source(known_pairs()) if pair.null == "N3" or "real" not in pair.output
    ]
    made = validate_pairs(common, FEATURES, NAMING, seed=3, n_replicates=20)
    assert made.robustness == without.robustness
    assert made.power == without.power
    rows = {row.name: row for row in made.errors if row.group == "null"}
    assert rows["N3"].fmr.value < 0.5


def test_only_demands_that_come_with_the_program_may_ask_for_a_null_that_is_not_there(report):
    assert not [line for line in report.calibration.acceptance if line.name.startswith("N3.")]
    asked = (Demand("misleading_10", 0.05, "N3"),)
    made = validate_pairs(known_pairs(), FEATURES, NAMING, demands=asked, seed=3, n_replicates=5)
    assert [(one.measured, one.is_met) for one in made.calibration.acceptance] == [(1.0, False)]


def test_kinds_of_derived_pairs_weigh_the_same_however_many_there_are():
    rng = np.random.default_rng(2)
    low, high, null = rng.normal(2.0, 0.5, 900), rng.normal(6.0, 0.5, 100), rng.normal(1.0, 0.5, 500)
    values = np.clip(np.concatenate([low, high, null]), 0.0, 9.0)[:, None]
    is_derived = np.arange(1500) < 1000
    kinds = ["programmed"] * 900 + ["model"] * 100 + [""] * 500
    works = [f"w{k}" for k in range(1500)]
    plain = fit(values, is_derived, works, seed=1, n_replicates=0)
    even = fit(values, is_derived, works, kinds=kinds, seed=1, n_replicates=0)
    some = is_derived & (rng.random(1500) < np.where(np.arange(1500) < 900, 1 / 9, 1.0))
    chosen = some | ~is_derived
    drawn = fit(
        values[chosen],
        is_derived[chosen],
        [w for w, k in zip(works, chosen, strict=True) if k],
        seed=1,
        n_replicates=0,
    )
    assert abs(even.weights[0] - drawn.weights[0]) < 0.3 * abs(plain.weights[0] - drawn.weights[0]) + 0.05
