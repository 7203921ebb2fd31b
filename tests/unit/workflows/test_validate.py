"""The verb ``validate``: from a table of files to calibration and report."""

import json
import random

import pytest

from sidebyside.cli import main
from sidebyside.errors import InputError
from sidebyside.records import ValidationReport, from_plain
from sidebyside.workflows.options import Options
from sidebyside.workflows.validate import validate

pytest.importorskip("lir")

WORDS = [
    a + b + c for a in "bdfglmnprstv" for b in ("a", "e", "io", "ou") for c in ("l", "nd", "rk", "st", "m")
]
OPTIONS = Options(methods=("verbatim",), seed=4)


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    folder = tmp_path_factory.mktemp("truth")
    rng = random.Random(8)

    def text(n):
        return [rng.choice(WORDS) for _ in range(n)]

    rows = ["work\toutput\tderived\tnull\tauthor\tlanguage\ttransformation\tsize"]
    for author in range(10):
        work = text(120)
        (folder / f"w{author}.txt").write_text(" ".join(work), "utf-8")
        with (folder / f"o{author}.jsonl").open("w", encoding="utf-8") as stream:
            for k in range(10):
                output = text(60)
                if k < 5:
                    start = rng.randrange(60)
                    output[20:20] = work[start : start + 10 + 5 * k]
                stream.write(json.dumps({"id": f"g{k}", "text": " ".join(output)}) + "\n")
        for k in range(10):
            truth = f"yes\t\t{author}\ten\trun\t{10 + 5 * k}" if k < 5 else f"no\tN0\t{author}\ten\t\t"
            rows.append(f"w{author}.txt\to{author}.jsonl#g{k}\t{truth}")
    path = folder / "truth.tsv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def test_a_table_of_files_becomes_a_calibration_and_a_report_the_same_each_time(table, tmp_path):
    done = validate(table, tmp_path / "one", options=OPTIONS, n_replicates=20)
    again = validate(table, tmp_path / "two", options=OPTIONS, n_replicates=20)
    assert done.report == again.report
    for name in ("calibration.json", "report.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    plain = json.loads((tmp_path / "one" / "report.json").read_bytes())
    assert plain.pop("schema") == "sidebyside/validation/1"
    assert from_plain(ValidationReport, plain) == done.report
    assert done.report.kind == "en"
    assert (done.report.truth.n_pairs, done.report.truth.n_derived) == (100, 50)
    assert done.report.nulls[0].eer.value < 0.2
    assert 60 <= done.report.calibration.least_tokens < done.report.calibration.most_tokens <= 90


def test_it_goes_on_where_it_stopped_and_other_settings_are_another_run(table, tmp_path):
    done = validate(table, tmp_path, options=OPTIONS, n_replicates=5)
    assert validate(table, tmp_path, options=OPTIONS, n_replicates=5).report == done.report
    with pytest.raises(InputError, match="other settings"):
        validate(table, tmp_path, options=Options(methods=("near_verbatim",), seed=4))


def test_an_item_that_is_not_there_is_named_with_its_line(table, tmp_path):
    rows = table.read_text("utf-8").splitlines()
    broken = table.with_name("broken.tsv")
    for old, new in (("w0.txt", "none.txt"), ("o0.jsonl#g0", "o0.jsonl#none")):
        broken.write_text("\n".join([rows[0], rows[1].replace(old, new), *rows[2:]]), "utf-8")
        with pytest.raises(InputError, match=f"broken.tsv, line 2: {new} is not there"):
            validate(broken, tmp_path / new, options=OPTIONS)


def test_several_kinds_need_a_name(table, tmp_path):
    mixed = table.with_name("mixed.tsv")
    mixed.write_text(table.read_text("utf-8").replace("9\ten", "9\tzh"), "utf-8")
    with pytest.raises(InputError, match="several kinds: en, zh"):
        validate(mixed, tmp_path / "a", options=OPTIONS)
    done = validate(mixed, tmp_path / "b", kind="en", options=OPTIONS, n_replicates=5)
    assert (done.n_other_kind, done.report.truth.n_pairs) == (10, 90)


def test_the_verb_prints_the_figures_and_the_lines(table, tmp_path, capsys):
    status = main(["validate", str(table), "--out", str(tmp_path), "--method", "verbatim", "--seed", "4"])
    said = capsys.readouterr().out
    assert status == 0
    assert "100: 50 of known source, 50 of nulls" in said
    assert "cllr at most 0.15" in said
    status = main(
        ["validate", str(table), "--out", str(tmp_path), "--method", "verbatim", "--seed", "4", "--json"]
    )
    assert json.loads(capsys.readouterr().out)["schema"] == "sidebyside/validation/1"
