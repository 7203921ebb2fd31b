"""Which equal text, and which lined-up sentences, may have another reason than the work?

One rule a file, found by listing the folder. A rule proposes; it never takes anything out. A person accepts
or rejects, and only what was accepted is left out of the figures after filtration.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sidebyside.calibration.commonness import LEAST_TOKENS, EqualRun
from sidebyside.calibration.equal_text import AlignedSentences, EqualStretch, reach
from sidebyside.primitives.text.tokens import TokenizedText
from sidebyside.records.elsewhere import FiltrationCode, Purpose
from sidebyside.registry import Room


@dataclass(frozen=True, slots=True)
class FiltrationCard:
    """What a rule says of itself: its id, the reason it proposes, by what it goes, what it does not see."""

    id: str
    code: FiltrationCode
    summary: str
    blind_spots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule is shown of a pair of texts.

    `stretches` is the equal text of all matches, `passages` the sentences lined up by meaning; `found` holds
    by purpose of the text the runs that the output shares with it, the work itself left out; `prompt` is what
    the output was asked with, where known.
    """

    work: TokenizedText
    output: TokenizedText
    stretches: tuple[EqualStretch, ...]
    found: Mapping[Purpose, Sequence[EqualRun]] = field(default_factory=dict)
    prompt: TokenizedText | None = None
    passages: tuple[AlignedSentences, ...] = ()


class FiltrationRule(Protocol):
    """A rule; ``MEMBER`` of its module is one."""

    @property
    def card(self) -> FiltrationCard:
        """The card."""
        ...

    def propose(self, seen: Seen) -> Iterator[EqualStretch | AlignedSentences]:
        """Yield the equal text, or the parts of it, and the lined-up sentences that may have this reason."""
        ...


RULES: Room[FiltrationRule] = Room("sidebyside.calibration.filtration")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule, and the equal text or the lined-up sentences it proposes."""

    rule: FiltrationCard
    stretch: EqualStretch | AlignedSentences


def proposals(seen: Seen) -> list[Proposal]:
    """Return what all rules propose for a pair, sorted by place in the output, reason and rule.

    Cost: linear in the equal text and its surroundings, for each rule.
    """
    found = {
        Proposal(rule.card, stretch)
        for rule in RULES.members().values()
        for stretch in rule.propose(seen)
        if stretch.length
    }
    return sorted(found, key=lambda one: (_place(one.stretch), one.rule.code, one.rule.id))


def _place(proposed: EqualStretch | AlignedSentences) -> tuple[int, int, int, int]:
    stop = proposed.work_stop if isinstance(proposed, AlignedSentences) else -1
    return proposed.output_first, proposed.length, proposed.work_first, stop


def parts_found(seen: Seen, purpose: Purpose, least: float) -> Iterator[EqualStretch]:
    """Yield the parts of the equal text that stand in the texts of a purpose, `least` floors long or more."""
    for stretch in seen.stretches:
        parts = {stretch.part(run.output_first, run.output_stop) for run in seen.found.get(purpose, ())}
        for part in parts:
            longer = any(
                other is not part
                and other.output_first <= part.output_first
                and part.output_stop <= other.output_stop
                for other in parts
            )
            if not longer and reach(seen.output, part.output_first, part.output_stop) >= least:
                yield part


def passages_found(seen: Seen, purpose: Purpose) -> Iterator[AlignedSentences]:
    """Yield the lined-up sentences of which at least half stands in a text of a purpose, word for word.

    Runs of five tokens or more count, those of one text together.
    """
    if not seen.passages:
        return
    for passage in seen.passages:
        covered: dict[int, set[int]] = {}
        for run in seen.found.get(purpose, ()):
            first, stop = (
                max(passage.output_first, run.output_first),
                min(passage.output_stop, run.output_stop),
            )
            if stop - first >= LEAST_TOKENS:
                covered.setdefault(run.text, set()).update(range(first, stop))
        if any(2 * len(places) >= passage.length for places in covered.values()):
            yield passage
