"""What does a case hold? Opening a case folder for reading.

::

    CASE/case.json        schema, settings, seed; written once
    CASE/ledger.jsonl     what happened, in order; everything else follows from it
    CASE/inputs/ab/ab...  the bytes of every input, by their SHA-256
    CASE/findings.jsonl   derived from the ledger; the same for the same inputs, settings and decisions
    CASE/decisions.toml   what the user decided of the filtrations proposed; edited by hand
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sidebyside.casefile import entry
from sidebyside.casefile.contract import line_to_finding
from sidebyside.casefile.ledger import LedgerReader, LedgerRecord
from sidebyside.errors import InputError, VerificationError
from sidebyside.primitives.digest import sha256_of_bytes
from sidebyside.records import AnyFinding, Comparison

SCHEMA = "sidebyside/case/1"
FACTS_NAME = "case.json"
LEDGER_NAME = "ledger.jsonl"
FINDINGS_NAME = "findings.jsonl"
INPUTS_NAME = "inputs"
_HEX = frozenset("0123456789abcdef")


class Finished(Mapping[str, tuple[Comparison, ...]]):
    """The comparisons in a ledger by their key; each is read from its line when it is asked for.

    Only the places of the lines are held, so a million comparisons cost a million small numbers.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, int] = {}

    def note(self, place: int, record: LedgerRecord) -> None:
        """Remember where the record of a comparison stands."""
        self._places[record.body["key"]] = place

    def __getitem__(self, key: str) -> tuple[Comparison, ...]:
        with self._path.open("rb") as stream:
            stream.seek(self._places[key])
            return entry.comparisons_of(json.loads(stream.readline())["body"])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class CaseView:
    """A case opened for reading. Opening checks the whole chain of the ledger.

    Attributes
    ----------
    folder
        The case folder.
    settings, seed
        As fixed when the case was made.
    finished
        The comparisons that are done, by key.
    concluded
        Body of the last ``concluded`` record; None before the first.
    decided
        Bodies of the last ``decided`` records, by id of the proposal.
    n_torn_bytes
        Size of an unfinished last line, left by a process that was ended; 0 where there is none.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        facts = read_facts(folder / FACTS_NAME)
        self.settings: Mapping[str, Any] = facts["settings"]
        self.seed: int = facts["seed"]
        self.finished: Mapping[str, tuple[Comparison, ...]]
        self.concluded: Mapping[str, Any] | None = None
        self.decided: dict[str, Mapping[str, Any]] = {}
        self._finished = self.finished = Finished(self.ledger_path)
        self._ingested: list[int] = []
        self._ingested_and_concluded: tuple[int, ...] = ()
        self._reader = LedgerReader(self.ledger_path)
        self._read_ledger(facts)
        self.n_torn_bytes = len(self._reader.torn)

    @property
    def ledger_path(self) -> Path:
        """Where the ledger stands."""
        return self.folder / LEDGER_NAME

    @property
    def findings_path(self) -> Path:
        """Where the findings stand, once they have been written."""
        return self.folder / FINDINGS_NAME

    @property
    def ledger_head(self) -> str:
        """Digest of the last record."""
        return self._reader.head

    @property
    def ledger_length(self) -> int:
        """Number of records."""
        return self._reader.length

    def records(self) -> Iterator[LedgerRecord]:
        """Yield every record in order, checking the chain again."""
        for _, record in LedgerReader(self.ledger_path):
            yield record

    def path_of(self, sha256: str) -> Path:
        """Return where the bytes of a digest are kept, whether they are or not.

        Raises
        ------
        InputError
            If `sha256` is not 64 lower-case hexadecimal digits.
        """
        if len(sha256) != 64 or not _HEX.issuperset(sha256):
            raise InputError(
                f"not a SHA-256: {sha256[:80]!r}", hint="64 lower-case hexadecimal digits are needed"
            )
        return self.folder / INPUTS_NAME / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        """Return the bytes of a digest.

        Raises
        ------
        VerificationError
            If they are not in the case, or are no longer the bytes of this digest.
        """
        path = self.path_of(sha256)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise VerificationError(
                f"{path}: got {error.strerror or error}, expected the bytes of an input"
            ) from error
        if (got := sha256_of_bytes(data)) != sha256:
            raise VerificationError(
                f"{path}: an input was changed in the case: got SHA-256 {got}, expected {sha256}"
            )
        return data

    def ingested(self) -> Iterator[LedgerRecord]:
        """Yield the ``ingested`` records of the run that the last conclusion rests on."""
        with self.ledger_path.open("rb") as stream:
            for place in self._ingested_and_concluded:
                stream.seek(place)
                yield LedgerRecord(
                    **{k: v for k, v in json.loads(stream.readline()).items() if k != "schema"}
                )

    def items(self) -> Iterator[entry.Item]:
        """Yield the works, outputs and unscorable items that the last conclusion rests on, as ingested.

        An item that was ingested again, because it turned out to be unscorable, is what it was last.

        Raises
        ------
        VerificationError
            If kept bytes are gone or were changed.
        """
        last = {(record.body["role"], record.body["path"]): record.n for record in self.ingested()}
        for record in self.ingested():
            if last[record.body["role"], record.body["path"]] == record.n:
                yield entry.item_of(record.body, self.read)

    def findings(self) -> tuple[AnyFinding, ...]:
        """Return the findings of the last conclusion.

        Raises
        ------
        InputError
            If the case has not come to a conclusion yet.
        VerificationError
            If findings.jsonl is not the one that was concluded.
        """
        if self.concluded is None:
            raise InputError(f"{self.folder}: no findings yet", hint="run the comparison again to its end")
        path = self.findings_path
        try:
            data = path.read_bytes()
        except OSError as error:
            raise VerificationError(
                f"{path}: got {error.strerror or error}, expected the findings"
            ) from error
        expected = self.concluded["findings_sha256"]
        if (got := sha256_of_bytes(data)) != expected:
            raise VerificationError(
                f"{path}: got SHA-256 {got}, expected {expected}",
                hint="run the comparison again to write it anew",
            )
        return tuple(line_to_finding(json.loads(line)) for line in data.splitlines())

    def _read_ledger(self, facts: Mapping[str, Any]) -> None:
        if not self.ledger_path.exists():
            self._check_is_new()
            return
        for place, record in self._reader:
            self._take(place, record)
            if record.n == 0:
                self._check_facts(record, facts)

    def _check_facts(self, record: LedgerRecord, facts: Mapping[str, Any]) -> None:
        if record.kind != "opened":
            raise VerificationError(f"{self.ledger_path} line 1: got {record.kind!r}, expected 'opened'")
        for name in ("settings", "seed"):
            if facts[name] != record.body.get(name):
                raise VerificationError(
                    f"{self.folder / FACTS_NAME}: got {name} {facts[name]!r}, "
                    f"expected {record.body.get(name)!r}",
                    hint="the settings were changed after the case was made; go back to an unchanged copy",
                )

    def _check_is_new(self) -> None:
        if (self.folder / INPUTS_NAME).exists() or self.findings_path.exists():
            raise VerificationError(
                f"{self.ledger_path}: got no file, expected the ledger of what the folder holds",
                hint="go back to an unchanged copy of the case",
            )

    def _take(self, place: int, record: LedgerRecord) -> None:
        match record.kind:
            case "opened":
                self._ingested = []
            case "ingested":
                self._ingested.append(place)
            case "compared":
                self._finished.note(place, record)
            case "decided":
                self.decided[record.body.get("proposal", "")] = record.body
            case "concluded":
                self.concluded = record.body
                # A conclusion after a decision rests on what was ingested before.
                if self._ingested:
                    self._ingested_and_concluded = tuple(self._ingested)


def read_case(folder: Path) -> CaseView:
    """Open a case for reading, without its lock, and check the chain of its ledger.

    Raises
    ------
    InputError
        If the folder is no case.
    VerificationError
        If the ledger does not hold together: names the line, got and expected.
    """
    if not (folder / FACTS_NAME).is_file():
        raise InputError(
            f"{folder} is no case: it has no {FACTS_NAME}", hint="name the folder given as --out"
        )
    return CaseView(folder)


def read_facts(path: Path) -> dict[str, Any]:
    """Return what case.json holds: its schema, settings and seed.

    Raises
    ------
    InputError
        If it cannot be read.
    VerificationError
        If it is not a case.json of the schema this reads.
    """
    try:
        facts = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise VerificationError(f"{path}: got {error}, expected JSON") from error
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
    if not isinstance(facts, dict) or facts.get("schema") != SCHEMA:
        got = facts.get("schema") if isinstance(facts, dict) else type(facts).__name__
        raise VerificationError(f"{path}: got the schema {got!r}, expected {SCHEMA!r}")
    if not isinstance(facts.get("settings"), dict) or type(facts.get("seed")) is not int:
        raise VerificationError(f"{path}: got {sorted(facts)}, expected settings and a seed")
    return facts
