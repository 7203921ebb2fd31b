"""What is compared: works and outputs, as they were read."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from sidebyside.errors import InputError
from sidebyside.records.attempt import Attempt, Generation
from sidebyside.records.place import Span

Medium = Literal["text", "image"]
Role = Literal["work", "output"]


@dataclass(frozen=True, slots=True)
class Substitution:
    """A stretch of the original that a reader sees as other text, such as ``&eacute;`` for é."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A named place of a longer text, such as a page or a chapter, from character `start` on."""

    start: int
    label: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it was decoded, with every character kept where it stood.

    `original` is never altered: no line end is translated and no markup cut. Every `Span` counts its
    code points. What a reader does not see (tags, link targets) is listed in `hidden`, what a reader sees
    differently in `substitutions`; both are sorted and disjoint.

    `kind` is ``decoded`` where the file itself is text, so that a span leads to bytes of the file, and
    ``extracted`` where the text was taken out of a container (PDF, EPUB, DOCX); then a span counts the
    extracted text, which the case keeps beside the file.
    """

    original: str
    encoding: str = "utf-8"
    kind: Literal["decoded", "extracted"] = "decoded"
    bom_bytes: int = 0
    hidden: tuple[Span, ...] = ()
    substitutions: tuple[Substitution, ...] = ()
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        places = sorted([*self.hidden, *(item.span for item in self.substitutions)])
        for before, after in pairwise(places):
            if before.end > after.start:
                raise InputError(f"markup overlaps: {before} and {after}")
        if places and places[-1].end > len(self.original):
            raise InputError(f"markup at {places[-1]} lies outside a text of {len(self.original)} characters")


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of a picture without its pixels; sizes are those after the EXIF orientation."""

    height_px: int
    width_px: int
    mode: str
    format: str
    n_frames: int = 1


@dataclass(frozen=True, slots=True)
class Claim:
    """Something a file says of itself. It is shown, with where it stood, and never trusted."""

    source: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Artefact:
    """One text or picture that was read.

    `path` is relative to the folder the user named, with ``/`` between its parts; an item inside a file is
    ``file.jsonl#id``. `sha256` is the digest of the bytes in the case: those of the file, or for an item
    inside a file those of its text in UTF-8. `language` is what a text was taken for, as
    `sidebyside.primitives.text.language` names it; empty for a picture.
    """

    path: str
    sha256: str
    medium: Medium
    text: Text | None = None
    picture: Picture | None = None
    claims: tuple[Claim, ...] = ()
    text_sha256: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        if (self.text is None) == (self.picture is None):
            raise InputError(f"an artefact holds either a text or a picture: {self.path!r}")
        if (self.medium == "text") != (self.text is not None):
            raise InputError(f"{self.path!r} is called {self.medium!r} and holds the other medium")


@dataclass(frozen=True, slots=True)
class Work:
    """A protected input."""

    artefact: Artefact


@dataclass(frozen=True, slots=True)
class Output:
    """A model's product, and the attempt it came of.

    An attempt that gave nothing back (refused, failed, missing) is an `Output` too: its `artefact` is the
    refusal text as received, which may be empty.
    """

    artefact: Artefact
    attempt: Attempt = field(default_factory=Attempt)

    @property
    def generation(self) -> Generation:
        """What was stated of how it was obtained."""
        return self.attempt.generation


@dataclass(frozen=True, slots=True)
class Unscorable:
    """An item that was named and could not be compared; counted, listed, never dropped.

    `code` is a stable word for the reason, `message` says what was seen and `hint` the way out. `attempt` is
    None for a work, and for what cannot be read so far as to say which attempt it was.
    """

    role: Role
    path: str
    sha256: str
    medium: Medium | None
    code: str
    message: str
    hint: str = ""
    attempt: Attempt | None = None

    @property
    def generation(self) -> Generation | None:
        """What was stated of how it was obtained; None where there is no attempt."""
        return None if self.attempt is None else self.attempt.generation


@dataclass(frozen=True, slots=True)
class Note:
    """Something the user should know of an item that was read all the same."""

    role: Role
    path: str
    code: str
    message: str
