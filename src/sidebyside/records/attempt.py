"""How an output was obtained: what was stated of it, and the attempt it came of."""

from dataclasses import dataclass, field
from typing import Literal

from sidebyside.errors import InputError

GenerationStatus = Literal["ok", "refused", "failed", "missing"]
AttemptStatus = Literal["asked", "answered", "refused", "failed", "missing"]


@dataclass(frozen=True, slots=True)
class Generation:
    """How an output was obtained, as far as it was stated; an empty string means not stated."""

    model: str = ""
    version: str = ""
    prompt: str = ""
    stratum: str = ""
    settings: tuple[tuple[str, str], ...] = ()
    attempt: int | None = None
    created: str = ""
    status: GenerationStatus = "ok"
    status_rule: str = ""


@dataclass(frozen=True, slots=True)
class SourceBytes:
    """Bytes ``[start, end)`` of a file that the case keeps by its digest."""

    sha256: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise InputError(f"bytes [{self.start}, {self.end}) are no stretch of a file")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at obtaining an output, whatever came of it.

    `protocol` names under which plan it was asked; for a line of a log it is ``sha256:`` and the digest of
    the log, for a plain file empty. `number` is the stated one where it was free, and tells attempts of one
    protocol, model and prompt apart. `source` is where the answer stands as it was received: the line of the
    log, or the whole file; None where nothing was kept, as in a case of an older version.
    """

    generation: Generation = field(default_factory=Generation)
    protocol: str = ""
    number: int = 1
    source: SourceBytes | None = None

    @property
    def key(self) -> tuple[str, str, str, int]:
        """Protocol, model, prompt and number: no two attempts of a case share it."""
        return self.protocol, self.generation.model, self.generation.prompt, self.number

    @property
    def status(self) -> AttemptStatus:
        """What came of it; ``asked`` where nothing came and no record of an answer stands anywhere.

        >>> Attempt().status, Attempt(Generation(status="missing")).status
        ('answered', 'asked')
        """
        if self.generation.status == "ok":
            return "answered"
        if self.generation.status == "missing" and self.source is None:
            return "asked"
        return self.generation.status
