"""Paraphrase: passages of a work told again in other words, in the same language, sentence by sentence.

Blocks of the works that share rare words with a block of the output are looked at; their sentences are
lined up by `primitives.text.sentence_chains`, as in `translation`.
"""

from collections.abc import Sequence
from dataclasses import replace

from sidebyside.errors import InputError, UnfitItemError
from sidebyside.methods import Example, Settings
from sidebyside.methods.settings import Value, settled, shown
from sidebyside.primitives.sentence_encoder import WEIGHTS, SentenceEncoder, VectorCache, Vectors
from sidebyside.primitives.sentence_matches import LinedUp, comparison_of
from sidebyside.primitives.sentence_pairing import (
    Side,
    background_sentences,
    line_up,
    side,
    unrivalled,
)
from sidebyside.primitives.text.block_shortlist import BlockIndex, blocks, terms
from sidebyside.primitives.text.literal_sentences import literal_sentences
from sidebyside.primitives.text.sentence_chains import Chain, Rule
from sidebyside.primitives.text.sentences import Script, Sentence, sentences, worth_of
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import Comparison, MethodCard

NAME = "paraphrase"
SCRIPTS: tuple[Script, ...] = ("alphabetic", "han")
N_SAMPLED = 256
"""So many sentences of the works, evenly taken, are the neighbours beside the fixed list."""

RULE = Rule()
LEAST_TEXT = 8.0
"""Least length of a text in words."""

DEFAULTS: dict[str, Value] = {
    "floor": RULE.floor,
    "ground": RULE.ground,
    "join": RULE.join,
    "gap": RULE.gap,
    "max_gap": RULE.max_gap,
    "block_likeness": 0.08,
    "n_blocks": 3,
    "weights": "",
}

CARD = MethodCard(
    name=NAME,
    version="1",
    medium="text",
    summary="Finds passages of a work that the output tells again in other words, and lines them up "
    "sentence by sentence.",
    range="similarity of a match: mean cosine of its pairs of sentences, 0 to 1, higher is more alike; of a "
    "text pair: share of the output's tokens in such pairs, each counted with its cosine. A cosine is no "
    "evidence by itself",
    floor="a chain worth 0.125: each pair adds its margin (cosine minus the mean cosine with the 4 nearest "
    "neighbours of both) above 0.1, weighed down under 20 words; each sentence left out takes 0.05",
    foldings=("white space", "Traditional and Simplified Chinese, by phrase", "for the shortlist: case"),
    blind_spots=(
        "sentences taken over nearly word for word, which near_verbatim reports",
        "a passage that shares too few rare words or names with the output: blocks of 250 tokens with a "
        "likeness under 0.08 are not looked at, nor more than three for each block of the output",
        "a summary so short that one sentence stands for a page",
        "sentences that changed places, which come out as matches of their own",
        "which of two works on the same facts was retold, where sentences are alike",
        "whether the facts told are common, or in the public domain",
    ),
    cost="a few tens of microseconds a block of the output; then about 1.4 ms of processor time for each "
    "sentence of a shortlisted block, once",
    source="Artetxe & Schwenk 2019, doi:10.18653/v1/P19-1309; Thompson & Koehn 2019, "
    "doi:10.18653/v1/D19-1136; the network: " + WEIGHTS.source,
    settings=shown(DEFAULTS),
    weights_sha256=WEIGHTS.sha256,
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


class ParaphraseIndex:
    """The sentences and blocks of the works; a sentence is encoded when its block is first shortlisted."""

    def __init__(self, settings: Settings | None) -> None:
        values = settled(NAME, DEFAULTS, settings)
        for name, value in values.items():
            if name != "weights" and float(value) <= 0:
                raise InputError(f"{NAME}.{name} must be above 0, got {value}")
        self._rule = Rule(
            ground=float(values["ground"]),
            join=float(values["join"]),
            gap=float(values["gap"]),
            max_gap=int(values["max_gap"]),
            floor=float(values["floor"]),
        )
        self._likeness, self._n_blocks = float(values["block_likeness"]), int(values["n_blocks"])
        self._encoder = SentenceEncoder(str(values["weights"]))
        self._texts: list[TokenizedText] = []
        self._sentences: list[tuple[Sentence, ...]] = []
        self._blocks = BlockIndex()
        self._crowds: dict[Script, Vectors] = {}
        floor = CARD.floor.replace("0.125", f"{self._rule.floor:g}", 1)
        self.card = replace(CARD, settings=shown(values), floor=floor)

    def keep_vectors_in(self, cache: VectorCache) -> None:
        """Look for vectors of sentences in a cache first, and keep there those that are made."""
        self._encoder.keep_in(cache)

    @property
    def n_encoded(self) -> int:
        """How many different sentences were needed so far."""
        return self._encoder.n_known

    def add(self, works: Sequence[TokenizedText]) -> None:
        """Take a batch of works."""
        for work in works:
            cut = sentences(work)
            self._blocks.add(len(self._texts), work, cut)
            self._texts.append(work)
            self._sentences.append(cut)
        self._crowds.clear()

    def unfit(self, item: TokenizedText) -> UnfitItemError | None:
        """Refuse a text that says too little to stand out from others."""
        if worth_of(item) >= LEAST_TEXT:
            return None
        return UnfitItemError(
            f"too short to compare: {item.n_tokens} words or Chinese characters",
            hint=f"{NAME} needs a text worth at least {LEAST_TEXT:g} words, a Chinese character counting 2/3",
            code="too_short",
        )

    def compare(
        self, outputs: Sequence[TokenizedText], shortlists: Sequence[frozenset[int]] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare a batch of outputs with the shortlisted blocks of all works."""
        return [self._compare(output) for output in outputs]

    def _compare(self, output: TokenizedText) -> tuple[Comparison, ...]:
        cut = sentences(output)
        stretches, looked_at = self._shortlisted(output, cut)
        own = [cut[at] for at in looked_at if cut[at].is_in_play]
        places = [(self._texts[number], *_tokens(here)) for number, here in stretches]
        is_literal = literal_sentences(output, own, places)
        own = [sentence for sentence, literal in zip(own, is_literal, strict=True) if not literal]
        found: dict[int, list[LinedUp]] = {}
        for script in SCRIPTS:
            chosen = [sentence for sentence in own if sentence.script == script]
            if chosen:
                self._line_up(stretches, chosen, script, found)
        return tuple(
            comparison_of(NAME, number, self._texts[number], output, found[number])
            for number in sorted(found)
        )

    def _line_up(
        self,
        stretches: Sequence[tuple[int, tuple[Sentence, ...]]],
        chosen: Sequence[Sentence],
        script: Script,
        found: dict[int, list[LinedUp]],
    ) -> None:
        crowd = self._crowd(script)
        there = side(self._encoder, chosen, crowd)
        chains: list[tuple[int, Chain]] = []
        sides: list[tuple[int, Side]] = []
        for number, sentences_here in stretches:
            here = [sentence for sentence in sentences_here if sentence.script == script]
            if here:
                sides.append((number, side(self._encoder, here, crowd)))
                lined_up = line_up(sides[-1][1], there, self._encoder, self._rule)
                chains += [(len(sides) - 1, chain) for chain in lined_up]
        for at, chain in unrivalled(chains):
            number, here_side = sides[at]
            found.setdefault(number, []).append((here_side, there, chain))

    def _shortlisted(
        self, output: TokenizedText, cut: Sequence[Sentence]
    ) -> tuple[list[tuple[int, tuple[Sentence, ...]]], list[int]]:
        """Return stretches of works that are like a block of the output, and the sentences of such blocks."""
        rows: set[tuple[int, int]] = set()
        columns: set[int] = set()
        for block in blocks(cut):
            sought = terms(output, cut[block.first].first, cut[block.stop - 1].stop)
            near = self._blocks.nearest(sought, floor=self._likeness, n_most=self._n_blocks)
            for number, at, _ in near:
                rows.update((number, row) for row in range(at.first, at.stop))
            if near:
                columns.update(range(block.first, block.stop))
        return [
            (number, self._sentences[number][first:stop]) for number, first, stop in _runs(sorted(rows))
        ], sorted(columns)

    def _crowd(self, script: Script) -> Vectors:
        """Return the neighbours: the fixed list, and an even sample of the sentences of the works."""
        if script not in self._crowds:
            every = [one.text for cut in self._sentences for one in cut if one.script == script]
            step = max(1, -(-len(every) // N_SAMPLED))
            sampled = [*background_sentences(script), *every[::step]]
            self._crowds[script] = self._encoder.encode(sampled)
        return self._crowds[script]


def _tokens(stretch: Sequence[Sentence]) -> tuple[int, int]:
    return stretch[0].first, stretch[-1].stop


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

    card = CARD
    examples = EXAMPLES

    def index(self, settings: Settings | None = None) -> ParaphraseIndex:
        """Open an empty index; the network is loaded when a sentence is first encoded."""
        return ParaphraseIndex(settings)


MEMBER = Paraphrase()
