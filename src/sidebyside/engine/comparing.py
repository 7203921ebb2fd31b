"""Every output of one medium against the works of that medium, a batch at a time.

1. Open the methods, and a store of works.
2. Make the works ready, once for all methods, and give them to the store.
3. Make a batch of outputs ready, ask the store for the candidates of each.
4. Run the methods that rank first, then those that take a shortlist of what the others found.
5. Check what they return, and yield it.

What differs between the media is only how an item is made ready, which the caller brings along.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, TypeVar

from sidebyside.contracts import (
    CANDIDATE_STORES,
    Candidacy,
    GivenSettings,
    Index,
    KeepsVectors,
    Memory,
    Remembers,
    Shortlist,
    VectorCache,
    methods_of,
    open_index,
)
from sidebyside.errors import MethodError, UnfitItemError
from sidebyside.primitives.digest import sha256_of_value
from sidebyside.records import (
    Artefact,
    ComparedOutput,
    Comparison,
    Medium,
    MethodCard,
    Output,
    Unscorable,
    Work,
    to_plain,
)

T = TypeVar("T", bound=Work | Output)
N_BATCH = 16
NOTED = 2
"""Raised when more is noted of a comparison; what an earlier version noted is then compared anew."""

Prepare = Callable[[Sequence[Work | Output]], Iterator[Any | UnfitItemError]]
"""From items to what the methods of a medium are given, in order, or the reason why an item is unfit.

It may work ahead of whoever takes the items, so that pictures are decoded while others are compared."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which methods run on a medium, with which settings, and on which works.

    Attributes
    ----------
    methods
        Names of the methods, each with the settings given, where they differ from the default.
    n_shortlist
        How many works, nearest by the other methods, a pairwise method is given for each output; 0: all.
    candidates
        Name of the store of works.
    """

    methods: Mapping[str, GivenSettings] = field(default_factory=dict)
    n_shortlist: int = 10
    candidates: str = "in_memory"


def is_comparable(output: Output) -> bool:
    """Say whether an attempt gave something back: a refusal does where more than its stock words came."""
    return output.generation.status == "ok" or (
        output.generation.status == "refused" and not output.generation.status_rule
    )


class Engine:
    """The methods of one medium, the works outputs are compared with, and by method those `unfit` for it.

    Parameters
    ----------
    medium
        Of all items.
    plan
        Which methods, and how.
    prepare
        Makes items ready.
    vectors
        Where methods that can keep costly vectors between runs keep them.
    memory
        Given where the same outputs are held against other works before or after.

    Raises
    ------
    InputError
        For a setting that a method does not take.
    MissingDependencyError
        Where a method needs a package or weights that are not installed.

    Notes
    -----
    Cost: that of the methods; an item is made ready once, `N_BATCH` are in memory besides what these hold.
    """

    def __init__(
        self,
        medium: Medium,
        plan: Plan,
        prepare: Prepare,
        *,
        vectors: VectorCache | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.medium, self.works, self.unfit = medium, list[Work](), dict[str, set[int]]()
        self._plan, self._prepare, self._vectors, self._memory = plan, prepare, vectors, memory
        # Where no method runs nothing is looked for, and no store is asked for a medium that it may not hold.
        self._store = CANDIDATE_STORES.member(plan.candidates if plan.methods else "in_memory")
        self._candidates = self._store.open(medium)
        self._indexes = self._opened()
        room = methods_of(medium)
        self.cards = tuple(
            replace(index.card, distribution=room.distribution(index.card.name)) for index in self._indexes
        )

    def add(self, works: Sequence[Work]) -> Iterator[Work | Unscorable]:
        """Take works, and yield each as it is taken, or why no method can compare it."""
        for batch, prepared in self._batches(works):
            fit, items, unfit = self._sorted_out(batch, prepared)
            self._candidates.add(items)
            for index in self._indexes:
                unfit_for = {
                    number for number, item in enumerate(items, len(self.works)) if index.unfit(item)
                }
                self.unfit.setdefault(index.card.name, set()).update(unfit_for)
            self.works += fit
            if self._store.is_exhaustive:
                for index in self._indexes:
                    index.add(items)
            yield from fit
            yield from unfit

    def keys(self, outputs: Sequence[Output]) -> dict[str, str]:
        """Return by path of an output the digest of all that its comparisons depend on."""
        plan = {
            "n_shortlist": self._plan.n_shortlist,
            "candidates": [self._plan.candidates, self._store.version],
            "noted": NOTED,
        }
        return keys_of(self.works, outputs, self.cards, plan)

    def compare(self, outputs: Sequence[Output]) -> Iterator[ComparedOutput | Unscorable]:
        """Compare outputs with the works; yield one result an output, or why no method can compare it.

        Raises
        ------
        MethodError
            If a method breaks its contract: an unknown work, one off the shortlist, one pair twice, or a
            match where its card says that it counts for nothing.
        """
        for batch, prepared in self._batches(outputs):
            fit, items, unfit = self._sorted_out(batch, prepared)
            yield from self._compared(fit, items)
            yield from unfit

    def _opened(self) -> list[Index[Any]]:
        """Open every method: those that rank first, then those that take a shortlist, each by name."""
        room = methods_of(self.medium)
        indexes = []
        for name, given in sorted(self._plan.methods.items()):
            index = open_index(room.member(name), given)
            if self._vectors is not None and isinstance(index, KeepsVectors):
                index.keep_vectors_in(self._vectors)
            if self._memory is not None and isinstance(index, Remembers):
                index.remember_in(self._memory)
            indexes.append(index)
        return sorted(indexes, key=lambda index: (index.card.is_pairwise, index.card.name))

    def _batches(self, items: Sequence[T]) -> Iterator[tuple[list[T], list[Any]]]:
        """Yield batches of items with what they were made to."""
        stream = zip(items, self._prepare(items), strict=True)
        while batch := list(islice(stream, N_BATCH)):
            yield [item for item, _ in batch], [prepared for _, prepared in batch]

    def _sorted_out(
        self, batch: Sequence[T], prepared: Sequence[Any]
    ) -> tuple[list[T], list[Any], list[Unscorable]]:
        """Return the items that at least one method can score, ready, and why the others cannot be."""
        fit: list[T] = []
        items: list[Any] = []
        unfit: list[Unscorable] = []
        for record, item in zip(batch, prepared, strict=True):
            found = [item] if isinstance(item, UnfitItemError) else self._refusals(item)
            if found and len(found) == (1 if isinstance(item, UnfitItemError) else len(self._indexes)):
                unfit.append(_unscorable(record, found[-1]))
            else:
                fit.append(record)
                items.append(item)
        return fit, items, unfit

    def _refusals(self, item: Any) -> list[UnfitItemError]:
        return [reason for index in self._indexes if (reason := index.unfit(item)) is not None]

    def _compared(self, outputs: Sequence[Output], items: Sequence[Any]) -> Iterator[ComparedOutput]:
        candidacies = self._candidates.of(items) if items else []
        numbers = self._numbers(candidacies)
        indexes = self._indexes if numbers is None else self._indexes_of(numbers)
        n_works = len(self.works) if numbers is None else len(numbers)
        lists = [_local(one, numbers) for one in candidacies]
        for output, candidacy, (found, given) in zip(
            outputs, candidacies, _run(indexes, items, lists, n_works, self._plan.n_shortlist), strict=True
        ):
            comparisons = found if numbers is None else [_global(one, numbers) for one in found]
            ordered = sorted(comparisons, key=lambda one: (one.work_number, one.method))
            n_compared, narrowed = self._looked_at(given, n_works, numbers)
            yield ComparedOutput(output, tuple(ordered), candidacy.n_looked_at, n_compared, narrowed)

    def _looked_at(
        self, given: Mapping[str, Shortlist | None], n_works: int, numbers: Sequence[int] | None
    ) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, tuple[int, ...]], ...]]:
        """Return by method how many works it can compare with it was given, and which, where not all."""
        if not self.works:
            return (), ()
        sizes, narrowed = [], []
        for name, works in sorted(given.items()):
            there: Sequence[int] = range(n_works) if works is None else sorted(works)
            unfit = self.unfit[name]
            if len(there) == len(self.works):
                sizes.append((name, len(there) - len(unfit)))
                continue
            chosen = (place if numbers is None else numbers[place] for place in there)
            narrowed.append((name, tuple(number for number in chosen if number not in unfit)))
            sizes.append((name, len(narrowed[-1][1])))
        return tuple(sizes), tuple(narrowed)

    def _numbers(self, candidacies: Sequence[Candidacy]) -> list[int] | None:
        """Return the works that any output of a batch is to be compared with; None for all, held ready."""
        if self._store.is_exhaustive:
            return None
        everything = range(len(self.works))
        wanted = [everything if one.works is None else one.works for one in candidacies]
        numbers = sorted({number for works in wanted for number in works})
        if numbers and not 0 <= numbers[0] <= numbers[-1] < len(self.works):
            raise MethodError(
                f"the store {self._plan.candidates!r} named work {numbers[-1]} of {len(self.works)}"
            )
        return numbers

    def _indexes_of(self, numbers: Sequence[int]) -> list[Index[Any]]:
        """Open the methods anew with some works, in the order of their numbers."""
        indexes = self._opened()
        for _, items in self._batches([self.works[number] for number in numbers]):
            for index in indexes:
                index.add(items)
        return indexes


def _local(candidacy: Candidacy, numbers: Sequence[int] | None) -> Shortlist | None:
    """Return the candidates by their places among the works that are ready; None for all of these."""
    if candidacy.works is None:
        return None
    if numbers is None:
        return candidacy.works
    places = {number: place for place, number in enumerate(numbers)}
    return frozenset(places[number] for number in candidacy.works)


def _global(comparison: Comparison, numbers: Sequence[int]) -> Comparison:
    return replace(comparison, work_number=numbers[comparison.work_number])


def _unscorable(record: Work | Output, reason: UnfitItemError) -> Unscorable:
    artefact = record.artefact
    return Unscorable(
        "work" if isinstance(record, Work) else "output",
        artefact.path,
        artefact.sha256,
        artefact.medium,
        reason.code,
        reason.message,
        reason.hint,
        record.attempt if isinstance(record, Output) else None,
    )


def _run(
    indexes: Sequence[Index[Any]],
    items: Sequence[Any],
    candidates: Sequence[Shortlist | None],
    n_works: int,
    n_shortlist: int,
) -> list[tuple[list[Comparison], dict[str, Shortlist | None]]]:
    """Run the methods on a batch; return for each output what they found, and in which works each looked.

    None stands for all of them; a method that an output is unfit for is not named.
    """
    found: list[list[Comparison]] = [[] for _ in items]
    given: list[dict[str, Shortlist | None]] = [
        {index.card.name: frozenset() for index in indexes if index.unfit(item) is None} for item in items
    ]
    if items and n_works:
        for index in indexes:
            lists = list(candidates)
            if index.card.is_pairwise:
                nearest = [_nearest(comparisons, n_works, n_shortlist) for comparisons in found]
                lists = [both(one, other) for one, other in zip(lists, nearest, strict=True)]
            for number, result in enumerate(_results(index, items, lists, n_works)):
                found[number].extend(result)
                if index.card.name in given[number]:
                    given[number][index.card.name] = lists[number]
    return list(zip(found, given, strict=True))


def both(one: Shortlist | None, other: Shortlist | None) -> Shortlist | None:
    """Return the works on both of two shortlists; None stands for every work.

    >>> both(frozenset({1, 2}), None), both(None, None), both(frozenset({1, 2}), frozenset({2, 3}))
    (frozenset({1, 2}), None, frozenset({2}))
    """
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _results(
    index: Index[Any], items: Sequence[Any], lists: Sequence[Shortlist | None], n_works: int
) -> list[tuple[Comparison, ...]]:
    """Run one method on a batch, and check that it keeps its contract."""
    every = frozenset(range(n_works))
    is_narrowed = any(one is not None for one in lists)
    given = [every if one is None else one for one in lists] if is_narrowed else None
    results = index.compare(items, given)
    name = index.card.name
    if len(results) != len(items):
        raise MethodError(f"{name} returned {len(results)} results for {len(items)} outputs")
    for number, result in enumerate(results):
        allowed = every if given is None else given[number]
        numbers = [comparison.work_number for comparison in result]
        if not allowed.issuperset(numbers):
            strange = min(set(numbers) - allowed)
            raise MethodError(
                f"{name} returned work number {strange}, which is not among {len(allowed)} given"
            )
        if len(set(numbers)) != len(numbers):
            raise MethodError(f"{name} returned a pair twice: {numbers}")
        if index.card.shows == "apart" and any(comparison.matches for comparison in result):
            raise MethodError(f"{name} counts for nothing and returned a match")
    return results


def _nearest(comparisons: Sequence[Comparison], n_works: int, n_shortlist: int) -> Shortlist | None:
    """Return the works nearest to an output by any method that ranks; None, for all, where nothing ranks."""
    if not n_shortlist or n_works <= n_shortlist or not comparisons:
        return None
    chosen: set[int] = set()
    for method in {comparison.method for comparison in comparisons}:
        of_method = [item for item in comparisons if item.method == method]
        ranked = sorted(
            (-item.score.similarity, item.work_number) for item in of_method if item.score is not None
        )
        chosen.update(number for _, number in ranked[:n_shortlist])
        chosen.update(item.work_number for item in of_method if item.matches)
    return frozenset(chosen)


def keys_of(
    works: Sequence[Work], outputs: Sequence[Output], cards: Sequence[MethodCard], plan: Mapping[str, Any]
) -> dict[str, str]:
    """Return by path of an output the digest of all that its comparisons depend on.

    That is what of it is compared and its prompt, the same of all works in their order, the cards with the
    settings in force, and how candidates and shortlists are chosen. Two outputs of equal bytes may be read
    differently, such as one file as Markdown and one as plain text: then other characters are hidden, and
    other text is compared. Cost: linear in the markup of the texts.
    """
    ground = sha256_of_value(
        {
            "works": [_read(work.artefact) for work in works],
            "cards": to_plain(tuple(cards)),
            "plan": dict(plan),
        }
    )
    return {
        output.artefact.path: sha256_of_value([ground, *_read(output.artefact), output.generation.prompt])
        for output in outputs
    }


def _read(artefact: Artefact) -> list[Any]:
    """Return the bytes of an item by their digest, and how they were read."""
    digests: list[Any] = [artefact.sha256, artefact.text_sha256]
    text = artefact.text
    if text is None:
        return digests
    markup = to_plain((text.hidden, text.substitutions))
    return [*digests, text.encoding, text.bom_bytes, sha256_of_value(markup)]
