"""Story: events told alike in whatever words, who takes part and where, as a table and never as a figure.

Sentences of the output are lined up with windows of sentences of the work by their meaning
(`events`); who is who is said by rule (`cast`). Nothing of it counts: what
is found is shown apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sidebyside.contracts import Example, Method, Shortlist, VectorCache, filled
from sidebyside.errors import UnfitItemError
from sidebyside.methods.sentence_alignment.encoder import (
    N_AT_ONCE,
    WEIGHTS,
    Crowd,
    EncodedSentences,
    QuantizedVectors,
    Reals,
    SentenceEncoder,
    background_sentences,
    cosines,
    encoded,
    neighbourhood,
)
from sidebyside.methods.sentence_alignment.index import check_above_zero, check_length
from sidebyside.methods.text.story.events import (
    EventCandidate,
    EventChain,
    EventRule,
    SentenceWindows,
    best_chain,
    busiest,
    event_candidates,
    pair_events,
    stretch_of,
    windows,
)
from sidebyside.methods.text.story.table import StoryAlignment, Telling, story_table
from sidebyside.primitives.text.sentences import Script
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import Comparison, MethodCard, StoryTable

NAME = "story"
SCRIPTS: tuple[Script, ...] = ("alphabetic", "han")
MOST_WINDOWS = 50_000
"""So many windows of works are kept ready, at 1 KB each."""


@dataclass(frozen=True, slots=True)
class StorySettings(EventRule):
    """The settings of the method: those of `EventRule` and these; every number is above 0.

    Attributes
    ----------
    n_events
        So many events of an output in a row are listed at most.
    weights
        Path of the weights of the network; empty for those of the installed package.
    """

    n_events: int = 200
    weights: str = ""

    def __post_init__(self) -> None:
        check_above_zero(NAME, self)


CARD = MethodCard(
    name=NAME,
    version="1",
    medium="text",
    summary="Shows which events of a work the output tells, in whatever words, in the same language or in "
    "the other of English and Chinese; which names stand for which; and what of the setting is the same. "
    "A table that is shown apart: it counts for nothing and no figure sums it up.",
    range="no score is made. Beside each pair of events stands the cosine of their embeddings, 0 to 1, "
    "higher is more alike; it is no evidence by itself",
    floor="a chain worth {floor} of {least_events} events, of other words than each other and in the order "
    "of both texts: each adds its margin (cosine minus the mean cosine with the 4 nearest of a fixed list of "
    "sentences) above {ground}, weighed down under 20 words; taken away are {skip} for each event of the "
    "output left out between and {gap} ln(1 + n / 30) for n sentences of the work; raised by "
    "0.04 ln(p / 1000) where the texts have p > 1000 pairs of sentences",
    foldings=(
        "white space",
        "Traditional and Simplified Chinese, by phrase in events, by character in names",
        "names: titles before them, the possessive, first and last name where no other bearer is there",
        "places, times and numbers in English and in Chinese, by a list",
    ),
    blind_spots=(
        "whether events, their order or a setting are common to a genre, facts of history, or of one source",
        "a story of which no {least_events} events keep their order",
        "what the work tells in more than eight sentences and the output in one, or the other way round",
        "the rest of the work: only the stretch in which events were found is listed, between two events "
        "as one row; a work of 200 sentences or fewer is listed as a whole",
        "the rest of an output of more than {n_events} sentences: the {n_events} in a row that are worth "
        "most are listed",
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
    weights_sha256=WEIGHTS.sha256,
    is_asked_for=True,
    shows="apart",
    evidence="none",
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


OwnSentences = tuple[tuple[Script, tuple[int, ...], EncodedSentences], ...]
"""By script: the numbers of the sentences of an output that are its own, and these."""


@dataclass(frozen=True, slots=True, eq=False)
class _Output:
    """An output made ready: its sentences by script, those the prompt supplied left out."""

    telling: Telling
    vectors: QuantizedVectors
    own: dict[Script, OwnSentences]
    """By the script of the work, among whose sentences the neighbours are: script, numbers, sentences."""


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """The sentences of a work as vectors, its windows, and how near they are to the fixed lists."""

    vectors: QuantizedVectors
    windows: SentenceWindows
    around: dict[Script, Reals]


class StoryIndex:
    """The sentences of the works; they are encoded when the first output comes."""

    def __init__(self, settings: StorySettings) -> None:
        self.card = filled(CARD, settings)
        self._settings = settings
        self._encoder = SentenceEncoder(settings.weights)
        self._works: list[Telling] = []
        self._scripts: list[Script] = []
        self._crowds: dict[Script, tuple[QuantizedVectors, Crowd]] = {}
        self._made: dict[int, _Work] = {}

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
        return check_length(item, NAME)

    def compare(
        self, outputs: Sequence[TokenizedText], shortlists: Sequence[Shortlist] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare a batch of outputs with all works, or with those of a shortlist."""
        if shortlists is None:
            shortlists = [frozenset(range(len(self._works)))] * len(outputs)
        ready = {at: self._prepared(output) for at, output in enumerate(outputs) if shortlists[at]}
        found: list[list[Comparison]] = [[] for _ in outputs]
        for number, work in enumerate(self._works):
            beside = {at: output for at, output in ready.items() if number in shortlists[at]}
            if not work.sentences or not any(len(output.vectors) for output in beside.values()):
                continue
            made = self._windows(number)
            around = {script: self._around(made, script) for script in _scripts(beside.values())}
            for at, output in beside.items():
                table = self._table(work, made, around, output, output.own[self._scripts[number]])
                if table is not None:
                    found[at].append(Comparison(NAME, number, None, apart=table))
        return [tuple(comparisons) for comparisons in found]

    def _prepared(self, output: TokenizedText) -> _Output:
        telling = Telling(output)
        in_play = [n for n, sentence in enumerate(telling.sentences) if sentence.is_in_play]
        vectors = self._encoder.encode([sentence.text for sentence in telling.sentences])
        numbers = {
            script: tuple(n for n in in_play if telling.sentences[n].script == script) for script in SCRIPTS
        }
        own = {
            other: tuple(
                (
                    script,
                    chosen,
                    encoded(self._encoder, [telling.sentences[n] for n in chosen], self._crowd(other)[1]),
                )
                for script, chosen in numbers.items()
                if chosen
            )
            for other in set(self._scripts)
        }
        return _Output(telling, vectors, own)

    def _crowd(self, script: Script) -> tuple[QuantizedVectors, Crowd]:
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
        own: OwnSentences,
    ) -> StoryTable | None:
        candidates, chain = self._chain(made.windows, around, own)
        if not self._is_story(chain, work, output):
            return None
        events = busiest(chain.candidates, len(output.telling.sentences), self._settings.n_events)
        stretch = stretch_of(chain, len(work.sentences))
        pairs = [one for one in pair_events(candidates, chain, stretch) if events[0] <= one.event < events[1]]
        found = StoryAlignment(tuple(pairs), stretch, events)
        return story_table(NAME, work, output.telling, found, made.vectors, output.vectors)

    def _chain(
        self, here: SentenceWindows, around: dict[Script, Reals], own: OwnSentences
    ) -> tuple[list[EventCandidate], EventChain]:
        candidates: list[EventCandidate] = []
        for script, numbers, there in own:
            for first in range(0, len(numbers), N_AT_ONCE):
                part = slice(first, first + N_AT_ONCE)
                near = cosines(here.vectors, there.vectors[part])
                margin = near - (around[script][:, None] + there.around[None, part]) / 2
                worth = (margin - self._settings.ground) * there.weights[None, part]
                found = event_candidates(worth, here.bounds)
                candidates += [replace(one, event=numbers[first + one.event]) for one in found]
        candidates.sort(key=lambda one: (one.event, -one.worth, one.first))
        return candidates, best_chain(candidates, self._settings)

    def _is_story(self, chain: EventChain, work: Telling, output: _Output) -> bool:
        texts = {output.telling.sentences[one.event].text for one in chain.candidates}
        floor = self._settings.floor_for(len(work.sentences), len(output.telling.sentences))
        return chain.worth >= floor and len(texts) >= self._settings.least_events


def _scripts(ready: Iterable[_Output]) -> set[Script]:
    return {script for output in ready for own in output.own.values() for script, _, _ in own}


class Story:
    """The method, as the registry finds it."""

    card = filled(CARD, StorySettings())
    settings = StorySettings
    examples = EXAMPLES

    def index(self, settings: StorySettings | None = None) -> StoryIndex:
        """Open an empty index; the network is loaded when a sentence is first encoded."""
        return StoryIndex(settings or StorySettings())


MEMBER: Method[TokenizedText, StorySettings] = Story()
