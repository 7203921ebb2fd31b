"""Step: what is each text match worth? Elsewhere, by chance, and for which other reason.

All of it depends on the whole comparison, so it is done when every output has been compared; nothing of it
stands in the records of the comparisons.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sidebyside.calibration import (
    Background,
    Passage,
    Run,
    SearchedText,
    Stretch,
    expected_by_chance,
    expected_sentences,
    language_of,
    local_score,
    passages_of_match,
    passages_of_pair,
    stretches_of_match,
    stretches_of_pair,
)
from sidebyside.calibration.chance import OTHER_BITS
from sidebyside.calibration.filtration import Seen, proposals
from sidebyside.casefile import proposal_id
from sidebyside.primitives.text.rarity import FLOOR_BITS, bits_of_words, is_listed, words_of
from sidebyside.primitives.text.sentences import Sentence, sentences
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import AnyFinding, Chance, Filtration, Finding, Match, Output, Purpose, Text
from sidebyside.workflows.cutting import CutTexts
from sidebyside.workflows.ingest import Inputs
from sidebyside.workflows.least import with_least_expected
from sidebyside.workflows.matching import is_comparable
from sidebyside.workflows.options import Options
from sidebyside.workflows.preparing import TextPreparation
from sidebyside.workflows.searching import Elsewhere

N_BATCH = 64
"""So many outputs are looked up elsewhere at once."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """What the weight of every match depends on: tokens of all works and of all outputs, their sentences, and
    the limit.
    """

    m: int
    n: int
    cut: CutTexts
    limit: float


def weigh(
    findings: Sequence[AnyFinding],
    inputs: Inputs,
    texts: TextPreparation,
    elsewhere: Elsewhere,
    options: Options,
) -> tuple[AnyFinding, ...]:
    """Return the findings with commonness and expected number on every text match, and what rules propose.

    Cost: a look-up a token of the outputs that matched, in the texts searched and the other works.
    """
    outputs = {output.artefact.path: output for output in inputs.outputs_of("text")}
    pairs = [finding for finding in findings if isinstance(finding, Finding) and finding.medium == "text"]
    if not pairs:
        return tuple(findings)
    works = {
        work.artefact.path: SearchedText(
            work.artefact.path, work.artefact.sha256, texts.tokens(work), is_work=True
        )
        for work in inputs.works_of("text")
    }
    compared = [output for output in outputs.values() if is_comparable(output)]
    scale = _Scale(
        m=sum(work.tokens.n_tokens for work in works.values()),
        n=sum(texts.n_in_play(output) for output in compared),
        cut=CutTexts([work.tokens for work in works.values()], compared, texts),
        limit=options.max_expected,
    )
    backgrounds = _backgrounds(list(works.values()), elsewhere)
    by_output: dict[str, list[Finding]] = {}
    for pair in pairs:
        by_output.setdefault(pair.output.path, []).append(pair)
    weighed: dict[str, Finding] = {}
    for item in _items([outputs[path] for path in by_output], texts, backgrounds):
        for pair in by_output[item.path]:
            weighed[pair.id] = item.weighed(pair, works[pair.work.path], scale)
    return tuple(weighed.get(one.id, one) if isinstance(one, Finding) else one for one in findings)


def _backgrounds(works: Sequence[SearchedText], elsewhere: Elsewhere) -> dict[Purpose, Background]:
    """Return what is searched for each purpose; a single work is not searched for itself."""
    others = works if len(works) > 1 else ()
    return {
        "background": Background([*elsewhere.texts["background"], *others]),
        "public_domain": Background(elsewhere.texts["public_domain"]),
        "licensed": Background(elsewhere.texts["licensed"]),
    }


def _items(
    outputs: Sequence[Output], texts: TextPreparation, backgrounds: Mapping[Purpose, Background]
) -> Iterator["_Item"]:
    """Yield the outputs ready to be weighed, a batch of them looked up at once."""
    for first in range(0, len(outputs), N_BATCH):
        batch = outputs[first : first + N_BATCH]
        tokens = [texts.tokens(output) for output in batch]
        runs = {purpose: background.runs(tokens) for purpose, background in backgrounds.items()}
        for number, output in enumerate(batch):
            prompt = output.generation.prompt
            yield _Item(
                output.artefact.path,
                tokens[number],
                backgrounds["background"],
                {purpose: found[number] for purpose, found in runs.items()},
                texts.tokens_of_text(Text(prompt)) if prompt else None,
            )


class _Item:
    """One output, its tokens, where else its runs stand, and what it was asked with."""

    def __init__(
        self,
        path: str,
        tokens: TokenizedText,
        background: Background,
        runs: Mapping[Purpose, list[Run]],
        prompt: TokenizedText | None,
    ) -> None:
        self.path = path
        self._tokens, self._background, self._runs, self._prompt = tokens, background, runs, prompt
        words = words_of(tokens, 0, tokens.n_tokens)
        self._bits = bits_of_words(words, tokens.is_han)
        self._is_listed = np.array([is_listed(word) for word in words], dtype=np.bool_)

    def weighed(self, pair: Finding, work: SearchedText, scale: _Scale) -> Finding:
        """Return the finding of a pair with what its matches are worth."""
        equal = [stretches_of_match(match, work.tokens, self._tokens) for match in pair.matches]
        matches = tuple(
            self._match(match, found, work, scale) for match, found in zip(pair.matches, equal, strict=True)
        )
        proposed = replace(pair, filtrations=self._filtrations(pair, equal, work))
        return with_least_expected(proposed, matches)

    def _match(self, match: Match, stretches: Sequence[Stretch], work: SearchedText, scale: _Scale) -> Match:
        lined_up = passages_of_match(match, work.tokens, self._tokens)
        looked_up = stretches or [passage.in_output for passage in lined_up]
        if not looked_up:
            return match
        bits = sum(float(self._bits[one.output_first : one.output_stop].sum()) for one in looked_up)
        common = self._background.commonness(
            self._runs["background"], self._tokens, looked_up, bits=bits, work_sha256=work.sha256
        )
        chance = (
            self._chance(match, stretches, work, scale)
            if stretches
            else self._chance_of_sentences(match, lined_up, work, scale)
        )
        return replace(match, commonness=common, chance=chance)

    @cached_property
    def _cut(self) -> tuple[Sentence, ...]:
        return sentences(self._tokens)

    def _chance_of_sentences(
        self, match: Match, lined_up: Sequence[Passage], work: SearchedText, scale: _Scale
    ) -> Chance | None:
        sides = [(self._tokens, one.output_first, one.output_stop) for one in lined_up]
        sides += [(work.tokens, one.work_first, one.work_stop) for one in lined_up]
        return expected_sentences(
            match,
            scale.cut.of_work(work.sha256, work.tokens),
            self._cut,
            n_works=scale.cut.n_works,
            n_outputs=scale.cut.n_outputs,
            share_listed=_share_listed(sides),
            limit=scale.limit,
        )

    def _chance(
        self, match: Match, stretches: Sequence[Stretch], work: SearchedText, scale: _Scale
    ) -> Chance | None:
        equal = np.concatenate([np.arange(one.output_first, one.output_stop) for one in stretches])
        is_han = self._tokens.is_han[equal]
        n_han, n_words = int(is_han.sum()), int((~is_han).sum())
        share = float(self._is_listed[equal][~is_han].mean()) if n_words else 1.0
        language = language_of(n_words, n_han, share)
        most = OTHER_BITS if language == "other" else FLOOR_BITS
        bits = local_score(match, work.tokens, self._tokens, np.minimum(self._bits, most))
        if bits is None:
            return None
        return expected_by_chance(bits, scale.m, scale.n, language=language, limit=scale.limit)

    def _filtrations(
        self, pair: Finding, equal: Sequence[Sequence[Stretch]], work: SearchedText
    ) -> tuple[Filtration, ...]:
        texts = self._background.texts
        elsewhere = [run for run in self._runs["background"] if texts[run.text].sha256 != work.sha256]
        seen = Seen(
            work=work.tokens,
            output=self._tokens,
            stretches=stretches_of_pair(equal),
            passages=passages_of_pair(pair.matches, work.tokens, self._tokens),
            found={**self._runs, "background": elsewhere},
            prompt=self._prompt,
        )
        found = []
        for proposal in proposals(seen):
            spans = proposal.stretch.spans(work.tokens, self._tokens)
            rule = proposal.rule
            number = proposal_id(pair.id, rule.code, rule.id, *spans)
            found.append(Filtration(number, rule.code, rule.id, *spans))
        return tuple(found)


def _share_listed(places: Iterable[tuple[TokenizedText, int, int]]) -> float:
    """Return the share of the words in alphabetic script that stand in the English list; 1 where none are."""
    is_known = [
        is_listed(word)
        for text, first, stop in places
        for word, han in zip(words_of(text, first, stop), text.is_han[first:stop].tolist(), strict=True)
        if not han
    ]
    return sum(is_known) / len(is_known) if is_known else 1.0
