import pytest

from sidebyside.errors import InputError, MethodError
from sidebyside.exhibits import RENDERERS, arrange, write

NAMES = [
    "exhibit.en.html",
    "exhibit.zh-Hant.html",
    "findings.csv",
    "findings.jsonl",
    "ledger.jsonl",
]


def test_an_exhibit_is_its_pages_tables_and_ledger(tmp_path, small_case):
    case = small_case.case()
    write(case, tmp_path / "a" / "exhibit", ["en", "zh-Hant"])
    folder = tmp_path / "a" / "exhibit"
    assert sorted(path.name for path in folder.iterdir()) == NAMES
    assert (folder / "findings.jsonl").read_bytes() == case.findings_jsonl
    assert (folder / "ledger.jsonl").read_bytes() == case.ledger


def test_the_same_case_gives_the_same_bytes(tmp_path, small_case):
    for name in "ab":
        write(small_case.case(), tmp_path / name, ["en", "zh-Hant"])
    for name in NAMES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_language_that_is_not_there_writes_nothing(tmp_path, small_case):
    with pytest.raises(InputError, match="fr"):
        write(small_case.case(), tmp_path / "x", ["en", "fr"])
    assert not (tmp_path / "x").exists()


def test_a_format_that_is_not_there_writes_nothing(tmp_path, small_case):
    with pytest.raises(InputError, match="no format is called 'scroll'") as refused:
        write(small_case.case(), tmp_path / "x", ["en"], formats=["scroll"])
    assert "csv, tables for a spreadsheet; html, pages" in refused.value.hint
    assert not (tmp_path / "x").exists()


def test_the_formats_named_are_written_beside_those_that_are_always_there(tmp_path, small_case):
    write(small_case.case(), tmp_path / "x", ["en"], formats=["csv"])
    assert sorted(path.name for path in (tmp_path / "x").iterdir()) == NAMES[2:]


TAKEN = ("manifest.json", "Verify.py", "Findings.csv")
ELSEWHERE = ("../outside.txt", "a/b.txt", "exhibit.en.txt")


@pytest.mark.parametrize("name", TAKEN + ELSEWHERE)
def test_a_format_may_not_write_what_is_taken_or_elsewhere_or_in_a_language_it_does_not_say(
    name, tmp_path, small_case, monkeypatch
):
    class Rude:
        label, is_by_language = "what is not its own", False

        def files(self, exhibit):
            yield name, b""

    member = RENDERERS.member
    monkeypatch.setattr(RENDERERS, "member", lambda each: Rude() if each == "html" else member(each))
    with pytest.raises(MethodError, match=r"the format html gives a file '.*', which it may not write"):
        write(small_case.case(), tmp_path / "x" / "y", ["en"], formats=["csv", "jsonl", "html"])
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["y"]
    assert sorted(path.name for path in (tmp_path / "x" / "y").iterdir()) == NAMES[2:]


def test_what_a_renderer_is_given_is_one_case_in_every_language(small_case):
    case = small_case.case()
    made = arrange(case, ["en", "zh-Hant"], title="The lamp")
    assert [(each.view.lang, each.locale.tag) for each in made.views] == [
        ("en", "en"),
        ("zh-Hant", "zh-Hant"),
    ]
    assert {each.view.title for each in made.views} == {"The lamp"}
    assert [(table.name, len(table.rows)) for table in made.tables] == [("findings", len(case.findings))]
    assert (made.findings_jsonl, made.ledger) == (case.findings_jsonl, case.ledger)
