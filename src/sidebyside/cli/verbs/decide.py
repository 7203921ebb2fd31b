"""``sidebyside decide CASE``."""

import argparse

HELP = "read CASE/decisions.toml, note who decided what, and write the findings anew"

EXAMPLE = """\
example:
  sidebyside compare WORKS OUTPUTS --out CASE --background TEXTS
  (edit CASE/decisions.toml: set decision, by and why)
  sidebyside decide CASE

Only what is accepted is left out of the figures after filtration: amounts,
expected number by chance, likelihood ratio, counts and rates. The figures
before stay beside them. Nothing is compared again.

Where you have excluded that both sides have it from a common source, write a
table [common_source] into that file, with findings ("all" or a list of ids),
by and why: the ratio against a common source (N3) is then not quoted for them."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this verb."""
    parser.add_argument("case", metavar="CASE", help="folder of a finished comparison")


def run(arguments: argparse.Namespace) -> int:
    """Conclude anew, and print how much was decided."""
    from sidebyside.cli.answer import attempts
    from sidebyside.cli.talk import print_document, show
    from sidebyside.records import to_plain
    from sidebyside.workflows.decide import decide

    result = decide(arguments.case)
    counts = {name: result.n_by_decision.get(name, 0) for name in ("proposed", "accepted", "rejected")}
    if arguments.json:
        document = {"schema": "sidebyside/decided/1", "folder": str(result.folder), **counts}
        document |= {"counts": to_plain(result.counts), "source_excluded": result.n_source_excluded}
        print_document(document)
        return 0
    show(f"accepted {counts['accepted']}, rejected {counts['rejected']}, still proposed {counts['proposed']}")
    if result.n_source_excluded:
        show(f"common source excluded for {result.n_source_excluded} findings")
    for line in attempts(result.counts):
        show(line)
    show(f"decisions {result.path}")
    return 0
