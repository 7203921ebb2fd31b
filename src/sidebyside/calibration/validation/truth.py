"""Reading pairs of known truth: a table with tabs between its columns, refused by line where it is unfit.

::

    work      path below the folder of the table, or file.jsonl#id
    output    likewise
    derived   yes | no
    null      N0 ... N5 where not derived, else empty
    author    who wrote or made the work; and, after a semicolon, who made what the output derives from
    source    likewise: what work, and output, take their facts from
    language  en | zh | en-zh (work in English, output in Chinese) | zh-en | none (pictures)
    transformation, size    what was done to the copied piece, and how large it is; may be left out
    split     train | test; may be left out
    derivation  of a derived pair, what made it: programmed | human (revised) | model (recited) | paraphrase
                (put into other words) | single (one sentence alone); may be left out
    feature:NAME            evidence measured elsewhere; then nothing is compared

Of `author` and `source` one may be left out.
"""

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from sidebyside.calibration.validation.known import Side, check_numbers
from sidebyside.errors import InputError
from sidebyside.primitives.digest import sha256_of_bytes
from sidebyside.records import NullGrade

GRADES: tuple[str, ...] = get_args(NullGrade)
LANGUAGES = ("en", "zh", "en-zh", "zh-en", "none")
DERIVED = "derived"
NEEDED = ("work", "output", DERIVED, "null", "language")
OPTIONAL = ("author", "source", "transformation", "size", "split", "derivation")
DERIVATIONS = ("programmed", "human", "model", "paraphrase", "single")
FEATURE = "feature:"


@dataclass(frozen=True, slots=True)
class TruthRow:
    """One line of the table; `values` holds features by name where the table brings them."""

    line: int
    work: str
    output: str
    null: NullGrade | None
    clusters: tuple[str, ...]
    language: str
    transformation: str = ""
    size: float | None = None
    side: Side = ""
    values: tuple[tuple[str, float], ...] = ()
    derivation: str = ""


@dataclass(frozen=True, slots=True)
class Truth:
    """A table of known truth, by name and digest."""

    name: str
    sha256: str
    rows: tuple[TruthRow, ...]

    @property
    def has_values(self) -> bool:
        """Whether the evidence was measured elsewhere."""
        return bool(self.rows) and bool(self.rows[0].values)


def read_truth(path: str | Path) -> Truth:
    """Read a table of known truth.

    Raises
    ------
    InputError
        If the file cannot be read, or the table cannot be used: names line, reason and way out. That is a
        column missing or unknown, a value that is none of its column, a pair given twice, a score that is
        not a number, a cluster on both sides of the split, one class only, too few pairs.

    Notes
    -----
    Cost: linear in the lines. Does not see whether what it says is true.
    """
    place = Path(path)
    text, digest = read_tabs(place)
    rows = tuple(_rows(place.name, text))
    _check_twice(place.name, rows)
    _check_split(place.name, rows)
    check_numbers(sum(row.null is None for row in rows), sum(row.null is not None for row in rows))
    return Truth(place.name, digest, rows)


def read_tabs(place: Path) -> tuple[str, str]:
    """Return text and digest of a table with tabs; refused where it cannot be read or is not UTF-8."""
    try:
        data = place.read_bytes()
        return data.decode("utf-8-sig"), sha256_of_bytes(data)
    except OSError as error:
        raise InputError(f"cannot read {place}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{place} is not UTF-8: {error}", hint="save it as UTF-8") from error


def cells_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of every line, the first one too; tabs part them, and quotes mean nothing."""
    reader = csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    for cells in reader:
        yield reader.line_num, cells


def rows_below(
    name: str, header: Sequence[str], lines: Iterator[tuple[int, list[str]]]
) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Yield number, place and cells by column of each line that is not blank; refused if one is too few."""
    for number, cells in lines:
        place = f"{name}, line {number}"
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise InputError(
                f"{place}: {len(cells)} columns, and the first line names {len(header)}",
                hint="put one tab between two columns, also where one is empty",
            )
        yield number, place, {column: cell.strip() for column, cell in zip(header, cells, strict=True)}


def _rows(name: str, text: str) -> Iterator[TruthRow]:
    lines = cells_of(text)
    _, header = next(lines, (1, []))
    features = _check_header(name, header)
    for number, place, row in rows_below(name, header, lines):
        yield _row(number, place, row, features)


def _check_header(name: str, header: Sequence[str]) -> tuple[str, ...]:
    features = tuple(column for column in header if column.startswith(FEATURE))
    missing = [column for column in NEEDED if column not in header]
    if not {"author", "source"} & set(header):
        missing.append("author or source")
    unknown = sorted(set(header) - {*NEEDED, *OPTIONAL, *features})
    if missing or unknown or len(set(header)) != len(header):
        seen = f"missing {', '.join(missing) or 'none'}, unknown {', '.join(unknown) or 'none'}"
        raise InputError(
            f"{name}, line 1: the columns cannot be used: {seen}",
            hint=f"tabs between {', '.join((*NEEDED, *OPTIONAL))}; each once",
        )
    return features


def _row(line: int, place: str, row: Mapping[str, str], features: Sequence[str]) -> TruthRow:
    _check_words(place, row)
    clusters = _clusters(row)
    if not clusters:
        raise InputError(f"{place}: neither author nor source is named", hint="name who made the work")
    size = row.get("size", "")
    return TruthRow(
        line,
        row["work"],
        row["output"],
        cast(NullGrade, row["null"]) if row["null"] else None,
        clusters,
        row["language"],
        row.get("transformation", ""),
        _number(place, "size", size) if size else None,
        cast(Side, row.get("split", "")),
        tuple((column.removeprefix(FEATURE), _number(place, column, row[column])) for column in features),
        row.get("derivation", ""),
    )


def _check_words(place: str, row: Mapping[str, str]) -> None:
    derived, null = row["derived"], row["null"]
    if not row["work"] or not row["output"]:
        raise InputError(f"{place}: work or output is empty", hint="name both")
    if derived not in ("yes", "no"):
        raise InputError(f"{place}: derived is {derived!r}", hint="it is yes or no")
    if derived == "yes" and null:
        raise InputError(f"{place}: a derived pair is of no null, got {null!r}", hint="leave null empty")
    if derived == "no" and null not in GRADES:
        raise InputError(f"{place}: the null {null!r} is no grade", hint=f"one of {', '.join(GRADES)}")
    if row["language"] not in LANGUAGES:
        raise InputError(
            f"{place}: the language {row['language']!r} is unknown", hint=f"one of {', '.join(LANGUAGES)}"
        )
    made_by = row.get("derivation", "")
    if made_by and (derived == "no" or made_by not in DERIVATIONS):
        raise InputError(
            f"{place}: derivation is {made_by!r}",
            hint=f"of a derived pair {', '.join(DERIVATIONS)}, or empty; of another it is empty",
        )
    if row.get("split", "") not in ("", "train", "test"):
        raise InputError(f"{place}: split is {row['split']!r}", hint="it is train, test, or empty")


def _clusters(row: Mapping[str, str]) -> tuple[str, ...]:
    """Return the clusters named, those of the work first; an author and a source are never the same one."""
    columns = [
        [f"{column}:{part.strip()}" for part in row.get(column, "").split(";") if part.strip()]
        for column in ("author", "source")
    ]
    firsts = [part for column in columns for part in column[:1]]
    return tuple(dict.fromkeys([*firsts, *(part for column in columns for part in column[1:])]))


def _number(place: str, column: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.0 <= value < math.inf:
        raise InputError(
            f"{place}: {column} is {text!r}", hint="a number of 0 or more; leave out a pair without one"
        )
    return value


def _check_twice(name: str, rows: Sequence[TruthRow]) -> None:
    lines: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.work, row.output)
        if key in lines:
            raise InputError(
                f"{name}, line {row.line}: the pair {row.work} and {row.output} stands in line "
                f"{lines[key]} too",
                hint="give each pair once",
            )
        lines[key] = row.line


def _check_split(name: str, rows: Sequence[TruthRow]) -> None:
    given = [row for row in rows if row.side]
    if given and len(given) != len(rows):
        bare = next(row for row in rows if not row.side)
        raise InputError(
            f"{name}, line {bare.line}: split is empty here and not elsewhere",
            hint="give it everywhere, or nowhere",
        )
    sides: dict[str, tuple[Side, int]] = {}
    for row in given:
        for item in (*row.clusters, f"work {row.work}", f"output {row.output}"):
            side, line = sides.setdefault(item, (row.side, row.line))
            if side != row.side:
                raise InputError(
                    f"{name}, line {row.line}: {item} is on both sides of the split: {side} in line {line}, "
                    f"{row.side} here",
                    hint="put all pairs of an author, source, work or output on one side, or leave out split",
                )
