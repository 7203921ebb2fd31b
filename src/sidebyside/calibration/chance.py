"""How many such matches do unrelated texts give by chance?

``E = K m n exp(-lambda S)``: m tokens of all works, n of all outputs in play, S the weight of a match in
bits (`local_score`): the heaviest stretch of the alignment, each kept token at its bits of rarity, each
difference at a cost; a match without edit operations is one kept stretch. E is an expected number over the
whole comparison, not a probability that one text derives from another.

Both constants are fitted on real unrelated texts, with their spread from drawing those texts anew; they stand
in `sidebyside.primitives.text.alignment_scores`. `bench/fit_chance.py` fits them again, `bench/chance.py`
checks them on other unrelated texts.

A method that places one picture in another states, for one pair, how many placements at least as good are
expected when points correspond at random: the number of false alarms. Expectations add, so over a search it
is that number times the pairs that were searched (`expected_of_search`).

Source: Karlin & Altschul (1990), doi:10.1073/pnas.87.6.2264; with gaps, fitted: Altschul & Gish (1996),
doi:10.1016/S0076-6879(96)66029-7; false alarms: Desolneux, Moisan & Morel (2000), Meaningful Alignments,
IJCV 40, doi:10.1023/A:1026593302236.
"""

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import InputError
from sidebyside.primitives.text.alignment_scores import (
    CHINESE,
    CHINESE_LONG,
    CHINESE_ONE_AUTHOR,
    ENGLISH,
    ENGLISH_ONE_AUTHOR,
    ENGLISH_ONE_AUTHOR_LONG,
    MOVED_BITS,
    Tail,
    difference_bits,
    heaviest_stretch,
)
from sidebyside.primitives.text.extent import token_range, token_ranges
from sidebyside.primitives.text.rarity import bits_of_tokens
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import EQUAL_KINDS, Chance, EditOperation, Match, Span
from sidebyside.records.elsewhere import ChanceLanguage

LEAST = 1e-4
"""No smaller number is stated, of texts or of pictures: down to about there it was held against pairs of
unrelated items, and further beyond the scores of the fit the form is not known to hold."""

MOST_LN = 700.0
"""The exponential of more than this is no float."""

Z_95 = 1.96

_IN_ENGLISH = (ENGLISH, ENGLISH_ONE_AUTHOR, ENGLISH_ONE_AUTHOR_LONG)
_IN_CHINESE = (CHINESE, CHINESE_LONG, CHINESE_ONE_AUTHOR)
TAILS: dict[ChanceLanguage, tuple[Tail, ...]] = {
    "en": _IN_ENGLISH,
    "zh": _IN_CHINESE,
    "mixed": (*_IN_ENGLISH, *_IN_CHINESE),
    "other": (*_IN_ENGLISH, *_IN_CHINESE),
}
"""The largest number of any is stated. Who wrote an output is not known, so one author is among them."""


def expected_by_chance(
    bits: float, m: int, n: int, *, language: ChanceLanguage, limit: float = 0.01
) -> Chance:
    """Return the number of matches of at least this weight to expect by chance from texts of these lengths.

    Parameters
    ----------
    bits
        Weight of the match, at least 0.
    m, n
        Tokens of all works, and of all outputs in play.
    language
        Whose constants: those that give the largest number, be it of unrelated texts or of one author; for
        ``mixed`` and ``other`` of both languages.
    limit
        Up to which expected number a match is called distinguishable from chance.

    Returns
    -------
    Chance
        At least `LEAST`; the 95 % interval is that of the fitted constants, normal on the scale of ln E.

    Notes
    -----
    Cost: constant. Does not see: texts on the same facts or with a common source, and streams of formulae
    such as one newspaper of one month, which share more; that several matches of one case depend on each
    other; anything that is not equal text.

    Examples
    --------
    Ten words of ten bits, in a novel against 200 answers:

    >>> chance = expected_by_chance(100.0, 100_000, 50_000, language="en")
    >>> chance.expected, chance.is_distinguishable
    (0.004045, True)
    """
    return chance_of(
        TAILS[language], float(bits), math.log(max(1, m) * max(1, n)), float(bits), language, limit
    )


def chance_of(
    tails: Iterable[Tail],
    score: float,
    ln_area: float,
    bits: float,
    language: ChanceLanguage,
    limit: float,
) -> Chance:
    """Return the expected number of a score under the tail that gives the larger one.

    Parameters
    ----------
    tails
        In whose unit `score` is.
    ln_area
        Natural logarithm of the number of places compared.
    bits, language, limit
        As they are to stand in the record.
    """
    tail = max(tails, key=lambda one: one.ln_expected(ln_area, score))
    middle = tail.ln_expected(ln_area, score)
    variance = tail.var_ln_k + score * score * tail.var_lam - 2 * score * tail.cov
    half = Z_95 * math.sqrt(max(0.0, variance))
    expected = as_stated(middle)
    return Chance(
        expected=expected,
        low=min(expected, as_stated(middle - half)),
        high=max(expected, as_stated(middle + half)),
        bits=round(bits, 1),
        language=language,
        is_distinguishable=expected <= limit,
        log10_expected=_log10(middle),
    )


def _log10(ln_expected: float) -> float:
    return round(ln_expected / math.log(10.0), 3) + 0.0


def as_stated(ln_expected: float) -> float:
    """Return the number with four digits, no smaller than `LEAST`: what is stated is what is compared."""
    return max(LEAST, float(f"{math.exp(min(ln_expected, MOST_LN)):.4g}"))


def language_of(n_words: int, n_han: int, *, is_english: bool) -> ChanceLanguage:
    """Tell by whose constants equal text is weighed.

    Parameters
    ----------
    n_words, n_han
        How many equal tokens are words, and how many Chinese characters.
    is_english
        Whether the words are English, by the languages of the two texts.

    Examples
    --------
    >>> [language_of(words, han, is_english=True) for words, han in ((9, 0), (0, 30), (9, 30))]
    ['en', 'zh', 'mixed']
    >>> language_of(9, 0, is_english=False)
    'other'
    """
    if n_words and not is_english and n_words > n_han / 10:
        return "other"
    if n_words and n_han:
        return "mixed"
    return "zh" if n_han else "en"


N_REPEATED = 3
"""Three tokens in a row that stood in the match before add nothing to its weight."""


def without_repeats(bits: NDArray[np.float64], text: TokenizedText, span: Span) -> NDArray[np.float64]:
    """Return the bits of a text's tokens, 0 for those inside a span that end three tokens met there before.

    One word a hundred times, or a refrain ten times, says no more than once or twice.

    Notes
    -----
    Cost: n log n in the tokens of the span.
    """
    first, stop = token_range(span, text.start, text.end)
    if stop - first <= N_REPEATED:
        return bits
    _, numbers = np.unique(text.forms[first:stop], return_inverse=True)
    n = len(numbers) - N_REPEATED + 1
    grams = numbers[:n].astype(np.int64)
    for at in range(1, N_REPEATED):
        # Numbered anew at each step, so that the products stay below the square of the length.
        _, grams = np.unique(grams * len(numbers) + numbers[at : at + n], return_inverse=True)
    _, met_first = np.unique(grams, return_index=True)
    if len(met_first) == n:
        return bits
    is_repeated = np.ones(n, dtype=np.bool_)
    is_repeated[met_first] = False
    result = bits.copy()
    result[first + N_REPEATED - 1 : stop][is_repeated] = 0.0
    return result


def local_score(
    match: Match, work: TokenizedText, output: TokenizedText, bits: NDArray[np.float64] | None = None
) -> float | None:
    """Return the score of a text match in bits, 0 or more; None where no equal text was lined up.

    Parameters
    ----------
    match
        With `operations`, or with spans that are equal; not one of lined-up sentences.
    work, output
        Its two texts; the output with what its prompt supplied out of play.
    bits
        Bits of each token of the output, float64 (n_tokens,), where they are known or to be other ones.

    Notes
    -----
    Cost: linear in the tokens of the match; of the output where its bits are not given.
    """
    if match.work_span is None or match.output_span is None or (match.pairs and not match.operations):
        return None
    bits = without_repeats(bits_of_tokens(output) if bits is None else bits, output, match.output_span)
    if not match.operations:
        return _bits(output, match.output_span, bits)
    return heaviest_stretch(_weights(match.operations, work, output, bits))


def _bits(text: TokenizedText, span: Span, bits: NDArray[np.float64]) -> float:
    first, stop = token_range(span, text.start, text.end)
    return float(bits[first:stop].sum())


def _weights(
    steps: Sequence[EditOperation], work: TokenizedText, output: TokenizedText, bits: NDArray[np.float64]
) -> Iterator[float]:
    in_work = token_ranges([step.work_span for step in steps], work.start, work.end)
    in_output = token_ranges([step.output_span for step in steps], output.start, output.end)
    places = zip(*(column.tolist() for column in (*in_work, *in_output)), strict=True)
    for step, (work_first, work_stop, first, stop) in zip(steps, places, strict=True):
        if step.kind in EQUAL_KINDS:
            yield float(bits[first:stop].sum()) - (MOVED_BITS if step.kind == "moved" else 0.0)
            continue
        yield -difference_bits(work_stop - work_first, stop - first)


def expected_of_search(log10_nfa: float, n_pairs: int, *, limit: float) -> Chance:
    """Return the number of matches at least as good to expect from all pairs of a search.

    Parameters
    ----------
    log10_nfa
        Decimal logarithm of the number of false alarms of the one pair.
    n_pairs
        Pairs that were searched, all works times all outputs, whether or not a shortlist spared some of them
        the closer look: what a shortlist leaves out was looked at, and passed over.
    limit
        Up to this expected number a match counts as distinguishable from chance.

    Returns
    -------
    Chance
        `bits` is the weight of the match, ``-log2`` of the number of the one pair, 0 where that is above 1.
        The interval has no width: the number is a bound that follows from the model, and nothing was fitted.

    Raises
    ------
    InputError
        If there are no pairs, or a figure is not finite.

    >>> expected_of_search(-6.0, 1000, limit=0.01).expected
    0.001
    """
    if n_pairs < 1 or not math.isfinite(log10_nfa):
        raise InputError(f"a number of false alarms needs pairs and a finite figure: {n_pairs}, {log10_nfa}")
    ln_expected = math.log(10.0) * log10_nfa + math.log(n_pairs)
    expected = as_stated(ln_expected)
    bits = round(max(0.0, -log10_nfa / math.log10(2.0)), 1)
    is_distinguishable = expected <= limit
    return Chance(expected, expected, expected, bits, None, is_distinguishable, _log10(ln_expected))
