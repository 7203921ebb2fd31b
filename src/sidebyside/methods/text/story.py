"""Story: events told alike in whatever words, who takes part and where, as a table and never as a figure.

Sentences of the output are lined up with windows of sentences of the work by their meaning
(`primitives.story.events`); who is who is said by rule (`primitives.story.cast`). Nothing of it counts: what
is found is shown apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sidebyside.errors import InputError, UnfitItemError
from sidebyside.methods import Example, Settings
from sidebyside.methods.settings import Value, settled, shown
from sidebyside.primitives.sentence_encoder import (
    WEIGHTS,
    SentenceEncoder,
    VectorCache,
    Vectors,
    cosines,
)
from sidebyside.primitives.sentence_pairing import N_AT_ONCE, Crowd, Side, background_sentences, side
from sidebyside.primitives.story.events import (
    Cell,
    EventChain,
    EventRule,
    Windows,
    best_chain,
    busiest,
    event_cells,
    pair_events,
    stretch_of,
    windows,
)
from sidebyside.primitives.story.table import Found, story_table
from sidebyside.primitives.story.telling import Telling
from sidebyside.primitives.text.sentence_chains import Reals, neighbourhood
from sidebyside.primitives.text.sentences import Script, worth_of
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import Comparison, MethodCard, StoryTable

NAME = "story"
SCRIPTS: tuple[Script, ...] = ("alphabetic", "han")
RULE = EventRule()
LEAST_TEXT = 8.0
"""Least length of a text in words."""

MOST_WINDOWS = 50_000
"""So many windows of works are kept ready, at 1 KB each."""

DEFAULTS: dict[str, Value] = {
    "floor": RULE.floor,
    "gap": RULE.gap,
    "ground": RULE.ground,
    "least_events": RULE.least_events,
    "n_events": 200,
    "skip": RULE.skip,
    "weights": "",
}

CARD = MethodCard(
    name=NAME,
    version="1",
    medium="text",
    summary="Shows which events of a work the output tells, in whatever words, in the same language or in "
    "the other of English and Chinese; which names stand for which; and what of the setting is the same. "
    "A table that is shown apart: it counts for nothing and no figure sums it up.",
    range="no score is made. Beside each pair of events stands the cosine of their embeddings, 0 to 1, "
    "higher is more alike; it is no evidence by itself",
    floor="a chain worth 0.35 of 3 events, of other words than each other and in the order of both texts: "
    "each adds its margin (cosine minus the mean cosine with the 4 nearest of a fixed list of sentences) "
    "above 0.12, weighed down under 20 words; taken away are 0.03 for each event of the output left out "
    "between and 0.2 ln(1 + n / 30) for n sentences of the work; raised by 0.04 ln(p / 1000) where the "
    "texts have p > 1000 pairs of sentences",
    foldings=(
        "white space",
        "Traditional and Simplified Chinese, by phrase in events, by character in names",
        "names: titles before them, the possessive, first and last name where no other bearer is there",
        "places, times and numbers in English and in Chinese, by a list",
    ),
    blind_spots=(
        "whether events, their order or a setting are common to a genre, facts of history, or of one source",
        "a story of which no three events keep their order",
        "what the work tells in more than eight sentences and the output in one, or the other way round",
        "the rest of the work: only the stretch in which events were found is listed, between two events "
        "as one row; a work of 200 sentences or fewer is listed as a whole",
        "the rest of an output of more than 200 sentences: the 200 in a row that are worth most are listed",
        "characters without a name (the captain, she), nicknames, two characters of one name",
        "names where every noun has a capital (German) or nothing has, in scripts other than the "
        "alphabetic ones with capitals and Chinese; a Chinese name that stands there once, without dot or "
        "title",
        "names translated by meaning, or by the sound of another language than English and Mandarin",
        "places that are not in the list, the next day and other relative times",
        "classical Chinese, which the network was not trained on",
    ),
    cost="about 1.4 ms of processor time a sentence, of the works too, once; then about 60 ms a book of "
    "100,000 words and output of 20 sentences",
    source="Artetxe & Schwenk 2019, doi:10.18653/v1/P19-1309; Thompson & Koehn 2019, "
    "doi:10.18653/v1/D19-1136; Schensted 1961, doi:10.4153/CJM-1961-015-3; the network: " + WEIGHTS.source,
    settings=shown(DEFAULTS),
    weights_sha256=WEIGHTS.sha256,
    is_asked_for=True,
    shows="apart",
)

_KEEPER = (
    "Anna Brandt had kept the lamp on the mole for thirty years. One night in December a schooner struck "
    "the bar, and she rowed out alone and brought two sailors home. The harbour board would not pay for "
    "the boat she had lost. So she put out the lamp and went to live with her sister in the hills."
)
_KEEPER_ZH = (
    "安娜·布蘭特在外堤守了三十年的燈。十二月的一個夜裡，一艘雙桅船撞上沙洲，她獨自划船出去，救回兩名水手。"
    "港務局不肯賠償她損失的小船。於是她熄了燈，搬到山上和姊姊同住。"
)
EXAMPLES = (
    Example(
        "told again, the name changed",
        _KEEPER,
        "For three decades Clara Voss had looked after the light at the end of the pier. When a ship ran "
        "onto the sandbank one winter night, she took her rowing boat out by herself and saved a pair of "
        "seamen. The port authorities refused to compensate her for the boat that was destroyed. In "
        "answer she let the light go dark and moved up to the mountains, to her sister's house.",
        True,
    ),
    Example(
        "the same subject, another story",
        _KEEPER,
        "Lighthouses are painted in bright colours so that they can be told apart by day. Many of them "
        "were built of granite, and the stones were cut to fit each other. The lenses came from Paris and "
        "cost more than the tower. Today nearly all of them work without a keeper.",
        False,
    ),
    Example(
        "told in the other language",
        _KEEPER,
        _KEEPER_ZH,
        True,
    ),
    Example(
        "換句話說",
        _KEEPER_ZH,
        "那位老婦人看管碼頭盡頭的燈塔三十載。某個冬夜，有船擱淺在沙灘上，她一個人駕著小舟出海，帶回兩個船員。港口當局"
        "拒絕補償她毀掉的那條船。她便讓燈火熄滅，遷到山裡姊姊的家去了。",
        True,
    ),
    Example(
        "同題異事",
        _KEEPER_ZH,
        "燈塔大多漆成鮮明的顏色，白天也容易辨認。很多燈塔是用花崗岩砌成的，石塊彼此嚴絲合縫。透鏡從巴黎運來，比整座塔還貴。"
        "現在的燈塔幾乎都不需要人看守了。",
        False,
    ),
)


Sides = tuple[tuple[Script, tuple[int, ...], Side], ...]
"""By script: the numbers of the sentences of an output that are its own, and these."""


@dataclass(frozen=True, slots=True, eq=False)
class _Output:
    """An output made ready: its sentences by script, those the prompt supplied left out."""

    telling: Telling
    vectors: Vectors
    sides: dict[Script, Sides]
    """By the script of the work, among whose sentences the neighbours are: script, numbers, sentences."""


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """The sentences of a work as vectors, its windows, and how near they are to the fixed lists."""

    vectors: Vectors
    windows: Windows
    around: dict[Script, Reals]


class StoryIndex:
    """The sentences of the works; they are encoded when the first output comes."""

    def __init__(self, settings: Settings | None) -> None:
        values = settled(NAME, DEFAULTS, settings)
        for name, value in values.items():
            if name != "weights" and float(value) <= 0:
                raise InputError(f"{NAME}.{name} must be above 0, got {value}")
        self._rule = EventRule(
            ground=float(values["ground"]),
            gap=float(values["gap"]),
            skip=float(values["skip"]),
            floor=float(values["floor"]),
            least_events=int(values["least_events"]),
        )
        self._n_events = int(values["n_events"])
        self._encoder = SentenceEncoder(str(values["weights"]))
        self._works: list[Telling] = []
        self._scripts: list[Script] = []
        self._crowds: dict[Script, tuple[Vectors, Crowd]] = {}
        self._made: dict[int, _Work] = {}
        floor = CARD.floor.replace("0.35", f"{self._rule.floor:g}", 1)
        self.card = replace(CARD, settings=shown(values), floor=floor)

    def keep_vectors_in(self, cache: VectorCache) -> None:
        """Look for vectors of sentences in a cache first, and keep there those that are made."""
        self._encoder.keep_in(cache)

    def add(self, works: Sequence[TokenizedText]) -> None:
        """Take a batch of works."""
        self._works += [Telling(work) for work in works]
        self._scripts += [
            "han" if 2 * int(work.is_han.sum()) > work.n_tokens else "alphabetic" for work in works
        ]

    def unfit(self, item: TokenizedText) -> UnfitItemError | None:
        """Refuse a text that tells too little to be a story."""
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
        """Compare a batch of outputs with all works."""
        ready = [self._prepared(output) for output in outputs]
        found: list[list[Comparison]] = [[] for _ in outputs]
        for number, work in enumerate(self._works):
            if not any(len(output.vectors) for output in ready) or not work.sentences:
                continue
            made = self._windows(number)
            around = {script: self._around(made, script) for script in _scripts(ready)}
            for output, comparisons in zip(ready, found, strict=True):
                sides = output.sides[self._scripts[number]]
                table = self._table(work, made, around, output, sides)
                if table is not None:
                    comparisons.append(Comparison(NAME, number, None, apart=table))
        return [tuple(comparisons) for comparisons in found]

    def _prepared(self, output: TokenizedText) -> _Output:
        telling = Telling(output)
        in_play = [n for n, sentence in enumerate(telling.sentences) if sentence.is_in_play]
        vectors = self._encoder.encode([sentence.text for sentence in telling.sentences])
        numbers = {
            script: tuple(n for n in in_play if telling.sentences[n].script == script) for script in SCRIPTS
        }
        sides = {
            other: tuple(
                (
                    script,
                    chosen,
                    side(self._encoder, [telling.sentences[n] for n in chosen], self._crowd(other)[1]),
                )
                for script, chosen in numbers.items()
                if chosen
            )
            for other in set(self._scripts)
        }
        return _Output(telling, vectors, sides)

    def _crowd(self, script: Script) -> tuple[Vectors, Crowd]:
        if script not in self._crowds:
            vectors = self._encoder.encode(background_sentences(script))
            self._crowds[script] = vectors, Crowd(vectors)
        return self._crowds[script]

    def _windows(self, number: int) -> _Work:
        """Return the windows of a work; those of a few works are kept, the others made again."""
        if number not in self._made:
            vectors = self._encoder.encode([sentence.text for sentence in self._works[number].sentences])
            made = _Work(vectors, windows(vectors), {})
            if sum(len(one.windows.bounds) for one in self._made.values()) > MOST_WINDOWS:
                self._made.clear()
            self._made[number] = made
        return self._made[number]

    def _around(self, made: _Work, script: Script) -> Reals:
        """Return how near each window of a work is to the fixed list in a script."""
        if script not in made.around:
            vectors, crowd = made.windows.vectors, self._crowd(script)[0]
            parts = [
                neighbourhood(cosines(vectors[first : first + 16 * N_AT_ONCE], crowd))
                for first in range(0, len(vectors), 16 * N_AT_ONCE)
            ]
            made.around[script] = np.concatenate([np.zeros(0), *parts])
        return made.around[script]

    def _table(
        self,
        work: Telling,
        made: _Work,
        around: dict[Script, Reals],
        output: _Output,
        sides: Sides,
    ) -> StoryTable | None:
        cells, chain = self._chain(made.windows, around, sides)
        if not self._is_story(chain, work, output):
            return None
        events = busiest(chain.cells, len(output.telling.sentences), self._n_events)
        stretch = stretch_of(chain, len(work.sentences))
        pairs = [cell for cell in pair_events(cells, chain, stretch) if events[0] <= cell.event < events[1]]
        found = Found(tuple(pairs), stretch, events)
        return story_table(NAME, work, output.telling, found, made.vectors, output.vectors)

    def _chain(
        self, here: Windows, around: dict[Script, Reals], sides: Sides
    ) -> tuple[list[Cell], EventChain]:
        cells: list[Cell] = []
        for script, numbers, there in sides:
            for first in range(0, len(numbers), N_AT_ONCE):
                part = slice(first, first + N_AT_ONCE)
                near = cosines(here.vectors, there.vectors[part])
                margin = near - (around[script][:, None] + there.around[None, part]) / 2
                worth = (margin - self._rule.ground) * there.weights[None, part]
                found = event_cells(worth, here.bounds)
                cells += [replace(cell, event=numbers[first + cell.event]) for cell in found]
        cells.sort(key=lambda cell: (cell.event, -cell.worth, cell.first))
        return cells, best_chain(cells, self._rule)

    def _is_story(self, chain: EventChain, work: Telling, output: _Output) -> bool:
        texts = {output.telling.sentences[cell.event].text for cell in chain.cells}
        floor = self._rule.floor_for(len(work.sentences), len(output.telling.sentences))
        return chain.worth >= floor and len(texts) >= self._rule.least_events


def _scripts(ready: Sequence[_Output]) -> set[Script]:
    return {script for output in ready for sides in output.sides.values() for script, _, _ in sides}


class Story:
    """The method, as the registry finds it."""

    card = CARD
    examples = EXAMPLES

    def index(self, settings: Settings | None = None) -> StoryIndex:
        """Open an empty index; the network is loaded when a sentence is first encoded."""
        return StoryIndex(settings)


MEMBER = Story()
