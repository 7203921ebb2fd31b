"""Equal text that stands in a folder of licensed texts the user named."""

from collections.abc import Iterator

from sidebyside.calibration.equal_text import AlignedSentences, EqualStretch
from sidebyside.calibration.filtration import FiltrationCard, Seen, parts_found, passages_found


class Licensed:
    """Proposes every part of at least the floor of ``verbatim`` that stands there, and lined-up sentences."""

    card = FiltrationCard(
        "stands_in_licensed",
        "licensed",
        summary="8 words or 12 Chinese characters in a row stand in a text of the folder given as "
        "--licensed; or half of a lined-up sentence of the output does",
        blind_spots=(
            "whether a licence covers this use: that is for whoever named the folder",
            "licensed text that is not in the folder",
        ),
    )

    def propose(self, seen: Seen) -> Iterator[EqualStretch | AlignedSentences]:
        """Yield the parts found."""
        yield from parts_found(seen, "licensed", 1.0)
        yield from passages_found(seen, "licensed")


MEMBER = Licensed()
