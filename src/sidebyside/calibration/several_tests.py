"""Many statements at once: which of them stand when the whole list is held to one error rate?

Two answers to two questions. *Which works show anything?* asks for a list of which only a stated share is
expected to be wrong: the false discovery rate of Benjamini and Hochberg (1995, JRSS B 57, 289-300). *Does
this case show anything?* asks that not even one is wrong: the family-wise rate of Holm (1979, Scandinavian
Journal of Statistics 6, 65-70), which needs no independence.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import InputError


def benjamini_hochberg(p_values: Sequence[float]) -> NDArray[np.float64]:
    """Return the adjusted p-values: the least false discovery rate at which each statement stands.

    Parameters
    ----------
    p_values
        In [0, 1], in any order.

    Returns
    -------
    adjusted
        Shape (n,), in the same order; never below the p-value itself, at most 1.

    Raises
    ------
    InputError
        For a value outside [0, 1] or not a number.

    Notes
    -----
    Holds for independent statements and for positively dependent ones. Cost: a sort.

    >>> benjamini_hochberg([0.01, 0.02, 0.5]).tolist()
    [0.03, 0.03, 0.5]
    """
    values = _checked(p_values)
    n = len(values)
    order = np.argsort(-values, kind="stable")
    ranks = np.arange(n, 0, -1)
    adjusted = np.empty(n)
    adjusted[order] = np.minimum.accumulate(np.minimum(values[order] * (n / ranks), 1.0))
    return adjusted


def holm(p_values: Sequence[float]) -> NDArray[np.float64]:
    """Return the adjusted p-values: the least family-wise error rate at which each statement stands.

    Shape, range, errors and cost are those of `benjamini_hochberg`; holds under any dependence.

    >>> holm([0.01, 0.02, 0.5]).tolist()
    [0.03, 0.04, 0.5]
    """
    values = _checked(p_values)
    n = len(values)
    order = np.argsort(values, kind="stable")
    adjusted = np.empty(n)
    adjusted[order] = np.maximum.accumulate(np.minimum(values[order] * np.arange(n, 0, -1), 1.0))
    return adjusted


def _checked(p_values: Sequence[float]) -> NDArray[np.float64]:
    values = np.asarray(p_values, dtype=np.float64).reshape(-1)
    if not np.all((values >= 0.0) & (values <= 1.0)):
        bad = values[~((values >= 0.0) & (values <= 1.0))][0]
        raise InputError(f"a p-value lies in [0, 1], got {bad}")
    return values
