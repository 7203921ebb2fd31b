"""How far is it? Long steps say so to whoever called."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

Progress = Callable[[str, int, int | None], None]
"""Called with the name of the step, how many items are done, and how many there are (None: not known)."""


def silent(step: str, n_done: int, n_all: int | None) -> None:
    """Say nothing."""


def with_progress(items: Iterable[T], progress: Progress, step: str, n_all: int | None = None) -> Iterator[T]:
    """Yield the items and report each one done."""
    progress(step, 0, n_all)
    for number, item in enumerate(items, start=1):
        yield item
        progress(step, number, n_all)
