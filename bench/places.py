"""Another photograph of the place of a work: how often is its ratio above 10, each place left out in turn?

The fit against a common source (N3) is made anew without a place, on the photographs of the others and the
edits of everything else, and the pairs of that place are put to it and to the other nulls as they come with
the program: the smallest counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bench.demands import Demand
from bench.fit_calibrations import SEED, Measured
from bench.one_place import PLACES
from sidebyside.calibration.intervals import clopper_pearson
from sidebyside.calibration.validation import KnownPair
from sidebyside.calibration.validation.fitting import fit
from sidebyside.calibration.validation.known import matrix_of
from sidebyside.records import NullModel, ValidationReport

HEAD = ("place left out", "of it", "pairs", "LR > 10", "rate (95 %)", "LR > 100")
PHOTOGRAPH, OF_ANOTHER, OF_IT = "another photograph", "edits of another photograph", "edits of it"
PRESENT_RECALL = 0.958
"""Of edits held out so many were above 10 before a common source of pictures was a null."""
MOST_10, MOST_100, MOST_LOST = 0.05, 0.005, 0.02

Floats = NDArray[np.float64]
Found = tuple[str, str, Floats]
"""A place, what the pairs are, and their ratios."""


def ratios(model: NullModel, of_kind: Measured, pairs: Sequence[KnownPair]) -> Floats:
    """Return the ratio of each pair against a null, within its bounds."""
    values = matrix_of(pairs, of_kind.features)
    return np.clip(model.intercept + values @ np.array(model.weights), model.lower_bound, model.upper_bound)


def left_out(of_kind: Measured, report: ValidationReport) -> list[Found]:
    """Return the ratios of the pairs of each place from a fit without it."""
    others = [one for one in report.calibration.nulls if one.null != "N3"]
    chosen = [pair for pair in of_kind.pairs if pair.is_derived or pair.null == "N3"]
    found: list[Found] = []
    for place in (place for places in PLACES.values() for place in places):
        ours = [pair for pair in chosen if _name(pair.work).startswith(f"{place}-")]
        rest = [pair for pair in chosen if pair not in ours and _sort(pair) != OF_ANOTHER]
        fitted = fit(
            matrix_of(rest, of_kind.features),
            np.array([pair.is_derived for pair in rest]),
            [pair.work for pair in rest],
            seed=SEED,
            n_replicates=1,
        )
        against = fitted.intercept + matrix_of(ours, of_kind.features) @ np.array(fitted.weights)
        quoted = np.min([against, *(ratios(one, of_kind, ours) for one in others)], axis=0)
        sorts = np.array([_sort(pair) for pair in ours])
        found += [(place, sort, quoted[sorts == sort]) for sort in sorted(set(sorts.tolist()))]
    return found


def _name(path: str) -> str:
    return path.split("/")[1]


def _sort(pair: KnownPair) -> str:
    if pair.is_derived:
        return OF_IT
    return PHOTOGRAPH if pair.output.endswith("-itself.png") else OF_ANOTHER


def rows(found: Sequence[Found]) -> Iterator[tuple[object, ...]]:
    """Yield a row for each place and sort of pair, and for all places."""
    every = [("all", sort, _all(found, sort)) for sort in (PHOTOGRAPH, OF_ANOTHER, OF_IT)]
    for place, sort, llrs in [*found, *every]:
        above = int((llrs > 1.0).sum())
        low, high = clopper_pearson(above, len(llrs))
        rate = f"{above / len(llrs):.3f} ({low:.3f} to {high:.3f})"
        yield (place, sort, len(llrs), above, rate, int((llrs > 2.0).sum()))


def _all(found: Sequence[Found], sort: str) -> Floats:
    return np.concatenate([llrs for _, one, llrs in found if one == sort])


def recall(of_kind: Measured, report: ValidationReport) -> float:
    """Return which share of the edits held out, but for those of places, has a ratio above 10."""
    names = tuple(f"{place}-" for places in PLACES.values() for place in places)
    edits = [pair for pair in of_kind.pairs if pair.is_derived and pair.side == "test"]
    edits = [pair for pair in edits if not _name(pair.work).startswith(names)]
    quoted = np.min([ratios(one, of_kind, edits) for one in report.calibration.nulls], axis=0)
    return float((quoted > 1.0).mean())


def demands(of_kind: Measured, report: ValidationReport, found: Sequence[Found]) -> Iterator[Demand]:
    """Yield what is demanded of photographs of one place, at the present recall of edits."""
    photographs = _all(found, PHOTOGRAPH)
    worst = max(float((llrs > 1.0).mean()) for _, sort, llrs in found if sort == PHOTOGRAPH)
    yield Demand("photographs of one place, worst place left out: LR > 10", worst, "<=", MOST_10)
    far = float((photographs > 2.0).mean())
    yield Demand("photographs of one place, each left out: LR > 100", far, "<=", MOST_100)
    least = PRESENT_RECALL - MOST_LOST
    yield Demand("edits held out: LR > 10 against the hardest null", recall(of_kind, report), ">=", least)
