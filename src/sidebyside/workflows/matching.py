"""Step: every output of one medium against every work of that medium, a batch at a time.

The same steps for texts and pictures: prepare each item once, give it to every method, note one record an
output. What differs between the media is only how an item is prepared, which the caller brings along.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sidebyside import registry
from sidebyside.casefile import CaseFolder, VectorFile, entry
from sidebyside.errors import MethodError, UnfitItemError
from sidebyside.methods import Index, KeepsVectors, Memory, Remembers
from sidebyside.primitives.digest import sha256_of_value
from sidebyside.records import (
    Artefact,
    Comparison,
    Generation,
    Medium,
    MethodCard,
    Output,
    Role,
    Unscorable,
    Work,
    to_plain,
)
from sidebyside.workflows.ingest import Inputs
from sidebyside.workflows.options import ROOMS, Options
from sidebyside.workflows.progress import Progress, told

T = TypeVar("T")
N_BATCH = 16

Prepare = Callable[[Sequence[Work | Output]], Iterator[Any | UnfitItemError]]
"""From items to what the methods of a medium are given, in order, or the reason why an item is unfit.

It may work ahead of whoever takes the items, so that pictures are decoded while others are compared."""


@dataclass(frozen=True, slots=True)
class Matched:
    """What came of one medium: the cards in force, and by path of the output its comparisons."""

    cards: tuple[MethodCard, ...]
    comparisons: dict[str, tuple[Comparison, ...]]


def match_medium(
    case: CaseFolder,
    medium: Medium,
    inputs: Inputs,
    prepare: Prepare,
    options: Options,
    progress: Progress,
    memory: Memory | None = None,
) -> Matched:
    """Compare all outputs of a medium with all its works; goes on where an earlier run stopped.

    A `memory` is given where the same outputs are held against other works before or after. Cost: that of the
    methods; pictures are decoded once, a batch of `N_BATCH` is in memory at a time.
    """
    if not inputs.works_of(medium) and not inputs.outputs_of(medium):
        return Matched((), {})
    with VectorFile(case.folder) as vectors:
        indexes = _open(medium, options, vectors, memory)
        _add_works(case, medium, inputs, indexes, prepare, progress)
        return _compare_outputs(case, medium, inputs, indexes, prepare, options, progress)


def _compare_outputs(
    case: CaseFolder,
    medium: Medium,
    inputs: Inputs,
    indexes: Sequence[Index[Any]],
    prepare: Prepare,
    options: Options,
    progress: Progress,
) -> Matched:
    cards = tuple(index.card for index in indexes)
    keys = _keys(inputs.works_of(medium), inputs.outputs_of(medium), cards, options)
    comparisons = {path: case.finished[key] for path, key in keys.items() if key in case.finished}
    waiting = [
        output
        for output in inputs.outputs_of(medium)
        if output.artefact.path not in comparisons and is_comparable(output)
    ]
    n_works = len(inputs.works_of(medium))
    unfit: list[Unscorable] = []
    for batch, prepared in _batches(waiting, prepare, progress, f"comparing {medium}s"):
        fit, items = _fit(batch, prepared, indexes, "output", unfit)
        for output, found in zip(fit, _compare(indexes, items, n_works, options), strict=True):
            key = keys[output.artefact.path]
            case.append("compared", entry.compared(key, output.artefact, n_works, found))
            comparisons[output.artefact.path] = found
    inputs.set_aside(case, unfit)
    return Matched(cards, comparisons)


def is_comparable(output: Output) -> bool:
    """Say whether an attempt gave something back: a refusal does where more than its stock words came."""
    return output.generation.status == "ok" or (
        output.generation.status == "refused" and not output.generation.status_rule
    )


def _open(medium: Medium, options: Options, vectors: VectorFile, memory: Memory | None) -> list[Index[Any]]:
    members = (registry.member(ROOMS[medium], name) for name in options.chosen(medium))
    indexes = [member.index(options.settings.get(member.card.name)) for member in members]
    for index in indexes:
        if isinstance(index, KeepsVectors):
            index.keep_vectors_in(vectors)
        if memory is not None and isinstance(index, Remembers):
            index.remember_in(memory)
    return sorted(indexes, key=lambda index: (index.card.is_pairwise, index.card.name))


def _add_works(
    case: CaseFolder,
    medium: Medium,
    inputs: Inputs,
    indexes: Sequence[Index[Any]],
    prepare: Prepare,
    progress: Progress,
) -> None:
    works = inputs.works_of(medium)
    unfit: list[Unscorable] = []
    for batch, prepared in _batches(works, prepare, progress, f"indexing {medium}s"):
        _, items = _fit(batch, prepared, indexes, "work", unfit)
        for index in indexes:
            index.add(items)
    inputs.set_aside(case, unfit)


def _batches(
    items: Sequence[T], prepare: Prepare, progress: Progress, step: str
) -> Iterator[tuple[list[T], list[Any]]]:
    """Yield batches of items with what they were prepared to."""
    stream = told(zip(items, prepare(items), strict=True), progress, step, len(items))  # type: ignore[arg-type]
    while batch := list(islice(stream, N_BATCH)):
        yield [item for item, _ in batch], [prepared for _, prepared in batch]


def _fit(
    batch: Sequence[T],
    prepared: Sequence[Any],
    indexes: Sequence[Index[Any]],
    role: Role,
    unfit: list[Unscorable],
) -> tuple[list[T], list[Any]]:
    """Return the items that at least one method can score; the others are added to `unfit`."""
    fit: list[T] = []
    items: list[Any] = []
    for record, item in zip(batch, prepared, strict=True):
        reasons = [item] if isinstance(item, UnfitItemError) else [index.unfit(item) for index in indexes]
        refusals = [reason for reason in reasons if reason is not None]
        if refusals and len(refusals) == len(reasons):
            unfit.append(_unscorable(record, role, refusals[-1]))
        else:
            fit.append(record)
            items.append(item)
    return fit, items


def _unscorable(record: Any, role: Role, reason: UnfitItemError) -> Unscorable:
    artefact: Artefact = record.artefact
    generation: Generation | None = record.generation if isinstance(record, Output) else None
    return Unscorable(
        role,
        artefact.path,
        artefact.sha256,
        artefact.medium,
        reason.code,
        reason.message,
        reason.hint,
        generation,
    )


def _compare(
    indexes: Sequence[Index[Any]], items: Sequence[Any], n_works: int, options: Options
) -> list[tuple[Comparison, ...]]:
    """Run the methods on a batch: those that rank every work first, then those that take a shortlist."""
    found: list[list[Comparison]] = [[] for _ in items]
    if not items or not n_works:
        return [() for _ in items]
    for index in indexes:
        shortlists = None
        if index.card.is_pairwise:
            shortlists = [_shortlist(comparisons, n_works, options.n_shortlist) for comparisons in found]
        results = index.compare(items, shortlists)
        if len(results) != len(items):
            raise MethodError(f"{index.card.name} returned {len(results)} results for {len(items)} outputs")
        for comparisons, result in zip(found, results, strict=True):
            comparisons.extend(result)
    return [
        tuple(sorted(comparisons, key=lambda item: (item.work_number, item.method))) for comparisons in found
    ]


def _shortlist(comparisons: Sequence[Comparison], n_works: int, n_shortlist: int) -> frozenset[int]:
    """Return the works nearest to an output by any method that ranks; all works where nothing ranks."""
    if not n_shortlist or n_works <= n_shortlist or not comparisons:
        return frozenset(range(n_works))
    chosen: set[int] = set()
    for method in {comparison.method for comparison in comparisons}:
        of_method = [item for item in comparisons if item.method == method]
        ranked = sorted(
            (-item.score.similarity, item.work_number) for item in of_method if item.score is not None
        )
        chosen.update(number for _, number in ranked[:n_shortlist])
        chosen.update(item.work_number for item in of_method if item.matches)
    return frozenset(chosen)


def _keys(
    works: Sequence[Work], outputs: Sequence[Output], cards: Sequence[MethodCard], options: Options
) -> dict[str, str]:
    """Return for each output the digest of all that its comparisons depend on."""
    ground = sha256_of_value(
        {
            "works": [[work.artefact.sha256, work.artefact.text_sha256] for work in works],
            "cards": to_plain(tuple(cards)),
            "n_shortlist": options.n_shortlist,
        }
    )
    return {
        output.artefact.path: sha256_of_value(
            [ground, output.artefact.sha256, output.artefact.text_sha256, output.generation.prompt]
        )
        for output in outputs
    }
