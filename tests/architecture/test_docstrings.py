"""Every example in a docstring gives what it says."""

import doctest
import importlib
from pathlib import Path

import pytest

import sidebyside

ROOT = Path(sidebyside.__file__).parent
MODULES = sorted(
    ".".join(("sidebyside", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
    for path in ROOT.rglob("*.py")
    if ">>> " in path.read_text("utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_every_example_of_a_module_gives_what_it_says(name, capsys):
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0, capsys.readouterr().out
