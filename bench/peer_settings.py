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
        sets = [material(language, alter, (SEED,), N_DOCUMENTS) for alter in alterations().values()]
        rows = []
        for peer in peers:
            asked = [(settings, one) for settings in tried[peer] for one in sets]
            figures = [one["plagdet"] for one in of_peer(peer, asked, language is CHINESE)]
            for number, settings in enumerate(tried[peer]):
                own = figures[number * len(sets) : (number + 1) * len(sets)]
                rows.append((peer, settings, f"{sum(own) / len(own):.3f}", *(f"{one:.3f}" for one in own)))
        table(f"Plagdet of peers, {name}", ("peer", "settings", "mean", *LEAST), rows)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
