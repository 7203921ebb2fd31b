"""Works against outputs of generative models, side by side.

>>> import sidebyside as sbs
>>> case = sbs.compare("examples/works", "examples/outputs")  # doctest: +SKIP
>>> case.exhibit("out", languages=["en", "zh-Hant"])  # doctest: +SKIP

Importing this module loads nothing else; a name is loaded when it is first used.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sidebyside.workflows.case import Case
    from sidebyside.workflows.compare import compare
    from sidebyside.workflows.exhibit import exhibit
    from sidebyside.workflows.verify import verify

__version__ = "0.1.0"
__all__ = ["Case", "__version__", "compare", "exhibit", "verify"]

_HOMES = {
    "Case": "sidebyside.workflows.case",
    "compare": "sidebyside.workflows.compare",
    "exhibit": "sidebyside.workflows.exhibit",
    "verify": "sidebyside.workflows.verify",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'sidebyside' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
