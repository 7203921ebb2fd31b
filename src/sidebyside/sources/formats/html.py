"""HTML: the page as it stands, with what a reader does not see marked as hidden."""

import re

from sidebyside.records import Medium
from sidebyside.sources.contract import Content, Format, Limits, decoded_text, stated, text_content
from sidebyside.sources.markup import scan

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)


class Html:
    """Reads ``.html``. Spans count the source; see `sidebyside.sources.markup` for what is hidden."""

    label = "an HTML page"
    medium: Medium = "text"
    suffixes = frozenset({".html", ".htm", ".xhtml"})
    is_plain = True

    def recognise(self, data: bytes) -> str:
        """Say nothing: a text that begins with a tag may be any text."""
        del data
        return ""

    def read(self, data: bytes, suffix: str, limits: Limits) -> Content:
        """Decode the page, by what it declares where it is not UTF-8, and mark what is hidden."""
        del suffix, limits
        charset = _CHARSET.search(data[:4096])
        decoded = decoded_text(data, declared=charset.group(1).decode("ascii") if charset else "")
        markup = scan(decoded.text)
        claims = stated("html", title=markup.title, author=markup.author)
        return text_content(decoded, hidden=markup.hidden, substitutions=markup.substitutions, claims=claims)


MEMBER: Format = Html()
