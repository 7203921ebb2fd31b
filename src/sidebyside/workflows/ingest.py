"""Step: read what the user named, keep its bytes, note it in the ledger."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sidebyside import sources
from sidebyside.calibration.commonness import SearchedText
from sidebyside.case import Case, entry
from sidebyside.engine import TextPreparation
from sidebyside.primitives.text.decoding import printable
from sidebyside.primitives.text.language import LEAST_WORDS, NAMES
from sidebyside.records import BackgroundText, Medium, Note, Output, Purpose, Role, Unscorable, Work
from sidebyside.workflows.given import Given, paths_or_values
from sidebyside.workflows.options import Options
from sidebyside.workflows.progress import Progress, with_progress


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

    def set_aside(self, case: Case, items: list[Unscorable]) -> None:
        """Move items that were read and cannot be compared to the unscorable ones, and note it."""
        gone = {(item.role, item.path) for item in items}
        self.works = [work for work in self.works if ("work", work.artefact.path) not in gone]
        self.outputs = [output for output in self.outputs if ("output", output.artefact.path) not in gone]
        self.unscorable += items
        for item in items:
            case.append("ingested", entry.ingested(item))


def ingest(case: Case, works: Given, outputs: Given, options: Options, progress: Progress) -> Inputs:
    """Read works and outputs; one record an item, unreadable ones included.

    Raises
    ------
    InputError
        If a path does not exist, or holds nothing.
    """
    inputs = Inputs()
    containers: set[str] = set()
    named: tuple[tuple[Given, Role], ...] = ((works, "work"), (outputs, "output"))
    for given, role in named:
        readings = _readings(case, given, role, options)
        for number, reading in enumerate(with_progress(readings, progress, f"reading {role}s")):
            notes = [*reading.notes, *_language_notes(reading.item, role)]
            if number == 0 and role == "output":
                notes += _same_place(works, outputs)
            _keep(case, replace(reading, notes=tuple(notes)), containers)
            inputs.notes += notes
            match reading.item:
                case Work():
                    inputs.works.append(reading.item)
                case Output():
                    inputs.outputs.append(reading.item)
                case Unscorable():
                    inputs.unscorable.append(reading.item)
    return inputs


def _readings(case: Case, given: Given, role: Role, options: Options) -> Iterator[sources.Reading]:
    """Read what was given: a path, or texts and pictures themselves. The case never reads itself."""
    found = paths_or_values(given, role)
    if not isinstance(found, tuple):
        yield from sources.read_values(found, role, limits=options.limits)
        return
    left_out = [] if case.folder is None else [case.folder]
    below = _below_what_they_share(found)
    for path, folder in zip(found, below, strict=True):
        for reading in sources.read(path, role, limits=options.limits, leave_out=left_out):
            yield _in_folder(reading, folder)


def _below_what_they_share(paths: Sequence[Path]) -> list[str]:
    """Return for each of several paths the folder its items are in, below the one that all share."""
    folders = [path.resolve() if path.is_dir() else path.resolve().parent for path in paths]
    try:
        shared = Path(os.path.commonpath(folders))
    except ValueError:  # on several drives
        return [folder.as_posix() for folder in folders]
    return [folder.relative_to(shared).as_posix() for folder in folders]


def _in_folder(reading: sources.Reading, folder: str) -> sources.Reading:
    """Return a reading with the path of its item below a folder, ``.`` for none."""
    if folder == ".":
        return reading
    item = reading.item
    notes = tuple(replace(note, path=f"{folder}/{note.path}") for note in reading.notes)
    if isinstance(item, Unscorable):
        return replace(reading, item=replace(item, path=f"{folder}/{item.path}"), notes=notes)
    artefact = replace(item.artefact, path=f"{folder}/{item.artefact.path}")
    return replace(reading, item=replace(item, artefact=artefact), notes=notes)


def _same_place(works: Given, outputs: Given) -> Iterator[Note]:
    """Say where one place was given twice."""
    given = [one for one in (works, outputs) if isinstance(one, str | Path)]
    if len(given) < 2 or not (works == outputs or Path(given[0]).resolve() == Path(given[1]).resolve()):
        return
    message = "is given as WORKS and as OUTPUTS: everything in it matches itself; name two different places"
    name = printable(Path(given[1]).name)
    yield Note("output", name, "same_place", f"{name} {message}")


def _language_notes(item: Work | Output | Unscorable, role: Role) -> Iterator[Note]:
    """Say of an item in a language other than English and Chinese for which it was taken."""
    if isinstance(item, Unscorable) or item.artefact.text is None:
        return
    language = item.artefact.language
    if language in ("en", "zh", "mixed"):
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


def _keep(case: Case, reading: sources.Reading, containers: set[str]) -> None:
    """Keep the bytes of an item, and of the file it stands in, once for all its lines."""
    item = reading.item
    if reading.container is not None and reading.container.sha256 not in containers:
        case.keep(reading.container.data, reading.container.sha256)
        containers.add(reading.container.sha256)
    if not isinstance(item, Unscorable):
        case.keep(reading.data, item.artefact.sha256)
        if item.artefact.text_sha256:
            case.keep(reading.extracted, item.artefact.text_sha256)
    elif reading.data:
        case.keep(reading.data, item.sha256)
    case.append("ingested", entry.ingested(item, reading.notes))


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The texts to search, by purpose, and the record of each, those that could not be read among them."""

    texts: Mapping[Purpose, tuple[SearchedText, ...]]
    listed: tuple[BackgroundText, ...] = field(default=())


def read_elsewhere(case: Case, options: Options, texts: TextPreparation, progress: Progress) -> Elsewhere:
    """Read what the user named as background, public domain and licensed; nothing of it is kept in the case.

    A text that stands in a folder twice, by its bytes, is searched once. Pictures are left out.

    Raises
    ------
    InputError
        If a path does not exist, or holds nothing.
    """
    found: dict[Purpose, list[SearchedText]] = {"background": [], "public_domain": [], "licensed": []}
    listed: list[BackgroundText] = []
    for purpose, path in options.searched():
        seen = {text.sha256 for text in found[purpose]}
        readings = sources.read(Path(path), "work", limits=options.limits)
        for reading in with_progress(readings, progress, f"reading {purpose.replace('_', ' ')}"):
            item = reading.item
            if isinstance(item, Unscorable):
                listed.append(BackgroundText(purpose, item.path, item.sha256, 0, item.code))
            elif item.artefact.text is None:
                listed.append(BackgroundText(purpose, item.artefact.path, item.artefact.sha256, 0, "picture"))
            elif item.artefact.sha256 not in seen:
                seen.add(item.artefact.sha256)
                tokens = texts.tokens_of_text(item.artefact.text)
                found[purpose].append(SearchedText(item.artefact.path, item.artefact.sha256, tokens))
                listed.append(
                    BackgroundText(purpose, item.artefact.path, item.artefact.sha256, tokens.n_tokens)
                )
    for text in listed:
        case.append("searched", entry.searched(text))
    return Elsewhere({purpose: tuple(items) for purpose, items in found.items()}, tuple(listed))
