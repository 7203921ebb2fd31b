"""What must a member keep that more than one room knows?

A contract that only one room knows stands in that room. Here stand those between rooms of one floor, which do
not know each other: between a method and the engine that runs it, and between the works that an engine looks
through and whoever keeps them.
"""

from sidebyside.contracts.candidates import CANDIDATE_STORES, Candidacy, Candidates, CandidateStore
from sidebyside.contracts.case import ReadableCase
from sidebyside.contracts.method import (
    IMAGE_METHODS,
    TEXT_METHODS,
    Example,
    Index,
    Item,
    KeepsVectors,
    Memory,
    Method,
    Remembers,
    Shortlist,
    VectorCache,
    methods_of,
    open_index,
)
from sidebyside.contracts.settings import (
    GivenSettings,
    MethodSettings,
    Value,
    check_ranges,
    figures_of,
    fill,
    filled,
    settled,
    shown,
)

__all__ = [
    "CANDIDATE_STORES",
    "IMAGE_METHODS",
    "TEXT_METHODS",
    "Candidacy",
    "CandidateStore",
    "Candidates",
    "Example",
    "GivenSettings",
    "Index",
    "Item",
    "KeepsVectors",
    "Memory",
    "Method",
    "MethodSettings",
    "ReadableCase",
    "Remembers",
    "Shortlist",
    "Value",
    "VectorCache",
    "check_ranges",
    "figures_of",
    "fill",
    "filled",
    "methods_of",
    "open_index",
    "settled",
    "shown",
]
