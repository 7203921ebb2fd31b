"""The index of a method that lines up sentences: works cut, sentences encoded, chains made to comparisons.

A method says which sentences of which works an output is lined up with; the rest is here. It stands in a
folder of its own because every module of ``methods/text`` is a method.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sidebyside.errors import InputError, UnfitItemError
from sidebyside.methods import Settings
from sidebyside.methods.settings import Value, settled, shown
from sidebyside.primitives.sentence_encoder import SentenceEncoder, VectorCache
from sidebyside.primitives.sentence_matches import LinedUp, comparison_of
from sidebyside.primitives.sentence_pairing import Side, line_up, unrivalled
from sidebyside.primitives.text.sentence_chains import Rule
from sidebyside.primitives.text.sentences import Sentence, sentences, worth_of
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import Comparison, MethodCard

LEAST_TEXT = 8.0
"""Least length of a text in words."""

_RULE = Rule()
RULE_DEFAULTS: dict[str, Value] = {
    "floor": _RULE.floor,
    "ground": _RULE.ground,
    "join": _RULE.join,
    "gap": _RULE.gap,
    "max_gap": _RULE.max_gap,
    "weights": "",
}
"""The settings every such method has."""


class SentenceIndex(ABC):
    """The sentences of the works, and an encoder that keeps what it encoded.

    Parameters
    ----------
    card
        With the default settings; its floor names 0.125.
    defaults
        Every setting of the method, those of `RULE_DEFAULTS` among them; all but ``weights`` above 0.
    settings
        Those given.

    Notes
    -----
    Nothing is encoded before the first output that needs it.
    """

    def __init__(self, card: MethodCard, defaults: Mapping[str, Value], settings: Settings | None) -> None:
        self.values = settled(card.name, defaults, settings)
        for name, value in self.values.items():
            if name != "weights" and float(value) <= 0:
                raise InputError(f"{card.name}.{name} must be above 0, got {value}")
        self.rule = Rule(
            ground=float(self.values["ground"]),
            join=float(self.values["join"]),
            gap=float(self.values["gap"]),
            max_gap=int(self.values["max_gap"]),
            floor=float(self.values["floor"]),
        )
        self.encoder = SentenceEncoder(str(self.values["weights"]))
        floor = card.floor.replace("0.125", f"{self.rule.floor:g}", 1)
        self.card = replace(card, settings=shown(self.values), floor=floor)
        self.texts: list[TokenizedText] = []
        self._cut: list[tuple[Sentence, ...]] = []

    def keep_vectors_in(self, cache: VectorCache) -> None:
        """Look for vectors of sentences in a cache first, and keep there those that are made."""
        self.encoder.keep_in(cache)

    @property
    def n_encoded(self) -> int:
        """How many different sentences were needed so far."""
        return self.encoder.n_known

    def add(self, works: Sequence[TokenizedText]) -> None:
        """Take a batch of works."""
        self.texts += works
        self.works_changed()

    def unfit(self, item: TokenizedText) -> UnfitItemError | None:
        """Refuse a text that says too little to stand out from others."""
        if worth_of(item) >= LEAST_TEXT:
            return None
        return UnfitItemError(
            f"too short to compare: {item.n_tokens} words or Chinese characters",
            hint=f"{self.card.name} needs a text worth at least {LEAST_TEXT:g} words, a Chinese character "
            "counting 2/3",
            code="too_short",
        )

    def compare(
        self, outputs: Sequence[TokenizedText], shortlists: Sequence[frozenset[int]] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare a batch of outputs with the works."""
        return [self._compared(output) for output in outputs]

    def _compared(self, output: TokenizedText) -> tuple[Comparison, ...]:
        found: dict[int, list[LinedUp]] = {}
        for number, lined_up in self.found(output):
            found.setdefault(number, []).append(lined_up)
        return tuple(
            comparison_of(self.card.name, number, self.texts[number], output, found[number])
            for number in sorted(found)
        )

    def cut(self, number: int) -> tuple[Sentence, ...]:
        """Return the sentences of a work; works are cut when they are first needed."""
        for text in self.texts[len(self._cut) : number + 1]:
            self._cut.append(sentences(text))
        return self._cut[number]

    def lined_up(
        self, works: Iterable[tuple[int, Side]], output: Side, rule: Rule
    ) -> Iterator[tuple[int, LinedUp]]:
        """Yield the chains of an output with works, or parts of works, each with the number of its work.

        A chain whose sentences answer clearly better to another of these places is left out.
        """
        sides = list(works)
        chains = [
            (place, chain)
            for place, (_, work) in enumerate(sides)
            for chain in line_up(work, output, self.encoder, rule)
        ]
        for place, chain in unrivalled(chains):
            number, work = sides[place]
            yield number, (work, output, chain)

    @abstractmethod
    def found(self, output: TokenizedText) -> Iterator[tuple[int, LinedUp]]:
        """Yield what an output shares with works, each with the number of the work."""

    @abstractmethod
    def works_changed(self) -> None:
        """Forget what was made of all works together."""
