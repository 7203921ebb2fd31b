"""What the standards have for any writer: title, author, rights and software, and how a picture was made.

Fields of EXIF and PNG text chunks, and IPTC ``DigitalSourceType`` in XMP: whether a picture says it was made
by a trained model.

Source: IPTC Photo Metadata Standard 2023.2, Digital Source Type; values from the NewsCodes list at
cv.iptc.org/newscodes/digitalsourcetype.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import ParseError  # the name alone; parsing is defusedxml's

from sidebyside.records import Claim
from sidebyside.sources.contract import ClaimReader, PictureMetadata, claim, stated

_FIELDS = (
    ("title", ("Title", "DocumentName", "XPTitle")),
    ("author", ("Author", "Artist", "XPAuthor")),
    ("copyright", ("Copyright",)),
    ("description", ("ImageDescription", "Description", "XPComment")),
    ("created", ("Creation Time",)),
    ("software", ("Software",)),
    ("camera", ("Model",)),
)
_SOURCE_TYPE = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"
_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"


class Descriptive:
    """Reads the fields that any writer may fill.

    ``DigitalSourceType`` is read as an attribute, as an element's text, or as its ``rdf:resource``.
    """

    def claims(self, metadata: PictureMetadata) -> tuple[Claim, ...]:
        """Give one claim a field, from the first place that states it, then one a distinct source type."""
        found: list[Claim] = []
        for name, keys in _FIELDS:
            for source, values in (("png", metadata.texts), ("exif", metadata.exif)):
                found += next((stated(source, **{name: values[key]}) for key in keys if key in values), ())
        source_types = dict.fromkeys(_source_types(metadata.xmp))
        return (*found, *(claim("xmp iptc", "DigitalSourceType", value) for value in source_types))


def _source_types(xmp: str) -> Iterator[str]:
    if "DigitalSourceType" not in xmp:
        return
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    begin, end = xmp.find("<x:xmpmeta"), xmp.rfind("</x:xmpmeta>")
    packet = xmp[begin : end + 12] if 0 <= begin < end else xmp.strip("\0 \r\n\t")
    try:
        root = fromstring(packet)
    except (ParseError, DefusedXmlException, ValueError):
        return
    for element in root.iter():
        values = [element.get(_SOURCE_TYPE, "")]
        if element.tag == _SOURCE_TYPE:
            values += [element.get(_RESOURCE, ""), (element.text or "").strip()]
        yield from (value for value in values if value)


MEMBER: ClaimReader = Descriptive()
