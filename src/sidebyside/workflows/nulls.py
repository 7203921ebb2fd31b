"""Step: nulls the user brings along, compared with the case, and calibrations fitted to them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sidebyside import sources
from sidebyside.calibration.case_null import LEAST_PAIRS, with_case_null
from sidebyside.calibration.strength import KINDS, InForce, PairKind, PairKinds, kind_of
from sidebyside.case import Case, entry, write_case
from sidebyside.contracts import Memory
from sidebyside.engine import TextPreparation, is_comparable
from sidebyside.errors import InputError
from sidebyside.records import (
    BackgroundText,
    Calibration,
    CalibrationKind,
    CaseNullUse,
    Medium,
    NullGrade,
    Output,
    Role,
    UncalibratedReason,
    Unscorable,
    Work,
)
from sidebyside.workflows.ingest import Inputs
from sidebyside.workflows.known_pairs import WeighedWork, medium_of, weigh_work
from sidebyside.workflows.null_table import is_pair_table, read_pair_table, read_pairs
from sidebyside.workflows.options import MEDIA, Options, versions
from sidebyside.workflows.progress import Progress, with_progress

OF_OUTPUTS: tuple[NullGrade, ...] = ("N4",)
"""The grades whose folder holds outputs; the others hold works."""


@dataclass(frozen=True, slots=True)
class CaseNull:
    """One null of the case: its items, works or outputs, and the bytes of the pictures among them.

    `pairs` are those of a table, each with what is drawn anew for its interval; without any, every item is
    paired with every one of the other side of the case.
    """

    grade: NullGrade
    works: tuple[Work, ...]
    outputs: tuple[Output, ...]
    pictures: tuple[tuple[str, bytes], ...]
    pairs: tuple[tuple[Work, Output, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _WeighedPair:
    work: Work
    output: Output
    kind: PairKind
    weighed: WeighedWork
    n_tokens: int


def read_nulls(case: Case, inputs: Inputs, options: Options, progress: Progress) -> tuple[CaseNull, ...]:
    """Read the folders or tables of the nulls, and note every item by name and digest; nothing is kept.

    Of ``N4`` the folder holds outputs, of a model not trained on the works; they are compared with the works
    of the case. Of every other grade it holds works, which the outputs of the case are compared with. A table
    holds pairs, which are compared as pairs and with nothing else.

    Raises
    ------
    InputError
        If a folder or a table cannot be read, shares an item with the case, or gives fewer than 50 pairs.
    """
    return tuple(
        _read_table(case, grade, Path(path), inputs, options)
        if is_pair_table(Path(path))
        else _read(case, grade, Path(path), inputs, options, progress)
        for grade, path in options.nulls
    )


def _read_table(case: Case, grade: NullGrade, path: Path, inputs: Inputs, options: Options) -> CaseNull:
    table = read_pair_table(path, grade)
    case_items: list[Work | Output] = [*inputs.works, *inputs.outputs]
    of_case = {one.artefact.sha256: one.artefact.path for one in case_items}
    items = read_pairs(table, path.parent, of_case, options.limits)
    case.append("searched", entry.searched(BackgroundText(grade, table.name, table.sha256, 0)))
    for name, sha256, code in items.noted():
        case.append("searched", entry.searched(BackgroundText(grade, name, sha256, 0, code)))
    null = CaseNull(
        grade,
        tuple({work.artefact.path: work for _, work, _ in items.pairs}.values()),
        tuple({output.artefact.path: output for _, _, output in items.pairs}.values()),
        items.pictures(),
        tuple((work, output, row.source or work.artefact.path) for row, work, output in items.pairs),
    )
    _check_number(null, inputs, f"the table {table.name}")
    return null


def _read(
    case: Case, grade: NullGrade, path: Path, inputs: Inputs, options: Options, progress: Progress
) -> CaseNull:
    role: Role = "output" if grade in OF_OUTPUTS else "work"
    there: Sequence[Work | Output] = inputs.outputs if role == "output" else inputs.works
    known = {one.artefact.sha256: one.artefact.path for one in there}
    items: list[Work | Output] = []
    pictures: list[tuple[str, bytes]] = []
    for reading in with_progress(
        sources.read(path, role, limits=options.limits), progress, f"reading {grade}"
    ):
        item = reading.item
        if isinstance(item, Unscorable):
            case.append(
                "searched", entry.searched(BackgroundText(grade, item.path, item.sha256, 0, item.code))
            )
            continue
        artefact = item.artefact
        if artefact.sha256 in known:
            raise InputError(
                f"{grade}: {artefact.path} is {known[artefact.sha256]} of the case",
                hint="a null holds what the outputs do not come from; take it out of the folder",
            )
        if artefact.medium == "image":
            pictures.append((artefact.sha256, reading.data))
        case.append("searched", entry.searched(BackgroundText(grade, artefact.path, artefact.sha256, 0)))
        items.append(item)
    null = CaseNull(
        grade,
        tuple(one for one in items if isinstance(one, Work)),
        tuple(one for one in items if isinstance(one, Output)),
        tuple(pictures),
    )
    _check_number(null, inputs, "with the case")
    return null


def _check_number(null: CaseNull, inputs: Inputs, where: str) -> None:
    most = max(len(_pairs(null, inputs, medium)) for medium in MEDIA)
    if most >= LEAST_PAIRS:
        return
    if null.pairs or "table" in where:
        raise InputError(
            f"{null.grade}: {where} gives {most} pairs that can be compared, {LEAST_PAIRS} are needed",
            hint="give more pairs of that null",
        )
    raise InputError(
        f"{null.grade} gives {most} pairs with the case, {LEAST_PAIRS} are needed",
        hint="give more items of that null; pairs are those of its items with the other side of the case",
    )


def _pairs(null: CaseNull, inputs: Inputs, medium: Medium) -> list[tuple[Work, Output]]:
    if null.pairs:
        return [
            (work, output)
            for work, output, _ in null.pairs
            if work.artefact.medium == medium and is_comparable(output)
        ]
    works = inputs.works if null.grade in OF_OUTPUTS else list(null.works)
    outputs = list(null.outputs) if null.grade in OF_OUTPUTS else inputs.outputs
    return [
        (work, output)
        for work in works
        if work.artefact.medium == medium
        for output in outputs
        if output.artefact.medium == medium and is_comparable(output)
    ]


def fit_nulls(
    case: Case,
    nulls: Sequence[CaseNull],
    inputs: Inputs,
    by_kind: Mapping[CalibrationKind, Calibration | UncalibratedReason],
    options: Options,
    progress: Progress,
) -> InForce:
    """Return the calibrations with the nulls of the case in them, where these give 50 pairs of the kind.

    What became of each null is said for every kind that the case, or the null, has pairs of. Cost: that of
    comparing the pairs, a work at a time, in a case in memory.
    """
    fitted = dict(by_kind)
    of_case = PairKinds(inputs.works, inputs.outputs).of_case()
    uses: list[CaseNullUse] = []
    for null in nulls:
        for medium in MEDIA:
            pairs = _pairs(null, inputs, medium)
            counted = _counted(pairs)
            weighed: list[_WeighedPair] = []
            kinds = [kind for kind in KINDS if medium_of(kind) == medium]
            if any(counted[kind] >= LEAST_PAIRS and _states(fitted[kind]) for kind in kinds):
                with _workshop(case, null, inputs, options) as workshop:
                    weighed = list(_weighed(workshop, pairs, options, progress, null.grade))
            for kind in kinds:
                if kind in of_case or counted[kind]:
                    fitted[kind], use = _used(fitted[kind], kind, null, counted[kind], weighed, options.seed)
                    uses.append(use)
    return InForce(fitted, tuple(uses))


def _states(one: Calibration | UncalibratedReason) -> bool:
    return isinstance(one, Calibration)


def _counted(pairs: Sequence[tuple[Work, Output]]) -> Counter[PairKind]:
    """Return how many pairs are of each kind; which of them can be scored is not known yet."""
    return Counter(kind_of(work.artefact, output.artefact) for work, output in pairs)


def _used(
    one: Calibration | UncalibratedReason,
    kind: CalibrationKind,
    null: CaseNull,
    n_given: int,
    weighed: Sequence[_WeighedPair],
    seed: int,
) -> tuple[Calibration | UncalibratedReason, CaseNullUse]:
    """Return the calibration of a kind, with the null in it where it is used, and what became of the null."""
    if not isinstance(one, Calibration):
        return one, CaseNullUse(null.grade, kind, n_given, LEAST_PAIRS, "no_calibration")
    of_kind = _of_kind(one, weighed)
    if n_given < LEAST_PAIRS or len(of_kind) < LEAST_PAIRS:
        n_pairs = len(of_kind) if n_given >= LEAST_PAIRS else n_given
        return one, CaseNullUse(null.grade, kind, n_pairs, LEAST_PAIRS, "too_few_pairs")
    use = CaseNullUse(null.grade, kind, len(of_kind), LEAST_PAIRS, "used")
    return _with_null(one, null, of_kind, seed), use


@contextmanager
def _workshop(case: Case, null: CaseNull, inputs: Inputs, options: Options) -> Iterator[Case]:
    """Open a case in memory, with the bytes of the pictures in it."""
    with write_case(None, versions=versions()) as opened:
        opened.start("null", settings=options.plain(), seed=options.seed, versions=versions())
        for sha256, data in null.pictures:
            opened.keep(data, sha256)
        others: Sequence[Work | Output] = inputs.works if null.grade in OF_OUTPUTS else inputs.outputs
        for other in others if not null.pairs else ():
            if other.artefact.medium == "image" and null.pictures:
                opened.keep(case.read(other.artefact.sha256), other.artefact.sha256)
        yield opened


def _weighed(
    case: Case,
    pairs: Sequence[tuple[Work, Output]],
    options: Options,
    progress: Progress,
    grade: NullGrade,
) -> Iterator[_WeighedPair]:
    texts, memory = TextPreparation(), Memory()
    by_work: dict[str, tuple[Work, list[Output]]] = {}
    for work, output in pairs:
        by_work.setdefault(work.artefact.path, (work, []))[1].append(output)
    for work, outputs in with_progress(iter(by_work.values()), progress, f"comparing {grade}", len(by_work)):
        medium = work.artefact.medium
        weighed = weigh_work(case, medium, work, outputs, texts, options, memory)
        gone = {(one.role, one.path) for one in weighed.unscorable}
        for output in outputs:
            if gone & {("work", work.artefact.path), ("output", output.artefact.path)}:
                continue
            kind = kind_of(work.artefact, output.artefact)
            n_tokens = 0 if medium == "image" else texts.n_in_play(output)
            yield _WeighedPair(work, output, kind, weighed, n_tokens)


def _of_kind(calibration: Calibration, weighed: Sequence[_WeighedPair]) -> list[_WeighedPair]:
    """Return the pairs of the kind of a calibration, and of the lengths it holds for."""
    least, most = calibration.least_tokens, calibration.most_tokens
    return [
        one for one in weighed if one.kind == calibration.kind and (not most or least <= one.n_tokens <= most)
    ]


def _with_null(
    calibration: Calibration, null: CaseNull, of_kind: Sequence[_WeighedPair], seed: int
) -> Calibration:
    """Return the calibration with a null of the case."""
    values = []
    for one in of_kind:
        evidence = one.weighed.evidence(one.output.artefact.path, calibration.features)
        values.append([evidence[feature.name] for feature in calibration.features])
    drawn = {(work.artefact.path, output.artefact.path): name for work, output, name in null.pairs}
    clusters = [
        drawn.get((one.work.artefact.path, one.output.artefact.path))
        or (one.output if null.grade in OF_OUTPUTS else one.work).artefact.path
        for one in of_kind
    ]
    return replace(
        with_case_null(
            calibration,
            null.grade,
            np.array(values),
            clusters,
            seed=seed,
            works=[one.work.artefact.path for one in of_kind],
        ),
        id=f"{calibration.id}+{null.grade}",
    )
