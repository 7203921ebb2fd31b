"""Translation and paraphrase: what is found where it was put, what where nothing was, and the cost.

    python -m bench.sentences

Lines are shown in two halves; the floor was chosen with both in sight.
"""

from __future__ import annotations

import csv
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import opencc

from bench.measure import DATA, machine, table
from sidebyside.methods.text import near_verbatim, paraphrase, translation
from sidebyside.primitives.sentence_encoder import SentenceEncoder, cosines
from sidebyside.primitives.sentence_pairing import background_sentences
from sidebyside.primitives.text.sentence_chains import margins, neighbourhood
from sidebyside.primitives.text.sentences import sentences
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Comparison, Match, Span, Text

TEXT = DATA / "text"
BOOKS = ("christmas-carol", "treasure-island")
VERSIONS = ("human", "gpt4", "nllb")
N_LINES, N_FILLER, MOST_MISSES = 10, 24, 12


class Memory(dict[str, bytes]):
    """A cache of vectors for this run."""

    def put(self, key: str, value: bytes) -> None:
        """Keep a value."""
        self[key] = value


MEMORY = Memory()
VOCABULARY = Vocabulary()


def main() -> None:
    """Print the tables."""
    print(f"machine: {machine()}")
    lines = _lines()
    _encoder(lines)
    _documents(lines)
    _planted(lines)
    _unrelated(lines)
    _summaries()
    _short_answers()
    _cost()


def _lines() -> dict[str, list[str]]:
    with (TEXT / "en-zh" / "wmt23-first-300.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    traditional = opencc.OpenCC("s2t").convert
    columns = {name: [traditional(row[f"zh_hans_{name}"]) for row in rows] for name in VERSIONS}
    return {"en": [row["en"] for row in rows], **columns}


def _encoder(lines: dict[str, list[str]]) -> None:
    encoder = SentenceEncoder()
    encoder.encode(["Load it first."])
    begin = time.process_time()
    vectors = {name: encoder.encode(column) for name, column in lines.items()}
    spent = (time.process_time() - begin) / sum(map(len, lines.values()))
    print(f"\none sentence at a time, on one thread: {1000 * spent:.2f} ms of processor time")
    crowd = {name: encoder.encode(background_sentences(name)) for name in ("alphabetic", "han")}
    rows = []
    for name in VERSIONS:
        near = cosines(vectors["en"], vectors[name])
        here = neighbourhood(cosines(vectors["en"], crowd["han"]))
        there = neighbourhood(cosines(vectors[name], crowd["alphabetic"]))
        ratio = near / ((here[:, None] + there[None, :]) / 2)
        both = neighbourhood(near), neighbourhood(near.T)
        full = near / ((both[0][:, None] + both[1][None, :]) / 2)
        for label, scores in (
            ("cosine", near),
            ("ratio margin over all 300", full),
            ("ratio margin over the fixed list", ratio),
            ("margin over the fixed list", margins(near, here, there)),
        ):
            right = np.arange(len(near))
            rows.append(
                (
                    name,
                    label,
                    f"{np.mean(scores.argmax(1) == right):.3f}",
                    f"{np.mean(scores.argmax(0) == right):.3f}",
                )
            )
    table(
        "300 lines, nearest by", ("Chinese of", "measure", "English first right", "Chinese first right"), rows
    )


@dataclass(frozen=True)
class Parts:
    """A text made of lines, with the place of each."""

    text: str
    places: tuple[Span, ...]

    def at(self, span: Span) -> set[int]:
        """Return the lines a span covers to a third of the shorter of the two."""
        return {
            number
            for number, place in enumerate(self.places)
            if min(place.end, span.end) - max(place.start, span.start) > min(len(place), len(span)) / 3
        }


def _parts(lines: Sequence[str]) -> Parts:
    places, at = [], 0
    for line in lines:
        places.append(Span(at, at + len(line)))
        at += len(line) + 1
    return Parts("\n".join(lines), tuple(places))


def _tokens(text: str):
    return tokenize(Text(text), VOCABULARY)


def _index(method, works: Sequence[str]):
    index = method.MEMBER.index()
    index.keep_vectors_in(MEMORY)
    index.add([_tokens(work) for work in works])
    return index


def _compared(index, text: str) -> tuple[Comparison, ...]:
    return index.compare([_tokens(text)])[0]


def _matches(comparisons: Sequence[Comparison]) -> Iterator[tuple[int, Match]]:
    for comparison in comparisons:
        for match in comparison.matches:
            yield comparison.work_number, match


def _directions(lines: dict[str, list[str]]) -> Iterator[tuple[str, str, list[str], list[str]]]:
    for version in VERSIONS:
        yield version, "English work", lines["en"], lines[version]
        yield version, "Chinese work", lines[version], lines["en"]


def _documents(lines: dict[str, list[str]]) -> None:
    rows = []
    for version, way, here, there in _directions(lines):
        works = [_parts(here[at : at + N_LINES]) for at in range(0, len(here), N_LINES)]
        outputs = [_parts(there[at : at + N_LINES]) for at in range(0, len(there), N_LINES)]
        index = _index(translation, [work.text for work in works])
        right, false, counts = 0, [], {0: np.zeros(3), 1: np.zeros(3)}
        for number, output in enumerate(outputs):
            found = _compared(index, output.text)
            numbers = {comparison.work_number for comparison in found if comparison.matches}
            right += number in numbers
            false += [(number, other) for other in numbers - {number}]
            pairs = {
                (other, row, column)
                for other, match in _matches(found)
                for pair in match.pairs
                for row in works[other].at(pair.work_span)
                for column in output.at(pair.output_span)
            }
            truth = {(number, row, row) for row in range(N_LINES)}
            counts[number >= len(outputs) // 2] += len(pairs & truth), len(pairs - truth), len(truth - pairs)
        f1 = [f"{2 * tp / (2 * tp + fp + fn):.3f}" for tp, fp, fn in counts.values()]
        rows.append((version, way, f"{right} of {len(outputs)}", false or "none", *f1))
    table(
        "Whole documents of 10 lines among 30, translations in Traditional characters",
        (
            "Chinese of",
            "direction",
            "to its document",
            "to another (output, work)",
            "F1 first half",
            "second",
        ),
        rows,
    )


def _planted(lines: dict[str, list[str]]) -> None:
    rows, misses, wrong = [], [], []
    for half in (0, 150):
        for n_planted in (1, 2, 4):
            for version, way, here, there in _directions(lines):
                tried = _plant(here, there, half, n_planted)
                n_right = sum(not one.is_missed for one in tried)
                n_false, n_sentences = (
                    sum(len(one.false) for one in tried),
                    sum(one.n_sentences for one in tried),
                )
                misses += [(version, way, there[one.first][:60]) for one in tried if one.is_missed]
                wrong += [(version, way, *false) for one in tried for false in one.false]
                rows.append(
                    (
                        "first" if half == 0 else "second",
                        n_planted,
                        version,
                        way,
                        f"{n_right} of {len(tried)}",
                        f"{n_right / len(tried):.3f}",
                        f"{3000 * n_false / n_sentences:.2f}",
                    )
                )
    table(
        "Lines of one of 15 works among 24 lines of other matter",
        ("half", "planted", "Chinese of", "direction", "right place", "share", "false in 3,000 sentences"),
        rows,
    )
    print(f"\n{len(misses)} missed, the first different ones:")
    for miss in list(dict.fromkeys(misses))[:MOST_MISSES]:
        print("  ", *miss, sep=" | ")
    print(f"\n{len(wrong)} false, the different ones:")
    for false in list(dict.fromkeys(wrong))[:MOST_MISSES]:
        print("  ", *false, sep=" | ")


@dataclass(frozen=True)
class Trial:
    """One output with something planted: what was put where, and what came back."""

    first: int
    is_missed: bool
    false: list[tuple[str, str]]
    n_sentences: int


def _plant(here: list[str], there: list[str], half: int, n_planted: int) -> list[Trial]:
    chance = random.Random(half * 10 + n_planted)
    starts = range(half, half + 150, N_LINES)
    works = [_parts(here[at : at + N_LINES]) for at in starts]
    index = _index(translation, [work.text for work in works])
    others = [number for number in range(len(here)) if not half <= number < half + 150]
    trials = []
    for number, start in enumerate(starts):
        for first in range(start, start + N_LINES - n_planted + 1, min(n_planted, 2)):
            planted = list(range(first, first + n_planted))
            filler, cut = chance.sample(others, N_FILLER), chance.randrange(N_FILLER + 1)
            order = [*filler[:cut], *planted, *filler[cut:]]
            output = _parts([there[at] for at in order])
            is_found, false = False, []
            for other, match in _matches(_compared(index, output.text)):
                columns = {order[at] for pair in match.pairs for at in output.at(pair.output_span)}
                rows = {starts[other] + at for pair in match.pairs for at in works[other].at(pair.work_span)}
                if other == number and columns & rows & set(planted):
                    is_found = True
                else:
                    false.append((here[min(rows)][:70], there[min(columns)][:40]))
            n_sentences = len(sentences(_tokens(output.text)))
            trials.append(Trial(first, not is_found, false, n_sentences))
    return trials


def _book(name: str) -> str:
    return (TEXT / "works" / f"{name}.txt").read_bytes().decode("utf-8")


def _unrelated(lines: dict[str, list[str]]) -> None:
    index = _index(translation, [_book(name) for name in BOOKS])
    rows = []
    for version in VERSIONS:
        n_sentences = n_false = 0
        for at in range(0, 300, 25):
            text = "\n".join(lines[version][at : at + 25])
            n_sentences += len(sentences(_tokens(text)))
            n_false += sum(1 for _ in _matches(_compared(index, text)))
        rows.append((version, n_sentences, n_false))
    table(
        "News and talk in Chinese against two novels: nothing is to be found",
        ("Chinese of", "sentences", "matches"),
        rows,
    )


def _summaries() -> None:
    events = {name: json.loads((TEXT / "events" / f"{name}.json").read_text("utf-8")) for name in BOOKS}
    index = _index(paraphrase, [_book(name) for name in BOOKS])
    rows, missed = [], []
    for number, name in enumerate(BOOKS):
        counts: dict[str, int] = defaultdict(int)
        for event in events[name]:
            found = list(_matches(_compared(index, " ".join(event["summary"]))))
            place = Span(event["start"], event["end"])
            ranked = sorted(found, key=lambda item: -sum(pair.similarity for pair in item[1].pairs))
            is_right = [other == number and _meets(match.work_span, place) for other, match in ranked]
            counts["first"] += bool(is_right) and is_right[0]
            counts["none"] += not is_right
            counts["other place"] += sum(not right for right in is_right)
            counts["other book"] += sum(other != number for other, _ in ranked)
            if not is_right or not is_right[0]:
                missed.append((name, event["title"]))
        n = len(events[name])
        rows.append(
            (
                name,
                n,
                f"{counts['first'] / n:.3f}",
                *(counts[key] for key in ("none", "other place", "other book")),
            )
        )
    table(
        "Summaries of passages against both books",
        ("book", "summaries", "right passage first", "no match", "matches elsewhere", "matches, other book"),
        rows,
    )
    print("\nnot first:")
    for miss in missed:
        print("  ", *miss, sep=" | ")


def _meets(span: Span | None, place: Span) -> bool:
    return span is not None and span.start < place.end and place.start < span.end


def _short_answers() -> None:
    folder = TEXT / "short-answers"
    with (folder / "file_information.csv").open(encoding="utf-8", newline="") as stream:
        files = [row for row in csv.DictReader(stream) if row["Category"] != "orig"]
    tasks = sorted({row["Task"] for row in files})
    originals = [(folder / f"orig_task{task}.txt").read_text("utf-8", errors="replace") for task in tasks]
    scores: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    n_other = 0
    indexes = {
        "near_verbatim": near_verbatim.MEMBER.index(),
        "paraphrase": _index(paraphrase, originals),
    }
    indexes["near_verbatim"].add([_tokens(text) for text in originals])
    for row in files:
        output = _tokens((folder / row["File"]).read_text("utf-8", errors="replace"))
        spans: list[Span] = []
        for name, index in indexes.items():
            own: list[Span] = []
            for number, match in _matches(index.compare([output])[0]):
                if number != tasks.index(row["Task"]):
                    n_other += 1
                elif match.pairs:
                    own += [pair.output_span for pair in match.pairs]
                else:
                    own += [step.output_span for step in match.operations if step.kind in ("kept", "moved")]
            spans += own
            scores[name][row["Category"]].append(output.measure.share(output.measure.extent(own)))
        both = output.measure.share(output.measure.extent(spans))
        scores["both"][row["Category"]].append(both)
    rows = []
    for name, by_grade in scores.items():
        grades = ("non", "heavy", "light", "cut")
        pairs = [(rank, value) for rank, grade in enumerate(grades) for value in by_grade[grade]]
        ordered = _rank_correlation([rank for rank, _ in pairs], [value for _, value in pairs])
        areas = [f"{_area(by_grade[grade], by_grade['non']):.3f}" for grade in grades[1:]]
        rows.append((name, f"{ordered:.3f}", *areas))
    table(
        f"Short answers: matched share against the grade (matches with originals of another task: {n_other})",
        ("method", "rank correlation", "heavy against non", "light", "cut"),
        rows,
    )


def _ranks(values: Sequence[float]) -> np.ndarray:
    array = np.asarray(values, dtype=float)
    return np.array([np.sum(array < value) + np.sum(array == value) / 2 for value in array])


def _rank_correlation(left: Sequence[float], right: Sequence[float]) -> float:
    return float(np.corrcoef(_ranks(left), _ranks(right))[0, 1])


def _area(positive: Sequence[float], negative: Sequence[float]) -> float:
    high, low = np.asarray(positive)[:, None], np.asarray(negative)[None, :]
    return float(np.mean((high > low) + (high == low) / 2))


def _cost() -> None:
    paths = sorted((TEXT / "outputs").rglob("*.txt"))
    outputs = [_tokens(path.read_bytes().decode("utf-8", "replace")) for path in paths]
    owners = [BOOKS.index(path.parts[-3]) for path in paths]
    rows = []
    for method in (translation, paraphrase):
        begin = time.process_time()
        index = method.MEMBER.index()
        index.add([_tokens(_book(name)) for name in BOOKS])
        n_own = n_other = 0
        for owner, found in zip(owners, index.compare(outputs), strict=True):
            numbers = {comparison.work_number for comparison in found if comparison.matches}
            n_own += owner in numbers
            n_other += len(numbers - {owner})
        spent = time.process_time() - begin
        rows.append((method.NAME, f"{spent:.1f}", index.n_encoded, n_own, n_other))
    table(
        "Both books against 1,148 English outputs, nothing cached",
        ("method", "CPU s", "vectors made", "matched with its book", "with the other book"),
        rows,
    )


if __name__ == "__main__":
    main()
