"""What an exhibit says in its own words, in every language, on every path to the page."""

import ast
import re
from html.parser import HTMLParser
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from sidebyside.contracts import methods_of
from sidebyside.exhibits import languages, load, write

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sidebyside"
MEDIA = ("text", "image")


def _loaded(name):
    spec = spec_from_file_location(name, ROOT / "tests" / "exhibits" / f"{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WORDING = _loaded("wording")
violations = WORDING.violations


@pytest.mark.parametrize(
    "sentence",
    [
        "The output infringes the work.",
        "an INFRINGEMENT",
        "stolen words",
        "Plagiarised from the work",
        "The two are substantially similar.",
        "substantial  similarity",
        "The passage was copied.",
        "This proves the point.",
        "proven beyond doubt",
        "兩者實質近似",
        "實質相似",
        "涉嫌抄襲",
        "足以證明",
        "構成侵害",
        "侵權",
        "版權所有",
    ],
)
def test_a_barred_wording_is_found(sentence):
    assert violations(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "copy_descriptor",
        "A Self-Supervised Descriptor for Image Copy Detection",
        "improve the lamp",
        "waterproof",
    ],
)
def test_words_that_only_look_alike_are_let_through(sentence):
    assert violations(sentence) == []


@pytest.mark.parametrize("sentence", WORDING.FIXED_SENTENCES)
def test_a_fixed_sentence_is_let_through_and_a_word_of_it_elsewhere_is_not(sentence):
    assert violations(sentence) == []
    assert violations(sentence + "；本件構成侵害")


@pytest.mark.parametrize("tag", languages())
def test_no_sentence_of_a_language_says_what_an_exhibit_may_not(tag):
    said = [line for value in load(tag).entries.values() for line in violations(str(value))]
    assert said == []


@pytest.mark.parametrize("medium", MEDIA)
def test_no_method_card_says_what_an_exhibit_may_not(medium):
    for member in methods_of(medium).members().values():
        assert violations(repr(member.card)) == []


def test_no_template_says_what_an_exhibit_may_not():
    for path in (SOURCE / "exhibits" / "formats" / "html" / "templates").iterdir():
        assert violations(path.read_text("utf-8")) == []


def _strings(path):
    """Strings of a module that can reach a page: all but the docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value


@pytest.mark.parametrize(
    "room", ["sources", "methods", "primitives", "case", "workflows", "exhibits", "records"]
)
def test_no_message_that_can_reach_a_page_says_what_an_exhibit_may_not(room):
    said = {
        f"{path.relative_to(SOURCE)}: {line}"
        for path in (SOURCE / room).glob("**/*.py")
        if path.name != "attempt.py"  # patterns that are looked for, not said
        for text in _strings(path)
        for line in violations(text)
    }
    assert said == set()


class Said(HTMLParser):
    """The text of a page."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.text = []
        self.feed(re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL))

    def handle_starttag(self, tag, attrs):
        self.text += [value for name, value in attrs if name in ("aria-label", "title", "alt", "data-label")]

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("tag", languages())
def test_no_page_says_what_an_exhibit_may_not(tag, tmp_path):
    case = _loaded("small_case")
    write(case.case(), tmp_path, [tag], title=case.TITLE)
    for path in tmp_path.iterdir():
        text = path.read_text("utf-8")
        said = "".join(Said(text).text) if path.suffix == ".html" else text
        assert violations(said) == []


def test_every_ban_has_a_name_and_a_pattern_that_finds_its_name():
    for name in WORDING.BANNED:
        word = name.removesuffix("*")
        assert violations(word + ("ed" if name.endswith("*") else "")), name
