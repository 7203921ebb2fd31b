"""What is a score worth?

How common a passage is elsewhere, how many such matches chance gives, and which equal text may have another
reason than the work. This room weighs what methods found; it finds nothing itself and decides nothing.
"""

from sidebyside.calibration.chance import expected_by_chance, language_of, local_score
from sidebyside.calibration.commonness import Background, EqualRun, SearchedText
from sidebyside.calibration.equal_text import (
    AlignedSentences,
    EqualStretch,
    passages_of_match,
    passages_of_pair,
    stretches_of_match,
    stretches_of_pair,
)
from sidebyside.calibration.sentence_chance import expected_sentences

__all__ = [
    "AlignedSentences",
    "Background",
    "EqualRun",
    "EqualStretch",
    "SearchedText",
    "expected_by_chance",
    "expected_sentences",
    "language_of",
    "local_score",
    "passages_of_match",
    "passages_of_pair",
    "stretches_of_match",
    "stretches_of_pair",
]
