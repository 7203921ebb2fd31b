"""How alike, and where? What a similarity method gives, and what the engine that runs it gives back.

A `Method` has a card, examples and a dataclass of settings, and opens an `Index`; the index takes works, then
compares outputs with them, a batch at a time. Works are numbered in the order they were added, over all
batches, from 0. A member returns places and scores, never a judgement: what a score is worth is said
elsewhere, by the kind of evidence that its card declares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

from sidebyside.contracts.settings import GivenSettings, MethodSettings, settled
from sidebyside.errors import UnfitItemError
from sidebyside.primitives.recent import Recent
from sidebyside.records import Comparison, Medium, MethodCard
from sidebyside.registry import Room

if TYPE_CHECKING:
    from sidebyside.primitives.pictures import PreparedPicture
    from sidebyside.primitives.text.tokens import TokenizedText

Item = TypeVar("Item", contravariant=True)
"""What a method is given: a `TokenizedText` in `methods.text`, a `PreparedPicture` in `methods.image`."""
S = TypeVar("S", bound=MethodSettings)

Shortlist = frozenset[int]
"""Numbers of works."""


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
        self, outputs: Sequence[Item], shortlists: Sequence[Shortlist] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare a batch of outputs with all works, or each output with the works of its shortlist alone.

        Returns one tuple an output, sorted by work number. It holds every pair with a match, and may hold
        pairs without one, with their score, so that the nearest works of a null are known. It never holds a
        work outside the shortlist, where there is one; what it holds of a work on it does not depend on which
        other works are on it, but for a method that compares works with each other, whose card says so.
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


class Method(Protocol[Item, S]):
    """A similarity method; ``MEMBER`` of its module is one."""

    @property
    def card(self) -> MethodCard:
        """The card with the default settings."""
        ...

    @property
    def settings(self) -> type[S]:
        """The dataclass of its settings."""
        ...

    @property
    def examples(self) -> tuple[Example, ...]:
        """Pairs that match and pairs that do not; for text, in English and in Chinese."""
        ...

    def index(self, settings: S | None = None) -> Index[Item]:
        """Open an empty index, with the default settings where none are given.

        Raises
        ------
        MissingDependencyError
            Where a package or its weights are not installed; the hint names them.
        """
        ...


TEXT_METHODS: Room["Method[TokenizedText, Any]"] = Room("sidebyside.methods.text")
IMAGE_METHODS: Room["Method[PreparedPicture, Any]"] = Room("sidebyside.methods.image")


def methods_of(medium: Medium) -> Room[Method[Any, Any]]:
    """Return the room of the methods of a medium."""
    return TEXT_METHODS if medium == "text" else IMAGE_METHODS


def open_index(member: Method[Item, S], given: GivenSettings | None = None) -> Index[Item]:
    """Open an empty index of a method with the settings a user gave.

    Raises
    ------
    InputError
        For a setting the method does not have, or a value it does not take.
    MissingDependencyError
        As `Method.index`.
    """
    return member.index(settled(member.settings, member.card.name, given))
