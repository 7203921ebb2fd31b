"""Who is compared with whom?

Items are made ready once for all methods, a store of works says which works are worth comparing with an
output, and the methods compare, a batch at a time. The engine is pure: items in, comparisons out. It keeps no
ledger and knows no case, so the same engine serves a case on disk, a null, a validation and a notebook.
"""

from sidebyside.engine.comparing import Engine, Plan, is_comparable
from sidebyside.engine.preparation import PicturePreparation, TextPreparation

__all__ = ["Engine", "PicturePreparation", "Plan", "TextPreparation", "is_comparable"]
