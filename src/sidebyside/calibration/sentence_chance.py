"""How many chains of sentences that heavy do unrelated texts give by chance?

``E = K m' n exp(-lambda S)``, with n sentences of all outputs that were compared, m' made of the m of all
works (see `effective_sentences`), and S the score of the chain: what its pairs are nearer to each other than
to their neighbours, above a ground of 0.1, less what sentences left out or joined take. S is made from what a
match states of its pairs, so it can be worked out again by hand. A chain is a local alignment whose steps
lose on average, so the form of Karlin and Altschul applies; its constants are fitted on unrelated texts
(`bench/fit_sentence_chance.py`), one set each for translation, and for paraphrase in English and in Chinese.

Source: Karlin & Altschul (1990), doi:10.1073/pnas.87.6.2264; margins: Artetxe & Schwenk (2019),
doi:10.18653/v1/P19-1309.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise

from sidebyside.calibration.chance import chance_of
from sidebyside.primitives.text.alignment_scores import (
    PARAPHRASE_CHINESE,
    PARAPHRASE_ENGLISH,
    TRANSLATION,
    Bead,
    ChainCosts,
    Tail,
    weight_of,
)
from sidebyside.primitives.text.sentences import Script, Sentence
from sidebyside.records import AlignedPair, Chance, EvidenceKind, Match, Span
from sidebyside.records.elsewhere import ChanceLanguage

COSTS = ChainCosts()
"""The costs under which the constants were fitted, whatever the settings of a method are."""

TAILS: dict[EvidenceKind, dict[ChanceLanguage, Tail]] = {
    "sentences_of_two_languages": {"en-zh": TRANSLATION},
    "sentences_of_one_language": {"en": PARAPHRASE_ENGLISH, "zh": PARAPHRASE_CHINESE},
}
"""By the kind of evidence that the card of a method declares. The constants were fitted on chains of
``translation`` and of ``paraphrase``; a calibration holds for the methods, and versions, that it names."""

CROWDS: dict[EvidenceKind, tuple[int, float]] = {
    "sentences_of_two_languages": (200, math.inf),
    "sentences_of_one_language": (100, 256),
}
"""Among how many fixed sentences neighbours are looked for, and among how many of the works at most."""

NumberOfSentences = Mapping[Script, int]


def effective_sentences(evidence: EvidenceKind, n: int) -> float:
    """Return as how many sentences those of the works count, at most n.

    The sentences of the works are neighbours themselves: the more there are, the nearer the nearest, and the
    smaller every margin. Per pair of sentences the number of chains of unrelated texts fell with the number
    of neighbours to a power between -0.2 and -0.7; the power used is -1/2.

    >>> [round(effective_sentences("sentences_of_two_languages", n)) for n in (10, 5000)]
    [10, 981]
    """
    n_fixed, most = CROWDS[evidence]
    return n / math.sqrt(1.0 + min(n, most) / n_fixed)


def sentence_score(match: Match, work: Sequence[Sentence], output: Sequence[Sentence]) -> float:
    """Return the score of a chain of sentence pairs, in units of margin.

    Each pair adds its margin above 0.1, less 0.05 a sentence joined, weighed down below 20 words; a sentence
    left out between two pairs takes 0.05. The margin is the cosine less the mean cosine with the neighbours,
    and that is the cosine over the ratio which the pair states.

    Parameters
    ----------
    match
        With `pairs`.
    work, output
        All sentences of both texts, in order.

    Notes
    -----
    Cost: logarithmic in the sentences for each pair. A little below what the method itself added up: ratios
    are rounded, and sentences that stand word for word in the work count as left out.
    """
    beads = [_bead(pair, work, output) for pair in match.pairs]
    left_out = (
        _n_between(before.work, after.work, work) + _n_between(before.output, after.output, output)
        for before, after in pairwise(beads)
    )
    return sum(bead.worth(COSTS) for bead in beads) - COSTS.gap * sum(left_out)


def expected_sentences(
    match: Match,
    work: Sequence[Sentence],
    output: Sequence[Sentence],
    *,
    evidence: EvidenceKind,
    n_works: NumberOfSentences,
    n_outputs: NumberOfSentences,
    is_english: bool = True,
    limit: float = 0.01,
) -> Chance | None:
    """Return the number of chains of at least this score to expect from unrelated texts of these lengths.

    Parameters
    ----------
    match
        With `pairs`.
    work, output
        All sentences of both texts, in order.
    evidence
        What its method declares; of a kind that is not in `TAILS` None is returned.
    n_works, n_outputs
        How many sentences all works have in each script, and all outputs in play.
    is_english
        Whether what is in alphabetic script is English.
    limit
        Up to which expected number a match is called distinguishable from chance.

    Returns
    -------
    Chance
        `bits` are lambda S / ln 2: each halves the number. Of another language than English and Chinese the
        constants that give the larger number are taken, and the language is ``other``.

    Notes
    -----
    Cost: as `sentence_score`. Does not see: texts on one subject, of one genre or author, whose sentences
    are nearer to each other than those of unrelated texts; that `paraphrase` looks only at blocks which
    share rare words, and leaves out literal sentences, by which the number is too large, which is cautious.
    """
    tails = TAILS.get(evidence)
    if tails is None or not match.pairs:
        return None
    scripts = (_script_at(match.pairs[0].work_span, work), _script_at(match.pairs[0].output_span, output))
    language = _language(scripts, is_english)
    chosen = (
        [tails[language]] if language in tails else [tail for one in TAILS.values() for tail in one.values()]
    )
    score = sentence_score(match, work, output)
    area = sum(
        effective_sentences(evidence, n_works.get(ours, 0)) * n_outputs.get(theirs, 0)
        for ours, theirs in {scripts, scripts[::-1]}
    )
    bits = min(tail.lam for tail in chosen) * max(0.0, score) / math.log(2.0)
    return chance_of(chosen, score, math.log(max(1.0, area)), bits, language, limit)


def _language(scripts: tuple[Script, Script], is_english: bool) -> ChanceLanguage:
    if "alphabetic" in scripts and not is_english:
        return "other"
    if scripts[0] != scripts[1]:
        return "en-zh"
    return "zh" if scripts[0] == "han" else "en"


def _bead(pair: AlignedPair, work: Sequence[Sentence], output: Sequence[Sentence]) -> Bead:
    rows, columns = _range(pair.work_span, work), _range(pair.output_span, output)
    around = pair.similarity / pair.margin if pair.margin > 0 else pair.similarity
    worth = min(
        sum(one.worth for one in side[slice(*range_)]) for side, range_ in ((work, rows), (output, columns))
    )
    return Bead(rows, columns, pair.similarity, around, weight_of(worth))


def _range(span: Span, sentences: Sequence[Sentence]) -> tuple[int, int]:
    """Return the sentences ``[first, stop)`` that a place covers; at least one."""
    first = max(0, bisect_right(sentences, span.start, key=lambda one: one.span.start) - 1)
    return first, max(first + 1, bisect_left(sentences, span.end, key=lambda one: one.span.start))


def _script_at(span: Span, sentences: Sequence[Sentence]) -> Script:
    return sentences[_range(span, sentences)[0]].script


def _n_between(before: tuple[int, int], after: tuple[int, int], sentences: Sequence[Sentence]) -> int:
    """Count the sentences between two beads that could have been lined up: of their script, and in play."""
    script = sentences[before[0]].script
    return sum(one.script == script and one.is_in_play for one in sentences[before[1] : after[0]])
