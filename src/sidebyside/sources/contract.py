"""What the members of the room are given and give back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Protocol

from sidebyside.errors import InputError, UnfitItemError
from sidebyside.primitives.text.decoding import without_surrogates
from sidebyside.records import Claim, Generation, Medium, Note, Output, Picture, Text, Unscorable, Work

MAX_CLAIM_CHARACTERS = 20_000
"""A longer claim is cut there, and says so."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that was read, or could not be.

    `data` are the bytes whose digest is ``item.sha256``, or empty where nothing was read. `extracted` is the
    UTF-8 of a text taken out of a container (PDF, EPUB, DOCX); its digest is ``artefact.text_sha256``.
    `container` is the SHA-256 of the file an item stands in (JSONL), else empty.
    """

    item: Work | Output | Unscorable
    data: bytes
    extracted: bytes = b""
    container: str = ""
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


UNLIMITED = Limits(*(1 << 40 for _ in fields(Limits)))
"""For bytes that were accepted before, under whatever limits stood then."""


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
class Entry:
    """One line of a collection: a text, the path of a picture, or a problem.

    `text` is None where a picture is named. `raw` are the bytes of the line, kept where there is a `problem`.
    """

    id: str
    line: int
    text: str | None = None
    image_path: str = ""
    generation: Generation = field(default_factory=Generation)
    problem: str = ""
    raw: bytes = b""
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
