"""Which files stand in a folder, and which of them may be opened?

Nothing but regular files is ever opened. A link is followed where it leads to a file inside the folder; a
link to a folder is not, since everything inside the folder is read where it stands.
"""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sidebyside.errors import UnfitItemError
from sidebyside.primitives.text.decoding import printable

MAX_DEPTH = 200
"""Folders within folders."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A thing in the folder: where it is, how it is named in the case, and why it cannot be opened."""

    place: str
    path: str
    problem: UnfitItemError | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A folder that was not looked into, or a link into it, by its name in the case."""

    path: str


@dataclass(frozen=True, slots=True)
class _Folder:
    place: str
    path: str


def shown_path(relative: str) -> str:
    r"""Return a path as it stands in a record: ``/`` between its parts, undecodable bytes as ``\xNN``."""
    shown = relative.replace(os.sep, "/")
    try:
        shown.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(shown).decode("utf-8", "backslashreplace")
    return shown


def walk(folder: Path, leave_out: Sequence[str] = ()) -> Iterator[FoundFile | LeftOut]:
    """Give everything in a folder and its sub-folders that is not itself a folder.

    The order is that of the paths, compared byte by byte, so that it is the same on every machine.

    Parameters
    ----------
    folder
        Where to begin.
    leave_out
        Real paths of folders that are not looked into; of each that lies in the folder, and of each link into
        one, a `LeftOut` is given.
    """
    walker = _Walker(os.path.realpath(folder), leave_out)
    waiting = [iter(walker.listed(_Folder(walker.top, "")))]
    while waiting:
        found = next(waiting[-1], None)
        if found is None:
            waiting.pop()
        elif not isinstance(found, _Folder):
            yield found
        elif len(waiting) > MAX_DEPTH:
            yield FoundFile(
                found.place,
                found.path,
                _problem("not_a_file", f"lies more than {MAX_DEPTH} folders deep", "name that folder itself"),
            )
        else:
            waiting.append(iter(walker.listed(found)))


def _problem(code: str, message: str, hint: str = "") -> UnfitItemError:
    return UnfitItemError(message, code=code, hint=hint)


class _Walker:
    """The folder that was named, by its real path, and what in it is left out."""

    def __init__(self, top: str, leave_out: Sequence[str]) -> None:
        self.top = top
        self._leave_out = tuple(leave_out)

    def listed(self, folder: _Folder) -> list[FoundFile | LeftOut | _Folder]:
        """List one folder."""
        try:
            with os.scandir(folder.place) as entries:
                listed = [(_sort_key(entry), self._sorted_out(entry, folder.path)) for entry in entries]
        except OSError as error:
            return [FoundFile(folder.place, folder.path or ".", unreadable(error))]
        return [found for _, found in sorted(listed, key=lambda pair: pair[0])]

    def _sorted_out(self, entry: os.DirEntry[str], path: str) -> FoundFile | LeftOut | _Folder:
        shown = f"{path}/{shown_path(entry.name)}" if path else shown_path(entry.name)
        if entry.is_symlink():
            if self._leave_out and self._is_left_out(os.path.realpath(entry.path)):
                return LeftOut(shown)
            return FoundFile(entry.path, shown, _link_problem(entry.path, self.top))
        if entry.is_dir(follow_symlinks=False):
            return LeftOut(shown) if self._is_left_out(entry.path) else _Folder(entry.path, shown)
        if entry.is_file(follow_symlinks=False):
            return FoundFile(entry.path, shown)
        return FoundFile(entry.path, shown, _not_a_file(entry.stat(follow_symlinks=False).st_mode))

    def _is_left_out(self, place: str) -> bool:
        return any(is_inside(place, folder) for folder in self._leave_out)


def _sort_key(entry: os.DirEntry[str]) -> bytes:
    return os.fsencode(entry.name) + (b"/" if entry.is_dir(follow_symlinks=False) else b"")


def _not_a_file(mode: int) -> UnfitItemError:
    kinds = {
        stat.S_IFIFO: "a pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
        stat.S_IFDIR: "a folder",
    }
    kind = kinds.get(stat.S_IFMT(mode), "no regular file")
    return _problem("not_a_file", f"is {kind} and was not opened", "save what it gives as a file")


def _link_problem(place: str, top: str) -> UnfitItemError | None:
    try:
        target = os.path.realpath(place, strict=True)
        mode = os.stat(target).st_mode  # noqa: PTH116 - a Path cannot be made of every name
    except OSError as error:
        if error.errno == errno.ELOOP:
            return _problem("symlink_loop", "is a link that leads back to itself", "remove the link")
        shown = printable(os.readlink(place))  # noqa: PTH115
        return _problem(
            "unreadable", f"is a link to {shown}, which cannot be reached", "remove or mend the link"
        )
    if not is_inside(target, top):
        return _problem(
            "outside_folder",
            f"is a link to {printable(target)}, outside the folder that was named",
            "put the file itself into the folder, or name the folder it is in",
        )
    if stat.S_ISDIR(mode):
        if is_inside(place, target):
            return _problem(
                "symlink_loop", f"is a link to {printable(target)}, the folder it is in", "remove the link"
            )
        return _problem(
            "linked_folder",
            f"is a link to {printable(target)}, which is read where it stands",
            "remove the link",
        )
    return None if stat.S_ISREG(mode) else _not_a_file(mode)


def is_inside(place: str, folder: str) -> bool:
    """Say whether a real path is a folder or lies in it."""
    return place == folder or place.startswith(folder.rstrip(os.sep) + os.sep)


def unreadable(error: OSError) -> UnfitItemError:
    """Make the reason for a file that the system would not give."""
    what = error.strerror or str(error)
    hint = (
        "give yourself read permission"
        if isinstance(error, PermissionError)
        else "check the disk and the name"
    )
    return _problem("unreadable", f"cannot be read ({what})", hint)


def read_regular(place: str, max_bytes: int) -> tuple[bytes, int]:
    """Read a regular file of at most `max_bytes`; give its bytes and its size.

    A larger file gives no bytes, and its size.

    Raises
    ------
    UnfitItemError
        With code ``unreadable`` or, where the name has become a pipe or device meanwhile, ``not_a_file``.
    """
    # Without O_NONBLOCK, opening a pipe put in the place of the file would wait for ever.
    flags = (
        os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    )
    try:
        descriptor = os.open(place, flags)
        try:
            state = os.fstat(descriptor)
            if not stat.S_ISREG(state.st_mode):
                raise _not_a_file(state.st_mode)
            if state.st_size > max_bytes:
                return b"", state.st_size
            data = _read_all(descriptor, state.st_size)
            return (data, len(data)) if len(data) <= max_bytes else (b"", len(data))
        finally:
            os.close(descriptor)
    except OSError as error:
        raise unreadable(error) from error


def _read_all(descriptor: int, expected: int) -> bytes:
    """Read what stood there when the file was opened, and not what another process goes on adding."""
    blocks, missing = [], expected
    while missing > 0 and (block := os.read(descriptor, missing)):
        blocks.append(block)
        missing -= len(block)
    return blocks[0] if len(blocks) == 1 else b"".join(blocks)
