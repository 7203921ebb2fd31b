"""``sidebyside exhibit CASE --lang en --lang zh-Hant``."""

import argparse
from pathlib import Path

HELP = "write the exhibit of a case: pages in English and Traditional Chinese, tables, manifest, verifier"

EXAMPLE = """\
example:
  sidebyside exhibit CASE --lang en --lang zh-Hant
  sidebyside exhibit CASE --out EXHIBIT-A --title "Smith v. Example: outputs of 3 May 2026"
  sidebyside exhibit CASE --format csv

Hand over the folder, and the SHA-256 of its manifest on another way."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this verb."""
    parser.add_argument("case", metavar="CASE", help="folder of a finished comparison")
    parser.add_argument("--out", metavar="FOLDER", help="folder of the exhibit (default CASE/exhibit)")
    parser.add_argument(
        "--lang",
        action="append",
        default=[],
        help="language of a page; may be repeated (default: en and zh-Hant)",
    )
    parser.add_argument(
        "--format",
        action="append",
        default=[],
        metavar="NAME",
        help="format of the exhibit; may be repeated (default: html; csv and jsonl are always written)",
    )
    parser.add_argument(
        "--volume-mb",
        metavar="N",
        type=int,
        default=24,
        help="largest page of findings in full, in millions of bytes (default 24); more are bound in volumes",
    )
    parser.add_argument("--title", default="", help="title of the comparison, shown on the first page")


def run(arguments: argparse.Namespace) -> int:
    """Write the exhibit, and say where it is."""
    from sidebyside.cli.talk import print_document, say, show
    from sidebyside.workflows.exhibit import exhibit
    from sidebyside.workflows.verify import verify

    languages = list(dict.fromkeys(arguments.lang)) or ["en", "zh-Hant"]
    folder = exhibit(
        arguments.case,
        arguments.out,
        languages=languages,
        title=arguments.title,
        formats=list(dict.fromkeys(arguments.format)) or ["html"],
        most_bytes=arguments.volume_mb * 1_000_000,
        tell=say,
    )
    report = verify(folder)
    pages = [page for language in languages for page in pages_of(folder, language)]
    if arguments.json:
        plain = {"schema": "sidebyside/exported/1", "folder": str(folder), "pages": pages}
        print_document({**plain, "manifest_sha256": report.manifest_sha256})
        return 0
    for page in pages:
        show(f"page      {folder / page}")
    if not pages:
        show(f"folder    {folder}")
    show(f"verifier  python -I -S {folder / 'verify.py'} {folder}")
    show(f"manifest  {report.manifest_sha256}")
    return 0


def pages_of(folder: Path, language: str) -> list[str]:
    """Return the files in a language: the first page of each format, then volumes where there are any."""
    names = sorted(path.name for path in folder.glob(f"exhibit.{language}.*"))
    return sorted(names, key=lambda name: name.removeprefix(f"exhibit.{language}.")[0].isdigit())
