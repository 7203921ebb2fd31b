"""The peers, each in its own environment, asked for passages and shares; their settings, and why those.

text-matcher keeps its stop words, since the list it would leave out is a download. The partial ratio of
rapidfuzz lines up two texts and finds no passages: cutting into windows and joining neighbours is done by
`bench/peers/with_rapidfuzz.py`, around it. `python -m bench.peer_settings` prints the settings tried, on
other documents; the best there on the mean of all rows is what stands here.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache

import opencc

from bench.measure import ROOT

PYTHON = ROOT / ".venv-peers" / "bin" / "python"
PEERS = ("copydetect", "text-matcher", "rapidfuzz")
OWN: dict[str, dict[str, object]] = {"copydetect": {}, "text-matcher": {}}
"""Settings as the package comes; windows round rapidfuzz are ours, so it has none."""
BEST: dict[str, dict[str, object]] = {
    "copydetect": {"noise": 30, "guarantee": 30},
    "text-matcher": {"threshold": 0, "cutoff": 8},
    "rapidfuzz": {"window": 150, "cutoff": 65},
}
BEST_CHINESE: dict[str, dict[str, object]] = {
    "copydetect": {"noise": 10, "guarantee": 10},
    "text-matcher": {"threshold": 0, "cutoff": 8},
    "rapidfuzz": {"window": 40, "cutoff": 45},
}
Found = list[dict[str, object]]
"""For each output its `pairs` of places, work first, and its `share`."""
Groups = Sequence[tuple[str, Sequence[str]]]
"""Works, each with its outputs."""


def ask(peer: str, questions: Sequence[tuple[Mapping[str, object], Groups]]) -> list[list[Found]]:
    """Ask a peer, in one process, for every output of every work; raise `CalledProcessError` if it fails."""
    asked = [
        {
            "settings": settings,
            "groups": [{"work": work, "outputs": list(outputs)} for work, outputs in groups],
        }
        for settings, groups in questions
    ]
    script = ROOT / "bench" / "peers" / f"with_{peer.replace('-', '_')}.py"
    environment = {**os.environ, "PYTHONHASHSEED": "0"}  # copydetect keeps fingerprints by Python's own hash
    done = subprocess.run(
        [PYTHON, script], input=json.dumps(asked).encode(), capture_output=True, env=environment
    )
    if done.returncode:
        sys.stderr.write(done.stderr.decode("utf-8", "replace"))
        done.check_returncode()
    return json.loads(done.stdout)


def versions() -> str:
    """Name the peers with their versions."""
    code = (
        "import importlib.metadata as m, sys; print(', '.join(f'{n} {m.version(n)}' for n in sys.argv[1:]))"
    )
    return subprocess.run(
        [PYTHON, "-c", code, *PEERS], capture_output=True, text=True, check=True
    ).stdout.strip()


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def folded(text: str) -> str:
    """Write a text in Simplified characters, one for one, so that all places stay."""
    convert = _to_simplified().convert
    return "".join(simple if len(simple := convert(mark)) == 1 else mark for mark in text)


CODE = 8


def in_code_words(text: str) -> str:
    """Write each character as a word of Latin letters and digits, the only words text-matcher can see.

    Each is `CODE` characters and a space, so places are found again by division; spaces are spaces.
    """
    words = {mark: f"x{hashlib.sha256(mark.encode()).hexdigest()[: CODE - 1]}" for mark in set(text)}
    return "".join((" " * CODE if mark.isspace() else words[mark]) + " " for mark in text)


def from_code_words(place: Sequence[int]) -> tuple[int, int]:
    """Return the place in the text that was written in code words."""
    return place[0] // (CODE + 1), -(-place[1] // (CODE + 1))


def for_peer(peer: str, groups: Groups) -> Groups:
    """Write Chinese texts the way that suits a peer best: folded, for text-matcher in code words too."""
    write = (lambda text: in_code_words(folded(text))) if peer == "text-matcher" else folded
    return [(write(work), [write(output) for output in outputs]) for work, outputs in groups]
