"""How much of a work do several outputs give together?

What more than one output gives counts once, and only what is distinguishable from chance counts at all. A row
is of one model and stratum; one that is over all of them says so.
"""

from collections.abc import Iterable, Sequence

from sidebyside.primitives.area import CoveredArea
from sidebyside.primitives.quantum import Measure, counted, kept_places, picture_measure
from sidebyside.records import (
    Artefact,
    CoverageMeasure,
    Finding,
    ImageQuantum,
    Match,
    Span,
    Work,
    WorkCoverage,
)

Beyond = tuple[Finding, tuple[Match, ...]]
"""A finding with those of its matches that are distinguishable from chance, or have no number."""

N_DECIMALS = 6


def coverage_of_works(
    works: Iterable[Work], pairs: Iterable[Finding], measure: Measure
) -> tuple[WorkCoverage, ...]:
    """Return how much of each work is covered, by model and stratum, and over all where there are several.

    Parameters
    ----------
    works
        Of the case.
    pairs
        In which something matched, as weighed; those whose matches are not distinguishable from chance count
        for nothing.
    measure
        Gives the measure of a text.

    Returns
    -------
    coverage
        In the order of the works; none for a work of which nothing counts. Within a work by measure, the row
        over all models and strata first, then by model and stratum. Shares are rounded to 6 decimals, those
        of pictures are right to about a 512th of the longer side.

    Notes
    -----
    Pictures that are only alike as wholes cover no area. Cost: linear in the matches. Does not see what was
    accepted as filtered: that counts here as it does in the amounts before filtration.
    """
    by_work: dict[str, list[Beyond]] = {}
    for pair in pairs:
        if pair.is_distinguishable is not False and (matches := _beyond_chance(pair.matches)):
            by_work.setdefault(pair.work.path, []).append((pair, matches))
    return tuple(
        row for work in works for row in _rows(work.artefact, by_work.get(work.artefact.path, []), measure)
    )


def _beyond_chance(matches: Sequence[Match]) -> tuple[Match, ...]:
    return tuple(one for one in matches if one.chance is None or one.chance.is_distinguishable)


def _rows(work: Artefact, found: Sequence[Beyond], measure: Measure) -> list[WorkCoverage]:
    by_measure: dict[CoverageMeasure, list[Beyond]] = {}
    for pair, matches in found:
        if (kind := _measure_of(pair, matches)) is not None:
            by_measure.setdefault(kind, []).append((pair, matches))
    rows = []
    for kind, of_kind in sorted(by_measure.items()):
        groups: dict[tuple[str, str], list[Beyond]] = {}
        for one in of_kind:
            groups.setdefault(_stated(one[0]), []).append(one)
        if len(groups) > 1:
            rows.append(_row(work, kind, ("", ""), of_kind, measure, is_pooled=True))
        rows += [_row(work, kind, names, group, measure) for names, group in sorted(groups.items())]
    return rows


def _measure_of(pair: Finding, matches: Sequence[Match]) -> CoverageMeasure | None:
    if pair.medium == "text":
        return "lined_up" if all(match.pairs for match in matches) else "equal_words"
    kind = picture_measure(matches)
    return None if kind == "whole" else kind


def _stated(pair: Finding) -> tuple[str, str]:
    return (pair.generation.model, pair.generation.stratum) if pair.generation else ("", "")


def _row(
    work: Artefact,
    kind: CoverageMeasure,
    names: tuple[str, str],
    found: Sequence[Beyond],
    measure: Measure,
    *,
    is_pooled: bool = False,
) -> WorkCoverage:
    extent = whole = None
    if work.medium == "text":
        text = measure(work)
        extent = text.extent(place for _, matches in found for place in _work_places(matches))
        whole = text.extent([Span(0, len(text.original))])
        share = text.share(extent)
    else:
        share = _area(work, kind, found)
    return WorkCoverage(
        path=work.path,
        sha256=work.sha256,
        measure=kind,
        model=names[0],
        stratum=names[1],
        is_pooled=is_pooled,
        n_outputs=len({pair.output.path for pair, _ in found}),
        share=round(share, N_DECIMALS),
        extent=extent,
        whole=whole,
    )


def _work_places(matches: Sequence[Match]) -> list[Span]:
    return [place for match in counted(matches) for place, _ in kept_places(match)]


def _area(work: Artefact, kind: CoverageMeasure, found: Sequence[Beyond]) -> float:
    """Return the share of a picture that is covered, never less than the largest that one match states."""
    if work.picture is None:
        return 0.0
    area, largest = CoveredArea(work.picture.height_px, work.picture.width_px), 0.0
    laid = [one for _, matches in found for one in matches if _is_of(one, kind)]
    for match in laid:
        area.add(match)
        if isinstance(match.quantum, ImageQuantum):
            largest = max(largest, match.quantum.share_of_work)
    return largest if len(laid) == 1 else max(largest, area.share)


def _is_of(match: Match, kind: CoverageMeasure) -> bool:
    """Whether a match of pictures measures this area."""
    if kind == "structure":
        return match.residual is not None
    return isinstance(match.quantum, ImageQuantum) and match.quantum.n_inliers is not None
