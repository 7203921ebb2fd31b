"""What is shown of a validation, as plain records."""

from dataclasses import dataclass

from sidebyside.exhibits.chart_view import Chart
from sidebyside.exhibits.strength_view import CalibrationView


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heading; every row has a cell for each column. `notes` stand below it."""

    anchor: str
    title: str
    lead: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NullCharts:
    """The charts of one null."""

    anchor: str
    title: str
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class ValidationView:
    """A validation report in one language."""

    lang: str
    title: str
    is_accepted: bool
    outcome: str
    h1: str
    nulls: tuple[str, ...]
    calibration: CalibrationView
    tables: tuple[Table, ...]
    charts: tuple[NullCharts, ...]
