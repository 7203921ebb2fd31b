"""Program text and markup as a work, by its symbols and its lines."""

import re

from sidebyside.calibration.exclusions import Exclusion, ExclusionCard, SeenWork

LEAST_SYMBOLS = 0.06
"""Share of symbols among the characters that are no white space; novels have 0.005 at most."""
LEAST_LINES = 0.4
"""Share of the lines that read like a statement."""

_SYMBOL = re.compile(r"[{}()\[\];=<>_+*/\\|&^%$#@~`]")
_STATEMENT = re.compile(
    r"[{};\\]\s*$|^\s*(?:#|//|/\*|\*/|@\w|import \w|from [\w.]+ import|def \w+\(|class \w+[:(]|return\b"
    r"|(?:if|for|while|elif) .*[:{]$|else:|[\w.\[\]'\"]+ [-+*/|]?= |\}|\)|\]|</?\w)"
)
_CALL = re.compile(r"\w\(")


def program_shares(text: str) -> tuple[float, float]:
    r"""Return the share of symbols among the visible characters, and of lines that read like a statement.

    Both in [0, 1]; 0 for an empty text. Cost: linear. Does not see in which language of programs.

    >>> symbols, lines = program_shares("for n in range(3):\n    print(n)\n")
    >>> round(symbols, 2), lines
    (0.17, 1.0)
    """
    n_visible = len(re.findall(r"\S", text))
    lines = [line for line in text.splitlines() if line.strip()]
    if not n_visible:
        return 0.0, 0.0
    n_statements = sum(map(_is_statement, lines))
    return len(_SYMBOL.findall(text)) / n_visible, n_statements / len(lines)


def _is_statement(line: str) -> bool:
    if _STATEMENT.search(line):
        return True
    # One pattern for a call and its end looks for the end anew from each "f(" of a line without one.
    call = _CALL.search(line)
    return call is not None and line.find(")", call.end()) >= 0


class ProgramText:
    """Holds where the work is program text or markup."""

    card = ExclusionCard(
        "program_text",
        ("en", "zh", "translation"),
        "excluded_program_text",
        summary="6 or more of 100 visible characters are symbols such as brackets, and 4 of 10 lines read "
        "like a statement",
        source="measured on program text and prose (`bench.exclusions`)",
        blind_spots=("programs that are mostly comment", "less than some ten lines"),
    )

    def holds(self, work: SeenWork) -> bool:
        """Whether the work is program text."""
        symbols, lines = program_shares(work.text)
        return symbols >= LEAST_SYMBOLS and lines >= LEAST_LINES


MEMBER: Exclusion = ProgramText()
