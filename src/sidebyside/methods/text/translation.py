"""Translation: passages of a work that stand in the output in the other language, sentence by sentence.

The core is `methods.sentence_alignment.chains`: evidence is how much nearer two sentences are to each other
than to their neighbours, added up along passages that keep their order.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sidebyside.contracts import Example, Method, Shortlist, filled
from sidebyside.methods.sentence_alignment.encoder import (
    WEIGHTS,
    Crowd,
    EncodedSentences,
    background_sentences,
    encoded,
)
from sidebyside.methods.sentence_alignment.index import (
    PlacedChain,
    SentenceIndex,
    SentenceSettings,
    check_above_zero,
)
from sidebyside.primitives.text.sentences import Script, Sentence, sentences
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import MethodCard

NAME = "translation"
OTHER: dict[Script, Script] = {"alphabetic": "han", "han": "alphabetic"}


@dataclass(frozen=True, slots=True)
class TranslationSettings(SentenceSettings):
    """The settings of the method: those of `SentenceSettings`, every number above 0."""

    def __post_init__(self) -> None:
        check_above_zero(NAME, self)


CARD = MethodCard(
    name=NAME,
    version="1",
    medium="text",
    summary="Finds passages of a work that stand in the output translated, between English and Chinese, and "
    "lines them up sentence by sentence.",
    range="similarity of a match: mean cosine of its pairs of sentences, 0 to 1, higher is more alike; of a "
    "text pair: share of the output's tokens in such pairs, each counted with its cosine. A cosine is no "
    "evidence by itself: true pairs and pairs on one subject overlap",
    floor="a chain worth {floor}: each pair adds its margin (cosine minus the mean cosine with the 4 nearest "
    "neighbours of both) above {ground}, weighed down under 20 words; each sentence left out takes {gap}; "
    "raised by ln(n / 300) / 45 where the works hold n > 300 sentences",
    foldings=("white space", "Traditional and Simplified Chinese, by phrase"),
    blind_spots=(
        "sentences of fewer than 4 words or 6 Chinese characters standing alone, which are joined to others",
        "a single sentence without others of its passage: about one in seven is missed",
        "sentences that changed places, which come out as matches of their own",
        "a translation between two languages in one script, such as French and English",
        "languages other than English and Chinese: the network knows some, nothing was measured",
        "classical Chinese, which the network was not trained on",
        "a passage that stands in four works or more at once, which makes a neighbourhood of its own",
        "which of two works on the same facts was translated, where sentences are alike",
        "whether the passage is common, quoted or in the public domain",
    ),
    cost="about 1.4 ms of processor time a sentence, of the works too, once and only where both languages "
    "occur; then one product of matrices a pair",
    source="Artetxe & Schwenk 2019, doi:10.18653/v1/P19-1309; Thompson & Koehn 2019, "
    "doi:10.18653/v1/D19-1136; the network: " + WEIGHTS.source,
    weights_sha256=WEIGHTS.sha256,
    evidence="sentences_of_two_languages",
)

EXAMPLES = (
    Example(
        "English in Chinese",
        "She had kept the lamp for thirty years. In all that time no ship had come to harm on the bar.",
        "她守了三十年的燈。這三十年裡，沒有一艘船在沙洲上出過事。",
        True,
    ),
    Example(
        "English, another matter in Chinese",
        "She had kept the lamp for thirty years. In all that time no ship had come to harm on the bar.",
        "市政府明年要蓋三座停車場。附近的居民擔心噪音，已經連署反對。",
        False,
    ),
    Example(
        "中文譯成英文",
        "那年冬天港口結了冰。孩子們一路走到第二個浮標。有個老人在那裡賣烤栗子。",
        "That winter the harbour froze over. The children walked all the way to the second buoy. An old man "
        "was selling roast chestnuts there.",
        True,
    ),
    Example(
        "中文，英文另述他事",
        "那年冬天港口結了冰。孩子們一路走到第二個浮標。有個老人在那裡賣烤栗子。",
        "The bank will raise its fees in March. Customers who object may close their accounts for free.",
        False,
    ),
)


class TranslationIndex(SentenceIndex):
    """The sentences of the works; encoded when an output in the other language first comes."""

    def __init__(self, settings: TranslationSettings) -> None:
        super().__init__(CARD, settings)
        self._works: dict[Script, list[tuple[int, EncodedSentences]]] = {}
        self._crowds: dict[Script, Crowd] = {}
        self._kinds: frozenset[bool] | None = None

    def works_changed(self) -> None:
        """Forget the crowd of the works."""
        self._works.clear()
        self._crowds.clear()
        self._kinds = None

    def found(self, output: TokenizedText, shortlist: Shortlist) -> Iterator[PlacedChain]:
        """Yield the chains of an output with the works in the other language."""
        if not self._can_differ(output):
            return
        own = [sentence for sentence in sentences(output) if sentence.is_in_play]
        for script, other in OTHER.items():
            chosen = [sentence for sentence in own if sentence.script == script]
            if chosen and any(self._of(number, other) for number in range(len(self.texts))):
                works = self._ready(other)
                costs = self.costs.for_search(sum(len(work.sentences) for _, work in works))
                yield from self.lined_up(
                    [item for item in works if item[0] in shortlist],
                    [item for item in works if item[0] not in shortlist],
                    encoded(self.encoder, chosen, self._crowds[other]),
                    costs,
                )

    def _can_differ(self, output: TokenizedText) -> bool:
        """Say whether the output and some work can have sentences in different scripts at all."""
        if self._kinds is None:
            self._kinds = frozenset[bool]().union(*map(_kinds, self.texts))
        return len(self._kinds | _kinds(output)) > 1

    def _of(self, number: int, script: Script) -> list[Sentence]:
        return [sentence for sentence in self.cut(number) if sentence.script == script]

    def _ready(self, script: Script) -> list[tuple[int, EncodedSentences]]:
        """Return the works that have sentences in a script, encoded, with the crowd they are part of."""
        if script not in self._works:
            here, there = (self.encoder.encode(background_sentences(one)) for one in (script, OTHER[script]))
            others = Crowd(there)
            works = [
                (number, encoded(self.encoder, own, others))
                for number in range(len(self.texts))
                if (own := self._of(number, script))
            ]
            self._works[script] = works
            self._crowds[script] = Crowd(np.concatenate([*(work.vectors for _, work in works), here, there]))
        return self._works[script]


def _kinds(text: TokenizedText) -> frozenset[bool]:
    """Return ``{False}`` for a text without Chinese characters, ``{True}`` for one of nothing else."""
    return frozenset((bool(text.is_han.any()), bool(text.is_han.all())))


class Translation:
    """The method, as the registry finds it."""

    card = filled(CARD, TranslationSettings())
    settings = TranslationSettings
    examples = EXAMPLES

    def index(self, settings: TranslationSettings | None = None) -> TranslationIndex:
        """Open an empty index; the network is loaded when a sentence is first encoded."""
        return TranslationIndex(settings or TranslationSettings())


MEMBER: Method[TokenizedText, TranslationSettings] = Translation()
