"""What happened in a case: its runs, and what each came to, as the ledger tells it.

A run is one time that works and outputs were compared, with its own settings; a case can hold several. A run
comes to a conclusion, and to another one whenever a person has decided on what was proposed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sidebyside.case.ledger import LedgerRecord
from sidebyside.errors import VerificationError

N_NAMED = 3
"""So many items are named where more have changed."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a run came to: the number and the claimed time of its record, and what the record says.

    `findings_sha256` is the digest of the lines of its findings, by which they are kept.
    """

    n: int
    at: str
    findings_sha256: str
    body: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Run:
    """One run: what was asked for, when as claimed, with which settings, seed and versions.

    `ingested` and `searched` are the places in the ledger of what it read; `conclusions` what it came to, the
    last one last, none where it was stopped.
    """

    verb: str
    at: str
    settings: Mapping[str, Any]
    seed: int
    versions: Mapping[str, str]
    ingested: tuple[int, ...] = field(default=(), repr=False)
    searched: tuple[int, ...] = field(default=(), repr=False)
    conclusions: tuple[Conclusion, ...] = ()

    @property
    def is_concluded(self) -> bool:
        """Whether it came to its end."""
        return bool(self.conclusions)


class History:
    """The records of a ledger taken in, one after the other.

    Attributes
    ----------
    decided
        Bodies of the last ``decided`` records, by id of the proposal, or by what it is about.
    compared
        Place of the record of each comparison, by its key: a million comparisons cost a million numbers.
    """

    def __init__(self) -> None:
        self.decided: dict[str, Mapping[str, Any]] = {}
        self.compared: dict[str, int] = {}
        self._runs: list[Run] = []
        self._read: list[tuple[list[int], list[int]]] = []
        self._is_running = False

    @property
    def runs(self) -> tuple[Run, ...]:
        """Every run, in order; the last one may still be going on."""
        return tuple(
            replace(run, ingested=tuple(ingested), searched=tuple(searched))
            for run, (ingested, searched) in zip(self._runs, self._read, strict=True)
        )

    @property
    def concluded(self) -> Run | None:
        """The run that the last conclusion belongs to; None before the first."""
        found = [run for run in self.runs if run.is_concluded]
        return max(found, key=lambda run: run.conclusions[-1].n, default=None)

    def take(self, place: int, record: LedgerRecord) -> None:
        """Take in the record that begins at a place of the ledger."""
        match record.kind:
            case "opened":
                self._is_running = False
                if "settings" in record.body:
                    # In the first schema a case had one set of settings, and every opening stated it.
                    self._start({"verb": "compare", **record.body}, record.at)
            case "started":
                self._start(record.body, record.at)
            case "ingested" if self._is_running:
                self._read[-1][0].append(place)
            case "searched" if self._is_running:
                self._read[-1][1].append(place)
            case "compared":
                self.compared[record.body["key"]] = place
            case "decided":
                key = record.body.get("proposal") or f"about {record.body.get('about', '')}"
                self.decided[key] = record.body
            case "concluded":
                self._conclude(record)

    def _start(self, body: Mapping[str, Any], at: str) -> None:
        self._is_running = True
        self._runs.append(Run(body["verb"], at, body["settings"], body["seed"], body["versions"]))
        self._read.append(([], []))

    def _conclude(self, record: LedgerRecord) -> None:
        conclusion = Conclusion(record.n, record.at, record.body["findings_sha256"], record.body)
        at = len(self._runs) - 1
        if not self._is_running or not self._read[at][0]:
            # A decision read nothing: it concludes anew the run that concluded last.
            concluded = [n for n, run in enumerate(self._runs) if run.is_concluded]
            at = max(concluded, key=lambda n: self._runs[n].conclusions[-1].n, default=at)
        if at < 0:
            raise VerificationError(f"ledger record {record.n}: a conclusion, and no run was started")
        run = self._runs[at]
        self._runs[at] = replace(run, conclusions=(*run.conclusions, conclusion))


def differences(name: str, before: object, now: object) -> Iterator[str]:
    """Yield in words where two plain values differ, key by key.

    >>> list(differences("settings", {"n": 1}, {"n": 2}))
    ['settings.n was 1, now 2']
    """
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        for key in sorted(before.keys() | now.keys()):
            yield from differences(f"{name}.{key}", before.get(key), now.get(key))
    elif before != now:
        yield f"{name} was {before!r}, now {now!r}"


DigestByItem = Mapping[tuple[str, str], str]
"""By kind and path of an item, the digest of its bytes."""


def item_changes(before: DigestByItem, now: DigestByItem) -> Iterator[str]:
    """Yield in words which items are gone, which were added, and which are of other bytes, by kind.

    >>> list(item_changes({("output", "a.txt"): "0", ("work", "w"): "1"}, {("work", "w"): "2"}))
    ['1 output is gone (a.txt)', '1 work is of other bytes (w)']
    """
    for kind in sorted({kind for kind, _ in before.keys() | now.keys()}):
        here = {path for one, path in before if one == kind}
        there = {path for one, path in now if one == kind}
        other = {path for path in here & there if before[kind, path] != now[kind, path]}
        changed = (("gone", here - there), ("added", there - here), ("of other bytes", other))
        for word, paths in changed:
            if paths:
                name = kind if len(paths) == 1 else f"{kind}s"
                named = ", ".join(sorted(paths)[:N_NAMED]) + (", …" if len(paths) > N_NAMED else "")
                yield f"{len(paths)} {name} {'is' if len(paths) == 1 else 'are'} {word} ({named})"


def last_of_each(records: Callable[[], Iterator[LedgerRecord]]) -> Iterator[LedgerRecord]:
    """Yield the last ``ingested`` record of each item, in their order.

    An item that was ingested again, because it turned out to be unscorable, is what it was last.
    """
    last = {(record.body["role"], record.body["path"]): record.n for record in records()}
    for record in records():
        if last[record.body["role"], record.body["path"]] == record.n:
            yield record
