"""Figures that more than one table needs: order, area under the curve."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def rank_correlation(left: Sequence[float], right: Sequence[float]) -> float:
    """Spearman's rank correlation, -1 to 1, ties by their mean rank; `nan` where one side is all equal."""
    one, other = _ranks(left), _ranks(right)
    if not one.std() or not other.std():
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def area(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Area under the ROC curve, 0 to 1: how often the first is above the second, ties by half."""
    high, low = np.asarray(positive)[:, None], np.asarray(negative)[None, :]
    return float(np.mean((high > low) + (high == low) / 2))


def _ranks(values: Sequence[float]) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=float)
    return np.array([np.sum(array < value) + np.sum(array == value) / 2 for value in array])
