"""Texts as methods take them, and the matches of an index one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

from bench.measure import DATA
from sidebyside.primitives.text.tokens import TokenizedText, Vocabulary, tokenize
from sidebyside.records import Comparison, Match, Text


class Memory(dict[str, bytes]):
    """A cache of vectors for this run."""

    def put(self, key: str, value: bytes) -> None:
        """Keep a value."""
        self[key] = value


MEMORY = Memory()
VOCABULARY = Vocabulary()


def tokens(text: str) -> TokenizedText:
    """Cut a text with the vocabulary of this run."""
    return tokenize(Text(text), VOCABULARY)


def index_of(method: ModuleType, works: Sequence[str]) -> Any:
    """Return the method's index of the works; vectors of sentences are made once a run."""
    index = method.MEMBER.index()
    if hasattr(index, "keep_vectors_in"):
        index.keep_vectors_in(MEMORY)
    index.add([tokens(work) for work in works])
    return index


def compared(index: Any, text: str) -> tuple[Comparison, ...]:
    """Compare one output with all works of an index."""
    return index.compare([tokens(text)])[0]


def matches(comparisons: Sequence[Comparison]) -> Iterator[tuple[int, Match]]:
    """Yield each match with the number of its work."""
    for comparison in comparisons:
        for match in comparison.matches:
            yield comparison.work_number, match


def book(name: str) -> str:
    """Read one of the two novels."""
    return (DATA / "text" / "works" / f"{name}.txt").read_bytes().decode("utf-8")
