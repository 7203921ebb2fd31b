"""The page of errors holds every message of the code, and each message helps."""

import ast
import re
from typing import get_args

import pytest

from sidebyside import errors
from sidebyside.records import UncalibratedReason


@pytest.fixture(scope="module")
def building(root):
    """The modules that make the pages."""
    import importlib
    import sys

    sys.path.insert(0, str(root / "docs"))
    try:
        yield importlib.import_module("building.messages"), importlib.import_module("building.errors_page")
    finally:
        sys.path.remove(str(root / "docs"))


OURS = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
CAUGHT_WHERE_RAISED = {"ValueError", "Unusable"}
NOT_MESSAGES = {
    "": "raised again as it came",
    "SystemExit": "the exit status of the command",
    "AttributeError": "the rule of a module without the attribute",
    "error": "raised again as it came",
    "found.problem": "made where the folder was listed",
    "TypeError": "a branch that no value reaches",
}


def makers(tree):
    """Functions that make an error and hand it back, by name."""
    found = set()
    for node in ast.walk(tree):
        returns = node.returns if isinstance(node, ast.FunctionDef) else None
        if returns is not None and set(re.findall(r"\w+", ast.unparse(returns))) & OURS:
            found.add(node.name)
    return found


def test_every_raise_is_of_the_tree_or_of_a_kind_that_is_known(building):
    messages, _ = building
    handing_back = set()
    for path in messages.files():
        handing_back |= makers(ast.parse(path.read_text("utf-8")))
    allowed = OURS | CAUGHT_WHERE_RAISED | handing_back | set(NOT_MESSAGES)
    for path in messages.files():
        for line, name in messages.raised(path):
            assert name in allowed, f"{path.name}:{line} raises {name}"


def test_every_error_that_is_made_is_collected(building):
    messages, _ = building
    collected = {(item.module, item.line) for item in messages.collect()}
    passed_on = set()
    for path in messages.files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OURS:
                place = (messages.module_of(path), node.lineno)
                if place not in collected:
                    passed_on.add(place[0])
    # One function of this room makes the reason from its arguments; its calls are collected instead.
    assert passed_on <= {"sources.walking"}


def test_a_message_names_a_value_or_the_way_out(building):
    messages, _ = building
    bare = [
        f"{item.module}:{item.line} {item.text}"
        for item in messages.collect()
        if item.exit_code and not item.names_a_value and not item.hint
    ]
    assert bare == []


def test_every_message_stands_on_the_page(building):
    messages, errors_page = building
    page = errors_page.page()
    for item in messages.collect():
        if item.kind == "UnfitItemError" and item.code.startswith("⟨"):
            continue  # made anew from a reason that stands there
        assert errors_page._escaped(item.text) in page, item
        assert errors_page._escaped(item.hint) in page, item


def test_every_reason_and_every_note_is_explained_and_no_other(building):
    messages, errors_page = building
    reasons = errors_page.REASONS
    assert set(reasons["unscorable"]) == messages.unfit_codes() - {"unfit"}
    assert set(reasons["nothing_found"]) == messages.nothing_found_reasons()
    assert set(reasons["uncalibrated"]) == set(get_args(UncalibratedReason))
    assert set(reasons["note"]) == set(messages.note_codes())
    for table in reasons.values():
        assert all(meaning.endswith(".") for meaning in table.values())


def test_every_exit_status_is_explained(building):
    _, errors_page = building
    from sidebyside import cli
    from sidebyside.cli.verbs.compare import EXIT_NOTHING_FOUND

    statuses = {getattr(errors, name).exit_code for name in OURS}
    stated = {int(status) for status in re.findall(r"^\| (\d+) \|", errors_page.INTRODUCTION, re.MULTILINE)}
    assert stated == statuses | {0, EXIT_NOTHING_FOUND, cli.EXIT_STOPPED}


def test_a_message_that_is_filled_in_shows_what_by_name(building):
    messages, _ = building
    texts = {item.text for item in messages.collect()}
    assert "⟨folder⟩ is no case: it has no case.json" in texts
    assert not [text for text in texts if "{" in text or "self." in text]
