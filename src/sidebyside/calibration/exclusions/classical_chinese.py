"""Classical Chinese (wenyan) as a work, by its function words."""

from sidebyside.calibration.exclusions import Exclusion, ExclusionCard, SeenWork

CLASSICAL = frozenset("之乎者也矣焉哉曰兮耶歟欤")
SPOKEN = frozenset("的了是們们這这個个麼么嗎吗呢吧啊很著着")
LEAST_SHARE = 0.01
"""Of so many characters or more the classical function words must be; parts of classical prose of 200
characters have 4 to 17 in a hundred."""


def shares_of_function_words(text: str) -> tuple[float, float]:
    """Return which share of the Chinese characters are function words of classical, and of spoken, Chinese.

    Both in [0, 1]; 0 without a Chinese character. Cost: linear.

    >>> classical, spoken = shares_of_function_words("學而時習之，不亦說乎？")
    >>> round(classical, 2), spoken
    (0.22, 0.0)
    """
    n_han = sum("\u3400" <= character <= "\u9fff" for character in text)
    if not n_han:
        return 0.0, 0.0
    return (
        sum(character in CLASSICAL for character in text) / n_han,
        sum(character in SPOKEN for character in text) / n_han,
    )


class ClassicalChinese:
    """Holds where classical function words outnumber those of spoken Chinese."""

    card = ExclusionCard(
        "classical_chinese",
        ("zh", "translation"),
        "excluded_classical_chinese",
        summary="之乎者也矣焉哉曰兮耶歟 make up a hundredth of the Chinese characters or more, and outnumber "
        "的了是們這個麼嗎呢吧啊很著",
        source="function words of classical and of spoken Chinese: Norman 1988, Chinese, chapters 4 and 5, "
        "ISBN 978-0-521-29653-3",
        blind_spots=(
            "verse, which has few function words",
            "less than some 100 characters",
            "works that mix both, by which of them there is more",
        ),
    )

    def holds(self, work: SeenWork) -> bool:
        """Whether the work is in classical Chinese."""
        classical, spoken = shares_of_function_words(work.text)
        return classical >= LEAST_SHARE and classical > spoken


MEMBER: Exclusion = ClassicalChinese()
