"""What was made last, kept to be handed out again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """The values asked for last, at most `n` of them, by key; safe between threads.

    A key has to name all that a value depends on: then nothing depends on what was asked before. Cost: that
    of a dictionary, and the memory of `n` values. Does not see how large a value is.

    >>> recent = Recent(1)
    >>> recent.get("a", lambda: 1), recent.get("a", lambda: 2), recent.get("b", lambda: 3)
    (1, 1, 3)
    >>> recent.get("a", lambda: 4)
    4
    """

    def __init__(self, n: int) -> None:
        self._n = n
        self._lock = Lock()
        self._values: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of a key, made where it is not there; an error of `make` is passed on."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()  # Outside the lock: two threads may both make it, and make the same.
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._n:
                self._values.popitem(last=False)
        return value
