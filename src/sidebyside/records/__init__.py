"""The nouns. What are we talking about?

Frozen, slotted dataclasses without I/O and without arithmetic that judges. Everywhere in the order work,
output; image axes are row, column.
"""

from sidebyside.records.artefact import (
    Artefact,
    Claim,
    Generation,
    GenerationStatus,
    Medium,
    Note,
    Output,
    Part,
    Picture,
    Role,
    Substitution,
    Text,
    Unscorable,
    Work,
)
from sidebyside.records.card import MethodCard
from sidebyside.records.codec import from_plain, to_plain
from sidebyside.records.comparison import (
    EQUAL_KINDS,
    AlignedPair,
    Comparison,
    EditOperation,
    ImageQuantum,
    Match,
    OperationKind,
    Quantum,
    Score,
    TextExtent,
    TextQuantum,
    Transform,
)
from sidebyside.records.finding import AnyFinding, Counts, Finding, ItemRef, Nearest, NothingFound, Strength
from sidebyside.records.place import Region, Span

__all__ = [
    "EQUAL_KINDS",
    "AlignedPair",
    "AnyFinding",
    "Artefact",
    "Claim",
    "Comparison",
    "Counts",
    "EditOperation",
    "Finding",
    "Generation",
    "GenerationStatus",
    "ImageQuantum",
    "ItemRef",
    "Match",
    "Medium",
    "MethodCard",
    "Nearest",
    "Note",
    "NothingFound",
    "OperationKind",
    "Output",
    "Part",
    "Picture",
    "Quantum",
    "Region",
    "Role",
    "Score",
    "Span",
    "Strength",
    "Substitution",
    "Text",
    "TextExtent",
    "TextQuantum",
    "Transform",
    "Unscorable",
    "Work",
    "from_plain",
    "to_plain",
]
