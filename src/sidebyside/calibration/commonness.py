"""What stands elsewhere? Passages of outputs looked up in backgrounds and in the other works of the case."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

import numpy as np

from sidebyside.calibration.equal_text import EqualStretch, reach
from sidebyside.primitives.digest import sha256_of_bytes
from sidebyside.primitives.text.excerpt import VisibleText
from sidebyside.primitives.text.extent import token_ranges
from sidebyside.primitives.text.shared_runs import RunIndex
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import (
    BackgroundPassage,
    CommonKind,
    Commonness,
    CommonPart,
    Match,
    Span,
    TextQuantum,
)

LEAST_TOKENS = 5
"""Words in common count where so many stand in a row."""

MAX_EXCERPT = 400
"""A longer passage of a background is shortened to so many characters."""

NO_RIVALS: Mapping[str, Collection[int]] = {}


@dataclass(frozen=True, slots=True)
class SearchedText:
    """A text that passages are looked up in. `is_work` for another work of the case."""

    path: str
    sha256: str
    tokens: TokenizedText
    is_work: bool = False
    is_public_domain: bool = False

    @property
    def kind(self) -> CommonKind:
        """What the text was named as."""
        return "work" if self.is_work else "public_domain" if self.is_public_domain else "background"


def text_key(tokens: TokenizedText) -> str:
    """Return the same word for the same text, whatever its bytes: the digest of its folded tokens."""
    return sha256_of_bytes(tokens.forms.tobytes())


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
    def in_output(self) -> frozenset[int]:
        return frozenset(at for run in self.runs for at in range(run.output_first, run.output_stop))

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

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What tells each text from another one, whatever its bytes."""
        return tuple(text_key(text.tokens) for text in self.texts)

    def is_same(self, number: int, work: SearchedText) -> bool:
        """Say whether a text is a work given here again: the same bytes, or the same text."""
        text = self.texts[number]
        if text.sha256 == work.sha256:
            return True
        return text.tokens.n_tokens == work.tokens.n_tokens and self.keys[number] == text_key(work.tokens)

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
        work: SearchedText,
        rivals: Mapping[str, Collection[int]] = NO_RIVALS,
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
        work
            That of the match, which is not looked for in itself.
        rivals
            By path of another work, the tokens of the output that were matched with it.

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
        others = [n for n in range(len(self.texts)) if not self.is_same(n, work)]
        places = _places(_clipped(runs, first, stop, frozenset(others)), stop - first)
        counted = [place for place in places if _reaches(place, output, needed)]
        return Commonness(
            n_occurrences=len(counted),
            n_texts=len({place.text for place in counted}),
            n_texts_searched=len(others),
            n_words_searched=sum(self.texts[n].tokens.n_tokens for n in others),
            bits=round(bits, 1),
            nearest=self._nearest(places),
            common=self._common(places, [self.texts[n] for n in others], output, stretches, rivals),
        )

    def _common(
        self,
        places: Sequence[_Place],
        others: Sequence[SearchedText],
        output: TokenizedText,
        stretches: Sequence[EqualStretch],
        rivals: Mapping[str, Collection[int]],
    ) -> tuple[CommonPart, ...]:
        """Return for each kind of text the one that has most of what matched, and what it has of it."""
        matched = tokens_of(stretches)
        found: dict[tuple[CommonKind, str, str], frozenset[int]] = {}
        for place in places:
            text = self.texts[place.text]
            named, there = (text.kind, text.path, text.sha256), place.in_output & matched
            if len(there) > len(found.get(named, ())):
                found[named] = there
        for text in others:
            if text.is_work and text.path in rivals:
                named = (text.kind, text.path, text.sha256)
                found[named] = found.get(named, frozenset()) | matched.intersection(rivals[text.path])
        best: dict[CommonKind, CommonPart] = {}
        for (kind, path, sha256), there in sorted(found.items(), key=lambda one: (-len(one[1]), one[0])):
            if there and kind not in best:
                best[kind] = CommonPart(kind, path, sha256, len(there), spans_of(there, output))
        return tuple(part for _, part in sorted(best.items()))

    def _nearest(self, places: Sequence[_Place]) -> BackgroundPassage | None:
        """Return the place that shares most: in a text that is no work, where any such text shares something.

        Another work stands in the case itself and is named with its finding, so it must not stand before a
        text that both sides may have the passage from.
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
            is_public_domain=text.is_public_domain,
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


def tokens_of(stretches: Iterable[EqualStretch]) -> frozenset[int]:
    """Return the numbers of the tokens of the output that lie in any of the stretches."""
    return frozenset(at for one in stretches for at in range(one.output_first, one.output_stop))


def spans_of(tokens: Collection[int], text: TokenizedText) -> tuple[Span, ...]:
    """Return where tokens stand in a text, neighbours as one span."""
    groups = groupby(enumerate(sorted(tokens)), lambda ranked: ranked[1] - ranked[0])
    runs = ([at for _, at in group] for _, group in groups)
    return tuple(text.span(run[0], run[-1] + 1) for run in runs)


def common_left(common: Commonness | None, left: Collection[int], output: TokenizedText) -> Commonness | None:
    """Return the commonness of a match of which only some tokens of the output are left.

    What stands elsewhere of them is counted anew; everything else is that of the whole match.
    """
    if common is None or common.common is None:
        return common
    parts = []
    for part in common.common:
        first, stop = token_ranges(part.output_spans, output.start, output.end)
        there = {
            at for begin, end in zip(first.tolist(), stop.tolist(), strict=True) for at in range(begin, end)
        }
        there.intersection_update(left)
        if there:
            parts.append(replace(part, n_tokens=len(there), output_spans=spans_of(there, output)))
    return replace(common, common=tuple(parts))


def own_share(match: Match) -> float:
    """Return which part of a text match does not stand elsewhere: in the one text that has most of it.

    1 where nothing was looked up, and for a picture. Kinds of text are not added up: what stands in a
    background and in another work of the case too is taken off once. A record of an older version says only
    how much the nearest text has.
    """
    common = match.commonness
    if common is None or not isinstance(match.quantum, TextQuantum):
        return 1.0
    n_tokens = match.quantum.total_in_output.tokens
    if common.common is not None:
        most = max((part.n_tokens for part in common.common), default=0)
    else:
        most = 0 if common.nearest is None or common.nearest.is_work else common.nearest.n_common
    return 1.0 - min(1.0, most / n_tokens) if n_tokens else 1.0


def beside_works(match: Match) -> Match:
    """Return a match as if no other work of the case had any of it; what else has it stays."""
    common = match.commonness
    if common is None or not common.common:
        return match
    left = tuple(part for part in common.common if part.kind != "work")
    return replace(match, commonness=replace(common, common=left))
