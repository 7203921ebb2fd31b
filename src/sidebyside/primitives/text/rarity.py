"""How rare is the text of some tokens? Bits of each token, under the background of `word_list`."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sidebyside.primitives.text.excerpt import VisibleText
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.primitives.text.word_list import bits_of_character, bits_of_word
from sidebyside.records import Span


def bits_of_tokens(tokens: TokenizedText, first: int = 0, stop: int | None = None) -> NDArray[np.float64]:
    """Return the bits of tokens ``[first, stop)`` of a text, float64 (stop - first,), 0 < bits <= 19.94.

    Cost: a look-up a token. Does not see: that words go together, so that a stock phrase is more common than
    its words say; a meaning that is common in rare words; words of a language other than English and
    Chinese, which stand in no list and get the floor.
    """
    stop = tokens.n_tokens if stop is None else stop
    return bits_of_words(words_of(tokens, first, stop), tokens.is_han[first:stop])


def bits_of_words(words: Sequence[str], is_han: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the bits of words, those marked being Chinese characters: `bits_of_tokens` of what it reads."""
    return np.array(
        [
            bits_of_character(word) if han else bits_of_word(word)
            for word, han in zip(words, is_han.tolist(), strict=True)
        ],
        dtype=np.float64,
    )


def words_of(tokens: TokenizedText, first: int, stop: int) -> list[str]:
    """Return tokens ``[first, stop)`` as a reader sees them."""
    places = zip(tokens.start[first:stop].tolist(), tokens.end[first:stop].tolist(), strict=True)
    if not (tokens.text.hidden or tokens.text.substitutions):
        return [tokens.original[start:end] for start, end in places]
    visible = VisibleText(tokens.text)
    return [visible.passage(Span(start, end)) for start, end in places]
