"""How near the sound of a Chinese rendering is to a name in the Latin alphabet.

Both are turned into a few classes of sounds: consonants that Chinese tells apart badly (l and r, b and p, s
and sh) are one class, vowels are one. What is left is compared by a weighted edit distance: a vowel, and an l
or r or n at the end of a syllable, may come or go cheaply, another consonant not.

The table `transliteration.tsv` is this project's own: some four hundred characters by which names are
written, with their sound in pinyin. Source of the distance: Wagner & Fischer (1974),
doi:10.1145/321796.321811; of comparing by classes of sound: Soundex, Russell (1918), US patent 1,261,167.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files

from sidebyside.primitives.text.folding import fold

FAR = 0.3
"""Names further apart than this are not taken for the same. On 60 names and their usual renderings against
each other, see `tests/unit/methods_text/test_transliteration.py`."""

ONE_SOUND = 0.25
"""Names of one consonant are this far apart where they are equal, and are not compared where they are not."""

_VOWEL = "a"
_SOFT = frozenset("LN")
"""Sounds that at the end of a syllable are often left out, or are added."""

_INITIALS = (
    ("zh", "J"), ("ch", "J"), ("sh", "S"),
    ("b", "B"), ("p", "B"), ("m", "M"), ("f", "F"), ("d", "D"), ("t", "D"), ("n", "N"), ("l", "L"),
    ("g", "K"), ("k", "K"), ("h", "H"), ("j", "J"), ("q", "J"), ("x", "S"), ("r", "L"), ("z", "S"),
    ("c", "S"), ("s", "S"), ("y", ""), ("w", "W"),
)  # fmt: skip
_LATIN = (
    (r"[^a-z]", ""), (r"tch", "J"), (r"sch", "S"), (r"^(?:kn|gn|pn)", "n"), (r"^wr", "r"), (r"^x", "S"),
    (r"^ps", "s"), (r"ph", "F"), (r"th", "T"), (r"sh", "S"), (r"ch", "C"), (r"ck", "K"), (r"dge", "J"),
    (r"gh(?=t|$)", ""), (r"gh", "K"), (r"qu?", "K"), (r"x", "KS"), (r"c(?=[eiy])", "S"), (r"c", "K"),
    (r"g(?=[eiy])", "G"), (r"wh", "W"), (r"^w|(?<=[aeiou])w(?=[aeiou])", "W"), (r"(?<=[tdsk])w", "W"),
    (r"w", ""), (r"^y", "a"), (r"^h", "H"), (r"(?<=[aeiou])h(?=[aeiou])", "H"), (r"h", ""),
    (r"(?<=.)e$", ""), (r"[aeiouy]+", "a"), (r"[bp]+", "B"), (r"[dt]+", "D"), (r"[kg]+", "K"), (r"f+", "F"),
    (r"v+", "V"), (r"m+", "M"), (r"n+", "N"), (r"[lr]+", "L"), (r"[sz]+", "S"), (r"j+", "J"),
)  # fmt: skip
_NEAR = {
    frozenset(pair): cost
    for cost, pairs in (
        (0.0, "FV VW TS CJ GJ GK"), (0.1, "TD"), (0.2, "CK CS"), (0.3, "FH TF MN"), (0.4, "KH JS JD BV GS"),
        (0.5, "FW JK BF"), (0.6, "HS"), (0.7, "SD"),
    )
    for pair in pairs.split()
}  # fmt: skip


@cache
def _sounds() -> dict[str, tuple[str, bool]]:
    """Return by folded character its pinyin, and whether it seldom stands in other words."""
    table: dict[str, tuple[str, bool]] = {}
    text = (files("sidebyside.methods.text.story") / "transliteration.tsv").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            sound, rare, common = line.split("\t")
            table |= dict.fromkeys(fold(common), (sound, False))
            table |= dict.fromkeys(fold(rare), (sound, True))
    return table


def is_sound(character: str) -> bool:
    """Whether a folded character is one by which foreign names are written."""
    return character in _sounds()


def is_rare(character: str) -> bool:
    """Whether a folded character is such a one, and seldom met in other words."""
    return _sounds().get(character, ("", False))[1]


@lru_cache(maxsize=1 << 14)
def classes_of_han(name: str) -> str:
    """Return the classes of sound of a Chinese rendering; empty where a character is not in the table.

    >>> classes_of_han(fold("倫敦"))
    'LaNDaN'
    """
    found = []
    for character in name:
        sound = _sounds().get(character, ("", False))[0]
        if not sound:
            return ""
        found.append(_syllable(sound))
    return re.sub("a+", _VOWEL, "".join(found))


def _syllable(sound: str) -> str:
    if sound == "er":
        return "aL"
    initial, rest = next(
        ((to, sound[len(of) :]) for of, to in _INITIALS if sound.startswith(of)), ("", sound)
    )
    return initial + _VOWEL + ("N" if rest.endswith(("n", "ng")) else "")


@lru_cache(maxsize=1 << 14)
def classes_of_latin(name: str) -> str:
    """Return the classes of sound of a name in the Latin alphabet, read as English.

    >>> classes_of_latin("London"), classes_of_latin("Scrooge")
    ('LaNDaN', 'SKLaG')
    """
    text = fold(name).replace("'", "")
    for pattern, to in _LATIN:
        text = re.sub(pattern, to, text)
    return re.sub("a+", _VOWEL, text)


def sound_distance(latin: str, han: str) -> float:
    """Return how far apart two names sound, 0 to 1; 1 where nothing can be said.

    Parameters
    ----------
    latin
        A name in the Latin alphabet, of one word.
    han
        A Chinese rendering, folded.

    Notes
    -----
    Range: the cost of the cheapest edit over the number of consonants of the one that has more; 0 is equal.
    Cost: the product of the lengths. Does not see: renderings by meaning (Whitehead as 白頭), by another
    language than English and Mandarin, such as Cantonese, and tones.
    """
    left, right = classes_of_latin(latin), classes_of_han(han)
    n = max(len(left.replace(_VOWEL, "")), len(right.replace(_VOWEL, "")))
    if not left or not right or not n:
        return 1.0
    if n == 1:
        return ONE_SOUND if left == right else 1.0
    return round(min(1.0, _edit(left, right) / n), 4)


def _edit(left: str, right: str) -> float:
    row = [0.0]
    for mark in right:
        row.append(row[-1] + _lone(mark))
    for mark in left:
        above, row = row, [row[0] + _lone(mark)]
        for column, other in enumerate(right, start=1):
            row.append(
                min(
                    above[column] + _lone(mark),
                    row[-1] + _lone(other),
                    above[column - 1] + _change(mark, other),
                )
            )
    return row[-1]


def _lone(mark: str) -> float:
    if mark == _VOWEL:
        return 0.08
    return 0.35 if mark in _SOFT else 0.6 if mark in "HW" else 1.0


def _change(mark: str, other: str) -> float:
    if mark == other:
        return 0.0
    if _VOWEL in (mark, other):
        return 0.6 if "W" in (mark, other) else 2.0
    return _NEAR.get(frozenset((mark, other)), 1.0)
