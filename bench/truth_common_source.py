"""Pairs of texts of one source, neither side from the other (N3), and what people and models really did.

The sides of the split share no chapter, no event, no novel and no line of news.

- N3, English: chapters and single passages of two translations of the Bible (King James, Young); two accounts
  of one event by news agencies; one quotation, 12 to 25 words of the Bible, in two unrelated novels; one
  clause of a licence in two unrelated novels.
- N3, Chinese: the same English news put into Chinese by a human, by GPT-4 and by NLLB, of 2, 5 and 10 lines;
  the Bible in spoken and in classical Chinese.
- derived by models: what four language models answered when asked to recite a passage of a novel, against
  that part of the novel; by people: the American Standard Version, a revision of the King James Version, and
  sentences put into other words. N1 beside the latter: sentences on one subject of which neither rewords the
  other.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np

from bench.measure import DATA, ROOT
from bench.truth import TruthTable

TEXT = DATA / "text"
SHARED = TEXT / "common-source"
VERSES = 5
"""So many verses are a single passage; one passage is taken of every ten verses."""
QUOTED = (12, 25)
"""Words of a quotation."""
N_QUOTATIONS, N_CLAUSES = 60, 6
AROUND = 1500
"""Characters of a novel before and behind what is put into it."""
PADDING = 4000
"""Characters of the novel that stand before and behind the passage asked for."""
LINES = (2, 5, 10)
TRANSLATORS = ("human", "gpt4", "nllb")
BOOKS = {"train": "christmas-carol", "test": "treasure-island"}
LEAST_ANSWER = 200
Named = tuple[str, str]


def english(table: TruthTable, number: int, side: str, *, with_reworded: bool = False) -> None:
    """Add the English pairs of a side, 0 (train) or 1 (test); sentences put into other words if asked."""
    rng = np.random.default_rng([8, number])
    _bible(table, number, side)
    _events(table, number, side)
    _planted_twice(table, number, side, rng)
    _recited(table, side)
    if with_reworded:
        _reworded(table, number, side)


def chinese(table: TruthTable, number: int, side: str) -> None:
    """Add the Chinese pairs of a side."""
    for n in LINES:
        for at in range(150 * number, 150 * number + 150 - n + 1, n):
            versions = [
                (f"{side}/retold-{who}/{n}-{at}.txt", "\n".join(_lines(f"zh_hans_{who}")[at : at + n]))
                for who in TRANSLATORS
            ]
            for work, output in combinations(versions, 2):
                whose = f"news lines {at // 10}"
                table.add(work, output, null="N3", source=whose, author=whose, language="zh", split=side)
    for path in _chapters("zh/union", number):
        other = path.parents[1] / "wenli" / path.name
        whose = f"chapter {path.stem}"
        table.add(
            (f"{side}/union/{path.name}", _read(path)),
            (f"{side}/wenli/{path.name}", _read(other)),
            null="N3",
            source=whose,
            author=whose,
            language="zh",
            split=side,
        )


def _bible(table: TruthTable, number: int, side: str) -> None:
    for path in _chapters("en/kjv", number):
        verses = {
            version: [one for one in _read(path.parents[1] / version / path.name).split("\n") if one.strip()]
            for version in ("kjv", "ylt", "asv")
        }
        n = min(len(one) for one in verses.values())
        passages = [("whole", 0, max(len(one) for one in verses.values()))]
        passages += [("verses", at, at + VERSES) for at in range(0, n - VERSES + 1, 2 * VERSES)]
        for name, first, stop in passages:
            whose = f"chapter {path.stem}"
            kjv, ylt, asv = (
                (f"{side}/{version}-{name}/{path.stem}-{first}.txt", "\n".join(verses[version][first:stop]))
                for version in ("kjv", "ylt", "asv")
            )
            table.add(kjv, ylt, null="N3", source=whose, author=whose, language="en", split=side)
            table.add(
                *(kjv, asv),
                null="",
                source=whose,
                author=whose,
                language="en",
                split=side,
                transformation="revised by a person",
                derivation="human",
            )


def _events(table: TruthTable, number: int, side: str) -> None:
    with (SHARED / "one-event.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    for k, row in enumerate(rows):
        if k % 2 == number:
            table.add(
                (f"{side}/event/{k:04}-a.txt", row["account"]),
                (f"{side}/event/{k:04}-b.txt", row["other"]),
                null="N3",
                source=f"event {k}",
                author=f"event {k}",
                language="en",
                split=side,
            )


def _planted_twice(table: TruthTable, number: int, side: str, rng: np.random.Generator) -> None:
    """Add pairs of novels by different authors into both of which one passage of a third text was put."""
    novels = [path for k, path in enumerate(sorted((TEXT / "novels").iterdir())) if (k // 2) % 2 == number]
    chapters = [_read(path).split() for path in _chapters("en/kjv", number)]
    clauses = [one for one in (ROOT / "LICENSE").read_text("utf-8").split("\n\n") if len(one.split()) > 40]
    for k in range(N_QUOTATIONS + N_CLAUSES):
        first, second = rng.choice(len(novels), 2, replace=False)
        while novels[first].name.split("_")[0] == novels[second].name.split("_")[0]:
            first, second = rng.choice(len(novels), 2, replace=False)
        if k < N_QUOTATIONS:
            words = chapters[int(rng.integers(len(chapters)))]
            n = int(rng.integers(QUOTED[0], QUOTED[1] + 1))
            start = int(rng.integers(0, len(words) - n))
            passage = " ".join(words[start : start + n])
        else:
            passage = clauses[(2 * k + number) % len(clauses)]
        work, output = (
            (f"{side}/quoted/{k:03}-{role}.txt", _around(novels[at], passage, rng))
            for role, at in (("a", first), ("b", second))
        )
        whose = novels[first].name.split("_")[0]
        table.add(
            work,
            output,
            null="N3",
            source=f"{side} quotation {k}",
            author=f"novelist {whose}",
            language="en",
            split=side,
        )


def _around(novel: Path, passage: str, rng: np.random.Generator) -> str:
    text = novel.read_bytes().decode("utf-8", "replace")
    at = int(rng.integers(AROUND, len(text) - AROUND))
    return f"{text[at - AROUND : at]}\n{passage}\n{text[at : at + AROUND]}"


def _recited(table: TruthTable, side: str) -> None:
    """Add the answers of models, each against the part of the novel that it was asked for."""
    book = BOOKS[side]
    novel = _read(TEXT / "works" / f"{book}.txt")
    with (TEXT / "truth.tsv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t") if row["work"] == book]
    for row in rows:
        answer = _read(TEXT / "outputs" / row["output"])
        if len(answer) < LEAST_ANSWER or "MODEL_RESPONSE_BLOCKED" in answer:
            continue
        first, stop = max(0, int(row["start"]) - PADDING), int(row["start"]) + 2 * PADDING
        table.add(
            (f"{side}/asked/{book}-{first}.txt", novel[first:stop]),
            (f"{side}/answers/{row['output']}", answer),
            null="",
            source=book,
            author=f"novel {book}",
            language="en",
            split=side,
            transformation="recited by a model",
            derivation="model",
        )


def _reworded(table: TruthTable, number: int, side: str) -> None:
    """Add sentences with what people made of them, and with others on their subject, each on one side."""
    with (TEXT / "paraphrase" / "pan-train.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    numbers = {sentence: k for k, sentence in enumerate(dict.fromkeys(row["source"] for row in rows))}
    for k, row in enumerate(rows):
        source = numbers[row["source"]]
        if source % 2 != number:
            continue
        is_paraphrase = row["paraphrase"] == "1"
        table.add(
            (f"{side}/sentence/{source:04}.txt", row["source"]),
            (f"{side}/reworded/{k:04}.txt", row["other"]),
            null="" if is_paraphrase else "N1",
            source=f"sentence {source}",
            author=f"sentence {source}",
            language="en",
            split=side,
            transformation="reworded by a person" if is_paraphrase else "sentences on one subject",
            derivation="paraphrase",
        )


def _chapters(version: str, number: int) -> Iterator[Path]:
    """Yield the chapters of a side: the first, or the second, half of the Bible."""
    language, name = version.split("/")
    paths = sorted((SHARED / f"bible-{language}" / name).iterdir())
    middle = len(paths) // 2
    yield from paths[middle:] if number else paths[:middle]


def _lines(column: str) -> list[str]:
    path = TEXT / "en-zh" / "wmt23-first-300.tsv"
    with path.open(encoding="utf-8", newline="") as stream:
        return [row[column] for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)]


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")
