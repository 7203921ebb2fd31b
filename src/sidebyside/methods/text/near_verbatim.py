"""Near-verbatim: passages taken over with words changed, left out, added or moved, as one match each.

The core is `align`: shared runs are chained, the stretches between them aligned, both ends extended while
that pays, the best-scoring stretch kept, and stretches that lie together put into one passage. Small
stretches count where together they are too rare to be the common subject of the two texts.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sidebyside.errors import InputError, UnfitItemError
from sidebyside.methods import Example, Settings
from sidebyside.methods.settings import settled, shown
from sidebyside.primitives.text.chaining import Anchor, Costs, chain
from sidebyside.primitives.text.edit_path import Sides, Step, best_stretch, extend, joined, path_of_chain
from sidebyside.primitives.text.folding import FOLDINGS
from sidebyside.primitives.text.joint_weight import PART, TOGETHER, JointWeight, Tally
from sidebyside.primitives.text.passages import Passage, Stretch, put_together, steps_of, without_repeats
from sidebyside.primitives.text.quantum import text_quantum
from sidebyside.primitives.text.shared_runs import SEED_TOKENS, RunIndex
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import EQUAL_KINDS, Comparison, EditOperation, Match, MethodCard, Score

NAME = "near_verbatim"
HAN_WORTH = 2 / 3
"""Worth of a kept Chinese character where a kept English word is worth 1: 12 characters weigh as 8 words."""

DEFAULTS = {
    "floor_score": 9.0,
    "seed_tokens": SEED_TOKENS,
    "floor_core": 8.0,
    "floor_part": 4.0,
    "max_gap": 40,
    "max_move": 240,
    "change": 0.6,
    "gap_open": 0.4,
    "gap_extend": 0.4,
    "max_occurrences": 64,
    "part_expected": PART,
    "together_expected": TOGETHER,
}
SHORT_SEED_TOKENS, SHORT_SEED_BITS = 3, 30.0
"""Texts so short that a stretch counts below these bits, which three words carry, are searched for threes."""

CARD = MethodCard(
    name=NAME,
    version="4",
    medium="text",
    summary="Finds passages that were taken over with words changed, left out, added or moved, or with none, "
    "as one match each, and lists each such difference.",
    range="similarity of a match: equal tokens as a share of all steps of the alignment, 0 to 1, higher is "
    "more; of a pair: share of the output's tokens that are equal in such passages",
    floor="an alignment score of at least 9, at least 8 of it in one part: an equal word counts 1, an equal "
    "Chinese character 2/3; a changed word takes 0.6, a gap 0.4 and 0.4 a word (Chinese: two thirds); "
    "or smaller stretches, by the rarity of their words in a background and in both texts: each expected at "
    "most 0.05 times in two unrelated texts, all of them together 0.0001 times",
    foldings=FOLDINGS,
    blind_spots=(
        "a passage that shares no four words, or four Chinese characters, in a row with the work",
        "small shared phrases without a part worth 8 equal words among them, unless together they are rare",
        "an equal word or two, or three, amid larger differences on both sides, which count as changed",
        "more than 40 words or 60 Chinese characters put in or left out at one place, or a part moved by "
        "more than 240 words or 360 Chinese characters, which split a passage in two",
        "a passage that the work repeats, which is shown at the place that fits best",
        "a paraphrase, a translation, the plot",
        "whether the passage is common, quoted or in the public domain",
    ),
    cost="as verbatim, plus 64 steps a shared run and the product of both lengths of each gap",
    source="Smith & Waterman 1981, doi:10.1016/0022-2836(81)90087-5; Gotoh 1982, "
    "doi:10.1016/0022-2836(82)90398-9; chaining as in Li 2018, doi:10.1093/bioinformatics/bty191; passages "
    "as in Sanchez-Perez et al. 2014, PAN at CLEF",
    settings=shown(DEFAULTS),
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


def align(
    sides: Sides,
    anchors: Sequence[Anchor],
    *,
    costs: Costs,
    max_gap: int,
    max_move: int,
    floor_part: float,
    floor_core: float,
    floor_score: float,
    joint: JointWeight | None = None,
) -> list[Passage]:
    """Return the aligned passages of one pair that reach the floor, in the order of the output.

    1. Chain the anchors (shared runs) that follow one another in both texts.
    2. Align the stretches between neighbours of a chain by a shortest edit path.
    3. Extend both ends by stretches that each add at least 1.5 kept tokens.
    4. Keep the stretch of the path with the highest score.
    5. Of stretches that lie mostly on the same tokens of the output, keep the best.
    6. Weigh all stretches of the pair; those too small alone may count together.
    7. Put stretches that lie together into one passage, in whatever order.

    Parameters
    ----------
    sides
        The two texts as numbered forms with the worth of each token.
    anchors
        Shared runs, in any order.
    costs
        What a changed token and a gap take away.
    max_gap
        Most between two anchors of a chain, or between two parts of a passage in one of the texts, in words.
    max_move
        Most between two parts of a passage in the other text, in words.
    floor_part, floor_core, floor_score
        Least score of a part of a passage, of its best part, and of the passage.
    joint
        Weighs stretches that are too small alone; None counts none.

    Notes
    -----
    Score: kept tokens add their worth; a changed token takes `costs.change` of its worth; a gap takes
    `costs.gap_open` and `costs.gap_extend` of the worth of each token; each further part takes
    `costs.change` of the worth of one. Distances in words are turned into tokens by the mean worth of a token
    of the anchors, so that 40 words are 60 Chinese characters. Cost: quadratic in `max_gap` for each gap.
    Does not see passages without an anchor.
    """
    if not anchors:
        return []
    unit = sum(anchor.worth for anchor in anchors) / sum(anchor.length for anchor in anchors)
    near, far = round(max_gap / unit), round(max_move / unit)
    stretches = without_repeats(_stretches(sides, anchors, costs, near, unit))
    put = partial(
        put_together, near=near, far=far, jump=costs.change * unit, core=floor_core, floor=floor_score
    )
    parts = [one for one in stretches if one.score >= floor_part]
    passages = put(parts)
    if joint is None:
        return passages
    taken = {one for passage in passages for one in passage.stretches}
    counted = joint.counted([one for one in stretches if one not in taken])
    return put([*parts, *(one for one in counted if one.score < floor_part)], counted=counted)


def _stretches(
    sides: Sides, anchors: Sequence[Anchor], costs: Costs, near: int, unit: float
) -> list[Stretch]:
    stretches = []
    for links in chain(anchors, costs, max_gap=near):
        path = extend(sides, path_of_chain(sides, links), costs, window=near // 2, unit=unit)
        best, score = best_stretch(sides, path, costs)
        if best:
            stretches.append(Stretch(score, tuple(joined(best))))
    return stretches


class NearVerbatimIndex:
    """The works, made ready for `align`."""

    def __init__(self, settings: Settings | None) -> None:
        values = settled(NAME, DEFAULTS, settings)
        for name, value in values.items():
            if float(value) <= 0:
                raise InputError(f"{NAME}.{name} must be above 0, got {value}")
        self._floor = float(values["floor_score"])
        self._floor_part, self._floor_core = float(values["floor_part"]), float(values["floor_core"])
        self._max_gap, self._max_move = int(values["max_gap"]), int(values["max_move"])
        self._costs = Costs(float(values["change"]), float(values["gap_open"]), float(values["gap_extend"]))
        self._max_occurrences = int(values["max_occurrences"])
        self._part, self._together = float(values["part_expected"]), float(values["together_expected"])
        self._tallies: dict[int, Tally] = {}
        self._runs = RunIndex(int(values["seed_tokens"]))
        floor = CARD.floor.replace("at least 9", f"at least {self._floor:g}", 1)
        floor = floor.replace("at least 8", f"at least {self._floor_core:g}", 1)
        floor = floor.replace("0.05 times", f"{self._part:g} times")
        floor = floor.replace("0.0001 times", f"{self._together:g} times")
        self.card = replace(CARD, settings=shown(values), floor=floor)

    def add(self, works: Sequence[TokenizedText]) -> None:
        """Take a batch of works."""
        self._runs.add(works)

    def unfit(self, item: TokenizedText) -> UnfitItemError | None:
        """Refuse a text that as a whole is worth less than the floor."""
        worth = item.n_tokens - (1.0 - HAN_WORTH) * int(np.count_nonzero(item.is_han))
        if worth >= self._floor:
            return None
        return UnfitItemError(
            f"too short to compare: {item.n_tokens} words or Chinese characters",
            hint=f"{NAME} needs a text worth at least {self._floor:g} words",
            code="too_short",
        )

    def compare(
        self, outputs: Sequence[TokenizedText], shortlists: Sequence[frozenset[int]] | None = None
    ) -> list[tuple[Comparison, ...]]:
        """Compare a batch of outputs with all works."""
        anchors = self._anchors(outputs)
        found: list[list[Comparison]] = [[] for _ in outputs]
        for output, work in sorted(anchors):
            comparison = self._pair(work, outputs[output], anchors[output, work])
            if comparison is not None:
                found[output].append(comparison)
        return [tuple(comparisons) for comparisons in found]

    def _anchors(
        self, outputs: Sequence[TokenizedText], index: RunIndex | None = None
    ) -> dict[tuple[int, int], list[Anchor]]:
        """Return the anchors of each output and work of the index, by default that of all works."""
        runs = (index or self._runs).find(outputs, max_occurrences=self._max_occurrences)
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

        return JointWeight(work, output, tally, part=self._part, together=self._together)

    def _closer(
        self, number: int, output: TokenizedText, anchors: list[Anchor], joint: JointWeight
    ) -> list[Anchor]:
        """Return anchors down to three tokens where both texts are short and an anchor weighs enough."""
        if joint.least > SHORT_SEED_BITS or self._runs.k <= SHORT_SEED_TOKENS:
            return anchors
        if all(joint.weight(_as_stretch(anchor)) < joint.least for anchor in anchors):
            return anchors
        index = RunIndex(SHORT_SEED_TOKENS)
        index.add([self._runs.texts[number]])
        return self._anchors([output], index)[0, 0]

    def _pair(self, number: int, output: TokenizedText, anchors: list[Anchor]) -> Comparison | None:
        work = self._runs.texts[number]
        sides = Sides(work.forms, output.forms, _script(work), _script(output), HAN_WORTH)
        joint = self._joint(number, output)
        passages = align(
            sides,
            self._closer(number, output, anchors, joint),
            costs=self._costs,
            max_gap=self._max_gap,
            max_move=self._max_move,
            floor_part=self._floor_part,
            floor_core=self._floor_core,
            floor_score=self._floor,
            joint=joint,
        )
        matches = [_match(work, output, passage, sides) for passage in passages]
        if not matches:
            return None
        matches.sort(key=lambda match: (match.work_span, match.output_span))
        kept = [op.output_span for match in matches for op in match.operations if op.kind in EQUAL_KINDS]
        measure = output.measure
        return Comparison(NAME, number, Score(NAME, measure.share(measure.extent(kept))), tuple(matches))


def _as_stretch(anchor: Anchor) -> Stretch:
    work_stop, output_stop = anchor.work_first + anchor.length, anchor.output_first + anchor.length
    step = Step("kept", anchor.work_first, work_stop, anchor.output_first, output_stop)
    return Stretch(anchor.worth, (step,))


def _script(text: TokenizedText) -> NDArray[np.bool_] | None:
    """Return which tokens are Chinese characters; None where none is, which is quicker to weigh."""
    return text.is_han if text.is_han.any() else None


def _match(work: TokenizedText, output: TokenizedText, passage: Passage, sides: Sides) -> Match:
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

    card = CARD
    examples = EXAMPLES

    def index(self, settings: Settings | None = None) -> NearVerbatimIndex:
        """Open an empty index."""
        return NearVerbatimIndex(settings)


MEMBER = NearVerbatim()
