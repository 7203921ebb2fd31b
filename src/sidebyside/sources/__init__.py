"""How is it read?

`read` takes a file or a folder and gives one `Reading` for everything that stands in it: a work, an output,
or what could not be read and why. `reread` gives back the text of an artefact from the bytes the case kept.

Three kinds of members, each one file in a folder, found by listing it:

- `sources.formats`: the bytes of a file to one text or picture (`Format`);
- `sources.collections`: a file to many outputs (`Collection`);
- `sources.claims`: what a picture's metadata say of how it was made (`ClaimReader`), shown, never trusted.
"""

from sidebyside.sources.contract import (
    MAX_CLAIM_CHARACTERS,
    ClaimReader,
    Collection,
    Content,
    Entry,
    Format,
    Limits,
    PictureMetadata,
    Reading,
    option,
)
from sidebyside.sources.reading import read, reread

__all__ = [
    "MAX_CLAIM_CHARACTERS",
    "ClaimReader",
    "Collection",
    "Content",
    "Entry",
    "Format",
    "Limits",
    "PictureMetadata",
    "Reading",
    "option",
    "read",
    "reread",
]
