"""Pairs of known truth with the evidence the methods gave, in two parts: to fit on, and to measure on.

They are split by author and source: what was seen in fitting is not what is measured on.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import InputError
from sidebyside.records import Feature, NullGrade

LEAST_PAIRS = 20
"""So many pairs are needed on either side of the truth: fewer carry no ratio worth stating."""

Side = Literal["train", "test", ""]


@dataclass(frozen=True, slots=True)
class KnownPair:
    """One work, one output, and whether the output derives from the work.

    `null` is the population of a pair that does not derive, None for one that does. `clusters` are the
    authors, and the sources, of which work and output are, that of the work first; `size` that of the piece
    copied, where one was planted; `n_tokens` the length of the output, 0 for a picture. `values` are the
    features in the order of the calibration. `side` is given where the truth says it, and so is `derivation`,
    what made a derived one.
    """

    work: str
    output: str
    null: NullGrade | None
    clusters: tuple[str, ...]
    values: tuple[float, ...]
    language: str = ""
    transformation: str = ""
    size: float | None = None
    n_tokens: int = 0
    side: Side = ""
    derivation: str = ""

    @property
    def is_derived(self) -> bool:
        """Whether h1 is true of the pair."""
        return self.null is None


def check_pairs(pairs: Sequence[KnownPair], features: Sequence[Feature]) -> None:
    """Check that something can be fitted on the pairs.

    Raises
    ------
    InputError
        With one class only, fewer than `LEAST_PAIRS` of either, a pair given twice, or a feature that is
        not a number within its range: names the pair and the way out.
    """
    seen: set[tuple[str, str]] = set()
    for pair in pairs:
        place = f"the pair {pair.work} and {pair.output}"
        if (pair.work, pair.output) in seen:
            raise InputError(f"{place} is given twice", hint="give each pair once")
        seen.add((pair.work, pair.output))
        if len(pair.values) != len(features):
            raise InputError(f"{place} has {len(pair.values)} features, {len(features)} are needed")
        for feature, value in zip(features, pair.values, strict=True):
            if not 0.0 <= value < math.inf:
                raise InputError(
                    f"{place}: the feature {feature.name} is {value}",
                    hint="a feature is a number of 0 or more; leave out the pair, or measure it again",
                )
    check_numbers(sum(pair.is_derived for pair in pairs), sum(not pair.is_derived for pair in pairs))


def check_numbers(n_derived: int, n_others: int) -> None:
    """Check that there is enough of both kinds of pairs.

    Raises
    ------
    InputError
        If there is one kind only, or fewer than `LEAST_PAIRS` of either.
    """
    if not n_derived or not n_others:
        there, lacking = ("derived", "others") if n_derived else ("others", "derived ones")
        raise InputError(
            f"all pairs are of one class: {max(n_derived, n_others)} {there}, no {lacking}",
            hint="a ratio weighs two propositions: give pairs of known source, and of a null",
        )
    if min(n_derived, n_others) < LEAST_PAIRS:
        raise InputError(
            f"too few pairs: {n_derived} derived, {n_others} others; {LEAST_PAIRS} of each are needed",
            hint="give more pairs, of more works",
        )


def matrix_of(pairs: Sequence[KnownPair], features: Sequence[Feature]) -> NDArray[np.float64]:
    """Return the features, one row a pair, none above its cap."""
    values = np.array([pair.values for pair in pairs], dtype=np.float64).reshape(len(pairs), len(features))
    caps: NDArray[np.float64] = np.array([feature.cap for feature in features], dtype=np.float64)
    return np.asarray(np.minimum(values, caps), dtype=np.float64)


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
