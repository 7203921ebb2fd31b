"""Passages that stand in the output with words changed, left out, added or moved, as one match each."""

from sidebyside.methods.text.near_verbatim.method import MEMBER

__all__ = ["MEMBER"]
