"""Who has excluded a common source, for which findings, and how? A table in ``CASE/decisions.toml``::

    [common_source]
    findings = "all"            # or ["F-0123456789ab", ...]
    by = "A. Examiner"
    why = "the passage was searched in ..., and nothing older was found"

Several persons, or reasons, are several tables ``[[common_source]]``. What is taken out of the file again is
withdrawn. By default nobody has excluded it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sidebyside.case.decisions import problem, read_tables
from sidebyside.records import SourceExcluded

EVERY = "all"
"""The word that names every finding of the case."""

EXCLUDED = "excluded: a common source (N3)"
WITHDRAWN = "withdrawn: the exclusion of a common source (N3)"
"""What the ledger says of such a decision."""

_HEADING = re.compile(r"\s*\[{1,2}\s*common_source\s*\]{1,2}\s*(?:#.*)?$")
_ANY_HEADING = re.compile(r"\s*\[")
_KEYS = ("by", "why", "findings")


@dataclass(frozen=True, slots=True)
class SourceDecision:
    """One decision: who and how, for which findings, and the line it begins in; no finding means all."""

    said: SourceExcluded
    findings: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class SourceDecisions:
    """Every decision on a common source that stands in the file."""

    decisions: tuple[SourceDecision, ...] = ()

    def of(self, finding: str) -> SourceExcluded | None:
        """Return who excluded it for a finding, and how; None where nobody did."""
        return next((one.said for one in self.decisions if not one.findings or finding in one.findings), None)

    def by_finding(self) -> Iterator[tuple[str, SourceExcluded]]:
        """Yield each finding that is named with what was said of it; an empty name stands for all."""
        for one in self.decisions:
            yield from ((name, one.said) for name in one.findings or ("",))

    def check_known(self, findings: Iterable[str]) -> None:
        """Check that every finding named is there.

        Raises
        ------
        InputError
            Names the line, and the finding that is not.
        """
        known = set(findings)
        for one in self.decisions:
            for name in one.findings:
                if name not in known:
                    raise problem(one.place, f"the case has no finding {name!r}")


def read_source_decisions(path: Path) -> SourceDecisions:
    """Return who excluded a common source; nobody where there is no file, or no such table.

    Raises
    ------
    InputError
        If the file cannot be read; if by or why is empty or missing, or a finding is named twice: names the
        line.
    """
    text, tables = read_tables(path)
    given = tables.get("common_source", [])
    items = given if isinstance(given, list) else [given]
    starts = [number for number, line in enumerate(text.splitlines(), 1) if _HEADING.match(line)]
    decisions: list[SourceDecision] = []
    for number, item in enumerate(items):
        line = starts[number] if number < len(starts) else 1
        decisions.append(_decision(path, text, line, item))
        _check_once(decisions)
    return SourceDecisions(tuple(decisions))


def _decision(path: Path, text: str, line: int, item: Mapping[str, Any]) -> SourceDecision:
    def place(key: str) -> str:
        return f"{path} line {_line_of(text, line, key)}"

    if not isinstance(item, Mapping):
        raise problem(f"{path} line {line}", "common_source must be a table")
    for key in item:
        if key not in _KEYS:
            raise problem(place(key), f"{key!r} does not belong here")
    for key, what in (("by", "who excluded a common source"), ("why", "how it was excluded")):
        value = item.get(key, "")
        if not isinstance(value, str) or not value.strip():
            raise problem(place(key), f"{key} must name {what}, got {value!r}")
    findings = item.get("findings")
    if findings != EVERY and not _are_names(findings):
        raise problem(
            place("findings"), f'findings must be "{EVERY}" or a list of ids of findings, got {findings!r}'
        )
    names: tuple[str, ...] = () if findings == EVERY else tuple(item["findings"])
    return SourceDecision(SourceExcluded(item["by"].strip(), item["why"].strip()), names, place("findings"))


def _are_names(findings: object) -> bool:
    return isinstance(findings, list) and bool(findings) and all(isinstance(one, str) for one in findings)


def _check_once(decisions: list[SourceDecision]) -> None:
    """Check that the last decision names no finding that was named before."""
    last = decisions[-1]
    before = [name for one in decisions[:-1] for name in one.findings or ("",)]
    for place, name in enumerate(last.findings or ("",)):
        if name in before or name in last.findings[:place] or (before and not name) or "" in before:
            raise problem(last.place, f"findings: {name or EVERY!r} was named already; name each once")


def _line_of(text: str, first: int, key: str) -> int:
    """Return the line of a key in the table that begins in a line, else that line."""
    lines = text.splitlines()
    for number, line in enumerate(lines[first:], first + 1):
        if _ANY_HEADING.match(line):
            break
        if re.match(rf"\s*{re.escape(key)}\s*=", line):
            return number
    return first


def withdrawn(before: Mapping[str, Mapping[str, Any]], now: SourceDecisions) -> Iterator[str]:
    """Yield the findings, empty for all, that were excluded in the ledger and no longer are."""
    named = {name for name, _ in now.by_finding()}
    for body in before.values():
        if body["what"] == EXCLUDED and body["about"] not in named:
            yield body["about"]
