"""A null given as a table: its pairs are compared as pairs, and what is wrong in it is named by its line."""

import json

import numpy as np
import pytest

import sidebyside as sbs
from sidebyside.calibration.likelihood_ratio import features_of
from sidebyside.cli import main
from sidebyside.contracts import TEXT_METHODS
from sidebyside.errors import InputError
from sidebyside.primitives.digest import canonical_json
from sidebyside.records import AcceptanceLine, Calibration, CaseNullUse, NullModel, to_plain
from sidebyside.workflows.null_table import is_pair_table
from sidebyside.workflows.options import Options

CARDS = [TEXT_METHODS.member(name).card for name in ("verbatim", "near_verbatim")]
CALIBRATION = Calibration(
    "en-made-up",
    "text",
    "en",
    features_of("en", CARDS)[:1],
    tuple(
        NullModel(
            grade, -1.5, (0.8,), (), -1.9, 3.1, 200, 2000, 20, tuple(np.linspace(-1.0, 3.0, 101).tolist())
        )
        for grade in ("N1", "N3")
    ),
    (AcceptanceLine("cllr", 0.15, 0.1, is_met=True),),
    ("nothing",),
    (),
    (),
    10,
    500,
)
PROSE = (
    "the lamp went out on the pier and nobody of the crew would say who had touched it that night or "
    "why the old keeper had left his book open at the page of the storm which took the three sisters"
)
SHARED = "in the beginning of the year the old man went down to the sea with his two sons and a dog"


def words(seed, n):
    rng = np.random.default_rng(seed)
    common = ("the", "of", "and", "to", "in", "that", "was", "he", "it", "with", "as", "his", "for", "had")
    rare = [a + b for a in ("bram", "cold", "dust", "fern", "gale") for b in ("ley", "wick", "moor", "stone")]
    return " ".join(str(rng.choice(common if rng.random() < 0.6 else rare)) for _ in range(n))


class Folder:
    """A case and a table beside it."""

    def __init__(self, root):
        self.root = root
        for name in ("works", "outputs", "pairs"):
            (root / name).mkdir()
        self.write("works/w.txt", f"{words(1, 200)} {PROSE} {words(2, 100)}")
        self.write("outputs/o.txt", f"{words(4, 60)} {PROSE}")
        plain = {"schema": "sidebyside/calibration/1", **to_plain(CALIBRATION)}
        (root / "calibration.json").write_bytes(canonical_json(plain))

    def write(self, name, text):
        (self.root / name).write_text(text, "utf-8")

    def pairs(self, n=60):
        for k in range(n):
            self.write(f"pairs/{k}a.txt", f"{words(1000 + k, 50)} {SHARED if k % 3 == 0 else ''}")
            self.write(f"pairs/{k}b.txt", f"{SHARED if k % 3 == 0 else ''} {words(2000 + k, 50)}")
        return [("work", "output"), *((f"{k}a.txt", f"{k}b.txt") for k in range(n))]

    def table(self, rows, name="pairs/table.tsv"):
        self.write(name, "".join("\t".join(row) + "\n" for row in rows))
        return str(self.root / name)

    def compare(self, table, grade="N3"):
        options = Options(
            methods=("near_verbatim", "verbatim"),
            calibrations=(str(self.root / "calibration.json"),),
            nulls=((grade, table),),
        )
        return sbs.compare(self.root / "works", self.root / "outputs", self.root / "case", options=options)


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


@pytest.mark.parametrize("grade", ["N1", "N3", "N4"])
def test_the_pairs_of_a_table_are_compared_as_pairs_and_with_nothing_else(folder, grade):
    case = folder.compare(folder.table(folder.pairs()), grade)
    assert case.statistics.case_nulls == (CaseNullUse(grade, "en", 60, 50, "used"),)
    (calibration,) = case.statistics.calibrations
    model = next(one for one in calibration.nulls if one.null == grade)
    assert (model.n_h2, model.n_clusters) == (60, 60)
    (pair,) = case.matches
    assert {one.null for one in pair.likelihood_ratios if one.is_of_case} == {grade}
    noted = [text for text in sbs.open_case(case.folder).searched if text.purpose == grade]
    assert len(noted) == 121, "the table and both sides of every pair"
    assert "table.tsv" in {text.path for text in noted}


def test_a_table_of_a_common_source_never_weakens_the_one_shipped(folder):
    rows = folder.pairs()
    with_table = folder.compare(folder.table(rows))
    (pair,) = with_table.matches
    ratio = next(one for one in pair.likelihood_ratios if one.null == "N3")
    assert ratio.llr <= next(one.llr for one in pair.likelihood_ratios if one.null == "N1")


def test_what_is_drawn_anew_is_the_source_where_the_table_names_one(folder):
    rows = [(*row, "source" if n == 0 else f"s{n % 7}") for n, row in enumerate(folder.pairs())]
    case = folder.compare(folder.table(rows))
    (calibration,) = case.statistics.calibrations
    assert next(one for one in calibration.nulls if one.null == "N3").n_clusters == 7


def test_a_line_of_a_log_is_named_as_in_a_table_of_truth(folder):
    rows = folder.pairs()
    lines = [json.dumps({"id": f"x{k}", "text": words(5000 + k, 50)}) for k in range(60)]
    folder.write("pairs/log.jsonl", "\n".join(lines))
    rows = [rows[0], *((work, f"log.jsonl#x{k}") for k, (work, _) in enumerate(rows[1:]))]
    case = folder.compare(folder.table(rows))
    assert case.statistics.case_nulls[0].n_pairs == 60


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: [*rows[:3], ("gone.txt", "2b.txt"), *rows[4:]], "line 4: gone.txt is not there"),
        (
            lambda rows: [*rows[:3], ("../works/w.txt", "2b.txt")],
            "line 4: ../works/w.txt is not there, or outside",
        ),
        (lambda rows: [*rows, rows[5]], "line 62: the pair 4a.txt and 4b.txt stands in line 6 too"),
        (lambda rows: [*rows, ("copy.txt", "4b.txt")], "line 62: the pair has the bytes of that in line 6"),
        (
            lambda rows: [*rows, ("7a.txt", "picture.png")],
            "line 62: 7a.txt is of the medium text, picture.png",
        ),
        (lambda rows: [*rows, ("w.txt", "7b.txt")], "line 62: w.txt is w.txt of the case"),
        (lambda rows: [*rows, ("7a.txt", "o.txt")], "line 62: o.txt is o.txt of the case"),
        (lambda rows: [*rows, ("7a.txt", "7a.txt")], "line 62: 7a.txt and 7a.txt are the same bytes"),
        (lambda rows: [*rows, ("7a.txt", "")], "line 62: work or output is empty"),
        (lambda rows: [*rows, ("7a.txt",)], "line 62: 1 columns"),
        (lambda rows: [("work", "outcome"), *rows[1:]], "line 1: .* missing output, unknown outcome"),
        (lambda rows: [(*rows[0], "derived"), (*rows[1], "yes")], "line 2: derived is 'yes'"),
        (lambda rows: [(*rows[0], "null"), (*rows[1], "N2")], "line 2: the null is 'N2', .* for N3"),
        (lambda rows: rows[:50], "gives 49 pairs that can be compared, 50 are needed"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_line(folder, change, said):
    from PIL import Image

    rows = folder.pairs()
    folder.write("pairs/copy.txt", (folder.root / "pairs/4a.txt").read_text("utf-8"))
    for name, there in (("w.txt", "works/w.txt"), ("o.txt", "outputs/o.txt")):
        folder.write(f"pairs/{name}", (folder.root / there).read_text("utf-8"))
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).save(folder.root / "pairs/picture.png")
    with pytest.raises(InputError, match=said):
        folder.compare(folder.table(change(rows)))


def test_a_file_of_outputs_is_no_table(folder):
    folder.write("log.jsonl", json.dumps({"id": "1", "text": "a work, an output"}))
    assert not is_pair_table(folder.root / "log.jsonl")
    assert not is_pair_table(folder.root)
    assert is_pair_table(folder.root / folder.table([("output", "work", "source")], "pairs.txt"))


def test_the_command_takes_a_table(folder, capsys):
    table = folder.table(folder.pairs())
    words_typed = ["compare", *(str(folder.root / name) for name in ("works", "outputs"))]
    words_typed += ["--out", str(folder.root / "case"), "--method", "near_verbatim", "--method", "verbatim"]
    words_typed += ["--calibration", str(folder.root / "calibration.json"), "--null", f"N3={table}"]
    assert main(words_typed) == 0
    assert main([*words_typed[:-1], "N3"]) == 2
    assert "GRADE=TABLE" in capsys.readouterr().err
