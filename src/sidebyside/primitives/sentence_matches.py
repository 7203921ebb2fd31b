"""Chains of sentences as matches: spans, pairs, and how much text they hold."""

from collections.abc import Sequence

import numpy as np

from sidebyside.primitives.sentence_pairing import Side
from sidebyside.primitives.text.extent import token_range
from sidebyside.primitives.text.quantum import text_quantum
from sidebyside.primitives.text.sentence_chains import Chain
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import AlignedPair, Comparison, Match, Score, Span

LEAST_AROUND = 0.05
"""A ratio is taken over no smaller neighbourhood than this, so that it cannot run away."""

LinedUp = tuple[Side, Side, Chain]
"""The sentences of a work, those of an output, and a chain of them."""


def aligned_pairs(work: Side, output: Side, chain: Chain) -> tuple[AlignedPair, ...]:
    """Return the links of a chain as pairs of places, their cosine, and the ratio margin.

    The ratio is the cosine over the mean cosine with the neighbours, as in Artetxe & Schwenk (2019),
    doi:10.18653/v1/P19-1309, at least 0.
    """
    return tuple(
        AlignedPair(
            work.span(*link.work),
            output.span(*link.output),
            similarity=min(max(link.cosine, 0.0), 1.0),
            margin=round(max(link.cosine, 0.0) / max(link.around, LEAST_AROUND), 4),
        )
        for link in chain.links
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
