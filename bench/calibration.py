"""Is a likelihood ratio what it says? ``make bench-calibration``; ``python -m bench.calibration --quick``.

The pairs of known truth are built and compared anew, and what is fitted on them has to be, byte for byte,
what comes with the program. Figures are of pairs held out of the fit. Quick leaves out pictures.
"""

from __future__ import annotations

import math
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench import calibration_simulation as simulation
from bench import calibration_traps as traps
from bench import places, search_rates
from bench.demands import Demand, show
from bench.fit_calibrations import HEAD, KINDS, Measured, measured, name_of, rows_of, written
from bench.measure import DATA, machine, table
from sidebyside.calibration.intervals import clopper_pearson
from sidebyside.calibration.shipped import FITTED
from sidebyside.calibration.validation import KnownPair
from sidebyside.calibration.validation.known import matrix_of
from sidebyside.records import NullModel, ValidationReport

ROW_OF_NULLS = (
    "kind",
    "null",
    "pairs held out",
    "what",
    "seen",
    "rate",
    "95 % interval",
    "demanded",
    "verdict",
)
LEAST_PAIRS = 2000
RUNS = ((8, 12), (12, 20), (20, math.inf))
TEXTS = ("en", "en-paraphrase", "zh", "translation")


def main(arguments: Sequence[str]) -> None:
    """Print the tables."""
    print(f"machine: {machine()}")
    if not DATA.is_dir():
        print("The development data do not stand beside the checkout; see CONTRIBUTING.md.")
        return
    kinds = [kind for kind in KINDS if kind in TEXTS or "--quick" not in arguments]
    reports: list[ValidationReport] = []
    null_rows: list[tuple[object, ...]] = []
    same_rows: list[tuple[object, ...]] = []
    common_rows: list[tuple[object, ...]] = []
    real: list[Demand] = []
    place_demands: list[Demand] = []
    place_rows: list[tuple[object, ...]] = []
    with tempfile.TemporaryDirectory() as name:
        for kind in kinds:
            start = time.process_time()
            of_kind = measured(kind, Path(name))
            report = of_kind.report()
            reports.append(report)
            null_rows += null_rates(of_kind, report)
            if kind == "image":
                found = places.left_out(of_kind, report)
                place_rows += places.rows(found)
                place_demands += places.demands(of_kind, report, found)
            else:
                common_rows += against_common_source(of_kind, report)
                real += of_real_pairs(of_kind, report)
            same_rows.append(_same(report, Path(name, "out", kind), time.process_time() - start))
    table(
        "Held-out pairs of which nothing derives: how often do ratios and expected numbers mislead?",
        ROW_OF_NULLS,
        null_rows,
    )
    table(
        "Against a common source (N3), held out: how many are above 1, 10, 100, by longest run",
        ("kind", "pairs", "run", "n", "LR > 1", "LR > 10", "LR > 100", "Cllr against N3"),
        common_rows,
    )
    if place_rows:
        table("Photographs of one place, and edits", places.HEAD, place_rows)
    table(
        "Held-out Cllr, its loss by calibration, and the bounds",
        HEAD,
        [row for one in reports for row in rows_of(one)],
    )
    _print_detection(reports)
    rows, n_beyond = simulation.coverage()
    head = ("evidence", "true LR", "intervals", "that cover", "95 % interval")
    table(f"95 % intervals over {simulation.N_REPEATS:,} repeats, two normals of one variance", head, rows)
    print(
        f"\nratios or interval ends beyond ELUB: {n_beyond}, at most 0: {'MISSED' if n_beyond else 'reached'}"
    )
    table("False alarms of a search (FPIR), pieces of two novels", search_rates.HEAD, search_rates.rows())
    head = ("statistic", "beside", "compared", "apart at most", "allowed", "verdict")
    table("Agreement with other implementations", head, simulation.agreement())
    table("Common source as third column: the ratio falls", traps.COMMON_HEAD, traps.common_sources())
    table(
        "A passage that stood in the prompt",
        ("passage", "findings", "tokens counted", "LR", "verdict"),
        traps.prompt(),
    )
    table(
        "Works and outputs exchanged",
        ("of", "what", "compared", "differ", "which", "verdict"),
        traps.labels(),
    )
    if "--quick" not in arguments:
        table(
            "One style: outputs against pictures of the style",
            ("output", "picture of a style", "said", "LR", ""),
            traps.styles(),
        )
    table(
        "Shipped calibrations made anew",
        ("kind", "pairs", "left out between sides", "unscorable", "CPU s", "bytes"),
        same_rows,
    )
    show([*_demands(reports, float(str(rows[-1][3]))), *real, *place_demands])
    for report in reports:
        state = "accepted" if report.calibration.is_accepted else "NOT accepted: scores stay uncalibrated"
        print(f"\n{name_of(report)}: {state}; unfit for: {'; '.join(report.calibration.unfit_for)}")


def null_rates(of_kind: Measured, report: ValidationReport) -> Iterator[tuple[object, ...]]:
    """Yield for each null how often LR > 10, LR > 100 and E < 0.01 come on pairs held out of the fit.

    The ratio is the one quoted: against the hardest null. Demanded is that a rate is at most so much;
    E < 0.01 may come in one pair of a hundred, and more often only by chance.
    """
    surprises = [k for k, feature in enumerate(of_kind.features) if feature.kind == "surprise"]
    for model in report.calibration.nulls:
        pairs = [pair for pair in of_kind.pairs if pair.side == "test" and pair.null == model.null]
        quoted = np.min([_ratios(one, of_kind, pairs) for one in report.calibration.nulls], axis=0)
        values = matrix_of(pairs, of_kind.features)
        rare = (values[:, surprises] > 2.0).any(axis=1)
        limits = (0.05, 0.005) if model.null == "N3" else (0.10, 0.01)
        for what, seen, most in zip(
            ("LR > 10", "LR > 100"), (quoted > 1.0, quoted > 2.0), limits, strict=True
        ):
            yield _rate(of_kind.name, model.null, what, int(seen.sum()), len(pairs), most)
        if model.null == "N3":
            # Chance is no explanation of what two texts have of a common source, nor is it asked to be.
            continue
        yield _rate(of_kind.name, model.null, "E < 0.01", int(rare.sum()), len(pairs), 0.01, is_expected=True)


def against_common_source(of_kind: Measured, report: ValidationReport) -> Iterator[tuple[object, ...]]:
    """Yield for each kind of pair how it fares against a common source, by its longest run of equal words."""
    against = [one for one in report.calibration.nulls if one.null == "N3"]
    if not against:
        return
    (model,) = against
    at = [feature.name for feature in of_kind.features].index("longest_run")
    pairs = [pair for pair in of_kind.pairs if pair.side == "test" and (pair.is_derived or pair.null == "N3")]
    llrs, values = _ratios(model, of_kind, pairs), matrix_of(pairs, of_kind.features)
    runs = np.round(2.0 ** values[:, at])
    names = np.array([_kind_of_pair(pair) for pair in pairs])
    common = llrs[[pair.null == "N3" for pair in pairs]]
    for name in sorted(set(names.tolist())):
        chosen = names == name
        cllr = "" if name.startswith("N3") else f"{_cllr(llrs[chosen], common):.3f}"
        for low, high in (*RUNS, (0, math.inf)):
            part = llrs[chosen & (runs >= low) & (runs < high)]
            if not len(part):
                continue
            label = "all" if low == 0 else f"{low} or more" if high == math.inf else f"{low} to {high - 1}"
            shares = (f"{(part > limit).mean():.3f}" for limit in (0.0, 1.0, 2.0))
            yield (of_kind.name, name, label, len(part), *shares, cllr if low == 0 else "")


def of_real_pairs(of_kind: Measured, report: ValidationReport) -> Iterator[Demand]:
    """Yield what is demanded of recitals against a common source, and of sentences put into other words.

    Other words are held against sentences on their subject (N1), with the smallest ratio of N0 to N2: what
    they share with a common source no ratio tells. A pair in which nothing was found counts with the ratio
    that finding nothing has.
    """
    test = [pair for pair in of_kind.pairs if pair.side == "test"]
    models = {one.null: one for one in report.calibration.nulls}
    if of_kind.name == "en":
        recited = [pair for pair in test if pair.derivation == "model"]
        at = [feature.name for feature in of_kind.features].index("longest_run")
        runs = np.round(2.0 ** matrix_of(recited, of_kind.features)[:, at])
        llrs = _ratios(models["N3"], of_kind, recited)
        common = _ratios(models["N3"], of_kind, [pair for pair in test if pair.null == "N3"])
        for label, chosen, limit, least in (
            ("20 words or more, LR > 10", runs >= 20, 1.0, 0.85),
            ("12 to 19 words, LR > 1", (runs >= 12) & (runs < 20), 0.0, 0.60),
        ):
            share = float((llrs[chosen] > limit).mean())
            yield Demand(
                f"against N3, {int(chosen.sum())} recitals with a run of {label}", share, ">=", least
            )
        yield Demand("against N3, Cllr of all recitals", _cllr(llrs, common), "<=", 0.5)
    if of_kind.name == "en-paraphrase":
        reworded = [pair for pair in test if pair.derivation == "paraphrase"]
        others = [pair for pair in test if "/reworded/" in pair.output and not pair.is_derived]
        for label, nulls in (("N0 to N2", ("N0", "N1", "N2")), ("N0 to N3", tuple(models))):
            h1, h2 = (
                np.min([_ratios(models[null], of_kind, side) for null in nulls], axis=0)
                for side in (reworded, others)
            )
            what = f"{len(h1)} sentences put into other words, smallest of {label}"
            yield Demand(f"{what}: Cllr", _cllr(h1, h2), "<=", 0.8)
            share = float((h2 > 1.0).mean())
            yield Demand(f"{what}: others above 10, of {len(h2)}", share, "<=", 0.01)


def _kind_of_pair(pair: KnownPair) -> str:
    if pair.null == "N3":
        return f"N3 {pair.work.split('/')[1]}"
    return pair.transformation or "derived"


def _cllr(h1: np.ndarray, h2: np.ndarray) -> float:
    costs = np.log2(1 + 10.0**-h1).mean() + np.log2(1 + 10.0**h2).mean()
    return float(costs) / 2


def _ratios(model: NullModel, of_kind: Measured, pairs: Sequence[KnownPair]) -> np.ndarray:
    values = matrix_of(pairs, of_kind.features)
    return np.clip(model.intercept + values @ np.array(model.weights), model.lower_bound, model.upper_bound)


def _rate(
    kind: str, null: str, what: str, n: int, total: int, most: float, *, is_expected: bool = False
) -> tuple[object, ...]:
    low, high = clopper_pearson(n, total)
    holds = low <= most if is_expected else n / total <= most
    verdict = "reached" if holds else "MISSED"
    if total < LEAST_PAIRS:
        verdict += f", on fewer than {LEAST_PAIRS:,} pairs"
    return (
        kind,
        null,
        total,
        what,
        n,
        f"{n / total:.4f}",
        f"{low:.4f} to {high:.4f}",
        f"<= {most:g}",
        verdict,
    )


def _same(report: ValidationReport, folder: Path, seconds: float) -> tuple[object, ...]:
    name = name_of(report)
    names = (f"{name}.json", f"{name}.report.json")
    shipped = tuple(path.read_bytes() if (path := FITTED / name).exists() else b"" for name in names)
    state = "the same as shipped" if written(report, folder) == shipped else "OTHER than shipped"
    truth = report.truth
    n_left_out = truth.n_pairs - truth.n_train - truth.n_test
    return (name, truth.n_pairs, n_left_out, "", f"{seconds:.0f}", state)


def _print_detection(reports: Sequence[ValidationReport]) -> None:
    rows = [
        (
            name_of(report),
            one.transformation,
            one.unit,
            one.probability,
            one.size if one.size is not None else "not reached",
        )
        for report in reports
        for one in report.power
    ]
    table(
        "The smallest piece found, with which probability",
        ("kind", "change", "unit", "probability", "size"),
        rows,
    )


def _demands(reports: Sequence[ValidationReport], covered: float) -> Iterator[Demand]:
    for report in reports:
        for line in report.calibration.acceptance:
            yield Demand(
                f"calibration {name_of(report)}, worst null: {line.name}", line.measured, "<=", line.limit
            )
    if not math.isnan(covered):
        yield Demand("95 % intervals that cover, at least", covered, ">=", 0.93)
        yield Demand("95 % intervals that cover, at most", covered, "<=", 0.97)


if __name__ == "__main__":
    main(sys.argv[1:])
