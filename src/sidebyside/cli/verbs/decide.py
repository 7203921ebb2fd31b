"""``sidebyside decide CASE``."""

import argparse

HELP = "read CASE/decisions.toml, note who decided what, and write the findings anew"

EXAMPLE = """\
example:
  sidebyside compare WORKS OUTPUTS --out CASE --background TEXTS
  (edit CASE/decisions.toml: set decision, by and why)
  sidebyside decide CASE

Only what is accepted is left out of the figures after filtration; the figures
before stay beside them. Nothing is compared again."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this verb."""
    parser.add_argument("case", metavar="CASE", help="folder of a finished comparison")


def run(arguments: argparse.Namespace) -> int:
    """Conclude anew, and print how much was decided."""
    from sidebyside.cli.talk import print_document, show
    from sidebyside.workflows.decide import decide

    result = decide(arguments.case)
    counts = {name: result.n_by_decision.get(name, 0) for name in ("proposed", "accepted", "rejected")}
    if arguments.json:
        print_document({"schema": "sidebyside/decided/1", "folder": str(result.folder), **counts})
        return 0
    show(f"accepted {counts['accepted']}, rejected {counts['rejected']}, still proposed {counts['proposed']}")
    show(f"decisions {result.path}")
    return 0
