"""Is the expected number by chance what it says? Other unrelated texts than those it was fitted on.

    python -m bench.chance

Every pair is a comparison of its own, so among N pairs at most x N matches with E < x are to be expected.
Observed numbers must not exceed the 95 % bound of a Poisson number of that mean, and are printed with
pairs of the same cluster (answers to one question) beside, since those depend on each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from bench.fit_chance import scored
from bench.measure import DATA, table
from bench.unrelated import Side, chinese, english
from sidebyside.calibration.chance import expected_by_chance

LEVELS = (1.0, 0.1, 0.01)


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
                expected_by_chance(bits, one.m, one.n[f"{number}"], language=side.language).expected
                for bits in one.scores.get(f"{number}", ())
            ],
        )
        for number, (cluster, _) in enumerate(side.outputs)
    ]


def whole(sides: Sequence[Side]) -> list[tuple[int, float, int]]:
    """Return expected and observed numbers over the whole, by weight of a match."""
    results = [(side.language, scored(side)) for side in sides]
    rows = []
    for bits in range(30, 81, 5):
        expected = observed = 0.0
        for language, one in results:
            expected += expected_by_chance(
                float(bits), one.m, sum(one.n.values()), language=language
            ).expected
            observed += sum(score >= bits for scores in one.scores.values() for score in scores)
        rows.append((bits, expected, int(observed)))
    return rows


def main() -> None:
    """Print the tables."""
    if not DATA.is_dir():
        print("The development data do not stand beside the checkout; see CONTRIBUTING.md.")
        return
    for name, sides in (("English", list(english(1))), ("Chinese", list(chinese(1)))):
        rows = []
        together: list[tuple[str, list[float]]] = []
        for side in sides:
            pairs = by_pair(side)
            together += pairs
            rows.append(_row(side.name, pairs))
        rows.append(_row("all", together))
        head = ("unrelated pairs", "pairs", "clusters", *(f"E < {level:g}: seen / bound" for level in LEVELS))
        table(f"{name}: matches in unrelated pairs, each pair a comparison of its own", head, rows)
        table(
            f"{name}: matches of at least so many bits, over the whole",
            ("bits", "expected", "observed"),
            [(bits, f"{expected:.3g}", observed) for bits, expected, observed in whole(sides)],
        )


def _row(name: str, pairs: Sequence[tuple[str, list[float]]]) -> tuple[object, ...]:
    numbers = [number for _, of_pair in pairs for number in of_pair]
    cells = []
    for level in LEVELS:
        seen, bound = sum(number < level for number in numbers), bound_95(level * len(pairs))
        cells.append(f"{seen} / {bound}" + ("" if seen <= bound else " MISSED"))
    return (name, len(pairs), len({cluster for cluster, _ in pairs}), *cells)


if __name__ == "__main__":
    main()
