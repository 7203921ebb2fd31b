"""Planted passages and the PAN measure: what is found of what was planted, in how many pieces.

Plagdet is the measure of the PAN competitions: F1 of macro-averaged, character-level precision and recall
over both sides, divided by log2(1 + granularity), the mean number of detections a planted passage that was
found at all. Source: Potthast, Stein, Barrón-Cedeño & Rosso (2010), COLING posters, pages 997-1005.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

Span = tuple[int, int]
Pair = tuple[Span, Span]
"""A place in the work and a place in the output."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text with passages of a work planted in it; `cases` are pairs of places (work, document)."""

    text: str
    cases: tuple[Pair, ...]


def plagdet(cases: Sequence[Sequence[Pair]], detections: Sequence[Sequence[Pair]]) -> dict[str, float]:
    """Measure detections against planted cases, both given a document at a time."""
    precision: list[float] = []
    recall: list[float] = []
    pieces: list[int] = []
    for planted, found in zip(cases, detections, strict=True):
        precision += [_covered(one, planted) for one in found]
        recall += [_covered(one, found) for one in planted]
        pieces += [n for one in planted if (n := sum(_meet(one, other) for other in found))]
    p, r = (float(np.mean(values)) if values else 0.0 for values in (precision, recall))
    granularity = float(np.mean(pieces)) if pieces else 1.0
    f1 = 2 * p * r / (p + r) if p + r else 0.0
    return {
        "plagdet": f1 / math.log2(1 + granularity),
        "precision": p,
        "recall": r,
        "granularity": granularity,
    }


def _meet(one: Pair, other: Pair) -> bool:
    return all(max(a[0], b[0]) < min(a[1], b[1]) for a, b in zip(one, other, strict=True))


def _covered(one: Pair, others: Sequence[Pair]) -> float:
    """Share of the characters of a pair, both sides together, that lie in pairs which meet it."""
    total = covered = 0
    for side in (0, 1):
        start, end = one[side]
        inside = np.zeros(end - start, dtype=bool)
        for other in others:
            if _meet(one, other):
                inside[max(0, other[side][0] - start) : max(0, other[side][1] - start)] = True
        total += end - start
        covered += int(inside.sum())
    return covered / total


@dataclass(frozen=True, slots=True)
class Language:
    """How a text of a language is cut into units, how they are joined, and what a sentence ends with."""

    unit: re.Pattern[str]
    joint: str
    sentence_end: re.Pattern[str]
    passage_units: tuple[int, int]
    host_units: tuple[int, int]


ENGLISH = Language(
    re.compile(r"\S+"), " ", re.compile(r"(?<=[.!?][”’\"'])\s+|(?<=[.!?])\s+"), (40, 250), (300, 900)
)
CHINESE = Language(
    re.compile(r"\S"), "", re.compile(r"(?<=[。！？][」』])|(?<=[。！？])(?![」』])"), (60, 375), (450, 1350)
)

Alter = Callable[[str, np.random.Generator], str]


def plant(
    work: str, host: str, n_documents: int, language: Language, alter: Alter, rng: np.random.Generator
) -> list[Document]:
    """Plant one to three altered passages of a work in each of some stretches of another text."""
    of_work = [found.span() for found in language.unit.finditer(work)]
    of_host = [found.span() for found in language.unit.finditer(host)]
    documents = []
    for _ in range(n_documents):
        pieces, cases, length = [], [], 0
        for number in range(2 * int(rng.integers(1, 4)) + 1):
            low, high = language.passage_units if number % 2 else language.host_units
            n = int(rng.integers(low, high))
            if number % 2:
                first = int(rng.integers(0, len(of_work) - n))
                start, end = of_work[first][0], of_work[first + n - 1][1]
                piece = alter(work[start:end], rng)
                cases.append(((start, end), (length, length + len(piece))))
            else:
                first = int(rng.integers(0, len(of_host) - n))
                piece = host[of_host[first][0] : of_host[first + n - 1][1]]
            pieces.append(piece)
            length += len(piece) + 1
        documents.append(Document("\n".join(pieces), tuple(cases)))
    return documents


def unchanged(passage: str, _rng: np.random.Generator) -> str:
    """Leave the passage as it is."""
    return passage


def with_changes(rate: float, language: Language, words: Sequence[str]) -> Alter:
    """Change about `rate` of the units: half replaced, a quarter left out, a quarter added."""

    def alter(passage: str, rng: np.random.Generator) -> str:
        result: list[str] = []
        for unit in language.unit.findall(passage):
            if rng.random() >= rate:
                result.append(unit)
                continue
            kind = int(rng.integers(4))
            if kind < 3:
                result.append(words[int(rng.integers(len(words)))])
            if kind == 2:
                result.append(unit)
        return language.joint.join(result)

    return alter


def reordered(language: Language) -> Alter:
    """Put the sentences of the passage into another order."""

    def alter(passage: str, rng: np.random.Generator) -> str:
        sentences = [part for part in language.sentence_end.split(passage) if part.strip()]
        order = rng.permutation(len(sentences))
        return language.joint.join(sentences[place] for place in order)

    return alter
