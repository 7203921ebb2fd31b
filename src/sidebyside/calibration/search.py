"""What was searched, and in which pairs something was found.

A `Search` is everything that the weight of a pair depends on besides the pair itself; a `ComparedPair` is a
pair before anything is weighed: a match, or a pair that is only shown.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from sidebyside.calibration.commonness import SearchedText
from sidebyside.calibration.sentence_chance import NumberOfSentences
from sidebyside.errors import MethodError
from sidebyside.primitives.text.extent import TextMeasure
from sidebyside.primitives.text.sentences import Sentence, sentences
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import (
    Apart,
    Artefact,
    ComparedOutput,
    Comparison,
    Match,
    Medium,
    MethodCard,
    Output,
    Purpose,
    Score,
    StoryTable,
    Text,
    UncountedKind,
    Work,
)

NOTHING_ELSEWHERE: Mapping[Purpose, tuple[SearchedText, ...]] = {
    "background": (),
    "public_domain": (),
    "licensed": (),
}


class TextSource(Protocol):
    """Whoever has the texts of a search ready."""

    def tokens(self, item: Work | Output) -> TokenizedText:
        """Return the tokens of a text; of an output what stood in the prompt is out of play."""
        ...

    def tokens_of_text(self, text: Text) -> TokenizedText:
        """Return the tokens of a text that is neither work nor output, in the same vocabulary."""
        ...

    def n_in_play(self, item: Work | Output) -> int:
        """Return how many tokens of an item take part."""
        ...

    def measure(self, artefact: Artefact) -> TextMeasure:
        """Return the measure of a text."""
        ...


@dataclass(frozen=True, slots=True)
class Search:
    """Works and outputs that were compared, by which methods, and where else was looked.

    `outputs` are those that gave something to compare. `limit` is the number of matches expected by chance
    over the whole search up to which a match is called distinguishable from it; `elsewhere` the texts that
    passages are looked up in, by purpose.
    """

    works: Sequence[Work]
    outputs: Sequence[Output]
    cards: Sequence[MethodCard]
    texts: TextSource
    limit: float
    elsewhere: Mapping[Purpose, Sequence[SearchedText]] = field(default_factory=lambda: NOTHING_ELSEWHERE)

    def works_of(self, medium: Medium) -> list[Work]:
        """Return the works of one medium, by their numbers."""
        return [work for work in self.works if work.artefact.medium == medium]

    def outputs_of(self, medium: Medium) -> list[Output]:
        """Return the outputs of one medium."""
        return [output for output in self.outputs if output.artefact.medium == medium]


class Shares:
    """Which part of the whole search a pair is, and a work: by its tokens, or one picture among all."""

    def __init__(self, search: Search) -> None:
        self._works: dict[str, int] = {}
        self._outputs: dict[str, int] = {}
        self._totals: dict[Medium, tuple[int, int]] = {}
        media: tuple[Medium, ...] = ("text", "image")
        for medium in media:
            works = {one.artefact.path: _size(one, search.texts) for one in search.works_of(medium)}
            outputs = {one.artefact.path: _size(one, search.texts) for one in search.outputs_of(medium)}
            self._works.update(works)
            self._outputs.update(outputs)
            self._totals[medium] = sum(works.values()), sum(outputs.values())

    def of_pair(self, medium: Medium, work: str, output: str) -> float:
        """Return the share of a pair, in (0, 1]."""
        m, n = self._totals[medium]
        part = max(1, self._works.get(work, 1)) * max(1, self._outputs.get(output, 1))
        return min(1.0, part / max(1, m * n))

    def of_works(self, works: Sequence[Work]) -> dict[str, float]:
        """Return the share of each work in the works of its medium, by path."""
        return {
            one.artefact.path: self._works.get(one.artefact.path, 1)
            / max(1, self._totals[one.artefact.medium][0])
            for one in works
        }

    def n_tokens(self, output: str) -> int:
        """Return the length of an output in tokens."""
        return self._outputs.get(output, 0)


def _size(item: Work | Output, texts: TextSource) -> int:
    return 1 if item.artefact.medium == "image" else texts.n_in_play(item)


class CutTexts:
    """The sentences of works and outputs; nothing is cut before it is asked for.

    Cost: some 5 microseconds a word of all texts, once, where any match lines up sentences.
    """

    def __init__(self, works: Sequence[TokenizedText], outputs: Sequence[Output], texts: TextSource) -> None:
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


@dataclass(frozen=True, slots=True)
class ComparedPair:
    """A work and an output of which at least one method found something.

    `kind` is None for a pair that counts. Matches are sorted by method and place, scores and what is shown
    apart by method.
    """

    work: Artefact
    output: Output
    kind: UncountedKind | None
    matches: tuple[Match, ...]
    scores: tuple[Score, ...]
    apart: tuple[Apart, ...]

    @property
    def paths(self) -> tuple[str, str]:
        """The paths of work and output."""
        return self.work.path, self.output.artefact.path


def pairs_of(
    one: ComparedOutput, works: Sequence[Artefact], cards: Mapping[str, MethodCard]
) -> Iterator[ComparedPair]:
    """Yield the pairs of an output of which something is to be said, in the order of their works.

    A match that says what lies where makes a pair that counts. Where only whole items are alike it depends on
    whether somebody looked for places: if so, and none was found, the pair is shown as the ``same_subject``;
    if nobody looked, or nobody could, the likeness counts. A story without any match is shown as
    ``parallels``.

    Parameters
    ----------
    one
        The comparisons of the output.
    works
        Those of its medium, by their numbers.
    cards
        By name of the method.
    """
    by_work: dict[int, list[Comparison]] = {}
    for comparison in one.comparisons:
        by_work.setdefault(comparison.work_number, []).append(comparison)
    for number, comparisons in by_work.items():
        pair = _pair(works[number], one.output, comparisons, cards)
        if pair is not None:
            yield pair


def _pair(
    work: Artefact, output: Output, comparisons: Sequence[Comparison], cards: Mapping[str, MethodCard]
) -> ComparedPair | None:
    def shows(method: str) -> str:
        return cards[method].shows if method in cards else "place"

    matches = [match for item in comparisons for match in item.matches]
    was_looked_for = any(shows(item.method) == "place" for item in comparisons)
    is_located = any(shows(match.method) == "place" for match in matches)
    kind: UncountedKind | None = None
    if matches and not is_located and was_looked_for:
        kind = "same_subject"
    elif not matches:
        if not any(isinstance(item.apart, StoryTable) for item in comparisons):
            return None
        kind = "parallels"
    return ComparedPair(
        work=work,
        output=output,
        kind=kind,
        matches=() if kind else tuple(sorted(matches, key=_place)),
        scores=_scores(comparisons),
        apart=_apart(comparisons),
    )


def _scores(comparisons: Sequence[Comparison]) -> tuple[Score, ...]:
    stated = (item.score for item in comparisons if item.score is not None)
    return tuple(sorted(stated, key=lambda score: score.method))


def _apart(comparisons: Sequence[Comparison]) -> tuple[Apart, ...]:
    tables = (item.apart for item in comparisons if item.apart is not None)
    return tuple(sorted(tables, key=lambda table: table.method))


def _place(match: Match) -> tuple[object, ...]:
    if match.work_span is not None and match.output_span is not None:
        return (match.method, match.work_span, match.output_span, match.similarity)
    if match.work_region is not None and match.output_region is not None:
        return (match.method, match.work_region, match.output_region, match.similarity)
    raise MethodError(f"a match of {match.method} has no place")
