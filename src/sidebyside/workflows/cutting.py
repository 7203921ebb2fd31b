"""Step: cut texts into sentences where a match lines sentences up, and count those of all texts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from sidebyside.calibration.sentence_chance import NumberOfSentences
from sidebyside.primitives.text.sentences import Sentence, sentences
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import Output
from sidebyside.workflows.preparing import TextPreparation


class CutTexts:
    """The sentences of works and outputs; nothing is cut before it is asked for.

    Cost: some 5 microseconds a word of all texts, once, where any match lines up sentences.
    """

    def __init__(
        self, works: Sequence[TokenizedText], outputs: Sequence[Output], texts: TextPreparation
    ) -> None:
        self._works, self._outputs, self._texts = works, outputs, texts
        self._kept: dict[str, tuple[Sentence, ...]] = {}

    def of_work(self, sha256: str, tokens: TokenizedText) -> tuple[Sentence, ...]:
        """Return the sentences of a work; they are kept, since many outputs may match it."""
        if sha256 not in self._kept:
            self._kept[sha256] = sentences(tokens)
        return self._kept[sha256]

    @cached_property
    def n_works(self) -> NumberOfSentences:
        """How many sentences all works have, by script."""
        return _counted(self._works)

    @cached_property
    def n_outputs(self) -> NumberOfSentences:
        """How many sentences in play all outputs have, by script."""
        return _counted(self._texts.tokens(output) for output in self._outputs)


def _counted(texts: Iterable[TokenizedText]) -> NumberOfSentences:
    return Counter(one.script for text in texts for one in sentences(text) if one.is_in_play)
