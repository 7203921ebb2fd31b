"""How often does a search raise a false alarm, from a hundred comparisons to a million?

One novel in pieces of forty words is compared with another in such pieces: more than a million pairs of which
none derives, all of them really compared. A search of n draws n of the pairs; how often it holds an alarm is
exact. Beside it stands what a sample of ten thousand of the pairs would have let one state beforehand, with
the interval of `search_size.searches`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import sidebyside as sbs
from bench.measure import DATA
from sidebyside.calibration.search_size import searches
from sidebyside.records import Finding

N_WORDS = 40
SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
SAMPLE = 100
"""Pieces of either book in the sample: a square of it is ten thousand pairs."""
WIDE = 0.95
"""An interval of a rate wider than this says nothing that could be wrong."""
ALARMS = (("any finding", -10.0), ("LR > 1", 0.0), ("LR > 10", 1.0), ("LR > 100", 2.0))
HEAD = ("alarm", "pairs", "alarms", "n", "FPIR counted", "stated from 10,000", "95 %", "verdict")


def scores() -> NDArray[np.float64]:
    """Return log10 ratios, one row a piece of one book, one column a piece of the other; else -inf."""
    with tempfile.TemporaryDirectory() as name:
        sides = [_pieces(Path(name, side), book) for side, book in _BOOKS]
        findings = sbs.compare(*sides).findings
        shape = tuple(len(list(side.iterdir())) for side in sides)
    found = np.full(shape, -np.inf)
    for one in findings:
        if isinstance(one, Finding):
            pair = int(Path(one.work.path).stem), int(Path(one.output.path).stem)
            found[pair] = -9.0 if one.llr is None else one.llr
    return found


_BOOKS = (("works", "christmas-carol"), ("outputs", "treasure-island"))


def _pieces(folder: Path, book: str) -> Path:
    folder.mkdir()
    (path,) = (DATA / "text" / "works").glob(f"*{book}*")
    words = path.read_text("utf-8").split()
    for number, first in enumerate(range(0, len(words) - N_WORDS + 1, N_WORDS)):
        (folder / f"{number:05}.txt").write_text(" ".join(words[first : first + N_WORDS]) + "\n", "utf-8")
    return folder


def rows() -> Iterator[tuple[object, ...]]:
    """Yield a row for each alarm and size."""
    found = scores()
    for what, threshold in ALARMS:
        above = np.nextafter(threshold, np.inf)
        n_alarms = int((found >= above).sum())
        sample = found[:: max(1, len(found) // SAMPLE)][:SAMPLE, :: max(1, found.shape[1] // SAMPLE)][
            :, :SAMPLE
        ]
        counted = searches([found.reshape(-1)], above, SIZES)
        stated = searches(list(sample), above, SIZES)
        for one, other in zip(counted, stated, strict=True):
            holds = other.low <= one.rate <= other.high
            verdict = "excludes nothing" if other.high - other.low > WIDE else "within" if holds else "MISSED"
            yield (
                what,
                f"{found.size:,}",
                n_alarms,
                f"{one.n:,}",
                f"{one.rate:.6f}",
                f"{other.rate:.6f}" + (" extrapolated" if other.is_extrapolated else ""),
                f"{other.low:.6f} to {other.high:.6f}",
                verdict,
            )
