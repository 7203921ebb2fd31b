"""The glyphs an exhibit needs and a reader's machine may lack, cut out of Noto Sans CJK and carried along.

Source: Noto Sans CJK, SIL Open Font License 1.1, its face for Traditional Chinese (Taiwan).
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sidebyside.errors import MissingDependencyError
from sidebyside.exhibits.assets import data_uri

FAMILY = "Exhibit CJK"
MARKS_FAMILY = "Exhibit CJK marks"
FACE = "Noto Sans CJK TC"
_PACKAGE = "noto_cjk_sans_otc"
_FIRST_UNSURE = 0x2190
MARKS = "\u2014\u2018\u2019\u201c\u201d\u2026\u2027\u00b7"
"""Marks that Chinese and Latin type draw differently: brought along for Chinese text only."""


@dataclass(frozen=True, slots=True)
class Subset:
    """A font of a few glyphs.

    `data` is WOFF2, empty where no glyph was needed. `lacking` are the characters that are neither in it nor
    among those that every machine draws.
    """

    data: bytes
    unicode_range: str
    lacking: tuple[str, ...]

    @property
    def data_uri(self) -> str:
        """The font as a page holds it; empty where there is none."""
        return data_uri("font/woff2", self.data) if self.data else ""


def is_unsure(character: str) -> bool:
    """Whether a reader's machine may have no glyph for the character, so that the page has to bring it."""
    return ord(character) >= _FIRST_UNSURE


def subset(characters: Iterable[str]) -> Subset:
    """Return the font for some characters; the same characters always give the same bytes.

    Cost: about a second and 260 kB for 1,500 characters, once a process for each set of characters.

    Raises
    ------
    MissingDependencyError
        Where the font package is not installed.
    """
    return _subset("".join(sorted(set(characters))))


@cache
def _subset(characters: str) -> Subset:
    if not characters:
        return Subset(b"", "", ())
    from fontTools import subset as cutter

    with _face() as font:
        known = font.getBestCmap()
        wanted = [ord(character) for character in characters if ord(character) in known]
        lacking = tuple(character for character in characters if ord(character) not in known)
        if not wanted:
            return Subset(b"", "", lacking)
        options = cutter.Options()
        options.layout_features = []
        options.name_IDs = [0, 1, 2]
        options.hinting = False
        options.notdef_outline = True
        options.recalc_timestamp = False
        options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
        cut = cutter.Subsetter(options)
        cut.populate(unicodes=wanted)
        cut.subset(font)
        font.flavor = "woff2"
        stream = io.BytesIO()
        font.save(stream)
    return Subset(stream.getvalue(), _ranges(wanted), lacking)


def _ranges(code_points: list[int]) -> str:
    """Write code points as CSS does, neighbours joined.

    >>> _ranges([0x4E00, 0x4E01, 0x4E10])
    'U+4E00-4E01,U+4E10'
    """
    runs: list[list[int]] = []
    for point in sorted(code_points):
        if runs and runs[-1][1] == point - 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ",".join(f"U+{a:04X}" if a == b else f"U+{a:04X}-{b:04X}" for a, b in runs)


def _face() -> Any:
    """Open the face for Traditional Chinese; the caller closes it."""
    from fontTools.ttLib import TTFont

    path = collection()
    number = 0
    while True:
        font = TTFont(path, fontNumber=number, lazy=True, recalcTimestamp=False)
        if font["name"].getDebugName(1) == FACE:
            return font
        number += 1
        is_last = number >= font.reader.numFonts
        font.close()
        if is_last:
            raise MissingDependencyError(f"{path.name} holds no face {FACE!r}")


def collection() -> Path:
    """Return the file of the whole font, for who cuts it in another way.

    Raises
    ------
    MissingDependencyError
        Where the font package is not installed.
    """
    spec = find_spec(_PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for path in sorted(Path(folder).rglob("NotoSansCJK-Regular.ttc")):
            return path
    raise MissingDependencyError(
        "the font for Chinese is not installed", hint="pip install noto-cjk-sans-otc, then run again"
    )
