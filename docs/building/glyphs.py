"""The Chinese glyphs of the pages, so that they can be read on a machine without a Chinese font."""

import html
from pathlib import Path

from sidebyside.exhibits.assets import font

PLACE = "assets/cjk.css"


def style_sheet(site: Path) -> str:
    """Return the style sheet with the glyphs of every page in a folder."""
    characters: set[str] = set()
    for page in sorted(site.rglob("*.html")):
        characters |= set(html.unescape(page.read_text("utf-8")))
    cut = font.subset(character for character in characters if character >= "\u2e80")
    source = f"url({cut.data_uri}) format('woff2')"
    return f"@font-face{{font-family:'Pages CJK';src:{source};unicode-range:{cut.unicode_range}}}\n"
