"""Step: pairs that are given, each weighed as if it were compared alone: of nulls and of known truth."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sidebyside import sources
from sidebyside.calibration.concluding import compared_pairs
from sidebyside.calibration.likelihood_ratio import evidence_of, evidence_of_scores
from sidebyside.calibration.search import Search
from sidebyside.calibration.validation import KnownPair, Truth, TruthRow
from sidebyside.calibration.weighing import WeighedPair, Weigher
from sidebyside.case import Case, write_case
from sidebyside.contracts import Memory
from sidebyside.engine import PicturePreparation, TextPreparation, is_comparable
from sidebyside.errors import InputError
from sidebyside.records import (
    CalibrationKind,
    ComparedOutput,
    Feature,
    Medium,
    Output,
    Role,
    Unscorable,
    Work,
)
from sidebyside.workflows.ingest import Inputs
from sidebyside.workflows.matching import match_medium
from sidebyside.workflows.options import Options, versions
from sidebyside.workflows.progress import Progress, silent, with_progress


@dataclass(frozen=True, slots=True)
class WeighedWork:
    """The outputs given for one work: pairs with a match, all comparisons, and what could not be scored."""

    pairs: Mapping[str, WeighedPair]
    compared: Mapping[str, ComparedOutput]
    shares: Mapping[str, float]
    unscorable: tuple[Unscorable, ...] = field(default=())

    def evidence(self, path: str, features: tuple[Feature, ...]) -> dict[str, float]:
        """Return the evidence of the pair with an output, by the path of the output."""
        pair = self.pairs.get(path)
        if pair is not None:
            return evidence_of(pair, features, share=self.shares[path])
        found = self.compared[path].comparisons if path in self.compared else ()
        return evidence_of_scores([one.score for one in found if one.score is not None], features)


def weigh_work(
    case: Case,
    medium: Medium,
    work: Work,
    outputs: Sequence[Output],
    texts: TextPreparation,
    options: Options,
    memory: Memory,
) -> WeighedWork:
    """Compare one work with the outputs given for it, and weigh what matched.

    The expected numbers are those of the work against all these outputs; `shares` say which part a pair is.
    Cost: that of the methods, which are opened anew for each work; outputs that come back with another work
    are taken from the memory, where a method can, and weigh the same.
    """
    inputs = Inputs([work], list(outputs))
    pictures = PicturePreparation(case.store.source_of, max_pixels=options.limits.max_pixels)
    prepare = texts if medium == "text" else pictures
    matched = match_medium(case, medium, inputs, prepare, options, silent, memory)
    compared = [output for output in inputs.outputs if is_comparable(output)]
    search = Search(inputs.works, compared, matched.cards, texts, options.max_expected)
    found = matched.compared if inputs.works else {}
    pairs = Weigher(search).weighed(compared_pairs(found.values(), search, matched.cards))
    return WeighedWork(
        {one.pair.output.artefact.path: one for one in pairs},
        found,
        _shares(compared, medium, texts),
        tuple(inputs.unscorable),
    )


def _shares(outputs: Sequence[Output], medium: Medium, texts: TextPreparation) -> dict[str, float]:
    sizes = [texts.n_in_play(output) if medium == "text" else 1 for output in outputs]
    total = max(1, sum(sizes))
    return {output.artefact.path: max(size, 1) / total for output, size in zip(outputs, sizes, strict=True)}


def medium_of(kind: CalibrationKind) -> Medium:
    """Return the medium of a kind of calibration."""
    return "image" if kind == "image" else "text"


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
        row.derivation,
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
        with write_case(folder, versions=versions()) as case:
            case.start("validate", settings=settings, seed=self._options.seed, versions=versions())
            works = self._items(case, rows, "work")
            outputs = self._items(case, rows, "output")
            by_work: dict[str, list[TruthRow]] = {}
            for row in rows:
                by_work.setdefault(row.work, []).append(row)
            found: list[KnownPair] = []
            for name, of_work in with_progress(
                iter(by_work.items()), self._progress, "comparing pairs", len(by_work)
            ):
                found += self._of_work(case, works.get(name), of_work, outputs)
        order = {(row.work, row.output): number for number, row in enumerate(rows)}
        return sorted(found, key=lambda pair: order[pair.work, pair.output])

    def _of_work(
        self,
        case: Case,
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

    def _values(self, weighed: WeighedWork, row: TruthRow) -> tuple[float, ...]:
        evidence = weighed.evidence(row.output, self._features)
        return tuple(round(evidence[feature.name], 6) for feature in self._features)

    def _n_tokens(self, output: Output) -> int:
        return self._texts.n_in_play(output) if output.artefact.medium == "text" else 0

    def _items(self, case: Case, rows: Sequence[TruthRow], role: Role) -> dict[str, Work | Output]:
        """Return the items a column names, by the name there; pictures are kept in the case to be decoded."""
        lines: dict[str, int] = {}
        for row in rows:
            lines.setdefault(getattr(row, role), row.line)
        files: dict[str, list[str]] = {}
        for name in lines:
            files.setdefault(name.partition("#")[0], []).append(name)
        items: dict[str, Work | Output] = {}
        for file, names in with_progress(iter(files.items()), self._progress, f"reading {role}s", len(files)):
            items.update(self._read(case, file, names, role, lines))
        return items

    def _read(
        self, case: Case, file: str, names: Sequence[str], role: Role, lines: Mapping[str, int]
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
