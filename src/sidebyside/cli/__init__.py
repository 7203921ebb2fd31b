"""The command ``sidebyside``: one verb a file in `cli.verbs`; parse, call one workflow, print.

Data go to stdout, talk to stderr. With ``--json`` stdout holds one document, also where the verb failed.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from sidebyside import __version__
from sidebyside.errors import SidebysideError
from sidebyside.registry import modules

VERBS = "sidebyside.cli.verbs"
EXIT_STOPPED = 130

DESCRIPTION = """\
Works against outputs of generative models, side by side: what is alike, exactly
where, and an exhibit that the other side can verify. Nothing leaves the machine."""

EXAMPLE = """\
example:
  sidebyside compare examples/works examples/outputs --out CASE
  sidebyside exhibit CASE --lang en --lang zh-Hant
  sidebyside verify  CASE/exhibit

exit status: 0 done; 10 two files compared, nothing found; 2 the input cannot be
used; 3 something is not installed; 6 an exhibit is not what its record says;
130 stopped by Ctrl-C; 1 anything else."""


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command from the verbs found by listing their folder."""
    top = argparse.ArgumentParser(
        prog="sidebyside",
        description=DESCRIPTION,
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"sidebyside {__version__}")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name in modules(VERBS):
        module = import_module(f"{VERBS}.{name}")
        verb = verbs.add_parser(
            name,
            help=module.HELP,
            description=module.HELP,
            epilog=module.EXAMPLE,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        verb.add_argument("--json", action="store_true", help="print one JSON document on stdout")
        module.add_arguments(verb)
        verb.set_defaults(run=module.run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    given = parser().parse_args(arguments)
    try:
        status: int = given.run(given)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return _stopped(given)
    except SidebysideError as error:
        return _failed(given, error.message, error.hint, error.exit_code)
    except BrokenPipeError:
        # Whoever read stdout has gone; what is still buffered must not fail again at the end of Python.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        hint = "mend that and run the same command again; finished comparisons are kept"
        return _failed(given, f"{place}{error.strerror or error}", hint, 1)


def _stopped(given: argparse.Namespace) -> int:
    hint = "run the same command again to go on" if getattr(given, "out", None) else ""
    return _failed(
        given, "stopped by Ctrl-C; what was finished is kept" if hint else "stopped", hint, EXIT_STOPPED
    )


def _failed(given: argparse.Namespace, message: str, hint: str, status: int) -> int:
    from sidebyside.cli.talk import print_document, say

    say(f"sidebyside {given.verb}: {message}")
    if hint:
        say(f"  way out: {hint}")
    if given.json:
        document: dict[str, Any] = {"schema": "sidebyside/error/1", "message": message, "hint": hint}
        print_document({**document, "exit_status": status})
    return status
