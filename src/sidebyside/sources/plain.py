"""How is a file that is itself text decoded, and what should its user know of that?"""

from collections.abc import Sequence

from sidebyside.errors import UnfitItemError
from sidebyside.primitives.text.decoding import Decoded, decode
from sidebyside.records import Claim, Span, Substitution, Text
from sidebyside.sources.contract import Content


def decoded_text(data: bytes, *, declared: str = "") -> Decoded:
    """Decode a file that has something to read in it.

    Raises
    ------
    UnfitItemError
        With code ``wrong_type`` for binary data, ``empty`` for nothing but white space.
    """
    decoded = decode(data, declared=declared)
    if not decoded.text or decoded.text.isspace():
        raise UnfitItemError(
            "holds nothing but white space", code="empty", hint="put a text into it, or leave it out"
        )
    return decoded


def decoding_notes(decoded: Decoded) -> tuple[tuple[str, str], ...]:
    """Say, as (code, message), where the characters of a file were not certain."""
    notes = []
    if decoded.is_guessed:
        notes.append(
            ("encoding_guessed", f"was read as {decoded.encoding} by its bytes; to be sure, save it as UTF-8")
        )
    if decoded.n_stray:
        notes.append(
            (
                "stray_bytes",
                f"holds {decoded.n_stray} bytes that are no {decoded.encoding}; each is shown as U+FFFD",
            )
        )
    return tuple(notes)


def text_content(
    decoded: Decoded,
    *,
    hidden: Sequence[Span] = (),
    substitutions: Sequence[Substitution] = (),
    claims: tuple[Claim, ...] = (),
) -> Content:
    """Make the content of a file that is itself text, with notes on how it was decoded."""
    text = Text(
        decoded.text,
        encoding=decoded.encoding,
        bom_bytes=decoded.bom_bytes,
        hidden=tuple(hidden),
        substitutions=tuple(substitutions),
    )
    return Content(text=text, claims=claims, notes=decoding_notes(decoded))
