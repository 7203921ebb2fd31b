"""IPTC ``DigitalSourceType`` in XMP: whether a picture says it was made by a trained model.

Source: IPTC Photo Metadata Standard 2023.2, Digital Source Type; values from the NewsCodes list at
cv.iptc.org/newscodes/digitalsourcetype.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import ParseError  # the name alone; parsing is defusedxml's

from sidebyside.records import Claim
from sidebyside.sources.contract import PictureMetadata, claim

_NAME = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"
_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"


class Iptc:
    """Reads the property as an attribute, as an element's text, or as its ``rdf:resource``."""

    def claims(self, metadata: PictureMetadata) -> tuple[Claim, ...]:
        """Give one claim a distinct value."""
        if "DigitalSourceType" not in metadata.xmp:
            return ()
        return tuple(
            claim("xmp iptc", "DigitalSourceType", value) for value in dict.fromkeys(_values(metadata.xmp))
        )


def _values(xmp: str) -> Iterator[str]:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    begin, end = xmp.find("<x:xmpmeta"), xmp.rfind("</x:xmpmeta>")
    packet = xmp[begin : end + 12] if 0 <= begin < end else xmp.strip("\0 \r\n\t")
    try:
        root = fromstring(packet)
    except (ParseError, DefusedXmlException, ValueError):
        return
    for element in root.iter():
        stated = [element.get(_NAME, "")]
        if element.tag == _NAME:
            stated += [element.get(_RESOURCE, ""), (element.text or "").strip()]
        yield from (value for value in stated if value)


MEMBER = Iptc()
