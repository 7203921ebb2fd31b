"""Works against outputs of generative models, side by side.

>>> import sidebyside as sbs
>>> case = sbs.compare("examples/works", "examples/outputs")  # doctest: +SKIP
>>> case.exhibit("out", languages=["en", "zh-Hant"])  # doctest: +SKIP

Importing this module loads nothing else; a name is loaded when it is first used.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sidebyside.case import Case, Findings, Run, open_case
    from sidebyside.errors import (
        EngineError,
        InputError,
        MethodError,
        MissingDependencyError,
        SidebysideError,
        UnfitItemError,
        VerificationError,
    )
    from sidebyside.records import (
        Counts,
        Finding,
        Generation,
        Match,
        NothingFound,
        Output,
        Region,
        Span,
        UncountedPair,
        Unscorable,
        Work,
    )
    from sidebyside.sources import Limits
    from sidebyside.workflows.compare import compare
    from sidebyside.workflows.decide import decide
    from sidebyside.workflows.exhibit import exhibit
    from sidebyside.workflows.frame import to_frame
    from sidebyside.workflows.options import Options
    from sidebyside.workflows.validate import validate
    from sidebyside.workflows.verify import verify

__version__ = "0.1.0"

_HOMES = {
    "sidebyside.workflows.compare": ("compare",),
    "sidebyside.workflows.decide": ("decide",),
    "sidebyside.workflows.exhibit": ("exhibit",),
    "sidebyside.workflows.frame": ("to_frame",),
    "sidebyside.workflows.options": ("Options",),
    "sidebyside.workflows.validate": ("validate",),
    "sidebyside.workflows.verify": ("verify",),
    "sidebyside.case": ("Case", "Findings", "Run", "open_case"),
    "sidebyside.sources": ("Limits",),
    "sidebyside.records": (
        *("Counts", "Finding", "Generation", "Match", "NothingFound", "Output", "Region", "Span"),
        *("UncountedPair", "Unscorable", "Work"),
    ),
    "sidebyside.errors": (
        *("EngineError", "InputError", "MethodError", "MissingDependencyError", "SidebysideError"),
        *("UnfitItemError", "VerificationError"),
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Case",
    "Counts",
    "EngineError",
    "Finding",
    "Findings",
    "Generation",
    "InputError",
    "Limits",
    "Match",
    "MethodError",
    "MissingDependencyError",
    "NothingFound",
    "Options",
    "Output",
    "Region",
    "Run",
    "SidebysideError",
    "Span",
    "UncountedPair",
    "UnfitItemError",
    "Unscorable",
    "VerificationError",
    "Work",
    "__version__",
    "compare",
    "decide",
    "exhibit",
    "open_case",
    "to_frame",
    "validate",
    "verify",
]


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name not in _HOME_OF:
        raise AttributeError(f"module 'sidebyside' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
