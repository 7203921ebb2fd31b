"""What does a case hold? Reading the ledger of a case, and what its last conclusion rests on.

Opening a case reads its ledger from the first line and checks every link; findings are parsed when they are
asked for.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from sidebyside.case import entry
from sidebyside.case.common_source import SourceDecisions, read_source_decisions
from sidebyside.case.decisions import DECISIONS_NAME, read_decisions
from sidebyside.case.disk import DiskStore
from sidebyside.case.findings import CaseFinding, Findings
from sidebyside.case.history import Conclusion, History, Run, differences, item_changes, last_of_each
from sidebyside.case.ledger import LedgerReader, LedgerRecord, LedgerWriter
from sidebyside.case.store import Store
from sidebyside.errors import InputError, VerificationError
from sidebyside.primitives.digest import sha256_of_bytes
from sidebyside.records import (
    Artefact,
    BackgroundText,
    CaseStatistics,
    ComparedOutput,
    Counts,
    Decided,
    Finding,
    MethodCard,
    Note,
    Output,
    Unscorable,
    Work,
    from_plain,
)


class CaseReader:
    """A case as its ledger tells it, and what its last conclusion says.

    Parameters
    ----------
    store
        Where it is kept.

    Attributes
    ----------
    store
        Where it is kept.

    Raises
    ------
    VerificationError
        If the ledger does not hold together: names the line, got and expected.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._history = History()
        self._writer: LedgerWriter | None = None
        self._opened: dict[str, Any] | None = None
        self._reader = LedgerReader(store.ledger(), store.place.name)
        for place, record in self._reader:
            self._history.take(place, record)
            if record.n == 0:
                self._check_first(record)
        if not self._reader.length and store.holds_anything():
            raise VerificationError(
                f"{store.place}: got no record, expected the ledger of what the case holds",
                hint="go back to an unchanged copy of the case",
            )

    @property
    def folder(self) -> Path | None:
        """The folder of the case; None where it is kept in memory."""
        return self.store.folder

    @property
    def runs(self) -> tuple[Run, ...]:
        """Every run, in order."""
        return self._history.runs

    @property
    def concluded(self) -> Run | None:
        """The run that the last conclusion belongs to; None before the first."""
        return self._history.concluded

    @property
    def run(self) -> Run:
        """The run that the last conclusion belongs to.

        Raises
        ------
        InputError
            If the case has come to no conclusion yet.
        """
        run = self.concluded
        if run is None:
            place = self.folder or "this case"
            raise InputError(f"{place}: no findings yet", hint="run the comparison again to its end")
        return run

    @property
    def conclusion(self) -> Conclusion:
        """The last conclusion; raises as `run`."""
        return self.run.conclusions[-1]

    @property
    def settings(self) -> Mapping[str, Any]:
        """The settings of the run that came to the last conclusion."""
        return self.run.settings

    @property
    def seed(self) -> int:
        """Its seed."""
        return self.run.seed

    @property
    def versions(self) -> Mapping[str, str]:
        """The versions it was computed with."""
        return self.run.versions

    @property
    def ledger_head(self) -> str:
        """Digest of the last record."""
        return self._writer.head if self._writer else self._reader.head

    @property
    def ledger_length(self) -> int:
        """Number of records."""
        return self._writer.length if self._writer else self._reader.length

    @property
    def ledger(self) -> bytes:
        """The lines of the whole records."""
        n_bytes = self._writer.n_bytes if self._writer else self._reader.n_bytes
        return b"".join(self.store.ledger())[:n_bytes]

    @property
    def decided(self) -> Mapping[str, Mapping[str, Any]]:
        """Bodies of the last ``decided`` records, by id of the proposal, or by what it is about."""
        return self._history.decided

    @property
    def decisions_path(self) -> Path | None:
        """Where a person writes decisions; None for a case in memory."""
        return None if self.folder is None else self.folder / DECISIONS_NAME

    def decisions(self) -> dict[str, Decided]:
        """Return what a person has decided, by id of the proposal.

        Raises
        ------
        InputError
            If decisions.toml cannot be read, or holds something else than decisions: names the line.
        """
        return {} if self.decisions_path is None else read_decisions(self.decisions_path)

    def source_decisions(self) -> SourceDecisions:
        """Return who has excluded a common source, for which findings; raises as `decisions`."""
        return (
            SourceDecisions() if self.decisions_path is None else read_source_decisions(self.decisions_path)
        )

    @cached_property
    def counts(self) -> Counts:
        """The attempts of the last conclusion."""
        return from_plain(Counts, self.conclusion.body["counts"])

    @cached_property
    def cards(self) -> tuple[MethodCard, ...]:
        """The card of each method that took part, with the settings in force."""
        return tuple(from_plain(MethodCard, card) for card in self.conclusion.body["cards"])

    @cached_property
    def statistics(self) -> CaseStatistics:
        """What the whole case comes to: attempts by stratum, works tested, calibrations, detection limits."""
        return entry.statistics_of(self.conclusion.body)

    @property
    def findings_jsonl(self) -> bytes:
        """The lines of the last conclusion.

        Raises
        ------
        VerificationError
            If they were changed.
        """
        return self.lines_of(self.conclusion)

    @cached_property
    def findings(self) -> Findings:
        """The findings of the last conclusion; raises as `findings_jsonl`."""
        return Findings(self.findings_jsonl, self._texts)

    @property
    def matches(self) -> tuple[CaseFinding, ...]:
        """The pairs in which something was found."""
        return self.findings.matches

    @cached_property
    def works(self) -> tuple[Work, ...]:
        """Every work that was read, as it was ingested."""
        return tuple(item for item in self._items if isinstance(item, Work))

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        """Every output that was read, as it was ingested."""
        return tuple(item for item in self._items if isinstance(item, Output))

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What the user should know of items that were read all the same."""
        return tuple(note for record in self._ingested() for note in entry.notes_of(record.body))

    @cached_property
    def searched(self) -> tuple[BackgroundText, ...]:
        """The texts that matched passages were looked up in; also those that could not be read."""
        bodies = (self._record_at(place)["body"] for place in self.run.searched)
        return tuple(from_plain(BackgroundText, body) for body in bodies)

    def lines_of(self, conclusion: Conclusion) -> bytes:
        """Return the lines of a conclusion, the last one or an earlier one.

        Raises
        ------
        VerificationError
            If they are gone or were changed.
        """
        every = frozenset(one.findings_sha256 for run in self.runs for one in run.conclusions)
        wanted = conclusion.findings_sha256
        return self.store.findings(wanted, every - {wanted})

    def compared(self, key: str, output: Output) -> ComparedOutput | None:
        """Return what the comparison under a key came to; None where there was none."""
        place = self._history.compared.get(key)
        return None if place is None else entry.compared_output(self._record_at(place)["body"], output)

    def changes_since(self, before: Run) -> tuple[str, ...]:
        """Return in words in which settings, and in which of what it read, the last run differs from another.

        Settings that the other run did not know are not compared.
        """
        now = self.runs[-1]
        known = {name: value for name, value in now.settings.items() if name in before.settings}
        return (
            *differences("seed", before.seed, now.seed),
            *differences("settings", before.settings, known),
            *item_changes(self._read_by(before), self._read_by(now)),
        )

    def read(self, sha256: str) -> bytes:
        """Return the bytes of an input.

        Raises
        ------
        VerificationError
            If they are not in the case, or are no longer the bytes of this digest.
        """
        source = self.store.source_of(sha256)
        place = str(source) if isinstance(source, Path) else "an input in memory"
        try:
            data = source.read_bytes() if isinstance(source, Path) else source
        except OSError as error:
            raise VerificationError(
                f"{place}: got {error.strerror or error}, expected the bytes of an input"
            ) from error
        if (got := sha256_of_bytes(data)) != sha256:
            raise VerificationError(
                f"{place}: an input was changed in the case: got SHA-256 {got}, expected {sha256}"
            )
        return data

    @cached_property
    def _items(self) -> tuple[Work | Output | Unscorable, ...]:
        return tuple(entry.item_of(record.body, self.read) for record in last_of_each(self._ingested))

    def _ingested(self) -> Iterator[LedgerRecord]:
        """Yield the ``ingested`` records of the run that the last conclusion rests on."""
        for place in self.run.ingested:
            fields = self._record_at(place)
            yield LedgerRecord(**{name: value for name, value in fields.items() if name != "schema"})

    def _read_by(self, run: Run) -> dict[tuple[str, str], str]:
        """Return what a run read, by role or purpose and path, with the digest of its bytes."""
        bodies = [self._record_at(place)["body"] for place in (*run.ingested, *run.searched)]
        return {(body.get("role") or body["purpose"], body["path"]): body["sha256"] for body in bodies}

    def _record_at(self, place: int) -> dict[str, Any]:
        record: dict[str, Any] = json.loads(self.store.line_at(place))
        return record

    def _check_first(self, record: LedgerRecord) -> None:
        """Check that a ledger begins as it must, and agrees with a case.json of the first schema."""
        if record.kind != "opened":
            raise VerificationError(f"{self.store.place} line 1: got {record.kind!r}, expected 'opened'")
        facts = self.store.facts if isinstance(self.store, DiskStore) else {}
        for name in ("settings", "seed"):
            if name in facts and (found := list(differences(name, record.body.get(name), facts[name]))):
                raise VerificationError(
                    f"{self.store.place.with_name('case.json')}: {'; '.join(found)}",
                    hint="it was changed after the case was made; go back to an unchanged copy",
                )

    def _texts(self, finding: Finding) -> tuple[Artefact, Artefact] | None:
        """Return the two sides of a finding, for showing it."""
        works = {item.artefact.path: item.artefact for item in self.works}
        outputs = {item.artefact.path: item.artefact for item in self.outputs}
        pair = works.get(finding.work.path), outputs.get(finding.output.path)
        return None if pair[0] is None or pair[1] is None else (pair[0], pair[1])
