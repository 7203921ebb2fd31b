"""Places that several tests share."""

from pathlib import Path

import pytest

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
