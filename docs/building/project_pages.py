"""The papers at the root of the project, shown as pages with their links led to the right place."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "ARCHITECTURE.md": "project/architecture.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "SECURITY.md": "project/security.md",
    "CHANGELOG.md": "project/changelog.md",
    "GLOSSARY.md": "reference/glossary.md",
}
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)")


def pages() -> Iterator[tuple[str, str]]:
    """Yield the place and the Markdown of each page; a paper that is missing stops the build."""
    for name, place in PAGES.items():
        yield place, _LINK.sub(_led, (ROOT / name).read_text("utf-8"))


def _led(link: re.Match[str]) -> str:
    words, target, anchor = link.group(1), link.group(2), link.group(3) or ""
    if target in PAGES:
        return f"[{words}](../{PAGES[target]}{anchor})"
    if target.startswith("docs/") and target.endswith(".md"):
        return f"[{words}](../{target.removeprefix('docs/')}{anchor})"
    return f"{words} (`{target}`)" if target not in words else words
