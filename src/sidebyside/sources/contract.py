"""What the members of the room are given and give back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Protocol

from sidebyside.errors import InputError, UnfitItemError
from sidebyside.primitives.text.decoding import Decoded, decode, decode_as, without_surrogates
from sidebyside.records import (
    Claim,
    Generation,
    Medium,
    Note,
    Output,
    Picture,
    Span,
    Substitution,
    Text,
    Unscorable,
    Work,
)
from sidebyside.registry import Room

MAX_CLAIM_CHARACTERS = 20_000
"""A longer claim is cut there, and says so."""


@dataclass(frozen=True, slots=True)
class Container:
    """A file in which many outputs stand, and its digest; the bytes are held once for all its readings."""

    sha256: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that was read, or could not be.

    `data` are the bytes whose digest is ``item.sha256``, or empty where nothing was read. `extracted` is the
    UTF-8 of a text taken out of a package (PDF, EPUB, DOCX); its digest is ``artefact.text_sha256``.
    `container` is the file an item stands in (JSONL), else None.
    """

    item: Work | Output | Unscorable
    data: bytes
    extracted: bytes = b""
    container: Container | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a thing may be before it is refused; each is raised by the option of the same name.

    Attributes
    ----------
    max_text_mb
        A text file, or the text extracted from one document, in MiB.
    max_file_mb
        Any other file, in MiB.
    max_pixels
        Height times width that a picture's header states.
    max_unpacked_mb
        What all files inside one EPUB or DOCX unpack to, in MiB.
    max_items
        Files and lines of JSONL in one folder.
    """

    max_text_mb: int = 64
    max_file_mb: int = 512
    max_pixels: int = 200_000_000
    max_unpacked_mb: int = 512
    max_items: int = 1_000_000

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if type(value) is not int or value < 1:
                raise InputError(f"{option(item.name)} must be a whole number of at least 1, got {value!r}")


def option(limit: str) -> str:
    """Return the word on the command line that raises a limit.

    >>> option("max_text_mb")
    '--max-text-mb'
    """
    return "--" + limit.replace("_", "-")


def too_large(what: str, size: int, limits: Limits, limit: str) -> UnfitItemError:
    """Make the reason for a thing over a limit: its size, the limit, and the option that raises it."""
    value = getattr(limits, limit)
    stated = f"{value} MiB" if limit.endswith("_mb") else f"{value:,} pixels"
    return UnfitItemError(
        f"{what} {size:,} {'bytes' if limit.endswith('_mb') else 'pixels'}, over the limit of {stated}",
        code="too_large",
        hint=f"if it can be trusted, raise {option(limit)}",
    )


@dataclass(frozen=True, slots=True)
class Content:
    """What a format found in the bytes of one file: a text or a picture, claims, (code, message) notes."""

    text: Text | None = None
    picture: Picture | None = None
    claims: tuple[Claim, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


class Format(Protocol):
    """How the bytes of one file become one text or one picture; ``MEMBER`` of its module is one."""

    @property
    def label(self) -> str:
        """The format in a message, such as ``a PDF file``."""
        ...

    @property
    def medium(self) -> Medium:
        """What it holds."""
        ...

    @property
    def suffixes(self) -> frozenset[str]:
        """The endings of its file names, lower case, with the dot."""
        ...

    @property
    def is_plain(self) -> bool:
        """True where the file itself is text, so that any text may stand in it."""
        ...

    def recognise(self, data: bytes) -> str:
        """Say what the bytes are, such as ``a PNG picture``, by their beginning; empty if not this format."""
        ...

    def read(self, data: bytes, suffix: str, limits: Limits) -> Content:
        """Read the bytes of a file.

        Raises
        ------
        UnfitItemError
            With a stable code (``corrupt``, ``encrypted``, ``needs_ocr``, ``too_large``, ...) and a message
            that reads on from the file's name.
        """
        ...


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of a file: its number from 1, its text without the line end, and where it stands.

    `start` and `end` are its place ``[start, end)`` in the bytes of the file, line end left out; `notes` say,
    as (code, message), where the characters of the file were not certain.
    """

    number: int
    text: str
    start: int
    end: int
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a collection: a text, the path of a picture, or a problem.

    `text` is None where a picture is named.
    """

    id: str
    line: FileLine
    text: str | None = None
    image_path: str = ""
    generation: Generation = field(default_factory=Generation)
    problem: str = ""
    notes: tuple[tuple[str, str], ...] = ()


class Collection(Protocol):
    """How one file gives many outputs; ``MEMBER`` of its module is one."""

    @property
    def label(self) -> str:
        """The format in a message."""
        ...

    @property
    def suffixes(self) -> frozenset[str]:
        """The endings of its file names, lower case, with the dot."""
        ...

    def entries(self, data: bytes) -> Iterator[Entry]:
        """Give the entries in the order of the file; ids are distinct and never empty.

        An attempt number is given as it is stated, and left out where none is; `sidebyside.sources` makes
        the numbers of a case distinct.

        Raises
        ------
        UnfitItemError
            Where the file as a whole is no such collection.
        """
        ...


@dataclass(frozen=True, slots=True)
class PictureMetadata:
    """What a picture file says beside its pixels.

    `texts` are text chunks and comments by name, `exif` the text fields of EXIF by their name, `xmp` the XMP
    packet.
    """

    container: str
    texts: Mapping[str, str]
    exif: Mapping[str, str]
    xmp: str = ""


class ClaimReader(Protocol):
    """How one generator, or one standard, writes of itself into a picture; ``MEMBER`` is one."""

    def claims(self, metadata: PictureMetadata) -> tuple[Claim, ...]:
        """Give what the metadata claim, in a fixed order; empty where this writer left nothing."""
        ...


FORMATS: Room[Format] = Room("sidebyside.sources.formats")
COLLECTIONS: Room[Collection] = Room("sidebyside.sources.collections")
CLAIMS: Room[ClaimReader] = Room("sidebyside.sources.claims")


def claim(source: str, name: str, value: str) -> Claim:
    """Make a claim, cut at `MAX_CLAIM_CHARACTERS` with a remark of how long it was."""
    if len(value) > MAX_CLAIM_CHARACTERS:
        value = f"{value[:MAX_CLAIM_CHARACTERS]}… [cut at {MAX_CLAIM_CHARACTERS} of {len(value)} characters]"
    return Claim(source, without_surrogates(name[:200]), without_surrogates(value))


def stated(source: str, **values: str) -> tuple[Claim, ...]:
    """Make claims of those values that are not blank.

    >>> stated("pdf", title="Night ferry", author=" ")
    (Claim(source='pdf', name='title', value='Night ferry'),)
    """
    return tuple(claim(source, name, value.strip()) for name, value in values.items() if value.strip())


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


def lines_of(data: bytes) -> Iterator[FileLine]:
    r"""Give the lines of a file that is itself text, those that are blank left out.

    Raises
    ------
    UnfitItemError
        As `decode`, before the first line.

    Notes
    -----
    A line ends with a line feed; a carriage return before it belongs to the line end. *Cost*: linear; one
    line at a time is in memory beside the bytes.

    >>> [(line.text, line.start, line.end) for line in lines_of("夜\r\n\n雨".encode("utf-16-le"))]
    [('夜', 0, 2), ('雨', 8, 10)]
    """
    decoded = decode(data)
    encoding, first, notes = decoded.encoding, decoded.bom_bytes, decoding_notes(decoded)
    del decoded  # a second copy of the whole file
    line_feed = "\n".encode(encoding)
    for number, (start, end) in enumerate(_line_places(data, first, line_feed), 1):
        text = decode_as(data[start:end], encoding)
        if text.endswith("\r"):
            text, end = text[:-1], end - len(line_feed)
        if text.strip(" \t\r"):
            yield FileLine(number, text, start, end, notes)


def _line_places(data: bytes, start: int, line_feed: bytes) -> Iterator[tuple[int, int]]:
    """Give the place of every line; a line feed of two or four bytes counts where a character may begin."""
    first, at = start, start
    while (found := data.find(line_feed, at)) >= 0:
        if (found - first) % len(line_feed):
            at = found + 1
            continue
        yield start, found
        start = at = found + len(line_feed)
    yield start, len(data)
