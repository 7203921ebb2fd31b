"""Places that several tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A run that decides whether a change lands draws the same examples each time; at a desk they are new ones.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def data() -> Path:
    """The development data beside the checkout; the test is skipped where it is absent."""
    if not DATA.is_dir():
        pytest.skip("no development data beside the checkout")
    return DATA


@pytest.fixture(scope="session")
def examples() -> Path:
    """The complete case that comes with the project."""
    return ROOT / "examples"
