"""Every work, held in memory: no work is left out."""

from collections.abc import Sequence
from typing import Any

from sidebyside.contracts import Candidacy, Candidates, CandidateStore
from sidebyside.records import Medium


class EveryWork:
    """Counts the works; the methods hold them. Cost: none besides theirs."""

    def __init__(self) -> None:
        self._n_works = 0

    def add(self, works: Sequence[Any]) -> None:
        """Count a batch of works."""
        self._n_works += len(works)

    def of(self, outputs: Sequence[Any]) -> list[Candidacy]:
        """Return every work for each output."""
        return [Candidacy(None, self._n_works) for _ in outputs]


class InMemory:
    """The store, as the registry finds it."""

    summary = "Every work is compared with every output; the works are held in memory."
    version = "1"
    is_exhaustive = True

    def open(self, medium: Medium) -> Candidates[Any]:  # noqa: ARG002 - of the contract
        """Open an empty store; it is the same for every medium."""
        return EveryWork()


MEMBER: CandidateStore = InMemory()
