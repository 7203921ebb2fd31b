"""Talk to stderr, data to stdout, and nothing that could steer a terminal."""

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sidebyside.workflows.progress import Progress, silent

WIDEST = 100


def width() -> int:
    """Return how many columns to write, never more than `WIDEST`."""
    return min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)


def printable(text: str) -> str:
    r"""Return a text on one line in which what cannot be printed is written as an escape.

    >>> printable("a\nb\x1b[31m 圖")
    'a\\nb\\x1b[31m 圖'
    """
    return "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in text)


def say(line: str) -> None:
    """Print one line of talk."""
    print(printable(line), file=sys.stderr)


def show(line: str = "") -> None:
    """Print one line of data; what the terminal cannot encode is written as an escape."""
    encoding = sys.stdout.encoding or "utf-8"
    print(printable(line).encode(encoding, "backslashreplace").decode(encoding))


def print_document(document: Any) -> None:
    """Print one JSON document; ASCII, so that it survives any terminal."""
    # Not json.dump: with a stream to write to, Python leaves its compiled encoder aside.
    sys.stdout.write(json.dumps(document, ensure_ascii=True, allow_nan=False) + "\n")


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Give a progress bar on stderr where that is a terminal, else silence."""
    if not sys.stderr.isatty():
        yield silent
        return
    from tqdm import tqdm

    bars: dict[str, Any] = {}

    def report(step: str, n_done: int, n_all: int | None) -> None:
        if step not in bars:
            for bar in bars.values():
                bar.close()
            bars[step] = tqdm(desc=step, total=n_all, unit="", leave=False, dynamic_ncols=True)
        bars[step].update(n_done - bars[step].n)

    try:
        yield report
    finally:
        for bar in bars.values():
            bar.close()
