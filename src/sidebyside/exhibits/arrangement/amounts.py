"""How much text, and how much of a picture, in words: one way of counting, the same wherever it is shown.

Words are those of alphabetic scripts, Chinese is counted in characters without its marks; what there is of
both is said of both. Tokens, the sum of the two, stand behind the shares and are not shown.
"""

from sidebyside.exhibits import notation
from sidebyside.exhibits.locale import Locale
from sidebyside.exhibits.text_view import ExtentRow
from sidebyside.primitives.quantum import PictureMeasure
from sidebyside.records import ImageQuantum, TextExtent, TextQuantum


def amount(extent: TextExtent, locale: Locale) -> str:
    """Say how much text it is: words, Chinese characters, or both, and how many characters with all marks."""
    counts = {"words": extent.words, "han": extent.n_han}
    there = [name for name, n in counts.items() if n]
    if not there:
        return locale.say("amount.nothing")
    fields = {name: notation.count(counts[name]) for name in there}
    return locale.say(f"amount.{'_and_'.join(there)}", characters=notation.count(extent.characters), **fields)


EQUAL = ("quantum.longest_run", "quantum.total_in_work", "quantum.total_in_output")
ALIGNED = ("quantum.longest_aligned", "quantum.aligned_in_work", "quantum.aligned_in_output")
"""What the amounts are called: of equal text, and of sentences lined up by meaning."""


def text_extents(quantum: TextQuantum, locale: Locale, *, is_aligned: bool = False) -> tuple[ExtentRow, ...]:
    """Return the rows that say how much of a text matched."""
    longest, in_work, in_output = ALIGNED if is_aligned else EQUAL
    return (
        ExtentRow(locale.say(longest), amount(quantum.longest_run, locale)),
        ExtentRow(locale.say(in_work), amount(quantum.total, locale)),
        ExtentRow(locale.say(in_output), amount(quantum.total_in_output, locale)),
        ExtentRow(locale.say("quantum.share_of_work"), share=notation.share(quantum.share_of_work)),
        ExtentRow(locale.say("quantum.share_of_output"), share=notation.share(quantum.share_of_output)),
    )


def picture_extents(quantum: ImageQuantum, measure: PictureMeasure, locale: Locale) -> tuple[ExtentRow, ...]:
    """Return the rows that say how much of a picture matched, by what its shares measure."""
    rows = [
        ExtentRow(locale.say(f"area.{measure}_of_work"), share=area(quantum.share_of_work, measure)),
        ExtentRow(locale.say(f"area.{measure}_of_output"), share=area(quantum.share_of_output, measure)),
    ]
    if quantum.n_inliers is not None:
        rows.append(ExtentRow(locale.say("quantum.n_inliers"), share=notation.count(quantum.n_inliers)))
        rows.append(ExtentRow(locale.say("quantum.n_putative"), share=notation.count(quantum.n_putative)))
    return tuple(rows)


def area(share: float, measure: PictureMeasure) -> str:
    """Write a share of a picture; of pictures that are only alike as wholes there is none."""
    return notation.ABSENT if measure == "whole" else notation.share(share)


def is_measured(quantum: ImageQuantum, has_residual: bool, measure: PictureMeasure) -> bool:
    """Whether a match of pictures measures what the shares of its pair are of."""
    return has_residual if measure == "structure" else quantum.n_inliers is not None or measure == "whole"
