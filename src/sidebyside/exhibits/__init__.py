"""How is it shown, and checked?

`build` arranges the findings of a case to a view in one language; a `Renderer` writes the views, and the
tables beside them, in one format. `write` puts all files of an exhibit into a folder, `seal` fixes their
digests. Exhibits never compute: every figure on a page stands in the case that was given.
"""

from sidebyside.exhibits.arrangement import build
from sidebyside.exhibits.folder import arrange, check_target, in_place_of, seal, write
from sidebyside.exhibits.formats import MOST_BYTES, RENDERERS, Exhibit, LocalisedView, Renderer
from sidebyside.exhibits.locale import Locale, languages, load
from sidebyside.exhibits.view import DataTable, View

__all__ = [
    "MOST_BYTES",
    "RENDERERS",
    "DataTable",
    "Exhibit",
    "Locale",
    "LocalisedView",
    "Renderer",
    "View",
    "arrange",
    "build",
    "check_target",
    "in_place_of",
    "languages",
    "load",
    "seal",
    "write",
]
