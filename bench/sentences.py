"""Translation: what is found where it was put, and what where nothing was.

    python -m bench.sentences

Lines are shown in two halves; the floor was chosen with both in sight.
"""

from __future__ import annotations

import csv
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import opencc

from bench.demands import Demand, show
from bench.measure import DATA, machine, table
from bench.texts import book, compared, index_of, matches, tokens
from sidebyside.methods.sentence_alignment.chains import margins
from sidebyside.methods.sentence_alignment.encoder import (
    SentenceEncoder,
    background_sentences,
    cosines,
    neighbourhood,
)
from sidebyside.methods.text import translation
from sidebyside.primitives.text.sentences import sentences
from sidebyside.records import Span

TEXT = DATA / "text"
BOOKS = ("christmas-carol", "treasure-island")
VERSIONS = ("human", "gpt4", "nllb")
N_LINES, N_FILLER, MOST_MISSES = 10, 24, 12
LEAST_F1, LEAST_FOUND, MOST_FALSE = 0.95, {1: 0.85, 2: 0.95, 4: 1.00}, 1.0


def main() -> None:
    """Print the tables."""
    print(f"machine: {machine()}")
    lines = _lines()
    _encoder(lines)
    demands = [*_documents(lines), *_planted(lines)]
    _unrelated(lines)
    print("\nNone of the peers compares texts of two languages.")
    show(demands)


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


def _directions(lines: dict[str, list[str]]) -> Iterator[tuple[str, str, list[str], list[str]]]:
    for version in VERSIONS:
        yield version, "English work", lines["en"], lines[version]
        yield version, "Chinese work", lines[version], lines["en"]


def _documents(lines: dict[str, list[str]]) -> list[Demand]:
    rows, demands = [], []
    for version, way, here, there in _directions(lines):
        works = [_parts(here[at : at + N_LINES]) for at in range(0, len(here), N_LINES)]
        outputs = [_parts(there[at : at + N_LINES]) for at in range(0, len(there), N_LINES)]
        index = index_of(translation, [work.text for work in works])
        right, false, counts = 0, [], {0: np.zeros(3), 1: np.zeros(3)}
        for number, output in enumerate(outputs):
            found = compared(index, output.text)
            numbers = {comparison.work_number for comparison in found if comparison.matches}
            right += number in numbers
            false += [(number, other) for other in numbers - {number}]
            pairs = {
                (other, row, column)
                for other, match in matches(found)
                for pair in match.pairs
                for row in works[other].at(pair.work_span)
                for column in output.at(pair.output_span)
            }
            truth = {(number, row, row) for row in range(N_LINES)}
            counts[number >= len(outputs) // 2] += len(pairs & truth), len(pairs - truth), len(truth - pairs)
        f1 = [f"{2 * tp / (2 * tp + fp + fn):.3f}" for tp, fp, fn in counts.values()]
        tp, fp, fn = counts[0] + counts[1]
        title = f"translation, whole documents, {version}, {way}"
        demands += [
            Demand(f"{title}: to its own", right, ">=", len(outputs), 0),
            Demand(f"{title}: to another", len(false), "<=", 0, 0),
            Demand(f"{title}: F1 of pairs", 2 * tp / (2 * tp + fp + fn), ">=", LEAST_F1),
        ]
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
    return demands


def _planted(lines: dict[str, list[str]]) -> list[Demand]:
    rows, misses, wrong = [], [], []
    pooled: dict[tuple[int, str, str], list[Trial]] = defaultdict(list)
    for half in (0, 150):
        for n_planted in (1, 2, 4):
            for version, way, here, there in _directions(lines):
                tried = _plant(here, there, half, n_planted)
                pooled[n_planted, version, way] += tried
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
    return [demand for key, trials in pooled.items() for demand in _of_planted(*key, trials)]


def _of_planted(n_planted: int, version: str, way: str, trials: list[Trial]) -> Iterator[Demand]:
    title = f"translation, {n_planted} planted, {version}, {way}"
    found = sum(not one.is_missed for one in trials) / len(trials)
    false = 3000 * sum(len(one.false) for one in trials) / sum(one.n_sentences for one in trials)
    yield Demand(f"{title}: right place", found, ">=", LEAST_FOUND[n_planted])
    yield Demand(f"{title}: false in 3,000 sentences", false, "<=", MOST_FALSE, 2)


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
    index = index_of(translation, [work.text for work in works])
    others = [number for number in range(len(here)) if not half <= number < half + 150]
    trials = []
    for number, start in enumerate(starts):
        for first in range(start, start + N_LINES - n_planted + 1, min(n_planted, 2)):
            planted = list(range(first, first + n_planted))
            filler, cut = chance.sample(others, N_FILLER), chance.randrange(N_FILLER + 1)
            order = [*filler[:cut], *planted, *filler[cut:]]
            output = _parts([there[at] for at in order])
            is_found, false = False, []
            for other, match in matches(compared(index, output.text)):
                columns = {order[at] for pair in match.pairs for at in output.at(pair.output_span)}
                rows = {starts[other] + at for pair in match.pairs for at in works[other].at(pair.work_span)}
                if other == number and columns & rows & set(planted):
                    is_found = True
                else:
                    false.append((here[min(rows)][:70], there[min(columns)][:40]))
            n_sentences = len(sentences(tokens(output.text)))
            trials.append(Trial(first, not is_found, false, n_sentences))
    return trials


def _unrelated(lines: dict[str, list[str]]) -> None:
    index = index_of(translation, [book(name) for name in BOOKS])
    rows = []
    for version in VERSIONS:
        n_sentences = n_false = 0
        for at in range(0, 300, 25):
            text = "\n".join(lines[version][at : at + 25])
            n_sentences += len(sentences(tokens(text)))
            n_false += sum(1 for _ in matches(compared(index, text)))
        rows.append((version, n_sentences, n_false))
    table(
        "News and talk in Chinese against two novels: nothing is to be found",
        ("Chinese of", "sentences", "matches"),
        rows,
    )


if __name__ == "__main__":
    main()
