"""The page of the command: what ``--help`` prints, and nothing else."""

import argparse
import os
from unittest.mock import patch

from sidebyside import cli


def page() -> str:
    """Return the page as Markdown, one section a verb."""
    with patch.dict(os.environ, {"COLUMNS": "96", "NO_COLOR": "1"}):
        parser = cli.parser()
        parts = [_section("sidebyside", parser)]
        parts += [_section(f"sidebyside {name}", verb) for name, verb in verbs(parser).items()]
    lead = (
        "Generated from `--help`. Data go to stdout, talk and progress to stderr; with `--json` stdout holds "
        "one document, also where the verb failed. `python -m sidebyside` is the same command."
    )
    return "\n\n".join(["# Command line", lead, *parts]) + "\n"


def verbs(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each verb by its name."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= action.choices
    return found


def _section(heading: str, parser: argparse.ArgumentParser) -> str:
    return f"## {heading}\n\n```text\n{parser.format_help().rstrip()}\n```"
