"""Score pairs of which none comes from the other: ``python -m bench.fit_standing``.

Every photograph of a folder of different subjects is compared with every other one, once as the work and once
as the output. Photographs of two kinds of one group, such as two breeds of dogs, are the pairs of the same
subject; all others are unrelated.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from bench.measure import DATA, table
from sidebyside.calibration.score_percentile import Null, Population, population, to_plain
from sidebyside.methods.image.copy_descriptor.method import MEMBER, CopyDescriptorSettings
from sidebyside.primitives.pictures import prepare

FOLDER = DATA / "image" / "unrelated"
GROUPS = {
    "dogs": ("n02086240", "n02113624"),
    "snakes": ("n01729977", "n01751748"),
    "songbirds": ("n01530575", "n01601694"),
    "monkeys and apes": ("n02480495", "n02493509"),
}
"""First and last WordNet number of the kinds of a group."""
PROVENANCE = (
    "scores of ordered pairs of 200 photographs of 200 kinds (EliSchwartz/imagenet-sample-images, reduced to "
    "400 px); same_subject: two kinds of dogs, of snakes, of songbirds, or of monkeys and apes; unrelated: "
    "all other pairs. Only scores are kept, nothing of the photographs"
)
BATCH = 16
SHARES = (0.5, 0.9, 0.99, 0.999, 0.9999, 1.0)


def main() -> None:
    """Score, write the file, and print its quantiles."""
    paths = sorted(FOLDER.glob("*.jpg"))
    scores = scored(paths)
    rows: dict[Null, list[float]] = {"unrelated": [], "same_subject": []}
    for (i, k), similarity in scores.items():
        one = group_of(paths[i])
        rows["same_subject" if one and one == group_of(paths[k]) else "unrelated"].append(similarity)
    found = [population(null, values) for null, values in rows.items()]
    target = Path(str(files("sidebyside.calibration.nulls"))) / "copy_descriptor.json"
    plain = to_plain(MEMBER.card, found, PROVENANCE)
    target.write_text(json.dumps(plain, separators=(",", ":")) + "\n", encoding="utf-8")
    table(
        "Scores of copy_descriptor among pairs of which none comes from the other",
        ("population", "pairs", *(f"{share:.2%} below" for share in SHARES)),
        [(one.null, one.n_pairs, *(f"{quantile(one, share):.3f}" for share in SHARES)) for one in found],
    )
    for (i, k), similarity in sorted(scores.items(), key=lambda item: -item[1])[:8]:
        print(f"{similarity:.4f} {paths[i].stem} | {paths[k].stem}")


def scored(paths: Sequence[Path]) -> dict[tuple[int, int], float]:
    """Return the score of every ordered pair of different photographs, by their numbers."""
    index = MEMBER.index(CopyDescriptorSettings(n_nearest=len(paths), near=0.0))
    starts = range(0, len(paths), BATCH)
    for start in starts:
        index.add([prepare(path) for path in paths[start : start + BATCH]])
    scores = {}
    for start in starts:
        rows = index.compare([prepare(path) for path in paths[start : start + BATCH]])
        for output, row in enumerate(rows, start):
            scores.update(
                {
                    (one.work_number, output): one.score.similarity
                    for one in row
                    if one.score is not None and one.work_number != output
                }
            )
    return scores


def group_of(path: Path) -> str:
    """Return the group of a photograph, or nothing."""
    number = path.stem.partition("_")[0]
    return next((name for name, (first, last) in GROUPS.items() if first <= number <= last), "")


def quantile(one: Population, share: float) -> float:
    """Return the least thousandth at or below which at least this share of the scores lies."""
    return one.thousandths[int(np.searchsorted(one.n_up_to, share * one.n_pairs))] / 1000


if __name__ == "__main__":
    main()
