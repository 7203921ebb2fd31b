"""Which settings suit the peers best: ``python -m bench.peer_settings`` tries them on other documents.

Every peer is given the benefit: of the settings tried, the best on the mean of all rows is used in
`bench.passages`, and on the graded answers the best on those answers themselves.
"""

from __future__ import annotations

import sys

from bench.measure import table
from bench.passages import LEAST, alterations, material, of_peer
from bench.planted import CHINESE, ENGLISH

SEED, N_DOCUMENTS = 7, 5
TRIED: dict[str, tuple[dict[str, object], ...]] = {
    "copydetect": (
        {},
        *({"noise": n, "guarantee": n} for n in (20, 25, 30, 40)),
        *({"noise": n, "guarantee": n + 5} for n in (35, 50)),
    ),
    "text-matcher": (
        {},
        {"threshold": 2, "cutoff": 4},
        {"threshold": 0, "cutoff": 5},
        {"threshold": 0, "cutoff": 3},
        {"threshold": 0, "cutoff": 5, "ngram": 4},
        {"threshold": 0, "cutoff": 8},
    ),
    "rapidfuzz": tuple({"window": w, "cutoff": c} for w in (100, 150, 200, 300) for c in (60, 65, 70, 75)),
}
TRIED_CHINESE: dict[str, tuple[dict[str, object], ...]] = {
    "copydetect": ({}, *({"noise": n, "guarantee": n} for n in (4, 5, 6, 8, 10, 12))),
    "text-matcher": TRIED["text-matcher"],
    "rapidfuzz": tuple({"window": w, "cutoff": c} for w in (20, 30, 40, 60) for c in (45, 50, 60, 70)),
}


def main() -> None:
    """Print a table for each language; `main` takes the names of peers to confine it to."""
    peers = sys.argv[1:] or list(TRIED)
    for name, language, tried in (("English", ENGLISH, TRIED), ("Chinese", CHINESE, TRIED_CHINESE)):
        sets = {label: material(language, alter, (SEED,), N_DOCUMENTS) for label, alter in alterations()}
        rows = []
        for peer in peers:
            for settings in tried[peer]:
                figures = [
                    of_peer(peer, sets[label], settings, language is CHINESE)["plagdet"] for label in LEAST
                ]
                mean = sum(figures) / len(figures)
                rows.append((peer, settings, f"{mean:.3f}", *(f"{figure:.3f}" for figure in figures)))
        table(f"Plagdet of peers, {name}", ("peer", "settings", "mean", *LEAST), rows)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
