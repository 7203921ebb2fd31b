import pytest

from sidebyside.errors import InputError
from sidebyside.exhibits import write

NAMES = [
    "exhibit.en.html",
    "exhibit.zh-Hant.html",
    "findings.csv",
    "findings.jsonl",
    "ledger.jsonl",
]


def test_an_exhibit_is_its_pages_tables_and_ledger(tmp_path, small_case):
    material = small_case.material()
    write(material, tmp_path / "a" / "exhibit", ["en", "zh-Hant"])
    folder = tmp_path / "a" / "exhibit"
    assert sorted(path.name for path in folder.iterdir()) == NAMES
    assert (folder / "findings.jsonl").read_bytes() == material.findings_jsonl
    assert (folder / "ledger.jsonl").read_bytes() == material.ledger


def test_the_same_material_gives_the_same_bytes(tmp_path, small_case):
    for name in "ab":
        write(small_case.material(), tmp_path / name, ["en", "zh-Hant"])
    for name in NAMES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_language_that_is_not_there_writes_nothing(tmp_path, small_case):
    with pytest.raises(InputError, match="fr"):
        write(small_case.material(), tmp_path / "x", ["en", "fr"])
    assert not (tmp_path / "x").exists()
