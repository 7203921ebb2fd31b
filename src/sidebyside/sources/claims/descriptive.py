"""Title, author, rights and software, as EXIF and PNG text chunks have them."""

from sidebyside.records import Claim
from sidebyside.sources.contract import PictureMetadata, stated

_FIELDS = (
    ("title", ("Title", "DocumentName", "XPTitle")),
    ("author", ("Author", "Artist", "XPAuthor")),
    ("copyright", ("Copyright",)),
    ("description", ("ImageDescription", "Description", "XPComment")),
    ("created", ("Creation Time",)),
    ("software", ("Software",)),
    ("camera", ("Model",)),
)


class Descriptive:
    """Reads the fields that any writer may fill."""

    def claims(self, metadata: PictureMetadata) -> tuple[Claim, ...]:
        """Give one claim a field, from the first place that states it."""
        found: list[Claim] = []
        for name, keys in _FIELDS:
            for source, values in (("png", metadata.texts), ("exif", metadata.exif)):
                found += next((stated(source, **{name: values[key]}) for key in keys if key in values), ())
        return tuple(found)


MEMBER = Descriptive()
