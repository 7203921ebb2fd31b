"""Near-verbatim: passages taken over with words changed, left out or added, as one match with its edits.

The core is `align`: shared runs are chained, the stretches between them aligned, both ends extended while
that pays, and the best-scoring stretch kept.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sidebyside.errors import InputError, UnfitItemError
from sidebyside.methods import Example, Settings
from sidebyside.methods.settings import settled, shown
from sidebyside.primitives.text.chaining import Anchor, Costs, chain
from sidebyside.primitives.text.edit_path import Sides, Step, best_stretch, extend, joined, path_of_chain
from sidebyside.primitives.text.folding import FOLDINGS
from sidebyside.primitives.text.quantum import text_quantum
from sidebyside.primitives.text.shared_runs import RunIndex
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import Comparison, EditOperation, Match, MethodCard, Score

NAME = "near_verbatim"
HAN_WORTH = 2 / 3
"""Worth of a kept Chinese character where a kept English word is worth 1: 12 characters weigh as 8 words."""

DEFAULTS = {
    "floor_score": 9.0,
    "seed_tokens": 4,
    "max_gap": 40,
    "change": 0.6,
    "gap_open": 0.4,
    "gap_extend": 0.4,
    "max_occurrences": 64,
}

CARD = MethodCard(
    name=NAME,
    version="1",
    medium="text",
    summary="Finds passages that were taken over with words changed, left out or added, and lists each such "
    "difference.",
    range="similarity of a match: kept tokens as a share of all steps of the alignment, 0 to 1, higher is "
    "more; of a pair: share of the output's tokens that are kept in such passages",
    floor="an alignment score of at least 9: a kept word counts 1, a kept Chinese character 2/3; a changed "
    "word takes 0.6, a gap 0.4 and 0.4 a word (Chinese: two thirds of that)",
    foldings=FOLDINGS,
    blind_spots=(
        "a passage that shares no four words, or four Chinese characters, in a row with the work",
        "a passage without any change, which is reported by verbatim",
        "parts that changed places, which come out as two matches",
        "more than 40 words or characters put in or left out at one place, which split a passage in two",
        "a paraphrase, a translation, the plot",
        "whether the passage is common, quoted or in the public domain",
    ),
    cost="as verbatim, plus 64 steps a shared run and the product of both lengths of each gap",
    source="Smith & Waterman 1981, doi:10.1016/0022-2836(81)90087-5; Gotoh 1982, "
    "doi:10.1016/0022-2836(82)90398-9; chaining as in Li 2018, doi:10.1093/bioinformatics/bty191",
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


@dataclass(frozen=True, slots=True)
class Passage:
    """An aligned passage of one pair: its score in kept words, and its steps in order."""

    score: float
    steps: tuple[Step, ...]

    @property
    def output_range(self) -> tuple[int, int]:
        """Token numbers ``[first, stop)`` of the output."""
        return self.steps[0].output_first, self.steps[-1].output_stop


def align(
    sides: Sides, anchors: Sequence[Anchor], *, costs: Costs, max_gap: int, floor_score: float
) -> list[Passage]:
    """Return the aligned passages of one pair that reach the floor, the best first.

    1. Chain the anchors (shared runs) that follow one another in both texts.
    2. Align the stretches between neighbours of a chain by a shortest edit path.
    3. Extend both ends by stretches that each add at least 1.5 kept words.
    4. Keep the stretch of the path with the highest score.
    5. Of passages that lie mostly on the same tokens of the output, keep the best.

    Parameters
    ----------
    sides
        The two texts as numbered forms with the worth of each token.
    anchors
        Shared runs, in any order.

    Notes
    -----
    Score: kept tokens add their worth; a changed token takes `costs.change` of its worth; a gap takes
    `costs.gap_open` and `costs.gap_extend` of the worth of each token. Cost: quadratic in `max_gap` for
    each gap. Does not see passages without an anchor, nor parts that changed places.
    """
    passages: list[Passage] = []
    for links in chain(anchors, costs, max_gap=max_gap):
        path = extend(sides, path_of_chain(sides, links), costs, window=max_gap // 2)
        stretch, score = best_stretch(sides, path, costs)
        if score >= floor_score:
            passages.append(Passage(score, tuple(joined(stretch))))
    passages.sort(key=lambda passage: (-passage.score, passage.output_range, passage.steps[0].work_first))
    return _without_repeats(passages)


def _without_repeats(passages: Sequence[Passage]) -> list[Passage]:
    """Drop a passage when half of its output tokens lie in better passages."""
    kept: list[Passage] = []
    taken: set[int] = set()
    for passage in passages:
        tokens = range(*passage.output_range)
        if 2 * sum(token in taken for token in tokens) < len(tokens):
            kept.append(passage)
            taken.update(tokens)
    return kept


class NearVerbatimIndex:
    """The works, made ready for `align`."""

    def __init__(self, settings: Settings | None) -> None:
        values = settled(NAME, DEFAULTS, settings)
        for name, value in values.items():
            if float(value) <= 0:
                raise InputError(f"{NAME}.{name} must be above 0, got {value}")
        self._floor = float(values["floor_score"])
        self._max_gap = int(values["max_gap"])
        self._costs = Costs(float(values["change"]), float(values["gap_open"]), float(values["gap_extend"]))
        self._runs = RunIndex(int(values["seed_tokens"]), max_occurrences=int(values["max_occurrences"]))
        self._works: dict[int, tuple[list[int], list[float]]] = {}
        floor = CARD.floor.replace("at least 9", f"at least {self._floor:g}", 1)
        self.card = replace(CARD, settings=shown(values), floor=floor)

    def add(self, works: Sequence[TokenizedText]) -> None:
        """Take a batch of works."""
        self._runs.add(works)

    def unfit(self, item: TokenizedText) -> UnfitItemError | None:
        """Refuse a text that as a whole is worth less than the floor."""
        worth = float(np.where(item.is_han, HAN_WORTH, 1.0).sum())
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

    def _anchors(self, outputs: Sequence[TokenizedText]) -> dict[tuple[int, int], list[Anchor]]:
        runs = self._runs.find(outputs)
        anchors: dict[tuple[int, int], list[Anchor]] = defaultdict(list)
        columns = (runs.output, runs.work, runs.output_first, runs.work_first, runs.length)
        for output, work, output_first, work_first, length in zip(
            *map(np.ndarray.tolist, columns), strict=True
        ):
            worth = sum(self._work(work)[1][work_first : work_first + length])
            anchors[output, work].append(Anchor(output_first, work_first, length, worth))
        return anchors

    def _work(self, number: int) -> tuple[list[int], list[float]]:
        if number not in self._works:
            self._works[number] = _listed(self._runs.texts[number])
        return self._works[number]

    def _pair(self, number: int, output: TokenizedText, anchors: list[Anchor]) -> Comparison | None:
        work_forms, work_worth = self._work(number)
        output_forms, output_worth = _listed(output)
        sides = Sides(work_forms, output_forms, work_worth, output_worth)
        passages = align(sides, anchors, costs=self._costs, max_gap=self._max_gap, floor_score=self._floor)
        work = self._runs.texts[number]
        matches = [_match(work, output, passage) for passage in passages if len(passage.steps) > 1]
        if not matches:
            return None
        matches.sort(key=lambda match: (match.work_span, match.output_span))
        kept = [op.output_span for match in matches for op in match.operations if op.kind == "kept"]
        measure = output.measure
        return Comparison(NAME, number, Score(NAME, measure.share(measure.extent(kept))), tuple(matches))


def _listed(text: TokenizedText) -> tuple[list[int], list[float]]:
    """Return forms and worths as lists; a token out of play gets a number of its own, equal to nothing."""
    forms = text.forms.tolist()
    if text.n_supplied:
        forms = [form if form >= 0 else -2 - place for place, form in enumerate(forms)]
    return forms, np.where(text.is_han, HAN_WORTH, 1.0).tolist()


def _match(work: TokenizedText, output: TokenizedText, passage: Passage) -> Match:
    operations = tuple(
        EditOperation(
            step.kind,
            work.span(step.work_first, step.work_stop),
            output.span(step.output_first, step.output_stop),
        )
        for step in passage.steps
    )
    kept = [(op.work_span, op.output_span) for op in operations if op.kind == "kept"]
    steps = passage.steps
    n_kept = sum(step.work_stop - step.work_first for step in steps if step.kind == "kept")
    n_all = sum(max(s.work_stop - s.work_first, s.output_stop - s.output_first) for s in steps)
    return Match(
        method=NAME,
        similarity=n_kept / n_all,
        quantum=text_quantum(work.measure, output.measure, kept),
        work_span=work.span(steps[0].work_first, steps[-1].work_stop),
        output_span=output.span(steps[0].output_first, steps[-1].output_stop),
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
