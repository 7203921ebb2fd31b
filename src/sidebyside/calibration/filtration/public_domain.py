"""Equal text that stands in a folder of public-domain texts the user named."""

from collections.abc import Iterator

from sidebyside.calibration.equal_text import AlignedSentences, EqualStretch
from sidebyside.calibration.filtration import FiltrationCard, Seen, parts_found, passages_found


class PublicDomain:
    """Proposes every part of at least the floor of ``verbatim`` that stands there, and lined-up sentences."""

    card = FiltrationCard(
        "stands_in_public_domain",
        "public_domain",
        summary="8 words or 12 Chinese characters in a row stand in a text of the folder given as "
        "--public-domain; or half of a lined-up sentence of the output does",
        blind_spots=(
            "whether a text of that folder is in the public domain: that is for whoever named it",
            "public-domain text that is not in the folder",
        ),
    )

    def propose(self, seen: Seen) -> Iterator[EqualStretch | AlignedSentences]:
        """Yield the parts found."""
        yield from parts_found(seen, "public_domain", 1.0)
        yield from passages_found(seen, "public_domain")


MEMBER = PublicDomain()
