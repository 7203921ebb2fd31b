"""From comparisons to findings: who matched whom, who matched nobody, and do the numbers add up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sidebyside.casefile.contract import id_of, stable_id
from sidebyside.casefile.pair import conclude_pair
from sidebyside.casefile.quantum import Measure
from sidebyside.errors import MethodError
from sidebyside.records import (
    AnyFinding,
    Artefact,
    Comparison,
    Counts,
    Finding,
    ItemRef,
    Medium,
    MethodCard,
    Nearest,
    NothingFound,
    Output,
    Score,
    SetApart,
    Shows,
    Unscorable,
    Work,
)

N_NEAREST = 3


@dataclass(slots=True)
class _Tally:
    """What is known of one item so far."""

    n_compared: int = 0
    is_matched: bool = False
    nearest: list[Nearest] = field(default_factory=list)

    def take(self, score: Score | None, path: str) -> None:
        """Keep the best scores; works apart from the order in which they come."""
        if score is not None and score.similarity > 0.0:
            self.nearest.append(Nearest(score.method, path, score.similarity))
            self.nearest.sort(key=lambda item: (-item.similarity, item.method, item.path))
            del self.nearest[N_NEAREST:]


def conclude(
    works: Sequence[Work],
    outputs: Sequence[Output],
    unscorable: Sequence[Unscorable],
    comparisons: Mapping[str, Sequence[Comparison]],
    *,
    cards: Sequence[MethodCard],
    measure: Measure,
    reasons: Mapping[str, str] | None = None,
) -> tuple[tuple[AnyFinding, ...], Counts]:
    """Turn the comparisons of a case into its findings.

    Every pair with a match is a `Finding`, or `SetApart` as `conclude_pair` says; every work and every output
    without a finding is one `NothingFound`; every unscorable item stands once. A refusal is a null attempt.

    Parameters
    ----------
    works, outputs
        Every item that was read. The works of one medium are numbered from 0 in the order given here.
    unscorable
        Every item that could not be.
    comparisons
        By path of the output, what the methods returned for it against all works of its medium. An output
        that is not in here was not compared, such as an attempt that gave nothing back.
    cards
        The cards of the methods in force; their floors are the detection limits.
    measure
        Gives the measure of a text; asked only for texts with a match.
    reasons
        By path of the output, a word on why less was found than stands there, such as ``prompt_supplied``.

    Returns
    -------
    findings
        Sorted: findings by path of work, then of output; pairs set apart likewise; works with nothing found;
        outputs with nothing found; unscorable items. The order depends on nothing else.
    counts
        The attempts; the sums hold.

    Raises
    ------
    MethodError
        If a method broke its contract (unknown work, a place outside the item, the wrong medium), two items
        of one role share a path, or the counts do not add up.

    Notes
    -----
    Cost: linear in the comparisons, plus the tokens of the texts that matched.
    """
    by_medium = _by_medium(works)
    _check_paths([work.artefact for work in works], "work")
    _check_paths([output.artefact for output in outputs], "output")
    tallies: dict[str, _Tally] = {work.artefact.path: _Tally() for work in works}
    limits = {medium: _limits(cards, medium) for medium in ("text", "image")}
    shows = {card.name: card.shows for card in cards}
    pairs: list[Finding] = []
    set_apart: list[SetApart] = []
    null_outputs: list[NothingFound] = []
    n_pairs = 0
    for output in outputs:
        medium = output.artefact.medium
        rivals = by_medium[medium]
        tally = _Tally()
        if output.artefact.path in comparisons:
            tally.n_compared = len(rivals)
            for work in rivals:
                tallies[work.path].n_compared += 1
            given = comparisons[output.artefact.path]
            found = _pairs_of(output, rivals, given, shows, tally, tallies, measure)
            reason = (reasons or {}).get(output.artefact.path, "")
            pairs += [replace(pair, reason=reason) for pair in found if isinstance(pair, Finding)]
            set_apart += [pair for pair in found if isinstance(pair, SetApart)]
        n_pairs += tally.n_compared
        if not tally.is_matched:
            nothing = _nothing("output", output.artefact, tally, limits[medium], output)
            reason = nothing.reason or (reasons or {}).get(output.artefact.path, "")
            null_outputs.append(replace(nothing, reason=reason))
    null_works = [
        _nothing("work", work.artefact, tallies[work.artefact.path], limits[work.artefact.medium])
        for work in works
        if not tallies[work.artefact.path].is_matched
    ]
    findings = _in_order(pairs, set_apart, null_works, null_outputs, unscorable)
    _check_ids(findings)
    return findings, _count(works, outputs, pairs, null_works, null_outputs, unscorable, n_pairs)


def _by_medium(works: Sequence[Work]) -> dict[Medium, list[Artefact]]:
    by_medium: dict[Medium, list[Artefact]] = {"text": [], "image": []}
    for work in works:
        by_medium[work.artefact.medium].append(work.artefact)
    return by_medium


def _check_paths(items: Iterable[Artefact], role: str) -> None:
    seen: set[str] = set()
    for item in items:
        if item.path in seen:
            raise MethodError(f"two items of the role {role!r} share the path {item.path!r}")
        seen.add(item.path)


def _check_ids(findings: Sequence[AnyFinding]) -> None:
    if len({id_of(finding) for finding in findings}) != len(findings):
        raise MethodError(
            "two findings share an id: an item was given twice",
            hint="give each path once for each role",
        )


def _limits(cards: Sequence[MethodCard], medium: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((card.name, card.floor) for card in cards if card.medium == medium))


def _pairs_of(
    output: Output,
    rivals: Sequence[Artefact],
    comparisons: Sequence[Comparison],
    shows: Mapping[str, Shows],
    tally: _Tally,
    tallies: Mapping[str, _Tally],
    measure: Measure,
) -> list[Finding | SetApart]:
    by_work: dict[int, list[Comparison]] = {}
    for comparison in comparisons:
        if not 0 <= comparison.work_number < len(rivals):
            raise MethodError(
                f"{comparison.method} returned work number {comparison.work_number} of {len(rivals)} "
                f"for {output.artefact.path!r}"
            )
        work = rivals[comparison.work_number]
        tally.take(comparison.score, work.path)
        tallies[work.path].take(comparison.score, output.artefact.path)
        by_work.setdefault(comparison.work_number, []).append(comparison)
    found = []
    for number, of_pair in by_work.items():
        pair = conclude_pair(rivals[number], output, of_pair, shows=shows, measure=measure)
        if pair is not None:
            found.append(pair)
        if isinstance(pair, Finding):
            tally.is_matched = tallies[rivals[number].path].is_matched = True
    return found


def _nothing(
    role: str,
    artefact: Artefact,
    tally: _Tally,
    limits: tuple[tuple[str, str], ...],
    output: Output | None = None,
) -> NothingFound:
    reference = ItemRef(artefact.path, artefact.sha256)
    status = "ok" if output is None else output.generation.status
    return NothingFound(
        id=stable_id(role[0].upper(), artefact.path, artefact.sha256),
        work=reference if role == "work" else None,
        output=reference if role == "output" else None,
        medium=artefact.medium,
        n_compared=tally.n_compared,
        detection_limit=limits,
        nearest=tuple(tally.nearest),
        generation=None if output is None else output.generation,
        reason=status if status != "ok" else "" if tally.n_compared else "not_compared",
    )


def _in_order(
    pairs: Iterable[Finding],
    set_apart: Iterable[SetApart],
    null_works: Iterable[NothingFound],
    null_outputs: Iterable[NothingFound],
    unscorable: Iterable[Unscorable],
) -> tuple[AnyFinding, ...]:
    def place(finding: NothingFound) -> str:
        item = finding.work or finding.output
        return item.path if item else ""

    return (
        *sorted(pairs, key=lambda finding: (finding.work.path, finding.output.path)),
        *sorted(set_apart, key=lambda pair: (pair.work.path, pair.output.path)),
        *sorted(null_works, key=place),
        *sorted(null_outputs, key=place),
        *sorted(unscorable, key=lambda item: (item.path, item.role == "output", item.sha256)),
    )


def _count(
    works: Sequence[Work],
    outputs: Sequence[Output],
    pairs: Sequence[Finding],
    null_works: Sequence[NothingFound],
    null_outputs: Sequence[NothingFound],
    unscorable: Sequence[Unscorable],
    n_pairs: int,
) -> Counts:
    reasons = [finding.reason for finding in null_outputs]
    n_missing = reasons.count("missing") + reasons.count("failed")
    n_works_unscorable = sum(item.role == "work" for item in unscorable)
    counts = Counts(
        n_works=len(works) + n_works_unscorable,
        n_works_matched=len({pair.work for pair in pairs}),
        n_works_null=len(null_works),
        n_works_unscorable=n_works_unscorable,
        n_outputs=len(outputs) + len(unscorable) - n_works_unscorable,
        n_matched=len({pair.output for pair in pairs}),
        n_null=len(null_outputs) - n_missing,
        n_refused=reasons.count("refused"),
        n_missing=n_missing,
        n_unscorable=len(unscorable) - n_works_unscorable,
        n_pairs=n_pairs,
    )
    check_counts(counts)
    return counts


def check_counts(counts: Counts) -> None:
    """Check that every attempt is counted exactly once.

    Raises
    ------
    MethodError
        If a sum does not hold; names it.
    """
    works = counts.n_works_matched + counts.n_works_null + counts.n_works_unscorable
    outputs = counts.n_matched + counts.n_null + counts.n_missing + counts.n_unscorable
    if counts.n_works != works:
        raise MethodError(f"{counts.n_works} works were named and {works} are accounted for")
    if counts.n_outputs != outputs:
        raise MethodError(f"{counts.n_outputs} outputs were named and {outputs} are accounted for")
    if counts.n_refused > counts.n_null:
        raise MethodError(f"{counts.n_refused} refusals among {counts.n_null} null attempts")
