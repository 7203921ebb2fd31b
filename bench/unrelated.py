"""Unrelated texts in two disjoint halves: one to fit the numbers of chance on, one to check them.

English: each of two books against model outputs about the other book and against the other book itself; the
fit gets the first half of both books and of all passages asked for, the check the second half, and student
answers and news sentences beside. Chinese is little: 300 news sentences in three translations, where
sentences of one half are set against other sentences of the same half, and for the check a legal article and
the Chinese of the examples.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bench.measure import DATA, ROOT

BOOKS = ("christmas-carol", "treasure-island")
CHUNK = 4000
GROUP = 10


@dataclass(frozen=True, slots=True)
class Side:
    """One work, and outputs that have nothing to do with it; outputs of one cluster depend on each other."""

    name: str
    language: str
    work: str
    outputs: tuple[tuple[str, str], ...]


def english(half: int) -> Iterator[Side]:
    """Yield the English material of half 0 (fit) or 1 (check)."""
    books = {
        name: _half((DATA / "text" / "works" / f"{name}.txt").read_text("utf-8"), half) for name in BOOKS
    }
    for name, other in ((BOOKS[0], BOOKS[1]), (BOOKS[1], BOOKS[0])):
        yield Side(f"{name} x outputs on {other}", "en", books[name], tuple(_outputs(other, half)))
    yield Side("the two books", "en", books[BOOKS[0]], tuple(_chunks(books[BOOKS[1]], CHUNK)))
    if half:
        yield Side("the two books, short", "en", books[BOOKS[1]], tuple(_chunks(books[BOOKS[0]], CHUNK // 2)))
        answers = sorted((DATA / "text" / "short-answers").glob("g*.txt"))
        texts = [(path.stem[-1], path.read_text("utf-8", "replace")) for path in answers]
        for name in BOOKS:
            yield Side(f"{name} x student answers", "en", books[name], tuple(texts))
            yield Side(f"{name} x news", "en", books[name], tuple(_news("en", 0, 300)))
        news = "\n".join(text for _, text in _news("en", 0, 300))
        yield Side("news x student answers", "en", news, tuple(texts))


def chinese(half: int) -> Iterator[Side]:
    """Yield the Chinese material of half 0 (fit) or 1 (check)."""
    at = 150 * half
    for column, other in (("human", "gpt4"), ("gpt4", "nllb"), ("nllb", "human")):
        work = "\n".join(text for _, text in _news(f"zh_hans_{column}", at, at + 70))
        outputs = tuple(_news(f"zh_hans_{other}", at + 80, at + 150))
        yield Side(f"news {column} x {other}", "zh", work, outputs)
    if half:
        news = "\n".join(text for _, text in _news("zh_hans_human", 150, 300))
        yield Side("news x legal article", "zh", news, tuple(_articles()))
        for name in ("missing-type.txt", "inventory-of-the-upper-field.md"):
            work = (ROOT / "examples" / "works" / name).read_text("utf-8")
            yield Side(f"{name} x news", "zh", work, tuple(_news("zh_hans_human", 0, 300)))


def _half(text: str, half: int) -> str:
    middle = text.index("\n", len(text) // 2)
    return text[middle:] if half else text[:middle]


def _chunks(text: str, size: int) -> Iterator[tuple[str, str]]:
    for at in range(0, len(text), size):
        yield f"from {at}", text[at : at + size]


def _outputs(book: str, half: int) -> Iterator[tuple[str, str]]:
    """Yield outputs with the number of the passage asked for; all models' answers to it are one cluster."""
    paths = sorted((DATA / "text" / "outputs" / book).rglob("*.txt"))
    numbers = sorted({path.stem for path in paths})
    cut = len(numbers) // 2
    chosen = set(numbers[cut:] if half else numbers[:cut])
    for path in paths:
        if path.stem in chosen:
            yield path.stem, path.read_text("utf-8")


def _news(column: str, first: int, stop: int) -> Iterator[tuple[str, str]]:
    path = DATA / "text" / "en-zh" / "wmt23-first-300.tsv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))[first:stop]
    places = [*range(0, len(rows), GROUP), len(rows)]
    for begin, end in pairwise(places):
        yield f"{first + begin}", "\n".join(row[column] for row in rows[begin:end])


def _articles() -> Iterator[tuple[str, str]]:
    path = Path(DATA, "text", "en-zh", "pairs.tsv")
    with path.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.reader(stream, delimiter="\t")):
            yield f"paragraph {number}", row[-1]
