"""Pictures searched at large: styles that must not count, and a big search."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import combinations
from os import cpu_count
from pathlib import Path

import numpy as np
from PIL import Image

import sidebyside as sbs
from bench.edits import halves, opened
from bench.measure import DATA, run, table
from sidebyside.methods.image.copy_descriptor.descriptors import MODELS
from sidebyside.methods.image.copy_descriptor.method import MEMBER
from sidebyside.methods.image.copy_descriptor.tiles import grid
from sidebyside.primitives.model_store import find, load_network
from sidebyside.primitives.pictures import prepare
from sidebyside.records import Finding, UncountedPair

IMAGE = DATA / "image"
PICTURES = (".png", ".jpg", ".jpeg")
N_DESCRIPTOR_RUNS = 3
N_TILES = len(grid((1, 2, 3)))
SAME_KIND = {
    "dog": ("n02085", "n02114"),
    "wild dog or cat": ("n02114", "n02130"),
    "bird": ("n01530", "n01629"),
    "water bird": ("n02007", "n02057"),
    "fowl": ("n01795", "n01861"),
    "reptile": ("n01667", "n01756"),
    "insect": ("n02165", "n02282"),
    "monkey": ("n02480", "n02494"),
    "hoofed animal": ("n02391", "n02438"),
}
"""Ranges of WordNet numbers within which the photographs show one kind of subject."""


def style(_: int) -> None:
    """Every stylised output against every content and every style picture."""
    with tempfile.TemporaryDirectory() as folder:
        works = Path(folder) / "works"
        kinds = {}
        for kind in ("content", "style"):
            for path in pictures(IMAGE / "style" / "inputs" / kind):
                target = works / kind / f"{path.stem}.png"
                target.parent.mkdir(parents=True, exist_ok=True)
                Image.fromarray(opened(path)).save(target, compress_level=1)
                kinds[f"{kind}/{target.name}"] = kind
        findings = sbs.compare(works, IMAGE / "style" / "output").findings
    rows = []
    for one in findings:
        if isinstance(one, Finding):
            methods = ", ".join(sorted({match.method for match in one.matches}))
            shares = f"{one.quantum.share_of_work:.2f}, {one.quantum.share_of_output:.2f}"
            rows.append((one.output.path, one.work.path, "found", methods, shares, one.expected_by_chance))
        elif isinstance(one, UncountedPair):
            rows.append((one.output.path, one.work.path, f"set apart: {one.kind}", "", "", ""))
    head = ("output", "picture", "said", "methods", "share of work, of output", "expected by chance")
    table("Style transfer: every pair of which something is said", head, sorted(map(row_of_text, rows)))
    n_style = sum(isinstance(one, Finding) and kinds[one.work.path] == "style" for one in findings)
    n_outputs = len(pictures(IMAGE / "style" / "output"))
    found = {
        one.output.path for one in findings if isinstance(one, Finding) and kinds[one.work.path] == "content"
    }
    state = "reached" if n_style == 0 else "MISSED"
    print(f"\noutputs with a content picture found: {len(found)} of {n_outputs}")
    print(f"style pictures reported as a match: {n_style}, at most 0: {state}")


def row_of_text(row: Sequence[object]) -> tuple[str, ...]:
    """Return the cells as text."""
    return tuple(f"{cell:.2g}" if isinstance(cell, float) else str(cell) for cell in row)


def pictures(folder: Path) -> list[Path]:
    """Return the pictures of a folder by name."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)


def of_one_kind(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of photographs that show one kind of subject."""
    for low, high in SAME_KIND.values():
        yield from combinations([i for i, name in enumerate(names) if low <= name[:6] < high], 2)


def scale(_: int, *, n: int = 1_000) -> None:
    """A thousand works against a thousand outputs, a whole process."""
    works, others = halves(IMAGE / "unrelated")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for role, paths in (("works", works), ("outputs", others)):
            (folder / role).mkdir()
            for i in range(n):
                part = piece(opened(paths[i % len(paths)]), i // len(paths))
                Image.fromarray(part).save(folder / role / f"{i:04}.jpg", quality=92)
        command = [sys.executable, "-m", "sidebyside", "compare", folder / "works", folder / "outputs"]
        done = run([*command, "--out", folder / "case", "--json"])
    counts = json.loads(done.stdout)["counts"]
    state = "reached" if done.peak_mb < 2048 else "MISSED"
    table(
        f"{n:,} works x {n:,} outputs, a whole process",
        ("pairs", "wall min", "CPU min", "peak MB", "memory below 2 GB", "outputs matched"),
        [
            (
                counts["n_pairs"],
                f"{done.wall_s / 60:.1f}",
                f"{done.cpu_s / 60:.1f}",
                f"{done.peak_mb:.0f}",
                state,
                counts["n_matched"],
            )
        ],
    )


def piece(pixels: np.ndarray, number: int) -> np.ndarray:
    """Return the whole picture, or one of nine overlapping pieces of it, so that there are enough."""
    if number == 0:
        return pixels
    height, width = (side * 2 // 3 for side in pixels.shape[:2])
    row = ((number - 1) // 3 % 3) * (pixels.shape[0] - height) // 2
    column = ((number - 1) % 3) * (pixels.shape[1] - width) // 2
    return pixels[row : row + height, column : column + width]


def descriptors(n_works: int) -> None:
    """Descriptors a second of works as they are indexed, over those of the bare networks at that batch."""
    paths = pictures(IMAGE / "unrelated")[:n_works]
    rows = []
    for _ in range(N_DESCRIPTOR_RUNS):
        index, values = MEMBER.index(), MEMBER.settings()
        start = time.process_time()
        index.add([prepare(path) for path in paths])
        ours = time.process_time() - start
        n_tiles = N_TILES * len(paths)
        raw = bare(values.model, values.side_px, len(paths), values.batch)
        raw += bare(values.tile_model, values.tile_side_px, n_tiles, values.batch)
        rows.append((ours, raw))
    ours, raw = (float(np.median([row[i] for row in rows])) for i in (0, 1))
    n = len(paths) * (N_TILES + 1)
    state = "reached" if raw / ours >= 0.7 else f"MISSED by {0.7 - raw / ours:.2f}"
    table(
        f"Descriptors of {len(paths)} works, decoding, tiles and thumbnails included; medians of "
        f"{N_DESCRIPTOR_RUNS}, processor time",
        ("descriptors", "ours /s", "bare networks /s", "ours : bare", "at least 0.7"),
        [(n, f"{n / ours:.0f}", f"{n / raw:.0f}", f"{raw / ours:.2f}", state)],
    )


def bare(model: str, side_px: int, n: int, batch: int) -> float:
    """Return the processor seconds in which a network alone describes `n` squares."""
    session = load_network(find(MODELS[model]), n_threads=cpu_count() or 1)
    squares = np.random.default_rng(0).integers(0, 256, (batch, side_px, side_px, 3)).astype(np.uint8)
    start = time.process_time()
    for first in range(0, n, batch):
        session.run(["embedding"], {"image": squares[: min(batch, n - first)]})
    return time.process_time() - start
