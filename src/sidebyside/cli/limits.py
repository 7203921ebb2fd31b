"""The options that say how large an input may be; the same for every verb that reads."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sidebyside.sources import Limits

LIMITS = {
    "max_text_mb": "largest text, in MiB",
    "max_file_mb": "largest file of any other kind, in MiB",
    "max_pixels": "largest picture, in pixels",
    "max_unpacked_mb": "most that an EPUB or DOCX may unpack to, in MiB",
    "max_items": "most items on one side",
}


def add_limits(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    for name, text in LIMITS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, metavar="N", help=text)


def limits_of(arguments: argparse.Namespace) -> "Limits":
    """Return the limits in force."""
    from sidebyside.sources import Limits

    return Limits(
        **{name: getattr(arguments, name) for name in LIMITS if getattr(arguments, name) is not None}
    )
