"""A view to self-contained pages: no network, nothing of an input is run."""

from sidebyside.exhibits.formats.html.page import MEMBER

__all__ = ["MEMBER"]
