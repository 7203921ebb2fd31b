"""What is a score worth? Fitted and measured on pairs of known truth.

Fitting needs the extra ``validate``; applying what was fitted needs numpy alone and stands in
`sidebyside.calibration.likelihood_ratio`.
"""

from sidebyside.calibration.validation.fitting import DEFAULT_DEMANDS, Demand, read_demands
from sidebyside.calibration.validation.known import LEAST_PAIRS, KnownPair
from sidebyside.calibration.validation.report import Naming, validate_pairs
from sidebyside.calibration.validation.truth import DERIVED, Truth, TruthRow, read_truth

__all__ = [
    "DEFAULT_DEMANDS",
    "DERIVED",
    "LEAST_PAIRS",
    "Demand",
    "KnownPair",
    "Naming",
    "Truth",
    "TruthRow",
    "read_demands",
    "read_truth",
    "validate_pairs",
]
