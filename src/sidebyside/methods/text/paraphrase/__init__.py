"""Passages of a work told again in other words, in the same language, sentence by sentence."""

from sidebyside.methods.text.paraphrase.method import MEMBER

__all__ = ["MEMBER"]
