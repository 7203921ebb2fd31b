"""Gives every test of this folder the small case."""

from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())


@cache
def _loaded() -> ModuleType:
    spec = spec_from_file_location("small_case", ROOT / "tests" / "exhibits" / "small_case.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def small_case() -> ModuleType:
    return _loaded()
