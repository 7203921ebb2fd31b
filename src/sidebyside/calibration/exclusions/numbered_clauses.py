"""Statutes, contracts and forms as a work: numbered clauses, or blanks to be filled in."""

import re

from sidebyside.calibration.exclusions import Exclusion, ExclusionCard, SeenWork

LEAST_BLOCKS = 8
LEAST_NUMBERED = 0.2
"""Share of the paragraphs, or of the lines, that begin with the number of a clause; novels have 0.01."""
LEAST_BLANKS, LEAST_BLANKS_A_LINE = 5, 0.1

_NUMBER = re.compile(
    r"\s*(?:§+\s*\d"
    r"|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5}|[A-Z])[.)]\s"
    r"|\d+(?:\.\d+)+\s"
    r"|(?:Section|Sec\.|Article|Art\.|Clause|SECTION|ARTICLE|CLAUSE)\s+[\dIVX]+"
    r"|第\s*[一二三四五六七八九十百千零〇\d]+\s*(?:之[一二三四五六七八九十\d]+\s*)?[條条項项款]"
    r"|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)"
)
_BLANK = re.compile(r"_{3,}|＿{3,}|\.{6,}|…{3,}|\[ ?[xX ]\]|[☐☑□]")


def share_numbered(text: str) -> float:
    r"""Return which share of the paragraphs, or of the lines if more, begin with the number of a clause.

    In [0, 1]; 0 where there are fewer than `LEAST_BLOCKS` of both. Cost: linear.

    >>> share_numbered("".join(f"第{n}條　本條為例。\n" for n in "一二三四五六七八"))
    1.0
    """
    paragraphs = [one for one in re.split(r"\n\s*\n", text) if one.strip()]
    lines = [one for one in text.splitlines() if one.strip()]
    return max(
        sum(bool(_NUMBER.match(one)) for one in blocks) / len(blocks) if len(blocks) >= LEAST_BLOCKS else 0.0
        for blocks in (paragraphs, lines)
    )


class NumberedClauses:
    """Holds where the work is a statute, a contract or a form."""

    card = ExclusionCard(
        "numbered_clauses",
        ("en", "zh", "translation"),
        "excluded_numbered_clauses",
        summary="a fifth of 8 or more paragraphs, or lines, begins with the number of a clause, or a tenth "
        "of the lines has blanks to be filled in",
        source="measured on licences and novels (`bench.exclusions`)",
        blind_spots=("contracts, statutes and licences without numbers", "clauses of a novel's own lists"),
    )

    def holds(self, work: SeenWork) -> bool:
        """Whether the work is made of numbered clauses, or of blanks."""
        n_blanks, n_lines = len(_BLANK.findall(work.text)), max(1, work.text.count("\n"))
        has_blanks = n_blanks >= LEAST_BLANKS and n_blanks >= LEAST_BLANKS_A_LINE * n_lines
        return has_blanks or share_numbered(work.text) >= LEAST_NUMBERED


MEMBER: Exclusion = NumberedClauses()
