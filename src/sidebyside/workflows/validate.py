"""How well do the methods tell derived outputs from others, on pairs of known truth?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from sidebyside import registry
from sidebyside.calibration.evidence import features_of
from sidebyside.calibration.validation import (
    DEFAULT_DEMANDS,
    Naming,
    Truth,
    TruthRow,
    read_demands,
    read_truth,
    validate_pairs,
)
from sidebyside.calibration.validation.fitting import missing
from sidebyside.errors import InputError
from sidebyside.primitives.atomic import write_atomically
from sidebyside.primitives.digest import canonical_json
from sidebyside.records import (
    CalibrationKind,
    Feature,
    MethodCard,
    Unscorable,
    ValidationReport,
    to_plain,
)
from sidebyside.workflows.options import ROOMS, Options, versions
from sidebyside.workflows.pairing.truth_table import TruthRun, of_row
from sidebyside.workflows.pairing.weighed import medium_of
from sidebyside.workflows.progress import Progress, silent

SCHEMA = "sidebyside/validation/1"
CALIBRATION_SCHEMA = "sidebyside/calibration/1"
CALIBRATION_NAME = "calibration.json"
REPORT_NAME = "report.json"
PAIRS_NAME = "pairs"
"""The folder, below OUT, that keeps what was compared, so that a stopped run goes on."""

KINDS: Mapping[str, CalibrationKind] = {
    "en": "en",
    "zh": "zh",
    "en-zh": "translation",
    "zh-en": "translation",
    "none": "image",
}
"""By the language of a pair, the kind of calibration it belongs to."""


@dataclass(frozen=True, slots=True)
class Validated:
    """What came of a validation, and where it stands.

    `n_other_kind` lines of the table are of another kind; `unscorable` items, and the pairs they are in, were
    left out.
    """

    folder: Path
    report: ValidationReport
    n_other_kind: int
    n_left_out: int
    unscorable: tuple[Unscorable, ...]


def validate(
    truth: str | Path,
    out: str | Path,
    *,
    kind: CalibrationKind | None = None,
    acceptance: str | Path | None = None,
    options: Options | None = None,
    languages: Sequence[str] = ("en", "zh-Hant"),
    name: str = "",
    made_of: Sequence[str] = (),
    unfit_for: Sequence[str] = (),
    n_replicates: int = 200,
    progress: Progress = silent,
) -> Validated:
    """Fit a calibration on pairs of known truth, measure it on others of them, and write both down.

    Parameters
    ----------
    truth
        A table of pairs; see `read_truth`. Paths in it are below its folder.
    out
        Folder for ``calibration.json``, ``report.json`` and the pages of the report.
    kind
        Of the calibration, where the table holds pairs of several.
    acceptance
        A TOML file of demands; by default those shipped. They are read before anything is compared.
    options
        Methods, settings and seed, as for a comparison.
    languages
        Of the pages.
    name
        Of the calibration; by default made of kind and digest of the table.
    made_of, unfit_for
        Sentences on the data, printed with every ratio.
    n_replicates
        How often works are drawn anew for intervals.
    progress
        Called as the work goes on.

    Returns
    -------
    Validated
        The report; the same table, files, options and seed give the same bytes.

    Raises
    ------
    InputError
        If the table, the demands or a file cannot be used: names line, reason and way out.
    MissingDependencyError
        Without the extra ``validate``.

    Notes
    -----
    Each pair is weighed as if it were compared alone; see `weigh_work` for the cost.
    """
    if find_spec("sklearn") is None or find_spec("lir") is None:
        raise missing()
    demands = DEFAULT_DEMANDS if acceptance is None else read_demands(acceptance)
    table = read_truth(truth)
    options = options or Options()
    chosen = _kind(table, kind)
    rows = [row for row in table.rows if KINDS[row.language] == chosen]
    folder = Path(out)
    cards = _cards(chosen, options)
    features = features_of(chosen, cards)
    unscorable: list[Unscorable] = []
    if table.has_values:
        pairs = [of_row(row, _given(table, row, features)) for row in rows]
    else:
        run = TruthRun(table, Path(truth).parent, chosen, features, options, progress)
        pairs = run.pairs(rows, folder / PAIRS_NAME)
        unscorable = run.unscorable
    naming = Naming(
        id=name or f"{chosen}-{table.sha256[:12]}",
        kind=chosen,
        made_of=tuple(made_of) or (table.name,),
        unfit_for=tuple(unfit_for),
        made_with=_made_with(options),
        truth_name=table.name,
        truth_sha256=table.sha256,
    )
    report = validate_pairs(
        pairs, features, naming, demands=demands, seed=options.seed, n_replicates=n_replicates
    )
    write_report(report, folder, languages)
    return Validated(folder, report, len(table.rows) - len(rows), len(rows) - len(pairs), tuple(unscorable))


def write_report(report: ValidationReport, folder: Path, languages: Sequence[str]) -> None:
    """Write calibration and report as JSON, and the pages of the report."""
    folder.mkdir(parents=True, exist_ok=True)
    calibration = {"schema": CALIBRATION_SCHEMA, **to_plain(report.calibration)}
    write_atomically(folder / CALIBRATION_NAME, [canonical_json(calibration) + b"\n"])
    plain = {"schema": SCHEMA, **to_plain(report)}
    write_atomically(folder / REPORT_NAME, [canonical_json(plain) + b"\n"])
    if find_spec("sidebyside.exhibits.validation") is not None:
        from importlib import import_module

        import_module("sidebyside.exhibits.validation").write_report(report, folder, languages)


def _kind(table: Truth, asked: CalibrationKind | None) -> CalibrationKind:
    there = sorted({KINDS[row.language] for row in table.rows})
    if asked is None and len(there) > 1:
        raise InputError(
            f"{table.name} holds pairs of several kinds: {', '.join(there)}",
            hint="name one with --kind; each kind has a calibration of its own",
        )
    if asked is not None and asked not in there:
        raise InputError(f"{table.name} holds no pair of the kind {asked!r}: {', '.join(there)}")
    return asked or there[0]


def _cards(kind: CalibrationKind, options: Options) -> tuple[MethodCard, ...]:
    room = ROOMS[medium_of(kind)]
    members = (registry.member(room, name) for name in options.chosen(medium_of(kind)))
    return tuple(member.index(options.settings.get(member.card.name)).card for member in members)


def _made_with(options: Options) -> tuple[tuple[str, str], ...]:
    """Return what the calibration rests on besides the pairs; no version that would change its bytes idly."""
    settings = [
        (f"{method}.{name}", str(value))
        for method, values in sorted(options.settings.items())
        for name, value in sorted(values.items())
    ]
    return (("seed", str(options.seed)), *((key, versions()[key]) for key in ("sidebyside",)), *settings)


def _given(table: Truth, row: TruthRow, features: Sequence[Feature]) -> tuple[float, ...]:
    values = dict(row.values)
    wanted = {feature.name for feature in features}
    if set(values) != wanted:
        raise InputError(
            f"{table.name}, line 1: it gives the features {', '.join(sorted(values))}, and "
            f"{', '.join(sorted(wanted))} are needed",
            hint="name the same methods, or leave out the features to have them measured",
        )
    return tuple(values[feature.name] for feature in features)
