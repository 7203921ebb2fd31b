"""How well do the methods tell derived outputs from others, on pairs of known truth?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from sidebyside.calibration.exclusions import named_exclusion
from sidebyside.calibration.likelihood_ratio import features_of
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
from sidebyside.exhibits.validation import write_report as write_pages
from sidebyside.primitives.atomic import write_atomically
from sidebyside.primitives.digest import canonical_json
from sidebyside.records import (
    CalibrationKind,
    Feature,
    Unscorable,
    ValidationReport,
    to_plain,
)
from sidebyside.workflows.known_pairs import TruthRun, medium_of, of_row
from sidebyside.workflows.options import Options, cards_of, versions
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
    excludes: Sequence[str] = (),
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
    excludes
        Names of exclusions: of works that have the property no ratio is stated. None unless named.
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
        If the table, the demands or a file cannot be used: names line, reason and way out; if `out` holds a
        calibration made with other settings; if an exclusion is not there.
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
    for exclusion in excludes:
        named_exclusion(exclusion, chosen)
    rows = [row for row in table.rows if KINDS[row.language] == chosen]
    folder = Path(out)
    cards = cards_of(medium_of(chosen), options)
    features = features_of(chosen, cards)
    _check_same_settings(folder, options, features)
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
        excludes=tuple(excludes),
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
    write_pages(report, folder, languages)


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


def _check_same_settings(folder: Path, options: Options, features: Sequence[Feature]) -> None:
    """Refuse a folder that holds a calibration made with other settings: it would be lost."""
    path = folder / CALIBRATION_NAME
    if not path.exists():
        return
    try:
        there = json.loads(path.read_bytes())
        made = {tuple(pair) for pair in there["made_with"]} if there["schema"] == CALIBRATION_SCHEMA else None
        is_same = made is not None and there["features"] == to_plain(tuple(features))
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} is no calibration ({error!r})", hint="name another --out") from error
    now = set(_made_with(options))
    if not is_same or {name for name, _ in (made or set()) ^ now} - {"sidebyside"}:
        raise InputError(f"{path} was made with other settings", hint="name another --out, or move it away")


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
