"""Plain text: every character as it stands in the file."""

from sidebyside.records import Medium
from sidebyside.sources.contract import Content, Format, Limits, decoded_text, text_content


class PlainText:
    """Reads ``.txt``. Nothing is hidden: what stands there is what a reader sees."""

    label = "a text file"
    medium: Medium = "text"
    suffixes = frozenset({".txt", ".text"})
    is_plain = True

    def recognise(self, data: bytes) -> str:
        """Say nothing: text has no mark at its beginning."""
        del data
        return ""

    def read(self, data: bytes, suffix: str, limits: Limits) -> Content:
        """Decode the file."""
        del suffix, limits
        return text_content(decoded_text(data))


MEMBER: Format = PlainText()
