"""Calibrations as files: those that come with the program, and one the user names.

A calibration is ``fitted/NAME.json``, its report ``fitted/NAME.report.json`` beside it; both are what
``validate`` writes as ``calibration.json`` and ``report.json``.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sidebyside.calibration.likelihood_ratio import unfit
from sidebyside.errors import InputError
from sidebyside.records import (
    Calibration,
    CalibrationKind,
    DetectionLimit,
    MethodCard,
    UncalibratedReason,
    ValidationReport,
    from_plain,
)

CALIBRATION_SCHEMA = "sidebyside/calibration/1"
REPORT_SCHEMA = "sidebyside/validation/1"
FITTED = Path(__file__).parent / "fitted"
_REPORT = ".report.json"

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


@cache
def shipped_limits() -> tuple[DetectionLimit, ...]:
    """Return from which size on copied pieces are found, as the shipped reports measured it."""
    reports = [
        from_plain(ValidationReport, _plain(path, REPORT_SCHEMA))
        for path in sorted(FITTED.glob(f"*{_REPORT}"))
    ]
    return tuple(limit for report in reports for limit in report.power)


def read_calibration(path: str | Path) -> Calibration:
    """Read a calibration.

    Raises
    ------
    InputError
        If the file cannot be read, or holds something else: names it, and the field.
    """
    place = Path(path)
    try:
        return from_plain(Calibration, _plain(place, CALIBRATION_SCHEMA))
    except InputError as error:
        raise InputError(
            f"{place.name} is no calibration: {error.message}",
            hint=error.hint or "give the calibration.json that validate wrote",
        ) from error


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
        needed = ", ".join(
            f"{name} version {version}"
            for feature in calibration.features
            for name, version in zip(feature.methods, feature.method_versions, strict=True)
        )
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
