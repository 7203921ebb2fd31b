"""How alike, and where?

One similarity method a file, in `methods.text` or `methods.image`; found by listing the folder. A member
returns places and scores, never a judgement: what a score is worth is said elsewhere.

The contract, by capability: a `Method` has a card and examples, and opens an `Index`; the index takes
works, then compares outputs with them, a batch at a time. Works are numbered in the order they were added,
over all batches, from 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, runtime_checkable

from sidebyside.errors import UnfitItemError
from sidebyside.primitives.recent import Recent
from sidebyside.records import Comparison, MethodCard

Item = TypeVar("Item", contravariant=True)
"""What a method is given: a `TokenizedText` in `methods.text`, a `PreparedPicture` in `methods.image`."""

Settings = Mapping[str, int | float | str | bool]


@dataclass(frozen=True, slots=True)
class Example:
    """A pair a method shows itself on; run by the conformance suite and printed in the reference.

    In `methods.text`, `work` and `output` are texts. In `methods.image` they are names of drawings that the
    conformance suite makes. `is_match` says whether the method is to report a match.
    """

    name: str
    work: str
    output: str
    is_match: bool


class Index(Protocol[Item]):
    """The works of one comparison, made ready for one method."""

    @property
    def card(self) -> MethodCard:
        """The card with the settings in force."""
        ...

    def add(self, works: Sequence[Item]) -> None:
        """Take a batch of works; the first ever added has number 0."""
        ...

    def unfit(self, item: Item) -> UnfitItemError | None:
        """Say why an item can never reach the floor of this method, such as a text too short; else None."""
        ...

    def compare(
        self, outputs: Sequence[Item], shortlists: Sequence[frozenset[int]] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare a batch of outputs with all works, or for each output with its shortlist.

        Returns one tuple an output, sorted by work number. It holds every pair with a match, and may hold
        pairs without one, with their score, so that the nearest works of a null are known.

        `shortlists` is given, one set of work numbers an output, when the card says `is_pairwise`.
        """
        ...


class VectorCache(Protocol):
    """A place where vectors are kept between runs; the keys are SHA-256 digests."""

    def get(self, key: str) -> bytes | None:
        """Return what was kept under a key."""
        ...

    def put(self, key: str, value: bytes) -> None:
        """Keep a value under a key."""
        ...


@runtime_checkable
class KeepsVectors(Protocol):
    """What an `Index` may be able to do besides: keep costly vectors in a cache."""

    def keep_vectors_in(self, cache: VectorCache) -> None:
        """Look for vectors in a cache first, and keep there those that are made."""
        ...


class Memory:
    """What a run remembers of items that come back: of outputs held against one work after the other.

    `descriptions` are small, about 20 KB each; `large` values are of up to 10 MB each.
    """

    def __init__(self) -> None:
        self.descriptions: Recent[Any] = Recent(1024)
        self.large: Recent[Any] = Recent(24)


@runtime_checkable
class Remembers(Protocol):
    """What an `Index` may be able to do besides: take what it made of an output from a memory."""

    def remember_in(self, memory: Memory) -> None:
        """Look in a memory first; what is found there is what would be made anew."""
        ...


class Method(Protocol[Item]):
    """A similarity method; ``MEMBER`` of its module is one."""

    @property
    def card(self) -> MethodCard:
        """The card with the default settings."""
        ...

    @property
    def examples(self) -> tuple[Example, ...]:
        """Pairs that match and pairs that do not; for text, in English and in Chinese."""
        ...

    def index(self, settings: Settings | None = None) -> Index[Item]:
        """Open an empty index; `settings` are those of the card, by name, where they are to differ.

        Raises
        ------
        InputError
            For a setting the card does not name, or a value out of its range.
        MissingDependencyError
            Where a package or its weights are not installed; the hint names them.
        """
        ...
