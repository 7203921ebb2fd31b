"""How rare is a word, or a Chinese character? Bits under a background that ships as statistics only.

``bits = -log2(frequency)``: a word in a thousand carries 10 bits, one in a million 20. The frequencies are
the small lists of the package *wordfreq*: about 29,000 English words down to one in a million, and, summed
over 39,000 Chinese words, the characters they are written with. The package is not imported; its two files
are read, with their digests checked, when the first text match needs them.

Source: Speer, wordfreq 3.1, doi:10.5281/zenodo.7199437; self-information, Shannon (1948),
doi:10.1002/j.1538-7305.1948.tb01338.x.
"""

import gzip
import math
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

import msgpack

from sidebyside.errors import EngineError
from sidebyside.primitives import model_store
from sidebyside.primitives.model_store import Weights
from sidebyside.primitives.text.folding import fold, fold_word

FLOOR_BITS = 6 / math.log10(2)
"""Bits of what stands in no list: one in a million, 19.9 bits. Rarer is not told apart, which is cautious."""

_TERMS = "Apache-2.0; the data CC BY-SA 4.0"
_SOURCE = "Speer, wordfreq 3.1, doi:10.5281/zenodo.7199437"


def _list(language: str, sha256: str) -> Weights:
    return Weights(
        name=f"word frequencies ({language})",
        package="wordfreq",
        distribution="wordfreq",
        file=f"small_{language}.msgpack.gz",
        sha256=sha256,
        licence=_TERMS,
        source=_SOURCE,
        folder="data",
    )


ENGLISH = _list("en", "f94a80cba6a3857b260d0666b5432bb7ea9b85315574dee9c306e87f61298247")
CHINESE = _list("zh", "441ce2e01370185606f0e3c5da47f64887981758b0f65ae511c0a5927b1ab359")


def _frequencies(weights: Weights) -> Iterable[tuple[str, float]]:
    """Yield the words of a list with their frequencies.

    The file is a heading and then bins of words, one a hundredth of a decibel downwards from 1.
    """
    with gzip.open(model_store.find(weights), "rb") as stream:
        heading, *bins = msgpack.load(stream, raw=False)
    if heading != {"format": "cB", "version": 1}:
        raise EngineError(f"{weights.file} is of an unknown format: {heading}")
    for number, words in enumerate(bins):
        for word in words:
            yield word, 10.0 ** (-number / 100)


@cache
def english() -> dict[str, float]:
    """Return the bits of every English word of the list, by its folded form."""
    totals: dict[str, float] = defaultdict(float)
    for word, frequency in _frequencies(ENGLISH):
        totals[word if word.isascii() and word.isalnum() else fold_word(word)] += frequency
    return {word: -math.log2(total) for word, total in totals.items()}


@cache
def chinese() -> dict[str, float]:
    """Return the bits of every Chinese character of the list, folded, among Chinese characters."""
    totals: dict[str, float] = defaultdict(float)
    for word, frequency in _frequencies(CHINESE):
        for character in word:
            totals[character] += frequency
    folded: dict[str, float] = defaultdict(float)
    for character, total in totals.items():
        if character >= "\u2e80" and character.isalnum():
            folded[fold(character)] += total
    whole = sum(folded.values())
    return {character: min(FLOOR_BITS, -math.log2(total / whole)) for character, total in folded.items()}


@cache
def bits_of_word(word: str) -> float:
    """Return the bits of a word of an alphabetic script, as it stands in a text.

    A number of several digits has the bits of its length, and those of two free digits: 1843 is one of the
    four-digit numbers, and few of these are used.

    >>> round(bits_of_word("the")), round(bits_of_word("Rope")), round(bits_of_word("mizzen"))
    (4, 16, 20)
    """
    form = fold_word(fold(word))
    if form.isdigit() and len(form) > 1:
        shape = english().get("0" * len(form), FLOOR_BITS)
        return min(FLOOR_BITS, shape + 2 * math.log2(10))
    return english().get(form, FLOOR_BITS)


@cache
def bits_of_character(character: str) -> float:
    """Return the bits of a Chinese character, Traditional or Simplified.

    >>> round(bits_of_character("的")), bits_of_character("燈") == bits_of_character("灯")
    (5, True)
    """
    return chinese().get(fold(character), FLOOR_BITS)


@cache
def is_listed(word: str) -> bool:
    """Say whether a word stands in the English list; a number counts as if it did.

    Of English prose more than 0.85 of the words do; other languages share short words with it and stay below
    0.6.

    >>> is_listed("harbour"), is_listed("Ungeziefer")
    (True, False)
    """
    form = fold_word(fold(word))
    return form.isdigit() or form in english()


@cache
def chinese_words() -> frozenset[str]:
    """Return the Chinese words of two characters and more of the list, folded; names are among them."""
    return frozenset(fold(word) for word, _ in _frequencies(CHINESE) if len(word) > 1)
