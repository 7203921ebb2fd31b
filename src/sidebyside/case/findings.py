"""The findings of a conclusion: a sequence that parses a line when it is asked for, and can be filtered.

In a notebook a finding of a case shows its two sides beside each other.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeVar, overload

from sidebyside.case.contract import line_to_finding
from sidebyside.case.notebook import pair_html, table_html
from sidebyside.errors import InputError
from sidebyside.records import AnyFinding, Artefact, Finding, NothingFound, UncountedPair, Unscorable

T = TypeVar("T")

SidesOf = Callable[[Finding], tuple[Artefact, Artefact] | None]
"""From a finding to its work and its output, where they are at hand."""

STATUSES: dict[str, type] = {
    "match": Finding,
    "set_apart": UncountedPair,
    "nothing_found": NothingFound,
    "unscorable": Unscorable,
}
_LINE_END = re.compile(rb"\n|(?<=[^\n])\Z")
_ID = re.compile(rb'"id":"([AFOUW]-[^"]+)"')
"""Where the id of a line stands. Inside a text a quotation mark would be escaped; ids of proposals are P-."""


class CaseFinding(Finding):
    """A finding of a case: the record itself, which can show its two sides in a notebook."""

    __slots__ = ("_sides_of",)
    _sides_of: SidesOf

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Finding):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _NAMES)

    __hash__ = Finding.__hash__

    def _repr_html_(self) -> str:
        sides_of = getattr(self, "_sides_of", None)
        return pair_html(self, sides_of(self) if sides_of else None)


_NAMES = tuple(item.name for item in fields(Finding))


def _of_case(record: AnyFinding, sides_of: SidesOf) -> AnyFinding:
    """Return a record as a finding of a case; what is no finding as it is."""
    if not isinstance(record, Finding):
        return record
    shown = object.__new__(CaseFinding)
    for name in _NAMES:
        object.__setattr__(shown, name, getattr(record, name))
    object.__setattr__(shown, "_sides_of", sides_of)
    return shown


class Findings(Sequence[AnyFinding]):
    """The findings of a conclusion, in the order of their lines.

    Parameters
    ----------
    lines
        As they are kept: one canonical JSON object a line.
    sides_of
        Gives the two sides of a finding, for showing it.
    records
        The same findings, where they are at hand; else a line is parsed when it is first asked for.

    Notes
    -----
    Cost: a look at each line for its id, once; parsing a line is some 0.1 ms and more with many matches.
    """

    def __init__(self, lines: bytes, sides_of: SidesOf, records: Sequence[AnyFinding] | None = None) -> None:
        self._data = lines
        self._ends = [found.end() for found in _LINE_END.finditer(lines)]
        self._sides_of = sides_of
        self._parsed: list[AnyFinding | None] = (
            [None] * len(self._ends) if records is None else [_of_case(one, sides_of) for one in records]
        )
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, at: int) -> AnyFinding: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[AnyFinding, ...]: ...
    def __getitem__(self, at: int | slice) -> AnyFinding | tuple[AnyFinding, ...]:
        if isinstance(at, slice):
            return tuple(self._at(number) for number in range(*at.indices(len(self))))
        return self._at(range(len(self))[at])

    def __iter__(self) -> Iterator[AnyFinding]:
        return (self._at(number) for number in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Findings) and self._data == other._data:
            return True
        if not isinstance(other, Findings | tuple | list):
            return NotImplemented
        if len(self) != len(other):
            return False
        return all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        counts = {status: sum(id_[0] in letters for id_ in self.ids) for status, letters in _LETTERS.items()}
        said = ", ".join(f"{n} {status}" for status, n in counts.items() if n)
        return f"<{len(self)} findings: {said or 'none'}>"

    def _repr_html_(self) -> str:
        return table_html(self.matches)

    def lines(self) -> Iterator[bytes]:
        """Yield the lines as they are kept."""
        return (self._line(number) for number in range(len(self)))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, in the order of the lines; no line is parsed for them."""
        if not self._numbers:
            self._numbers = {_id_of(line): number for number, line in enumerate(self.lines())}
        return tuple(self._numbers)

    def by_id(self, id_: str) -> AnyFinding:
        """Return the finding of an id; no other line is parsed.

        Raises
        ------
        InputError
            If there is none.
        """
        if id_ not in self.ids:
            raise InputError(
                f"no finding has the id {id_!r}", hint=f"there are {len(self)}, such as {self.ids[:3]}"
            )
        return self._at(self._numbers[id_])

    @property
    def matches(self) -> tuple[CaseFinding, ...]:
        """The pairs in which something was found."""
        return tuple(one for one in self.of_status("match") if isinstance(one, CaseFinding))

    def of_status(self, status: str) -> tuple[AnyFinding, ...]:
        """Return the findings of a status; no line of another one is parsed."""
        if status not in _LETTERS:
            raise InputError(f"no status is called {status!r}", hint=f"there are {', '.join(_LETTERS)}")
        letters = _LETTERS[status]
        return tuple(self._at(number) for number, id_ in enumerate(self.ids) if id_[0] in letters)

    def where(
        self,
        wanted: Callable[[AnyFinding], bool] | None = None,
        *,
        status: str | None = None,
        **values: Any,
    ) -> tuple[AnyFinding, ...]:
        """Return the findings that are as wanted, in their order.

        Parameters
        ----------
        wanted
            Says of a finding whether it is.
        status
            ``match``, ``set_apart``, ``nothing_found`` or ``unscorable``.
        values
            By name of an attribute, the value it is to have; `work` and `output` by their path. What has no
            such attribute is left out.

        Raises
        ------
        InputError
            If there is no such status.

        Examples
        --------
        >>> case.findings.where(status="match", medium="text")  # doctest: +SKIP
        >>> case.findings.where(lambda one: (one.llr or 0) > 2, status="match")  # doctest: +SKIP
        """
        found = tuple(self) if status is None else self.of_status(status)
        return tuple(
            one
            for one in found
            if all(_has(one, name, value) for name, value in values.items())
            and (wanted is None or wanted(one))
        )

    def _line(self, number: int) -> bytes:
        return self._data[self._ends[number - 1] if number else 0 : self._ends[number]]

    def _at(self, number: int) -> AnyFinding:
        parsed = self._parsed[number]
        if parsed is None:
            parsed = _of_case(line_to_finding(json.loads(self._line(number))), self._sides_of)
            self._parsed[number] = parsed
        return parsed


_LETTERS = {"match": "F", "set_apart": "A", "nothing_found": "WO", "unscorable": "U"}
"""What the id of a finding of a status begins with."""


def _id_of(line: bytes) -> str:
    found = _ID.search(line)
    if found is None:
        raise InputError(f"a line of the findings has no id: {line[:80]!r}")
    return found[1].decode("utf-8")


_NOTHING = object()


def _has(finding: AnyFinding, name: str, value: Any) -> bool:
    held = getattr(finding, name, _NOTHING)
    if name in ("work", "output") and isinstance(value, str):
        return getattr(held, "path", None) == value
    return bool(held == value)
