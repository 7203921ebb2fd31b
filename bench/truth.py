"""A table of pairs of known truth, made of texts at hand, as `sidebyside validate` reads it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

COLUMNS = (
    *("work", "output", "derived", "null", "author", "source", "language"),
    *("transformation", "size", "split", "derivation"),
)
TABLE = "truth.tsv"


@dataclass(slots=True)
class Side:
    """One side of the split: its name, train or test, and the numbers behind every choice made for it."""

    name: str
    seed: int


@dataclass(slots=True)
class TruthTable:
    """The texts by name, and a line a pair."""

    texts: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)

    def add(
        self,
        work: tuple[str, str],
        output: tuple[str, str],
        *,
        null: str,
        source: str,
        author: str,
        language: str,
        split: str,
        transformation: str = "",
        size: float | None = None,
        derivation: str = "programmed",
        values: Mapping[str, float] | None = None,
    ) -> None:
        """Add a pair, each side a name and a text; a null of "" says that the output derives from the work.

        A pair of names that is there already is left as it is.
        """
        key = (work[0], output[0])
        if key in self.seen:
            return
        self.seen.add(key)
        self.texts.update((work, output))
        cells = (
            *(*key, "no" if null else "yes", null, author, source, language, transformation),
            *("" if size is None else f"{size:g}", split, "" if null else derivation),
        )
        row = dict(zip(COLUMNS, cells, strict=True))
        row |= {f"feature:{name}": f"{value:.6g}" for name, value in (values or {}).items()}
        self.rows.append(row)

    def write(self, folder: Path) -> Path:
        """Write the texts and the table below a folder; return the path of the table."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.texts.items():
            if text:
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(text.encode("utf-8"))
        path = folder / TABLE
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(
                stream, list(self.rows[0]), delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n"
            )
            writer.writeheader()
            writer.writerows(self.rows)
        return path
