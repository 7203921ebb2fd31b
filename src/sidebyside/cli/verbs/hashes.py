"""``sidebyside hashes FOLDER --out FILE``, ``sidebyside hashes OUTPUTS --against LIST``."""

import argparse
from typing import TYPE_CHECKING, Any

from sidebyside.cli.talk import add_limits, limits_of

if TYPE_CHECKING:
    from sidebyside.workflows.hashes import Hashed, HashMatches

HELP = "write the PDQ hashes of pictures, or search outputs in a list of such hashes"

EXAMPLE = """\
example:
  sidebyside hashes WORKS --out hashes.csv
  sidebyside hashes OUTPUTS --against hashes.csv

A line is hash,quality,name, as the exchanges of the industry write it. A match of
hashes is screening: whoever has the work compares the pictures themselves."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of this verb."""
    parser.add_argument("folder", metavar="FOLDER", help="folder or file of pictures")
    parser.add_argument("--out", metavar="FILE", help="file for the list (default: stdout)")
    parser.add_argument("--against", metavar="LIST", help="list of hashes to search the pictures in")
    parser.add_argument(
        "--distance",
        type=int,
        default=31,
        metavar="BITS",
        help="bits of 256 that may differ in a match (default 31)",
    )
    parser.add_argument(
        "--least-quality",
        type=int,
        default=50,
        metavar="N",
        help="quality, 0 to 100, under which no hash is searched (default 50)",
    )
    add_limits(parser)


def run(arguments: argparse.Namespace) -> int:
    """Hash, or search, and print what came of it."""
    from sidebyside.cli.talk import progress_bar
    from sidebyside.errors import InputError
    from sidebyside.workflows.hashes import hash_folder, match_hashes

    if arguments.out and arguments.against:
        raise InputError("--out and --against exclude each other", hint="first write the list, then search")
    with progress_bar() as progress:
        if not arguments.against:
            hashed = hash_folder(
                arguments.folder, arguments.out, limits=limits_of(arguments), progress=progress
            )
            return _show_list(hashed, arguments)
        found = match_hashes(
            arguments.folder,
            arguments.against,
            floor_bits=arguments.distance,
            least_quality=arguments.least_quality,
            limits=limits_of(arguments),
            progress=progress,
        )
    return _show_matches(found, arguments)


def _show_list(hashed: "Hashed", arguments: argparse.Namespace) -> int:
    from sidebyside.cli.talk import print_document, say, show
    from sidebyside.workflows.hashes import lines_of

    _tell_left_aside(hashed)
    n_low = hashed.n_low_quality(arguments.least_quality)
    say(f"{hashed.n_items} read: {len(hashed.pictures)} hashed, {len(hashed.left_aside)} left aside")
    say(f"  of low quality, listed and not to be matched: {n_low}")
    if arguments.json:
        lines = list(lines_of(hashed))
        document = {"schema": "sidebyside/hashes/1", "lines": lines, "n_low_quality": n_low}
        print_document({**document, "left_aside": _left_aside(hashed)})
    elif arguments.out:
        show(f"list {arguments.out}")
    else:
        for line in lines_of(hashed):
            show(line)
    return 0


def _show_matches(found: "HashMatches", arguments: argparse.Namespace) -> int:
    from sidebyside.cli.talk import print_document, say, show

    _tell_left_aside(found.hashed)
    for line in found.listed.unread:
        say(f"{arguments.against}:{line.line}: {line.reason}")
    if arguments.json:
        print_document(_document(found))
        return 0
    for match in found.matches:
        name = match.listed.name or f"line {match.listed.line}"
        way = "" if match.orientation == "as_it_is" else f", {match.orientation}"
        show(f"{match.picture.path}  {name}  {match.bits} of 256 bits differ{way}")
    counts = _counts(found)
    show(
        f"{counts['n_outputs']} outputs: {counts['n_matched']} matched, {counts['n_null']} not, "
        f"{counts['n_low_quality']} of low quality, {counts['n_left_aside']} left aside"
    )
    show(
        f"{counts['n_lines']} lines: {counts['n_listed']} hashes, {counts['n_listed_low_quality']} of them "
        f"of low quality; {counts['n_unread']} not read, {counts['n_passed_over']} passed over"
    )
    return 0


def _counts(found: "HashMatches") -> dict[str, int]:
    return {
        "n_outputs": found.hashed.n_items,
        "n_matched": found.n_matched,
        "n_null": found.n_null,
        "n_low_quality": found.n_unreliable,
        "n_left_aside": len(found.hashed.left_aside),
        "n_lines": found.listed.n_lines,
        "n_listed": len(found.listed.hashes),
        "n_listed_low_quality": found.n_lines_unreliable,
        "n_unread": len(found.listed.unread),
        "n_passed_over": found.listed.n_passed_over,
    }


def _document(found: "HashMatches") -> dict[str, Any]:
    from sidebyside.primitives.pdq import to_hex

    matches = [
        {
            "output": match.picture.path,
            "sha256": match.picture.sha256,
            "hash": to_hex(match.picture.hash.hashes[0]),
            "quality": match.picture.hash.quality,
            "line": match.listed.line,
            "name": match.listed.name,
            "listed_hash": to_hex(match.listed.bits),
            "n_bits": match.bits,
            "similarity": match.similarity,
            "orientation": match.orientation,
        }
        for match in found.matches
    ]
    return {
        "schema": "sidebyside/hash_matches/1",
        "floor_bits": found.floor_bits,
        "least_quality": found.least_quality,
        "counts": _counts(found),
        "matches": matches,
        "left_aside": _left_aside(found.hashed),
        "unread_lines": [{"line": item.line, "reason": item.reason} for item in found.listed.unread],
    }


def _left_aside(hashed: "Hashed") -> list[dict[str, str]]:
    return [{"path": item.path, "reason": item.reason, "message": item.message} for item in hashed.left_aside]


def _tell_left_aside(hashed: "Hashed") -> None:
    from sidebyside.cli.talk import say

    for item in hashed.left_aside:
        say(f"{item.path}: {item.reason}: {item.message}")
