"""Step: read what the user named, keep its bytes, note it in the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from sidebyside import sources
from sidebyside.casefile import CaseFolder, entry
from sidebyside.primitives.text.decoding import printable
from sidebyside.primitives.text.tokens import reading_of
from sidebyside.primitives.text.writing.language import LEAST_WORDS, NAMES, Language, language_of_text
from sidebyside.records import Medium, Note, Output, Role, Unscorable, Work
from sidebyside.workflows.options import Options
from sidebyside.workflows.progress import Progress, told


@dataclass(slots=True)
class Inputs:
    """What was read, in the order of its paths; an unscorable item moves to `unscorable`."""

    works: list[Work] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    unscorable: list[Unscorable] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def works_of(self, medium: Medium) -> list[Work]:
        """Return the works of one medium."""
        return [work for work in self.works if work.artefact.medium == medium]

    def outputs_of(self, medium: Medium) -> list[Output]:
        """Return the outputs of one medium."""
        return [output for output in self.outputs if output.artefact.medium == medium]

    def set_aside(self, case: CaseFolder, items: list[Unscorable]) -> None:
        """Move items that were read and cannot be compared to the unscorable ones, and note it."""
        gone = {(item.role, item.path) for item in items}
        self.works = [work for work in self.works if ("work", work.artefact.path) not in gone]
        self.outputs = [output for output in self.outputs if ("output", output.artefact.path) not in gone]
        self.unscorable += items
        for item in items:
            case.append("ingested", entry.ingested(item))


def ingest(case: CaseFolder, works: Path, outputs: Path, options: Options, progress: Progress) -> Inputs:
    """Read works and outputs; one record an item, unreadable ones included.

    Raises
    ------
    InputError
        If a path does not exist, or holds nothing.
    """
    inputs = Inputs()
    waiting = [_same_place(outputs)] if works.resolve() == outputs.resolve() else []
    named: tuple[tuple[Path, Role], ...] = ((works, "work"), (outputs, "output"))
    for path, role in named:
        for reading in told(sources.read(path, role, limits=options.limits), progress, f"reading {role}s"):
            if waiting and role == "output":
                reading = replace(reading, notes=(*reading.notes, waiting.pop()))
            language = _language_of(reading.item)
            reading = replace(reading, notes=(*reading.notes, *_language_notes(reading.item, role, language)))
            _keep(case, reading, language)
            inputs.notes += reading.notes
            match reading.item:
                case Work():
                    inputs.works.append(reading.item)
                case Output():
                    inputs.outputs.append(reading.item)
                case Unscorable():
                    inputs.unscorable.append(reading.item)
    return inputs


def _same_place(outputs: Path) -> Note:
    message = "is given as WORKS and as OUTPUTS: everything in it matches itself; name two different places"
    name = printable(outputs.name)
    return Note("output", name, "same_place", f"{name} {message}")


def _language_of(item: Work | Output | Unscorable) -> Language | None:
    """Tell the language of a text as its reader sees it; None for what is no text."""
    if isinstance(item, Unscorable) or item.artefact.text is None:
        return None
    text = item.artefact.text
    return language_of_text(reading_of(text)[0] if text.hidden else text.original)


def _language_notes(
    item: Work | Output | Unscorable, role: Role, language: Language | None
) -> Iterator[Note]:
    """Say of an item in a language other than English and Chinese for which it was taken."""
    if isinstance(item, Unscorable) or item.artefact.text is None or language in (None, "en", "zh", "mixed"):
        return
    path = item.artefact.path
    name = printable(path)
    if language != "undetermined":
        said = f"was taken for {NAMES[language]} ({language})"
        message = "equal words are found all the same; what is measured knows English and Chinese only"
        yield Note(role, path, "other_language", f"{name} {said}; {message}")
    elif len(item.artefact.text.original.split()) >= LEAST_WORDS:
        said = f"is in a language that could not be told ({NAMES[language]})"
        yield Note(role, path, "language_undetermined", f"{name} {said}; equal words are found all the same")


def _keep(case: CaseFolder, reading: sources.Reading, language: Language | None) -> None:
    item = reading.item
    if not isinstance(item, Unscorable):
        case.keep(reading.data, item.artefact.sha256)
        if item.artefact.text_sha256:
            case.keep(reading.extracted, item.artefact.text_sha256)
    elif reading.data:
        case.keep(reading.data, item.sha256)
    case.append("ingested", entry.ingested(item, reading.notes, language or ""))
