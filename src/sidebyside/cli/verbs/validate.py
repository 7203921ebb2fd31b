"""``sidebyside validate TRUTH --out DIR``."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sidebyside.workflows.validate import Validated

HELP = "fit a calibration on pairs of known truth, and measure how well it does on others"

EXAMPLE = """\
example:
  sidebyside validate TRUTH.tsv --out DIR
  sidebyside validate TRUTH.tsv --out DIR --kind en --acceptance LINES.toml
  sidebyside compare WORKS OUTPUTS --out CASE --calibration DIR/calibration.json

TRUTH.tsv: tabs between work, output, derived (yes, no), null (N0 to N5), author,
source, language (en, zh, en-zh, zh-en, none), and as far as known
transformation, size, split. Needs: pip install 'sidebyside[validate]'.
Exit status 0, also where a line was missed: then no ratio will be stated."""

KINDS = ("en", "zh", "translation", "image")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this verb."""
    parser.add_argument("truth", metavar="TRUTH", help="table of pairs of known truth")
    parser.add_argument("--out", metavar="DIR", required=True, help="folder of calibration and report")
    parser.add_argument("--kind", choices=KINDS, help="of the pairs, where the table holds several kinds")
    parser.add_argument(
        "--acceptance", metavar="TOML", help="demands set beforehand (default: those shipped)"
    )
    parser.add_argument(
        "--method",
        action="append",
        default=[],
        help="run only this method; may be repeated; all: every method, also slow ones",
    )
    parser.add_argument("--name", default="", help="name of the calibration")
    parser.add_argument(
        "--made-of",
        action="append",
        default=[],
        metavar="TEXT",
        help="a sentence on the data; may be repeated",
    )
    parser.add_argument(
        "--unfit-for",
        action="append",
        default=[],
        metavar="TEXT",
        help="what it is unfit for; may be repeated",
    )
    parser.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="NAME",
        help="an exclusion it enforces, such as verse or drawing; may be repeated (default: none)",
    )
    parser.add_argument(
        "--lang", action="append", default=[], help="language of a page (default: en and zh-Hant)"
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of every random choice (default 0)")


def run(arguments: argparse.Namespace) -> int:
    """Validate, and print the figures."""
    from sidebyside.cli.talk import print_document, progress_bar, say, show
    from sidebyside.records import to_plain
    from sidebyside.workflows.options import Options
    from sidebyside.workflows.validate import SCHEMA, validate

    options = Options(methods=tuple(sorted(set(arguments.method))), seed=arguments.seed)
    with progress_bar() as progress:
        done = validate(
            arguments.truth,
            arguments.out,
            kind=arguments.kind,
            acceptance=arguments.acceptance,
            options=options,
            languages=list(dict.fromkeys(arguments.lang)) or ["en", "zh-Hant"],
            name=arguments.name,
            made_of=arguments.made_of,
            unfit_for=arguments.unfit_for,
            excludes=arguments.exclude,
            progress=progress,
        )
    for item in done.unscorable:
        say(f"unscorable: {item.path}: {item.message}")
    if done.n_left_out or done.n_other_kind:
        say(f"left out: {done.n_left_out} pairs not scored, {done.n_other_kind} of another kind")
    if arguments.json:
        print_document({"schema": SCHEMA, **to_plain(done.report)})
    else:
        for line in _lines(done):
            show(line)
    return 0


def _lines(done: "Validated") -> Iterator[str]:
    report, truth = done.report, done.report.truth
    n_others = truth.n_pairs - truth.n_derived
    yield f"pairs    {truth.n_pairs}: {truth.n_derived} of known source, {n_others} of nulls"
    yield f"split    {truth.n_train} to fit on, {truth.n_test} to measure on, {truth.n_left_out} between"
    for one in report.nulls:
        yield (
            f"{one.null}       Cllr {one.cllr.value:.3f} ({one.cllr.low:.3f} to {one.cllr.high:.3f}), "
            f"Cllr_cal {one.cllr_cal.value:.3f}, EER {one.eer.value:.1%}, log10 LR within "
            f"{one.lower_bound:.2f} and {one.upper_bound:.2f}"
        )
    for line in report.calibration.acceptance:
        said = "met" if line.is_met else "MISSED"
        yield f"line     {line.name} at most {line.limit:g}: measured {line.measured:.3f}, {said}"
    if not report.calibration.is_accepted:
        yield "         no ratio will be stated with this calibration: uncalibrated score"
    yield f"written  {done.folder}"
