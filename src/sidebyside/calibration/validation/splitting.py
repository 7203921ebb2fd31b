"""Train and test, split by author and source: what was seen in fitting is not what is measured on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sidebyside.calibration.validation.known import KnownPair, Side


@dataclass(frozen=True, slots=True)
class Split:
    """The pairs of both sides, and how many lie across and are seen by neither."""

    train: tuple[KnownPair, ...]
    test: tuple[KnownPair, ...]
    n_left_out: int
    n_clusters: int
    is_given: bool


def split(pairs: Sequence[KnownPair], *, seed: int) -> Split:
    """Split pairs in two halves that share no author, no source, no work and no output.

    Parameters
    ----------
    pairs
        A derived pair joins all its clusters, its work and its output to one group. Another pair joins its
        work to the first cluster it names; it may lie between two groups.
    seed
        Of the order in which groups of one size are dealt.

    Returns
    -------
    split
        Groups are dealt by falling number of derived pairs, each to the side that has fewer. Pairs between
        a group of one side and one of the other are left out of both, and counted.

    Notes
    -----
    Where the pairs say their side, they are split that way. Cost: linear, and a sort of the groups. Does not
    see sources that are not named.
    """
    if pairs and pairs[0].side:
        clusters = {cluster for pair in pairs for cluster in pair.clusters}
        return Split(*_by_side(pairs, [pair.side for pair in pairs]), 0, len(clusters), is_given=True)
    groups = _Groups()
    used = _n_uses(pairs)
    for pair in pairs:
        groups.join(_joined(pair))
    weights = _weights(pairs, groups, used)
    order = np.random.default_rng(seed).permutation(len(weights))
    names = sorted(weights)
    dealt = sorted(range(len(names)), key=lambda i: (*(-n for n in weights[names[i]]), order[i]))
    totals: dict[Side, list[int]] = {"train": [0, 0], "test": [0, 0]}
    sides: dict[str, Side] = {}
    for number in dealt:
        name = names[number]
        # Derived pairs are dealt first; groups without any even out the others.
        first = 0 if weights[name][0] else 1
        side: Side = "train" if totals["train"][first:] <= totals["test"][first:] else "test"
        sides[name] = side
        totals[side] = [a + b for a, b in zip(totals[side], weights[name], strict=True)]
    found = [_side_of(pair, groups, sides, used) for pair in pairs]
    train, test = _by_side(pairs, found)
    return Split(train, test, found.count(""), len(names), is_given=False)


def _by_side(
    pairs: Sequence[KnownPair], sides: Sequence[Side]
) -> tuple[tuple[KnownPair, ...], tuple[KnownPair, ...]]:
    sided = list(zip(pairs, sides, strict=True))
    return (
        tuple(pair for pair, side in sided if side == "train"),
        tuple(pair for pair, side in sided if side == "test"),
    )


def _joined(pair: KnownPair) -> list[str]:
    work, output = f"work {pair.work}", f"output {pair.output}"
    if pair.is_derived:
        return [work, output, *pair.clusters]
    return [work, *pair.clusters[:1]]


def _n_uses(pairs: Sequence[KnownPair]) -> dict[str, int]:
    used: dict[str, int] = {}
    for pair in pairs:
        used[pair.output] = used.get(pair.output, 0) + 1
    return used


def _nodes(pair: KnownPair, used: dict[str, int]) -> Iterator[str]:
    yield f"work {pair.work}"
    yield from pair.clusters
    # An output of one pair only goes with that pair.
    if used[pair.output] > 1:
        yield f"output {pair.output}"


def _weights(
    pairs: Sequence[KnownPair], groups: "_Groups", used: dict[str, int]
) -> dict[str, tuple[int, int]]:
    """Return for each group its derived pairs and its other pairs."""
    weights: dict[str, tuple[int, int]] = {}
    for pair in pairs:
        for name in {groups.of(node) for node in _nodes(pair, used)}:
            derived, others = weights.get(name, (0, 0))
            weights[name] = (derived + pair.is_derived, others + (not pair.is_derived))
    return weights


def _side_of(pair: KnownPair, groups: "_Groups", sides: dict[str, Side], used: dict[str, int]) -> Side:
    found = {sides[groups.of(node)] for node in _nodes(pair, used)}
    return found.pop() if len(found) == 1 else ""


class _Groups:
    """Connected components: what was joined has one name, the least of its members."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def of(self, item: str) -> str:
        parent = self._parents.setdefault(item, item)
        while parent != self._parents[parent]:
            self._parents[item] = self._parents[parent]
            item, parent = parent, self._parents[parent]
        return parent

    def join(self, items: Iterable[str]) -> None:
        names = sorted({self.of(item) for item in items})
        for name in names[1:]:
            self._parents[name] = names[0]
