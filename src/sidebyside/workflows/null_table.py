"""Step: a null given as a table of pairs, read and checked; nothing of it is compared with the case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sidebyside import sources
from sidebyside.calibration.validation.truth import DERIVED, cells_of, read_tabs, rows_below
from sidebyside.errors import InputError
from sidebyside.records import NullGrade, Output, Role, Unscorable, Work
from sidebyside.sources import Limits, Reading

NEEDED = ("work", "output")
KNOWN = (*(DERIVED, "null", "author", "source", "language", "transformation", "size", "split", "derivation"),)
"""The other columns of a table of truth; `derived` and `null` are held to what the table is given for."""


@dataclass(frozen=True, slots=True)
class PairRow:
    """One line: the names of its two files, and what its source is called, else its author; else empty."""

    line: int
    work: str
    output: str
    source: str


@dataclass(frozen=True, slots=True)
class PairTable:
    """A table of pairs of which neither side comes from the other: name, digest, lines."""

    name: str
    sha256: str
    rows: tuple[PairRow, ...]


@dataclass(frozen=True, slots=True)
class NullItems:
    """The pairs of a table as they were read, each with its line, and every item as it was read."""

    pairs: tuple[tuple[PairRow, Work, Output], ...]
    readings: tuple[Reading, ...]

    def noted(self) -> Iterator[tuple[str, str, str]]:
        """Yield name, digest, and why it cannot be scored if so, of each item."""
        for item in (reading.item for reading in self.readings):
            if isinstance(item, Unscorable):
                yield item.path, item.sha256, item.code
            else:
                yield item.artefact.path, item.artefact.sha256, ""

    def pictures(self) -> tuple[tuple[str, bytes], ...]:
        """Return digest and bytes of every picture."""
        return tuple(
            (one.item.artefact.sha256, one.data)
            for one in self.readings
            if not isinstance(one.item, Unscorable) and one.item.artefact.medium == "image"
        )


def is_pair_table(path: Path) -> bool:
    """Whether a null is given as a table: a file whose first line names ``work`` and ``output`` by tabs."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        first = stream.readline(65_536).decode("utf-8-sig", "replace")
    return path.suffix.lower() == ".tsv" or set(NEEDED) <= {cell.strip() for cell in first.split("\t")}


def read_pair_table(path: Path, grade: NullGrade) -> PairTable:
    """Read a table of pairs; the columns are those of a table of truth, of which two are needed.

    Raises
    ------
    InputError
        If the file cannot be read or a line cannot be used: names line, reason and way out.
    """
    text, digest = read_tabs(path)
    return PairTable(path.name, digest, tuple(_rows(path.name, text, grade)))


def _rows(name: str, text: str, grade: NullGrade) -> Iterator[PairRow]:
    written = cells_of(text)
    header = [cell.strip() for cell in next(written, (1, []))[1]]
    unknown = [cell for cell in header if cell not in (*NEEDED, *KNOWN)]
    missing = [cell for cell in NEEDED if cell not in header]
    if unknown or missing or len(set(header)) != len(header):
        raise InputError(
            f"{name}, line 1: the columns cannot be used: missing {', '.join(missing) or 'none'}, "
            f"unknown {', '.join(unknown) or 'none'}",
            hint=f"tabs between {', '.join(NEEDED)}, and any of {', '.join(KNOWN)}; each once",
        )
    lines: dict[tuple[str, str], int] = {}
    for number, place, row in rows_below(name, header, written):
        _check(place, row, grade)
        pair = (row["work"], row["output"])
        if pair in lines:
            raise InputError(
                f"{place}: the pair {pair[0]} and {pair[1]} stands in line {lines[pair]} too",
                hint="give each pair once",
            )
        lines[pair] = number
        source = next((row[column] for column in ("source", "author") if row.get(column)), "")
        yield PairRow(number, *pair, source)


def _check(place: str, row: Mapping[str, str], grade: NullGrade) -> None:
    if not row["work"] or not row["output"]:
        raise InputError(f"{place}: work or output is empty", hint="name both")
    if row.get(DERIVED, "no") not in ("no", ""):
        raise InputError(
            f"{place}: {DERIVED} is {row[DERIVED]!r}",
            hint="a null holds pairs of which none has its source in the other; leave it out",
        )
    if row.get("null", grade) not in (grade, ""):
        raise InputError(
            f"{place}: the null is {row['null']!r}, and the table is given for {grade}",
            hint="one table for each grade",
        )


def read_pairs(table: PairTable, root: Path, of_case: Mapping[str, str], limits: Limits) -> NullItems:
    """Read the files a table names, and pair them.

    Parameters
    ----------
    table
        Its paths are below `root`.
    root
        The folder of the table.
    of_case
        By digest, the path of every work and output of the case.
    limits
        How large an item may be.

    Returns
    -------
    items
        Pairs in the order of the lines; one of which an item cannot be scored is left out. Items are named
        as in the table.

    Raises
    ------
    InputError
        Names the line: if a file is not there, an item is one of the case, both sides are the same, of
        different media, or a pair stands there twice under other names.
    """
    readings: list[Reading] = []
    sides: list[dict[str, Work | Output | Unscorable]] = []
    roles: tuple[Role, ...] = ("work", "output")
    for role in roles:
        found: dict[str, Work | Output | Unscorable] = {}
        lines = {getattr(row, role): row.line for row in reversed(table.rows)}
        for name, reading in _readings(table.name, root, lines, role, limits):
            item = reading.item
            named = (
                replace(item, path=name)
                if isinstance(item, Unscorable)
                else replace(item, artefact=replace(item.artefact, path=name))
            )
            found[name] = named
            readings.append(replace(reading, item=named))
        sides.append(found)
    pairs: list[tuple[PairRow, Work, Output]] = []
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        work, output = sides[0][row.work], sides[1][row.output]
        if not isinstance(work, Work) or not isinstance(output, Output):
            continue
        _check_pair(f"{table.name}, line {row.line}", work, output, of_case)
        key = (work.artefact.sha256, output.artefact.sha256)
        if (first := seen.setdefault(key, row.line)) != row.line:
            raise InputError(
                f"{table.name}, line {row.line}: the pair has the bytes of that in line {first}",
                hint="give each pair once",
            )
        pairs.append((row, work, output))
    return NullItems(tuple(pairs), tuple(readings))


def _check_pair(place: str, work: Work, output: Output, of_case: Mapping[str, str]) -> None:
    for item in (work.artefact, output.artefact):
        if item.sha256 in of_case:
            raise InputError(
                f"{place}: {item.path} is {of_case[item.sha256]} of the case",
                hint="a null holds pairs of other items; take the line out",
            )
    if work.artefact.medium != output.artefact.medium:
        raise InputError(
            f"{place}: {work.artefact.path} is of the medium {work.artefact.medium}, "
            f"{output.artefact.path} of the medium {output.artefact.medium}",
            hint="a pair is of two texts, or of two pictures",
        )
    if work.artefact.sha256 == output.artefact.sha256:
        raise InputError(
            f"{place}: {work.artefact.path} and {output.artefact.path} are the same bytes",
            hint="neither side of a pair comes from the other; take the line out",
        )


def _readings(
    table: str, root: Path, lines: Mapping[str, int], role: Role, limits: Limits
) -> Iterator[tuple[str, Reading]]:
    """Yield every item that a column names, by the name there."""
    files: dict[str, list[str]] = {}
    for name in lines:
        files.setdefault(name.partition("#")[0], []).append(name)
    for file, names in sorted(files.items()):
        place = root / file
        if not place.is_file() or not place.resolve().is_relative_to(root.resolve()):
            raise InputError(
                f"{table}, line {lines[names[0]]}: {file} is not there, or outside",
                hint="paths are below the folder of the table",
            )
        yield from _of_file(table, place, file, names, lines, role, limits)


def _of_file(
    table: str,
    place: Path,
    file: str,
    names: Sequence[str],
    lines: Mapping[str, int],
    role: Role,
    limits: Limits,
) -> Iterator[tuple[str, Reading]]:
    wanted = set(names)
    for reading in sources.read(place, role, limits=limits):
        item = reading.item
        path = item.path if isinstance(item, Unscorable) else item.artefact.path
        name = file + path[len(Path(file).name) :]
        if name in wanted:
            wanted.discard(name)
            yield name, reading
    for name in sorted(wanted):
        raise InputError(f"{table}, line {lines[name]}: {name} is not there", hint="mend the name")
