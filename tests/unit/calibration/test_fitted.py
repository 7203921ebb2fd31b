from pathlib import Path

import pytest

import sidebyside as sbs
from sidebyside.calibration.shipped import FITTED, read_calibration, shipped
from sidebyside.contracts import methods_of
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
    ("folder", "work", "output"),
    [("event", "account-one", "account-two"), ("book", "version-one", "version-two")],
)
def test_the_ratio_falls_below_1_when_the_common_source_is_given(folder, work, output):
    def llr(*backgrounds):
        place = TRAPS / folder
        given = Options(backgrounds=tuple(str(place / name) for name in backgrounds))
        found = sbs.compare(place / f"{work}.txt", place / f"{output}.txt", options=given).findings
        (one,) = [pair for pair in found if isinstance(pair, Finding)]
        return one.llr

    assert llr() > 1.0
    assert llr("common-source.txt") < 0.0
