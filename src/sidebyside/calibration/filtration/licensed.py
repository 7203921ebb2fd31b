"""Equal text that stands in a folder of licensed texts the user named."""

from collections.abc import Iterator

from sidebyside.calibration.filtration import RuleCard, Seen, parts_found, passages_found
from sidebyside.calibration.passage import Passage
from sidebyside.calibration.stretch import Stretch


class Licensed:
    """Proposes every part of at least the floor of ``verbatim`` that stands there, and lined-up sentences."""

    card = RuleCard(
        "stands_in_licensed",
        "licensed",
        summary="8 words or 12 Chinese characters in a row stand in a text of the folder given as "
        "--licensed; or half of a lined-up sentence of the output does",
        blind_spots=(
            "whether a licence covers this use: that is for whoever named the folder",
            "licensed text that is not in the folder",
        ),
    )

    def propose(self, seen: Seen) -> Iterator[Stretch | Passage]:
        """Yield the parts found."""
        yield from parts_found(seen, "licensed", 1.0)
        yield from passages_found(seen, "licensed")


MEMBER = Licensed()
