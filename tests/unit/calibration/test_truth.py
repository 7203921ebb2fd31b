"""The table of known truth: what is read, and what is refused by line."""

import pytest

from sidebyside.calibration.validation import read_truth
from sidebyside.errors import InputError

HEADER = "work\toutput\tderived\tnull\tauthor\tsource\tlanguage\ttransformation\tsize\tsplit"


def lines(n=20, split=("", "")):
    derived = [f"w{i}.txt\to{i}.txt\tyes\t\ta{i}\ts{i}\ten\trun\t12\t{split[0]}" for i in range(n)]
    others = [f"v{i}.txt\tp{i}.txt\tno\tN1\tb{i}; c{i}\t\ten\t\t\t{split[1]}" for i in range(n)]
    return [*derived, *others]


def written(tmp_path, rows, header=HEADER):
    path = tmp_path / "truth.tsv"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path


def test_every_column_is_read(tmp_path):
    truth = read_truth(written(tmp_path, lines()))
    first, other = truth.rows[0], truth.rows[20]
    assert (first.line, first.null, first.clusters, first.size) == (2, None, ("author:a0", "source:s0"), 12.0)
    assert (other.null, other.clusters, other.size) == ("N1", ("author:b0", "author:c0"), None)
    assert not truth.has_values


def test_evidence_measured_elsewhere_is_read(tmp_path):
    rows = [f"{row}\t0.5" for row in lines()]
    truth = read_truth(written(tmp_path, rows, HEADER + "\tfeature:literal"))
    assert truth.has_values
    assert truth.rows[0].values == (("literal", 0.5),)


def test_what_made_a_derived_pair_is_read_and_of_another_refused(tmp_path):
    rows = [f"{row}\t{'model' if chr(9) + 'yes' in row else ''}" for row in lines()]
    read = read_truth(written(tmp_path, rows, HEADER + "\tderivation")).rows
    assert {(row.null, row.derivation) for row in read} == {(None, "model"), ("N1", "")}
    for number, value in ((0, "a machine"), (21, "human")):
        broken = [*rows]
        broken[number] = f"{lines()[number]}\t{value}"
        with pytest.raises(InputError, match=f"line {number + 2}: derivation is '{value}'"):
            read_truth(written(tmp_path, broken, HEADER + "\tderivation"))


def changed(number, column, value):
    def change(rows):
        cells = rows[number].split("\t")
        cells[HEADER.split("\t").index(column)] = value
        return [*rows[:number], "\t".join(cells), *rows[number + 1 :]]

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows[:20], "all pairs are of one class: 20 derived"),
        (lambda rows: rows[20:], "all pairs are of one class: 20 others"),
        (lambda rows: [*rows[:5], *rows[20:25]], "too few pairs: 5 derived, 5 others"),
        (lambda rows: [*rows, rows[3]], "line 42: the pair w3.txt and o3.txt stands in line 5 too"),
        (changed(0, "null", "N1"), "line 2: a derived pair is of no null"),
        (changed(21, "null", "N9"), "line 23: the null 'N9' is no grade"),
        (changed(21, "null", ""), "line 23: the null '' is no grade"),
        (changed(1, "derived", "maybe"), "line 3: derived is 'maybe'"),
        (changed(1, "language", "de"), "line 3: the language 'de' is unknown"),
        (changed(1, "size", "nan"), "line 3: size is 'nan'"),
        (changed(1, "work", ""), "line 3: work or output is empty"),
        (changed(21, "author", ""), "line 23: neither author nor source"),
        (changed(1, "split", "both"), "line 3: split is 'both'"),
        (changed(1, "split", "test"), "line 2: split is empty here and not elsewhere"),
        (lambda rows: [rows[0] + "\tmore", *rows[1:]], "line 2: 11 columns"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_by_line(tmp_path, change, said):
    with pytest.raises(InputError, match=said) as refused:
        read_truth(written(tmp_path, change(lines())))
    assert refused.value.hint


def test_a_cluster_on_both_sides_of_the_split_is_refused(tmp_path):
    rows = lines(split=("train", "test"))
    assert len(read_truth(written(tmp_path, rows)).rows) == 40
    rows = changed(20, "author", "a7")(rows)
    with pytest.raises(InputError, match="line 22: author:a7 is on both sides of the split: train in line 9"):
        read_truth(written(tmp_path, rows))


def test_a_score_that_is_no_number_is_refused(tmp_path):
    rows = [f"{row}\t{'nan' if i == 4 else 0.5}" for i, row in enumerate(lines())]
    with pytest.raises(InputError, match="line 6: feature:literal is 'nan'"):
        read_truth(written(tmp_path, rows, HEADER + "\tfeature:literal"))


@pytest.mark.parametrize("header", [HEADER.replace("\tlanguage", "\ttongue"), HEADER + "\twork"])
def test_columns_are_checked(tmp_path, header):
    with pytest.raises(InputError, match="line 1: the columns cannot be used"):
        read_truth(written(tmp_path, lines(), header))


def test_what_is_no_text_is_refused(tmp_path):
    path = tmp_path / "truth.tsv"
    path.write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(InputError, match="not UTF-8"):
        read_truth(path)
    with pytest.raises(InputError, match="cannot read"):
        read_truth(tmp_path / "none.tsv")
