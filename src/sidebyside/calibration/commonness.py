"""What stands elsewhere? Passages of outputs looked up in backgrounds and in the other works of the case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sidebyside.calibration.equal_text import EqualStretch, reach
from sidebyside.primitives.text.excerpt import VisibleText
from sidebyside.primitives.text.shared_runs import RunIndex
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import BackgroundPassage, Commonness, Span

LEAST_TOKENS = 5
"""Words in common count where so many stand in a row."""

MAX_EXCERPT = 400
"""A longer passage of a background is shortened to so many characters."""


@dataclass(frozen=True, slots=True)
class SearchedText:
    """A text that passages are looked up in. `is_work` for another work of the case."""

    path: str
    sha256: str
    tokens: TokenizedText
    is_work: bool = False


@dataclass(frozen=True, slots=True)
class EqualRun:
    """A shared run: number of the text searched, token places there and in the output, and length."""

    text: int
    text_first: int
    output_first: int
    length: int

    @property
    def output_stop(self) -> int:
        """Number of the token after the last one of the output."""
        return self.output_first + self.length


@dataclass(frozen=True, slots=True)
class _Place:
    """Runs that lie together in one text: one passage there."""

    text: int
    runs: tuple[EqualRun, ...]

    @property
    def n_common(self) -> int:
        here = {at for run in self.runs for at in range(run.output_first, run.output_stop)}
        there = {at for run in self.runs for at in range(run.text_first, run.text_first + run.length)}
        return min(len(here), len(there))


class Background:
    """Texts made ready for looking up passages of outputs.

    Parameters
    ----------
    texts
        Every text to search.

    Notes
    -----
    Cost: n log n in the tokens of the texts once; log n a token of an output. Does not see: passages said in
    other words, or with a change in every five words; further repetitions of a run that stands at more than
    256 places.
    """

    def __init__(self, texts: Sequence[SearchedText]) -> None:
        self.texts = tuple(texts)
        self._index = RunIndex(LEAST_TOKENS)
        self._index.add([text.tokens for text in texts])

    def runs(self, outputs: Sequence[TokenizedText]) -> list[list[EqualRun]]:
        """Return for each output the runs of at least `LEAST_TOKENS` it shares with any of the texts."""
        found: list[list[EqualRun]] = [[] for _ in outputs]
        if not self.texts or not outputs:
            return found
        runs = self._index.find(outputs)
        columns = (runs.work, runs.work_first, runs.output_first, runs.length)
        rows = zip(*map(np.ndarray.tolist, columns), strict=True)
        for output, (text, text_first, first, length) in zip(runs.output.tolist(), rows, strict=True):
            found[output].append(EqualRun(text, text_first, first, length))
        return found

    def commonness(
        self,
        runs: Iterable[EqualRun],
        output: TokenizedText,
        stretches: Sequence[EqualStretch],
        *,
        bits: float,
        work_sha256: str,
    ) -> Commonness:
        """Say how common the passage of one match is, the work itself left out.

        Parameters
        ----------
        runs
            Those of the output, as `runs` gave them.
        output
            The output.
        stretches
            The equal text of the match, at least one.
        bits
            The information in the equal text.
        work_sha256
            Digest of the work of the match, which is not looked for in itself.

        Notes
        -----
        A place counts as an occurrence where one run on the passage of the output is as long as half of the
        longest stretch and reaches the floor of ``verbatim``; where the longest stretch itself does not
        reach the floor, as long as all of it.
        """
        first = min(stretch.output_first for stretch in stretches)
        stop = max(stretch.output_stop for stretch in stretches)
        longest = max(reach(output, one.output_first, one.output_stop) for one in stretches)
        needed = min(longest, max(1.0, longest / 2))
        others = [n for n, text in enumerate(self.texts) if text.sha256 != work_sha256]
        places = _places(_clipped(runs, first, stop, frozenset(others)), stop - first)
        counted = [place for place in places if _reaches(place, output, needed)]
        return Commonness(
            n_occurrences=len(counted),
            n_texts=len({place.text for place in counted}),
            n_texts_searched=len(others),
            n_words_searched=sum(self.texts[n].tokens.n_tokens for n in others),
            bits=round(bits, 1),
            nearest=self._nearest(places),
        )

    def _nearest(self, places: Sequence[_Place]) -> BackgroundPassage | None:
        """Return the place that shares most: in a text that is no work, where any such text shares something.

        What another work of the case has too takes nothing off a ratio, so it must not stand before a text
        that both sides may have the passage from.
        """
        if not places:
            return None

        def rank(one: _Place) -> tuple[bool, int, str, int]:
            text = self.texts[one.text]
            return text.is_work, -one.n_common, text.path, one.runs[0].text_first

        place = min(places, key=rank)
        text = self.texts[place.text]
        stop = max(run.text_first + run.length for run in place.runs)
        span = text.tokens.span(place.runs[0].text_first, stop)
        return BackgroundPassage(
            path=text.path,
            sha256=text.sha256,
            span=span,
            n_common=place.n_common,
            is_work=text.is_work,
            excerpt=_excerpt(text.tokens, span),
        )


def _clipped(runs: Iterable[EqualRun], first: int, stop: int, texts: frozenset[int]) -> list[EqualRun]:
    """Return the parts of runs that lie on tokens ``[first, stop)`` of the output."""
    parts = []
    for run in runs:
        begin, end = max(first, run.output_first), min(stop, run.output_stop)
        if run.text in texts and end - begin >= LEAST_TOKENS:
            parts.append(EqualRun(run.text, run.text_first + begin - run.output_first, begin, end - begin))
    return parts


def _places(runs: Sequence[EqualRun], width: int) -> list[_Place]:
    """Put runs together that lie in one text no further apart than the passage is long."""
    groups: list[list[EqualRun]] = []
    stop = 0
    for run in sorted(runs, key=lambda one: (one.text, one.text_first, one.output_first)):
        if not groups or groups[-1][0].text != run.text or run.text_first - stop > width:
            groups.append([])
            stop = 0
        groups[-1].append(run)
        stop = max(stop, run.text_first + run.length)
    return [_Place(group[0].text, tuple(group)) for group in groups]


def _reaches(place: _Place, output: TokenizedText, needed: float) -> bool:
    return any(reach(output, run.output_first, run.output_stop) >= needed for run in place.runs)


def _excerpt(tokens: TokenizedText, span: Span) -> str:
    passage = " ".join(VisibleText(tokens.text).passage(span).split())
    return passage if len(passage) <= MAX_EXCERPT else f"{passage[: MAX_EXCERPT - 1]}…"
