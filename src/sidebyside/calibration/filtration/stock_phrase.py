"""Equal text, or a lined-up sentence of the output, that several texts elsewhere have too."""

from collections.abc import Iterator
from itertools import groupby

from sidebyside.calibration.commonness import LEAST_TOKENS
from sidebyside.calibration.equal_text import AlignedSentences, EqualStretch
from sidebyside.calibration.filtration import FiltrationCard, Seen

LEAST_TEXTS = 2


class StockPhrase:
    """Proposes equal text of which every token lies in runs shared with two texts elsewhere."""

    card = FiltrationCard(
        "stands_in_two_elsewhere",
        "stock_phrase",
        summary="5 words or Chinese characters in a row stand in at least two texts of the background, other "
        "works of the case among them; or half of a lined-up sentence of the output does",
        blind_spots=(
            "phrases that are common, but not in the background given",
            "texts of the background that took the phrase from the work",
        ),
    )

    def propose(self, seen: Seen) -> Iterator[EqualStretch | AlignedSentences]:
        """Yield the parts found."""
        texts: dict[int, set[int]] = {}
        for run in seen.found.get("background", ()):
            for at in range(run.output_first, run.output_stop):
                texts.setdefault(at, set()).add(run.text)
        common = sorted(at for at, found in texts.items() if len(found) >= LEAST_TEXTS)
        is_common = set(common)
        for passage in seen.passages:
            n_common = len(is_common.intersection(range(passage.output_first, passage.output_stop)))
            if 2 * n_common >= passage.length:
                yield passage
        # Neighbours have the same difference to their rank.
        for _, group in groupby(enumerate(common), lambda ranked: ranked[1] - ranked[0]):
            places = [at for _, at in group]
            for stretch in seen.stretches:
                part = stretch.part(places[0], places[-1] + 1)
                if part.length >= LEAST_TOKENS:
                    yield part


MEMBER = StockPhrase()
