"""Works of Taiwan and Hong Kong, by their characters and by the words that the mainland writes otherwise."""

from collections import Counter

from sidebyside.calibration.exclusions import Exclusion, ExclusionCard, SeenWork
from sidebyside.primitives.text.folding import simplified
from sidebyside.primitives.text.regional_words import regional_counts

LEAST_TRADITIONAL = 0.05
"""Of a text in Traditional characters a fifth of them or more is written otherwise in Simplified ones."""
LEAST_WORDS = 2
MOST_LOOKED_AT = 50_000
"""So many characters of a work are looked at, from its beginning."""


def share_traditional(text: str) -> float:
    """Return which share of the Chinese characters of a text is written otherwise in Simplified ones.

    In [0, 1]; 0 without a Chinese character. Cost: linear, a microsecond a character.

    >>> share_traditional("沒有人點外堤的燈"), share_traditional("没有人点外堤的灯")
    (0.375, 0.0)
    """
    counts = Counter(character for character in text if "\u3400" <= character <= "\u9fff")
    n_traditional = sum(n for character, n in counts.items() if simplified(character) != character)
    return n_traditional / counts.total() if counts else 0.0


class TaiwanHongKong:
    """Holds where a work is in Traditional characters, or in words of Taiwan.

    Traditional characters alone are enough. Those of the calibration were turned from Simplified ones by a
    program, and a work without a telling word cannot be told apart from such a text. Words that are those of
    one region stand in few short texts, and Hong Kong shares many with the mainland (軟件, 網絡), so that
    they do not say either where it was written. To state no ratio is the cautious side.
    """

    card = ExclusionCard(
        "taiwan_hong_kong",
        ("zh", "translation"),
        "excluded_taiwan_hong_kong",
        summary="a twentieth of the Chinese characters is written otherwise in Simplified ones; or two words "
        "or more are those of Taiwan, and more than are those of the mainland",
        source="OpenCC's table of characters, and its phrases TWPhrases",
        blind_spots=(
            "texts of the mainland turned into Traditional characters, which are excluded too",
            "works of Hong Kong in Simplified characters",
        ),
    )

    def holds(self, work: SeenWork) -> bool:
        """Whether the work may have been written in Taiwan or Hong Kong."""
        text = work.text[:MOST_LOOKED_AT]
        if share_traditional(text) >= LEAST_TRADITIONAL:
            return True
        n_taiwan, n_mainland = regional_counts(text)
        return n_taiwan >= LEAST_WORDS and n_taiwan > n_mainland


MEMBER: Exclusion = TaiwanHongKong()
