"""How often do pictures that have nothing to do with each other reach a number of false alarms below e?

A number of false alarms of e is to be undercut by e pairs in one at most. Counted on unrelated photographs,
on photographs of one kind of subject, on noise, and on stylised pictures against the pictures of the style,
with every floor lowered to one false alarm a pair. One of the stylised outputs, `Lost-Grounds.jpg`, is a
collage with small copies of pictures of the style: those pairs are found, and rightly.

    python -m bench.false_alarms [DATA] [--pairs 10000]
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np

from bench.edits import SEED
from sidebyside import registry
from sidebyside.primitives.pictures import PreparedPicture, prepare

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
LOWERED = {
    "keypoints": {"floor_inliers": 5, "max_nfa": 1.0},
    "registered_pixels": {"floor_cells": 3, "max_nfa": 1.0},
}
LEVELS = (1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-6, 1e-8)
ROOM = "sidebyside.methods.image"
DOGS = ("n02085620", "n02113978")
"""The first and the last number that ImageNet gives to breeds of dogs."""
N_NOISE = 60

Pairs = list[tuple[int, int]]


def unrelated(paths: Sequence[Path], n: int) -> Pairs:
    """Draw ordered pairs of different photographs."""
    every = [(i, j) for i in range(len(paths)) for j in range(len(paths)) if i != j]
    chosen = np.random.default_rng(SEED).permutation(len(every))[:n]
    return sorted((every[k] for k in chosen), key=lambda pair: pair[::-1])


def noise() -> list[PreparedPicture]:
    """Make pictures of noise of four grains."""
    rng = np.random.default_rng(SEED)
    made = []
    for i in range(N_NOISE):
        values = rng.normal(size=(300, 400))
        values = cv2.GaussianBlur(values, (0, 0), 2.0 ** (i % 4 - 1))
        grey = np.clip(128 + 50 * values / values.std(), 0, 255).astype(np.uint8)
        made.append(PreparedPicture(300, 400, np.repeat(grey[:, :, None], 3, axis=2)))
    return made


def upper_bound(n: int) -> float:
    """Return the expectation at which `n` events or fewer have a probability of 2.5 % (Poisson, exact)."""
    low, high = float(n), 4.0 * n + 20.0
    for _ in range(60):
        middle = (low + high) / 2
        terms = [k * math.log(middle) - middle - math.lgamma(k + 1) for k in range(n + 1)]
        low, high = (middle, high) if sum(map(math.exp, terms)) > 0.025 else (low, middle)
    return high


def numbers(
    works: list[PreparedPicture], outputs: list[PreparedPicture], pairs: Pairs
) -> dict[str, tuple[list[float], float]]:
    """Return by method the least log10 of false alarms of each pair, infinite where none, and seconds."""
    indexes = {name: registry.member(ROOM, name).index(settings) for name, settings in LOWERED.items()}
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


def print_table(title: str, name: str, values: Iterable[float], seconds: float) -> None:
    """Print how many pairs undercut each level, and how many may."""
    figures = list(values)
    print(
        f"\n{name}, {title}: {len(figures)} pairs, {1000 * seconds / len(figures):.0f} ms of processor each\n"
    )
    print("| false alarms below | pairs seen | expected at most | rate, 95 % bound |")
    print("|---|---|---|---|")
    for level in LEVELS:
        n = sum(value < math.log10(level) for value in figures)
        bound = upper_bound(n) / len(figures)
        print(f"| {level:g} | {n} | {level * len(figures):g} | {bound:.2g} |", flush=True)
    print(f"\nthe least: 10^{min(figures):.1f}")


def measured(title: str, works: list[PreparedPicture], outputs: list[PreparedPicture], pairs: Pairs) -> None:
    """Run both methods on pairs and print their tables."""
    for name, (values, seconds) in numbers(works, outputs, pairs).items():
        print_table(title, name, values, seconds)
        for k in sorted(range(len(pairs)), key=values.__getitem__)[:3]:
            print(f"- {pairs[k]}: {values[k]:.2f}")


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--only", choices=["unrelated", "kind", "noise", "style"])
    options = parser.parse_args()
    cv2.setNumThreads(1)
    paths = sorted((options.data / "image" / "unrelated").glob("*.jpg"))
    if not paths:
        parser.error(f"{options.data} holds no photographs in image/unrelated")
    pictures = [prepare(path) for path in paths]
    if options.only in (None, "unrelated"):
        measured("unrelated photographs", pictures, pictures, unrelated(paths, options.pairs))
    if options.only in (None, "kind"):
        dogs = [i for i, path in enumerate(paths) if DOGS[0] <= path.name[:9] <= DOGS[1]]
        pairs = [(i, j) for j in dogs for i in dogs if i != j]
        measured(f"photographs of {len(dogs)} breeds of dogs", pictures, pictures, pairs)
    if options.only in (None, "noise"):
        made = noise()
        measured("noise", made, made, [(i, j) for j in range(N_NOISE) for i in range(N_NOISE) if i != j])
    if options.only in (None, "style"):
        folder = options.data / "image" / "style"
        found = [
            sorted(p for p in (folder / part).rglob("*") if p.suffix in {".jpg", ".png"})
            for part in ("inputs/style", "output")
        ]
        works, outputs = ([prepare(path) for path in side] for side in found)
        pairs = [(i, j) for j in range(len(outputs)) for i in range(len(works))]
        measured("stylised outputs and pictures of the style", works, outputs, pairs)


if __name__ == "__main__":
    main()
