"""The index of a method that lines up sentences: works cut, sentences encoded, chains made to comparisons.

A method says which sentences of which works an output is lined up with; the rest is here. It stands in a
folder of its own because every module of ``methods/text`` is a method.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from sidebyside.contracts import MethodSettings, Shortlist, VectorCache, filled
from sidebyside.errors import InputError, UnfitItemError
from sidebyside.methods.sentence_alignment.chains import SentenceChain, line_up, unrivalled
from sidebyside.methods.sentence_alignment.encoder import EncodedSentences, SentenceEncoder
from sidebyside.primitives.text.alignment_scores import ChainCosts
from sidebyside.primitives.text.extent import text_quantum, token_range
from sidebyside.primitives.text.sentences import Sentence, sentences, worth_of
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import AlignedPair, Comparison, Match, MethodCard, Score, Span

LEAST_TEXT = 8.0
"""Least length of a text in words."""

LEAST_AROUND = 0.05
"""A ratio is taken over no smaller neighbourhood than this, so that it cannot run away."""

LinedUp = tuple[EncodedSentences, EncodedSentences, SentenceChain]
"""The sentences of a work, those of an output, and a chain of them."""

PlacedChain = tuple[int, LinedUp]
"""The number of a work, and a chain of its sentences with those of an output."""


@dataclass(frozen=True, slots=True)
class SentenceSettings(ChainCosts):
    """The settings every such method has: `ChainCosts`, and where the weights of the network stand.

    Attributes
    ----------
    weights
        Path of the weights; empty for those of the installed package.
    """

    weights: str = ""


def check_above_zero(method: str, settings: MethodSettings) -> None:
    """Refuse a number that is not above 0.

    Raises
    ------
    InputError
        With the name of the setting and its value.
    """
    for item in fields(settings):
        value = getattr(settings, item.name)
        if not isinstance(value, str) and value <= 0:
            raise InputError(f"{method}.{item.name} must be above 0, got {value}")


def check_length(item: TokenizedText, method: str) -> UnfitItemError | None:
    """Refuse a text that says too little to stand out from others."""
    if worth_of(item) >= LEAST_TEXT:
        return None
    return UnfitItemError(
        f"too short to compare: {item.n_tokens} words or Chinese characters",
        hint=f"{method} needs a text worth at least {LEAST_TEXT:g} words, a Chinese character counting 2/3",
        code="too_short",
    )


class SentenceIndex(ABC):
    """The sentences of the works, and an encoder that keeps what it encoded.

    Parameters
    ----------
    card
        A template.
    settings
        Those in force.

    Notes
    -----
    Nothing is encoded before the first output that needs it. Works rival each other: a chain whose sentences
    answer clearly better to another work is left out, whether that work stands on the shortlist or not, and
    neighbours are those among all works. So what is found of a work does not depend on the shortlist; works
    off it are lined up only where one on it has a chain.
    """

    def __init__(self, card: MethodCard, settings: SentenceSettings) -> None:
        self.card = filled(card, settings)
        self.costs: ChainCosts = settings
        self.encoder = SentenceEncoder(settings.weights)
        self.texts: list[TokenizedText] = []
        self._cut: list[tuple[Sentence, ...]] = []

    def keep_vectors_in(self, cache: VectorCache) -> None:
        """Look for vectors of sentences in a cache first, and keep there those that are made."""
        self.encoder.keep_in(cache)

    def add(self, works: Sequence[TokenizedText]) -> None:
        """Take a batch of works."""
        self.texts += works
        self.works_changed()

    def unfit(self, item: TokenizedText) -> UnfitItemError | None:
        """Refuse a text that says too little to stand out from others."""
        return check_length(item, self.card.name)

    def compare(
        self, outputs: Sequence[TokenizedText], shortlists: Sequence[Shortlist] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare a batch of outputs with the works, or with those of a shortlist."""
        if shortlists is None:
            shortlists = [frozenset(range(len(self.texts)))] * len(outputs)
        return [self._compared(*pair) for pair in zip(outputs, shortlists, strict=True)]

    def _compared(self, output: TokenizedText, shortlist: Shortlist) -> tuple[Comparison, ...]:
        found: dict[int, list[LinedUp]] = {}
        for number, lined_up in self.found(output, shortlist) if shortlist else ():
            found.setdefault(number, []).append(lined_up)
        return tuple(
            comparison_of(self.card.name, number, self.texts[number], output, found[number])
            for number in sorted(found)
        )

    def cut(self, number: int) -> tuple[Sentence, ...]:
        """Return the sentences of a work; works are cut when they are first needed."""
        for text in self.texts[len(self._cut) : number + 1]:
            self._cut.append(sentences(text))
        return self._cut[number]

    def lined_up(
        self,
        works: Iterable[tuple[int, EncodedSentences]],
        rivals: Iterable[tuple[int, EncodedSentences]],
        output: EncodedSentences,
        costs: ChainCosts,
    ) -> Iterator[PlacedChain]:
        """Yield the chains of an output with works, or parts of works, each with the number of its work.

        A chain whose sentences answer clearly better to another of these places, or to a rival, is left out.

        Parameters
        ----------
        works
            Of the shortlist, in their order.
        rivals
            The others, looked at only where something was found.
        """
        sides = list(works)
        chains = [
            (place, chain)
            for place, (_, work) in enumerate(sides)
            for chain in line_up(work, output, self.encoder, costs)
        ]
        if not chains:
            return
        others = [chain for _, rival in rivals for chain in line_up(rival, output, self.encoder, costs)]
        for place, chain in unrivalled(chains, others):
            number, work = sides[place]
            yield number, (work, output, chain)

    @abstractmethod
    def found(self, output: TokenizedText, shortlist: Shortlist) -> Iterator[PlacedChain]:
        """Yield what an output shares with the works of a shortlist."""

    @abstractmethod
    def works_changed(self) -> None:
        """Forget what was made of all works together."""


def aligned_pairs(
    work: EncodedSentences, output: EncodedSentences, chain: SentenceChain
) -> tuple[AlignedPair, ...]:
    """Return the beads of a chain as pairs of places, their cosine, and the ratio margin.

    The ratio is the cosine over the mean cosine with the neighbours, as in Artetxe & Schwenk (2019),
    doi:10.18653/v1/P19-1309, at least 0.
    """
    return tuple(
        AlignedPair(
            work.span(*bead.work),
            output.span(*bead.output),
            similarity=min(max(bead.cosine, 0.0), 1.0),
            margin=round(max(bead.cosine, 0.0) / max(bead.around, LEAST_AROUND), 4),
        )
        for bead in chain.beads
    )


def comparison_of(
    method: str, number: int, work: TokenizedText, output: TokenizedText, found: Sequence[LinedUp]
) -> Comparison:
    """Return the comparison of a work and an output between which chains were found.

    The similarity of a match is the mean cosine of its pairs; the score of the comparison is the share of the
    output's tokens that lie in pairs, each token counted with the highest cosine of a pair it lies in.
    """
    matches = []
    for work_side, output_side, chain in found:
        pairs = aligned_pairs(work_side, output_side, chain)
        matches.append(
            Match(
                method=method,
                similarity=round(sum(pair.similarity for pair in pairs) / len(pairs), 6),
                quantum=text_quantum(
                    work.measure, output.measure, [(pair.work_span, pair.output_span) for pair in pairs]
                ),
                work_span=_around([pair.work_span for pair in pairs]),
                output_span=_around([pair.output_span for pair in pairs]),
                pairs=pairs,
            )
        )
    matches.sort(key=lambda match: (match.work_span, match.output_span))
    pairs_found = [pair for match in matches for pair in match.pairs]
    return Comparison(method, number, Score(method, _weighed_share(output, pairs_found)), tuple(matches))


def _weighed_share(output: TokenizedText, pairs: Sequence[AlignedPair]) -> float:
    weight = np.zeros(output.n_tokens)
    for pair in pairs:
        first, stop = token_range(pair.output_span, output.start, output.end)
        weight[first:stop] = np.maximum(weight[first:stop], pair.similarity)
    return round(float(weight.mean()), 6) if len(weight) else 0.0


def _around(spans: Sequence[Span]) -> Span:
    return Span(spans[0].start, spans[-1].end)
