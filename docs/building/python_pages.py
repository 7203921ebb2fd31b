"""The pages of the Python interface, one a room, filled from the docstrings."""

from collections.abc import Iterator
from pathlib import Path

import sidebyside

ROOT = Path(sidebyside.__file__).parent

PUBLIC = """\
# Python: what most people need

`import sidebyside` loads one module; a name is loaded when it is first used. These names are the public
surface; everything below the other headings is for those who add a method, a source or a language.

"""

FIRST = (
    "workflows.compare.compare",
    "workflows.options.Options",
    "sources.contract.Limits",
    "case.case.open_case",
    "case.case.Case",
    "case.findings.Findings",
    "case.history.Run",
    "workflows.frame.to_frame",
    "workflows.decide.decide",
    "workflows.exhibit.exhibit",
    "workflows.verify.verify",
    "exhibits.verify.Report",
    "exhibits.verify.Problem",
    "workflows.validate.validate",
    "records.finding.Finding",
    "records.finding.UncountedPair",
    "records.finding.NothingFound",
    "records.artefact.Unscorable",
    "records.finding.Counts",
    "records.comparison.Match",
    "records.artefact.Work",
    "records.artefact.Output",
    "records.attempt.Generation",
    "records.place.Span",
    "records.place.Region",
    "errors.SidebysideError",
    "errors.InputError",
    "errors.UnfitItemError",
    "errors.MissingDependencyError",
    "errors.EngineError",
    "errors.MethodError",
    "errors.VerificationError",
)
"""What `import sidebyside` gives, and what those return: it stands on the first page too; the page of its
room is where links lead."""


def pages() -> Iterator[tuple[str, str]]:
    """Yield the place and the Markdown of each page."""
    shown = [f"::: sidebyside.{name}\n    options:\n      skip_local_inventory: true\n" for name in FIRST]
    yield "reference/python/index.md", "\n".join([PUBLIC, *shown])
    for name in rooms():
        lines = [f"# {name}\n"]
        lines += [f"::: sidebyside.{module}\n" for module in modules(name)]
        yield f"reference/python/{name}.md", "\n".join(lines)


def rooms() -> list[str]:
    """Return the names of the rooms, and of the modules that stand alone."""
    folders = [path.parent.name for path in ROOT.glob("*/__init__.py")]
    return sorted(folders + [path.stem for path in ROOT.glob("[a-z]*.py")])


def modules(room: str) -> list[str]:
    """Return the dotted names of the documented modules of a room."""
    files = [ROOT / f"{room}.py"] if (ROOT / f"{room}.py").is_file() else sorted((ROOT / room).rglob("*.py"))
    names = []
    for path in files:
        parts = path.relative_to(ROOT).with_suffix("").parts
        if not any(part.startswith("_") and part != "__init__" for part in parts):
            names.append(".".join(part for part in parts if part != "__init__"))
    return sorted(names)
