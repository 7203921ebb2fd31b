"""``sidebyside verify CASE/exhibit``."""

import argparse

HELP = "check that an exhibit is what its record says; the same as its own verify.py"

EXAMPLE = """\
example:
  sidebyside verify CASE/exhibit
  python -I -S CASE/exhibit/verify.py CASE/exhibit      # needs nothing but Python

Exit status 0 where every file is as it was made, 6 where one was changed, added
or removed; each is named."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this verb."""
    parser.add_argument("exhibit", metavar="EXHIBIT", help="folder of an exhibit")
    parser.add_argument(
        "--expect", default="", metavar="SHA256", help="SHA-256 of the manifest as handed over"
    )


def run(arguments: argparse.Namespace) -> int:
    """Check, and print what was found."""
    from sidebyside.cli.talk import print_document, show
    from sidebyside.errors import VerificationError
    from sidebyside.exhibits.verify import plain_report, report_lines
    from sidebyside.workflows.verify import verify

    report = verify(arguments.exhibit, expect=arguments.expect)
    if arguments.json:
        print_document(plain_report(report))
    else:
        for line in report_lines(report, arguments.expect):
            show(line)
    return 0 if report.is_ok else VerificationError.exit_code
