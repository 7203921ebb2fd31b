"""What is a score worth?

How common a passage is elsewhere, how many such matches chance gives, and which equal text may have another
reason than the work. This room weighs what methods found; it finds nothing itself and decides nothing.
"""

from sidebyside.calibration.chance import expected_by_chance, language_of
from sidebyside.calibration.commonness import Background, Run, SearchedText
from sidebyside.calibration.local_score import local_score
from sidebyside.calibration.stretch import Stretch, stretches_of_match, stretches_of_pair

__all__ = [
    "Background",
    "Run",
    "SearchedText",
    "Stretch",
    "expected_by_chance",
    "language_of",
    "local_score",
    "stretches_of_match",
    "stretches_of_pair",
]
