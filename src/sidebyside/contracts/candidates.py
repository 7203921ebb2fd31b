"""Where, among how many? What the engine asks of whoever keeps the works of a search.

A store of works is a member of the room ``sidebyside.engine.candidates``. It is given every work once and
says of each output which works are worth comparing with it, and among how many it looked: that number stands
in every negative. What it leaves out is never compared, so a store that leaves out works says how it chooses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sidebyside.contracts.method import Shortlist
from sidebyside.errors import MethodError
from sidebyside.records import Medium
from sidebyside.registry import Room

Item = TypeVar("Item", contravariant=True)
"""A `TokenizedText` or a `PreparedPicture`, as methods are given it."""


@dataclass(frozen=True, slots=True)
class Candidacy:
    """Which works an output is to be compared with, and among how many they were looked for.

    `works` are their numbers, None for every work.
    """

    works: Shortlist | None
    n_looked_at: int

    def __post_init__(self) -> None:
        if self.n_looked_at < len(self.works or ()):
            raise MethodError(f"{len(self.works or ())} candidates among {self.n_looked_at} works looked at")


class Candidates(Protocol[Item]):
    """The works of one search, in a store."""

    def add(self, works: Sequence[Item]) -> None:
        """Take a batch of works; the first ever added has number 0. The store need not keep them."""
        ...

    def of(self, outputs: Sequence[Item]) -> list[Candidacy]:
        """Return for each output which works are worth comparing with it."""
        ...


class CandidateStore(Protocol):
    """A way of keeping works; ``MEMBER`` of its module is one.

    Where `is_exhaustive` is true every work is a candidate of every output, and the engine holds all works
    ready. Otherwise it makes ready the candidates of one batch of outputs at a time, so that memory does not
    grow with the works.
    """

    @property
    def summary(self) -> str:
        """One sentence: how it chooses, and what it does not see."""
        ...

    @property
    def version(self) -> str:
        """Raised when the same works and outputs may give other candidates."""
        ...

    @property
    def is_exhaustive(self) -> bool:
        """Whether no work is ever left out."""
        ...

    def open(self, medium: Medium) -> Candidates[Any]:
        """Open an empty store for the works of one medium."""
        ...


CANDIDATE_STORES: Room[CandidateStore] = Room("sidebyside.engine.candidates")
