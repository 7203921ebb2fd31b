"""Events told alike in whatever words, who takes part and where: a table, counted for nothing."""

from sidebyside.methods.text.story.method import MEMBER

__all__ = ["MEMBER"]
