"""Findings to a view. Nothing is measured here: every figure shown stands in a record that was given."""

from sidebyside.exhibits.arrangement.exhibit import build

__all__ = ["build"]
