"""``sidebyside compare WORKS OUTPUTS --out CASE``."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sidebyside.cli.talk import add_limits, limits_of

if TYPE_CHECKING:
    from sidebyside.records import NullGrade
    from sidebyside.workflows.options import Options

HELP = "compare works with outputs of generative models; two files give a one-screen answer"

EXAMPLE = """\
example:
  sidebyside compare examples/works examples/outputs --out CASE
  sidebyside compare picture.png output.png
  sidebyside compare WORKS OUTPUTS --out CASE --set verbatim.floor_words=6 --json

Folders may mix text, documents, pictures and (for outputs) JSONL of generations.
Run the same command again to go on with a case that was stopped.
Exit status 0; where two files were given, 10 if nothing was found."""

EXIT_NOTHING_FOUND = 10

SEARCHED = {
    "background": "texts in which matched passages are looked up; may be repeated",
    "public_domain": "texts in the public domain, looked up like a background; may be repeated",
    "licensed": "licensed texts, looked up for filtration alone; may be repeated",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this verb."""
    parser.add_argument("works", metavar="WORKS", help="folder or file of the works")
    parser.add_argument("outputs", metavar="OUTPUTS", help="folder or file of the outputs")
    parser.add_argument("--out", metavar="CASE", help="folder to keep the case in; needed for an exhibit")
    parser.add_argument(
        "--method",
        action="append",
        default=[],
        help="run only this method; may be repeated; all: every method, also slow ones",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="METHOD.NAME=VALUE",
        help="change a setting of a method; may be repeated",
    )
    parser.add_argument(
        "--shortlist",
        type=int,
        metavar="N",
        help="works given to a pairwise method for each output (default 10; 0: all)",
    )
    parser.add_argument(
        "--candidates",
        default="in_memory",
        metavar="STORE",
        help="store of works that says which of them an output is compared with (default in_memory: all)",
    )
    parser.add_argument(
        "--again",
        action="store_true",
        help="conclude anew where the case has concluded on other inputs or settings; that is kept",
    )
    _add_weighing(parser)
    parser.add_argument("--seed", type=int, default=0, help="seed of every random choice (default 0)")
    add_limits(parser)


def _add_weighing(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that change what is looked up, and what a match is worth."""
    for name, text in SEARCHED.items():
        parser.add_argument(
            f"--{name.replace('_', '-')}", action="append", default=[], metavar="FOLDER", help=text
        )
    parser.add_argument(
        "--max-expected",
        type=float,
        default=0.01,
        metavar="E",
        help="matches expected by chance over the case up to which a match is distinguishable (default 0.01)",
    )
    parser.add_argument(
        "--calibration",
        action="append",
        default=[],
        metavar="FILE",
        help="calibration.json that validate wrote, in place of the shipped one; may be repeated",
    )
    parser.add_argument(
        "--null",
        action="append",
        default=[],
        metavar="GRADE=FOLDER",
        help="a null of this case: N4=outputs, any other grade (N0 to N5) works; or GRADE=TABLE: a line for "
        "each pair of files, under work and output, neither of which comes from the other; may be repeated",
    )


def run(arguments: argparse.Namespace) -> int:
    """Compare, and print the answer."""
    from sidebyside.cli import answer, two_files
    from sidebyside.cli.talk import print_document, progress_bar, say
    from sidebyside.workflows.compare import compare

    options = _options(arguments)
    with progress_bar() as progress:
        case = compare(
            Path(arguments.works),
            Path(arguments.outputs),
            arguments.out,
            options=options,
            again=arguments.again,
            progress=progress,
        )
    for line in answer.talk(case):
        say(line)
    is_pair = Path(arguments.works).is_file() and Path(arguments.outputs).is_file()
    if is_pair:
        answer.refuse_unscorable(case)
    if arguments.json:
        print_document(answer.document(case))
    elif is_pair:
        two_files.show_pair(case)
    else:
        answer.show_case(case, arguments.out)
    return EXIT_NOTHING_FOUND if is_pair and not case.matches else 0


def _options(arguments: argparse.Namespace) -> "Options":
    from sidebyside.workflows.options import Options

    shortlist = {} if arguments.shortlist is None else {"n_shortlist": arguments.shortlist}
    return Options(
        methods=tuple(sorted(set(arguments.method))),
        settings=_settings(arguments.set),
        limits=limits_of(arguments),
        seed=arguments.seed,
        backgrounds=tuple(arguments.background),
        public_domain=tuple(arguments.public_domain),
        licensed=tuple(arguments.licensed),
        max_expected=arguments.max_expected,
        calibrations=tuple(arguments.calibration),
        nulls=tuple(_null(item) for item in arguments.null),
        candidates=arguments.candidates,
        **shortlist,
    )


def _null(item: str) -> tuple["NullGrade", str]:
    from sidebyside.errors import InputError

    grade, equals, folder = item.partition("=")
    if not (grade and equals and folder):
        raise InputError(
            f"--null needs GRADE=FOLDER or GRADE=TABLE, got {item!r}", hint="such as N2=OTHER_WORKS"
        )
    return cast("NullGrade", grade), folder


def _settings(given: list[str]) -> dict[str, dict[str, str]]:
    """Return what was set, by method and name, as it was typed; what a word stands for the method says."""
    from sidebyside.errors import InputError

    settings: dict[str, dict[str, str]] = {}
    for item in given:
        place, equals, value = item.partition("=")
        method, dot, name = place.partition(".")
        if not (equals and dot and method and name):
            raise InputError(
                f"--set needs METHOD.NAME=VALUE, got {item!r}", hint="such as verbatim.floor_words=6"
            )
        settings.setdefault(method, {})[name] = value
    return settings
