"""Everything that is raised, as one tree.

::

    SidebysideError(message, *, hint="")            exit 1
    ├── InputError (also ValueError)                exit 2
    │   └── UnfitItemError                                  names the item and the limit
    ├── MissingDependencyError (also ImportError)   exit 3
    ├── EngineError                                 exit 4
    ├── MethodError                                 exit 5
    └── VerificationError                           exit 6

Nothing found, unscorable and refused are values, not errors: see `sidebyside.records`.
"""


class SidebysideError(Exception):
    """Something the user must know, with the way out.

    Parameters
    ----------
    message
        What is wrong, with the value that was seen.
    hint
        What to do about it; empty where there is nothing to do.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class InputError(SidebysideError, ValueError):
    """The caller's material or options cannot be used."""

    exit_code = 2


class UnfitItemError(InputError):
    """One item cannot be scored: too short, too small, too plain, unreadable.

    Parameters
    ----------
    message, hint
        As in `SidebysideError`.
    code
        A stable word for the reason, such as ``too_short``; it is what gets counted.
    """

    def __init__(self, message: str, *, hint: str = "", code: str = "unfit") -> None:
        super().__init__(message, hint=hint)
        self.code = code


class MissingDependencyError(SidebysideError, ImportError):
    """A package, or the weights it carries, is not installed; the hint names what to install."""

    exit_code = 3


class EngineError(SidebysideError):
    """An index engine or a model failed; the cause is chained."""

    exit_code = 4


class MethodError(SidebysideError):
    """A member of a room broke the contract of that room."""

    exit_code = 5


class VerificationError(SidebysideError):
    """An exhibit or a ledger is not what its record says: which file, got, expected."""

    exit_code = 6
