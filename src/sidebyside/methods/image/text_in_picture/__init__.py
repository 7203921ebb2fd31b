"""Writing read off both pictures, lined up letter by letter."""

from sidebyside.methods.image.text_in_picture.method import MEMBER

__all__ = ["MEMBER"]
