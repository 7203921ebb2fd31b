"""How many such matches do unrelated texts give by chance?

``E = K m n exp(-lambda S)``: m tokens of all works, n of all outputs in play, S the weight of a match in bits
(`sidebyside.calibration.local_score`). E is an expected number over the whole comparison, not a probability
that one text derives from another.

Were words drawn independently, lambda would be ln 2 = 0.69 a bit. They are not: stock phrases put words
together, so scores of unrelated texts fall off about a third as fast. Both constants are therefore fitted
on real unrelated texts, with their spread from drawing those texts anew; `bench/fit_chance.py` fits them
again, `bench/chance.py` checks them on other unrelated texts.

Source: Karlin & Altschul (1990), doi:10.1073/pnas.87.6.2264; with gaps, fitted: Altschul & Gish (1996),
doi:10.1016/S0076-6879(96)66029-7.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from sidebyside.records import Chance
from sidebyside.records.elsewhere import ChanceLanguage

LEAST = 1e-9
"""No smaller number is stated: so far beyond the scores of the fit the form is not known to hold."""

MOST_LN = 700.0
"""The exponential of more than this is no float."""

OTHER_BITS = 7.0
"""The most a word counts in a language of which no list ships; a word of a language carries about 10."""

LEAST_LISTED = 0.75
"""A match is taken for English where at least this share of its words stands in the English list."""

Z_95 = 1.96


@dataclass(frozen=True, slots=True)
class Tail:
    """How the scores of unrelated texts fall off: ln K and lambda, variances and covariance.

    Lambda is a unit of the score: a bit, or for sentences one of margin. `n_scores` scores above
    `threshold`, of `n_clusters` texts that do not depend on each other, went into the fit.
    """

    ln_k: float
    lam: float
    var_ln_k: float
    var_lam: float
    cov: float
    threshold: float
    n_scores: int
    n_clusters: int


ENGLISH = Tail(-8.653, 0.2355, 0.2165, 0.0002052, 0.006577, threshold=32.5, n_scores=253, n_clusters=188)
"""Two novels of the 19th century against each other and against model outputs on the other one."""

CHINESE = Tail(-10.177, 0.1800, 0.1341, 0.0001065, 0.003657, threshold=30.0, n_scores=316, n_clusters=15)
"""A newspaper of 1998, and reviews of books, hotels and computers, against news of 2023 in three
translations, and different sentences of that news against each other."""

CHINESE_LONG = Tail(
    -11.313, 0.1607, 0.1159, 0.0000696, 0.002808, threshold=40.0, n_scores=435, n_clusters=415
)
"""The same, and the newspaper against the reviews: long set phrases, which fall off more slowly. The larger
number of the two is stated; from 59 bits on it is this one."""

TAILS: dict[ChanceLanguage, tuple[Tail, ...]] = {
    "en": (ENGLISH,),
    "zh": (CHINESE, CHINESE_LONG),
    "mixed": (ENGLISH, CHINESE, CHINESE_LONG),
    "other": (ENGLISH, CHINESE, CHINESE_LONG),
}


def expected_by_chance(
    bits: float, m: int, n: int, *, language: ChanceLanguage, limit: float = 0.01
) -> Chance:
    """Return the number of matches of at least this weight to expect from unrelated texts of these lengths.

    Parameters
    ----------
    bits
        Weight of the match, at least 0.
    m, n
        Tokens of all works, and of all outputs in play.
    language
        Whose constants; for ``mixed`` and ``other`` those that give the larger number.
    limit
        Up to which expected number a match is called distinguishable from chance.

    Returns
    -------
    Chance
        At least `LEAST`; the 95 % interval is that of the fitted constants, normal on the scale of ln E.

    Notes
    -----
    Cost: constant. Does not see: texts of the same author, genre or facts, which share more than unrelated
    ones do; that several matches of one case depend on each other; anything that is not equal text.

    Examples
    --------
    Eight words of ten bits, in a novel against 200 answers:

    >>> chance = expected_by_chance(80.0, 100_000, 50_000, language="en")
    >>> chance.expected, chance.is_distinguishable
    (0.005395, True)
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
    tail = max(tails, key=lambda one: _ln_expected(one, ln_area, score))
    middle = _ln_expected(tail, ln_area, score)
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
    )


def _ln_expected(tail: Tail, ln_area: float, score: float) -> float:
    return tail.ln_k + ln_area - tail.lam * score


def as_stated(ln_expected: float) -> float:
    """Return the number with four digits, no smaller than `LEAST`: what is stated is what is compared."""
    return max(LEAST, float(f"{math.exp(min(ln_expected, MOST_LN)):.4g}"))


def language_of(n_words: int, n_han: int, share_listed: float) -> ChanceLanguage:
    """Tell by whose constants equal text is weighed.

    Parameters
    ----------
    n_words, n_han
        How many equal tokens are words, and how many Chinese characters.
    share_listed
        Share of the words that stand in the English list.

    Examples
    --------
    >>> language_of(9, 0, 1.0), language_of(0, 30, 1.0), language_of(9, 30, 1.0), language_of(9, 0, 0.4)
    ('en', 'zh', 'mixed', 'other')
    """
    if n_words and share_listed < LEAST_LISTED and n_words > n_han / 10:
        return "other"
    if n_words and n_han:
        return "mixed"
    return "zh" if n_han else "en"
