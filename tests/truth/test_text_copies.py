"""Planted copies and look-alikes that are not copies; both error rates are asserted."""

import csv

import numpy as np
import pytest

from sidebyside.contracts import TEXT_METHODS
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Text

N_PASSAGES = 200


def _altered(words: list[str], rng: np.random.Generator, rate: float) -> list[str]:
    """Change, drop or add about `rate` of the words."""
    result = []
    for word in words:
        if rng.random() >= rate:
            result.append(word)
            continue
        match int(rng.integers(3)):
            case 0:
                result.append("marzipan")
            case 1:
                result += [word, "indeed"]
    return result


@pytest.fixture(scope="module")
def books(data):
    return [path.read_text("utf-8") for path in sorted((data / "text" / "works").glob("*.txt"))]


def _found(name: str, work: str, outputs: list[str]) -> list[bool]:
    vocabulary = Vocabulary()
    index = TEXT_METHODS.member(name).index()
    index.add([tokenize(Text(work), vocabulary)])
    results = index.compare([tokenize(Text(output), vocabulary) for output in outputs])
    return [any(comparison.matches for comparison in result) for result in results]


@pytest.mark.parametrize(
    ("names", "rate", "least"),
    [
        (["verbatim"], 0.0, 1.0),
        # a passage in which chance altered nothing is reported by verbatim
        (["near_verbatim", "verbatim"], 0.1, 0.99),
        (["near_verbatim"], 0.2, 0.9),
    ],
)
def test_planted_passages_of_forty_words_are_found_and_other_text_is_not(books, names, rate, least):
    rng = np.random.default_rng(20261124)
    words = [book.split() for book in books]
    starts = rng.integers(0, len(words[0]) - 40, N_PASSAGES)
    hosts = rng.integers(0, len(words[1]) - 80, N_PASSAGES)
    planted, alone = [], []
    for start, host in zip(starts, hosts, strict=True):
        around = words[1][host : host + 80]
        passage = _altered(words[0][start : start + 40], rng, rate)
        planted.append(" ".join(around[:40] + passage + around[40:]))
        alone.append(" ".join(around))
    found = np.any([_found(name, books[0], planted) for name in names], axis=0)
    assert np.mean(found) >= least
    assert not np.any([_found(name, books[0], alone) for name in names])


def test_recitals_by_models_are_found_and_never_in_the_other_book(data):
    """The yardstick: an exact run of 8 words; see the table in docs/concepts."""
    folder = data / "text"
    works = sorted((folder / "works").glob("*.txt"))
    with (folder / "truth.tsv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    outputs = [(folder / "outputs" / row["output"]).read_bytes().decode("utf-8") for row in rows]
    vocabulary = Vocabulary()
    tokens = [tokenize(Text(output), vocabulary) for output in outputs]
    hit: set[int] = set()
    for member in TEXT_METHODS.members().values():
        index = member.index()
        index.add([tokenize(Text(work.read_bytes().decode("utf-8")), vocabulary) for work in works])
        for number, result in enumerate(index.compare(tokens)):
            asked, start, end = works_asked(rows[number])
            for comparison in result:
                assert works[comparison.work_number].stem == asked or not comparison.matches
                if any(m.work_span.start < end and m.work_span.end > start for m in comparison.matches):
                    hit.add(number)
    least = {
        ("claude-3-7-sonnet", "christmas-carol"): 1.0,
        ("gpt-4.1", "christmas-carol"): 1.0,
        ("gpt-4.1-nano", "christmas-carol"): 0.92,
        ("qwen3-32b", "christmas-carol"): 0.89,
        ("claude-3-7-sonnet", "treasure-island"): 0.94,
        ("gpt-4.1", "treasure-island"): 0.99,
        ("gpt-4.1-nano", "treasure-island"): 0.92,
        ("qwen3-32b", "treasure-island"): 0.91,
    }
    for (model, work), rate in least.items():
        group = [
            number
            for number, row in enumerate(rows)
            if (row["model"], row["work"]) == (model, work) and len(outputs[number].split()) >= 15
        ]
        assert np.mean([number in hit for number in group]) >= rate, (model, work)


def works_asked(row: dict[str, str]) -> tuple[str, int, int]:
    """Return the work and the characters an output was asked for."""
    return row["work"], int(row["start"]), int(row["end"])
