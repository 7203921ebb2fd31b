"""How is it read?

`read` takes a file or a folder and gives one `Reading` for everything that stands in it: a work, an output,
or what could not be read and why.

Three kinds of members, each one file in a folder, found by listing it:

- `sources.formats`: the bytes of a file to one text or picture (`Format`);
- `sources.collections`: a file to many outputs (`Collection`);
- `sources.claims`: what a picture's metadata say of how it was made (`ClaimReader`), shown, never trusted.
"""

from sidebyside.sources.contract import (
    MAX_CLAIM_CHARACTERS,
    ClaimReader,
    Collection,
    Container,
    Content,
    Entry,
    Format,
    Limits,
    PictureMetadata,
    Reading,
    option,
)
from sidebyside.sources.reading import read
from sidebyside.sources.values import read_values

__all__ = [
    "MAX_CLAIM_CHARACTERS",
    "ClaimReader",
    "Collection",
    "Container",
    "Content",
    "Entry",
    "Format",
    "Limits",
    "PictureMetadata",
    "Reading",
    "option",
    "read",
    "read_values",
]
