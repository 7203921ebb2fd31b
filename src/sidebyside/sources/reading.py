"""The road from a name to readings: walk, open, recognise, read, and say what could not be.

Nothing stops the run: a file that cannot be used becomes an `Unscorable` with its reason.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from sidebyside.errors import InputError, UnfitItemError
from sidebyside.primitives.digest import sha256_of_bytes
from sidebyside.primitives.text.decoding import printable
from sidebyside.primitives.text.language import Language, language_of_text
from sidebyside.records import (
    Artefact,
    Attempt,
    Medium,
    Note,
    Output,
    Role,
    Text,
    Unscorable,
    Work,
)
from sidebyside.sources.attempt import AttemptNumbers, refusal_rule
from sidebyside.sources.contract import (
    Collection,
    Container,
    Content,
    Entry,
    Limits,
    Reading,
    claim,
    option,
    too_large,
)
from sidebyside.sources.recognising import (
    collection_named,
    content_of,
    format_named,
    recognised,
    suffix_of,
)
from sidebyside.sources.walking import FoundFile, LeftOut, is_inside, read_regular, shown_path, walk

_DEFAULT_LIMITS = Limits()


def read(
    named: Path, role: Role, *, limits: Limits = _DEFAULT_LIMITS, leave_out: Iterable[Path] = ()
) -> Iterator[Reading]:
    """Read a file, or everything in a folder and its sub-folders.

    Parameters
    ----------
    named
        What the user named.
    role
        ``work`` or ``output``; only outputs may stand in collections (JSONL).
    limits
        What is too large; over it, an item is `Unscorable` and the message names the option.
    leave_out
        Folders of the case that is being made. One that lies in `named` is not looked into, and the first
        reading has a note ``own_case`` of it.

    Yields
    ------
    One `Reading` a file, and one a line of a collection. First the collections, so that a picture one of them
    names is not read a second time, then the other files; both in the order of their paths. Equal folders
    give equal readings.

    Raises
    ------
    InputError
        At once where `named` does not exist, is neither file nor folder, is an empty folder, or lies in one
        that is left out; while reading where it holds more than ``limits.max_items`` items.

    Notes
    -----
    *Cost*: every file is read once; one file at a time is in memory, and a list of all names.
    """
    place = Path(named)
    shown = printable(os.fspath(named))
    try:
        is_folder, exists = place.is_dir(), place.exists()
    except (OSError, ValueError) as error:
        raise InputError(f"{shown} cannot be looked up ({error})", hint="check the name") from error
    if not exists:
        raise InputError(f"{shown} does not exist", hint="check the name, and the folder you are in")
    if not is_folder and not place.is_file():
        raise InputError(f"{shown} is neither a file nor a folder", hint="name a regular file or a folder")
    left_out = [os.path.realpath(folder) for folder in leave_out]
    if any(is_inside(os.path.realpath(place), folder) for folder in left_out):
        raise InputError(
            f"{shown} is the folder of the case, or lies in it", hint=f"name the folder of the {role}s"
        )
    found: list[FoundFile | LeftOut]
    if is_folder:
        found = list(walk(place, left_out))
        top = os.path.realpath(place)
    else:
        found = [FoundFile(os.path.realpath(place), shown_path(place.name))]
        top = os.path.realpath(place.parent)
    files = [item for item in found if isinstance(item, FoundFile)]
    if not files:
        more = " but the folder of the case" if found else ""
        raise InputError(
            f"the folder {shown} has no files in it{more}", hint="name a folder with files in it"
        )
    own = tuple(_own_case(role, item.path) for item in found if isinstance(item, LeftOut))
    return SourceReader(role, limits, top, shown, own).readings(files)


def _own_case(role: Role, path: str) -> Note:
    return Note(
        role, path, "own_case", f"{printable(path)} is the folder of this case, and nothing in it was read"
    )


@dataclass
class SourceReader:
    """One call of `read`: what was seen so far, and the notes that go with the next reading."""

    role: Role
    limits: Limits
    top: str
    shown: str
    waiting: tuple[Note, ...] = ()
    first: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    attempts: AttemptNumbers = field(default_factory=AttemptNumbers)
    n_items: int = 0

    def readings(self, found: list[FoundFile]) -> Iterator[Reading]:
        """Yield a reading a file, and one a line of each collection; the collections first."""
        rest = []
        for item in found:
            collection = collection_named(suffix_of(item.path))
            if collection is None or item.problem is not None:
                rest.append(item)
            else:
                yield from self.counted(self._collection(item, collection))
        for item in rest:
            if not (self.taken and os.path.realpath(item.place) in self.taken):
                yield from self.counted(iter([self._file(item)]))

    def counted(self, readings: Iterator[Reading]) -> Iterator[Reading]:
        """Yield the readings, each counted, and noted where its bytes came before."""
        for reading in readings:
            self.n_items += 1
            if self.n_items > self.limits.max_items:
                raise InputError(
                    f"{self.shown} holds more than {self.limits.max_items} items",
                    hint=f"raise {option('max_items')}",
                )
            more, self.waiting = (*self._repeat_notes(reading), *self.waiting), ()
            yield replace(reading, notes=(*reading.notes, *more)) if more else reading

    def _repeat_notes(self, reading: Reading) -> Iterator[Note]:
        item = reading.item
        if isinstance(item, Unscorable):
            path, digest = item.path, item.sha256
        else:
            path, digest = item.artefact.path, item.artefact.sha256
        before = self.first.setdefault(digest, path) if reading.data else path
        if before != path:
            yield Note(
                self.role, path, "same_bytes", f"{printable(path)} has the same bytes as {printable(before)}"
            )

    def unscorable(
        self,
        path: str,
        reason: UnfitItemError,
        *,
        data: bytes = b"",
        digest: str = "",
        medium: Medium | None = None,
        attempt: Attempt | None = None,
        container: Container | None = None,
        notes: tuple[tuple[str, str], ...] = (),
    ) -> Reading:
        """Return the reading of what cannot be compared, with its reason."""
        item = Unscorable(
            role=self.role,
            path=path,
            sha256=digest or (sha256_of_bytes(data) if data else ""),
            medium=medium,
            code=reason.code,
            message=f"{printable(path)} {reason.message}",
            hint=reason.hint,
            attempt=attempt,
        )
        return Reading(item, data, container=container, notes=self._noted(path, notes))

    def _file(self, found: FoundFile) -> Reading:
        suffix = suffix_of(found.path)
        named = format_named(suffix)
        medium = named.medium if named else None
        data = b""
        try:
            if found.problem is not None:
                raise found.problem
            data = self._bytes(found.place, is_text=named is not None and named.is_plain)
            form, content = content_of(data, suffix, self.role, self.limits)
            medium = form.medium
            return self.accepted(found.path, data, content)
        except UnfitItemError as error:
            if error.code == "unsupported_type":
                # The case keeps no copy of what nobody here can read, only its digest.
                return self.unscorable(found.path, error, digest=sha256_of_bytes(data))
            return self.unscorable(found.path, error, data=data, medium=medium)

    def _bytes(self, place: str, *, is_text: bool) -> bytes:
        limit = "max_text_mb" if is_text else "max_file_mb"
        data, size = read_regular(place, getattr(self.limits, limit) << 20)
        if size == 0:
            raise UnfitItemError(
                "is empty (0 bytes)", code="empty", hint="get the file again, or leave it out"
            )
        if not data:
            raise too_large("is a file of", size, self.limits, limit)
        return data

    def accepted(
        self,
        path: str,
        data: bytes,
        content: Content,
        attempt: Attempt | None = None,
        container: Container | None = None,
    ) -> Reading:
        """Return the reading of a work, or of an output with its attempt."""
        text = content.text
        digest = sha256_of_bytes(data)
        extracted = text.original.encode("utf-8") if text and text.kind == "extracted" else b""
        artefact = Artefact(
            path=path,
            sha256=digest,
            medium="text" if text else "image",
            text=text,
            picture=content.picture,
            claims=content.claims,
            text_sha256=sha256_of_bytes(extracted) if extracted else "",
            language=_language_of(text) if text else "",
        )
        item: Work | Output = Work(artefact)
        if self.role == "output":
            item = Output(artefact, _judged(attempt or self.attempts.of_file(path, digest, len(data)), text))
        return Reading(item, data, extracted, container, self._noted(path, content.notes))

    def _noted(self, path: str, notes: tuple[tuple[str, str], ...]) -> tuple[Note, ...]:
        return tuple(Note(self.role, path, code, f"{printable(path)} {message}") for code, message in notes)

    def _collection(self, found: FoundFile, collection: Collection) -> Iterator[Reading]:
        is_empty = True
        try:
            container = self._container(found, collection)
            for entry in collection.entries(container.data):
                is_empty = False
                yield self._entry(found, entry, container)
            if is_empty:
                raise UnfitItemError(
                    "holds nothing but white space", code="empty", hint="put a line into it, or leave it out"
                )
        except UnfitItemError as error:
            yield self.unscorable(found.path, error)

    def _container(self, found: FoundFile, collection: Collection) -> Container:
        if self.role == "work":
            raise UnfitItemError(
                f"is {collection.label}, and works may not be given so",
                code="unsupported_type",
                hint="give each work a file of its own",
            )
        data = self._bytes(found.place, is_text=False)
        label = recognised(data)[1]
        if label:
            raise UnfitItemError(
                f"is named {suffix_of(found.path)} ({collection.label}) and holds {label}",
                code="wrong_type",
                hint="give it the suffix of what it holds",
            )
        return Container(sha256_of_bytes(data), data)

    def _entry(self, found: FoundFile, entry: Entry, container: Container) -> Reading:
        path = f"{found.path}#{entry.id}"
        if entry.problem:
            problem = UnfitItemError(
                f"(line {entry.line.number}) {entry.problem}",
                code="malformed_line",
                hint="mend that line of the file",
            )
            return self.unscorable(path, problem, data=entry.line.text.encode("utf-8"), container=container)
        attempt, notes = self.attempts.of_line(found.path, entry, container)
        notes = (*entry.notes, *entry.line.notes, *notes)
        medium: Medium = "image" if entry.image_path else "text"
        data = b""
        try:
            if entry.image_path:
                data, content = self._named_picture(found, entry)
            else:
                data = (entry.text or "").encode("utf-8")
                content = self._given_text(data, entry)
            content = replace(content, notes=(*notes, *content.notes)) if notes else content
            return self.accepted(path, data, content, attempt, container)
        except UnfitItemError as error:
            return self.unscorable(
                path, error, data=data, medium=medium, attempt=attempt, container=container, notes=notes
            )

    def _given_text(self, data: bytes, entry: Entry) -> Content:
        text = entry.text or ""
        if len(data) > self.limits.max_text_mb << 20:
            raise too_large("is a text of", len(data), self.limits, "max_text_mb")
        if not text.strip() and entry.generation.status == "ok":
            raise UnfitItemError(
                f"(line {entry.line.number}) holds nothing but white space",
                code="empty",
                hint="give it the status refused, failed or missing if that is what happened",
            )
        return Content(text=Text(text))

    def _named_picture(self, found: FoundFile, entry: Entry) -> tuple[bytes, Content]:
        shown = printable(entry.image_path)
        place = self._place_of(found, entry)
        if not os.path.isfile(place):  # noqa: PTH113
            raise UnfitItemError(
                f"(line {entry.line.number}) names the picture {shown}, which is no file",
                code="missing_file",
                hint="put the picture there, or give the line the status missing",
            )
        self.taken.add(place)
        data = self._bytes(place, is_text=False)
        form, content = content_of(data, suffix_of(entry.image_path), self.role, self.limits)
        if form.medium != "image":
            raise UnfitItemError(
                f"(line {entry.line.number}) names as its picture {shown}, which holds {form.label}",
                code="wrong_type",
                hint="give a text as text",
            )
        stated = claim("jsonl", "image_path", shown)
        return data, replace(content, claims=(stated, *content.claims))

    def _place_of(self, found: FoundFile, entry: Entry) -> str:
        """Return the real path of a picture that a line names; it must lie in the folder the user named."""
        folder = os.path.dirname(found.place)  # noqa: PTH120
        relative = entry.image_path.replace("\\", "/")
        place = "" if "\0" in relative else os.path.realpath(f"{folder}/{relative}")
        if not place or relative.startswith("/") or not is_inside(place, self.top):
            raise UnfitItemError(
                f"(line {entry.line.number}) names the picture {printable(entry.image_path)}, "
                "which is outside the folder that was named",
                code="outside_folder",
                hint="put the picture into the folder, and its path relative to the JSONL file",
            )
        return place


def _language_of(text: Text) -> Language:
    """Tell the language of a text as its reader sees it."""
    if not text.hidden:
        return language_of_text(text.original)
    from sidebyside.primitives.text.tokens import reading_of  # with numpy, which a plain text does not need

    return language_of_text(reading_of(text)[0])


def _judged(attempt: Attempt, text: Text | None) -> Attempt:
    """Set the status of an output that is a refusal by its text, with the rule that says so."""
    if text is None or attempt.generation.status != "ok":
        return attempt
    rule = refusal_rule(text.original)
    if not rule:
        return attempt
    return replace(attempt, generation=replace(attempt.generation, status="refused", status_rule=rule))
