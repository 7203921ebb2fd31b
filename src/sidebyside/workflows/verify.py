"""Is this exhibit the one that was made?"""

from pathlib import Path

from sidebyside.errors import InputError
from sidebyside.exhibits.verify import Report, verify_folder


def verify(exhibit: str | Path, *, expect: str = "") -> Report:
    """Check an exhibit as its own ``verify.py`` does, with the verifier of this installation.

    Parameters
    ----------
    exhibit
        Folder of the exhibit.
    expect
        SHA-256 of the manifest as it was handed over on another way; empty checks everything else.

    Returns
    -------
    Report
        What was checked, and every file that was changed, added or removed.

    Raises
    ------
    InputError
        If there is no such folder.
    """
    folder = Path(exhibit)
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder", hint="name the folder of an exhibit, such as CASE/exhibit")
    return verify_folder(folder, expect=expect)
