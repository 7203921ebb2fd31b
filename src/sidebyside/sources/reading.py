"""The road from a name to readings: walk, open, recognise, read, and say what could not be.

Nothing stops the run: a file that cannot be used becomes an `Unscorable` with its reason.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from sidebyside.errors import InputError, UnfitItemError
from sidebyside.primitives.digest import sha256_of_bytes
from sidebyside.primitives.text.decoding import printable
from sidebyside.records import Artefact, Generation, Medium, Note, Output, Role, Text, Unscorable, Work
from sidebyside.sources.choosing import chosen_format, content_of, suffix_of
from sidebyside.sources.contract import (
    UNLIMITED,
    Collection,
    Content,
    Entry,
    Limits,
    Reading,
    claim,
    option,
    too_large,
)
from sidebyside.sources.recognising import collection_named, format_named, recognised
from sidebyside.sources.refusals import refusal_rule
from sidebyside.sources.walking import Found, is_inside, read_regular, shown_path, walk

_DEFAULT_LIMITS = Limits()


def read(named: Path, role: Role, *, limits: Limits = _DEFAULT_LIMITS) -> Iterator[Reading]:
    """Read a file, or everything in a folder and its sub-folders.

    Parameters
    ----------
    named
        What the user named.
    role
        ``work`` or ``output``; only outputs may stand in collections (JSONL).
    limits
        What is too large; over it, an item is `Unscorable` and the message names the option.

    Yields
    ------
    One `Reading` a file, and one a line of a collection. First the collections, so that a picture one of them
    names is not read a second time, then the other files; both in the order of their paths. Equal folders
    give equal readings.

    Raises
    ------
    InputError
        At once where `named` does not exist, is neither file nor folder, or is an empty folder; while
        reading where it holds more than ``limits.max_items`` items.

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
    if is_folder:
        found = list(walk(place))
        top = os.path.realpath(place)
        if not found:
            raise InputError(f"the folder {shown} has no files in it", hint="name a folder with files in it")
    else:
        top = os.path.realpath(place.parent)
        found = [Found(os.path.realpath(place), shown_path(place.name))]
    return _Run(role, limits, top, shown).readings(found)


def reread(artefact_path: str, data: bytes, *, container: str = "", extracted: bytes = b"") -> Text:
    """Give back the text of an artefact from the bytes the case kept, without the original folder.

    Parameters
    ----------
    artefact_path
        ``artefact.path``; its ending says how it was read.
    data
        The bytes whose digest is ``artefact.sha256``.
    container
        As in its `Reading`: not empty for an item of a collection, whose bytes are its text in UTF-8.
    extracted
        As in its `Reading`. Where another version of a library now extracts another text, this one counts,
        and only its parts (pages, chapters) are lost.

    Raises
    ------
    InputError
        Where the bytes are not those of a text that was read.
    """
    if container:
        return Text(data.decode("utf-8"))
    suffix = suffix_of(artefact_path)
    try:
        form = chosen_format(data, suffix)
        text = form.read(data, suffix, UNLIMITED).text if form else None
    except UnfitItemError as error:
        if extracted:
            return Text(extracted.decode("utf-8"), kind="extracted")
        raise InputError(f"{printable(artefact_path)} {error.message}", hint=error.hint) from error
    if text is None:
        raise InputError(f"{printable(artefact_path)} does not hold a text")
    if extracted and text.original.encode("utf-8") != extracted:
        return Text(extracted.decode("utf-8"), kind="extracted")
    return text


@dataclass
class _Run:
    """One call of `read`: what was seen so far."""

    role: Role
    limits: Limits
    top: str
    shown: str
    first: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    n_items: int = 0

    def readings(self, found: list[Found]) -> Iterator[Reading]:
        rest = []
        for item in found:
            collection = collection_named(suffix_of(item.path))
            if collection is None or item.problem is not None:
                rest.append(item)
            else:
                yield from self._counted(self._collection(item, collection))
        for item in rest:
            if not (self.taken and os.path.realpath(item.place) in self.taken):
                yield from self._counted(iter([self._file(item)]))

    def _counted(self, readings: Iterator[Reading]) -> Iterator[Reading]:
        for reading in readings:
            self.n_items += 1
            if self.n_items > self.limits.max_items:
                raise InputError(
                    f"{self.shown} holds more than {self.limits.max_items} items",
                    hint=f"raise {option('max_items')}",
                )
            yield self._with_repeat_note(reading)

    def _with_repeat_note(self, reading: Reading) -> Reading:
        item = reading.item
        if isinstance(item, Unscorable):
            path, digest = item.path, item.sha256
        else:
            path, digest = item.artefact.path, item.artefact.sha256
        if not reading.data:
            return reading
        before = self.first.setdefault(digest, path)
        if before == path:
            return reading
        note = Note(
            self.role, path, "same_bytes", f"{printable(path)} has the same bytes as {printable(before)}"
        )
        return replace(reading, notes=(*reading.notes, note))

    def _unscorable(
        self,
        path: str,
        reason: UnfitItemError,
        *,
        data: bytes = b"",
        digest: str = "",
        medium: Medium | None = None,
        generation: Generation | None = None,
        container: str = "",
    ) -> Reading:
        item = Unscorable(
            role=self.role,
            path=path,
            sha256=digest or (sha256_of_bytes(data) if data else ""),
            medium=medium,
            code=reason.code,
            message=f"{printable(path)} {reason.message}",
            hint=reason.hint,
            generation=generation,
        )
        return Reading(item, data, container=container)

    def _file(self, found: Found) -> Reading:
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
            return self._accepted(found.path, data, content)
        except UnfitItemError as error:
            if error.code == "unsupported_type":
                # The case keeps no copy of what nobody here can read, only its digest.
                return self._unscorable(found.path, error, digest=sha256_of_bytes(data))
            return self._unscorable(found.path, error, data=data, medium=medium)

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

    def _accepted(
        self,
        path: str,
        data: bytes,
        content: Content,
        generation: Generation | None = None,
        container: str = "",
    ) -> Reading:
        text = content.text
        extracted = text.original.encode("utf-8") if text and text.kind == "extracted" else b""
        artefact = Artefact(
            path=path,
            sha256=sha256_of_bytes(data),
            medium="text" if text else "image",
            text=text,
            picture=content.picture,
            claims=content.claims,
            text_sha256=sha256_of_bytes(extracted) if extracted else "",
        )
        item = (
            Work(artefact)
            if self.role == "work"
            else Output(artefact, _judged(generation or Generation(), text))
        )
        notes = tuple(
            Note(self.role, path, code, f"{printable(path)} {message}") for code, message in content.notes
        )
        return Reading(item, data, extracted, container, notes)

    def _collection(self, found: Found, collection: Collection) -> Iterator[Reading]:
        try:
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
            container = sha256_of_bytes(data)
            for entry in collection.entries(data):
                yield self._entry(found, entry, container)
        except UnfitItemError as error:
            yield self._unscorable(found.path, error)

    def _entry(self, found: Found, entry: Entry, container: str) -> Reading:
        path = f"{found.path}#{entry.id}"
        medium: Medium | None = None if entry.problem else "image" if entry.image_path else "text"
        data = entry.raw
        try:
            if entry.problem:
                raise UnfitItemError(
                    f"(line {entry.line}) {entry.problem}",
                    code="malformed_line",
                    hint="mend that line of the file",
                )
            if entry.image_path:
                data, content = self._named_picture(found, entry)
            else:
                data = (entry.text or "").encode("utf-8")
                content = self._given_text(data, entry)
            content = replace(content, notes=(*entry.notes, *content.notes))
            return self._accepted(path, data, content, entry.generation, container)
        except UnfitItemError as error:
            generation = None if entry.problem else entry.generation
            return self._unscorable(
                path, error, data=data, medium=medium, generation=generation, container=container
            )

    def _given_text(self, data: bytes, entry: Entry) -> Content:
        text = entry.text or ""
        if len(data) > self.limits.max_text_mb << 20:
            raise too_large("is a text of", len(data), self.limits, "max_text_mb")
        if not text.strip() and entry.generation.status == "ok":
            raise UnfitItemError(
                f"(line {entry.line}) holds nothing but white space",
                code="empty",
                hint="give it the status refused, failed or missing if that is what happened",
            )
        return Content(text=Text(text))

    def _named_picture(self, found: Found, entry: Entry) -> tuple[bytes, Content]:
        shown = printable(entry.image_path)
        place = self._place_of(found, entry)
        if not os.path.isfile(place):  # noqa: PTH113
            raise UnfitItemError(
                f"(line {entry.line}) names the picture {shown}, which is no file",
                code="missing_file",
                hint="put the picture there, or give the line the status missing",
            )
        self.taken.add(place)
        data = self._bytes(place, is_text=False)
        form, content = content_of(data, suffix_of(entry.image_path), self.role, self.limits)
        if form.medium != "image":
            raise UnfitItemError(
                f"(line {entry.line}) names as its picture {shown}, which holds {form.label}",
                code="wrong_type",
                hint="give a text as text",
            )
        stated = claim("jsonl", "image_path", shown)
        return data, replace(content, claims=(stated, *content.claims))

    def _place_of(self, found: Found, entry: Entry) -> str:
        """Return the real path of a picture that a line names; it must lie in the folder the user named."""
        folder = os.path.dirname(found.place)  # noqa: PTH120
        relative = entry.image_path.replace("\\", "/")
        place = "" if "\0" in relative else os.path.realpath(f"{folder}/{relative}")
        if not place or relative.startswith("/") or not is_inside(place, self.top):
            raise UnfitItemError(
                f"(line {entry.line}) names the picture {printable(entry.image_path)}, "
                "which is outside the folder that was named",
                code="outside_folder",
                hint="put the picture into the folder, and its path relative to the JSONL file",
            )
        return place


def _judged(generation: Generation, text: Text | None) -> Generation:
    """Set the status of an output that is a refusal by its text, with the rule that says so."""
    if text is None or generation.status != "ok":
        return generation
    rule = refusal_rule(text.original)
    return replace(generation, status="refused", status_rule=rule) if rule else generation
