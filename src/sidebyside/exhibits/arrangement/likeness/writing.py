"""Writing read off two pictures, side by side with what stayed and what changed in it."""

from sidebyside.exhibits import notation
from sidebyside.exhibits.arrangement.passage import pieces
from sidebyside.exhibits.arrangement.script import language_of
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.picture_view import ReadView
from sidebyside.exhibits.text_view import Piece
from sidebyside.primitives.text.excerpt import Reading
from sidebyside.records import ReadPair, Role, Span, Text


def read_view(read: ReadPair | None, locale: Locale) -> ReadView | None:
    """Return the writing of both pictures with its marks, or None where none was read."""
    if read is None:
        return None
    return ReadView(
        work_lang=language_of(read.work_text),
        work=_marked(read, read.work_text, "work"),
        output_lang=language_of(read.output_text),
        output=_marked(read, read.output_text, "output"),
        note=locale.say("picture.read_note", confidence=notation.share(read.confidence)),
    )


def _marked(read: ReadPair, text: str, role: Role) -> tuple[Piece, ...]:
    if not read.operations:
        return (Piece("plain", text),)
    numbered = [(0, operation) for operation in read.operations]
    return tuple(pieces(Reading(Text(text)), Span(0, len(text)), numbered, role))
