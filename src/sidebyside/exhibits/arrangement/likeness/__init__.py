"""A pair of pictures: where they match, what stayed and what changed there, and what is set apart."""

from sidebyside.exhibits.arrangement.likeness.manner import style_views
from sidebyside.exhibits.arrangement.likeness.pair import extents, picture_pair, standing_rows

__all__ = ["extents", "picture_pair", "standing_rows", "style_views"]
