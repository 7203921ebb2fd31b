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
from sidebyside.records import CalibrationKind, Feature, NullGrade, ValidationReport
from sidebyside.workflows.known_pairs import TruthRun, medium_of, of_row
from sidebyside.workflows.options import Options, cards_of, versions
from sidebyside.workflows.progress import silent
from sidebyside.workflows.validate import CALIBRATION_NAME, REPORT_NAME, write_report

KINDS: dict[str, CalibrationKind] = {
    "en": "en",
    "en-paraphrase": "en",
    "zh": "zh",
    "translation": "translation",
    "image": "image",
}
"""The calibrations by name, which is that of the file, with their kinds; of two that fit a case the one with
more evidence is taken."""
SEED, N_REPLICATES = 0, 200
ASKED = {
    "en": ("near_verbatim", "verbatim"),
    "en-paraphrase": ("near_verbatim", "paraphrase", "verbatim"),
    "zh": ("near_verbatim", "verbatim"),
    "translation": ("translation",),
}
"""The methods whose matches are evidence of a calibration; the others would only take time here."""

MADE_OF: dict[str, tuple[str, ...]] = {
    "en": (
        "pairs of known source: passages of 20 to 160 words of two novels of the 19th century and of "
        "news of 2023, "
        "unchanged, with 10, 20 or 30 % of their words changed at random, or with their sentences "
        "reordered, planted in other texts of the same side; and 57 student answers cut, lightly or "
        "heavily revised from an article",
        "N0: each novel and news against news, model outputs and student answers; N1: news against other "
        "news, outputs of two models asked for one passage of a novel against distant parts of it, and "
        "free student answers against the article; N2: distant parts of one novel, near-recitals of one "
        "part against distant ones, and answers of one student to different questions",
        "pairs of known source, made by models: 865 answers of four language models asked to recite "
        "passages of the two "
        "novels; by people: the American Standard Version, a revision of the King James Version, by chapters "
        "and by five verses; each kind weighs the same, and against N3 only these two count",
        "N3: two English translations of the Bible, by chapters and by five verses; two accounts of one "
        "event by news agencies; one quotation of 12 to 25 words, or one clause of a licence, in two novels",
        "fitted on Dickens and the first half of the news, measured on Stevenson, the second half and the"
        " student answers",
    ),
    "zh": (
        "pairs of known source: passages of 30 to 240 characters of a newspaper of January 1998, "
        "unchanged, with 10, 20"
        " or 30 % of their characters changed at random, or with their sentences reordered, half of them "
        "turned from Traditional to Simplified characters, planted in reviews by customers",
        "N0: the newspaper and classical texts against reviews and news of 2023; N1: articles of the "
        "newspaper against others of the same month; N2: different news put into Chinese by one "
        "translator, human or machine, and parts of one classical text",
        "N3: news of 2023 put into Chinese by two of a human, GPT-4 and NLLB, 2 to 10 lines; chapters of the "
        "Bible in spoken and in classical Chinese; the pairs of known source held against it are edits "
        "made by programs",
        "fitted on the first half of newspaper, reviews and news, measured on the second half",
    ),
    "translation": (
        "pairs of known source: 1, 2 or 4 lines of English news and posts of 2023 in Chinese by a human, "
        "by GPT-4 or by"
        " NLLB, and the reverse, among 24 other lines",
        "N0: English novels against Chinese news, posts and reviews; N1: news and posts against other "
        "ones in the other language",
        "fitted on the first half of the lines, measured on the second half; the translators are the same"
        " on both sides",
    ),
    "image": (
        "pairs of known source: 17 edits (compression, crops, collages, turns, mirror, overlays and "
        "others) of 12 photographs a side, of 400 px, of 12 photographs painted over by a program, and of 9 "
        "and 8 photographs of places, of 600 px; crops and collages of 60 photographs a side",
        "N0: photographs, and edits of others, of different subjects; N1: of one kind of subject, such as"
        " two breeds of dogs; N2: different photographs painted over by one program, with one "
        "palette and one manner of marks, and edits of such, a part of them of one kind of subject; and "
        "pictures made by transfer of a style against pictures of painters and styles",
        "N3: photographs of one place from other points, neither from the other: a castle and a trunk to fit "
        "on, a street to measure on, there also edits of one photograph against another",
        "fitted on half of the kinds of subjects, programs, manners and palettes, measured on the other half",
    ),
}
MADE_OF["en-paraphrase"] = (
    *MADE_OF["en"],
    "put into other words by people: 929 sentences of books, each beside its paraphrase; N1 beside them: 998 "
    "sentences beside others on their subject, which weigh half of it",
)

UNFIT_FOR: dict[str, tuple[str, ...]] = {
    "en": (
        "a quotation of more than 25 words that both sides have from a third: it looks like a recital; "
        "search a background for it",
        "a work's own songs, refrains and formulae: quoted elsewhere in the same book they gave ratios "
        "over 100",
        "formula that no rule tells: contracts and licences without numbered clauses, and verse without "
        "capitals or line ends",
        "paraphrase in other words throughout: changes here were words exchanged at random, and student "
        "answers",
        "works chosen because they were found to be alike, without the size of that search",
    ),
    "zh": (
        "a quotation or clause that both sides have from a third (N3): none was in the null",
        "formulae and official forms without numbered clauses, and verse in lines of unequal length",
        "paraphrase in other words: changes here were characters exchanged at random",
        "works chosen because they were found to be alike, without the size of that search",
    ),
    "translation": (
        "a translation of a single sentence: of those planted alone one in eight shows nothing",
        "languages other than English and Chinese, literature, and works by one author (N2): none was "
        "measured",
    ),
    "image": (
        "paintings, shaded drawings and rendered pictures, which nothing tells from photographs: works were "
        "photographs",
        "a flat thing taken twice, such as a painting or a page, or two pictures from one tripod: the three "
        "places of the null (N3) have depth, and were taken from other points",
        "pictures of one person or one small object taken anew: the null (N3) holds places",
        "works by one human artist: N2 here is programs painting over photographs, beside few "
        "pairs of neural style transfer",
        "edits made by a generative model: the edits here are those of programs for pictures",
    ),
}
UNFIT_FOR["en-paraphrase"] = (
    *(sentence for sentence in UNFIT_FOR["en"] if not sentence.startswith("paraphrase")),
    "a single sentence put into other words: beside others on its subject it is often not told",
)


NULL_NAMES: dict[CalibrationKind, tuple[tuple[NullGrade, str], ...]] = {
    "image": (
        ("N2", "programs painting over photographs"),
        ("N3", "other photographs of the place that the work shows"),
    ),
}
"""What the pairs of a null are, where that is less than its grade says."""


EXCLUDES: dict[CalibrationKind, tuple[str, ...]] = {
    "en": ("verse", "program_text", "numbered_clauses"),
    "zh": ("taiwan_hong_kong", "classical_chinese", "verse", "program_text", "numbered_clauses"),
    "translation": ("taiwan_hong_kong", "classical_chinese"),
    "image": ("drawing",),
}
"""What each calibration enforces: of such works no ratio is stated (`sidebyside.calibration.exclusions`)."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The pairs of a calibration with their evidence, what that is, and how many lines could not be used."""

    name: str
    pairs: tuple[KnownPair, ...]
    features: tuple[Feature, ...]
    naming: Naming
    n_left_out: int

    def report(self) -> ValidationReport:
        """Return calibration and report."""
        return validate_pairs(self.pairs, self.features, self.naming, seed=SEED, n_replicates=N_REPLICATES)


def measured(name: str, folder: Path) -> Measured:
    """Build the pairs of a calibration below a folder and compare them."""
    kind = KINDS[name]
    truth = (picture_table() if kind == "image" else BUILDERS[name]()).write(folder / name)
    read = read_truth(truth)
    options = Options(methods=ASKED.get(name, ()), seed=SEED)

    cards = cards_of(medium_of(kind), options)
    features = features_of(kind, cards)
    if read.has_values:
        order = [feature.name for feature in features]
        pairs = [of_row(row, tuple(dict(row.values)[one] for one in order)) for row in read.rows]
    else:
        run = TruthRun(read, truth.parent, kind, features, options, silent)
        pairs = run.pairs(read.rows, folder / f"{name}-pairs")
    naming = naming_of(name, read.sha256)
    return Measured(name, tuple(pairs), features, naming, len(read.rows) - len(pairs))


def naming_of(name: str, sha256: str) -> Naming:
    """Return what a calibration says of itself, given the digest of its table."""
    kind = KINDS[name]
    return Naming(
        id=f"{name}-{sha256[:12]}",
        kind=kind,
        made_of=MADE_OF[name],
        unfit_for=UNFIT_FOR[name],
        excludes=EXCLUDES[kind],
        made_with=(("seed", str(SEED)), ("sidebyside", versions()["sidebyside"])),
        truth_name=f"bench.{'truth_pictures' if kind == 'image' else 'truth_text'}, {name}",
        truth_sha256=sha256,
        null_names=NULL_NAMES.get(kind, ()),
    )


def written(report: ValidationReport, folder: Path) -> tuple[bytes, bytes]:
    """Return the bytes of calibration and report, written below a folder."""
    write_report(report, folder, ())
    return (folder / CALIBRATION_NAME).read_bytes(), (folder / REPORT_NAME).read_bytes()


def name_of(report: ValidationReport) -> str:
    """Return the name of the calibration of a report, which is that of its file."""
    return report.calibration.id.rpartition("-")[0]


def rows_of(report: ValidationReport) -> Iterator[tuple[object, ...]]:
    """Yield a row for each null: sizes, Cllr and its loss, and the bounds."""
    for null in report.nulls:
        cllr, loss = (
            f"{one.value:.3f} ({one.low:.3f} to {one.high:.3f})" for one in (null.cllr, null.cllr_cal)
        )
        bounds = f"{null.lower_bound:.2f} to {null.upper_bound:.2f}"
        yield (name_of(report), null.null, null.n_h1, null.n_h2, cllr, loss, bounds)


HEAD = (
    "calibration",
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
