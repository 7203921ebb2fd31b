"""Near-verbatim: passages with words changed, left out, added or moved, as one match each.

The core is `passages.align`: shared runs are chained, the stretches between them aligned, both ends extended
while that pays, the best-scoring stretch kept, and segments that lie together put into one passage. Small
segments count where together they are too rare to be the common subject of the two texts.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sidebyside.contracts import Example, Method, Shortlist, filled
from sidebyside.errors import InputError, UnfitItemError
from sidebyside.methods.text.near_verbatim.alignment import AlignedSegment, Anchor, EditCosts, Step, TextPair
from sidebyside.methods.text.near_verbatim.joint_weight import PART, TOGETHER, JointWeight, Tally
from sidebyside.methods.text.near_verbatim.passages import AlignedPassage, align, steps_of
from sidebyside.primitives.text.extent import text_quantum
from sidebyside.primitives.text.folding import FOLDINGS
from sidebyside.primitives.text.shared_runs import SEED_TOKENS, RunIndex
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import EQUAL_KINDS, Comparison, EditOperation, Match, MethodCard, Score

NAME = "near_verbatim"
HAN_WORTH = 2 / 3
"""Worth of a kept Chinese character where a kept English word is worth 1: 12 characters weigh as 8 words."""

SHORT_SEED_TOKENS, SHORT_SEED_BITS = 3, 30.0
"""Texts so short that a segment counts below these bits, which three words carry, are searched for threes."""


@dataclass(frozen=True, slots=True)
class NearVerbatimSettings:
    """The settings of the method, all above 0. Scores and lengths are in words unless something else is said.

    Attributes
    ----------
    floor_score, floor_core, floor_part
        Least score of a passage, of its best part, and of any part.
    seed_tokens
        Length of the shared runs that are looked up, in tokens.
    max_gap
        Most that may lie between two parts of a passage in one of the texts.
    max_move
        Most that may lie between them in the other text.
    change, gap_open, gap_extend
        What a changed token takes of its worth, what a gap takes, and each token in it.
    max_occurrences
        Runs that stand at more places of the works are looked up at so many.
    part_expected, together_expected
        In how many unrelated texts a small segment that counts, and all of them together, are to be expected.
    """

    floor_score: float = 9.0
    seed_tokens: int = SEED_TOKENS
    floor_core: float = 8.0
    floor_part: float = 4.0
    max_gap: int = 40
    max_move: int = 240
    change: float = 0.6
    gap_open: float = 0.4
    gap_extend: float = 0.4
    max_occurrences: int = 64
    part_expected: float = PART
    together_expected: float = TOGETHER

    def __post_init__(self) -> None:
        for item in fields(self):
            if (value := getattr(self, item.name)) <= 0:
                raise InputError(f"{NAME}.{item.name} must be above 0, got {value}")


CARD = MethodCard(
    name=NAME,
    version="4",
    medium="text",
    summary="Finds passages that stand there with words changed, left out, added or moved, or with none, "
    "as one match each, and lists each such difference.",
    range="similarity of a match: equal tokens as a share of all steps of the alignment, 0 to 1, higher is "
    "more; of a pair: share of the output's tokens that are equal in such passages",
    floor="an alignment score of at least {floor_score}, at least {floor_core} of it in one part: an equal "
    "word counts 1, an equal Chinese character 2/3; a changed word takes {change}, a gap {gap_open} and "
    "{gap_extend} a word (Chinese: two thirds); "
    "or smaller stretches, by the rarity of their words in a background and in both texts: each expected at "
    "most {part_expected} times in two unrelated texts, all of them together {together_expected} times",
    foldings=FOLDINGS,
    blind_spots=(
        "a passage that shares no {seed_tokens} words, or {seed_tokens} Chinese characters, in a row with "
        "the work",
        "small shared phrases without a part worth {floor_core} equal words among them, unless together they "
        "are rare",
        "an equal word or two, or three, amid larger differences on both sides, which count as changed",
        "more than {max_gap} words or {max_gap_characters} Chinese characters put in or left out at one "
        "place, or a part moved by more than {max_move} words or {max_move_characters} Chinese characters, "
        "which split a passage in two",
        "a passage that the work repeats, which is shown at the place that fits best",
        "a paraphrase, a translation, the plot",
        "whether the passage is common, quoted or in the public domain",
    ),
    cost="as verbatim, plus 64 steps a shared run and the product of both lengths of each gap",
    source="Smith & Waterman 1981, doi:10.1016/0022-2836(81)90087-5; Gotoh 1982, "
    "doi:10.1016/0022-2836(82)90398-9; chaining as in Li 2018, doi:10.1093/bioinformatics/bty191; passages "
    "as in Sanchez-Perez et al. 2014, PAN at CLEF",
    evidence="equal_words",
)

EXAMPLES = (
    Example(
        "words changed, left out and added",
        "She had kept the lamp for thirty years, and in all that time no ship had come to harm on the bar.",
        "She had tended the lamp for thirty long years, and in that time no ship had come to harm on it.",
        True,
    ),
    Example(
        "the same subject in other words",
        "She had kept the lamp for thirty years, and in all that time no ship had come to harm on the bar.",
        "Three decades she watched the light; not one vessel was lost upon those sands while she lived.",
        False,
    ),
    Example(
        "改動幾字",
        "她守了三十年的燈，這三十年裡，沒有一艘船在沙洲上出過事，鎮上的人都記得。",
        "她守護了三十年的燈，這三十年之間，沒有一艘船在沙洲上出事，鎮上的人都還記得。",
        True,
    ),
    Example(
        "同題異文",
        "她守了三十年的燈，這三十年裡，沒有一艘船在沙洲上出過事，鎮上的人都記得。",
        "燈塔的老婦人看海看了大半輩子，漁民平安往返，從來不曾在淺灘遇難。",
        False,
    ),
)


def card_of(settings: NearVerbatimSettings) -> MethodCard:
    """Return the card with the settings in force; lengths are stated in Chinese characters too."""
    return filled(
        CARD,
        settings,
        max_gap_characters=round(settings.max_gap / HAN_WORTH),
        max_move_characters=round(settings.max_move / HAN_WORTH),
    )


class NearVerbatimIndex:
    """The works, made ready for `align`."""

    def __init__(self, settings: NearVerbatimSettings) -> None:
        self.card = card_of(settings)
        self._settings = settings
        self._costs = EditCosts(settings.change, settings.gap_open, settings.gap_extend)
        self._tallies: dict[int, Tally] = {}
        self._runs = RunIndex(settings.seed_tokens)

    def add(self, works: Sequence[TokenizedText]) -> None:
        """Take a batch of works."""
        self._runs.add(works)

    def unfit(self, item: TokenizedText) -> UnfitItemError | None:
        """Refuse a text that as a whole is worth less than the floor."""
        worth = item.n_tokens - (1.0 - HAN_WORTH) * int(np.count_nonzero(item.is_han))
        if worth >= self._settings.floor_score:
            return None
        return UnfitItemError(
            f"too short to compare: {item.n_tokens} words or Chinese characters",
            hint=f"{NAME} needs a text worth at least {self._settings.floor_score:g} words",
            code="too_short",
        )

    def compare(
        self, outputs: Sequence[TokenizedText], shortlists: Sequence[Shortlist] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare a batch of outputs with all works, or with those of a shortlist."""
        anchors = self._anchors(outputs)
        found: list[list[Comparison]] = [[] for _ in outputs]
        for output, work in sorted(anchors):
            if shortlists is not None and work not in shortlists[output]:
                continue
            comparison = self._pair(work, outputs[output], anchors[output, work])
            if comparison is not None:
                found[output].append(comparison)
        return [tuple(comparisons) for comparisons in found]

    def _anchors(
        self, outputs: Sequence[TokenizedText], index: RunIndex | None = None
    ) -> dict[tuple[int, int], list[Anchor]]:
        """Return the anchors of each output and work of the index, by default that of all works."""
        runs = (index or self._runs).find(outputs, max_occurrences=self._settings.max_occurrences)
        anchors: dict[tuple[int, int], list[Anchor]] = defaultdict(list)
        columns = (runs.output, runs.work, runs.output_first, runs.work_first, runs.length)
        for output, work, output_first, work_first, length in zip(
            *map(np.ndarray.tolist, columns), strict=True
        ):
            n_han = int(np.count_nonzero(outputs[output].is_han[output_first : output_first + length]))
            worth = length - (1.0 - HAN_WORTH) * n_han
            anchors[output, work].append(Anchor(output_first, work_first, length, worth))
        return anchors

    def _joint(self, number: int, output: TokenizedText) -> JointWeight:
        work = self._runs.texts[number]

        def tally() -> Tally:
            if number not in self._tallies:
                self._tallies[number] = Tally(work)
            return self._tallies[number]

        part, together = self._settings.part_expected, self._settings.together_expected
        return JointWeight(work, output, tally, part=part, together=together)

    def _closer(
        self, number: int, output: TokenizedText, anchors: list[Anchor], joint: JointWeight
    ) -> list[Anchor]:
        """Return anchors down to three tokens where both texts are short and an anchor weighs enough."""
        if joint.least > SHORT_SEED_BITS or self._runs.k <= SHORT_SEED_TOKENS:
            return anchors
        if all(joint.weight(_as_segment(anchor)) < joint.least for anchor in anchors):
            return anchors
        index = RunIndex(SHORT_SEED_TOKENS)
        index.add([self._runs.texts[number]])
        return self._anchors([output], index)[0, 0]

    def _pair(self, number: int, output: TokenizedText, anchors: list[Anchor]) -> Comparison | None:
        work = self._runs.texts[number]
        sides = TextPair(work.forms, output.forms, _script(work), _script(output), HAN_WORTH)
        joint = self._joint(number, output)
        passages = align(
            sides,
            self._closer(number, output, anchors, joint),
            costs=self._costs,
            max_gap=self._settings.max_gap,
            max_move=self._settings.max_move,
            floor_part=self._settings.floor_part,
            floor_core=self._settings.floor_core,
            floor_score=self._settings.floor_score,
            joint=joint,
        )
        matches = [_match(work, output, passage, sides) for passage in passages]
        if not matches:
            return None
        matches.sort(key=lambda match: (match.work_span, match.output_span))
        kept = [op.output_span for match in matches for op in match.operations if op.kind in EQUAL_KINDS]
        measure = output.measure
        return Comparison(NAME, number, Score(NAME, measure.share(measure.extent(kept))), tuple(matches))


def _as_segment(anchor: Anchor) -> AlignedSegment:
    work_stop, output_stop = anchor.work_first + anchor.length, anchor.output_first + anchor.length
    step = Step("kept", anchor.work_first, work_stop, anchor.output_first, output_stop)
    return AlignedSegment(anchor.worth, (step,))


def _script(text: TokenizedText) -> NDArray[np.bool_] | None:
    """Return which tokens are Chinese characters; None where none is, which is quicker to weigh."""
    return text.is_han if text.is_han.any() else None


def _match(work: TokenizedText, output: TokenizedText, passage: AlignedPassage, sides: TextPair) -> Match:
    steps = steps_of(passage, sides, least_kept=SEED_TOKENS)
    operations = tuple(
        EditOperation(
            step.kind,
            work.span(step.work_first, step.work_stop),
            output.span(step.output_first, step.output_stop),
        )
        for step in steps
    )
    kept = [(op.work_span, op.output_span) for op in operations if op.kind in EQUAL_KINDS]
    n_kept = sum(step.work_stop - step.work_first for step in steps if step.kind in EQUAL_KINDS)
    n_all = sum(max(s.work_stop - s.work_first, s.output_stop - s.output_first) for s in steps)
    return Match(
        method=NAME,
        similarity=n_kept / n_all,
        quantum=text_quantum(work.measure, output.measure, kept),
        work_span=work.span(*passage.work_range),
        output_span=output.span(*passage.output_range),
        operations=operations,
    )


class NearVerbatim:
    """The method, as the registry finds it."""

    card = card_of(NearVerbatimSettings())
    settings = NearVerbatimSettings
    examples = EXAMPLES

    def index(self, settings: NearVerbatimSettings | None = None) -> NearVerbatimIndex:
        """Open an empty index."""
        return NearVerbatimIndex(settings or NearVerbatimSettings())


MEMBER: Method[TokenizedText, NearVerbatimSettings] = NearVerbatim()
