"""Equal text, or a lined-up sentence, that the output marks as a quotation."""

import re
from collections.abc import Iterator

from sidebyside.calibration.equal_text import AlignedSentences, EqualStretch
from sidebyside.calibration.filtration import FiltrationCard, Seen

REACH = 2000
"""Quotation marks further than so many characters apart are not looked for."""

NEAR = 160
"""An attribution stands at most so many characters before or after the quotation."""

_MARKS = {"“": "”", '"': '"', "«": "»", "„": "“", "「": "」", "『": "』", "《": "》"}
_ATTRIBUTION = re.compile(
    r"\b(?:wrote|writes|written by|according to|quot\w+|cit(?:es?|ed|ing)|excerpt|passage|the (?:book|novel|"
    r"story|essay|poem|text|author)|by the author|from (?:the|his|her|chapter|page)|opening (?:lines?|words)|"
    r"in (?:his|her|their|its) own words|p\. ?\d+)\b"
    r"|(?-i:\((?:[A-Z][\w.]+,? )+\d{4}\)|[—–]\s*[A-Z][a-z]+)"
    r"|\b(?:says|said|reads|states|notes|put it)\s*[,:]|[說説说道][:：]"
    r"|寫道|写道|引自|引用|引述|出自|摘自|原文|原著|所著|作者|书中|書中|一書|一书|據|据",
    re.IGNORECASE,
)


class Quotation:
    """Proposes a stretch in quotation marks with an attribution near, or in a block quotation."""

    card = FiltrationCard(
        "marked_as_quotation",
        "quotation",
        summary="the words of the output stand between quotation marks that the work does not have there, "
        "with words of attribution within 160 characters, or in lines marked as a block quotation",
        blind_spots=(
            "whether the attribution names the work, and whether the quotation is permitted",
            "speech of a story that both sides put between quotation marks",
            "attribution in words the rule does not know, or further away",
        ),
    )

    def propose(self, seen: Seen) -> Iterator[EqualStretch | AlignedSentences]:
        """Yield the stretches found."""
        places: tuple[EqualStretch | AlignedSentences, ...] = (*seen.stretches, *seen.passages)
        for stretch in places:
            in_work, in_output = stretch.spans(seen.work, seen.output)
            original = seen.output.original
            if _is_in_block(original, in_output.start, in_output.end):
                yield stretch
                continue
            quoted = _quoted(original, in_output.start, in_output.end)
            if quoted is None or _quoted(seen.work.original, in_work.start, in_work.end) is not None:
                continue
            start, end = quoted
            around = original[max(0, start - NEAR) : start], original[end : end + NEAR]
            if any(_ATTRIBUTION.search(text) for text in around):
                yield stretch


def _is_in_block(text: str, start: int, end: int) -> bool:
    """Say whether every line of the place is marked as quoted."""
    first = text.rfind("\n", 0, start) + 1
    lines = [line for line in text[first:end].split("\n") if line.strip()]
    return bool(lines) and all(re.match(r"[ \t]{0,3}>", line) for line in lines)


def _quoted(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where the quotation marks around a place stand; None where there are none around all of it."""
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    best: tuple[int, int] | None = None
    for opening, closing in _MARKS.items():
        last = before.rfind(opening)
        if last < 0:
            continue
        between = before[last + 1 :]
        is_open = before.count('"') % 2 == 1 if opening == closing else closing not in between
        close = after.find(closing)
        if is_open and close >= 0:
            place = start - len(before) + last, end + close + 1
            if best is None or place[0] > best[0]:
                best = place
    return best


MEMBER = Quotation()
