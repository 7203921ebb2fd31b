import json
from pathlib import Path

import numpy as np
import pytest

import sidebyside as sbs
from sidebyside.calibration.shipped import FITTED, read_calibration, shipped
from sidebyside.contracts import methods_of
from sidebyside.errors import InputError
from sidebyside.records import Finding
from sidebyside.workflows.options import Options

TRAPS = Path(__file__).parents[3] / "bench" / "data" / "traps"


def test_every_kind_ships_with_a_report_of_the_same_calibration():
    names = {path.name for path in FITTED.glob("*.json")}
    assert {"en.json", "zh.json", "translation.json"} <= names
    assert {name.replace(".json", ".report.json") for name in names if ".report" not in name} <= names
    assert len({one.id for one in shipped()}) == len(shipped())


@pytest.mark.parametrize("calibration", shipped(), ids=lambda one: one.kind)
def test_a_shipped_calibration_fits_the_versions_of_the_methods_and_says_what_it_is(calibration):
    for feature in calibration.features:
        for name, version in zip(feature.methods, feature.method_versions, strict=True):
            assert methods_of(calibration.medium).member(name).card.version == version
    assert calibration.made_of
    assert calibration.unfit_for
    for null in calibration.nulls:
        assert len(null.replicates) >= 200
        assert null.lower_bound < 0.0 < null.upper_bound


def test_one_that_missed_a_line_states_no_ratio():
    calibration = read_calibration(FITTED / "translation.json")
    missed = [line for line in calibration.acceptance if not line.is_met]
    assert calibration.is_accepted == (not missed)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda plain: plain.update(nulls=[]), "en-.* has no null"),
        (lambda plain: plain["nulls"][0].update(upper_bound=float("nan")), "N0 holds a number that is not"),
        (lambda plain: plain["nulls"][0]["replicates"][3].append(0.5), "N0 needs 4 weights, one a feature"),
        (lambda plain: plain["nulls"][1].update(lower_bound=9.0), "N1 has its lower bound above"),
    ],
)
def test_one_by_which_no_ratio_can_be_stated_is_refused_when_it_is_read(tmp_path, change, said):
    plain = json.loads((FITTED / "en.json").read_bytes())
    change(plain)
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps(plain), "utf-8")
    with pytest.raises(InputError, match=f"calibration.json is no calibration: .*{said}"):
        read_calibration(path)


@pytest.mark.parametrize(
    ("folder", "work", "output"),
    [("event", "account-one", "account-two"), ("book", "version-one", "version-two")],
)
def test_two_with_a_common_source_are_not_above_10_and_below_1_when_it_is_given(folder, work, output):
    def llr(*backgrounds):
        place = TRAPS / folder
        given = Options(backgrounds=tuple(str(place / name) for name in backgrounds))
        found = sbs.compare(place / f"{work}.txt", place / f"{output}.txt", options=given).findings
        (one,) = [pair for pair in found if isinstance(pair, Finding)]
        return one.llr

    assert llr() < 1.0
    assert llr("common-source.txt") < min(0.0, llr())


def test_equal_words_and_pictures_are_held_against_a_common_source():
    for kind in ("en", "zh", "image"):
        calibration = read_calibration(FITTED / f"{kind}.json")
        assert [one.null for one in calibration.nulls] == ["N0", "N1", "N2", "N3"]
        named = {line.name: line for line in calibration.acceptance}
        assert named["N3.misleading_10"].limit == 0.05
        assert named["N3.misleading_100"].limit == 0.005
        assert calibration.is_accepted


def test_a_longer_run_never_lowers_a_ratio_and_a_short_one_says_nothing_against_a_common_source():
    (against,) = [one for one in read_calibration(FITTED / "en.json").nulls if one.null == "N3"]
    features = [one.name for one in read_calibration(FITTED / "en.json").features]

    def llr(run, besides):
        values = {"literal": 9.0, "longest_run": np.log2(run), "besides_run": np.log2(1 + min(besides, 16))}
        values["long_run"] = max(0.0, np.log2(run / 12))
        sum_ = against.intercept + sum(
            weight * values[name] for name, weight in zip(features, against.weights, strict=True)
        )
        return min(max(sum_, against.lower_bound), against.upper_bound)

    by_run = [llr(run, 20) for run in (4, 8, 12, 19, 30, 69, 300)]
    assert by_run == sorted(by_run)
    assert by_run[2] < 0.0 < 1.0 < by_run[5] <= 2.0
    assert llr(25, 0) < llr(25, 16)
