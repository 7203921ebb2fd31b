"""Many statements at once: which of them stand when the whole list is held to one error rate?

Two answers to two questions. *Which works show anything?* asks for a list of which only a stated share is
expected to be wrong: the false discovery rate of Benjamini and Hochberg (1995, JRSS B 57, 289-300). *Does
this case show anything?* asks that not even one is wrong: the family-wise rate of Holm (1979, Scandinavian
Journal of Statistics 6, 65-70), which needs no independence.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sidebyside.calibration.best_of import best_of_work, interval_of_best
from sidebyside.calibration.chance import LEAST
from sidebyside.calibration.likelihood_ratio import hardest
from sidebyside.calibration.negatives import RateOf, attempts_at_work
from sidebyside.calibration.search_size import ratio_after_search
from sidebyside.errors import InputError
from sidebyside.records import (
    Calibration,
    FalseMatchRate,
    Finding,
    LikelihoodRatio,
    NullModel,
    Output,
    SearchedRatio,
    SearchReason,
    Work,
    WorkTested,
)

Nulls = Mapping[str, Sequence[NullModel]]
NOTHING = ("failed", "missing")
"""What an attempt may have come to that gave nothing to compare."""


def benjamini_hochberg(p_values: Sequence[float]) -> NDArray[np.float64]:
    """Return the adjusted p-values: the least false discovery rate at which each statement stands.

    Parameters
    ----------
    p_values
        In [0, 1], in any order.

    Returns
    -------
    adjusted
        Shape (n,), in the same order; never below the p-value itself, at most 1.

    Raises
    ------
    InputError
        For a value outside [0, 1] or not a number.

    Notes
    -----
    Holds for independent statements and for positively dependent ones. Cost: a sort.

    >>> benjamini_hochberg([0.01, 0.02, 0.5]).tolist()
    [0.03, 0.03, 0.5]
    """
    values = _checked(p_values)
    n = len(values)
    order = np.argsort(-values, kind="stable")
    ranks = np.arange(n, 0, -1)
    adjusted = np.empty(n)
    adjusted[order] = np.minimum.accumulate(np.minimum(values[order] * (n / ranks), 1.0))
    return adjusted


def holm(p_values: Sequence[float]) -> NDArray[np.float64]:
    """Return the adjusted p-values: the least family-wise error rate at which each statement stands.

    Shape, range, errors and cost are those of `benjamini_hochberg`; holds under any dependence.

    >>> holm([0.01, 0.02, 0.5]).tolist()
    [0.03, 0.04, 0.5]
    """
    values = _checked(p_values)
    n = len(values)
    order = np.argsort(values, kind="stable")
    adjusted = np.empty(n)
    adjusted[order] = np.maximum.accumulate(np.minimum(values[order] * np.arange(n, 0, -1), 1.0))
    return adjusted


def works_tested(
    works: Sequence[Work],
    outputs: Sequence[Output],
    pairs: Sequence[Finding],
    shares: Mapping[str, float],
    calibrations: Sequence[Calibration] = (),
    rate_of: RateOf = lambda *_: FalseMatchRate("en", None, because="not_calibrated"),
) -> tuple[WorkTested, ...]:
    """Say of each work whether it shows anything, held to one error rate over all works of the case.

    Parameters
    ----------
    works, outputs
        Of the case, matched or not.
    pairs
        In which something matched, as weighed; the figures in force count, those after filtration.
    shares
        By path of a work, which part of the search of its medium it is: its tokens among those of all works,
        or one picture among all.
    calibrations
        Those the ratios come from.
    rate_of
        How often single attempts match a work without a common origin.

    Returns
    -------
    tested
        In the order of the works. The p of a work is the expected number of its best match, over this work
        and all attempts, at most 1: what chance gives less than once, it gives with no greater probability.
        The best of many attempts is thereby corrected for already; the works are by `benjamini_hochberg`,
        for a list of works, and by `holm`, for a headline. It is never below the least expected number that
        is stated, so with many works the adjusted figures are upper bounds.

    Notes
    -----
    A match without an expected number counts 1. Attempts are those of the medium of the work that came to an
    answer, a refusal in stock phrases among them, but none that failed or is missing; they are not assigned
    to works, as a case does not say which one an attempt was after.
    """
    of_work: dict[str, list[Finding]] = {}
    for pair in pairs:
        of_work.setdefault(pair.work.path, []).append(pair)
    p_values = [_p(of_work.get(one.artefact.path, ()), shares.get(one.artefact.path, 1.0)) for one in works]
    by_fdr, by_holm = benjamini_hochberg(p_values), holm(p_values)
    answered = [output for output in outputs if output.generation.status not in NOTHING]
    strata: dict[str, Counter[tuple[str, str]]] = {"text": Counter(), "image": Counter()}
    for output in answered:
        strata[output.artefact.medium][output.generation.model, output.generation.stratum] += 1
    n_works = Counter(work.artefact.medium for work in works)
    nulls = {one.id: one.nulls for one in calibrations}
    tested = []
    for number, (work, p) in enumerate(zip(works, p_values, strict=True)):
        found = of_work.get(work.artefact.path, [])
        of_medium = strata[work.artefact.medium]
        is_matched = any(pair.counts_as == "matched" for pair in found)
        plain = WorkTested(
            work.artefact.path,
            work.artefact.sha256,
            work.artefact.medium,
            _rounded(p),
            _rounded(float(by_fdr[number])),
            _rounded(float(by_holm[number])),
            of_medium.total(),
            max(of_medium.values(), default=0),
            by_stratum=attempts_at_work(work.artefact, answered, found, rate_of) if is_matched else (),
        )
        tested.append(_with_ratio(plain, found, n_works[work.artefact.medium], nulls))
    return tuple(tested)


def searched_ratio(pairs: Sequence[Finding], nulls: Nulls, n_works: int, n_attempts: int) -> SearchedRatio:
    """Return the largest ratio quoted of some pairs of one work, and what is left of it after the search.

    Parameters
    ----------
    pairs
        Each with a ratio, at least one.
    nulls
        By the id of a calibration.
    n_works, n_attempts
        How many works of the medium were searched, in how many attempts.
    """
    best = max(pairs, key=_llr)
    is_at_bound = any(one.is_at_upper_bound for one in best.applicable if one.llr == best.llr)
    interval = (best.quoted.low, best.quoted.high) if best.quoted else None
    searched = ratio_after_search(_llr(best), max(1, n_works), is_at_bound=is_at_bound, interval=interval)
    worth = _best_of([pair.applicable for pair in pairs], nulls, max(1, n_attempts))
    if isinstance(worth, str):
        return replace(searched, n_attempts=n_attempts, best_of_because=worth)
    llr, ends = worth
    return replace(searched, n_attempts=n_attempts, llr_best_of=llr, best_of_interval=ends)


def _with_ratio(tested: WorkTested, found: Sequence[Finding], n_works: int, nulls: Nulls) -> WorkTested:
    stated = [pair for pair in found if pair.llr is not None]
    if not stated:
        reasons = [pair.uncalibrated_because for pair in found if pair.uncalibrated_because]
        because = (reasons or ["no_calibration"])[0] if found else "nothing_matched"
        return replace(tested, llr_because=because, over_attempts_because="no_ratio")
    searched = searched_ratio(stated, nulls, n_works, tested.n_attempts)
    best = max(stated, key=_llr)
    quoted = hardest(best.applicable) if best.applicable else None
    is_at_upper = quoted is not None and quoted.is_at_upper_bound
    # Under h2 the best of n reaches a ratio at most n times as often as a single attempt does.
    over = ratio_after_search(searched.llr, max(1, tested.n_attempts), is_at_bound=is_at_upper)
    return replace(
        tested,
        llr=searched.llr,
        llr_over_attempts=over.llr_over_n,
        over_attempts_because=over.because,
        llr_best_of=searched.llr_best_of,
        llr_interval=None if quoted is None else (quoted.low, quoted.high),
        llr_bound=_bound(quoted),
        searched=searched,
    )


def _bound(quoted: LikelihoodRatio | None) -> Literal["", "upper", "lower"]:
    if quoted is None:
        return ""
    return "upper" if quoted.is_at_upper_bound else "lower" if quoted.is_at_lower_bound else ""


def _p(pairs: Sequence[Finding], share: float) -> float:
    """Return the least expected number over this work and all attempts, within what is stated and 1."""
    found = [pair.expected_by_chance for pair in pairs if pair.expected_by_chance is not None]
    return max(LEAST, min([1.0, *(one * share for one in found)]))


def _llr(pair: Finding) -> float:
    return -math.inf if pair.llr is None else pair.llr


def _best_of(
    stated: Sequence[tuple[LikelihoodRatio, ...]], nulls: Nulls, n: int
) -> tuple[float, tuple[float, float]] | SearchReason:
    """Return what the best attempt at a work is worth.

    Pairs of two calibrations, as of languages, stand apart, and so do those that other nulls apply to.
    """
    alike: dict[tuple[str, ...], list[tuple[LikelihoodRatio, ...]]] = {}
    for ratios in stated:
        if ratios:
            alike.setdefault((ratios[0].calibration, *(one.null for one in ratios)), []).append(ratios)
    worth = {key: best_of_work(rows, nulls.get(key[0], ()), n) for key, rows in alike.items()}
    given = {key: one for key, one in worth.items() if not isinstance(one, str)}
    if given:
        key, llr = max(given.items(), key=lambda item: item[1])
        low, high = interval_of_best(alike[key], nulls[key[0]], n)
        return llr, (min(low, llr), max(high, llr))
    reasons = [one for one in worth.values() if isinstance(one, str)]
    known: tuple[SearchReason, ...] = ("at_upper_bound", "null_at_bound", "nothing_left", "below_one")
    return next((one for one in known if one in reasons), "no_ratio")


def _rounded(p: float) -> float:
    """Return a p-value to four significant digits, the same on every machine."""
    return float(f"{p:.4g}")


def _checked(p_values: Sequence[float]) -> NDArray[np.float64]:
    values = np.asarray(p_values, dtype=np.float64).reshape(-1)
    if not np.all((values >= 0.0) & (values <= 1.0)):
        bad = values[~((values >= 0.0) & (values <= 1.0))][0]
        raise InputError(f"a p-value lies in [0, 1], got {bad}")
    return values
