"""What is said of one pair: a finding, set apart, or nothing?"""

from collections.abc import Mapping, Sequence

from sidebyside.casefile.contract import stable_id
from sidebyside.casefile.quantum import Measure, quantum_of_pair
from sidebyside.errors import MethodError
from sidebyside.records import (
    Apart,
    Artefact,
    Comparison,
    Finding,
    ItemRef,
    Match,
    Output,
    Score,
    SetApart,
    SetApartKind,
    Shows,
    StoryTable,
)


def conclude_pair(
    work: Artefact,
    output: Output,
    comparisons: Sequence[Comparison],
    *,
    shows: Mapping[str, Shows],
    measure: Measure,
) -> Finding | SetApart | None:
    """Say what the comparisons of one pair come to.

    A match that says what lies where makes a finding. Where only whole items are alike it depends on whether
    somebody looked for places: if so, and none was found, the pair is set apart as the ``same_subject``; if
    nobody looked, or nobody could, the likeness is the finding. A story without any match is set apart as
    ``parallels``.

    Parameters
    ----------
    comparisons
        Of this pair, at most one a method.
    shows
        By method, what its card says it shows.
    measure
        Gives the measure of a text.

    Raises
    ------
    MethodError
        If a method is there twice, or a method of the kind ``apart`` returned a match.
    """
    _check(work, output, comparisons, shows)
    matches = [match for item in comparisons for match in item.matches]
    located = [match for match in matches if shows.get(match.method, "place") == "place"]
    was_looked_for = any(shows.get(item.method, "place") == "place" for item in comparisons)
    if located or (matches and not was_looked_for):
        return _finding(work, output, comparisons, matches, measure)
    if matches:
        return _set_apart(work, output, comparisons, "same_subject")
    if any(isinstance(item.apart, StoryTable) for item in comparisons):
        return _set_apart(work, output, comparisons, "parallels")
    return None


def _check(
    work: Artefact, output: Output, comparisons: Sequence[Comparison], shows: Mapping[str, Shows]
) -> None:
    methods = [comparison.method for comparison in comparisons]
    pair = f"{work.path!r} against {output.artefact.path!r}"
    if len(set(methods)) != len(methods):
        raise MethodError(f"a method returned {pair} twice: {methods}")
    for comparison in comparisons:
        if comparison.matches and shows.get(comparison.method, "place") == "apart":
            raise MethodError(f"{comparison.method} counts for nothing and returned a match of {pair}")


def _finding(
    work: Artefact,
    output: Output,
    comparisons: Sequence[Comparison],
    matches: Sequence[Match],
    measure: Measure,
) -> Finding:
    item = output.artefact
    ordered = sorted(matches, key=_place)
    return Finding(
        id=stable_id("F", work.path, work.sha256, item.path, item.sha256),
        work=ItemRef(work.path, work.sha256),
        output=ItemRef(item.path, item.sha256),
        medium=item.medium,
        scores=_scores(comparisons),
        matches=tuple(ordered),
        quantum=quantum_of_pair(work, item, ordered, measure),
        generation=output.generation,
        apart=_apart(comparisons),
    )


def _set_apart(
    work: Artefact, output: Output, comparisons: Sequence[Comparison], kind: SetApartKind
) -> SetApart:
    item = output.artefact
    return SetApart(
        id=stable_id("A", work.path, work.sha256, item.path, item.sha256),
        work=ItemRef(work.path, work.sha256),
        output=ItemRef(item.path, item.sha256),
        medium=item.medium,
        kind=kind,
        scores=_scores(comparisons),
        apart=_apart(comparisons),
        generation=output.generation,
    )


def _scores(comparisons: Sequence[Comparison]) -> tuple[Score, ...]:
    stated = (item.score for item in comparisons if item.score is not None)
    return tuple(sorted(stated, key=lambda score: score.method))


def _apart(comparisons: Sequence[Comparison]) -> tuple[Apart, ...]:
    tables = (item.apart for item in comparisons if item.apart is not None)
    return tuple(sorted(tables, key=lambda table: table.method))


def _place(match: Match) -> tuple[object, ...]:
    if match.work_span is not None and match.output_span is not None:
        return (match.method, match.work_span, match.output_span, match.similarity)
    if match.work_region is not None and match.output_region is not None:
        return (match.method, match.work_region, match.output_region, match.similarity)
    raise MethodError(f"a match of {match.method} has no place")
