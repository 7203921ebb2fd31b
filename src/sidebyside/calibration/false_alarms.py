"""How many such matches does a whole search of pictures give by chance?

A method that places one picture in another states, for one pair, how many placements at least as good are
expected when points correspond at random: the number of false alarms of Desolneux, Moisan and Morel (2000,
Meaningful Alignments, IJCV 40, doi:10.1023/A:1026593302236). Expectations add, so over a search it is that
number times the pairs that were searched.
"""

import math

from sidebyside.calibration.chance import as_stated
from sidebyside.errors import InputError
from sidebyside.records import Chance


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

    >>> expected_of_search(-8.0, 1000, limit=0.01).expected
    1e-05
    """
    if n_pairs < 1 or not math.isfinite(log10_nfa):
        raise InputError(f"a number of false alarms needs pairs and a finite figure: {n_pairs}, {log10_nfa}")
    expected = as_stated(math.log(10.0) * log10_nfa + math.log(n_pairs))
    bits = round(max(0.0, -log10_nfa / math.log10(2.0)), 1)
    return Chance(expected, expected, expected, bits, None, is_distinguishable=expected <= limit)
