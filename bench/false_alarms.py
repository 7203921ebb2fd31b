"""How often do pictures that have nothing to do with each other look as if they had?

A number of false alarms of e is to be undercut by e pairs in one at most. Counted on unrelated photographs,
on photographs of one kind of subject, on noise, and on stylised pictures against the pictures of the style,
with every floor lowered to one false alarm a pair. One of the stylised outputs, `Lost-Grounds.jpg`, is a
montage with small copies of pictures of the style: those pairs are found, and rightly.

The percentile of a descriptor's score is held to the same: scores of one half of the photographs say what
is high, and those of the other half may be above it as often as the percentile says.

    python -m bench.false_alarms [DATA] [--pairs 10000] [--only SECTION]
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.edits import SEED
from bench.fit_standing import group_of, scored
from bench.image_searches import of_one_kind, pictures
from bench.measure import DATA, table
from sidebyside.calibration.intervals import clopper_pearson
from sidebyside.contracts import IMAGE_METHODS, open_index
from sidebyside.primitives.pictures import PreparedPicture, prepare

LOWERED = {
    "keypoints": {"floor_inliers": 5, "max_nfa": 1.0},
    "registered_pixels": {"floor_cells": 3, "max_nfa": 1.0},
}
LEVELS = (1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-6, 1e-8)
SHARES = (0.9, 0.99, 0.999)
N_PAIRS = 10_000
N_NOISE = 60
N_DRAWS = 500

Pairs = list[tuple[int, int]]
Rows = list[tuple[object, ...]]
HEAD = ("method", "of", "pairs", "false alarms below", "expected at most", "seen", "95 % of seen", "", "ms")


def alarms(_: int) -> None:
    """Print the tables of the photographs, of noise and of the percentile."""
    for section in ("unrelated", "kind", "noise"):
        SECTIONS[section](DATA, N_PAIRS)
    percentiles(DATA, N_PAIRS)


def drawn(paths: Sequence[Path], n: int) -> Pairs:
    """Draw ordered pairs of different photographs."""
    every = list(permutations(range(len(paths)), 2))
    chosen = np.random.default_rng(SEED).permutation(len(every))[:n]
    return sorted((every[k] for k in chosen), key=lambda pair: pair[::-1])


def made_of_noise() -> list[PreparedPicture]:
    """Make pictures of noise of four grains."""
    rng = np.random.default_rng(SEED)
    made = []
    for i in range(N_NOISE):
        values = rng.normal(size=(300, 400))
        values = cv2.GaussianBlur(values, (0, 0), 2.0 ** (i % 4 - 1))
        grey = np.clip(128 + 50 * values / values.std(), 0, 255).astype(np.uint8)
        made.append(PreparedPicture(300, 400, np.repeat(grey[:, :, None], 3, axis=2)))
    return made


def numbers(
    works: Sequence[PreparedPicture], outputs: Sequence[PreparedPicture], pairs: Pairs
) -> dict[str, tuple[list[float], float]]:
    """Return by method the least log10 of false alarms of each pair, infinite where none, and seconds."""
    cv2.setNumThreads(1)
    indexes = {name: open_index(IMAGE_METHODS.member(name), given) for name, given in LOWERED.items()}
    for index in indexes.values():
        index.add(works)
    wanted: dict[int, set[int]] = {}
    for work, output in pairs:
        wanted.setdefault(output, set()).add(work)
    found: dict[str, dict[tuple[int, int], float]] = {name: {} for name in LOWERED}
    seconds = dict.fromkeys(LOWERED, 0.0)
    for output, numbers_of_works in sorted(wanted.items()):
        for name, index in indexes.items():
            start = time.process_time()
            (row,) = index.compare([outputs[output]], [frozenset(numbers_of_works)])
            seconds[name] += time.process_time() - start
            for pair in row:
                least = min((match.log10_nfa for match in pair.matches), default=math.inf)
                found[name][pair.work_number, output] = least
    return {name: ([found[name][pair] for pair in pairs], seconds[name]) for name in LOWERED}


def rows_of(name: str, title: str, values: Iterable[float], seconds: float) -> Rows:
    """Return a row for each level: how many pairs undercut it, and how many may."""
    figures = list(values)
    n = len(figures)
    rows: Rows = []
    for level in LEVELS:
        seen = sum(value < math.log10(level) for value in figures)
        low, high = clopper_pearson(seen, n)
        state = "within" if low * n <= level * n else "MORE THAN EXPECTED"
        bound = f"{low * n:.1f} to {high * n:.1f}"
        rows.append(
            (name, title, n, f"{level:g}", f"{level * n:g}", seen, bound, state, f"{1000 * seconds / n:.0f}")
        )
    return rows


def print_alarms(
    title: str, works: Sequence[PreparedPicture], outputs: Sequence[PreparedPicture], pairs: Pairs
) -> None:
    """Run both methods on pairs, and print their table and the pairs of the fewest false alarms."""
    measured = numbers(works, outputs, pairs)
    rows = [
        row for name, (values, seconds) in measured.items() for row in rows_of(name, title, values, seconds)
    ]
    table(f"False alarms of a pair, every floor lowered: {title}", HEAD, rows)
    for name, (values, _) in measured.items():
        least = [k for k in sorted(range(len(pairs)), key=values.__getitem__)[:3] if values[k] < math.inf]
        fewest = "; ".join(f"{pairs[k]} 10^{values[k]:.2f}" for k in least) or "none below 1"
        print(f"{name}, fewest (work, output): {fewest}", flush=True)


def unrelated(data: Path, n_pairs: int) -> None:
    """Photographs of different subjects."""
    paths = pictures(data / "image" / "unrelated")
    items = [prepare(path) for path in paths]
    print_alarms("unrelated photographs", items, items, drawn(paths, n_pairs))


def kind(data: Path, _: int) -> None:
    """Photographs of one kind of subject, such as breeds of dogs, both ways."""
    paths = pictures(data / "image" / "unrelated")
    items = [prepare(path) for path in paths]
    pairs = of_one_kind([path.name for path in paths])
    print_alarms(
        "one kind of subject", items, items, sorted({two for i, k in pairs for two in ((i, k), (k, i))})
    )


def noise(_data: Path, _: int) -> None:
    """Noise."""
    made = made_of_noise()
    print_alarms("noise", made, made, list(permutations(range(N_NOISE), 2)))


def style(data: Path, _: int) -> None:
    """Stylised outputs and the pictures of the style."""
    folder = data / "image" / "style"
    works, outputs = (
        [prepare(path) for path in pictures(folder / part)] for part in ("inputs/style", "output")
    )
    pairs = [(i, j) for j in range(len(outputs)) for i in range(len(works))]
    print_alarms("stylised outputs and pictures of the style", works, outputs, pairs)


def percentiles(data: Path, _: int) -> None:
    """The percentile of the descriptor's score, learned on half of the photographs, met by the other half.

    The interval is that of photographs drawn anew on both sides: pairs are not independent.
    """
    paths = pictures(data / "image" / "unrelated")
    halves = [_of_half(paths[half::2]) for half in (0, 1)]
    rows: Rows = []
    for is_kind, title in ((False, "unrelated"), (True, "one kind of subject")):
        learned, met = [_chosen(half, is_kind) for half in halves]
        for share in SHARES:
            n_learned = len(learned[0])
            if n_learned * (1 - share) < 1:
                continue
            seen = _share_at(learned, met, share)
            drawn_anew = _drawn_anew(learned, met, share)
            low, high = np.quantile(drawn_anew, (0.025, 0.975))
            state = "within" if low <= 1 - share else "MORE THAN EXPECTED"
            bound = f"{low:.4f} to {high:.4f}"
            rows.append(
                (
                    title,
                    n_learned,
                    len(met[0]),
                    f"{share:.1%}",
                    f"{1 - share:.3f}",
                    f"{seen:.4f}",
                    bound,
                    state,
                )
            )
    head = ("pairs", "learned on", "met on", "percentile", "expected at most", "at or above", "95 %", "")
    table("Percentile of copy_descriptor, of two halves of the photographs", head, rows)


Half = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.bool_], int]


def _of_half(paths: Sequence[Path]) -> Half:
    """Return scores, the two photographs of each pair, whether they show one kind, and how many there are."""
    found = scored(paths)
    pairs = np.array(list(found))
    groups = [group_of(path) for path in paths]
    is_kind = np.array([bool(groups[i]) and groups[i] == groups[k] for i, k in found])
    return np.array(list(found.values())), pairs, is_kind, len(paths)


def _chosen(half: Half, is_kind: bool) -> Half:
    scores, pairs, kinds, n = half
    here = kinds == is_kind
    return scores[here], pairs[here], kinds[here], n


def _share_at(
    learned: Half, met: Half, share: float, counts: Sequence[NDArray[np.int64]] | None = None
) -> float:
    """Return which share of the pairs met stands at or above a percentile of those learned on."""
    weights = [
        np.ones(len(one[0])) if counts is None else np.prod(counts[side][one[1]], axis=1)
        for side, one in enumerate((learned, met))
    ]
    if min(one.sum() for one in weights) == 0:
        return float("nan")
    order = np.argsort(learned[0])
    below = np.cumsum(weights[0][order]) / weights[0].sum()
    # A score stands above a share of those below it: of n learned on, above the n-th if above all.
    at = learned[0][order][min(int(np.searchsorted(below, share)), len(order) - 1)]
    return float(weights[1][met[0] > at].sum() / weights[1].sum())


def _drawn_anew(learned: Half, met: Half, share: float) -> NDArray[np.float64]:
    rng = np.random.default_rng(SEED)
    found = []
    for _ in range(N_DRAWS):
        counts = [np.bincount(rng.integers(n, size=n), minlength=n) for n in (learned[3], met[3])]
        found.append(_share_at(learned, met, share, counts))
    return np.array([one for one in found if not math.isnan(one)])


SECTIONS: dict[str, Callable[[Path, int], None]] = {
    "unrelated": unrelated,
    "kind": kind,
    "noise": noise,
    "style": style,
    "percentiles": percentiles,
}


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--pairs", type=int, default=N_PAIRS)
    parser.add_argument("--only", choices=list(SECTIONS))
    options = parser.parse_args()
    if not (options.data / "image" / "unrelated").is_dir():
        parser.error(f"{options.data} holds no photographs in image/unrelated")
    for name, section in SECTIONS.items():
        if options.only in (None, name):
            section(options.data, options.pairs)


if __name__ == "__main__":
    main()
