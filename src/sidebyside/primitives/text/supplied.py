"""Text that stood in the prompt never counts: take it out of play before anything is compared."""

import numpy as np

from sidebyside.primitives.text.shared_runs import RunIndex
from sidebyside.primitives.text.tokens import TokenizedText

LEAST_WORDS = 4
LEAST_CHARACTERS = 6


def without_prompt(output: TokenizedText, prompt: TokenizedText) -> TokenizedText:
    """Return the output with every stretch that stands in the prompt made equal to nothing.

    A stretch is taken out when it shares at least 4 words or 6 Chinese characters in a row with the prompt,
    a mixed one in proportion; shorter ones are the small change of any language and stay. The places of
    the other tokens do not move, so a match may stand on either side of the stretch and never across it.

    Does not see: a prompt that says the passage in other words.

    >>> from sidebyside.primitives.text.tokens import Vocabulary, tokenize
    >>> from sidebyside.records import Text
    >>> words = Vocabulary()
    >>> prompt = tokenize(Text("Go on: It was a dark and stormy night"), words)
    >>> output = tokenize(Text("It was a dark and stormy night; the rain fell"), words)
    >>> without_prompt(output, prompt).n_supplied
    7
    """
    index = RunIndex(min(LEAST_WORDS, LEAST_CHARACTERS))
    index.add([prompt])
    is_supplied = np.zeros(output.n_tokens, dtype=np.bool_)
    runs = index.find([output])
    for first, length in zip(runs.output_first.tolist(), runs.length.tolist(), strict=True):
        n_han = int(output.is_han[first : first + length].sum())
        if (length - n_han) / LEAST_WORDS + n_han / LEAST_CHARACTERS >= 1.0:
            is_supplied[first : first + length] = True
    return output.without(is_supplied)
