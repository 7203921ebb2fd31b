"""Pairs of texts of known truth: passages planted and edited, and pairs of which none comes from the other.

Each kind of calibration has two sides that share no author, no source and no text: *train* and *test*. What
derives is planted: a passage of a work, unchanged, with 10, 20 or 30 % of its words changed, or its sentences
put into another order, in another text of that side; on the English test side also student answers that were
cut, lightly or heavily revised from an article. What does not derive is graded:

- N0 unrelated: books, news, student answers and reviews against each other;
- N1 same genre or subject: news against other news; what models wrote when asked for one passage of a book,
  and do not recite, against distant parts of that book; free answers against the article on their question;
- N2 same author: distant parts of one book against each other, and against near-recitals of other parts;
  answers of one student to different questions; different news put into Chinese by one translator;
- N3 a common source, and derived pairs made by people and by models: see `bench.truth_common_source`.

    python -m bench.truth_text en FOLDER
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np
import opencc

from bench import truth_common_source, unrelated
from bench.measure import DATA
from bench.passages import alterations
from bench.planted import CHINESE, ENGLISH, Language
from bench.truth import TruthTable

CHUNK = 4000
SIZES = (20, 40, 80, 160)
"""Words, or Chinese characters times 1.5, of a planted passage."""
N_EACH = 80
"""Passages of each size and change on each side: so many have to be found, all of them, for a probability of
0.95 that the exact bound allows."""
AWAY = 3
"""Parts of a book are distant where so many lie between them."""
LINES, LINES_AWAY = 2, 30
"""News texts have so many lines; two lie so many apart, so that they are of different articles."""
SIDES = ("train", "test")
BOOKS = {"train": ("christmas-carol", "Dickens"), "test": ("treasure-island", "Stevenson")}
FREE, RECITING = ("gpt-4.1-nano", "qwen3-32b"), ("claude-3-7-sonnet", "gpt-4.1")
TRANSLATORS = {"train": ("gpt4",), "test": ("human", "nllb")}
LEAST_OUTPUT = 200
SINGLE, HUMAN = "single", "zh_hans_human"
"""A line of news alone is one sentence; whose Chinese it is stands in the name of the output."""
Named = tuple[str, str]


def english(*, with_reworded: bool = False) -> TruthTable:
    """Return the English pairs; with sentences put into other words if asked."""
    table = TruthTable()
    for number, side in enumerate(SIDES):
        _english(table, number, side)
        truth_common_source.english(table, number, side, with_reworded=with_reworded)
    _answers(table)
    return table


def _english(table: TruthTable, number: int, side: str) -> None:
    rng = np.random.default_rng([5, number])
    parts, papers = _parts(side), _news("en", number, f"{side}/news")
    longer = _news("en", number, f"{side}/paper", n_lines=10)
    book, author = BOOKS[side]

    def add(work: Named, output: Named, null: str, source: str, who: str, where: str = side) -> None:
        table.add(work, output, null=null, source=source, author=who, language="en", split=where)

    recited, free = _outputs(book, RECITING, side), _outputs(book, FREE, side)
    for work in _some(parts, 30, rng):
        for output in (*_some(papers, 40, rng), *longer):
            add(work, output, "N0", book, author)
    for work in _some(papers, 30, rng):
        for _, output in _some([*recited, *free], 40, rng):
            add(work, output, "N0", f"news {side}", f"news {side}")
    for work, output in _far(papers, LINES_AWAY // LINES):
        add(work, output, "N1", f"news {side}", f"news {side}")
    for null, outputs in (("N1", free), ("N2", recited)):
        for at, output in _some(outputs, 60, rng):
            away = [part for place, part in enumerate(parts) if abs(place - at) > AWAY]
            for work in _some(away, 40, rng):
                add(work, output, null, book, author)
    pairs = list(_far(parts, AWAY + 1))
    for k in rng.permutation(len(pairs))[:2500]:
        add(*pairs[k], "N2", book, author)
    _plant(table, parts, papers, ENGLISH, "en", side, (book, author), rng)
    _plant(table, longer, parts, ENGLISH, "en", side, (f"news {side}",) * 2, rng, 4)


def _answers(table: TruthTable) -> None:
    """Add the student answers; they are on the side of the test, as all students met all questions."""
    folder = DATA / "text" / "short-answers"
    with (folder / "file_information.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["File"].startswith("g")]
    texts = {row["File"]: _decoded(folder / row["File"]) for row in rows}
    answers = {row["File"]: (f"test/answers/{row['File']}", texts[row["File"]]) for row in rows}

    def add(work: Named, output: Named, null: str, source: str, author: str, done: str = "") -> None:
        table.add(
            *(work, output),
            null=null,
            source=source,
            author=author,
            language="en",
            split="test",
            transformation=done,
            derivation="human",
        )

    for row in rows:
        task, grade = row["Task"], row["Category"].strip()
        name = f"orig_task{task}.txt"
        work = (f"test/answers/{name}", _decoded(folder / name))
        null = "N1" if grade == "non" else ""
        add(
            work,
            answers[row["File"]],
            null,
            f"question {task}",
            f"article {task}",
            "" if null else f"answer, {grade}",
        )
    for one, other in combinations(rows, 2):
        first, second = answers[one["File"]], answers[other["File"]]
        if one["Task"] != other["Task"]:
            same = one["File"][:4] == other["File"][:4]
            if same:
                add(first, second, "N2", f"question {one['Task']}", f"student {one['File'][:4]}")


def chinese() -> TruthTable:
    """Return the Chinese pairs; what is planted is turned to Simplified, every other work to Traditional."""
    table = TruthTable()
    for number, side in enumerate(SIDES):
        _chinese(table, number, side)
        truth_common_source.chinese(table, number, side)
    return table


def _chinese(table: TruthTable, number: int, side: str) -> None:
    traditional = opencc.OpenCC("s2t").convert
    rng = np.random.default_rng([6, number])
    paper = [
        (f"{side}/paper/{n:03}.txt", text)
        for n, (_, text) in enumerate(unrelated.grouped(unrelated.news_1998(number), 2))
    ]
    reviews = [
        (f"{side}/reviews/{n:03}.txt", text)
        for n, (_, text) in enumerate(unrelated.grouped(unrelated.reviews_of(number), 3))
    ]

    def add(work: Named, output: Named, null: str, source: str, who: str, where: str = side) -> None:
        table.add(work, output, null=null, source=source, author=who, language="zh", split=where)

    news = _news(f"zh_hans_{TRANSLATORS[side][0]}", number, f"{side}/news-{TRANSLATORS[side][0]}")
    for work in _some(paper, 40, rng):
        for output in (*_some(reviews, 40, rng), *_some(news, 25, rng)):
            add(work, output, "N0", f"newspaper {side}", f"newspaper {side}")
    pairs = list(_far(paper, 4))
    for k in rng.permutation(len(pairs))[:2500]:
        add(*pairs[k], "N1", f"newspaper {side}", f"newspaper {side}")
    for translator in TRANSLATORS[side]:
        texts = _news(f"zh_hans_{translator}", number, f"{side}/news-{translator}")
        for work, output in _far(texts, LINES_AWAY // LINES):
            add(work, output, "N2", f"news {side}", translator)
    works = [
        (name.replace("paper", "paper-work"), text if k % 2 else traditional(text))
        for k, (name, text) in enumerate(_joined(paper))
    ]
    whose = (f"newspaper {side}",) * 2
    _plant(
        table,
        works,
        _joined(reviews, 4)[:80],
        CHINESE,
        "zh",
        side,
        whose,
        rng,
    )
    for name in (("laozi", "sunzi"), ("analects", "prose"))[number]:
        whole = dict(unrelated.classics())[name]
        bits = [
            (f"{side}/classics/{name}-{k}.txt", text)
            for k, (_, text) in enumerate(unrelated.chunks(whole, 120))
        ]
        for work, output in combinations(bits, 2):
            add(work, output, "N2", name, name)
        for work in bits:
            for output in _some(reviews, 10, rng):
                add(work, output, "N0", name, name)


def translation() -> TruthTable:
    """Return pairs of an English and a Chinese text; what derives is 1, 2 or 4 lines among 24 others."""
    table = TruthTable()
    for number, side in enumerate(SIDES):
        _translation(table, number, side)
    return table


def _translation(table: TruthTable, number: int, side: str) -> None:
    traditional = opencc.OpenCC("s2t").convert
    columns = {name: _lines(name) for name in ("en", "zh_hans_human", "zh_hans_gpt4", "zh_hans_nllb")}
    versions = list(columns)[1:]
    rng = np.random.default_rng([7, number])
    first, stop = 150 * number, 150 * number + 150
    starts = range(first, stop, 10)

    def text(column: str, lines: Sequence[int], is_traditional: bool) -> str:
        joined = "\n".join(columns[column][n] for n in lines)
        return traditional(joined) if is_traditional and column != "en" else joined

    def add(work: Named, output: Named, null: str, way: str, who: str, n: int = 0, where: str = side) -> None:
        table.add(
            work,
            output,
            null=null,
            source=who,
            author=who,
            language=way,
            split=where,
            transformation=f"{n} lines translated" if n else "",
            derivation=SINGLE if n == 1 else "human" if HUMAN in output[0] else "model",
        )

    def whole(column: str, start: int) -> Named:
        lines = range(start, start + 10)
        return f"{side}/{column}/{start}.txt", text(column, lines, is_traditional=True)

    for start in starts:
        far = [n for n in range(first, stop) if abs(n - start) > 25]
        for k, version in enumerate(versions):
            for way, here, there in (("en-zh", "en", version), ("zh-en", version, "en")):
                for n in (1, 2, 4):
                    at = start + int(rng.integers(0, 10 - n))
                    filler = [int(one) for one in rng.choice(far, 24, replace=False)]
                    cut = int(rng.integers(0, 25))
                    lines = [*filler[:cut], *range(at, at + n), *filler[cut:]]
                    name = f"{side}/planted/{here}-{there}-{start}-{n}.txt"
                    output = (name, text(there, lines, is_traditional=k != 1))
                    add(whole(here, start), output, "", way, f"news {side}", n)
                for other in starts:
                    if abs(other - start) >= 20:
                        add(whole(here, start), whole(there, other), "N1", way, f"news {side}")
    mixed = [
        (
            f"{side}/mixed/{k}.txt",
            text(
                versions[k % 3],
                rng.choice(range(first, stop), 25, replace=False).tolist(),
                is_traditional=k % 2 == 0,
            ),
        )
        for k in range(40)
    ]
    reviews = [
        (f"{side}/reviews/{n:03}.txt", one)
        for n, (_, one) in enumerate(unrelated.grouped(unrelated.reviews_of(number), 5))
    ]
    _, author = BOOKS[side]
    for work in _some(_parts(side), 30, rng):
        for output in (*mixed, *_some(reviews, 40, rng)):
            add(work, output, "N0", "en-zh", author)


def _plant(
    table: TruthTable,
    works: Sequence[Named],
    hosts: Sequence[Named],
    language: Language,
    code: str,
    side: str,
    whose: tuple[str, str],
    rng: np.random.Generator,
    n_each: int = N_EACH,
) -> None:
    """Plant one passage of a work in one host each, of every size and change."""
    factor = 1.5 if language is CHINESE else 1.0
    simplified = opencc.OpenCC("t2s").convert
    for label, alter in alterations().items():
        for size in SIZES:
            n = round(size * factor)
            for k in range(n_each):
                _, host = hosts[int(rng.integers(len(hosts)))]
                long_enough = [one for one in works if len(language.unit.findall(one[1])) > n + 1]
                work = long_enough[int(rng.integers(len(long_enough)))]
                places = [found.span() for found in language.unit.finditer(work[1])]
                first = int(rng.integers(0, len(places) - n))
                passage = work[1][places[first][0] : places[first + n - 1][1]]
                changed = alter(language, language.unit.findall(host))(passage, rng)
                if language is CHINESE:
                    changed = simplified(changed)
                middle = host.find("\n", len(host) // 2)
                text = f"{host[:middle]}\n{changed}\n{host[middle:]}"
                output = (
                    f"{side}/planted/{whose[0].replace(' ', '-')}-{label.replace(' ', '-')}-{size}-{k}.txt",
                    text,
                )
                table.add(
                    work,
                    output,
                    null="",
                    source=whose[0],
                    author=whose[1],
                    language=code,
                    split=side,
                    transformation=label,
                    size=n,
                )


def _parts(side: str) -> list[Named]:
    book, _ = BOOKS[side]
    text = (DATA / "text" / "works" / f"{book}.txt").read_text("utf-8")
    return [(f"{side}/{book}/{k:03}.txt", part) for k, (_, part) in enumerate(unrelated.chunks(text, CHUNK))]


def _outputs(book: str, models: Sequence[str], side: str) -> list[tuple[int, Named]]:
    """Return what models answered, with the part of the book that the passage asked for begins in."""
    with (DATA / "text" / "truth.tsv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t") if row["work"] == book]
    found = []
    for row in rows:
        text = (DATA / "text" / "outputs" / row["output"]).read_text("utf-8")
        if row["model"] in models and len(text) >= LEAST_OUTPUT and "MODEL_RESPONSE_BLOCKED" not in text:
            found.append((int(row["start"]) // CHUNK, (f"{side}/outputs/{row['output']}", text)))
    return found


def _lines(column: str) -> list[str]:
    path = DATA / "text" / "en-zh" / "wmt23-first-300.tsv"
    with path.open(encoding="utf-8", newline="") as stream:
        return [row[column] for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)]


def _news(column: str, half: int, folder: str, n_lines: int = LINES) -> list[Named]:
    lines = _lines(column)[150 * half : 150 * half + 150]
    return [(f"{folder}/{at:03}.txt", "\n".join(lines[at : at + n_lines])) for at in range(0, 150, n_lines)]


def _joined(texts: Sequence[Named], n: int = 6) -> list[Named]:
    """Return every `n` texts as one."""
    return [
        (texts[at][0], "\n".join(text for _, text in texts[at : at + n]))
        for at in range(0, len(texts) - n, n)
    ]


def _far(texts: Sequence[Named], least: int) -> Iterator[tuple[Named, Named]]:
    """Yield every two texts that stand so far apart, the first as the work of every other pair."""
    for i, k in combinations(range(len(texts)), 2):
        if k - i >= least:
            yield (texts[i], texts[k]) if (i + k) % 2 else (texts[k], texts[i])


def _some(items: Sequence, n: int, rng: np.random.Generator) -> list:
    """Return at most `n` of the items, drawn without repetition, in their order."""
    return [items[k] for k in sorted(rng.permutation(len(items))[:n])]


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


BUILDERS: dict[str, Callable[[], TruthTable]] = {
    "en": english,
    "en-paraphrase": partial(english, with_reworded=True),
    "zh": chinese,
    "translation": translation,
}

if __name__ == "__main__":
    print(BUILDERS[sys.argv[1]]().write(Path(sys.argv[2])))
