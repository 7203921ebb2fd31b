"""A validation to the bytes of one HTML page; it carries no pictures and no script that does anything."""

from markupsafe import Markup

from sidebyside.exhibits.html.chart import fallen, plotted
from sidebyside.exhibits.html.page import asset, finished, template
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.validation_view import ValidationView


def render_report(view: ValidationView, locale: Locale) -> bytes:
    """Return the page in UTF-8. The same view always gives the same bytes."""
    html = template("validation.html").render(
        view=view, t=locale.say, plotted=plotted, fallen=fallen, style_place=Markup("@style@")
    )
    return finished(html, asset("style.css"), "", locale)
