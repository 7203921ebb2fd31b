"""Step: the pairs of a table of known truth, read and compared, a work at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sidebyside import sources
from sidebyside.calibration.validation import KnownPair, Truth, TruthRow
from sidebyside.casefile import CaseFolder, open_case
from sidebyside.errors import InputError
from sidebyside.methods import Memory
from sidebyside.records import CalibrationKind, Feature, Output, Role, Unscorable, Work
from sidebyside.workflows.matching import is_comparable
from sidebyside.workflows.options import Options, versions
from sidebyside.workflows.pairing.weighed import Weighed, medium_of, weigh_work
from sidebyside.workflows.preparing import TextPreparation
from sidebyside.workflows.progress import Progress, told


def of_row(row: TruthRow, values: tuple[float, ...], n_tokens: int = 0) -> KnownPair:
    """Return the pair of a line, with the evidence of it and the length of the output in tokens."""
    return KnownPair(
        row.work,
        row.output,
        row.null,
        row.clusters,
        values,
        row.language,
        row.transformation,
        row.size,
        n_tokens,
        row.side,
    )


class TruthRun:
    """Reads the items a table names, and compares the pairs, a work at a time."""

    def __init__(
        self,
        table: Truth,
        root: Path,
        kind: CalibrationKind,
        features: tuple[Feature, ...],
        options: Options,
        progress: Progress,
    ) -> None:
        self._table, self._root, self._kind = table, root, kind
        self._features, self._options, self._progress = features, options, progress
        self._texts = TextPreparation()
        self._memory = Memory()
        self.unscorable: list[Unscorable] = []

    def pairs(self, rows: Sequence[TruthRow], folder: Path) -> list[KnownPair]:
        """Return the pairs with their evidence, without those an item of which gives nothing to score."""
        settings = {**self._options.plain(), "truth_sha256": self._table.sha256, "kind": self._kind}
        with open_case(folder, settings=settings, seed=self._options.seed, versions=versions()) as case:
            works = self._items(case, rows, "work")
            outputs = self._items(case, rows, "output")
            by_work: dict[str, list[TruthRow]] = {}
            for row in rows:
                by_work.setdefault(row.work, []).append(row)
            found: list[KnownPair] = []
            for name, of_work in told(iter(by_work.items()), self._progress, "comparing pairs", len(by_work)):
                found += self._of_work(case, works.get(name), of_work, outputs)
        order = {(row.work, row.output): number for number, row in enumerate(rows)}
        return sorted(found, key=lambda pair: order[pair.work, pair.output])

    def _of_work(
        self,
        case: CaseFolder,
        work: Work | Output | None,
        rows: Sequence[TruthRow],
        outputs: Mapping[str, Work | Output],
    ) -> Iterator[KnownPair]:
        there = [outputs[row.output] for row in rows if row.output in outputs]
        given = [output for output in there if isinstance(output, Output) and is_comparable(output)]
        if not isinstance(work, Work) or not given:
            return
        weighed = weigh_work(
            case, medium_of(self._kind), work, given, self._texts, self._options, self._memory
        )
        self.unscorable += weighed.unscorable
        gone = {(item.role, item.path) for item in weighed.unscorable}
        by_path = {output.artefact.path: output for output in given}
        for row in rows:
            if row.output not in by_path or gone & {("work", row.work), ("output", row.output)}:
                continue
            yield of_row(row, self._values(weighed, row), self._n_tokens(by_path[row.output]))

    def _values(self, weighed: Weighed, row: TruthRow) -> tuple[float, ...]:
        evidence = weighed.evidence(row.output, self._features)
        return tuple(round(evidence[feature.name], 6) for feature in self._features)

    def _n_tokens(self, output: Output) -> int:
        return self._texts.n_in_play(output) if output.artefact.medium == "text" else 0

    def _items(self, case: CaseFolder, rows: Sequence[TruthRow], role: Role) -> dict[str, Work | Output]:
        """Return the items a column names, by the name there; pictures are kept in the case to be decoded."""
        lines: dict[str, int] = {}
        for row in rows:
            lines.setdefault(getattr(row, role), row.line)
        files: dict[str, list[str]] = {}
        for name in lines:
            files.setdefault(name.partition("#")[0], []).append(name)
        items: dict[str, Work | Output] = {}
        for file, names in told(iter(files.items()), self._progress, f"reading {role}s", len(files)):
            items.update(self._read(case, file, names, role, lines))
        return items

    def _read(
        self, case: CaseFolder, file: str, names: Sequence[str], role: Role, lines: Mapping[str, int]
    ) -> Iterator[tuple[str, Work | Output]]:
        wanted = set(names)
        medium = medium_of(self._kind)
        for reading in sources.read(self._place(file, lines[names[0]]), role, limits=self._options.limits):
            item = reading.item
            path = item.path if isinstance(item, Unscorable) else item.artefact.path
            name = file + path[len(Path(file).name) :]
            if name not in wanted:
                continue
            wanted.discard(name)
            if isinstance(item, Unscorable):
                self.unscorable.append(replace(item, path=name))
                continue
            if item.artefact.medium != medium:
                raise InputError(
                    f"{self._table.name}, line {lines[name]}: {name} is no {medium}",
                    hint=f"pairs of the kind {self._kind!r} are of {medium}s",
                )
            if medium == "image":
                case.keep(reading.data, item.artefact.sha256)
            yield name, replace(item, artefact=replace(item.artefact, path=name))
        for name in sorted(wanted):
            raise InputError(
                f"{self._table.name}, line {lines[name]}: {name} is not there", hint="mend the name"
            )

    def _place(self, file: str, line: int) -> Path:
        place = self._root / file
        if not place.is_file():
            raise InputError(
                f"{self._table.name}, line {line}: {file} is not there",
                hint="paths are below the folder of the table",
            )
        return place
