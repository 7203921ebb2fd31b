"""What is a score worth?

How common a passage is elsewhere, how many such matches chance gives, and which equal text may have another
reason than the work. This room weighs what methods found; it finds nothing itself and decides nothing.
"""

from sidebyside.calibration.chance import expected_by_chance, language_of
from sidebyside.calibration.commonness import Background, Run, SearchedText
from sidebyside.calibration.local_score import local_score
from sidebyside.calibration.passage import Passage, passages_of_match, passages_of_pair
from sidebyside.calibration.sentence_chance import expected_sentences
from sidebyside.calibration.stretch import Stretch, stretches_of_match, stretches_of_pair

__all__ = [
    "Background",
    "Passage",
    "Run",
    "SearchedText",
    "Stretch",
    "expected_by_chance",
    "expected_sentences",
    "language_of",
    "local_score",
    "passages_of_match",
    "passages_of_pair",
    "stretches_of_match",
    "stretches_of_pair",
]
