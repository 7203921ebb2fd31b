"""Is the expected number by chance what it says? Other unrelated texts than those it was fitted on.

    python -m bench.chance

Every pair is a comparison of its own, so among N pairs at most x N matches with E < x are to be expected.
Observed numbers must not exceed the 95 % bound of a Poisson number of that mean, and are printed with
pairs of the same cluster (answers to one question) beside, since those depend on each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from bench.demands import Demand, show
from bench.fit_chance import Scored, scored
from bench.fit_sentence_chance import MEMBERS, Material, materials
from bench.fit_sentence_chance import scored as scored_sentences
from bench.measure import DATA, table
from bench.unrelated import (
    ONE_STREAM,
    Side,
    chinese,
    english,
    one_author_chinese,
    one_author_english,
    other_authors_english,
)
from sidebyside.calibration.chance import chance_of, expected_by_chance
from sidebyside.calibration.sentence_chance import TAILS as SENTENCE_TAILS
from sidebyside.primitives.text.alignment_scores import Tail
from sidebyside.records import Chance

LEVELS = (1.0, 0.1, 0.01, 0.001, 0.0001)
HELD = (0.01, 0.001, 0.0001)
"""The levels that are demanded."""


def bound_95(mean: float) -> int:
    """Return the least number that a Poisson number of this mean exceeds in at most 5 % of cases."""
    n, total = 0, math.exp(-mean)
    while total < 0.95:
        n += 1
        total += math.exp(n * math.log(mean) - mean - math.lgamma(n + 1))
    return n


def by_pair(side: Side) -> list[tuple[str, list[float]]]:
    """Return for each output its cluster and the expected numbers of its matches, the pair taken alone."""
    single = [(f"{number}", text) for number, (_, text) in enumerate(side.outputs)]
    one = scored(Side(side.name, side.language, side.work, tuple(single)))
    return [
        (
            cluster,
            [
                _number(expected_by_chance(bits, one.m, one.n[f"{number}"], language=side.language))
                for bits in one.scores.get(f"{number}", ())
            ],
        )
        for number, (cluster, _) in enumerate(side.outputs)
    ]


def _number(chance: Chance) -> float:
    """Return the number by the fitted form, also below what is stated."""
    return 10.0 ** (chance.log10_expected or 0.0)


def whole(sides: Sequence[Side]) -> list[tuple[int, float, int]]:
    """Return expected and observed numbers over the whole, by weight of a match."""
    results = [(side.language, scored(side)) for side in sides]
    rows = []
    for bits in range(30, 81, 5):
        expected = observed = 0.0
        for language, one in results:
            n = sum(one.n.values())
            expected += _number(expected_by_chance(float(bits), one.m, n, language=language))
            observed += sum(score >= bits for scores in one.scores.values() for score in scores)
        rows.append((bits, expected, int(observed)))
    return rows


def sentences_by_pair(
    material: Material,
) -> Iterator[tuple[str, list[tuple[str, list[float]]], list[Scored]]]:
    """Yield each side of some texts lined up by sentences: name, expected numbers by pair, and its scores."""
    method, _, language = material.name.partition(" ")
    tail = SENTENCE_TAILS[MEMBERS[method].card.evidence][language or "en-zh"]
    for side, scripts in material.sides:
        single = [(f"{number}", text) for number, (_, text) in enumerate(side.outputs)]
        one = scored_sentences(method, Side(side.name, side.language, side.work, tuple(single)), scripts)
        pairs = [
            (cluster, [_expected(tail, score, one.m * one.n[key]) for score in one.scores.get(key, ())])
            for (cluster, _), (key, _) in zip(side.outputs, single, strict=True)
        ]
        yield side.name, pairs, [one]


def _expected(tail: Tail, score: float, area: float) -> float:
    return _number(chance_of([tail], score, math.log(max(1.0, area)), 0.0, "en", 0.01))


def _whole_of_sentences(material: Material, results: Sequence[Scored]) -> Iterator[tuple[float, str, int]]:
    method, _, language = material.name.partition(" ")
    tail = SENTENCE_TAILS[MEMBERS[method].card.evidence][language or "en-zh"]
    area = sum(one.m * sum(one.n.values()) for one in results)
    for score in (0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3):
        seen = sum(s >= score for one in results for found in one.scores.values() for s in found)
        yield score, f"{_expected(tail, score, area):.3g}", seen


def _of_sentences() -> None:
    for material in materials(1):
        rows, together, results = [], [], []
        for name, pairs, scores in sentences_by_pair(material):
            rows.append((name, pairs))
            if not name.startswith(ONE_STREAM):
                together += pairs
                results += scores
        head = ("unrelated pairs", "pairs", "clusters", *(f"E < {level:g}: seen / bound" for level in LEVELS))
        table(
            f"{material.name}: chains of sentences in unrelated pairs, each pair a comparison of its own",
            head,
            [_row(name, pairs) for name, pairs in _joined(rows)]
            + [_row(f"all but {ONE_STREAM[:-1]}", together)],
        )
        table(
            f"{material.name}: chains of at least such a score, over the whole",
            ("score", "expected", "observed"),
            _whole_of_sentences(material, results),
        )


def _joined(
    rows: Sequence[tuple[str, list[tuple[str, list[float]]]]],
) -> list[tuple[str, list[tuple[str, list[float]]]]]:
    """Put sides of one name into one row."""
    by_name: dict[str, list[tuple[str, list[float]]]] = {}
    for name, pairs in rows:
        by_name.setdefault(name, []).extend(pairs)
    return list(by_name.items())


def main() -> None:
    """Print the tables."""
    if not DATA.is_dir():
        print("The development data do not stand beside the checkout; see CONTRIBUTING.md.")
        return
    demands = _of_words()
    _of_sentences()
    show(demands)


def _of_words() -> list[Demand]:
    demands = []
    for name, sides in (("English", list(english(1))), ("Chinese", list(chinese(1)))):
        rows = []
        together: list[tuple[str, list[float]]] = []
        for side in sides:
            pairs = by_pair(side)
            together += [] if side.name.startswith(ONE_STREAM) else pairs
            rows.append(_row(side.name, pairs))
        rows.append(_row(f"all but {ONE_STREAM[:-1]}", together))
        demands += _held(f"unrelated pairs, {name}", together)
        head = ("unrelated pairs", "pairs", "clusters", *(f"E < {level:g}: seen / bound" for level in LEVELS))
        table(f"{name}: matches in unrelated pairs, each pair a comparison of its own", head, rows)
        table(
            f"{name}: matches of at least so many bits, over the whole",
            ("bits", "expected", "observed"),
            [
                (bits, f"{expected:.3g}", observed)
                for bits, expected, observed in whole(
                    [side for side in sides if not side.name.startswith(ONE_STREAM)]
                )
            ],
        )
    for sides in (other_authors_english(1), one_author_english(1), one_author_chinese(1)):
        found = [(side.name, by_pair(side)) for side in sides]
        title = found[0][0]
        joined = [pair for _, pairs in found for pair in pairs]
        head = ("pairs", "n", "clusters", *(f"E < {level:g}: seen / bound" for level in LEVELS))
        table(f"Matches in {title}, each pair a comparison of its own", head, [_row(title, joined)])
        demands += _held(title, joined)
    return demands


def _held(title: str, pairs: Sequence[tuple[str, list[float]]]) -> list[Demand]:
    """Return the demands that matches below a level are within the 95 % bound of so many pairs."""
    numbers = [number for _, of_pair in pairs for number in of_pair]
    return [
        Demand(
            f"matches with E < {level:g} among {len(pairs):,} pairs: {title}",
            sum(number < level for number in numbers),
            "<=",
            bound_95(level * len(pairs)),
            0,
        )
        for level in HELD
    ]


def _row(name: str, pairs: Sequence[tuple[str, list[float]]]) -> tuple[object, ...]:
    numbers = [number for _, of_pair in pairs for number in of_pair]
    cells = []
    for level in LEVELS:
        seen, bound = sum(number < level for number in numbers), bound_95(level * len(pairs))
        cells.append(f"{seen} / {bound}" + ("" if seen <= bound else " MISSED"))
    return (name, len(pairs), len({cluster for cluster, _ in pairs}), *cells)


if __name__ == "__main__":
    main()
