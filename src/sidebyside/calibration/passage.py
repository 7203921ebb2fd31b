"""Which sentences of a pair were lined up? What `stretch` is to equal words."""

from collections.abc import Iterable
from dataclasses import dataclass

from sidebyside.calibration.stretch import Stretch
from sidebyside.primitives.text.extent import token_ranges
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records import Match, Span


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """Sentences that answer to each other: tokens ``[first, stop)`` of the output and of the work."""

    output_first: int
    output_stop: int
    work_first: int
    work_stop: int

    @property
    def length(self) -> int:
        """Number of tokens in the output."""
        return self.output_stop - self.output_first

    @property
    def in_output(self) -> Stretch:
        """The side of the output, as what is looked up elsewhere."""
        return Stretch(self.output_first, self.length, self.work_first)

    def spans(self, work: TokenizedText, output: TokenizedText) -> tuple[Span, Span]:
        """Return the place in the work and the place in the output, in characters."""
        return work.span(self.work_first, self.work_stop), output.span(self.output_first, self.output_stop)


def passages_of_match(match: Match, work: TokenizedText, output: TokenizedText) -> list[Passage]:
    """Return the lined-up sentences of a text match; none where words were lined up."""
    if not match.pairs or match.operations:
        return []
    in_output = token_ranges([pair.output_span for pair in match.pairs], output.start, output.end)
    in_work = token_ranges([pair.work_span for pair in match.pairs], work.start, work.end)
    rows = zip(*(column.tolist() for column in (*in_output, *in_work)), strict=True)
    return [passage for passage in (Passage(*row) for row in rows) if passage.length]


def passages_of_pair(
    matches: Iterable[Match], work: TokenizedText, output: TokenizedText
) -> tuple[Passage, ...]:
    """Return the lined-up sentences of all matches of a pair, each once, in the order of the output."""
    return tuple(sorted({one for match in matches for one in passages_of_match(match, work, output)}))
