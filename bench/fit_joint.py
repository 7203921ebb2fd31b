"""Fit how the weights of small shared stretches fall off in unrelated texts: ``python -m bench.fit_joint``.

Every stretch of unrelated texts, from shared runs of three tokens on, is weighed by its rarity on the subject
of the pair. The constants in `primitives.text.alignment_scores` are the row of 32.5 bits of the first halves;
the second halves are printed beside. No graded answer takes part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from unittest.mock import patch

from bench.fit_chance import THRESHOLDS, Scored, fitted
from bench.measure import DATA, table
from bench.texts import tokens
from bench.unrelated import Side, chinese, english
from sidebyside.contracts import open_index
from sidebyside.methods.text.near_verbatim import MEMBER
from sidebyside.methods.text.near_verbatim.alignment import AlignedSegment
from sidebyside.methods.text.near_verbatim.joint_weight import JointWeight

SETTINGS = {"seed_tokens": 3, "part_expected": 1e9, "together_expected": 1e9}
"""From three tokens on, and everything weighed."""


def weighed(side: Side) -> Scored:
    """Weigh every stretch of one side that is no passage by itself."""
    index: Any = open_index(MEMBER, SETTINGS)
    work = tokens(side.work)
    index.add([work])
    found: list[float] = []

    def kept(joint: JointWeight, segments: Sequence[AlignedSegment]) -> frozenset[AlignedSegment]:
        found.extend(joint.weight(segment) for segment in segments)
        return frozenset()

    n: dict[str, int] = {}
    scores: dict[str, list[float]] = {}
    with patch.object(JointWeight, "counted", kept):
        for cluster, text in side.outputs:
            output = tokens(text)
            n[cluster] = n.get(cluster, 0) + output.n_tokens
            found.clear()
            index.compare([output])
            scores.setdefault(cluster, []).extend(found)
    return Scored(work.n_tokens, n, scores)


def _rows(sides: Sequence[Scored], *, is_by_name: bool) -> Iterator[tuple[object, ...]]:
    for threshold in THRESHOLDS:
        ln_k, lam, n, n_clusters, _ = fitted(sides, threshold, is_by_name=is_by_name)
        yield (threshold, n, n_clusters, f"{ln_k:.3f}", f"{lam:.4f}")


def main() -> None:
    """Print the fits on the first halves of the texts, and on the second."""
    if not DATA.is_dir():
        print("The development data do not stand beside the checkout; see CONTRIBUTING.md.")
        return
    for half, which in enumerate(("first", "second")):
        for name, material in (("English", english(half)), ("Chinese", chinese(half))):
            table(
                f"Weights of stretches of unrelated texts, {name}, {which} halves",
                ("threshold", "stretches", "clusters", "ln K", "lambda"),
                _rows([weighed(side) for side in material], is_by_name=name != "English"),
            )


if __name__ == "__main__":
    main()
