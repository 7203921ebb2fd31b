"""Calibrations as files: those that come with the program, and one the user names.

A calibration is ``fitted/NAME.json``, its report ``fitted/NAME.report.json`` beside it; both are what
``validate`` writes as ``calibration.json`` and ``report.json``.
"""

import json
import math
from collections.abc import Collection, Container, Iterable, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from sidebyside.calibration.exclusions import exclusions_of
from sidebyside.calibration.likelihood_ratio import unfit
from sidebyside.calibration.negatives import FalseMatch
from sidebyside.errors import InputError
from sidebyside.records import (
    Calibration,
    CalibrationKind,
    DetectionLimit,
    MethodCard,
    MissRate,
    UncalibratedReason,
    ValidationReport,
    from_plain,
)

CALIBRATION_SCHEMA = "sidebyside/calibration/1"
REPORT_SCHEMA = "sidebyside/validation/1"
FITTED = Path(__file__).parent / "fitted"
_REPORT = ".report.json"
COMMON_SOURCE = "N3"

WAYS_OUT = {
    "acceptance_missed": "validate on more data; its scores stay uncalibrated",
    "method_missing": "leave out --method, so that every method it rests on runs",
    "other_version": "validate anew with this version, or use the version it was fitted with",
}


@cache
def shipped() -> tuple[Calibration, ...]:
    """Return the calibrations that come with the program, sorted by name of file."""
    return tuple(
        read_calibration(path) for path in sorted(FITTED.glob("*.json")) if not path.name.endswith(_REPORT)
    )


def shipped_limits(in_force: Collection[str] = ()) -> tuple[DetectionLimit, ...]:
    """Return from which size on copied pieces are found, as the shipped reports measured it.

    Of each kind it is the report of the calibration in force, by id, or else that with the least evidence.
    """
    return tuple(limit for report in _reports(in_force) for limit in report.power)


def shipped_misses(
    in_force: Collection[str], kinds: Container[CalibrationKind], *, is_of_model: bool
) -> tuple[MissRate, ...]:
    """Return how many pairs of known source the shipped calibrations did not tell, by what made them.

    The reports are those of `shipped_limits`, of some kinds; pairs that models made are at hand where an
    output of the case names its model.
    """
    return tuple(
        MissRate(report.kind, row.name, row.fnmr, is_at_hand=is_of_model and row.name == "model")
        for report in _reports(in_force)
        for row in report.errors
        if row.group == "derivation" and report.kind in kinds
    )


def false_match(calibration: Calibration) -> FalseMatch | None:
    """Return how often pairs without a common origin are above the operating point, as its report measured.

    The largest upper end of the exact 95 % intervals over its nulls but that of a common source (N3), on
    pairs held out; None where no shipped report is of this calibration.
    """
    made = (calibration.id, calibration.features, calibration.acceptance)
    report = next(
        (
            one
            for one in _every_report()
            if (one.calibration.id, one.calibration.features, one.calibration.acceptance) == made
        ),
        None,
    )
    if report is None:
        return None
    rows = [
        row for row in report.errors if row.group == "null" and row.name != COMMON_SOURCE and row.fmr.n_trials
    ]
    if not rows:
        return None
    nulls = frozenset(row.name for row in rows)
    return FalseMatch(max(row.fmr.high for row in rows), report.operating_llr, nulls)


def _reports(in_force: Collection[str]) -> tuple[ValidationReport, ...]:
    """Return one report a kind, in the order of the kinds."""
    by_kind: dict[CalibrationKind, list[ValidationReport]] = {}
    for report in _every_report():
        by_kind.setdefault(report.kind, []).append(report)
    return tuple(
        min(of_kind, key=lambda one: (one.calibration.id not in in_force, len(one.calibration.features)))
        for of_kind in by_kind.values()
    )


@cache
def _every_report() -> tuple[ValidationReport, ...]:
    return tuple(
        from_plain(ValidationReport, _plain(path, REPORT_SCHEMA))
        for path in sorted(FITTED.glob(f"*{_REPORT}"))
    )


def read_calibration(path: str | Path) -> Calibration:
    """Read a calibration.

    Raises
    ------
    InputError
        If the file cannot be read, or holds something else: names it, and the field; if it names an exclusion
        that is not there, which could not be enforced; if no ratio can be stated by its nulls.
    """
    place = Path(path)
    try:
        calibration = from_plain(Calibration, _plain(place, CALIBRATION_SCHEMA))
        exclusions_of(calibration)
        _check_nulls(calibration)
    except InputError as error:
        raise InputError(
            f"{place.name} is no calibration: {error.message}",
            hint=error.hint or "give the calibration.json that validate wrote",
        ) from error
    return calibration


def _check_nulls(calibration: Calibration) -> None:
    """Check that there is a null, and that each has finite numbers: one a feature, and ordered bounds."""
    n_features = len(calibration.features)
    if not calibration.nulls:
        raise InputError(f"{calibration.id} has no null")
    for null in calibration.nulls:
        rows = (null.weights, *(row[1:] for row in null.replicates))
        if any(len(row) != n_features for row in rows):
            raise InputError(f"the null {null.null} needs {n_features} weights, one a feature")
        numbers = (null.intercept, *null.weights, null.lower_bound, null.upper_bound)
        if not all(map(math.isfinite, chain(numbers, *null.replicates))):
            raise InputError(f"the null {null.null} holds a number that is not finite")
        if null.lower_bound > null.upper_bound:
            raise InputError(f"the null {null.null} has its lower bound above the upper one")


def _plain(path: Path, schema: str) -> Any:
    try:
        plain = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
    except ValueError as error:
        raise InputError(f"{path.name} is no JSON: {error}") from error
    if not isinstance(plain, dict) or plain.pop("schema", None) != schema:
        raise InputError(f"{path.name} has another schema than {schema}")
    return plain


def check_fits(calibration: Calibration, cards: Sequence[MethodCard]) -> None:
    """Check that a calibration the user names fits the methods in force.

    Raises
    ------
    InputError
        If it missed a line, rests on a method that does not run, or on another version of one.
    """
    reason = unfit(calibration, cards)
    if reason:
        versions = (
            f"{name} version {version}"
            for feature in calibration.features
            for name, version in zip(feature.methods, feature.method_versions, strict=True)
        )
        needed = ", ".join(dict.fromkeys(versions))
        raise InputError(
            f"calibration {calibration.id} cannot be used: {reason} (it rests on {needed})",
            hint=WAYS_OUT[reason],
        )


def best_of_kind(
    calibrations: Iterable[Calibration], kind: CalibrationKind, cards: Sequence[MethodCard]
) -> Calibration | UncalibratedReason:
    """Return the calibration of a kind that rests on most of the methods in force, or why there is none.

    Returns
    -------
    calibration or reason
        ``no_calibration`` where none is of that kind; else the first reason that keeps one from being used.
    """
    of_kind = [one for one in calibrations if one.kind == kind]
    reasons = {one.id: unfit(one, cards) for one in of_kind}
    fit = [one for one in of_kind if not reasons[one.id]]
    if fit:
        return max(fit, key=lambda one: len(one.features))
    return next((reason for reason in reasons.values() if reason), "no_calibration")
