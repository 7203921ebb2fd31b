"""What does an alignment score, and how do the scores of unrelated texts fall off?

Equal words score in bits of their rarity, lined-up sentences in margins; differences and what is left out
take away. Of unrelated texts with m and n tokens, or sentences, ``E = K m n exp(-lambda S)`` alignments of at
least the score S are to be expected. Were words drawn independently, lambda would be ln 2 a bit; it is about
a third of that, since stock phrases put words together. So every set of constants is fitted on real unrelated
texts. Here stand all of them, and the costs under which they were fitted: whoever changes a cost fits anew.

Source: Karlin & Altschul (1990), doi:10.1073/pnas.87.6.2264; with gaps, fitted: Altschul & Gish (1996),
doi:10.1016/S0076-6879(96)66029-7.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

OTHER_BITS = 7.0
"""The most a word counts in a language of which no list ships; a word of a language carries about 10."""

CHANGED_BITS = 6.0
"""What a changed token takes."""

GAP_BITS, GAP_TOKEN_BITS = 4.0, 4.0
"""What a gap takes, and each token in it."""

MOVED_BITS = 12.0
"""What it takes that a stretch stands out of the common order."""

SEARCH_SIZE = 300
DECAY = 45.0
"""Seen in 900 Chinese sentences of news against 5,065 English ones of two novels: 172 chains of 0.03 or more,
35 of 0.08, 2 of 0.125."""

FULL_WORTH, POWER = 20.0, 0.3
"""A sentence of fewer words counts less, as the 0.3rd power of its length: 5 words two thirds. Short ones are
like many others."""


@dataclass(frozen=True, slots=True)
class Tail:
    """How the scores of unrelated texts fall off.

    Attributes
    ----------
    ln_k, lam
        ln K, and lambda a unit of the score: a bit, or for sentences one of margin.
    var_ln_k, var_lam, cov
        Variances and covariance of both, by drawing the texts anew; 0 where the spread is not used.
    threshold, n_scores
        So many scores above this one went into the fit.
    n_clusters
        So many texts that do not depend on each other; 0 where the spread is not used.
    """

    ln_k: float
    lam: float
    var_ln_k: float = 0.0
    var_lam: float = 0.0
    cov: float = 0.0
    threshold: float = field(kw_only=True)
    n_scores: int = field(kw_only=True)
    n_clusters: int = field(default=0, kw_only=True)

    def ln_expected(self, ln_area: float, score: float) -> float:
        """Return ln of the number of scores of at least this to expect where ln(m n) is `ln_area`."""
        return self.ln_k + ln_area - self.lam * score

    def score_expected(self, ln_area: float, number: float) -> float:
        """Return the score that is to be expected so many times: the inverse of `ln_expected`."""
        return (ln_area + self.ln_k - math.log(number)) / self.lam


ENGLISH = Tail(-8.653, 0.2355, 0.2165, 0.0002052, 0.006577, threshold=32.5, n_scores=253, n_clusters=188)
"""Matches: two novels of the 19th century against each other and against model outputs on the other one.
`bench/fit_chance.py` fits this and the next two again, `bench/chance.py` checks them on other texts."""

CHINESE = Tail(-10.177, 0.1800, 0.1341, 0.0001065, 0.003657, threshold=30.0, n_scores=316, n_clusters=15)
"""Matches: a newspaper of 1998, and reviews of books, hotels and computers, against news of 2023 in three
translations, and different sentences of that news against each other."""

CHINESE_LONG = Tail(
    -11.313, 0.1607, 0.1159, 0.0000696, 0.002808, threshold=40.0, n_scores=435, n_clusters=415
)
"""The same, and the newspaper against the reviews: long set phrases, which fall off more slowly. The larger
number of the two is stated; from 59 bits on it is this one."""

ENGLISH_ONE_AUTHOR = Tail(
    -9.193, 0.2010, 0.05198, 0.00007713, 0.001878, threshold=32.5, n_scores=2306, n_clusters=12
)
"""Matches: each of two novels of an author beside the other, of 12 authors. They give twice as many as those
of unrelated authors at 32 bits, and eight times as many at 60."""

ENGLISH_ONE_AUTHOR_LONG = Tail(
    -10.393, 0.1745, 0.4478, 0.0002243, 0.009634, threshold=45.0, n_scores=186, n_clusters=12
)
"""The same, above 45 bits, where they fall off more slowly. Novels of other authors do so too, and stay below
it."""

CHINESE_ONE_AUTHOR = Tail(
    -9.904, 0.1110, 0.03685, 0.00003648, 0.001119, threshold=30.0, n_scores=1171, n_clusters=47
)
"""Matches: chapters of one Chinese Bible, spoken or classical, beside chapters of its other books. A cautious
stand-in for one author: the register is full of formulae, and no novels were at hand."""

ENGLISH_ON_SUBJECT = Tail(-8.806, 0.2425, threshold=32.5, n_scores=173)
"""Stretches by their bits given the subject (`methods.text.near_verbatim.joint_weight`): halves of two novels
against model outputs on the other, and each other. `bench/fit_joint.py` fits this and the next again."""

CHINESE_ON_SUBJECT = Tail(-10.540, 0.1819, threshold=32.5, n_scores=1578)
"""Stretches by their bits given the subject: news of 1998 and reviews against each other, and against news of
2023."""

TRANSLATION = Tail(-7.819, 38.66, 0.01595, 3.59, 0.1998, threshold=0.06, n_scores=418, n_clusters=447)
"""Chains of sentences: two English novels of the 19th century beside Chinese news of 1998 and of 2023 and
reviews, both ways, with works of 4 to 1,756 sentences. `bench/fit_sentence_chance.py` fits this and the next
two again."""

PARAPHRASE_ENGLISH = Tail(-8.203, 28.47, 0.1629, 13.94, 1.414, threshold=0.1, n_scores=73, n_clusters=166)
"""Chains of sentences: the same novels against each other and against model outputs on the other one."""

PARAPHRASE_CHINESE = Tail(-8.062, 36.61, 0.01575, 3.082, 0.1888, threshold=0.06, n_scores=339, n_clusters=415)
"""Chains of sentences: news of 1998 against reviews, both against news of 2023, and different parts of that
news."""


def heaviest_stretch(weights: Iterable[float]) -> float:
    """Return the largest sum of neighbours; 0 where nothing weighs more.

    Source: Bentley (1984), doi:10.1145/358234.381162.

    >>> heaviest_stretch([5.0, -6.0, 7.0, -1.0, 3.0])
    9.0
    """
    best = here = 0.0
    for weight in weights:
        here = max(0.0, here + weight)
        best = max(best, here)
    return best


def difference_bits(n_work: int, n_output: int) -> float:
    """Return what a difference takes: so many tokens of the work against so many of the output.

    >>> difference_bits(2, 2), difference_bits(0, 3), difference_bits(1, 2)
    (12.0, 16.0, 14.0)
    """
    n_gap = abs(n_work - n_output)
    return CHANGED_BITS * min(n_work, n_output) + (GAP_BITS + GAP_TOKEN_BITS * n_gap if n_gap else 0.0)


@dataclass(frozen=True, slots=True)
class ChainCosts:
    """What counts in a chain of sentences. The defaults are those under which the constants were fitted.

    Attributes
    ----------
    ground
        The margin at which a pair of sentences adds nothing; what lies above it is its worth.
    join
        What each sentence beyond one against one takes away, since a longer text is near to more others.
    gap
        What a sentence left out on either side takes away.
    max_gap
        Most sentences left out in a row on one side.
    floor
        Least worth of a chain where the works have `SEARCH_SIZE` sentences or fewer.
    """

    ground: float = 0.1
    join: float = 0.05
    gap: float = 0.05
    max_gap: int = 3
    floor: float = 0.125

    def for_search(self, n_sentences: int) -> "ChainCosts":
        """Return the costs with the floor raised for works of so many sentences.

        A single pair is worth the more by chance the more places it is looked for in: per pair of sentences
        the number of chains falls by e with each `1 / DECAY` of worth.
        """
        raised = self.floor + math.log(max(1.0, n_sentences / SEARCH_SIZE)) / DECAY
        return replace(self, floor=round(raised, 6))


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences ``[first, stop)`` of the work that answer to some of the output: one step of a chain.

    Attributes
    ----------
    cosine
        Of the two taken as wholes.
    around
        Mean of the cosines of each with its nearest neighbours.
    weight
        How much it says, in [0, 1]: less than 1 for a few words.
    """

    work: tuple[int, int]
    output: tuple[int, int]
    cosine: float
    around: float
    weight: float = 1.0

    @property
    def margin(self) -> float:
        """How far the cosine stands above that with the neighbours."""
        return self.cosine - self.around

    def worth(self, costs: ChainCosts) -> float:
        """What the bead adds to a chain; may be negative."""
        n_joined = self.work[1] - self.work[0] + self.output[1] - self.output[0] - 2
        worth = self.margin - costs.ground - costs.join * n_joined
        return worth * self.weight if worth > 0 else worth


def weight_of(worth: float) -> float:
    """Return how much a sentence of so many words says, in [0, 1]."""
    return round(float(min(1.0, worth / FULL_WORTH) ** POWER), 6)
