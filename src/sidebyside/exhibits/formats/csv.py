"""The tables of an exhibit for a spreadsheet, each as one file.

UTF-8 with a byte order mark, so that Chinese opens right. Text of an input that a spreadsheet would take for
a formula is put behind an apostrophe.
"""

import csv
import io
from collections.abc import Iterator

from sidebyside.exhibits.formats import Exhibit
from sidebyside.exhibits.view import Cell, DataTable

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_of(table: DataTable) -> bytes:
    """Return a table that spreadsheets read as UTF-8 and none runs; what a row lacks is left empty."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: Cell) -> Cell:
    """Return a cell that no spreadsheet runs; figures stay as they are.

    >>> _cell("=1+1"), _cell(-0.5)
    ("'=1+1", -0.5)
    """
    if not isinstance(value, str):
        return "" if value is None else value
    text = value.replace("\x00", "\\x00")
    return "'" + text if text.lstrip(" ").startswith(_FORMULA) else text


class CommaSeparated:
    """Writes ``findings.csv``, and ``coverage.csv`` and ``stories.csv`` where there is anything in them."""

    label = "tables for a spreadsheet"
    is_by_language = False

    def files(self, exhibit: Exhibit) -> Iterator[tuple[str, bytes]]:
        """Yield each table."""
        for table in exhibit.tables:
            yield f"{table.name}.csv", csv_of(table)


MEMBER = CommaSeparated()
