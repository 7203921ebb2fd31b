"""Fit lambda and K of the expected number by chance anew: ``python -m bench.fit_chance``.

Every match of unrelated texts is found with floors far below those in use, and scored. Above the threshold
the scores fall off exponentially: lambda is one over the mean excess (maximum likelihood), K follows from how
many there are. The spread comes from drawing the texts anew with repetition, whole clusters at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.measure import DATA, table
from bench.unrelated import (
    PAPER_AND_REVIEWS,
    Side,
    chinese,
    english,
    one_author_chinese,
    one_author_english,
)
from sidebyside.calibration.chance import local_score
from sidebyside.contracts import open_index
from sidebyside.methods.text.near_verbatim import MEMBER
from sidebyside.primitives.text.rarity import bits_of_tokens
from sidebyside.primitives.text.tokens import Vocabulary, tokenize
from sidebyside.records import Text

FLOORS = {"floor_score": 1.5, "floor_core": 1.5, "floor_part": 1.5, "seed_tokens": 3}
THRESHOLDS = (30.0, 32.5, 35.0, 37.5, 40.0, 45.0)
N_DRAWS = 2000
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of one side: length of the work, and by cluster the length of the outputs and the scores."""

    m: float
    n: dict[str, int]
    scores: dict[str, list[float]]


def scored(side: Side, settings: dict[str, float] | None = None) -> Scored:
    """Find and score every match of one side."""
    vocabulary = Vocabulary()
    work = tokenize(Text(side.work), vocabulary)
    index = open_index(MEMBER, FLOORS if settings is None else settings)
    index.add([work])
    n: dict[str, int] = defaultdict(int)
    scores: dict[str, list[float]] = defaultdict(list)
    for cluster, text in side.outputs:
        output = tokenize(Text(text), vocabulary)
        n[cluster] += output.n_tokens
        (found,) = index.compare([output])
        bits = bits_of_tokens(output)
        for match in (match for comparison in found for match in comparison.matches):
            scores[cluster].append(local_score(match, work, output, bits) or 0.0)
    return Scored(work.n_tokens, dict(n), dict(scores))


def fit(area: float, excesses: Floats, threshold: float) -> tuple[float, float]:
    """Return ln K and lambda from the excesses over a threshold and the area searched (m n)."""
    lam = 1.0 / excesses.mean()
    return float(np.log(len(excesses) / area) + lam * threshold), float(lam)


def fitted(
    sides: Iterable[Scored], threshold: float, *, is_by_name: bool = False
) -> tuple[float, float, int, int, NDArray[np.float64]]:
    """Return ln K, lambda, numbers of scores and of clusters, and the covariance of both by drawing anew.

    Where outputs stand in several sides, `is_by_name` takes clusters of one name for one.
    """
    area_of: dict[object, float] = defaultdict(float)
    excess_of: dict[object, list[float]] = defaultdict(list)
    for number, side in enumerate(sides):
        for cluster, n in side.n.items():
            key = cluster if is_by_name else (number, cluster)
            area_of[key] += float(side.m) * n
            excess_of[key] += [s - threshold for s in side.scores.get(cluster, ()) if s >= threshold]
    areas = list(area_of.values())
    lists = [np.array(excess_of[key]) for key in area_of]
    area = np.array(areas)
    sums = np.array([excess.sum() for excess in lists])
    counts = np.array([len(excess) for excess in lists])
    ln_k, lam = fit(area.sum(), np.concatenate(lists), threshold)
    rng = np.random.default_rng(0)
    draws = rng.integers(0, len(area), (N_DRAWS, len(area)))
    n_drawn, total, drawn_area = counts[draws].sum(1), sums[draws].sum(1), area[draws].sum(1)
    lams = n_drawn / total
    covariance = np.cov(np.log(n_drawn / drawn_area) + lams * threshold, lams)
    return ln_k, lam, int(counts.sum()), len(area), covariance


def _rows(sides: Sequence[Scored], *, is_by_name: bool) -> Iterable[tuple[object, ...]]:
    for threshold in THRESHOLDS:
        if sum(s >= threshold for side in sides for found in side.scores.values() for s in found) < 8:
            continue
        ln_k, lam, n, n_clusters, c = fitted(sides, threshold, is_by_name=is_by_name)
        spread = f"{c[0, 0]:.4g}, {c[1, 1]:.4g}, {c[0, 1]:.4g}"
        yield (threshold, n, n_clusters, f"{ln_k:.3f}", f"{lam:.4f}", f"±{1.96 * c[1, 1] ** 0.5:.3f}", spread)


def main() -> None:
    """Print the fits at several thresholds; those of `primitives.text.alignment_scores` are one row each."""
    if not DATA.is_dir():
        print("The development data do not stand beside the checkout; see CONTRIBUTING.md.")
        return
    head = ("threshold", "scores", "clusters", "ln K", "lambda", "95 %", "var ln K, var lambda, covariance")
    chinese_sides = list(chinese(0))
    for name, material in (
        ("English", list(english(0))),
        ("Chinese", [side for side in chinese_sides if side.name != PAPER_AND_REVIEWS]),
        ("Chinese, long", chinese_sides),
    ):
        sides = [scored(side) for side in material]
        table(f"Fit on unrelated texts, {name}", head, _rows(sides, is_by_name=name != "English"))
    for name, alike in (("English", one_author_english(0)), ("Chinese", one_author_chinese(0))):
        sides = [scored(side) for side in alike]
        table(f"Fit on texts by one author, {name}", head, _rows(sides, is_by_name=True))


if __name__ == "__main__":
    main()
