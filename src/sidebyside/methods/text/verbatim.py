"""Verbatim: every maximal run that a work and an output share.

The core is `find_verbatim`; what it rests on is `sidebyside.primitives.text.shared_runs`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sidebyside.contracts import Example, Method, Shortlist, filled
from sidebyside.errors import InputError, UnfitItemError
from sidebyside.primitives.text.extent import text_quantum
from sidebyside.primitives.text.folding import FOLDINGS
from sidebyside.primitives.text.shared_runs import SEED_TOKENS, RunIndex, Runs, without_inner
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import Comparison, Match, MethodCard, Score

NAME = "verbatim"


@dataclass(frozen=True, slots=True)
class VerbatimSettings:
    """The settings of the method.

    Attributes
    ----------
    floor_words, floor_characters
        Least length of a run in words, and in Chinese characters; at least 2.
    max_occurrences
        Passages that the works repeat more often are looked up at so many places; at least 1.
    """

    floor_words: int = 8
    floor_characters: int = 12
    max_occurrences: int = 256

    def __post_init__(self) -> None:
        if min(self.floor_words, self.floor_characters) < 2:
            raise InputError(
                f"a floor of {self.floor_words} words or {self.floor_characters} characters is too low",
                hint="both must be at least 2",
            )
        if self.max_occurrences < 1:
            raise InputError(f"{NAME}.max_occurrences must be at least 1, got {self.max_occurrences}")


CARD = MethodCard(
    name=NAME,
    version="2",
    medium="text",
    summary="Finds every longest stretch of words (English) or characters (Chinese) that stands in the work "
    "and in the output without a change.",
    range="similarity: share of the output's tokens that stand in such stretches, 0 to 1, higher is more",
    floor="runs of at least {floor_words} words or {floor_characters} Chinese characters; a mixed run counts "
    "in proportion",
    foldings=FOLDINGS,
    blind_spots=(
        "a passage shorter than the floor",
        "a passage in which words were changed, left out or added more often than once in a floor's length",
        "a paraphrase, a translation, the plot",
        "whether the passage is common, quoted or in the public domain",
        "further repetitions of a passage that the works themselves repeat more than {max_occurrences} "
        "times, and those inside a longer stretch that holds them on both sides",
        "text inside pictures",
    ),
    cost="n log n in the tokens of the works, log n a token of an output",
    source="Wilbur & Lipman 1983, doi:10.1073/pnas.80.3.726; Karp & Rabin 1987, doi:10.1147/rd.312.0249",
    evidence="equal_words",
)

EXAMPLES = (
    Example(
        "a sentence as it stands",
        "The harbour lay grey that morning, and nobody had lit the lamp on the outer mole since the storm.",
        "It was cold. The harbour lay grey that morning, and nobody had lit the lamp. So we went home.",
        True,
    ),
    Example(
        "quotes, case and line ends differ",
        "“Nobody lights the lamp,” she said, “unless the\nold keep-\ner asks for it twice.”",
        '"nobody lights the lamp," SHE SAID, "unless the old keeper asks for it twice."',
        True,
    ),
    Example(
        "the same subject in other words",
        "The harbour lay grey that morning, and nobody had lit the lamp on the outer mole since the storm.",
        "At dawn the port was dull; the light at the end of the pier had stayed dark after the gale.",
        False,
    ),
    Example(
        "一句照錄",
        "港口那天早晨灰濛濛的，自從暴風雨之後，就再也沒有人點過燈。",
        "他說：港口那天早晨灰濛濛的，自從暴風雨之後……",
        True,
    ),
    Example(
        "繁簡之別",
        "自從暴風雨之後，就再也沒有人點過外堤的燈。",
        "自从暴风雨之后，就再也没有人点过外堤的灯。",
        True,
    ),
    Example(
        "同題異文",
        "港口那天早晨灰濛濛的，自從暴風雨之後，就再也沒有人點過燈。",
        "清晨的碼頭一片昏暗，颱風過境以來，堤防盡頭的燈塔始終沒有亮。",
        False,
    ),
)


def find_verbatim(
    index: RunIndex,
    outputs: Sequence[TokenizedText],
    *,
    floor_words: int,
    floor_characters: int,
    max_occurrences: int,
) -> Runs:
    """Return every maximal shared run that reaches the floor and does not lie inside a longer one.

    A run of w words and c Chinese characters reaches it when w / floor_words + c / floor_characters >= 1.

    Parameters
    ----------
    index
        The works, with k-grams no longer than ``min(floor_words, floor_characters)``.
    outputs
        Texts to look up.

    Notes
    -----
    Does not see what the card lists under blind spots. Cost: see `RunIndex`.
    """
    runs = index.find(outputs, max_occurrences=max_occurrences)
    n_han = _n_han(outputs, runs)
    reach = (runs.length - n_han) / floor_words + n_han / floor_characters
    return without_inner(runs.where(reach >= 1.0))


def _n_han(outputs: Sequence[TokenizedText], runs: Runs) -> NDArray[np.int64]:
    """Return how many tokens of each run are Chinese characters; both sides of a run are equal."""
    counted = np.zeros(len(runs), dtype=np.int64)
    for output in np.unique(runs.output):
        is_han = outputs[output].is_han
        if is_han.any():
            total = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(is_han)])
            here = runs.output == output
            first = runs.output_first[here]
            counted[here] = total[first + runs.length[here]] - total[first]
    return counted


class VerbatimIndex:
    """The works, made ready for `find_verbatim`."""

    def __init__(self, settings: VerbatimSettings) -> None:
        self.card = filled(CARD, settings)
        self._settings = settings
        self._runs = RunIndex(min(settings.floor_words, settings.floor_characters, SEED_TOKENS))

    def add(self, works: Sequence[TokenizedText]) -> None:
        """Take a batch of works."""
        self._runs.add(works)

    def unfit(self, item: TokenizedText) -> UnfitItemError | None:
        """Refuse a text that as a whole does not reach the floor."""
        n_han = int(item.is_han.sum())
        n_words = item.n_tokens - n_han
        floor_words, floor_characters = self._settings.floor_words, self._settings.floor_characters
        if n_words / floor_words + n_han / floor_characters >= 1.0:
            return None
        return UnfitItemError(
            f"too short to compare: {n_words} words and {n_han} Chinese characters",
            hint=f"{NAME} needs {floor_words} words or {floor_characters} Chinese characters",
            code="too_short",
        )

    def compare(
        self, outputs: Sequence[TokenizedText], shortlists: Sequence[Shortlist] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare a batch of outputs with all works, or with those of a shortlist."""
        runs = find_verbatim(
            self._runs,
            outputs,
            floor_words=self._settings.floor_words,
            floor_characters=self._settings.floor_characters,
            max_occurrences=self._settings.max_occurrences,
        )
        found: list[dict[int, list[Match]]] = [{} for _ in outputs]
        columns = (runs.work, runs.output, runs.work_first, runs.output_first, runs.length)
        for work, output, work_first, output_first, length in zip(
            *map(np.ndarray.tolist, columns), strict=True
        ):
            if shortlists is not None and work not in shortlists[output]:
                continue
            match = self._match(self._runs.texts[work], outputs[output], work_first, output_first, length)
            found[output].setdefault(work, []).append(match)
        return [
            tuple(self._comparison(work, outputs[number], by_work[work]) for work in sorted(by_work))
            for number, by_work in enumerate(found)
        ]

    def _match(
        self, work: TokenizedText, output: TokenizedText, work_first: int, output_first: int, length: int
    ) -> Match:
        work_span = work.span(work_first, work_first + length)
        output_span = output.span(output_first, output_first + length)
        quantum = text_quantum(work.measure, output.measure, [(work_span, output_span)])
        return Match(NAME, 1.0, quantum, work_span=work_span, output_span=output_span)

    def _comparison(self, number: int, output: TokenizedText, matches: list[Match]) -> Comparison:
        measure = output.measure
        share = measure.share(measure.extent(match.output_span for match in matches if match.output_span))
        return Comparison(NAME, number, Score(NAME, share), tuple(matches))


class Verbatim:
    """The method, as the registry finds it."""

    card = filled(CARD, VerbatimSettings())
    settings = VerbatimSettings
    examples = EXAMPLES

    def index(self, settings: VerbatimSettings | None = None) -> VerbatimIndex:
        """Open an empty index."""
        return VerbatimIndex(settings or VerbatimSettings())


MEMBER: Method[TokenizedText, VerbatimSettings] = Verbatim()
