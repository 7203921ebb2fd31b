"""Story tables: how often the right passage has one, unrelated texts have one, and who is who in them."""

from __future__ import annotations

import csv
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import opencc

from bench.measure import DATA, table
from sidebyside.methods.text import story
from sidebyside.primitives.text.tokens import TokenizedText, Vocabulary, tokenize
from sidebyside.records import Comparison, NamedThing, Span, StoryTable, Text

TEXT = DATA / "text"
BOOKS = ("christmas-carol", "treasure-island")
VOCABULARY = Vocabulary()
N_LINES = 10
EVERY = 5
"""Of the outputs of a model every fifth is taken."""

RENAMED = {
    "Scrooge": "Harlow", "Marley": "Venning", "Cratchit": "Pitman", "Cratchits": "Pitmans", "Bob": "Ned",
    "Fezziwig": "Tolliver", "Fred": "Walter", "Belle": "Clarissa", "Tim": "Robin", "Jim": "Toby",
    "Hawkins": "Larkin", "Silver": "Brandt", "Livesey": "Ormond", "Trelawney": "Peverell",
    "Smollett": "Cardew", "Flint": "Graves",
    "Gunn": "Tuttle", "Pew": "Mott", "Hispaniola": "Calliope", "Gray": "Sutter",
}  # fmt: skip
N_PIECE = 12_000
SAME_BEARER = {"Jim": "Hawkins", "Hawkins": "Jim", "Bob": "Cratchit", "Cratchit": "Bob"}
N_JOINED = 8
"""Summaries in a row that are taken together where renaming is tried."""


class _Memory(dict[str, bytes]):
    """Vectors made so far, shared by all indexes of a run."""

    def put(self, key: str, value: bytes) -> None:
        self[key] = value


MEMORY = _Memory()


def main() -> None:
    _cost()
    events = {name: json.loads((TEXT / "events" / f"{name}.json").read_text("utf-8")) for name in BOOKS}
    index = _index([_book(name) for name in BOOKS])
    _summaries(events, index)
    _outputs(index)
    _unrelated(index)
    _characters(events)
    _renamed(events)
    _renderings()


def _tokens(text: str) -> TokenizedText:
    return tokenize(Text(text), VOCABULARY)


def _book(name: str) -> str:
    return (TEXT / "works" / f"{name}.txt").read_bytes().decode("utf-8")


def _index(works: Sequence[str]):
    index = story.MEMBER.index()
    index.keep_vectors_in(MEMORY)
    index.add([_tokens(work) for work in works])
    return index


def _compared(index, texts: Sequence[str]) -> Iterator[dict[int, StoryTable]]:
    for first in range(0, len(texts), 16):
        for found in index.compare([_tokens(text) for text in texts[first : first + 16]]):
            yield {item.work_number: _table(item) for item in found}


def _table(comparison: Comparison) -> StoryTable:
    if not isinstance(comparison.apart, StoryTable):
        raise TypeError(comparison)
    return comparison.apart


def _cost() -> None:
    texts = [
        path.read_bytes().decode("utf-8", "replace") for path in sorted((TEXT / "outputs").rglob("*.txt"))
    ]
    outputs = [_tokens(text) for text in texts[::EVERY]]
    begin = time.process_time()
    index = _index([_book(name) for name in BOOKS])
    n_tables = sum(
        len(found)
        for first in range(0, len(outputs), 16)
        for found in index.compare(outputs[first : first + 16])
    )
    spent = time.process_time() - begin
    table(
        f"Both books against {len(outputs)} outputs, nothing cached",
        ("CPU s", "sentences encoded", "tables"),
        [(f"{spent:.1f}", len(MEMORY), n_tables)],
    )


def _summaries(events: dict[str, list[dict]], index) -> None:
    rows = []
    for number, name in enumerate(BOOKS):
        counts: Counter[str] = Counter()
        texts = [" ".join(event["summary"]) for event in events[name]]
        for event, found in zip(events[name], _compared(index, texts), strict=True):
            place = Span(event["start"], event["end"])
            counts["own"] += number in found
            counts["other"] += 1 - number in found
            if number in found:
                inside = [
                    pair.work_span.start < place.end and place.start < pair.work_span.end
                    for pair in found[number].events
                    if pair.work_span and pair.output_span and pair.is_in_order
                ]
                counts["right"] += 2 * sum(inside) > len(inside)
                counts["events"] += len(inside)
                counts["events inside"] += sum(inside)
        n = len(texts)
        share = f"{counts['events inside'] / counts['events']:.3f}"
        rows.append(
            (name, n, counts["own"], counts["right"], f"{counts['right'] / n:.3f}", share, counts["other"])
        )
    table(
        "Paraphrasing summaries against both books",
        (
            "book", "summaries", "table with it", "at the right passage", "share",
            "its events in that passage", "table with the other book",
        ),
        rows,
    )  # fmt: skip


def _outputs(index) -> None:
    rows = []
    for folder in sorted(path for path in (TEXT / "outputs").glob("*/*") if path.is_dir()):
        own = BOOKS.index(folder.parent.name)
        texts = [
            path.read_bytes().decode("utf-8", "replace") for path in sorted(folder.glob("*.txt"))[::EVERY]
        ]
        found = list(_compared(index, texts))
        n_own, n_other = sum(own in one for one in found), sum(1 - own in one for one in found)
        rows.append((folder.parent.name, folder.name, len(texts), n_own, n_other))
    table(
        f"Outputs of models asked to recite, every {EVERY}th, against both books",
        ("asked for", "model", "outputs", "table with it", "with the other book"),
        rows,
    )


def _wmt() -> dict[str, list[str]]:
    convert = opencc.OpenCC("s2twp").convert
    with (TEXT / "en-zh" / "wmt23-first-300.tsv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    columns = {key: [line[key] for line in lines] for key in lines[0]}
    return {
        key: values if key == "en" else [convert(one) for one in values] for key, values in columns.items()
    }


def _documents(lines: Sequence[str]) -> list[str]:
    return ["\n".join(lines[at : at + N_LINES]) for at in range(0, len(lines), N_LINES)]


def _unrelated(books) -> None:
    rows = []
    lines = _wmt()
    chinese = next(key for key in lines if key not in ("en", "id"))
    for key in ("en", chinese):
        documents = _documents(lines[key])
        n = sum(len(found) for found in _compared(books, documents))
        rows.append(("news and talk, " + key, "two novels", 2 * len(documents), n))
    for own, name in enumerate(BOOKS):
        book = _book(name)
        pieces = [book[at : at + N_PIECE] for at in range(0, len(book) - N_PIECE, N_PIECE)]
        n = sum(1 - own in found for found in _compared(books, pieces))
        rows.append((f"pieces of {name}", "the other novel", len(pieces), n))
    english, other = _documents(lines["en"]), _documents(lines[chinese])
    for name, works, outputs in (("en, en", english, english), (f"en, {chinese}", english, other)):
        found = list(_compared(_index(works), outputs))
        n_own = sum(number in one for number, one in enumerate(found))
        n_other = sum(len(set(one) - {number}) for number, one in enumerate(found))
        n_near = sum(len(set(one) & {number - 1, number + 1}) for number, one in enumerate(found))
        rows.append((f"documents of ten lines, {name}", "each other", len(works) * (len(works) - 1), n_other))
        print(f"{name}: table with itself or its translation {n_own} of {len(works)}; neighbours: {n_near}")
    folder = TEXT / "short-answers"
    with (folder / "file_information.csv").open(encoding="utf-8", newline="") as stream:
        files = [row for row in csv.DictReader(stream) if row["Category"] != "orig"]
    tasks = sorted({row["Task"] for row in files})
    originals = [(folder / f"orig_task{task}.txt").read_text("utf-8", errors="replace") for task in tasks]
    answers = [(folder / row["File"]).read_text("utf-8", errors="replace") for row in files]
    n = sum(len(found) for found in _compared(books, answers))
    rows.append(("short answers", "two novels", 2 * len(answers), n))
    n_other, by_grade = 0, defaultdict(Counter)
    for row, found in zip(files, _compared(_index(originals), answers), strict=True):
        own = tasks.index(row["Task"])
        by_grade[row["Category"]]["n"] += 1
        by_grade[row["Category"]]["table"] += own in found
        n_other += len(set(found) - {own})
    rows.append(("short answers", "originals of another task", len(answers) * (len(tasks) - 1), n_other))
    table(
        "Unrelated texts: no table is to be made",
        ("outputs", "works", "pairs", "tables", "share at most (95 %)"),
        [(*row, f"{_bound(row[3], row[2]):.4f}") for row in rows],
    )
    table(
        "Short answers with the original of their task",
        ("grade", "answers", "tables"),
        [(grade, counts["n"], counts["table"]) for grade, counts in sorted(by_grade.items())],
    )


def _bound(n_found: int, n_pairs: int) -> float:
    """Return the upper end of the one-sided 95 % interval of Clopper and Pearson, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(n_found, n_pairs, middle) > 0.05 else (low, middle)
    return high


def _at_most(k: int, n: int, share: float) -> float:
    term = total = (1 - share) ** n
    for i in range(k):
        term *= (n - i) / (i + 1) * share / (1 - share)
        total += term
    return total


_PROPER = re.compile(r"\b[A-Z][a-z]+(?:[-'’][A-Z][a-z]+)?\b")
_NO_NAME_WORDS = (
    "The Captain Dr Mr Mrs Squire Ghost Spirit Narrator Clerk Nephew Two Portly Gentlemen Carol Singer Man "
    "Inn Old Young Men Black Long Doctor Crew Boy Sailor Sailors Pirates Pirate Buccaneers Mutineers"
)
_NO_NAME = frozenset(_NO_NAME_WORDS.split())


def _characters(events: dict[str, list[dict]]) -> None:
    """Compare each summary with its own passage; the truth are the names of its list that stand in both."""
    rows = []
    for name in BOOKS:
        book = _book(name)
        counts: Counter[str] = Counter()
        extra: Counter[str] = Counter()
        for event in events[name]:
            passage, summary = book[event["start"] : event["end"]], " ".join(event["summary"])
            wanted = {
                word
                for entry in event["characters"]
                for word in _PROPER.findall(entry)
                if word not in _NO_NAME and _stands(word, passage) and _stands(word, summary)
            }
            (found,) = _compared(_index([passage]), [summary])
            counts["tables"] += 0 in found
            if 0 not in found:
                continue
            same = {word for row in found[0].characters if row.relation == "same" for word in _words(row)}
            counts["wanted"] += len(wanted)
            counts["found"] += len(wanted & same)
            others = [row for row in found[0].characters if row.relation == "renamed"]
            counts["renamed"] += len(others)
            counts["rows"] += sum(row.relation == "same" for row in found[0].characters)
            listed = {word for entry in event["characters"] for word in _PROPER.findall(entry)}
            for row in found[0].characters:
                if row.relation == "same" and not _words(row) & listed:
                    counts["unlisted"] += 1
                    extra[row.work_name] += 1
        rows.append(
            (
                name, counts["tables"], counts["wanted"], counts["found"],
                f"{counts['found'] / counts['wanted']:.3f}",
                counts["rows"], counts["unlisted"], counts["renamed"],
            )
        )  # fmt: skip
        print(f"{name}, called the same and not in the list of characters: {extra.most_common(12)}")
    table(
        "Summaries with their own passage: names of the list of characters that stand in both texts",
        (
            "book", "tables", "names in both", "called the same", "share", "rows called the same",
            "not in the list",
            "called renamed (none is)",
        ),
        rows,
    )  # fmt: skip


def _stands(word: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text) is not None


def _words(row: NamedThing) -> set[str]:
    return set(_PROPER.findall(f"{row.work_name} {row.output_name}"))


def _renamed(events: dict[str, list[dict]]) -> None:
    pattern = re.compile(rf"\b({'|'.join(RENAMED)})\b")
    rows, wrong = [], Counter()
    for name in BOOKS:
        book, counts = _book(name), Counter()
        for first in range(0, len(events[name]) - N_JOINED + 1, N_JOINED):
            chosen = events[name][first : first + N_JOINED]
            passage = book[chosen[0]["start"] : chosen[-1]["end"]]
            summary = " ".join(sentence for event in chosen for sentence in event["summary"])
            again = pattern.sub(lambda found: RENAMED[found.group()], summary)
            there = {
                old
                for old in RENAMED
                if _stands(old, passage) and len(re.findall(rf"\b{old}\b", summary)) > 2
            }
            (found,) = _compared(_index([passage]), [again])
            if 0 not in found:
                continue
            counts["tables"] += 1
            right = set()
            for row in found[0].characters:
                if row.relation != "renamed":
                    continue
                pairs = {
                    old
                    for old in RENAMED
                    if _stands(old, row.work_name) and _is_renamed(old, row.output_name)
                }
                counts["right rows"] += bool(pairs)
                counts["wrong rows"] += not pairs
                right |= pairs
                if not pairs:
                    wrong[row.work_name, row.output_name] += 1
            counts["there"] += len(there)
            counts["found"] += len(there & right)
        rows.append(
            (
                name,
                counts["tables"],
                counts["there"],
                counts["found"],
                counts["right rows"],
                counts["wrong rows"],
            )
        )
    table(
        f"{N_JOINED} summaries in a row, their characters renamed, with their passage",
        ("book", "tables", "names in three places or more", "role found", "rows right", "rows wrong"),
        rows,
    )
    print(f"wrong: {wrong.most_common(12)}")


def _is_renamed(old: str, name: str) -> bool:
    return _stands(RENAMED[old], name) or (old in SAME_BEARER and _stands(RENAMED[SAME_BEARER[old]], name))


def _renderings() -> None:
    """Print what is called a translated name in news and their translations, to be read."""
    lines = _wmt()
    english = _documents(lines["en"])
    for key in (key for key in lines if key not in ("en", "id")):
        index = _index(english)
        kinds: Counter[tuple[str, str]] = Counter()
        for number, found in enumerate(_compared(index, _documents(lines[key]))):
            if number in found:
                rows = (*found[number].characters, *found[number].setting)
                kinds.update(
                    (row.work_name, row.output_name)
                    for row in rows
                    if row.relation in ("translated", "renamed") and row.kind != "number"
                )
        print(f"{key}: {len(kinds)} translated: {sorted(kinds)}")


if __name__ == "__main__":
    main()
