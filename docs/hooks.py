"""Pages that are made when the documentation is built: from the code, and from the papers at the root."""

from collections.abc import Iterator
from pathlib import Path

from building import cli_page, errors_page, glyphs, methods_page, project_pages, python_pages
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    for place, text in _pages():
        files.append(File.generated(config, place, content=text))
    files.append(File.generated(config, glyphs.PLACE, content="/* filled in when all pages are there */"))
    return files


def on_post_build(config: MkDocsConfig) -> None:
    """Bring along the glyphs that the pages need."""
    site = Path(config.site_dir)
    (site / glyphs.PLACE).write_text(glyphs.style_sheet(site), "utf-8")


def _pages() -> Iterator[tuple[str, str]]:
    yield "reference/cli.md", cli_page.page()
    yield "reference/methods.md", methods_page.page()
    yield "reference/errors.md", errors_page.page()
    yield from python_pages.pages()
    yield from project_pages.pages()
