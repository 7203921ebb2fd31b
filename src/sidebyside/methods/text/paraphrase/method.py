"""Paraphrase: passages of a work told again in other words, in the same language, sentence by sentence.

Blocks of the works that share rare words with a block of the output are looked at; their sentences are
lined up by `methods.sentence_alignment.chains`, as in `translation`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
from sidebyside.methods.text.paraphrase.shortlist import BlockIndex, blocks, literal_sentences, terms
from sidebyside.primitives.text.sentences import Script, Sentence, sentences
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import MethodCard

NAME = "paraphrase"
SCRIPTS: tuple[Script, ...] = ("alphabetic", "han")
N_SAMPLED = 256
"""So many sentences of the works, evenly taken, are the neighbours beside the fixed list."""

Section = tuple[int, tuple[Sentence, ...]]
"""The number of a work, and sentences of it that stand together."""


@dataclass(frozen=True, slots=True)
class ParaphraseSettings(SentenceSettings):
    """The settings of the method; every number is above 0.

    Attributes
    ----------
    block_likeness
        Least likeness of a block of a work and one of the output.
    n_blocks
        So many blocks of the works are looked at for each block of the output.
    """

    block_likeness: float = 0.08
    n_blocks: int = 3

    def __post_init__(self) -> None:
        check_above_zero(NAME, self)


CARD = MethodCard(
    name=NAME,
    version="1",
    medium="text",
    summary="Finds passages of a work that the output tells again in other words, and lines them up "
    "sentence by sentence.",
    range="similarity of a match: mean cosine of its pairs of sentences, 0 to 1, higher is more alike; of a "
    "text pair: share of the output's tokens in such pairs, each counted with its cosine. A cosine is no "
    "evidence by itself",
    floor="a chain worth {floor}: each pair adds its margin (cosine minus the mean cosine with the 4 nearest "
    "neighbours of both) above {ground}, weighed down under 20 words; each sentence left out takes {gap}",
    foldings=("white space", "Traditional and Simplified Chinese, by phrase", "for the shortlist: case"),
    blind_spots=(
        "sentences that stand there nearly word for word, which near_verbatim reports",
        "a passage that shares too few rare words or names with the output: blocks of 250 tokens with a "
        "likeness under {block_likeness} are not looked at, nor more than {n_blocks} for each block of the "
        "output",
        "a summary so short that one sentence stands for a page",
        "sentences that changed places, which come out as matches of their own",
        "which of two works on the same facts was retold, where sentences are alike",
        "whether the facts told are common, or in the public domain",
    ),
    cost="a few tens of microseconds a block of the output; then about 1.4 ms of processor time for each "
    "sentence of a shortlisted block, once",
    source="Artetxe & Schwenk 2019, doi:10.18653/v1/P19-1309; Thompson & Koehn 2019, "
    "doi:10.18653/v1/D19-1136; the network: " + WEIGHTS.source,
    weights_sha256=WEIGHTS.sha256,
    evidence="sentences_of_one_language",
    is_asked_for=True,
)

EXAMPLES = (
    Example(
        "the same told in other words",
        "She had kept the lamp for thirty years. In all that time no ship had come to harm on the bar. The "
        "harbour board gave her a silver watch when she left.",
        "For three decades the woman looked after the light. Not a single vessel was wrecked on the sandbank "
        "while she served. On her departure the port authorities presented her with a watch of silver.",
        True,
    ),
    Example(
        "the same subject, another story",
        "She had kept the lamp for thirty years. In all that time no ship had come to harm on the bar. The "
        "harbour board gave her a silver watch when she left.",
        "Lighthouses are painted in bright colours so that they can be told apart by day. Many of them were "
        "built of granite. Today nearly all work without a keeper.",
        False,
    ),
    Example(
        "換句話說",
        "她守了三十年的燈。這三十年裡，沒有一艘船在沙洲上出過事。她離開的時候，港務局送了她一只銀錶。",
        "這位老婦人看管燈塔三十載。在她任內，從來沒有船隻在沙灘擱淺遇難。臨走時，港口當局贈送她一隻銀製的手錶。",
        True,
    ),
    Example(
        "同題異事",
        "她守了三十年的燈。這三十年裡，沒有一艘船在沙洲上出過事。她離開的時候，港務局送了她一只銀錶。",
        "燈塔大多漆成鮮明的顏色，白天也容易辨認。很多燈塔是用花崗岩砌成的。現在的燈塔幾乎都不需要人看守了。",
        False,
    ),
)


class ParaphraseIndex(SentenceIndex):
    """The sentences and blocks of the works; a sentence is encoded when its block is first shortlisted."""

    def __init__(self, settings: ParaphraseSettings) -> None:
        super().__init__(CARD, settings)
        self._likeness, self._n_blocks = settings.block_likeness, settings.n_blocks
        self._crowds: dict[Script, Crowd] = {}
        self._blocks = BlockIndex()

    def add(self, works: Sequence[TokenizedText]) -> None:
        """Take a batch of works, and cut them into blocks."""
        first = len(self.texts)
        super().add(works)
        for number, work in enumerate(works, first):
            self._blocks.add(number, work, self.cut(number))

    def works_changed(self) -> None:
        """Forget the crowds."""
        self._crowds.clear()

    def found(self, output: TokenizedText, shortlist: Shortlist) -> Iterator[PlacedChain]:
        """Yield the chains of an output with the blocks of works that are like one of its own."""
        cut = sentences(output)
        sections, looked_at = self._alike(output, cut)
        if all(number not in shortlist for number, _ in sections):
            return
        own = [cut[at] for at in looked_at if cut[at].is_in_play]
        places = [(self.texts[number], *_tokens(here)) for number, here in sections]
        is_literal = literal_sentences(output, own, places)
        own = [sentence for sentence, literal in zip(own, is_literal, strict=True) if not literal]
        for script in SCRIPTS:
            chosen = [sentence for sentence in own if sentence.script == script]
            if chosen:
                yield from self.lined_up(
                    self._encoded(script, [item for item in sections if item[0] in shortlist]),
                    self._encoded(script, [item for item in sections if item[0] not in shortlist]),
                    encoded(self.encoder, chosen, self._crowd(script)),
                    self.costs,
                )

    def _encoded(self, script: Script, sections: Sequence[Section]) -> Iterator[tuple[int, EncodedSentences]]:
        """Yield the sentences of sections in a script; each section is encoded when it is asked for."""
        for number, section in sections:
            if here := [sentence for sentence in section if sentence.script == script]:
                yield number, encoded(self.encoder, here, self._crowd(script))

    def _alike(self, output: TokenizedText, cut: Sequence[Sentence]) -> tuple[list[Section], list[int]]:
        """Return sections of works that are like a block of the output, and the sentences of such blocks."""
        rows: set[tuple[int, int]] = set()
        columns: set[int] = set()
        for block in blocks(cut):
            sought = terms(output, cut[block.first].first, cut[block.stop - 1].stop)
            near = self._blocks.nearest(sought, floor=self._likeness, n_most=self._n_blocks)
            for number, at, _ in near:
                rows.update((number, row) for row in range(at.first, at.stop))
            if near:
                columns.update(range(block.first, block.stop))
        sections = [(number, self.cut(number)[first:stop]) for number, first, stop in _runs(sorted(rows))]
        return sections, sorted(columns)

    def _crowd(self, script: Script) -> Crowd:
        """Return the neighbours: the fixed list, and an even sample of the sentences of the works."""
        if script not in self._crowds:
            every = [
                one.text
                for number in range(len(self.texts))
                for one in self.cut(number)
                if one.script == script
            ]
            step = max(1, -(-len(every) // N_SAMPLED))
            sampled = [*background_sentences(script), *every[::step]]
            self._crowds[script] = Crowd(self.encoder.encode(sampled))
        return self._crowds[script]


def _tokens(section: Sequence[Sentence]) -> tuple[int, int]:
    return section[0].first, section[-1].stop


def _runs(rows: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Join neighbouring sentences of one work to ``(number, first, stop)``."""
    runs: list[tuple[int, int, int]] = []
    for number, row in rows:
        if runs and runs[-1][0] == number and runs[-1][2] == row:
            runs[-1] = number, runs[-1][1], row + 1
        else:
            runs.append((number, row, row + 1))
    return runs


class Paraphrase:
    """The method, as the registry finds it."""

    card = filled(CARD, ParaphraseSettings())
    settings = ParaphraseSettings
    examples = EXAMPLES

    def index(self, settings: ParaphraseSettings | None = None) -> ParaphraseIndex:
        """Open an empty index; the network is loaded when a sentence is first encoded."""
        return ParaphraseIndex(settings or ParaphraseSettings())


MEMBER: Method[TokenizedText, ParaphraseSettings] = Paraphrase()
