"""From the evidence of a pair to likelihood ratios, by a calibration that was fitted elsewhere.

The ratio is that of a logistic regression with equal weight on both propositions (Morrison 2013, Tutorial on
logistic-regression calibration and fusion, Australian Journal of Forensic Sciences 45,
doi:10.1080/00450618.2012.733025): a weighted sum of what the methods found, which is also the fusion of
several of them. It is then held within the empirical bounds of its validation data.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from sidebyside.errors import InputError
from sidebyside.records import (
    Calibration,
    Contribution,
    LikelihoodRatio,
    MethodCard,
    NullModel,
    UncalibratedReason,
)

START = "start"
"""The name of what every sum starts from."""

N_DECIMALS = 4
LOW_HIGH = (2.5, 97.5)

Evidence = Mapping[str, float]
"""By the name of a feature, its value for a pair; all features of the calibration."""


def ratios(
    calibration: Calibration, evidence: Evidence, *, case_nulls: frozenset[str] = frozenset()
) -> tuple[LikelihoodRatio, ...]:
    """Return the likelihood ratio of a pair against each null of a calibration.

    Parameters
    ----------
    calibration
        Accepted; see `Calibration.is_accepted`.
    evidence
        The value of every feature.
    case_nulls
        Grades that were fitted on material of the case itself.

    Returns
    -------
    ratios
        One a null, in their order, rounded to 4 decimals. The interval takes the bootstrap over works as it
        stands, from the 2.5th to the 97.5th percentile, widened where needed to hold the ratio itself.

    Raises
    ------
    InputError
        If the calibration was not accepted, or a feature is missing or not finite.

    Notes
    -----
    Cost: a product of the replicates with the features. Does not see that a pair may be of another kind than
    those of the validation.
    """
    if not calibration.is_accepted:
        raise InputError(
            f"calibration {calibration.id} missed an acceptance line, its ratios are not stated",
            hint="state the uncalibrated score, or validate on more data",
        )
    values = values_of(calibration, evidence)
    return tuple(
        _ratio(model, values, calibration.id, model.null in case_nulls) for model in calibration.nulls
    )


def _ratio(model: NullModel, values: Sequence[float], name: str, is_of_case: bool) -> LikelihoodRatio:
    def bounded(llr: float) -> float:
        return round(min(max(llr, model.lower_bound), model.upper_bound), N_DECIMALS)

    llr = model.intercept + math.fsum(w * x for w, x in zip(model.weights, values, strict=True))
    rows = np.array([[model.intercept, *model.weights], *model.replicates])
    spread = rows @ np.array([1.0, *values])
    low, high = np.percentile(spread[1:] if len(spread) > 1 else spread, LOW_HIGH)
    return LikelihoodRatio(
        null=model.null,
        llr=bounded(llr),
        low=bounded(min(llr, float(low))),
        high=bounded(max(llr, float(high))),
        lower_bound=model.lower_bound,
        upper_bound=model.upper_bound,
        n_h1=model.n_h1,
        n_h2=model.n_h2,
        calibration=name,
        is_of_case=is_of_case,
    )


def hardest(stated: Sequence[LikelihoodRatio]) -> LikelihoodRatio:
    """Return the ratio that is to be quoted: the smallest, whichever null it is against.

    Of equal ones the one against the higher grade.

    Raises
    ------
    InputError
        If there is none.
    """
    if not stated:
        raise InputError("no likelihood ratio to quote", hint="give a calibration that fits the methods")
    return min(stated, key=lambda one: (one.llr, -int(one.null[1:])))


def contributions(calibration: Calibration, evidence: Evidence, null: str) -> tuple[Contribution, ...]:
    """Return what each feature adds to the ratio against a null; the sum is the ratio before the bound.

    Raises
    ------
    InputError
        If the calibration has no such null, or as `ratios`.
    """
    model = next((one for one in calibration.nulls if one.null == null), None)
    if model is None:
        raise InputError(f"calibration {calibration.id} has no null {null!r}")
    values = values_of(calibration, evidence)
    start = Contribution(START, 1.0, round(model.intercept, N_DECIMALS))
    parts = zip(calibration.features, values, model.weights, strict=True)
    return start, *(
        Contribution(feature.name, round(value, N_DECIMALS), round(weight * value, N_DECIMALS))
        for feature, value, weight in parts
    )


def values_of(calibration: Calibration, evidence: Evidence) -> tuple[float, ...]:
    """Return the features of a pair in the order of the calibration, none above its cap.

    Raises
    ------
    InputError
        If one is missing, negative or not finite.
    """
    values = []
    for feature in calibration.features:
        value = evidence.get(feature.name, math.nan)
        if not 0.0 <= value < math.inf:
            raise InputError(
                f"calibration {calibration.id} needs the feature {feature.name!r}, got {value}",
                hint=f"it comes from {', '.join(feature.methods)}",
            )
        values.append(min(value, feature.cap))
    return tuple(values)


def unfit(calibration: Calibration, cards: Sequence[MethodCard]) -> UncalibratedReason | Literal[""]:
    """Say why a calibration does not fit the methods in force; empty where it does.

    Returns
    -------
    reason
        ``acceptance_missed``, ``method_missing`` or ``other_version``; empty where it fits.
    """
    if not calibration.is_accepted:
        return "acceptance_missed"
    versions = {card.name: card.version for card in cards}
    for feature in calibration.features:
        for method, version in zip(feature.methods, feature.method_versions, strict=True):
            if method not in versions:
                return "method_missing"
            if versions[method] != version:
                return "other_version"
    return ""
