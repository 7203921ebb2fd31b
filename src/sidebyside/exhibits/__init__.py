"""How is it shown, and checked?

`build` arranges findings to a view, `write` puts the view of each language and the files beside it into a
folder, `seal` fixes their digests. Exhibits never compute: every figure on a page stands in the material that
was given.
"""

from sidebyside.exhibits.arrangement import build
from sidebyside.exhibits.folder import write
from sidebyside.exhibits.html.volume import MOST_BYTES
from sidebyside.exhibits.locale import Locale, languages, load
from sidebyside.exhibits.material import Material
from sidebyside.exhibits.seal import seal
from sidebyside.exhibits.view import View

__all__ = ["MOST_BYTES", "Locale", "Material", "View", "build", "languages", "load", "seal", "write"]
