"""Step: every output of one medium against every work of that medium, with the case noting what was done.

The engine compares; here each result is noted in the ledger as it comes, and what an earlier run finished is
taken from there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from sidebyside.case import Case, entry
from sidebyside.contracts import Memory
from sidebyside.engine import Engine, is_comparable
from sidebyside.engine.comparing import Prepare
from sidebyside.records import ComparedOutput, Medium, MethodCard, Unscorable
from sidebyside.workflows.ingest import Inputs
from sidebyside.workflows.options import Options
from sidebyside.workflows.progress import Progress, with_progress

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Matched:
    """What came of one medium: the cards in force, and by path of the output what was found for it.

    `unfit` has by path of a work the methods that cannot compare it.
    """

    cards: tuple[MethodCard, ...] = ()
    compared: dict[str, ComparedOutput] = field(default_factory=dict)
    unfit: dict[str, set[str]] = field(default_factory=dict)


def match_medium(
    case: Case,
    medium: Medium,
    inputs: Inputs,
    prepare: Prepare,
    options: Options,
    progress: Progress,
    memory: Memory | None = None,
) -> Matched:
    """Compare all outputs of a medium with all its works; goes on where an earlier run stopped.

    A `memory` is given where the same outputs are held against other works before or after. Cost: that of the
    methods. Items that cannot be compared move to the unscorable ones.
    """
    works, outputs = inputs.works_of(medium), inputs.outputs_of(medium)
    if not works and not outputs:
        return Matched()
    with case.store.vectors() as vectors:
        engine = Engine(medium, options.plan(medium), prepare, vectors=vectors, memory=memory)
        taken = with_progress(engine.add(works), progress, f"indexing {medium}s", len(works))
        inputs.set_aside(case, _unscorable(taken))
        keys = engine.keys(outputs)
        compared: dict[str, ComparedOutput] = {}
        waiting = []
        for output in filter(is_comparable, outputs):
            done = case.compared(keys[output.artefact.path], output)
            if done is None:
                waiting.append(output)
            else:
                compared[output.artefact.path] = done
        unfit: list[Unscorable] = []
        results = with_progress(engine.compare(waiting), progress, f"comparing {medium}s", len(waiting))
        for result in results:
            if isinstance(result, Unscorable):
                unfit.append(result)
                continue
            path = result.output.artefact.path
            case.append("compared", entry.compared(keys[path], result))
            compared[path] = result
        inputs.set_aside(case, unfit)
        return Matched(engine.cards, compared, _unfit_works(engine))


def _unfit_works(engine: Engine) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for method, numbers in engine.unfit.items():
        for number in numbers:
            found.setdefault(engine.works[number].artefact.path, set()).add(method)
    return found


def _unscorable(taken: Iterable[T]) -> list[Unscorable]:
    return [item for item in taken if isinstance(item, Unscorable)]


def in_order(compared: dict[str, ComparedOutput], inputs: Inputs) -> Iterator[ComparedOutput]:
    """Yield what was compared in the order of the outputs, whether in this run or an earlier one."""
    for output in inputs.outputs:
        if output.artefact.path in compared:
            yield compared[output.artefact.path]
