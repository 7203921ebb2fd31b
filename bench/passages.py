"""Passages in depth: planted passages in English and Chinese, short answers, and how the cost grows.

    python -m bench.passages

The yardstick for planted passages is plagdet; see `bench.planted`.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bench.measure import DATA, machine, run, table
from bench.planted import (
    CHINESE,
    ENGLISH,
    Alter,
    Document,
    Language,
    plagdet,
    plant,
    reordered,
    unchanged,
    with_changes,
)
from sidebyside import registry
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import EQUAL_KINDS, Text

ROOM = "sidebyside.methods.text"
GRADES = {"non": 0, "heavy": 1, "light": 2, "cut": 3}
N_DOCUMENTS = 60
SEEDS = (1, 2)
Making = Callable[[Language, Sequence[str]], Alter]


def main() -> None:
    """Print the tables."""
    print(f"machine: {machine()}")
    planted()
    short_answers()
    growth()


def planted() -> None:
    """Plagdet of near_verbatim on planted passages, English and Chinese."""
    books = [path.read_bytes().decode("utf-8") for path in sorted((DATA / "text" / "works").glob("*.txt"))]
    chinese = _chinese()
    rows = []
    for label, alter in _alterations():
        row: list[object] = [label]
        for texts, language in ((books, ENGLISH), (chinese, CHINESE)):
            cases, found = [], []
            for seed in SEEDS:
                rng = np.random.default_rng(seed)
                for work, host in (texts, texts[::-1]):
                    words = language.unit.findall(host)
                    documents = plant(work, host, N_DOCUMENTS, language, alter(language, words), rng)
                    if language is CHINESE:
                        documents = [_simplified(document) for document in documents]
                    cases += [document.cases for document in documents]
                    found += _found(work, [document.text for document in documents])
            measured = plagdet(cases, found)
            row += [f"{measured[name]:.3f}" for name in ("plagdet", "precision", "recall", "granularity")]
        rows.append(row)
    names = ("plagdet", "precision", "recall", "pieces")
    head = ("passages", *(f"English {n}" for n in names), *(f"Chinese {n}" for n in names))
    table(
        "near_verbatim on planted passages (Chinese: planted in Simplified, the work in Traditional)",
        head,
        rows,
    )


def _alterations() -> list[tuple[str, Making]]:
    result: list[tuple[str, Making]] = [("unchanged", lambda _language, _words: unchanged)]
    for rate in (0.1, 0.2, 0.3):
        result.append(
            (f"{rate:.0%} changed", lambda language, words, r=rate: with_changes(r, language, words))
        )
    return [*result, ("sentences reordered", lambda language, _words: reordered(language))]


def _chinese() -> list[str]:
    """Two Traditional texts of news, from lines that do not meet."""
    import opencc

    with (DATA / "text" / "en-zh" / "wmt23-first-300.tsv").open(encoding="utf-8", newline="") as stream:
        lines = [
            row["zh_hans_human"] for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    convert = opencc.OpenCC("s2t").convert
    return ["\n".join(map(convert, lines[:150])), "\n".join(map(convert, lines[150:]))]


def _simplified(document: Document) -> Document:
    import opencc

    convert = opencc.OpenCC("t2s").convert
    text = "".join(simple if len(simple := convert(mark)) == 1 else mark for mark in document.text)
    return Document(text, document.cases)


def _found(work: str, documents: list[str]) -> list[list[tuple[tuple[int, int], tuple[int, int]]]]:
    words = Vocabulary()
    index = registry.member(ROOM, "near_verbatim").index()
    index.add([tokenize(Text(work), words)])
    results = index.compare([tokenize(Text(document), words) for document in documents])
    return [
        [
            ((m.work_span.start, m.work_span.end), (m.output_span.start, m.output_span.end))
            for comparison in result
            for m in comparison.matches
        ]
        for result in results
    ]


def short_answers() -> None:
    """Matched share of 95 answers against their originals, by grade."""
    folder = DATA / "text" / "short-answers"
    with (folder / "file_information.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["Category"].strip() in GRADES]
    shares = [(row["Category"].strip(), _share(folder, row)) for row in rows]
    groups = {grade: [share for name, share in shares if name == grade] for grade in GRADES}
    rho = _spearman([GRADES[name] for name, _ in shares], [share for _, share in shares])
    table(
        f"Short answers: matched share by grade; rank correlation with the grade {rho:.3f}",
        ("grade", "answers", "mean share", "area under the curve against non"),
        [
            (name, len(group), f"{np.mean(group):.3f}", f"{_area(group, groups['non']):.3f}")
            for name, group in groups.items()
        ],
    )


def _share(folder: Path, row: dict[str, str]) -> float:
    words = Vocabulary()
    work = tokenize(Text(_decoded(folder / f"orig_task{row['Task']}.txt")), words)
    answer = tokenize(Text(_decoded(folder / row["File"])), words)
    covered = np.zeros(answer.n_tokens, dtype=bool)
    for name in ("verbatim", "near_verbatim"):
        index = registry.member(ROOM, name).index()
        index.add([work])
        for comparison in index.compare([answer])[0]:
            for match in comparison.matches:
                spans = [op.output_span for op in match.operations if op.kind in EQUAL_KINDS]
                for span in spans or [match.output_span]:
                    covered |= (answer.start >= span.start) & (answer.end <= span.end)
    return float(covered.mean())


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _area(one: list[float], other: list[float]) -> float:
    return float(np.mean([(a > b) + 0.5 * (a == b) for a in one for b in other]))


def _spearman(one: list[float], other: list[float]) -> float:
    ranks = []
    for values in (one, other):
        array = np.array(values, dtype=float)
        ranks.append([float(np.mean(np.flatnonzero(np.sort(array) == value))) for value in array])
    return float(np.corrcoef(ranks)[0, 1])


def growth() -> None:
    """Processor time and memory of the whole process against the size of one work, and of 200 outputs."""
    rng = np.random.default_rng(3)
    words = (DATA / "text" / "works" / "treasure-island.txt").read_text("utf-8").split()
    outputs = sorted((DATA / "text" / "outputs" / "treasure-island" / "gpt-4.1").glob("*.txt"))[:200]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        side = Path(folder, "outputs")
        side.mkdir()
        for path in outputs:
            (side / path.name).write_bytes(path.read_bytes())
        for n_words in (100_000, 1_000_000, 10_000_000):
            work = Path(folder, "work.txt")
            n_copies = -(-n_words // len(words))
            # A child is charged with the memory its parent held when it was started, so hold little.
            with work.open("w", encoding="utf-8") as stream:
                for n in range(n_copies):
                    stream.write(" ".join(rng.permutation(words) if n else words) + "\n")
            command = [sys.executable, "-m", "sidebyside", "compare", work, side, "--max-text-mb", "256"]
            literal = ["--method", "verbatim", "--method", "near_verbatim"]
            runs = [run([*command, *literal]) for _ in range(3 if n_words < 10**7 else 1)]
            cpu, peak = float(np.median([r.cpu_s for r in runs])), max(r.peak_mb for r in runs)
            size_mb = work.stat().st_size / 1e6
            n_all = n_copies * len(words)
            rows.append(
                (f"{n_all:,}", f"{size_mb:.1f}", f"{cpu:.2f}", f"{peak:.0f}", f"{peak / size_mb:.1f}")
            )
    table(
        "One work against 200 outputs, literal methods, whole process",
        ("words of the work", "text MB", "CPU s", "peak MB", "peak, times the text"),
        rows,
    )


if __name__ == "__main__":
    main()
