"""A file is there whole or not at all, and a full disk is said plainly.

A file is written beside its place under another name and then renamed, so that a process that is killed
leaves either the old file or the new one.
"""

import errno
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from sidebyside.errors import InputError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def unwritable(path: Path, error: OSError) -> InputError:
    """Say which file could not be written, why, and the way out.

    >>> str(unwritable(Path("ledger.jsonl"), OSError(28, "No space left on device")))[:49]
    'cannot write ledger.jsonl: No space left on devic'
    """
    way_out = "free some space" if error.errno in _FULL else "check that the folder may be written"
    return InputError(
        f"cannot write {path}: {error.strerror or error}",
        hint=f"{way_out} and run the same command again: what is finished is kept",
    )


def write_whole(descriptor: int, data: bytes) -> None:
    """Write all of `data` to an open file; the kernel may take less than it is given.

    Raises
    ------
    OSError
        As the kernel gives it; what was taken until then stays written.
    """
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def write_atomically(
    path: Path, blocks: Iterable[bytes], *, staging: Path | None = None, is_durable: bool = True
) -> None:
    """Put a file in its place in one step, over an older one if there is one.

    Parameters
    ----------
    path
        Where the file is to stand; its folder must exist.
    blocks
        The bytes, in order.
    staging
        A folder of the same file system for the unfinished file; by default that of `path`.
    is_durable
        Wait until the bytes are on the disk, so that a power cut leaves no empty file. A killed process
        leaves none in any case.

    Raises
    ------
    InputError
        If the file cannot be written, such as on a full disk; the older file is untouched.
    """
    unfinished = (staging or path.parent) / f".{path.name}.{secrets.token_hex(4)}.tmp"
    try:
        descriptor = os.open(
            unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666
        )
        try:
            for block in blocks:
                write_whole(descriptor, block)
            if is_durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise unwritable(path, error) from error
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
