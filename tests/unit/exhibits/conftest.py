"""Gives every test of this folder the cases written out by hand, and the wording an exhibit may not have."""

from collections.abc import Callable
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())


@cache
def _loaded(name: str) -> ModuleType:
    spec = spec_from_file_location(name, ROOT / "tests" / "exhibits" / f"{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def small_case() -> ModuleType:
    return _loaded("small_case")


@pytest.fixture
def picture_case() -> ModuleType:
    return _loaded("picture_case")


@pytest.fixture
def weighed_case() -> ModuleType:
    return _loaded("weighed_case")


@pytest.fixture
def validated_case() -> ModuleType:
    return _loaded("validated_case")


@pytest.fixture
def violations() -> Callable[[str], list[str]]:
    return _loaded("wording").violations
