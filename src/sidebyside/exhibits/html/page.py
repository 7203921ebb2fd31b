"""A view to the bytes of one HTML page.

1. Draw the pictures of the findings.
2. Fill in the template; every string is escaped as it is put out.
3. Cut the font for the characters that ended up on the page.
4. Name style sheet and script by their digests in the content security policy.
"""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from sidebyside.exhibits.html import font
from sidebyside.exhibits.html.chart import fallen, plotted
from sidebyside.exhibits.html.figure import MAX_SIDE_PX, Gallery
from sidebyside.exhibits.html.visible import shown, visible
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.picture_view import PictureRef, PictureView
from sidebyside.exhibits.view import View

_FONT_PLACE = "/*font*/"
_NOTE_PLACE = "<!--lacking-->"
_POLICY_PLACE = "@policy@"


def render(view: View, locale: Locale, gallery: Gallery) -> bytes:
    """Return the page in UTF-8. The same view always gives the same bytes.

    Cost: linear in the rows shown; a picture is drawn once, however many pages show it.
    """
    sizes = "".join(_size_rules(pair, anchor) for anchor, pair in _pairs(view))
    style, script = asset("style.css") + sizes, asset("page.js")
    html = template("page.html").render(
        view=view,
        t=locale.say,
        gallery=gallery,
        pictures=_pictures(view),
        max_side_px=MAX_SIDE_PX,
        runs=_runs,
        plotted=plotted,
        fallen=fallen,
        script=Markup(script),  # noqa: S704 - a file of this package
        style_place=Markup("@style@"),
    )
    return finished(html, style, script, locale)


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


def _pictures(view: View) -> list[PictureRef]:
    found = {picture.sha256: picture for _, pair in _pairs(view) for picture in (pair.work, pair.output)}
    return [found[key] for key in sorted(found)]


def _size_rules(pair: PictureView, anchor: str) -> str:
    """Say how large the two pictures stand, so that one pixel of either is equally large on the page."""
    work, output, height = pair.work.width_px, pair.output.width_px, pair.work.height_px
    tallest = max(height, pair.output.height_px)
    return f"#{anchor}{{--w:{work};--o:{output};--b:{max(work, output)};--v:{height};--h:{tallest}}}"


def asset(name: str) -> str:
    """Return the text of a file beside the templates."""
    return files("sidebyside.exhibits.html").joinpath("templates", name).read_text("utf-8")


@cache
def template(name: str) -> jinja2.Template:
    """Return a template of this package by its name."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("sidebyside.exhibits.html", "templates"),
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
    return visible(value) if type(value) is str else value
