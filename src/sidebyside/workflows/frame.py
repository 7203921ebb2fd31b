"""What does a case look like as a table in a notebook?"""

from importlib import import_module
from typing import Any, Literal

from sidebyside.case import Case
from sidebyside.errors import InputError, MissingDependencyError
from sidebyside.exhibits.arrangement.tables import findings_table

Library = Literal["pandas", "polars"]
LIBRARIES: tuple[Library, ...] = ("pandas", "polars")

_TRUTH = {"true": True, "false": False, "": None}


def to_frame(case: Case, library: Library | None = None) -> Any:
    """Return the findings of a case as a data frame, one row a finding, in their order.

    Parameters
    ----------
    case
        A case that has come to a conclusion.
    library
        ``pandas`` or ``polars``; by default the first of them that is installed.

    Returns
    -------
    pandas.DataFrame or polars.DataFrame
        The columns are those of ``findings.csv``; what does not apply is missing, `is_distinguishable` is
        true, false or missing.

    Raises
    ------
    InputError
        For another library, or a case without a conclusion.
    MissingDependencyError
        If neither is installed, or not the one that was named.

    Examples
    --------
    >>> case.to_frame().query("status == 'match'")[["work_path", "output_path", "llr"]]  # doctest: +SKIP
    """
    if library not in (None, *LIBRARIES):
        raise InputError(f"no library is called {library!r}", hint=f"there are {', '.join(LIBRARIES)}")
    table = findings_table(case.findings, case.findings_jsonl, dict(case.statistics.searched))
    columns = {name: [row[at] for row in table.rows] for at, name in enumerate(table.columns)}
    for name in ("is_distinguishable", "is_distinguishable_after"):
        columns[name] = [_TRUTH[str(value or "")] for value in columns[name]]
    return _library(library).DataFrame(columns)


def _library(named: Library | None) -> Any:
    for name in LIBRARIES if named is None else (named,):
        try:
            return import_module(name)
        except ImportError:
            continue
    wanted = named or " or ".join(LIBRARIES)
    raise MissingDependencyError(
        f"a data frame needs {wanted}, which is not installed", hint=f"pip install {named or LIBRARIES[0]}"
    )
