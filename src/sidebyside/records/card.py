"""What a method says of itself, printed in every exhibit that rests on it."""

from dataclasses import dataclass
from typing import Literal

from sidebyside.records.artefact import Medium

Shows = Literal["place", "likeness", "apart"]
EvidenceKind = Literal[
    "equal_words",
    "sentences_of_one_language",
    "sentences_of_two_languages",
    "false_alarms",
    "similarity",
    "none",
]
"""What of a method's matches counts as evidence; `calibration` has one way of weighing for each."""


@dataclass(frozen=True, slots=True)
class MethodCard:
    """The identity and the limits of a method.

    Attributes
    ----------
    name
        Name of the module, of the word on the command line and of the word in the exhibit.
    version
        Raised when the same input may give another result.
    medium
        ``text`` or ``image``.
    summary
        One sentence: what it finds.
    range
        Direction, range and unit of the similarity.
    floor
        The detection limit: the least that is reported.
    foldings
        What is treated as the same before comparing, each by name.
    blind_spots
        What the method does not see.
    cost
        How time and memory grow.
    source
        The publication it rests on.
    settings
        The options in force, as name and value.
    weights_sha256
        Digest of the model weights used; empty where there are none.
    is_pairwise
        True for a method too slow for every pair: it is given the shortlist of the others.
    is_asked_for
        True for a method that runs only when it is named, because it costs much more than the others.
    shows
        ``place``: its matches say what lies where. ``likeness``: they say that two items are alike as wholes,
        which two pictures of one subject are too. ``apart``: what it finds is shown and never counted.
    evidence
        What of its matches is weighed: ``equal_words`` by their rarity; ``sentences_of_one_language`` and
        ``sentences_of_two_languages``, lined up, by their margins; ``false_alarms``, the number that the
        method itself states; ``similarity``, its score. ``none``: nothing, it repeats what others say or is
        no evidence.
    figures
        What follows from the settings and the sentences state, by name.
    distribution
        Name and version of the package it comes from; empty for one that is built in.
    """

    name: str
    version: str
    medium: Medium
    summary: str
    range: str
    floor: str
    foldings: tuple[str, ...]
    blind_spots: tuple[str, ...]
    cost: str
    source: str
    settings: tuple[tuple[str, str], ...] = ()
    weights_sha256: str = ""
    is_pairwise: bool = False
    is_asked_for: bool = False
    shows: Shows = "place"
    evidence: EvidenceKind = "none"
    figures: tuple[tuple[str, str], ...] = ()
    distribution: str = ""
