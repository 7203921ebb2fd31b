"""Planted passages in English and Chinese: what is found of what was planted, beside the peers.

    python -m bench.passages

The yardstick is plagdet; see `bench.planted`. Peers that take time for each pair in the square of the
lengths are asked for a part of the documents, and ours is printed on the same part.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import opencc

from bench.beside import BEST, BEST_CHINESE, OWN, PEERS, ask, folded, for_peer, from_code_words, versions
from bench.demands import Demand, show
from bench.measure import DATA, machine, table
from bench.planted import (
    CHINESE,
    ENGLISH,
    Alter,
    Document,
    Language,
    Pair,
    plagdet,
    plant,
    reordered,
    unchanged,
    with_changes,
)
from sidebyside.contracts import TEXT_METHODS
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Text

N_DOCUMENTS, N_FOR_PEERS = 60, 5
SEEDS = (1, 2)
LEAST = {
    "unchanged": 0.98,
    "10% changed": 0.96,
    "20% changed": 0.90,
    "30% changed": 0.80,
    "sentences reordered": 0.85,
}
MOST_APART = 0.02
Making = Callable[[Language, Sequence[str]], Alter]


@dataclass(frozen=True, slots=True)
class Material:
    """One work, and documents in which passages of it were planted."""

    work: str
    documents: tuple[Document, ...]

    def first(self, n: int) -> Material:
        """Return the first documents only."""
        return Material(self.work, self.documents[:n])


def main() -> None:
    """Print the tables."""
    print(f"machine: {machine()}; {versions()}")
    figures: dict[tuple[str, str], float] = {}
    cells: dict[str, list[object]] = defaultdict(list)
    beside: list[tuple[object, ...]] = []
    for name, language in (("English", ENGLISH), ("Chinese", CHINESE)):
        sets = {
            label: material(language, alter, SEEDS, N_DOCUMENTS) for label, alter in alterations().items()
        }
        for label, one in sets.items():
            result = _measured(one, _ours(one))
            figures[label, name] = result["plagdet"]
            cells[label] += [
                f"{result[key]:.3f}" for key in ("plagdet", "precision", "recall", "granularity")
            ]
        beside += _beside(name, {label: [of.first(N_FOR_PEERS) for of in one] for label, one in sets.items()})
    names = ("plagdet", "precision", "recall", "pieces")
    table(
        f"near_verbatim on passages planted in {N_DOCUMENTS * 2 * len(SEEDS)} documents "
        "(Chinese: planted in Simplified, the work in Traditional)",
        ("passages", *(f"English {n}" for n in names), *(f"Chinese {n}" for n in names)),
        [(label, *row) for label, row in cells.items()],
    )
    _print_peers(beside)
    show(list(_demands(figures)))


def _print_peers(rows: Sequence[tuple[object, ...]]) -> None:
    heads = [f"{peer}, {how}" for peer in PEERS[:2] for how in ("as it comes", "at its best")]
    table(
        f"Plagdet beside peers (and pieces), on the first {N_FOR_PEERS * 2 * len(SEEDS)} of those documents",
        ("language", "passages", "near_verbatim", *heads, "rapidfuzz, in windows"),
        rows,
    )
    for name, best in (("English", BEST), ("Chinese", BEST_CHINESE)):
        print(f"\nat its best, {name}:", "; ".join(f"{peer} {best[peer]}" for peer in PEERS))
    print("Chinese as it comes: as it stands; at its best: both folded to Simplified, for text-matcher each")
    print("character a Latin code word too, since it sees no others; for rapidfuzz folded.")
    print("passim: not measured. It needs Java and Spark, and no figure of it by plagdet is known to us.")


def _demands(figures: dict[tuple[str, str], float]) -> Iterator[Demand]:
    for label, least in LEAST.items():
        yield Demand(f"plagdet, English, {label}", figures[label, "English"], ">=", least)
    for label in LEAST:
        apart = figures[label, "English"] - figures[label, "Chinese"]
        yield Demand(f"plagdet, Chinese below English, {label}", apart, "<=", MOST_APART)


def alterations() -> dict[str, Making]:
    """Return what is done to a passage, from nothing to much."""
    result: dict[str, Making] = {"unchanged": lambda _language, _words: unchanged}
    for rate in (0.1, 0.2, 0.3):
        result[f"{rate:.0%} changed"] = lambda language, words, r=rate: with_changes(r, language, words)
    return {**result, "sentences reordered": lambda language, _words: reordered(language)}


def material(language: Language, alter: Making, seeds: Sequence[int], n_documents: int) -> list[Material]:
    """Plant passages of each of two texts in documents of the other."""
    texts = _books() if language is ENGLISH else _chinese()
    result = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        for work, host in (texts, texts[::-1]):
            words = language.unit.findall(host)
            documents = plant(work, host, n_documents, language, alter(language, words), rng)
            if language is CHINESE:
                documents = [Document(folded(one.text), one.cases) for one in documents]
            result.append(Material(work, tuple(documents)))
    return result


@cache
def _books() -> tuple[str, ...]:
    return tuple(
        path.read_bytes().decode("utf-8") for path in sorted((DATA / "text" / "works").glob("*.txt"))
    )


@cache
def _chinese() -> tuple[str, ...]:
    """Two Traditional texts of news, from lines that do not meet."""
    with (DATA / "text" / "en-zh" / "wmt23-first-300.tsv").open(encoding="utf-8", newline="") as stream:
        lines = [
            row["zh_hans_human"] for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    convert = opencc.OpenCC("s2t").convert
    return "\n".join(map(convert, lines[:150])), "\n".join(map(convert, lines[150:]))


def _ours(sets: Sequence[Material]) -> list[list[Pair]]:
    found = []
    for one in sets:
        words = Vocabulary()
        index = TEXT_METHODS.member("near_verbatim").index()
        index.add([tokenize(Text(one.work), words)])
        for result in index.compare([tokenize(Text(document.text), words) for document in one.documents]):
            matches = [match for comparison in result for match in comparison.matches]
            found.append(
                [
                    ((m.work_span.start, m.work_span.end), (m.output_span.start, m.output_span.end))
                    for m in matches
                ]
            )
    return found


def of_peer(
    peer: str, asked: Sequence[tuple[Mapping[str, object], Sequence[Material]]], is_folded: bool
) -> list[dict[str, float]]:
    """Measure a peer on planted passages; folded, it gets Chinese the way that suits it best."""
    questions = []
    for settings, sets in asked:
        groups = [(one.work, [document.text for document in one.documents]) for one in sets]
        questions.append((settings, for_peer(peer, groups) if is_folded else groups))
    place = from_code_words if is_folded and peer == "text-matcher" else tuple
    results = []
    for (_, sets), answers in zip(asked, ask(peer, questions), strict=True):
        found = [
            [(place(in_work), place(in_output)) for in_work, in_output in one["pairs"]]
            for answer in answers
            for one in answer
        ]
        results.append(_measured(sets, found))
    return results


def _measured(sets: Sequence[Material], found: Sequence[Sequence[Pair]]) -> dict[str, float]:
    return plagdet([document.cases for one in sets for document in one.documents], found)


def _beside(language: str, sets: Mapping[str, Sequence[Material]]) -> Iterator[tuple[object, ...]]:
    """Yield a row for each alteration: ours, then every peer as it comes and at its best."""
    is_chinese = language == "Chinese"
    columns = [[_measured(one, _ours(one)) for one in sets.values()]]
    for peer in PEERS:
        best = (BEST_CHINESE if is_chinese else BEST)[peer]
        if peer in OWN:
            columns.append(of_peer(peer, [(OWN[peer], one) for one in sets.values()], False))
        columns.append(of_peer(peer, [(best, one) for one in sets.values()], is_chinese))
    for label, *results in zip(sets, *columns, strict=True):
        yield (language, label, *(f"{one['plagdet']:.3f} ({one['granularity']:.1f})" for one in results))


if __name__ == "__main__":
    main()
