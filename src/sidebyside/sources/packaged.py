"""How is XML inside a package (EPUB, DOCX) read, and the text taken out of it put together?"""

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import ParseError  # the name alone; parsing is defusedxml's

from sidebyside.errors import UnfitItemError
from sidebyside.primitives.text.decoding import printable, without_surrogates
from sidebyside.records import Part, Text
from sidebyside.sources.contract import Limits, too_large
from sidebyside.sources.zipped import SafeZip

DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def xml_root(archive: SafeZip, name: str) -> Any:
    """Parse one XML file of a package without entities or external references.

    Raises
    ------
    UnfitItemError
        With code ``corrupt`` where it is no XML, ``unsafe_archive`` where it declares entities.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(archive.read(name))
    except DefusedXmlException as error:
        raise UnfitItemError(
            f"declares XML entities ({printable(name)} inside)",
            code="unsafe_archive",
            hint="make it anew from a source you trust",
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise UnfitItemError(
            f"is damaged ({printable(name)} inside: {printable(str(error))})",
            code="corrupt",
            hint="get a whole copy of the file",
        ) from error


def joined(sections: Iterable[tuple[str, str]], limits: Limits) -> Text:
    """Put (label, text) sections together, with an empty line between, and keep where each begins.

    Raises
    ------
    UnfitItemError
        ``empty`` where there is no text at all, ``too_large`` over the limit.
    """
    texts, parts, start, size = [], [], 0, 0
    for label, section in sections:
        text = without_surrogates(section)
        if not text.strip():
            continue
        size += len(text.encode("utf-8"))
        if size > limits.max_text_mb << 20:
            raise too_large("holds text of", size, limits, "max_text_mb")
        parts.append(Part(start, label))
        texts.append(text)
        start += len(text) + 2
    if not texts:
        raise UnfitItemError("holds no text", code="empty", hint="name a file with text in it")
    return Text("\n\n".join(texts), kind="extracted", parts=tuple(part for part in parts if part.label))
