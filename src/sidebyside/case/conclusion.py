"""From pairs to a conclusion: who matched whom, who matched nobody, and do the numbers add up?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sidebyside.case.contract import id_of
from sidebyside.errors import MethodError
from sidebyside.primitives.digest import stable_id
from sidebyside.records import (
    AnyFinding,
    Artefact,
    ComparedOutput,
    Counts,
    Finding,
    ItemRef,
    Medium,
    MethodCard,
    Nearest,
    NothingFound,
    Output,
    Score,
    UncountedPair,
    Unscorable,
    Work,
)

N_NEAREST = 3

Pair = Finding | UncountedPair


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
    compared: Mapping[str, ComparedOutput],
    pairs: Iterable[Pair],
    *,
    cards: Sequence[MethodCard],
    reasons: Mapping[str, str] | None = None,
) -> tuple[tuple[AnyFinding, ...], Counts]:
    """Put the pairs of a case beside everything that was named, so that each item is accounted for.

    Every work and every output without a finding is one `NothingFound`, a pair that is not counted beside it
    or not; every unscorable item stands once. A refusal is a null attempt.

    Parameters
    ----------
    works, outputs
        Every item that was read. The works of one medium are numbered from 0 in the order given here.
    unscorable
        Every item that could not be.
    compared
        By path of the output, what the methods returned for it. An output that is not in here was not
        compared, such as an attempt that gave nothing back.
    pairs
        What was found: findings, and pairs that are shown and not counted.
    cards
        The cards of the methods in force; their floors are the detection limits.
    reasons
        By path of the output, a word on why less was found than stands there, such as ``prompt_supplied``.

    Returns
    -------
    findings
        Sorted: findings by path of work, then of output; pairs not counted likewise; works with nothing
        found; outputs with nothing found; unscorable items. The order depends on nothing else.
    counts
        The attempts; the sums hold.

    Raises
    ------
    MethodError
        If two items of one role share a path, or two findings an id.
    InputError
        If the counts do not add up.

    Notes
    -----
    Cost: linear in the comparisons.
    """
    _check_paths([work.artefact for work in works], "work")
    _check_paths([output.artefact for output in outputs], "output")
    said = reasons or {}
    tallies: dict[str, _Tally] = {work.artefact.path: _Tally() for work in works}
    of_outputs = _tallied(works, outputs, compared, tallies)
    found = list(pairs)
    for pair in found:
        if isinstance(pair, Finding):
            tallies[pair.work.path].is_matched = of_outputs[pair.output.path].is_matched = True
    limits = {medium: _limits(cards, medium) for medium in ("text", "image")}
    nulls = [
        _nothing("work", work.artefact, tallies[work.artefact.path], limits[work.artefact.medium])
        for work in works
        if not tallies[work.artefact.path].is_matched
    ]
    null_outputs = [
        _nothing(
            "output", one.artefact, of_outputs[one.artefact.path], limits[one.artefact.medium], one, said
        )
        for one in outputs
        if not of_outputs[one.artefact.path].is_matched
    ]
    findings = _in_order(found, nulls, null_outputs, unscorable)
    _check_ids(findings)
    n_pairs = sum(tally.n_compared for tally in of_outputs.values())
    return findings, _count(works, outputs, found, nulls, null_outputs, unscorable, n_pairs)


def _tallied(
    works: Sequence[Work],
    outputs: Sequence[Output],
    compared: Mapping[str, ComparedOutput],
    tallies: Mapping[str, _Tally],
) -> dict[str, _Tally]:
    """Note on the tally of every work, and on one of every output, with whom it was compared."""
    rivals: dict[Medium, list[str]] = {"text": [], "image": []}
    for work in works:
        rivals[work.artefact.medium].append(work.artefact.path)
    of_outputs = {output.artefact.path: _Tally() for output in outputs}
    for output in outputs:
        path, medium = output.artefact.path, output.artefact.medium
        one = compared.get(path)
        if one is None:
            continue
        of_outputs[path].n_compared = one.n_looked_at
        for rival in rivals[medium]:
            tallies[rival].n_compared += 1
        for comparison in one.comparisons:
            work_path = rivals[medium][comparison.work_number]
            of_outputs[path].take(comparison.score, work_path)
            tallies[work_path].take(comparison.score, path)
    return of_outputs


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


def _nothing(
    role: str,
    artefact: Artefact,
    tally: _Tally,
    limits: tuple[tuple[str, str], ...],
    output: Output | None = None,
    reasons: Mapping[str, str] | None = None,
) -> NothingFound:
    reference = ItemRef(artefact.path, artefact.sha256)
    status = "ok" if output is None else output.generation.status
    said = (reasons or {}).get(artefact.path, "")
    return NothingFound(
        id=stable_id(role[0].upper(), artefact.path, artefact.sha256),
        work=reference if role == "work" else None,
        output=reference if role == "output" else None,
        medium=artefact.medium,
        n_compared=tally.n_compared,
        detection_limit=limits,
        nearest=tuple(tally.nearest),
        generation=None if output is None else output.generation,
        reason=status if status != "ok" else said if tally.n_compared else "not_compared",
    )


def _in_order(
    pairs: Sequence[Pair],
    null_works: Iterable[NothingFound],
    null_outputs: Iterable[NothingFound],
    unscorable: Iterable[Unscorable],
) -> tuple[AnyFinding, ...]:
    def place(finding: NothingFound) -> str:
        item = finding.work or finding.output
        return item.path if item else ""

    ordered = sorted(pairs, key=lambda pair: (pair.work.path, pair.output.path))
    return (
        *(pair for pair in ordered if isinstance(pair, Finding)),
        *(pair for pair in ordered if isinstance(pair, UncountedPair)),
        *sorted(null_works, key=place),
        *sorted(null_outputs, key=place),
        *sorted(unscorable, key=lambda item: (item.path, item.role == "output", item.sha256)),
    )


def _count(
    works: Sequence[Work],
    outputs: Sequence[Output],
    pairs: Sequence[Pair],
    null_works: Sequence[NothingFound],
    null_outputs: Sequence[NothingFound],
    unscorable: Sequence[Unscorable],
    n_pairs: int,
) -> Counts:
    reasons = [finding.reason for finding in null_outputs]
    found = [pair for pair in pairs if isinstance(pair, Finding)]
    n_missing = reasons.count("missing") + reasons.count("failed")
    n_works_unscorable = sum(item.role == "work" for item in unscorable)
    return Counts(
        n_works=len(works) + n_works_unscorable,
        n_works_matched=len({pair.work for pair in found}),
        n_works_null=len(null_works),
        n_works_unscorable=n_works_unscorable,
        n_outputs=len(outputs) + len(unscorable) - n_works_unscorable,
        n_matched=len({pair.output for pair in found}),
        n_null=len(null_outputs) - n_missing,
        n_refused=reasons.count("refused"),
        n_missing=n_missing,
        n_unscorable=len(unscorable) - n_works_unscorable,
        n_pairs=n_pairs,
    )
