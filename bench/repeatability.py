"""Does another number of threads, another batch or another machine give other figures?

A process of its own for every variant: vectors of the copy descriptor, vectors of the sentence encoder, and a
whole case on `examples`. Graphs that are not optimised, and instructions of the processor that are switched
off in OpenCV, OpenBLAS and NumPy, stand in for another machine. What differs is printed, and by how much.

    python -m bench.repeatability
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from bench.measure import ROOT, table

OTHER_PROCESSOR = {
    "OPENCV_CPU_DISABLE": "AVX2,AVX512-SKX,FP16,FMA3",
    "OPENBLAS_CORETYPE": "Nehalem",
    "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL",
}
VARIANTS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "as it is, again": ({}, {}),
    "networks on 1 thread": ({"threads": 1}, {}),
    "networks on 2 threads": ({"threads": 2}, {}),
    "OpenBLAS on 1 thread": ({}, {"OPENBLAS_NUM_THREADS": "1"}),
    "OpenBLAS on 2 threads": ({}, {"OPENBLAS_NUM_THREADS": "2"}),
    "OpenCV on 1 thread": ({"opencv_threads": 1}, {}),
    "pictures one by one": ({"batch": 1}, {}),
    "pictures seven at a time": ({"batch": 7}, {}),
    "OpenCV without AVX2": ({}, {"OPENCV_CPU_DISABLE": OTHER_PROCESSOR["OPENCV_CPU_DISABLE"]}),
    "graphs optimised in the basic way": ({"graph": "ORT_ENABLE_BASIC"}, {}),
    "graphs not optimised": ({"graph": "ORT_DISABLE_ALL"}, {}),
    "OpenCV, OpenBLAS, NumPy without AVX2": ({}, OTHER_PROCESSOR),
}
"""By name, what is set in the process and in its environment."""


def varied(settings: dict[str, Any]) -> None:
    """Set threads and graphs of every network that is loaded from now on."""
    import cv2
    import onnxruntime

    if "opencv_threads" in settings:
        cv2.setNumThreads(settings["opencv_threads"])
    loaded = onnxruntime.InferenceSession

    def session(path: str, options: Any, **more: Any) -> Any:
        if "threads" in settings:
            options.intra_op_num_threads = settings["threads"]
        if "graph" in settings:
            options.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, settings["graph"])
        return loaded(path, options, **more)

    onnxruntime.InferenceSession = session


def made(settings: dict[str, Any], out: Path) -> None:
    """Write descriptors, sentence vectors and the findings of a case below a folder."""
    import sidebyside as sbs
    from sidebyside.methods.image.copy_descriptor.descriptors import MODELS, embed
    from sidebyside.methods.sentence_alignment.encoder import SentenceEncoder
    from sidebyside.primitives.model_store import find, load_network
    from sidebyside.primitives.pictures import prepare
    from sidebyside.workflows.options import Options

    paths = sorted((ROOT / "examples").rglob("*.jpg"))
    pixels = [prepare(path).pixels for path in paths]
    for name, side_px in (("sscd", 288), ("sscd_distilled", 160)):
        session = load_network(find(MODELS[name]), n_threads=os.cpu_count() or 1)
        vectors = embed(session, pixels, batch=settings.get("batch", 16), side_px=side_px)
        np.save(out / f"{name}.npy", vectors.astype(np.float64))
    texts = sorted((ROOT / "examples" / "works").rglob("*.txt"))
    sentences = [
        part for path in texts for part in path.read_text("utf-8").replace("。", ". ").split(". ") if part
    ]
    np.save(out / "sentences.npy", SentenceEncoder().encode(sentences[:200]) / 2**14)
    case = sbs.compare(
        ROOT / "examples" / "works",
        ROOT / "examples" / "outputs",
        out / "case",
        options=Options(),
    )
    lines = (case.folder / "findings.jsonl").read_text("utf-8").splitlines()
    (out / "findings.json").write_text(json.dumps([json.loads(line) for line in lines]), "utf-8")


def figures(folder: Path) -> dict[tuple[str, ...], float]:
    """Return what the findings of a run say of each pair: a status, and the figures that are printed."""
    found: dict[tuple[str, ...], float] = {}
    for one in json.loads((folder / "findings.json").read_bytes()):
        pair = tuple((one.get(role) or {}).get("path", "") for role in ("work", "output"))
        found["status", one["status"], *pair] = 1.0
        found["llr", *pair] = one.get("llr") or 0.0
        for score in one.get("scores") or ():
            found[f"score of {score['method']}", *pair] = score["similarity"]
        quantum = one.get("quantum") or {}
        for name in ("share_of_work", "share_of_output"):
            found[name, *pair] = quantum.get(name) or 0.0
        for match in one.get("matches") or ():
            alarms = match.get("log10_nfa")
            if alarms is not None:
                key = ("log10_nfa", match["method"], *pair)
                found[key] = min(alarms, found.get(key, 0.0))
            for side in ("work_region", "output_region"):
                region = match.get(side)
                if region and alarms == found.get(("log10_nfa", match["method"], *pair)):
                    for axis, value in zip(("row", "column", "height", "width"), region, strict=True):
                        found["place, px", side, axis, match["method"], *pair] = value
    return found


def differences(left: Path, right: Path) -> dict[str, str]:
    """Return how much vectors and findings of two runs differ."""
    found = {}
    for name in ("sscd", "sscd_distilled", "sentences"):
        a, b = np.load(left / f"{name}.npy"), np.load(right / f"{name}.npy")
        same = np.einsum("ij,ij->i", a, b) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
        cosines = np.abs(a @ a.T - b @ b.T).max()
        identical = (a == b).all()
        found[name] = "identical" if identical else f"{1 - same.min():.1e} / {cosines:.1e}"
    if (left / "findings.json").read_bytes() == (right / "findings.json").read_bytes():
        return {**found, "findings": "identical"}
    before, after = figures(left), figures(right)
    most: dict[str, float] = {}
    for key in before.keys() | after.keys():
        most[key[0]] = max(most.get(key[0], 0.0), abs(before.get(key, 0.0) - after.get(key, 0.0)))
    return {**found, "findings": ", ".join(f"{key} {most[key]:.2g}" for key in sorted(most) if most[key])}


def main() -> None:
    """Run every variant and print what differs from the first."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for number, (title, (settings, environment)) in enumerate([("", ({}, {})), *VARIANTS.items()]):
            out = Path(name) / str(number)
            out.mkdir()
            command = [sys.executable, "-m", "bench.repeatability", json.dumps(settings), str(out)]
            subprocess.run(command, check=True, env={**os.environ, **environment}, cwd=ROOT)
            if number:
                found = differences(Path(name) / "0", out)
                rows.append((title, *found.values()))
                print(rows[-1], flush=True)
    head = ("variant", "copy descriptor", "of parts", "sentence encoder", "findings: greatest change")
    title = "Against a first run: 1 - cosine of a vector with itself at most / change of a cosine at most"
    table(title, head, rows)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        varied(json.loads(sys.argv[1]))
        made(json.loads(sys.argv[1]), Path(sys.argv[2]))
    else:
        main()
