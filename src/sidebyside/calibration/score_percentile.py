"""Where does a score stand among those of pairs of which none comes from the other?

Two populations of pairs of photographs were scored beforehand: ``unrelated``, of two subjects that have
nothing to do with each other, and ``same_subject``, of two subjects of one kind, such as two breeds of dogs.
Their scores ship as counts in steps of a thousandth; `bench/fit_standing.py` makes them anew. A score is said
to be above so many of them. That is a description of these pairs, no probability: drawings, charts and other
pictures that are no photographs may score higher although neither comes from the other.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from sidebyside.records import MethodCard, Score, ScorePercentile

Null = Literal["unrelated", "same_subject"]
STEPS = 1000
N_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Population:
    """The scores of a population of pairs, each rounded down to a thousandth.

    `thousandths` ascend; of `n_up_to` the k-th is how many scores are at or below the k-th of them.
    """

    null: Null
    thousandths: tuple[int, ...]
    n_up_to: tuple[int, ...]

    @property
    def n_pairs(self) -> int:
        """How many pairs were scored."""
        return self.n_up_to[-1]

    def share_below(self, similarity: float) -> float:
        """Return the share of scores in a lower thousandth, 0 to 1: never more than are truly lower."""
        at = bisect_left(self.thousandths, _thousandth(similarity))
        return round((self.n_up_to[at - 1] if at else 0) / self.n_pairs, N_DECIMALS)


def population(null: Null, similarities: Iterable[float]) -> Population:
    """Make a population of scores.

    >>> population("unrelated", [0.1234, 0.1239, 0.5]).share_below(0.4)
    0.666667
    """
    scores = sorted(_thousandth(similarity) for similarity in similarities)
    steps = sorted(set(scores))
    return Population(null, tuple(steps), tuple(bisect_right(scores, step) for step in steps))


def percentiles(scores: Sequence[Score], cards: Sequence[MethodCard]) -> tuple[ScorePercentile, ...]:
    """Return where each score stands in each population of its method.

    Nothing is said of a method without populations, nor where its version or a setting differs from those
    under which the populations were scored.

    Parameters
    ----------
    scores
        Of one pair.
    cards
        Those in force.
    """
    found = []
    for score in scores:
        card = next((card for card in cards if card.name == score.method), None)
        for one in populations(card) if card is not None else ():
            share = one.share_below(score.similarity)
            found.append(ScorePercentile(score.method, one.null, share, one.n_pairs))
    return tuple(found)


def populations(card: MethodCard) -> tuple[Population, ...]:
    """Return the populations that were scored with a method as its card says it runs; often none."""
    return _read(card.name, card.version, _relevant(card.settings))


def to_plain(card: MethodCard, found: Sequence[Population], provenance: str) -> dict[str, object]:
    """Return what a file of populations holds."""
    return {
        "method": card.name,
        "version": card.version,
        "settings": dict(_relevant(card.settings)),
        "weights_sha256": card.weights_sha256,
        "provenance": provenance,
        "populations": {one.null: [list(one.thousandths), list(one.n_up_to)] for one in found},
    }


_IRRELEVANT = frozenset({"batch", "weights", "n_nearest", "near", "floor", "tile_floor", "placed_floor"})
"""Settings that say what is named and how fast, and change no score."""


def _relevant(settings: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in sorted(settings) if name not in _IRRELEVANT)


@cache
def _read(method: str, version: str, settings: tuple[tuple[str, str], ...]) -> tuple[Population, ...]:
    file = files("sidebyside.calibration") / "nulls" / f"{method}.json"
    if not file.is_file():
        return ()
    kept = json.loads(file.read_text(encoding="utf-8"))
    if (kept["version"], kept["settings"]) != (version, dict(settings)):
        return ()
    return tuple(
        Population(null, *(tuple(values) for values in kept["populations"][null]))
        for null in get_args(Null)
        if null in kept["populations"]
    )


def _thousandth(similarity: float) -> int:
    # 0.29 * 1000 is 289.99999999999994: what has at most six decimals is meant.
    return int(round(similarity * STEPS * STEPS) // STEPS)
