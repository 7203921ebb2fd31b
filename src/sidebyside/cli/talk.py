"""Talk to stderr, data to stdout, and nothing that could steer a terminal."""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sidebyside.sources import Limits
    from sidebyside.workflows.progress import Progress


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


def print_document(document: Mapping[str, Any]) -> None:
    """Print one JSON document; ASCII, so that it survives any terminal.

    A value that is an iterator is written as an array, an item at a time, so that a long one is never held.
    """
    write = sys.stdout.write
    for number, (key, value) in enumerate(document.items()):
        write(f"{', ' if number else '{'}{json.dumps(key)}: ")
        if not isinstance(value, Iterator):
            write(_ascii(value))
            continue
        write("[")
        for place, item in enumerate(value):
            write(f"{', ' if place else ''}{_ascii(item)}")
        write("]")
    write("}\n")


def _ascii(value: Any) -> str:
    # Not json.dump: with a stream to write to, Python leaves its compiled encoder aside.
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


@contextmanager
def progress_bar() -> "Iterator[Progress]":
    """Give a progress bar on stderr where that is a terminal, else silence."""
    if not sys.stderr.isatty():
        from sidebyside.workflows.progress import silent

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


LIMITS = {
    "max_text_mb": "largest text, in MiB",
    "max_file_mb": "largest file of any other kind, in MiB",
    "max_pixels": "largest picture, in pixels",
    "max_unpacked_mb": "most that an EPUB or DOCX may unpack to, in MiB",
    "max_items": "most items on one side",
}


def add_limits(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    for name, text in LIMITS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, metavar="N", help=text)


def limits_of(arguments: argparse.Namespace) -> "Limits":
    """Return the limits in force."""
    from sidebyside.sources import Limits

    return Limits(
        **{name: getattr(arguments, name) for name in LIMITS if getattr(arguments, name) is not None}
    )
