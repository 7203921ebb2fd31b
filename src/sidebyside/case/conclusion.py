"""From pairs to a conclusion: who matched whom, who matched nobody, and do the numbers add up?"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

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
    counted_as,
)

N_NEAREST = 3

Pair = Finding | UncountedPair


@dataclass(slots=True)
class _Tally:
    """What is known of one item so far."""

    n_of_medium: int = 0
    n_looked_at: int = 0
    by_method: dict[str, int] = field(default_factory=dict)
    is_matched: bool = False
    nearest: list[Nearest] = field(default_factory=list)

    @property
    def n_compared(self) -> int:
        """With how many items every method that took it compared it."""
        return min(self.by_method.values(), default=self.n_looked_at)

    @property
    def is_compared(self) -> bool:
        """Whether any method compared it with anything."""
        return any(self.by_method.values()) if self.by_method else self.n_looked_at > 0

    def take(self, score: Score | None, path: str) -> None:
        """Keep the best scores; works apart from the order in which they come."""
        if score is not None and score.similarity > 0.0:
            self.nearest.append(Nearest(score.method, path, score.similarity))
            self.nearest.sort(key=lambda item: (-item.similarity, item.method, item.path))
            del self.nearest[N_NEAREST:]


@dataclass(slots=True)
class _Looked:
    """With how many outputs each method compared the works of a medium: all of them, and single ones."""

    n_outputs: int = 0
    whole: Counter[str] = field(default_factory=Counter)
    single: Counter[tuple[str, int]] = field(default_factory=Counter)

    def take(self, one: ComparedOutput) -> None:
        """Note one output."""
        self.n_outputs += 1
        narrowed = dict(one.narrowed)
        for method, _ in one.n_compared:
            self.whole[method] += method not in narrowed
            self.single.update((method, number) for number in narrowed.get(method, ()))

    def of_work(self, number: int) -> dict[str, int]:
        """Return by method with how many outputs a work was compared."""
        return {method: n + self.single[method, number] for method, n in self.whole.items()}


def conclude(
    works: Sequence[Work],
    outputs: Sequence[Output],
    unscorable: Sequence[Unscorable],
    compared: Mapping[str, ComparedOutput],
    pairs: Iterable[Pair],
    *,
    cards: Sequence[MethodCard],
    reasons: Mapping[str, str] | None = None,
    unfit: Mapping[str, Collection[str]] = MappingProxyType({}),
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
    unfit
        By path of the work, the methods that cannot compare it.

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
    for path, methods in unfit.items():
        kept = {name: n for name, n in tallies[path].by_method.items() if name not in methods}
        tallies[path].by_method = kept
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
    n_pairs = sum(tally.n_looked_at for tally in of_outputs.values())
    n_outputs = len(outputs) + sum(item.role == "output" for item in unscorable)
    n_works = len(works) + sum(item.role == "work" for item in unscorable)
    return findings, counts_of(findings, n_works=n_works, n_outputs=n_outputs, n_pairs=n_pairs)


def counts_of(findings: Sequence[AnyFinding], *, n_works: int, n_outputs: int, n_pairs: int) -> Counts:
    """Count the attempts and the works of a conclusion by its findings.

    Parameters
    ----------
    findings
        All of a conclusion.
    n_works, n_outputs
        Items that were named.
    n_pairs
        Pairs that were compared.

    Raises
    ------
    InputError
        If the counts do not add up.
    """
    pairs = [one for one in findings if isinstance(one, Finding)]
    nulls = [one for one in findings if isinstance(one, NothingFound)]
    unscorable = [one.role for one in findings if isinstance(one, Unscorable)]
    of_works = Counter(counted_as(pairs, "work").values())
    of_outputs = Counter(counted_as(pairs, "output").values())
    reasons = [one.reason for one in nulls if one.output is not None]
    n_missing = reasons.count("missing") + reasons.count("failed")
    return Counts(
        n_works=n_works,
        n_works_matched=of_works["matched"],
        n_works_null=len(nulls) - len(reasons),
        n_works_unscorable=unscorable.count("work"),
        n_outputs=n_outputs,
        n_matched=of_outputs["matched"],
        n_null=len(reasons) - n_missing,
        n_refused=reasons.count("refused"),
        n_missing=n_missing,
        n_unscorable=unscorable.count("output"),
        n_pairs=n_pairs,
        n_works_not_distinguishable=of_works["not_distinguishable"],
        n_works_filtered_out=of_works["filtered_out"],
        n_not_distinguishable=of_outputs["not_distinguishable"],
        n_filtered_out=of_outputs["filtered_out"],
    )


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
    looked = {medium: _Looked() for medium in rivals}
    for output in outputs:
        path, medium = output.artefact.path, output.artefact.medium
        one = compared.get(path)
        of_outputs[path].n_of_medium = len(rivals[medium])
        if one is None:
            continue
        of_outputs[path].n_of_medium = of_outputs[path].n_looked_at = one.n_looked_at
        of_outputs[path].by_method = dict(one.n_compared)
        looked[medium].take(one)
        for comparison in one.comparisons:
            work_path = rivals[medium][comparison.work_number]
            of_outputs[path].take(comparison.score, work_path)
            tallies[work_path].take(comparison.score, path)
    for medium, paths in rivals.items():
        for number, path in enumerate(paths):
            tallies[path].n_of_medium = tallies[path].n_looked_at = looked[medium].n_outputs
            tallies[path].by_method = looked[medium].of_work(number)
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
        n_of_medium=tally.n_of_medium,
        n_compared_by=tuple(sorted(tally.by_method.items())),
        detection_limit=limits,
        nearest=tuple(tally.nearest),
        generation=None if output is None else output.generation,
        reason=status
        if status != "ok"
        else said
        if tally.is_compared
        else "no_candidate"
        if tally.n_of_medium
        else "not_compared",
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
