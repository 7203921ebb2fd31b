"""Graded answers: does the matched share order them as people did? Beside the peers.

    python -m bench.answers

95 answers to five questions, written freely (non), revised heavily or lightly from a source, or cut from it.
The measure is the matched share of an answer in its source: ours in words, copydetect's the share of its
fingerprinted characters, text-matcher's the share of the characters, rapidfuzz's the partial ratio of the
wholes, or the share of windows that meet a cutoff. A peer is shown as it comes, and with the settings whose
rank correlation on these very answers is the best, which is to its advantage.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.beside import PEERS, ask, versions
from bench.demands import Demand, show
from bench.measure import DATA, machine, table
from bench.measures import area, rank_correlation
from bench.texts import compared, index_of, matches, tokens
from sidebyside.methods.text import near_verbatim, paraphrase, verbatim
from sidebyside.records import EQUAL_KINDS, Match, Span

GRADES = ("non", "heavy", "light", "cut")
OURS = {
    "verbatim": (verbatim,),
    "near_verbatim": (near_verbatim,),
    "paraphrase": (paraphrase,),
    "literal methods": (verbatim, near_verbatim),
    "literal methods and paraphrase": (verbatim, near_verbatim, paraphrase),
}
COUNT = ("literal methods", "literal methods and paraphrase")
"""What is set against the peers; they are literal, and so is the first."""
TRIED: dict[str, tuple[dict[str, object], ...]] = {
    "copydetect": ({}, *({"noise": n, "guarantee": n + m} for n in (10, 15, 20, 25, 35) for m in (0, 5))),
    "text-matcher": (
        {},
        *({"threshold": t, "cutoff": c, "ngram": n} for t in (0, 1) for c in (3, 5) for n in (2, 3, 4)),
    ),
    "rapidfuzz": (
        {},
        *({"window": w, "cutoff": c} for w in (60, 100, 200) for c in (60, 70, 80)),
    ),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One graded answer and the number of its source."""

    text: str
    grade: str
    source: int


@dataclass(frozen=True, slots=True)
class Result:
    """How well shares order the answers: rank correlation with the grade, area of each grade against non."""

    rank: float
    heavy: float
    light: float
    cut: float

    def cells(self) -> list[str]:
        """Return the figures as printed."""
        return [f"{value:.3f}" for value in (self.rank, self.heavy, self.light, self.cut)]


def main() -> None:
    """Print the tables."""
    print(f"machine: {machine()}; {versions()}")
    sources, answers = read()
    own = {name: _shares(sources, answers, methods) for name, methods in OURS.items()}
    rows = [(name, "", *measured(answers, shares).cells()) for name, shares in own.items()]
    peers: dict[str, list[Result]] = {}
    for peer in PEERS:
        results = [measured(answers, shares) for shares in _of_peer(peer, sources, answers)]
        best = max(range(len(results)), key=lambda n, r=results: np.nan_to_num(r[n].rank, nan=-1.0))
        peers[peer] = [results[0], results[best]]
        rows.append((peer, "as it comes", *results[0].cells()))
        rows.append((peer, f"best of {len(results)} by rank: {TRIED[peer][best]}", *results[best].cells()))
    table(
        f"{len(answers)} graded answers: matched share against the grade",
        ("method", "settings", "rank correlation", "heavy against non", "light", "cut"),
        rows,
    )
    table(
        "Mean matched share by grade",
        ("method", *GRADES),
        [(name, *_means(answers, shares)) for name, shares in own.items()],
    )
    show([demand for name in COUNT for demand in _demands(name, measured(answers, own[name]), peers)])


def _demands(whose: str, ours: Result, peers: Mapping[str, Sequence[Result]]) -> Iterator[Demand]:
    for peer in PEERS[:2]:
        for how, theirs in zip(("as it comes", "at its best"), peers[peer], strict=True):
            for name in ("rank", "heavy", "light", "cut"):
                label = "rank correlation" if name == "rank" else f"area, {name} against non"
                yield Demand(
                    f"graded answers, {label}, {whose}: above {peer} {how}",
                    getattr(ours, name),
                    ">",
                    getattr(theirs, name),
                    ceiling=1.0,
                )


def read() -> tuple[list[str], list[Answer]]:
    """Return the sources, and the answers with their grades."""
    folder = DATA / "text" / "short-answers"
    with (folder / "file_information.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["Category"].strip() in GRADES]
    tasks = sorted({row["Task"] for row in rows})
    sources = [_decoded(folder / f"orig_task{task}.txt") for task in tasks]
    answers = [
        Answer(_decoded(folder / row["File"]), row["Category"].strip(), tasks.index(row["Task"]))
        for row in rows
    ]
    return sources, answers


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def measured(answers: Sequence[Answer], shares: Sequence[float]) -> Result:
    """Measure how the shares order the answers."""
    groups = _groups(answers, shares)
    ranks = [float(GRADES.index(answer.grade)) for answer in answers]
    return Result(
        rank_correlation(ranks, shares), *(area(groups[grade], groups["non"]) for grade in GRADES[1:])
    )


def _groups(answers: Sequence[Answer], shares: Sequence[float]) -> dict[str, list[float]]:
    pairs = list(zip(answers, shares, strict=True))
    return {grade: [share for answer, share in pairs if answer.grade == grade] for grade in GRADES}


def _means(answers: Sequence[Answer], shares: Sequence[float]) -> list[str]:
    return [f"{np.mean(group):.3f}" for group in _groups(answers, shares).values()]


def _shares(sources: Sequence[str], answers: Sequence[Answer], methods: Sequence) -> list[float]:
    indexes = [index_of(method, sources) for method in methods]
    shares = []
    for answer in answers:
        output = tokens(answer.text)
        spans = [
            span
            for index in indexes
            for number, match in matches(compared(index, answer.text))
            if number == answer.source
            for span in _equal(match)
        ]
        shares.append(output.measure.share(output.measure.extent(spans)))
    return shares


def _equal(match: Match) -> list[Span]:
    """Where a match says that words are equal, or sentences say the same; else all of it."""
    if match.pairs:
        return [pair.output_span for pair in match.pairs]
    return [step.output_span for step in match.operations if step.kind in EQUAL_KINDS] or [match.output_span]


def _of_peer(peer: str, sources: Sequence[str], answers: Sequence[Answer]) -> Iterator[list[float]]:
    """Yield the shares a peer gives the answers, for each of the settings tried."""
    groups = [
        (source, [answer.text for answer in answers if answer.source == number])
        for number, source in enumerate(sources)
    ]
    for result in ask(peer, [(settings, groups) for settings in TRIED[peer]]):
        found = [iter(one) for one in result]
        yield [float(next(found[answer.source])["share"]) for answer in answers]


if __name__ == "__main__":
    main()
