"""A view to the bytes of its HTML pages: one, or several where one would be too large to open.

1. Fill in each pair by itself, and draw its pictures; every string is escaped as it is put out.
2. Bind the pairs: all on one page, or in volumes; fill in the pages.
3. Cut the font for the characters that ended up on the page.
4. Name style sheet and script by their digests in the content security policy.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup, escape

from sidebyside.exhibits import notation
from sidebyside.exhibits.assets import font
from sidebyside.exhibits.assets.gallery import MAX_SIDE_PX, Gallery
from sidebyside.exhibits.chart import fallen, plotted
from sidebyside.exhibits.formats import Exhibit
from sidebyside.exhibits.formats.html.volume import Article, Volume, bind, linked, places
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.picture_view import PictureView, SameSubjectView
from sidebyside.exhibits.view import FindingView, View

_FONT_PLACE = "/*font*/"
_NOTE_PLACE = "<!--lacking-->"
_POLICY_PLACE = "@policy@"


class Pages:
    """Writes ``exhibit.<tag>.html``, and its volumes ``exhibit.<tag>.<number>.html`` where it has any."""

    label = "pages for a browser, each with everything in it"
    is_by_language = True

    def files(self, exhibit: Exhibit) -> Iterator[tuple[str, bytes]]:
        """Yield the pages of one language after the other."""
        for each in exhibit.views:
            yield from render_pages(each.view, each.locale, exhibit.gallery, most_bytes=exhibit.most_bytes)


MEMBER = Pages()


def render_pages(
    view: View, locale: Locale, gallery: Gallery, *, most_bytes: int
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each page in UTF-8, the first page first.

    The same view always gives the same bytes. Cost: linear in the rows shown; a picture is drawn once,
    however many pages show it.

    Where the pairs take more than `most_bytes`, they are bound in volumes of at most that each, and the first
    page leads to them.
    """
    stem = f"exhibit.{view.lang}"
    common: dict[str, Any] = {
        "view": view,
        "t": locale.say,
        "gallery": gallery,
        "max_side_px": MAX_SIDE_PX,
        "runs": _runs,
        "plotted": plotted,
        "fallen": fallen,
        "script": Markup(asset("page.js")),  # noqa: S704 - a file of this package
        "style_place": Markup("@style@"),
    }
    volumes = bind(
        _articles(view, common), lambda picture: len(gallery.thumbnail(picture).data_uri), most_bytes, stem
    )
    if len(volumes) == 1:
        bound: list[tuple[str, Volume | None]] = [(f"{stem}.html", volumes[0])]
    else:
        bound = [(f"{stem}.html", None), *((volume.name, volume) for volume in volumes)]
    sizes = {anchor: _size_rules(pair, anchor) for anchor, pair in _pairs(view)}
    where = places(volumes)
    for name, volume in bound:
        html = template("page.html").render(
            **common, volumes=volumes if len(volumes) > 1 else (), volume=volume, first_page=f"{stem}.html"
        )
        html = linked(html, name, f"{stem}.html", where)
        style = asset("style.css") + "".join(
            sizes[anchor] for anchor in (volume.anchors if volume else ()) if anchor in sizes
        )
        yield name, finished(html, style, common["script"], locale)


def _articles(view: View, common: dict[str, Any]) -> list[Article]:
    """Fill in each pair by itself."""
    pairs: list[tuple[str, FindingView | SameSubjectView]] = [
        ("finding.html", item) for item in view.findings
    ]
    pairs += [("same_subject.html", item) for item in view.same_subjects]
    return [
        Article(
            number=item.number,
            anchor=item.anchor,
            is_finding=name == "finding.html",
            html=Markup(template("article.html").render(**common, item=item, source=name)),  # noqa: S704
            pictures=(item.pictures.work, item.pictures.output) if item.pictures else (),
        )
        for name, item in pairs
    ]


def finished(html: str, style: str, script: str, locale: Locale) -> bytes:
    """Put font, style sheet and policy into a page that was filled in, and return its bytes."""
    used = set(html)
    cut = font.subset(filter(font.is_unsure, used))
    marks = font.subset(used.intersection(font.MARKS))
    style = style.replace(_FONT_PLACE, _font_rule(cut, font.FAMILY) + _font_rule(marks, font.MARKS_FAMILY))
    html = html.replace(_NOTE_PLACE, _lacking(cut.lacking, locale), 1)
    html = html.replace("@style@", style, 1).replace(_POLICY_PLACE, _policy(style, script), 1)
    return html.encode("utf-8")


def _policy(style: str, script: str) -> str:
    rules = (
        "default-src 'none'",
        "img-src data:",
        "font-src data:",
        f"style-src '{_digest(style)}'",
        f"script-src '{_digest(script)}'",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


def _font_rule(cut: font.Subset, family: str) -> str:
    if not cut.data_uri:
        return ""
    source = f"src:url({cut.data_uri}) format('woff2')"
    return f"@font-face{{font-family:'{family}';{source};unicode-range:{cut.unicode_range}}}"


def _lacking(characters: tuple[str, ...], locale: Locale) -> str:
    if not characters:
        return ""
    points = ", ".join(f"U+{ord(character):04X}" for character in characters)
    return str(Markup("<p>{}</p>").format(locale.say("page.lacking", characters=points)))


def _pairs(view: View) -> list[tuple[str, PictureView]]:
    """Return every pair of pictures by the anchor under which it stands."""
    found = [(item.anchor, item.pictures) for item in view.findings if item.pictures]
    return found + [(item.anchor, item.pictures) for item in view.same_subjects]


def _runs(row: str, letter: str) -> list[tuple[int, int]]:
    """Return where `letter` stands in a row of cells, as start and length of each stretch.

    >>> _runs("kkc-kk", "k")
    [(0, 2), (4, 2)]
    """
    return [(found.start(), len(found.group())) for found in re.finditer(f"{re.escape(letter)}+", row)]


def _size_rules(pair: PictureView, anchor: str) -> str:
    """Say how large the two pictures stand, so that one pixel of either is equally large on the page."""
    work, output, height = pair.work.width_px, pair.output.width_px, pair.work.height_px
    tallest = max(height, pair.output.height_px)
    return f"#{anchor}{{--w:{work};--o:{output};--b:{max(work, output)};--v:{height};--h:{tallest}}}"


def asset(name: str) -> str:
    """Return the text of a file beside the templates."""
    return files("sidebyside.exhibits.formats.html").joinpath("templates", name).read_text("utf-8")


@cache
def template(name: str) -> jinja2.Template:
    """Return a template of this package by its name."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("sidebyside.exhibits.formats.html", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters["shown"] = shown
    return environment.get_template(name)


def _finalize(value: Any) -> Any:
    """Write out unseen characters in whatever reaches the page without the `shown` filter."""
    return notation.visible(value) if type(value) is str else value


def shown(text: str) -> Markup:
    r"""Return text of an input as markup: escaped, kept apart in its direction, unseen characters boxed.

    >>> shown("<b>\u200b")
    Markup('<bdi>&lt;b&gt;<span class="unseen">[U+200B]</span></bdi>')
    """
    parts = (
        f'<span class="unseen">{part}</span>' if is_unseen else escape(part)
        for part, is_unseen in notation.stretches(text)
    )
    return Markup(f"<bdi>{''.join(parts)}</bdi>")  # noqa: S704 - all text of the input went through escape()
