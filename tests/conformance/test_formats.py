"""Every format of an exhibit found by listing the folder keeps the contract of the room."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from sidebyside.exhibits import RENDERERS, arrange, languages
from sidebyside.exhibits.folder import ALWAYS, VERIFIER_NAME
from sidebyside.exhibits.verify import FINDINGS, LEDGER, MANIFEST, TABLE

CASES = Path(__file__).resolve().parents[1] / "exhibits"


def _loaded(name):
    spec = spec_from_file_location(name, CASES / f"{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SMALL = _loaded("small_case")
GIVEN = {"texts": SMALL.case(), "pictures": _loaded("picture_case").case(SMALL)}


def files(name, case, tags, **more):
    return list(RENDERERS.member(name).files(arrange(GIVEN[case], tags, **more)))


@pytest.mark.parametrize("name", RENDERERS.names())
def test_a_format_says_in_a_few_words_what_it_writes(name):
    assert 0 < len(RENDERERS.member(name).label) <= 80


@pytest.mark.parametrize("case", GIVEN)
@pytest.mark.parametrize("name", RENDERERS.names())
def test_the_same_exhibit_gives_the_same_files_under_plain_names_each_once(name, case):
    made = files(name, case, languages())
    assert made == files(name, case, languages())
    names = [file for file, _ in made]
    assert len(set(map(str.lower, names))) == len(names)
    assert not {MANIFEST, VERIFIER_NAME} & set(names)
    assert all(Path(file).name == file and not file.startswith(".") for file in names)
    assert all(type(data) is bytes for _, data in made)


@pytest.mark.parametrize("case", GIVEN)
@pytest.mark.parametrize("name", RENDERERS.names())
def test_a_file_is_in_the_language_it_is_named_by_or_in_none(name, case):
    alone = {tag: files(name, case, [tag]) for tag in languages()}
    if not RENDERERS.member(name).is_by_language:
        assert all(made == alone["en"] for made in alone.values())
        assert files(name, case, languages()) == alone["en"]
        return
    for tag, made in alone.items():
        assert made
        assert all(file.startswith(f"exhibit.{tag}.") for file, _ in made)
    assert files(name, case, languages()) == [file for made in alone.values() for file in made]


@pytest.mark.parametrize("name", RENDERERS.names())
def test_a_format_leaves_what_it_was_given_as_it_was(name):
    made = arrange(GIVEN["texts"], ["en"])
    list(RENDERERS.member(name).files(made))
    again = arrange(GIVEN["texts"], ["en"])
    assert (made.views, made.tables) == (again.views, again.tables)


def test_what_the_manifest_and_the_verifier_need_is_always_written():
    written = {file for name in ALWAYS for file, _ in files(name, "texts", ["en"])}
    assert {FINDINGS, LEDGER, TABLE} <= written


def test_no_two_formats_write_the_same_file():
    names = [file for name in RENDERERS.names() for file, _ in files(name, "texts", languages())]
    assert len(set(map(str.lower, names))) == len(names)
