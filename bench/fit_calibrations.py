"""Fit the calibrations that come with the program anew: ``python -m bench.fit_calibrations [KIND ...]``.

Pairs of known truth are built (`bench.truth_text`, `bench.truth_pictures`), compared, and fitted on the side
for training; figures and bounds are of the other side. A calibration that misses a demand is written down as
missed, and the program then prints uncalibrated scores. The same data, versions and seed give the same bytes.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.measure import DATA, table
from bench.truth_pictures import table as picture_table
from bench.truth_text import BUILDERS
from sidebyside.calibration.likelihood_ratio import features_of
from sidebyside.calibration.shipped import FITTED
from sidebyside.calibration.validation import KnownPair, Naming, read_truth, validate_pairs
from sidebyside.records import CalibrationKind, Feature, ValidationReport
from sidebyside.workflows.known_pairs import TruthRun, medium_of, of_row
from sidebyside.workflows.options import Options, cards_of, versions
from sidebyside.workflows.progress import silent
from sidebyside.workflows.validate import CALIBRATION_NAME, REPORT_NAME, write_report

KINDS: tuple[CalibrationKind, ...] = ("en", "zh", "translation", "image")
SEED, N_REPLICATES = 0, 200
ASKED = {
    "en": ("near_verbatim", "verbatim"),
    "zh": ("near_verbatim", "verbatim"),
    "translation": ("translation",),
}
"""The methods whose matches are evidence of a kind; the others that run by default take no time here."""

MADE_OF: dict[CalibrationKind, tuple[str, ...]] = {
    "en": (
        "derived: passages of 20 to 160 words of two novels of the 19th century and of news of 2023, "
        "unchanged, with 10, 20 or 30 % of their words changed at random, or with their sentences "
        "reordered, planted in other texts of the same side; and 57 student answers cut, lightly or "
        "heavily revised from an article",
        "N0: each novel and news against news, model outputs and student answers; N1: news against other "
        "news, outputs of two models asked for one passage of a novel against distant parts of it, and "
        "free student answers against the article; N2: distant parts of one novel, near-recitals of one "
        "part against distant ones, and answers of one student to different questions",
        "derived by models: 865 answers of four language models asked to recite passages of the two "
        "novels; by people: the American Standard Version, a revision of the King James Version, by chapters "
        "and by five verses; each kind weighs the same, and against N3 only these two count",
        "N3: two English translations of the Bible, by chapters and by five verses; two accounts of one "
        "event by news agencies; one quotation of 12 to 25 words, or one clause of a licence, in two novels",
        "fitted on Dickens and the first half of the news, measured on Stevenson, the second half and the"
        " student answers",
    ),
    "zh": (
        "derived: passages of 30 to 240 characters of a newspaper of January 1998, unchanged, with 10, 20"
        " or 30 % of their characters changed at random, or with their sentences reordered, half of them "
        "turned from Traditional to Simplified characters, planted in reviews by customers",
        "N0: the newspaper and classical texts against reviews and news of 2023; N1: articles of the "
        "newspaper against others of the same month; N2: different news put into Chinese by one "
        "translator, human or machine, and parts of one classical text",
        "N3: news of 2023 put into Chinese by two of a human, GPT-4 and NLLB, 2 to 10 lines; chapters of the "
        "Bible in spoken and in classical Chinese; derived against it are the edits made by programs",
        "fitted on the first half of newspaper, reviews and news, measured on the second half",
    ),
    "translation": (
        "derived: 1, 2 or 4 lines of English news and posts of 2023 in Chinese by a human, by GPT-4 or by"
        " NLLB, and the reverse, among 24 other lines",
        "N0: English novels against Chinese news, posts and reviews; N1: news and posts against other "
        "ones in the other language",
        "fitted on the first half of the lines, measured on the second half; the translators are the same"
        " on both sides",
    ),
    "image": (
        "derived: 17 edits (compression, crops, collages, turns, mirror, overlays and others) of 12 "
        "photographs a side, of 400 px, and of 12 photographs painted over by a hand; crops and collages of "
        "60 photographs a side",
        "N0: photographs, and edits of others, of different subjects; N1: of one kind of subject, such as"
        " two breeds of dogs; N2: different photographs painted over by one hand, a program with one "
        "palette and one manner of marks, and edits of such, a part of them of one kind of subject; and "
        "pictures made by transfer of a style against pictures of painters and styles",
        "fitted on half of the kinds of subjects, hands, manners and palettes, measured on the other half",
    ),
}

UNFIT_FOR: dict[CalibrationKind, tuple[str, ...]] = {
    "en": (
        "a quotation of more than 25 words that both sides have from a third: it looks like a recital; "
        "search a background for it",
        "a work's own songs, refrains and formulae: quoted elsewhere in the same book they gave ratios "
        "over 100",
        "text that is all formula: contracts, statutes, forms, code, verse",
        "paraphrase in other words throughout: changes here were words exchanged at random, and student "
        "answers",
        "works chosen because they were found to be alike, without the size of that search",
    ),
    "zh": (
        "a quotation or clause that both sides have from a third (N3): none was in the null",
        "verse, formulae, official forms, and classical texts as works",
        "paraphrase in other words: changes here were characters exchanged at random",
        "works written in Taiwan or Hong Kong: Traditional characters here were turned from Simplified ones",
        "works chosen because they were found to be alike, without the size of that search",
    ),
    "translation": (
        "any statement of a ratio while a demand is missed",
        "languages other than English and Chinese, literature, and works by one author (N2): none was "
        "measured",
    ),
    "image": (
        "drawings, charts, logos, screenshots and pages of text: works were photographs",
        "pictures of one place, object or person taken anew (N3): nothing of the kind was in the null",
        "works by one human artist: the hands here are programs that paint photographs over, beside few "
        "pairs of neural style transfer",
        "edits made by a generative model: the edits here are those of programs for pictures",
    ),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """The pairs of a kind with their evidence, what the evidence is, and how many lines could not be used."""

    kind: CalibrationKind
    pairs: tuple[KnownPair, ...]
    features: tuple[Feature, ...]
    naming: Naming
    n_left_out: int

    def report(self) -> ValidationReport:
        """Return calibration and report."""
        return validate_pairs(self.pairs, self.features, self.naming, seed=SEED, n_replicates=N_REPLICATES)


def measured(kind: CalibrationKind, folder: Path) -> Measured:
    """Build the pairs of a kind below a folder and compare them."""
    truth = (picture_table() if kind == "image" else BUILDERS[kind]()).write(folder / kind)
    read = read_truth(truth)
    options = Options(methods=ASKED.get(kind, ()), seed=SEED)

    cards = cards_of(medium_of(kind), options)
    features = features_of(kind, cards)
    if read.has_values:
        order = [feature.name for feature in features]
        pairs = [of_row(row, tuple(dict(row.values)[name] for name in order)) for row in read.rows]
    else:
        run = TruthRun(read, truth.parent, kind, features, options, silent)
        pairs = run.pairs(read.rows, folder / f"{kind}-pairs")
    naming = Naming(
        id=f"{kind}-{read.sha256[:12]}",
        kind=kind,
        made_of=MADE_OF[kind],
        unfit_for=UNFIT_FOR[kind],
        made_with=(("seed", str(SEED)), ("sidebyside", versions()["sidebyside"])),
        truth_name=f"bench.{'truth_pictures' if kind == 'image' else 'truth_text'}, {kind}",
        truth_sha256=read.sha256,
    )
    return Measured(kind, tuple(pairs), features, naming, len(read.rows) - len(pairs))


def written(report: ValidationReport, folder: Path) -> tuple[bytes, bytes]:
    """Return the bytes of calibration and report, written below a folder."""
    write_report(report, folder, ())
    return (folder / CALIBRATION_NAME).read_bytes(), (folder / REPORT_NAME).read_bytes()


def rows_of(report: ValidationReport) -> Iterator[tuple[object, ...]]:
    """Yield a row for each null: sizes, Cllr and its loss, and the bounds."""
    for null in report.nulls:
        cllr, loss = (
            f"{one.value:.3f} ({one.low:.3f} to {one.high:.3f})" for one in (null.cllr, null.cllr_cal)
        )
        bounds = f"{null.lower_bound:.2f} to {null.upper_bound:.2f}"
        yield (report.kind, null.null, null.n_h1, null.n_h2, cllr, loss, bounds)


HEAD = (
    "kind",
    "null",
    "derived, held out",
    "null, held out",
    "Cllr (95 %)",
    "Cllr_cal (95 %)",
    "log10 LR within",
)


def main(kinds: Sequence[str]) -> None:
    """Write the files, and print their figures."""
    if not DATA.is_dir():
        print("The development data do not stand beside the checkout; see CONTRIBUTING.md.")
        return
    rows: list[tuple[object, ...]] = []
    with tempfile.TemporaryDirectory() as name:
        for kind in KINDS:
            if kinds and kind not in kinds:
                continue
            report = measured(kind, Path(name)).report()
            FITTED.mkdir(exist_ok=True)
            calibration, whole = written(report, Path(name) / "out" / kind)
            (FITTED / f"{kind}.json").write_bytes(calibration)
            (FITTED / f"{kind}.report.json").write_bytes(whole)
            rows += rows_of(report)
            missed = [line.name for line in report.calibration.acceptance if not line.is_met]
            print(f"{kind}: {'accepted' if not missed else 'MISSED ' + ', '.join(missed)}", flush=True)
    table("Calibrations, on held-out pairs", HEAD, rows)


if __name__ == "__main__":
    main(sys.argv[1:])
