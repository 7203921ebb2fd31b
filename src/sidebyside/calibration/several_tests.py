"""Many statements at once: which of them stand when the whole list is held to one error rate?

Two answers to two questions. *Which works show anything?* asks for a list of which only a stated share is
expected to be wrong: the false discovery rate of Benjamini and Hochberg (1995, JRSS B 57, 289-300). *Does
this case show anything?* asks that not even one is wrong: the family-wise rate of Holm (1979, Scandinavian
Journal of Statistics 6, 65-70), which needs no independence.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sidebyside.calibration.best_of import best_of_work
from sidebyside.calibration.search_size import ratio_after_search
from sidebyside.errors import InputError
from sidebyside.records import Calibration, Finding, LikelihoodRatio, NullModel, Output, Work, WorkTested


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
) -> tuple[WorkTested, ...]:
    """Say of each work whether it shows anything, held to one error rate over all works of the case.

    Parameters
    ----------
    works, outputs
        Of the case, matched or not.
    pairs
        In which something matched, as weighed.
    shares
        By path of a work, which part of the search of its medium it is: its tokens among those of all works,
        or one picture among all.
    calibrations
        Those the ratios come from.

    Returns
    -------
    tested
        In the order of the works. The p of a work is the expected number of its best match, over this work
        and all attempts, at most 1: what chance gives less than once, it gives with no greater probability.
        The best of many attempts is thereby corrected for already; the works are by `benjamini_hochberg`,
        for a list of works, and by `holm`, for a headline.

    Notes
    -----
    A match without an expected number counts 1. Attempts are those of the medium of the work that came to an
    answer, a refusal in stock phrases among them, but none that failed or is missing; they are not assigned
    to works, as a case does not say which one an attempt was after.
    """
    least: dict[str, float] = {}
    best: dict[str, float] = {}
    at_bound: set[str] = set()
    stated: dict[str, list[tuple[LikelihoodRatio, ...]]] = {}
    nulls = {one.id: one.nulls for one in calibrations}
    for pair in pairs:
        if pair.llr is not None:
            best[pair.work.path] = max(pair.llr, best.get(pair.work.path, pair.llr))
            at_bound |= {pair.work.path} if any(one.is_at_upper_bound for one in _quoted(pair)) else set()
            stated.setdefault(pair.work.path, []).append(pair.likelihood_ratios)
        if pair.expected_by_chance is not None:
            found = min(1.0, pair.expected_by_chance * shares.get(pair.work.path, 1.0))
            least[pair.work.path] = min(found, least.get(pair.work.path, 1.0))
    p_values = [least.get(work.artefact.path, 1.0) for work in works]
    by_fdr, by_holm = benjamini_hochberg(p_values), holm(p_values)
    strata: dict[str, Counter[tuple[str, str]]] = {"text": Counter(), "image": Counter()}
    for output in outputs:
        if output.generation.status not in ("failed", "missing"):
            key = (output.generation.model, output.generation.stratum)
            strata[output.artefact.medium][key] += 1
    return tuple(
        WorkTested(
            work.artefact.path,
            work.artefact.sha256,
            work.artefact.medium,
            _rounded(p),
            _rounded(float(by_fdr[number])),
            _rounded(float(by_holm[number])),
            strata[work.artefact.medium].total(),
            max(strata[work.artefact.medium].values(), default=0),
            best.get(work.artefact.path),
            None
            if work.artefact.path in at_bound
            else _over(best.get(work.artefact.path), strata[work.artefact.medium].total()),
            _best_of(stated.get(work.artefact.path, []), nulls, strata[work.artefact.medium].total()),
        )
        for number, (work, p) in enumerate(zip(works, p_values, strict=True))
    )


def _quoted(pair: Finding) -> list[LikelihoodRatio]:
    """Return the ratio a pair quotes, if any."""
    return [one for one in pair.likelihood_ratios if one.llr == pair.llr]


def _over(llr: float | None, n: int) -> float | None:
    """Return a log10 ratio divided by the attempts it is the best of.

    Under h2 the best of n reaches a ratio at most n times as often as a single attempt does.
    """
    return None if llr is None else ratio_after_search(llr, max(1, n)).llr_over_n


def _best_of(
    stated: Sequence[tuple[LikelihoodRatio, ...]], nulls: Mapping[str, Sequence[NullModel]], n: int
) -> float | None:
    """Return what the best attempt at a work is worth; pairs of two calibrations, as of languages, apart."""
    by_calibration: dict[str, list[tuple[LikelihoodRatio, ...]]] = {}
    for ratios in stated:
        if ratios:
            by_calibration.setdefault(ratios[0].calibration, []).append(ratios)
    found = [best_of_work(rows, nulls.get(name, ()), max(1, n)) for name, rows in by_calibration.items()]
    return max((one for one in found if one is not None), default=None)


def _rounded(p: float) -> float:
    """Return a p-value to four significant digits, the same on every machine."""
    return float(f"{p:.4g}")


def _checked(p_values: Sequence[float]) -> NDArray[np.float64]:
    values = np.asarray(p_values, dtype=np.float64).reshape(-1)
    if not np.all((values >= 0.0) & (values <= 1.0)):
        bad = values[~((values >= 0.0) & (values <= 1.0))][0]
        raise InputError(f"a p-value lies in [0, 1], got {bad}")
    return values
