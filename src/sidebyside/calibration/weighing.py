"""What is each match worth? Elsewhere, by chance, and for which other reason.

All of it depends on the whole search, so it is done when every output has been compared. By which measure a
match is weighed is for the card of its method to say, by the kind of evidence that it declares:

- ``equal_words``: the rarity of the equal words, less what differences take (`chance`, `local_score`);
- ``sentences_of_one_language``, ``sentences_of_two_languages``: the margins of lined-up sentences
  (`sentence_chance`);
- ``false_alarms``: the number that the method itself states, over the whole search (`false_alarms`);
- ``similarity``, ``none``: nothing is expected of the match; a similarity counts as a score.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sidebyside.calibration.chance import expected_by_chance, expected_of_search, language_of, local_score
from sidebyside.calibration.commonness import (
    LEAST_TOKENS,
    Background,
    EqualRun,
    SearchedText,
    common_left,
    tokens_of,
)
from sidebyside.calibration.equal_text import (
    AlignedSentences,
    EqualStretch,
    passages_of_match,
    passages_of_pair,
    stretches_of_match,
    stretches_of_pair,
)
from sidebyside.calibration.filtration import Seen, proposals
from sidebyside.calibration.score_percentile import percentiles
from sidebyside.calibration.search import ComparedPair, CutTexts, Search
from sidebyside.calibration.sentence_chance import expected_sentences
from sidebyside.primitives.digest import stable_id
from sidebyside.primitives.text.alignment_scores import OTHER_BITS
from sidebyside.primitives.text.language import is_english
from sidebyside.primitives.text.rarity import bits_of_words, words_of
from sidebyside.primitives.text.sentences import Sentence, sentences
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.primitives.text.word_list import FLOOR_BITS
from sidebyside.records import (
    Chance,
    EvidenceKind,
    Filtration,
    Match,
    OtherWork,
    Output,
    Purpose,
    ScorePercentile,
    Span,
    Text,
)

N_BATCH = 64
"""So many outputs are looked up elsewhere at once."""


@dataclass(frozen=True, slots=True)
class WeighedPair:
    """A pair with what its matches are worth: commonness and chance on each, and what rules propose."""

    pair: ComparedPair
    matches: tuple[Match, ...]
    filtrations: tuple[Filtration, ...] = ()
    percentiles: tuple[ScorePercentile, ...] = ()
    other_works: tuple[OtherWork, ...] = ()

    @property
    def strongest(self) -> Chance | None:
        """The least expected number of its matches; None where none has one."""
        chances = [match.chance for match in self.matches if match.chance is not None]
        return min(chances, key=lambda one: (one.expected, one.high, one.low, -one.bits), default=None)

    @property
    def is_distinguishable(self) -> bool | None:
        """Whether any match is distinguishable from chance; None where none has a number."""
        chances = [match.chance for match in self.matches if match.chance is not None]
        return any(chance.is_distinguishable for chance in chances) if chances else None

    @property
    def is_chance_alone(self) -> bool:
        """Whether every match has a number and none is distinguishable; of one without nothing is known."""
        return self.is_distinguishable is False and all(match.chance for match in self.matches)


def finding_id(pair: ComparedPair) -> str:
    """Return the id of a pair: the same for the same paths and bytes."""
    work, output = pair.work, pair.output.artefact
    letter = "A" if pair.kind else "F"
    return stable_id(letter, work.path, work.sha256, output.path, output.sha256)


def proposal_id(finding: str, code: str, rule: str, work: Span, output: Span) -> str:
    """Return the id of a proposal: the same for the same equal text, reason and rule."""
    places = (work.start, work.end, output.start, output.end)
    return stable_id("P", finding, code, rule, *map(str, places))


class Weigher:
    """Weighs the pairs of one search.

    Parameters
    ----------
    search
        All of it: the expected numbers are of the whole.

    Notes
    -----
    Cost: a look-up a token of the outputs that matched, in the texts searched and the other works; of
    pictures nothing to speak of.
    """

    def __init__(self, search: Search) -> None:
        self._search = search
        self._evidence: dict[str, EvidenceKind] = {card.name: card.evidence for card in search.cards}

    def weighed(self, pairs: Iterable[ComparedPair]) -> Iterator[WeighedPair]:
        """Yield every pair as weighed; those of one output together, in the order of the pairs."""
        texts: dict[str, list[ComparedPair]] = {}
        for pair in pairs:
            if pair.work.medium == "image":
                yield self._picture(pair)
            elif pair.kind:
                yield WeighedPair(pair, ())
            else:
                texts.setdefault(pair.output.artefact.path, []).append(pair)
        if texts:
            yield from self._texts(texts)

    def _picture(self, pair: ComparedPair) -> WeighedPair:
        return WeighedPair(
            pair,
            tuple(self._weighed_picture(match) for match in pair.matches),
            percentiles=percentiles(pair.scores, self._search.cards),
        )

    def _weighed_picture(self, match: Match) -> Match:
        if self._evidence.get(match.method) != "false_alarms" or match.log10_nfa is None:
            return match
        chance = expected_of_search(match.log10_nfa, self._n_picture_pairs, limit=self._search.limit)
        return replace(match, chance=chance)

    @cached_property
    def _n_picture_pairs(self) -> int:
        return len(self._search.works_of("image")) * len(self._search.outputs_of("image"))

    def _texts(self, by_output: Mapping[str, Sequence[ComparedPair]]) -> Iterator[WeighedPair]:
        for item in self._items([pairs[0].output for pairs in by_output.values()]):
            yield from item.weighed([(pair, self._works[pair.work.path]) for pair in by_output[item.path]])

    def left(self, pair: ComparedPair, matches: Sequence[Match]) -> WeighedPair:
        """Weigh what is left of the matches of a pair of texts; nothing is looked up elsewhere again.

        Parameters
        ----------
        pair
            Of texts.
        matches
            What `match_after` left of its matches, with the commonness of the whole ones.
        """
        work = self._works[pair.work.path]
        output = _WeighedText(self._search.texts.tokens(pair.output), self._scale)
        found = []
        for match in matches:
            places = output.places(match, work)
            common = common_left(match.commonness, _in_output(places), output.tokens)
            found.append(replace(match, commonness=common, chance=output.chance(match, *places, work)))
        return WeighedPair(pair, tuple(found))

    @cached_property
    def _works(self) -> dict[str, SearchedText]:
        return {
            work.artefact.path: SearchedText(
                work.artefact.path, work.artefact.sha256, self._search.texts.tokens(work), is_work=True
            )
            for work in self._search.works_of("text")
        }

    @cached_property
    def _scale(self) -> "_Scale":
        works = [work.tokens for work in self._works.values()]
        outputs = self._search.outputs_of("text")
        return _Scale(
            m=sum(tokens.n_tokens for tokens in works),
            n=sum(self._search.texts.n_in_play(output) for output in outputs),
            cut=CutTexts(works, outputs, self._search.texts),
            limit=self._search.limit,
            evidence=self._evidence,
        )

    @cached_property
    def _backgrounds(self) -> dict[Purpose, Background]:
        """What is searched for each purpose; a single work is not searched for itself."""
        elsewhere, works = self._search.elsewhere, list(self._works.values())
        others = works if len(works) > 1 else []
        named = {text.sha256 for text in elsewhere["background"]}
        free = [
            replace(text, is_public_domain=True)
            for text in elsewhere["public_domain"]
            if text.sha256 not in named
        ]
        return {
            "background": Background([*elsewhere["background"], *free, *others]),
            "public_domain": Background(elsewhere["public_domain"]),
            "licensed": Background(elsewhere["licensed"]),
        }

    def _items(self, outputs: Sequence[Output]) -> Iterator["_Item"]:
        """Yield the outputs ready to be weighed, a batch of them looked up at once."""
        texts = self._search.texts
        for first in range(0, len(outputs), N_BATCH):
            batch = outputs[first : first + N_BATCH]
            tokens = [texts.tokens(output) for output in batch]
            runs = {purpose: background.runs(tokens) for purpose, background in self._backgrounds.items()}
            for number, output in enumerate(batch):
                prompt = output.generation.prompt
                yield _Item(
                    output.artefact.path,
                    _WeighedText(tokens[number], self._scale),
                    self._backgrounds["background"],
                    {purpose: found[number] for purpose, found in runs.items()},
                    texts.tokens_of_text(Text(prompt)) if prompt else None,
                )


@dataclass(frozen=True, slots=True)
class _Scale:
    """What the weight of every text match depends on: tokens of all works and of all outputs, their
    sentences, the limit, and by which kind of evidence each method is weighed.
    """

    m: int
    n: int
    cut: CutTexts
    limit: float
    evidence: Mapping[str, EvidenceKind]


class _WeighedText:
    """The text of one output, with the weight of its tokens."""

    def __init__(self, tokens: TokenizedText, scale: _Scale) -> None:
        self.tokens, self._scale = tokens, scale
        self.bits = bits_of_words(words_of(tokens, 0, tokens.n_tokens), tokens.is_han)

    @cached_property
    def _cut(self) -> tuple[Sentence, ...]:
        return sentences(self.tokens)

    def places(self, match: Match, work: SearchedText) -> tuple[list[EqualStretch], list[AlignedSentences]]:
        """Return the equal text of a match, and its lined-up sentences."""
        sides = work.tokens, self.tokens
        return stretches_of_match(match, *sides), passages_of_match(match, *sides)

    def chance(
        self,
        match: Match,
        stretches: Sequence[EqualStretch],
        lined_up: Sequence[AlignedSentences],
        work: SearchedText,
    ) -> Chance | None:
        """Return how many such matches chance gives; None where its method declares no such evidence."""
        evidence = self._scale.evidence.get(match.method, "none")
        if evidence == "equal_words" and stretches:
            return self._chance_of_words(match, stretches, work)
        if evidence in ("sentences_of_one_language", "sentences_of_two_languages") and lined_up:
            return self._chance_of_sentences(match, work, evidence)
        return None

    def _chance_of_sentences(self, match: Match, work: SearchedText, evidence: EvidenceKind) -> Chance | None:
        scale = self._scale
        return expected_sentences(
            match,
            scale.cut.of_work(work.sha256, work.tokens),
            self._cut,
            evidence=evidence,
            n_works=scale.cut.n_works,
            n_outputs=scale.cut.n_outputs,
            is_english=is_english(work.tokens.language, self.tokens.language),
            limit=scale.limit,
        )

    def _chance_of_words(
        self, match: Match, stretches: Sequence[EqualStretch], work: SearchedText
    ) -> Chance | None:
        scale = self._scale
        equal = np.concatenate([np.arange(one.output_first, one.output_stop) for one in stretches])
        is_han = self.tokens.is_han[equal]
        n_han, n_words = int(is_han.sum()), int((~is_han).sum())
        language = language_of(
            n_words, n_han, is_english=is_english(work.tokens.language, self.tokens.language)
        )
        most = OTHER_BITS if language == "other" else FLOOR_BITS
        bits = local_score(match, work.tokens, self.tokens, np.minimum(self.bits, most))
        if bits is None:
            return None
        return expected_by_chance(bits, scale.m, scale.n, language=language, limit=scale.limit)


class _Item:
    """One output, its text, where else its runs stand, and what it was asked with."""

    def __init__(
        self,
        path: str,
        text: _WeighedText,
        background: Background,
        runs: Mapping[Purpose, list[EqualRun]],
        prompt: TokenizedText | None,
    ) -> None:
        self.path = path
        self._text, self._background, self._runs, self._prompt = text, background, runs, prompt
        self._of_texts: dict[int, set[int]] = {}
        for run in runs["background"]:
            self._of_texts.setdefault(run.text, set()).update(range(run.output_first, run.output_stop))

    def weighed(self, sides: Sequence[tuple[ComparedPair, SearchedText]]) -> Iterator[WeighedPair]:
        """Yield the pairs of the output, each with its work, with what their matches are worth."""
        places = [[self._text.places(match, work) for match in pair.matches] for pair, work in sides]
        matched = {
            work.path: frozenset(at for one in found for at in _in_output(one))
            for (_, work), found in zip(sides, places, strict=True)
        }
        ids = {work.path: finding_id(pair) for pair, work in sides}
        for (pair, work), found in zip(sides, places, strict=True):
            matches = tuple(
                self._match(match, one, work, matched) for match, one in zip(pair.matches, found, strict=True)
            )
            equal = [stretches for stretches, _ in found]
            others = tuple(self._other_works(work, matched, ids))
            yield WeighedPair(pair, matches, self._filtrations(pair, equal, work), other_works=others)

    def _match(
        self,
        match: Match,
        places: tuple[list[EqualStretch], list[AlignedSentences]],
        work: SearchedText,
        matched: Mapping[str, frozenset[int]],
    ) -> Match:
        stretches, lined_up = places
        looked_up = stretches or [passage.in_output for passage in lined_up]
        if not looked_up:
            return match
        bits = sum(float(self._text.bits[one.output_first : one.output_stop].sum()) for one in looked_up)
        common = self._background.commonness(
            self._runs["background"], self._text.tokens, looked_up, bits=bits, work=work, rivals=matched
        )
        return replace(match, commonness=common, chance=self._text.chance(match, *places, work))

    def _other_works(
        self, work: SearchedText, matched: Mapping[str, frozenset[int]], ids: Mapping[str, str]
    ) -> Iterator[OtherWork]:
        """Yield the other works that have what matched, or match it too, and the same work given again."""
        ours = matched[work.path]
        for number, text in enumerate(self._background.texts):
            if not text.is_work or text.path == work.path:
                continue
            there = matched.get(text.path, frozenset()) | self._of_texts.get(number, set())
            is_same = self._background.is_same(number, work)
            if is_same or len(ours & there) >= LEAST_TOKENS:
                yield OtherWork(text.path, text.sha256, ids.get(text.path, ""), is_same)

    def _filtrations(
        self, pair: ComparedPair, equal: Sequence[Sequence[EqualStretch]], work: SearchedText
    ) -> tuple[Filtration, ...]:
        tokens, background = self._text.tokens, self._background
        elsewhere = [
            run
            for run in self._runs["background"]
            if not (background.texts[run.text].is_public_domain or background.is_same(run.text, work))
        ]
        seen = Seen(
            work=work.tokens,
            output=tokens,
            stretches=stretches_of_pair(equal),
            passages=passages_of_pair(pair.matches, work.tokens, tokens),
            found={**self._runs, "background": elsewhere},
            prompt=self._prompt,
        )
        found = []
        for proposal in proposals(seen):
            spans = proposal.stretch.spans(work.tokens, tokens)
            rule = proposal.rule
            number = proposal_id(finding_id(pair), rule.code, rule.id, *spans)
            found.append(Filtration(number, rule.code, rule.id, *spans))
        return tuple(found)


def _in_output(places: tuple[list[EqualStretch], list[AlignedSentences]]) -> frozenset[int]:
    """Return the tokens of the output that a match covers."""
    stretches, lined_up = places
    return tokens_of(stretches or [passage.in_output for passage in lined_up])
